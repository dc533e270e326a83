import type { Plan } from '../core/plan.ts';
import type { Work } from './answer.ts';
import { readEvents, unsupported } from './filter.ts';

/** Who asked for each operation, by its id, as the event that asked records him. */
export type Askers = ReadonlyMap<string, string>;

/** Events in which an operation is asked for, and that say by whom. */
const ASKED = ['spawn_requested', 'stop_requested', 'scale_requested', 'action_requested', 'action_approved'] as const;
/** What came of an operation, told by whoever carried it out: who asked for it stands in another event. */
const CARRIED_OUT: ReadonlySet<string> = new Set([
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
  '@spawn',
  '@stop',
  '@update',
]);
/** Operations kept for one question, at most: far more than people ask for. */
const ASKED_MAX = 100_000;

/**
 * Who asked for what, for plans about what came of somebody's wishes; the work as it is for any other.
 * @throws SutraError SUTRA_ASK_NOT_COMPUTED where more was asked for than is looked through: whose the rest is would not be known
 */
export async function withAskers(plan: Plan, work: Work, askedMax: number = ASKED_MAX): Promise<Work> {
  const asked = JSON.stringify(plan);
  if (!asked.includes('"user":') || ![...CARRIED_OUT].some((type) => asked.includes(`"${type}"`))) return work;
  const window = work.past ? { toUs: work.nowUs + 1 } : {};
  const { events, more, partial } = await readEvents(work, { filter: { types: [...ASKED] } }, window, 'desc', askedMax);
  if (more || partial)
    throw unsupported(`by whom this was asked for: more wishes are on record than the ${askedMax.toLocaleString('en-US')} looked through`);
  const askers = new Map<string, string>();
  for (const { operationId, actor } of events) if (operationId !== undefined && actor !== undefined) askers.set(operationId, actor);
  return { ...work, askers };
}
