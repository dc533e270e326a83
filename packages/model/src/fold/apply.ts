import { Map as PMap } from 'immutable';
import type { EventType } from '../catalogue/index.ts';
import type { GridEvent } from '../event.ts';
import type { GridState } from '../state.ts';
import * as agents from './agents.ts';
import * as cluster from './cluster.ts';
import { hear } from './heard.ts';
import * as reports from './reports.ts';
import * as requests from './requests.ts';
import type { Note, Reducer, Refusal } from './step.ts';

/** The grid before its first event. */
export const EMPTY_GRID: GridState = {
  seq: 0,
  atUs: 0,
  agents: PMap(),
  nodes: PMap(),
  operations: PMap(),
  cluster: { verdict: 'unknown', sinceUs: 0, event: '', reason: 'no agent is registered' },
  heard: PMap(),
};

/** One case a type that changes the state. Types not listed are facts that change nothing here. */
const REDUCERS: { readonly [T in EventType]?: Reducer<T> } = {
  agent_registered: agents.registered,
  agent_heartbeat: agents.heartbeat,
  agent_degraded: agents.degraded,
  agent_offline: agents.offline,
  agent_recovered: agents.recovered,
  agent_unregistered: agents.unregistered,
  agent_draining: agents.draining,
  agent_drained: agents.drained,
  agent_undrained: agents.undrained,
  agent_metrics: agents.agentMetrics,
  spawn_requested: requests.spawnRequested,
  spawn_unknown: requests.spawnUnknown,
  stop_requested: requests.stopRequested,
  stop_unknown: requests.stopUnknown,
  node_rescheduled: requests.rescheduled,
  spawn_succeeded: reports.spawnSucceeded,
  spawn_failed: reports.spawnFailed,
  stop_succeeded: reports.stopSucceeded,
  stop_failed: reports.stopFailed,
  node_crashed: reports.crashed,
  node_restarted: reports.restarted,
  node_adopted: reports.adopted,
  node_lost: reports.lost,
  node_gave_up: reports.gaveUp,
  node_crash_looping: reports.crashLooping,
  node_metrics: reports.nodeMetrics,
  cluster_healthy: cluster.clusterHealthy,
  cluster_degraded: cluster.clusterDegraded,
  cluster_critical: cluster.clusterCritical,
};

/** What the names of emitters of imports begin with. What they say is history, of this grid or of another system: it can be asked about, and changes nothing that is. */
export const IMPORTED = 'import.';

/** Whether an event is history that was imported. */
export const isImported = ({ emitter }: Pick<GridEvent, 'emitter'>): boolean => emitter.startsWith(IMPORTED);

type AnyReducer = (state: GridState, event: GridEvent, note: Note) => GridState;
const REDUCER_BY_TYPE: ReadonlyMap<string, AnyReducer> = new Map(Object.entries(REDUCERS) as [string, AnyReducer][]);

/** Types that change the state: all a consumer needs to subscribe to if it only folds. */
export const STATE_TYPES = [...REDUCER_BY_TYPE.keys()] as readonly EventType[];

const DISCARD: Note = () => undefined;

/**
 * What an event does to the grid: the only definition there is, used live, in replay, in time travel and in the browser.
 * Pure and total. An event that is a duplicate, late, or an arrow that is not drawn moves the position and nothing else
 * (see `explainApply`).
 */
export function apply(state: GridState, event: GridEvent): GridState {
  return step(state, event, DISCARD);
}

export interface Explanation {
  readonly state: GridState;
  /** `applied`, `unrelated` (a type without a reducer), or why it changed nothing. */
  readonly outcome: 'applied' | 'unrelated' | Refusal;
  readonly because: string;
}

/** `apply`, with what it made of the event. */
export function explainApply(state: GridState, event: GridEvent): Explanation {
  const refusals: { readonly outcome: Refusal; readonly because: string }[] = [];
  const next = step(state, event, (outcome, because) => refusals.push({ outcome, because }));
  // An outcome that comes too late for its operation may still be news about the node.
  const refusal = refusals.find(({ outcome }) => outcome !== 'settled' || next.nodes === state.nodes);
  if (refusal !== undefined) return { state: next, ...refusal };
  const imported = isImported(event);
  if (!imported && REDUCER_BY_TYPE.has(event.type)) return { state: next, outcome: 'applied', because: '' };
  const what = imported ? 'what was imported' : event.type;
  return { state: next, outcome: 'unrelated', because: `${what} does not change the state` };
}

/**
 * Folds many events at once, in their order. The maps are opened for writing for the length of the fold, which makes it
 * several times faster than `apply` in a loop and changes nothing else.
 */
export function foldAll(events: Iterable<GridEvent>, from: GridState = EMPTY_GRID): GridState {
  let state: GridState = {
    ...from,
    agents: from.agents.asMutable(),
    nodes: from.nodes.asMutable(),
    operations: from.operations.asMutable(),
    heard: from.heard.asMutable(),
  };
  for (const event of events) state = step(state, event, DISCARD);
  return {
    ...state,
    agents: state.agents.asImmutable(),
    nodes: state.nodes.asImmutable(),
    operations: state.operations.asImmutable(),
    heard: state.heard.asImmutable(),
  };
}

function step(state: GridState, event: GridEvent, note: Note): GridState {
  if (event.seq > 0 && event.seq <= state.seq) {
    note('duplicate', `position ${event.seq} has been folded in; the state is at ${state.seq}`);
    return state;
  }
  const reduce = isImported(event) ? undefined : REDUCER_BY_TYPE.get(event.type);
  if (reduce === undefined) return at(state, event, state.heard);
  const { heard, known } = hear(state.heard, event);
  if (known) {
    note('duplicate', `${event.id} has been folded in before it was stored`);
    return at(state, event, heard);
  }
  if (!namesItsEntities(event.body)) {
    note('malformed', `${event.id} does not name what it is about`);
    return at(state, event, heard);
  }
  return at(reduce(state, event, note), event, heard);
}

/** The state moved to an event's position. Written out: this runs once an event, and a spread would cost half of the fold. */
function at({ seq, atUs, agents, nodes, operations, cluster }: GridState, event: GridEvent, heard: GridState['heard']): GridState {
  return { seq: Math.max(seq, event.seq), atUs: Math.max(atUs, event.timeUs), agents, nodes, operations, cluster, heard };
}

/** Keys of the state must be ids. Bodies are checked when events are made; this guards against what an older build may have stored. */
function namesItsEntities(body: Readonly<Record<string, unknown>>): boolean {
  const { agent_id: agent, node_id: node } = body;
  return (
    (agent === undefined || (typeof agent === 'string' && agent !== '')) &&
    (node === undefined || (typeof node === 'string' && node !== ''))
  );
}
