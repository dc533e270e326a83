import { EVENT_TYPES, rowOf } from '@sutra/model';

/** What its row in the catalogue calls an error, or worse. That a node crashes again and again is told of crashes that are failures themselves. */
const FAILURES = EVENT_TYPES.filter((type) => /^(error|critical)$/.test(rowOf(type).severity) && type !== 'node_crash_looping');

/** Classes of events, by the name a plan uses. */
export const EVENT_CLASSES: Readonly<Record<string, readonly string[]>> = {
  '@all': ['*'],
  '@failure': FAILURES,
  '@problem': [...FAILURES, 'node_crash_looping', 'agent_degraded', 'cluster_degraded', 'embedding_service_degraded', 'spawn_unknown'],
  '@recovery': ['agent_recovered', 'node_restarted', 'cluster_healthy', 'embedding_service_healthy'],
  '@agent': [
    'agent_registered',
    'agent_heartbeat',
    'agent_degraded',
    'agent_offline',
    'agent_recovered',
    'agent_unregistered',
    'agent_draining',
    'agent_drained',
    'agent_undrained',
  ],
  '@spawn': ['spawn_requested', 'spawn_succeeded', 'spawn_failed'],
  '@stop': ['stop_requested', 'stop_succeeded', 'stop_failed'],
  '@update': ['update_started', 'update_completed', 'update_failed', 'update_rolled_back'],
  '@scale': ['scale_requested', 'scaled_up', 'scaled_down'],
  // What its row in the catalogue calls a warning.
  '@warning': EVENT_TYPES.filter((type) => rowOf(type).severity === 'warning'),
  '@cluster': ['cluster_healthy', 'cluster_degraded', 'cluster_critical'],
};
export const STATUS_CLASSES: Readonly<Record<string, readonly string[]>> = {
  '@down': ['offline', 'crashed', 'failed', 'lost'],
  '@failed': ['crashed', 'failed'],
  '@up': ['healthy', 'degraded', 'running'],
};
