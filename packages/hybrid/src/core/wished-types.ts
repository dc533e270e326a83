/** What came of an operation, told by whoever carried it out: who asked for it stands in another event. */
export const CARRIED_OUT: readonly string[] = [
  'spawn_succeeded',
  'spawn_failed',
  'spawn_unknown',
  'stop_succeeded',
  'stop_failed',
  'stop_unknown',
  'node_restarted',
  'node_rescheduled',
  'update_started',
  'update_completed',
  'update_failed',
  'update_rolled_back',
  'backup_completed',
  'backup_failed',
  'restore_completed',
  'agent_drained',
];

/** Events in which an operation is asked for, and that say by whom. */
export const ASKED = ['spawn_requested', 'stop_requested', 'scale_requested', 'action_requested', 'action_approved'] as const;

/** What the master does at once where somebody asks for it, and says by whom. */
const AT_ONCE: ReadonlySet<string> = new Set([
  'agent_draining',
  'agent_undrained',
  'agent_unregistered',
  'binary_published',
  'placement_decided',
  'scale_decided',
  'scaled_up',
  'scaled_down',
]);

/** Whether an event of this type may be on record as of whoever asked for it. */
export const askedFor = (type: string): boolean => (ASKED as readonly string[]).includes(type) || AT_ONCE.has(type);
