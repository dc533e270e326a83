import { exitText } from '../catalogue/index.ts';
import { defined } from '../defined.ts';
import type { TypedEvent } from '../event.ts';
import { QUICK_EXIT_MS } from '../restart.ts';
import type { GridState, NodeReport, NodeState } from '../state.ts';
import { placeOf, put } from './generation.ts';
import { ended } from './operations.ts';
import { wishOf } from './requests.ts';
import type { Note, Reducer } from './step.ts';

/** A node that has run this long since its last start counts as stable: restarts are forgotten, a crash loop is over. */
export const STABLE_AFTER_US = 600_000_000;

type ReportType =
  | 'spawn_succeeded'
  | 'spawn_failed'
  | 'stop_succeeded'
  | 'node_crashed'
  | 'node_restarted'
  | 'node_adopted'
  | 'node_lost'
  | 'node_gave_up';

export const spawnSucceeded: Reducer<'spawn_succeeded'> = (before, event, note) => {
  const { body } = event;
  const state = ended(before, event, wishOf('spawn', event, currentOf(before, body.node_id)), 'succeeded', undefined, note);
  return report(state, event, 'running', started(event, body.pid, body.port, body.endpoint), note);
};

export const spawnFailed: Reducer<'spawn_failed'> = (before, event, note) => {
  const state = ended(before, event, wishOf('spawn', event, currentOf(before, event.body.node_id)), 'failed', event.body.error, note);
  return report(state, event, 'failed', {}, note);
};

export const stopSucceeded: Reducer<'stop_succeeded'> = (before, event, note) => {
  const state = ended(before, event, wishOf('stop', event, currentOf(before, event.body.node_id)), 'succeeded', undefined, note);
  return report(state, event, 'stopped', { crashLooping: false }, note);
};

/** Not a word about how the node is, only that it was not stopped: the node is again what its agent last said it is. */
export const stopFailed: Reducer<'stop_failed'> = (before, event, note) => {
  const state = ended(before, event, wishOf('stop', event, currentOf(before, event.body.node_id)), 'failed', event.body.error, note);
  const node = state.nodes.get(event.body.node_id);
  if (node?.ask?.kind !== 'stop' || (event.body.generation ?? node.generation) !== node.generation) return state;
  if (event.operationId !== undefined && node.ask.operationId !== event.operationId) return state;
  return put(state, { ...node, ask: { ...node.ask, refused: true } }, note);
};

export const crashed: Reducer<'node_crashed'> = (before, event, note) => {
  const { body } = event;
  const after = report(before, event, 'crashed', {}, note);
  const node = after.nodes.get(body.node_id);
  if (node === undefined) return after;
  const newest = node.report?.event === event.id || node.lastExit === undefined || node.lastExit.atUs < event.timeUs;
  const lastExit = {
    atUs: event.timeUs,
    event: event.id,
    cause: body.cause ?? 'unknown',
    summary: body.summary ?? exitText({ exitCode: body.exit_code, signal: body.signal }),
    ...defined({ exitCode: body.exit_code, signal: body.signal }),
  };
  const { quickExitsSinceUs, ...rest } = node;
  const counted: NodeState = {
    ...rest,
    crashCount: node.crashCount + 1,
    ...(newest ? { lastExit } : {}),
    ...defined({ quickExitsSinceUs: quickSince(event, node) }),
  };
  return { ...after, nodes: after.nodes.set(node.id, counted) };
};

/** The first of the crashes in a row, up to this one, that each came soon after a start. */
function quickSince({ body, timeUs }: TypedEvent<'node_crashed'>, node: NodeState): number | undefined {
  if (body.generation !== undefined && body.generation !== node.generation) return node.quickExitsSinceUs;
  return body.uptime_ms !== undefined && body.uptime_ms < QUICK_EXIT_MS ? (node.quickExitsSinceUs ?? timeUs) : undefined;
}

export const restarted: Reducer<'node_restarted'> = (state, event, note) => {
  const { body } = event;
  const calm = body.restart_count < (state.nodes.get(body.node_id)?.restartCount ?? 0);
  const again = { restartCount: body.restart_count, ...(calm ? { crashLooping: false } : {}) };
  return report(state, event, 'running', { ...again, ...started(event, body.new_pid, body.port, undefined) }, note);
};

