import type { Verb } from './plan.ts';

/** Happenings that somebody's deed is told by. */
export const DEEDS: Readonly<Record<string, Verb>> = {
  '@update': 'update',
  update_started: 'update',
  update_completed: 'update',
  update_rolled_back: 'rollback',
  node_restarted: 'restart',
  stop_succeeded: 'stop',
  stop_requested: 'stop',
  '@stop': 'stop',
  spawn_succeeded: 'spawn',
  spawn_requested: 'spawn',
  '@spawn': 'spawn',
  '@scale': 'scale',
  scaled_up: 'scale',
  scaled_down: 'scale',
  agent_draining: 'drain',
  agent_drained: 'drain',
  agent_undrained: 'undrain',
};
