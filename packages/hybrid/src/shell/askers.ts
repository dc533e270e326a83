import type { GridEvent } from '@sutra/model';
import { EVENT_CLASSES } from '../core/language/lexicon.ts';
import type { Plan } from '../core/plan.ts';
import { ASKED, CARRIED_OUT } from '../core/wished-types.ts';
import type { Work } from './answer.ts';
import { QUIET_TYPES } from './events/quiet.ts';
import { readEvents, unsupported } from './filter.ts';

/** Who asked for an operation, as the event that asked records him. */
export interface Asker {
  readonly actor: string;
  /** Whether it was asked that something end, and not only that something run. */
  readonly ends: boolean;
}

/** Who asked for each operation, by its id. */
export type Askers = ReadonlyMap<string, Asker>;

/** What a plan may name them by. Classes with the pulse of the grid in them ask for who recorded what: hardly any of that was wished. */
const NAMED_BY: ReadonlySet<string> = new Set([
  ...CARRIED_OUT,
  ...Object.entries(EVENT_CLASSES)
    .filter(([, types]) => types.some((type) => CARRIED_OUT.includes(type)) && !types.some((type) => QUIET_TYPES.includes(type)))
    .map(([name]) => name),
]);
/** How a node ends. A program that ends by itself names the operation that once started it: its end is no deed of whoever asked for that. */
const ENDS: ReadonlySet<string> = new Set(['stop_succeeded', 'stop_failed', 'stop_unknown', 'node_crashed', 'node_lost']);
const STARTS: ReadonlySet<string> = new Set(['spawn', 'restart']);
/** Plans that are about operations without naming their events: how long one took, how many of them came well, what there was of every type. */
const ABOUT_OPERATIONS = /"op":"duration"|"of":"(?:spawn|stop)_(?:success|failure)"|"by":\[[^\]]*"event"/;
/** Operations kept for one question, at most: far more than people ask for. */
const ASKED_MAX = 100_000;

/**
 * Who asked for what, for plans about what came of somebody's wishes, or by whose wish it came; the work as it is for any other.
 * @throws SutraError SUTRA_ASK_NOT_COMPUTED where more was asked for than is looked through: whose the rest is would not be known
 */
export async function withAskers(plan: Plan, work: Work, askedMax: number = ASKED_MAX): Promise<Work> {
  const asked = JSON.stringify(plan);
  const named = ABOUT_OPERATIONS.test(asked) || [...NAMED_BY].some((name) => asked.includes(`"${name}"`));
  if (!asked.includes('"user"') || !named) return work;
  const window = work.past ? { toUs: work.nowUs + 1 } : {};
  const { events, more, partial } = await readEvents(work, { filter: { types: [...ASKED] } }, window, 'desc', askedMax);
  if (more || partial)
    throw unsupported(`by whom this was asked for: more wishes are on record than the ${askedMax.toLocaleString('en-US')} looked through`);
  const askers = new Map<string, Asker>();
  for (const event of events) noteAsker(event, askers);
  return { ...work, askers };
}

/** Keeps who asked for an operation, where an event says so; of the oldest it is forgotten once more are kept than one question looks through. */
export function noteAsker(event: GridEvent, askers: Map<string, Asker>): void {
  const { operationId, actor } = event;
  if (operationId === undefined || actor === undefined || !(ASKED as readonly string[]).includes(event.type)) return;
  askers.set(operationId, { actor, ends: asksForEnd(event) || askers.get(operationId)?.ends === true });
  const [oldest] = askers.keys();
  if (askers.size > ASKED_MAX && oldest !== undefined) askers.delete(oldest);
}

function asksForEnd(event: GridEvent): boolean {
  if (event.type === 'action_requested' || event.type === 'action_approved') return !STARTS.has(event.body.verb);
  return event.type !== 'spawn_requested';
}

/** Who asked for what came about in one event; undefined where that is not recorded. */
export async function askedBy({ operationId, actor }: GridEvent, work: Work): Promise<string | undefined> {
  if (operationId === undefined) return actor;
  const window = work.past ? { toUs: work.nowUs + 1 } : {};
  const { events } = await readEvents(work, { filter: { types: [...ASKED], entities: [[operationId]] } }, window, 'asc');
  return events.find((event) => event.actor !== undefined)?.actor ?? actor;
}

/** Who an event is of: whoever asked for what came about in it, where that is looked at, or who is recorded. */
export function askerOf({ type, operationId, actor }: GridEvent, askers: Askers | undefined): string | undefined {
  const asker = askers?.get(operationId ?? '');
  return asker === undefined || (ENDS.has(type) && !asker.ends) ? actor : asker.actor;
}
