import { counted } from '@sutra/kit';
import { apply, censusOf, eventFromDraft, type GridState, place, placesByAgent, Taken } from '@sutra/model';
import type { Result, Work } from '../answer.ts';
import type { Change } from './simulate.ts';

/** Nodes placed one by one in one question, at most. */
const PLACED_MAX = 1_000;

/** Whether so many nodes would fit, and where they would go: placed one after the other by the real placement. */
export function moreNodes({ nodes, more_nodes: added }: Change, work: Work): Result {
  const running = censusOf(work.state).nodes;
  const wanted = nodes ?? (added === undefined ? 0 : running + added);
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
      ? `${counted(running, 'node is', 'nodes are')} wanted already: scaling to ${wanted} would stop ${running - wanted}.`
      : fits === more
        ? `${counted(wanted, 'node')} would fit: ${where}.`
        : `${fits} of ${counted(more, 'more node')} would fit${where === '' ? '' : ` (${where})`}; then: ${stopped}.`;
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

/** Agents supposed in one question, at most. */
const AGENTS_MAX = 1_000;

/** More agents like those there are: how many places that adds, and which wanted nodes that fit nowhere now would fit then. */
export function moreAgents({ agents: wanted = 0 }: Change, work: Work): Result {
  const { state, nowUs } = work;
  const there = [...state.agents.values()].filter(({ health }) => health !== 'unregistered');
  const sizes = there.map(({ maxNodes }) => maxNodes).sort((a, b) => a - b);
  const size = sizes[Math.floor(sizes.length / 2)];
  if (size === undefined)
    return {
      status: 'empty',
      nothing: 'none_matched',
      value: 0,
      text: 'No agent is registered: how many places one more has is not known.',
    };
  const more = Math.min(AGENTS_MAX, Math.max(0, Math.round(wanted)));
  let then = state;
  for (let n = 1; n <= more; n++) {
    const body = {
      agent_id: `what-if-${n}`,
      hostname: `what-if-${n}`,
      platform: 'process',
      agent_endpoint: 'stream',
      max_storage_nodes: size,
    };
    const envelope = { wallUs: nowUs, emitter: 'what-if', emitterEpoch: 1, emitterSeq: n, seq: state.seq + n, recordedAtUs: nowUs };
    then = apply(then, eventFromDraft({ type: 'agent_registered', body }, { id: `what-if-${n}`, ...envelope }));
  }
  const [before, after] = [freePlaces(state), freePlaces(then)];
  const missing = censusOf(state).missing;
  const [taken, takenThen] = [new Taken(state), new Taken(then)];
  const homeless = missing.filter((node) => place(state, { port: node.spec.port }, taken).do === 'refuse');
  const housed = homeless.filter((node) => place(then, { port: node.spec.port }, takenThen).do === 'place');
  const [next] = [place(then)];
  return {
    status: 'answered',
    value: after,
    text: `With ${counted(more, 'more agent')} of ${size} places each there would be ${after} free places instead of ${before}${
      homeless.length === 0 ? '' : `; ${housed.length} of ${counted(homeless.length, 'node')} that fit nowhere now would fit`
    }. ${next?.do === 'place' ? `The next node would go to ${next.agentId}.` : 'The next node would still fit nowhere.'} Nothing was done.`,
    columns: ['node_id', 'would_fit'],
    rows: homeless.map((node) => ({ node_id: node.id, would_fit: housed.includes(node) })),
    assumptions: [`estimate: each new agent healthy, with as many places as the middle one of those there are (${size})`],
    certainty: 0.9,
    confidence_from: 'the same fold and placement as the master, on the present state',
  };
}

/** Places left on healthy, undrained agents. */
function freePlaces(state: GridState): number {
  const taken = placesByAgent(state);
  return [...state.agents.values()]
    .filter(({ health, draining }) => health === 'healthy' && !draining)
    .reduce((sum, { id, maxNodes }) => sum + Math.max(0, maxNodes - (taken.get(id) ?? 0)), 0);
}
