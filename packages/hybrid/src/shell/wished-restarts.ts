import type { Plan, Where } from '../core/plan.ts';
import type { Work } from './answer.ts';
import { type EventsRead, ROWS_READ_MAX, readEvents } from './filter.ts';
import { bothOf } from './narrow.ts';
import { unsupported } from './unsupported.ts';

/** The operations by which somebody had a node restarted. */
export type WishedRestarts = ReadonlySet<string>;

/** Plans about what happened, in which a restart is one whoever wished it. Others look at how an agent keeps its nodes up. */
const ABOUT_DEEDS: ReadonlySet<Plan['op']> = new Set(['list', 'count', 'timeline', 'rate', 'compare', 'why']);

/**
 * Which starts were restarts that somebody wished, for plans that ask for restarts; the work as it is for any other. An agent says `node_restarted`
 * of what it did by its policy; a wished restart is an operation, and is over when the new generation runs: both are restarts to who asks.
 * @throws SutraError SUTRA_ASK_NOT_COMPUTED where more were wished than are looked through: a restart of the rest would be denied
 */
export async function withWishedRestarts(plan: Plan, work: Work, wishesMax: number = ROWS_READ_MAX): Promise<Work> {
  if (!ABOUT_DEEDS.has(plan.op) || !JSON.stringify(plan).includes('"node_restarted"')) return work;
  const { events, more, partial } = await wishesOf(work, wishesMax);
  if (more || partial)
    throw unsupported(
      `which starts were restarts: more restarts were asked for than the ${wishesMax.toLocaleString('en-US')} looked through`,
    );
  return { ...work, wishedRestarts: new Set(events.flatMap(({ operationId }) => operationId ?? [])) };
}

function wishesOf(work: Work, most: number): Promise<EventsRead> {
  const filter = { types: ['spawn_requested'], where: [{ field: 'replaces', exists: true }] };
  return readEvents(work, { filter }, work.past ? { toUs: work.nowUs + 1 } : {}, 'desc', most);
}

/** Whether somebody had anything restarted: then restarts are more than what agents tell as such. */
export const anyWished = async (work: Work): Promise<boolean> => (await wishesOf(work, 1)).events.length > 0;

/** The condition of a group of events of one type: those that are recorded as such, where the type by itself asks for restarts by whatever name. */
export function ofRecordedType(where: Where, asked: Where, type: unknown): Where {
  const named = asked['event'];
  const restarts = Array.isArray(named) && named.includes('node_restarted') && !named.includes('spawn_succeeded');
  if (type === 'spawn_succeeded' && restarts) return bothOf({ ...where, event: named }, twice({ event: [type] }));
  return type === 'node_restarted' ? bothOf(where, twice({ event: { not: ['spawn_succeeded'] } })) : where;
}

/** A second condition on a field, in a language that has one condition a field. */
const twice = (one: Where): Where => ({ any: [one, one] });
