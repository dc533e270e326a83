import type { Where } from '../../core/plan.ts';

/** What a kind of thing can be, and the event types after which it is that: the drawn lives of the model, by type. */
export type Kind = 'agent' | 'node' | 'cluster';

export const TRACKS: Readonly<Record<Kind, Readonly<Record<string, string>>>> = {
  agent: {
    agent_registered: 'healthy',
    agent_recovered: 'healthy',
    agent_degraded: 'degraded',
    agent_offline: 'offline',
    agent_unregistered: 'unregistered',
  },
  node: {
    spawn_requested: 'pending',
    spawn_unknown: 'unknown',
    spawn_succeeded: 'running',
    node_restarted: 'running',
    node_adopted: 'running',
    stop_failed: 'running',
    spawn_failed: 'failed',
    node_gave_up: 'failed',
    node_crashed: 'crashed',
    node_lost: 'lost',
    stop_requested: 'stopping',
    stop_succeeded: 'stopped',
  },
  cluster: { cluster_healthy: 'healthy', cluster_degraded: 'degraded', cluster_critical: 'critical' },
};

/** Being emptied goes beside how an agent is: a life of its own. */
const DRAINING: Readonly<Record<string, string>> = {
  agent_draining: 'draining',
  agent_drained: 'draining',
  agent_undrained: 'taken back',
  agent_unregistered: 'unregistered',
};

/** The life in which something has one of these statuses. */
export const trackOf = (kind: Kind, statuses: readonly string[]): Readonly<Record<string, string>> =>
  kind === 'agent' && statuses.includes('draining') ? DRAINING : TRACKS[kind];

export const UP: Readonly<Record<Kind, readonly string[]>> = {
  agent: ['healthy', 'degraded'],
  node: ['running'],
  cluster: ['healthy', 'degraded'],
};
/** Down is what nobody asked for: a stopped node and an agent that has left are neither up nor down. */
export const DOWN: Readonly<Record<Kind, readonly string[]>> = {
  agent: ['offline'],
  node: ['crashed', 'failed', 'lost'],
  cluster: ['critical'],
};

/** A stretch from one event to another: what begins it, what ends it, and what ends it without counting. */
export interface Stretch {
  readonly kind: Kind;
  readonly start: readonly string[];
  readonly end: readonly string[];
  readonly cancel: readonly string[];
  readonly says: string;
}

const STRETCHES: Readonly<Record<string, Stretch>> = {
  spawn_time: {
    kind: 'node',
    start: ['spawn_requested'],
    end: ['spawn_succeeded'],
    cancel: ['spawn_failed'],
    says: 'from request to running',
  },
  stop_time: { kind: 'node', start: ['stop_requested'], end: ['stop_succeeded'], cancel: ['stop_failed'], says: 'from request to gone' },
  restart_time: {
    kind: 'node',
    start: ['node_crashed'],
    end: ['node_restarted', 'spawn_succeeded'],
    cancel: ['node_gave_up', 'stop_requested'],
    says: 'from crash to running again',
  },
  time_to_crash: {
    kind: 'node',
    start: ['spawn_succeeded', 'node_restarted'],
    end: ['node_crashed'],
    cancel: ['stop_requested', 'stop_succeeded'],
    says: 'from start to crash',
  },
  heartbeat_gap: {
    kind: 'agent',
    start: ['agent_heartbeat'],
    end: ['agent_heartbeat'],
    cancel: [],
    says: 'between two recorded heartbeats',
  },
};

/** A restart that somebody asked for: no crash came before it. */
const WISHED_RESTART: Stretch = {
  kind: 'node',
  start: ['spawn_requested'],
  end: ['spawn_succeeded'],
  cancel: ['spawn_failed'],
  says: 'from request to running again',
};

/** The stretch a plan is about; of somebody's restarts, from when he asked. Undefined for time in a status. */
export function stretchOf({ of, where }: { readonly of: string; readonly where?: Where }): Stretch | undefined {
  return isWishedRestart({ of, ...(where === undefined ? {} : { where }) }) ? WISHED_RESTART : STRETCHES[of];
}

export const isWishedRestart = ({ of, where }: { readonly of: string; readonly where?: Where }): boolean =>
  of === 'restart_time' && where?.['user'] !== undefined;
