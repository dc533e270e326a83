import { defined } from '../defined.ts';
import type { GridState, NodeAsk, NodeReport, NodeSpec, NodeState, NodeStatus } from '../state.ts';
import { canMove, NODE_ARROWS } from '../transitions.ts';
import type { Note } from './step.ts';

/** Nodes the state holds, stopped ones included. */
export const NODES_MAX = 100_000;

/** Stands in until the request is known: the agent's word can reach the log before the master's. */
const UNKNOWN_SPEC: NodeSpec = { workload: { kind: 'storage' }, port: 0, storagePath: '', memoryLimitMb: 0, restart: 'always' };

type Since = { readonly status: NodeStatus; readonly atUs: number; readonly event: string };

/**
 * The status of a generation from what was asked and what was reported:
 * ```
 *   asked ╲ reported │ nothing    running … lost   stopped
 *   ─────────────────┼────────────────────────────────────
 *   spawn            │ pending    as reported      stopped
 *   unknown          │ unknown    as reported      stopped
 *   stop             │ stopping   stopping         stopped
 *   stop, refused    │ unknown    as reported      stopped
 *   nothing (yet)    │ –          as reported      stopped
 * ```
 */
export function statusOf(ask: NodeAsk | undefined, report: NodeReport | undefined): Since | undefined {
  if (report?.status === 'stopped') return report;
  if (ask?.kind === 'stop' && !ask.refused) return { status: 'stopping', atUs: ask.atUs, event: ask.event };
  if (report !== undefined) return report;
  if (ask === undefined) return undefined;
  return { status: ask.kind === 'spawn' ? 'pending' : 'unknown', atUs: ask.atUs, event: ask.event };
}

/** What every event about a node has in common. */
export interface NodeWord {
  readonly id: string;
  readonly timeUs: number;
  readonly body: { readonly node_id: string; readonly agent_id: string; readonly generation?: number };
}

/** Where in a node's life an event stands. */
export type Place =
  | { readonly at: 'current' | 'new'; readonly node: NodeState }
  | { readonly at: 'past'; readonly node: NodeState }
  | { readonly at: 'nowhere' };

/**
 * Finds the generation an event speaks of. A generation not heard of before begins here, whoever mentions it first; an event
 * that names none speaks of the current one.
 */
export function placeOf(state: GridState, event: NodeWord, note: Note): Place {
  const { node_id: id, agent_id: agentId, generation } = event.body;
  const node = state.nodes.get(id);
  if (node === undefined) {
    if (state.nodes.size >= NODES_MAX) {
      note('limit', `the state holds ${NODES_MAX} nodes`);
      return { at: 'nowhere' };
    }
    return { at: 'new', node: begin(undefined, id, agentId, generation ?? 1, event) };
  }
  if (generation === undefined || generation === node.generation) return { at: 'current', node };
  if (generation > node.generation) return { at: 'new', node: begin(node, id, agentId, generation, event) };
  note('stale', `${id} is at generation ${node.generation}; this speaks of ${generation}`);
  return { at: 'past', node };
}

/** A generation at its beginning. What is counted over the node's whole life is kept; what belongs to one life is not. */
function begin(was: NodeState | undefined, id: string, agentId: string, generation: number, event: NodeWord): NodeState {
  return {
    id,
    agentId,
    generation,
    status: 'pending',
    statusSinceUs: event.timeUs,
    statusEvent: event.id,
    wanted: 'running',
    spec: was?.spec ?? UNKNOWN_SPEC,
    restartCount: 0,
    crashCount: was?.crashCount ?? 0,
    crashLooping: false,
    ...defined({ lastExit: was?.lastExit }),
  };
}

/** Puts a node back with its status made to follow from what was asked and reported. */
export function put(state: GridState, node: NodeState, note: Note): GridState {
  const since = statusOf(node.ask, node.report);
  if (since === undefined || !canMove(NODE_ARROWS, node.status, since.status)) {
    // Not reachable while the table and statusOf agree; a test holds them together.
    if (since !== undefined) note('not-drawn', `${node.id} cannot go from ${node.status} to ${since.status}`);
    return state;
  }
  const wanted = node.ask?.kind === 'stop' || since.status === 'stopped' ? 'stopped' : 'running';
  const settled = { ...node, status: since.status, statusSinceUs: since.atUs, statusEvent: since.event, wanted } as const;
  return { ...state, nodes: state.nodes.set(node.id, settled) };
}