export const adopted: Reducer<'node_adopted'> = (state, event, note) => {
  // Adoption finds a node that was running all along: it did not start now.
  const since = state.nodes.get(event.body.node_id)?.startedUs;
  return report(
    state,
    event,
    'running',
    { ...started(event, event.body.pid, event.body.port, undefined), ...defined({ startedUs: since }) },
    note,
  );
};

export const lost: Reducer<'node_lost'> = (state, event, note) => report(state, event, 'lost', {}, note);

export const gaveUp: Reducer<'node_gave_up'> = (state, event, note) =>
  report(state, event, 'failed', defined({ restartCount: event.body.restart_count }), note);

export const crashLooping: Reducer<'node_crash_looping'> = (state, event, note) => {
  const place = placeOf(state, event, note);
  if (place.at !== 'current') return state;
  // The window holds the runs and the delays alone: how long starting took is in the times of the crashes, where these say how long each ran.
  const loopingSinceUs = place.node.quickExitsSinceUs ?? event.timeUs - event.body.window_ms * 1000;
  return { ...state, nodes: state.nodes.set(place.node.id, { ...place.node, crashLooping: true, loopingSinceUs }) };
};

export const nodeMetrics: Reducer<'node_metrics'> = (state, event, note) => {
  const { body, timeUs } = event;
  const node = state.nodes.get(body.node_id);
  if (node === undefined) {
    note('not-drawn', `${body.node_id} is not known`);
    return state;
  }
  const metrics = { atUs: timeUs, cpuPct: body.cpu_pct, memoryMb: body.memory_mb, ...defined({ memoryLimitMb: body.memory_limit_mb }) };
  const stable = node.status === 'running' && node.startedUs !== undefined && timeUs - node.startedUs >= STABLE_AFTER_US;
  const calm = stable && (node.restartCount > 0 || node.crashLooping) ? { restartCount: 0, crashLooping: false } : {};
  return { ...state, nodes: state.nodes.set(node.id, { ...node, metrics, ...calm }) };
};

function started(event: { timeUs: number }, pid: number, port: number | undefined, endpoint: string | undefined): Partial<NodeState> {
  return { startedUs: event.timeUs, pid, ...defined({ port: port === 0 ? undefined : port, endpoint }) };
}

const currentOf = (state: GridState, nodeId: string): number => state.nodes.get(nodeId)?.generation ?? 1;

/** Takes the agent's word, unless a later one is already known or the generation has ended. */
function report(
  state: GridState,
  event: TypedEvent<ReportType>,
  status: NodeReport['status'],
  facts: Partial<NodeState>,
  note: Note,
): GridState {
  const place = placeOf(state, event, note);
  if (place.at === 'nowhere' || place.at === 'past') return state;
  const { pid: _pid, ...node } = place.node;
  if (node.report?.status === 'stopped') {
    note('not-drawn', `${node.id} generation ${node.generation} has been stopped; it cannot be ${status}`);
    return state;
  }
  // `stopped` is final in either order: a late stop still ends the generation.
  if (node.report !== undefined && status !== 'stopped' && !isLater(event, node.report)) {
    note('stale', `a later word about ${node.id} is already known`);
    return state;
  }
  const word: NodeReport = {
    status,
    atUs: event.timeUs,
    event: event.id,
    emitter: event.emitter,
    emitterEpoch: event.emitterEpoch,
    emitterSeq: event.emitterSeq,
  };
  return put(state, { ...node, ...facts, report: word }, note);
}

/** Order among one emitter's own events is by its numbers, which no clock can disturb; between emitters only time is left. */
function isLater(event: TypedEvent<ReportType>, known: NodeReport): boolean {
  if (event.emitter !== known.emitter || !(event.emitterSeq > 0) || !(known.emitterSeq > 0)) return event.timeUs >= known.atUs;
  return event.emitterEpoch === known.emitterEpoch ? event.emitterSeq > known.emitterSeq : event.emitterEpoch > known.emitterEpoch;
}
