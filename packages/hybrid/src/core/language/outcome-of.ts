import type { Plan } from '../plan.ts';
import { whereOf } from './follow-up.ts';

/** What came well, and what did not, of the same deed; the class both are of, where there is one. */
const OUTCOMES: readonly { readonly failed: string; readonly done: string; readonly of: readonly string[] }[] = [
  { failed: 'spawn_failed', done: 'spawn_succeeded', of: ['@spawn', 'spawn_requested', 'spawn_started'] },
  { failed: 'stop_failed', done: 'stop_succeeded', of: ['@stop', 'stop_requested', 'stop_started'] },
  { failed: 'update_failed', done: 'update_completed', of: ['@update', 'update_started'] },
  { failed: 'backup_failed', done: 'backup_completed', of: ['backup_started'] },
  { failed: 'action_failed', done: 'action_completed', of: [] },
];

const WELL =
  'completed|succeeded|worked|finished|went through|went well|went fine|made it|were successful|were ok|were fine|successes|success|successful|completed|succeeding|good';
const ILL =
  'failed|went wrong|did not work|did not succeed|did not make it|broke|were unsuccessful|failures|unsuccessful|failing|bad|broken';
const LEAD =
  '(?:(?:and|or|so|ok|okay|now|then|but|just|only|please|show|show me|give me|list|keep|i want|what about|how about|what of|as for|also|,) )*';
const OUTCOME = new RegExp(
  `^${LEAD}(?:(?:which|what|how many|the|any)(?: ones| of them| of those)? )?(?:(?:those|these|ones|them|all) )?(?:(?:that|which) )?(?:have |had )?(?:(${WELL})|(${ILL}))(?: ones| updates| spawns| stops| backups)?(?: please| only| alone)?$`,
);

/** "and which ones completed?" after which failed, "only the failed ones" after all there were. */
export function otherOutcome(text: string, before: Plan): Plan | undefined {
  const said = OUTCOME.exec(text);
  const of = whereOf(before)['event'];
  const events = Array.isArray(of) ? (of as readonly string[]) : [];
  if (said === null || (before.op !== 'list' && before.op !== 'count') || events.length === 0) return undefined;
  const well = said[1] !== undefined;
  const deed = OUTCOMES.find(({ failed, done, of: all }) => events.every((type) => all.includes(type) || type === failed || type === done));
  const wanted = well ? deed?.done : deed?.failed;
  if (wanted === undefined || (events.length === 1 && events[0] === wanted)) return undefined;
  // Why some failed is nothing that others went well by.
  const { cause: _cause, error: _error, ...where } = whereOf(before);
  return { ...before, where: { ...(well ? where : whereOf(before)), event: [wanted] } } as Plan;
}

const LATEST_OF =
  /\b(?:last|latest|most recent|newest|previous)\b.*\b(?:\w+) (?:\S+ ){0,6}?(?:succeeds?|succeeded|successful|successfully|completes?|completed|works?|worked|fine|ok|okay|well|fails?|failed|failing|unsuccessful|wrong)$/;

/**
 * "did the last spawn succeed?": the last one, however it ended, and whether it ended so. Of those that succeeded the last one would be told, though it may have failed
 * since.
 */
export function whetherTheLast(text: string, plan: Plan): Plan {
  if (plan.op !== 'list' || plan.target !== 'event' || plan.form !== 'yesno' || plan.limit !== 1 || plan.order?.by !== 'time') return plan;
  const said = whereOf(plan)['event'];
  const event = Array.isArray(said) && said.length === 1 ? (said[0] as string) : undefined;
  const deed = OUTCOMES.find(({ failed, done }) => event === failed || event === done);
  if (event === undefined || deed === undefined || !LATEST_OF.test(text)) return plan;
  return { ...plan, where: { ...plan.where, event: [deed.done, deed.failed] }, expect: { event: [event] } };
}
