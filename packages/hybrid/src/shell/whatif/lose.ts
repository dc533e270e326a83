import { counted, isoFromUs } from '@sutra/kit';
import { type AnyDraft, apply, clusterVerdict, eventFromDraft, type GridState, type NodeState, place, Taken } from '@sutra/model';
import type { Where } from '../../core/plan.ts';
import { firstOf, type Result, type Work } from '../answer.ts';

/** The state after events that never happened: numbered behind everything that did. */
function afterwards(state: GridState, drafts: readonly AnyDraft[], nowUs: number): GridState {
  return drafts.reduce(
    (folded, draft, i) =>
      apply(
        folded,
        eventFromDraft(draft, {
          id: `what-if-${i}`,
          wallUs: nowUs,
          emitter: `what-if:${state.seq}`,
          emitterEpoch: 1,
          emitterSeq: i + 1,
          seq: state.seq + i + 1,
          recordedAtUs: nowUs,
        }),
      ),
    state,
  );
}

/** What the loss of agents (with everything on them) or of single nodes would do, where their nodes would fit, and whether an outcome would come of it. */
export function loseAgents(agents: readonly string[], nodes: readonly string[], work: Work, outcome?: Where): Result {
  const { state, nowUs } = work;
  const affected = [...state.nodes.values()].filter(
    (node) => node.wanted === 'running' && (agents.includes(node.agentId) || nodes.includes(node.id)),
  );
  const drafts: AnyDraft[] = [
    // Silence is told in two steps: no arrow leads from healthy straight to offline.
    ...agents.map((agent_id): AnyDraft => ({ type: 'agent_degraded', body: { agent_id, seconds_since_heartbeat: 15 } })),
    ...agents.map((agent_id): AnyDraft => ({ type: 'agent_offline', body: { agent_id, last_seen: isoFromUs(nowUs) } })),
    ...affected.map(
      (node): AnyDraft => ({
        type: 'node_lost',
        body: { node_id: node.id, agent_id: node.agentId, generation: node.generation, error: 'lost in a what-if' },
      }),
    ),
  ];
  const after = afterwards(state, drafts, nowUs);
  const [before, then] = [clusterVerdict(state), clusterVerdict(after)];
  const { homes, left } = rehome(after, affected);
  const what = agents.length > 0 ? agents.join(', ') : nodes.join(', ');
  const rows = affected.map((node) => ({
    node_id: node.id,
    was_on: node.agentId,
    could_go_to: homes.get(node.id)?.agentId ?? null,
    because: homes.get(node.id)?.because ?? left.get(node.id) ?? '',
  }));
  const fits =
    affected.length === 0
      ? ''
      : left.size === 0
        ? ' All of them would fit on other agents.'
        : ` ${homes.size} of ${affected.length} would fit on other agents; ${firstOf([...left.keys()], 5)} would not.`;
  return {
    status: 'answered',
    value: then.verdict,
    text: `${outcome === undefined ? '' : `${comesOf(outcome, affected, then.verdict, work)} `}Without ${what} the grid would be ${then.verdict} (${before.verdict} now): ${counted(affected.length, 'wanted node')} would not run${
      affected.length === 0
        ? ''
        : ` (${firstOf(
            affected.map(({ id }) => id),
            5,
          )})`
    }.${fits} Nothing was done.`,
    columns: ['node_id', 'was_on', 'could_go_to', 'because'],
    rows,
    assumptions: [
      'estimate: the state as it is, with the loss folded in by the rules the master itself uses; nodes are not moved by themselves',
    ],
    evidence: affected.map((node) => node.statusEvent).filter((id) => id !== ''),
    certainty: 0.9,
    confidence_from: 'the same fold, verdict and placement as the master, on the present state',
  };
}

/** Whether an outcome would come of the loss: of nodes that run on what is lost, and of the verdict on the grid. No rule tells of anything else. */
function comesOf(outcome: Where, affected: readonly NodeState[], verdict: string, { state }: Work): string {
  const events = Array.isArray(outcome['event']) ? outcome['event'].map(String) : [];
  const named = Array.isArray(outcome['node']) ? outcome['node'].map(String) : [];
  const grid = events.map((type) => /^cluster_(healthy|degraded|critical)$/.exec(type)?.[1]).find((one) => one !== undefined);
  if (grid !== undefined) return verdict === grid ? `Yes: the grid would be ${grid}.` : `No: the grid would be ${verdict}, not ${grid}.`;
  if (named.length === 0)
    return 'Whether that would follow is not known: the rules tell what runs on what is lost, and how the grid would be.';
  return named
    .map((id) => {
      if (affected.some((node) => node.id === id)) return `Yes: ${id} runs there and would not run.`;
      const node = state.nodes.get(id);
      if (node === undefined) return `${id} is not known.`;
      return node.wanted === 'running' ? `No: ${id} runs on ${node.agentId}.` : `No: ${id} is ${node.status} and not wanted to run.`;
    })
    .join(' ');
}

/** Where each node would be placed, one after the other, by the real placement. */
function rehome(state: GridState, nodes: readonly NodeState[]) {
  const homes = new Map<string, { readonly agentId: string; readonly because: string }>();
  const left = new Map<string, string>();
  const taken = new Taken(state);
  for (const node of nodes) {
    const placed = place(state, { port: node.spec.port }, taken);
    if (placed.do === 'refuse') {
      left.set(node.id, placed.because);
      continue;
    }
    homes.set(node.id, { agentId: placed.agentId, because: placed.because });
    taken.add(`${node.id}-what-if`, placed.agentId, node.spec.port);
  }
  return { homes, left };
}
