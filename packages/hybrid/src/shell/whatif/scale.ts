import { apply, censusOf, eventFromDraft, place } from '@sutra/model';
import { counted, type Result, type Work } from '../answer.ts';
import type { Change } from './simulate.ts';

/** Nodes placed one by one in one question, at most. */
const PLACED_MAX = 1_000;

/** Whether so many nodes would fit, and where they would go: placed one after the other by the real placement. */
export function moreNodes({ nodes: wanted = 0 }: Change, work: Work): Result {
  const running = censusOf(work.state).nodes;
  const more = Math.min(PLACED_MAX, Math.max(0, wanted - running));
  const onto = new Map<string, number>();
  let state = work.state;
  let stopped: string | undefined;
  for (let n = 0; n < more; n++) {
    const placed = place(state);
    if (placed.do === 'refuse') {
      stopped = placed.because;
      break;
    }
    onto.set(placed.agentId, (onto.get(placed.agentId) ?? 0) + 1);
    const body = { node_id: `what-if-${n}`, agent_id: placed.agentId, port: 0, storage_path: '', memory_limit_mb: 0, generation: 1 };
    const event = eventFromDraft(
      { type: 'spawn_requested', body },
      {
        id: `what-if-${n}`,
        wallUs: work.nowUs,
        emitter: 'what-if',
        emitterEpoch: 1,
        emitterSeq: n + 1,
        seq: state.seq + 1,
        recordedAtUs: work.nowUs,
      },
    );
    state = apply(state, event);
  }
  const fits = [...onto.values()].reduce((sum, n) => sum + n, 0);
  const where = [...onto].map(([agent, n]) => `${n} on ${agent}`).join(', ');
  const text =
    wanted <= running
      ? `${counted(running, 'node')} are wanted already: scaling to ${wanted} would stop ${running - wanted}.`
      : fits === more
        ? `${counted(wanted, 'node')} would fit: ${where}.`
        : `${fits} of ${more} more nodes would fit${where === '' ? '' : ` (${where})`}; then: ${stopped}.`;
  return {
    status: 'answered',
    value: wanted <= running ? running - wanted : fits,
    text: `${text} Nothing was done.`,
    columns: ['agent_id', 'more'],
    rows: [...onto].map(([agent_id, n]) => ({ agent_id, more: n })),
    assumptions: ['estimate: the agents as they are now, each new node with any free port'],
    certainty: 0.9,
    confidence_from: 'the same placement as the master, on the present state',
  };
}
