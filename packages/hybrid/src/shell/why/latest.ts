import { fromStored, type GridEvent } from '@sutra/model';
import type { Time, Where } from '../../core/plan.ts';
import type { Work } from '../answer.ts';
import { compileWhere, readEvents, windowOf } from '../filter.ts';

/** The event a plan speaks of: the one it names, else the latest (or first) that matches. Without a type: what last went wrong. */
export async function eventMeant(
  where: Where,
  work: Work,
  { time, pick }: { readonly time?: Time | undefined; readonly pick?: 'first' | 'last' | 'all' | undefined } = {},
): Promise<GridEvent | undefined> {
  const ref = where['ref'];
  if (Array.isArray(ref)) {
    const stored = await work.reader.event(String(ref[0]), undefined, work.options);
    return stored === undefined || (work.past && stored.timeUs > work.nowUs) ? undefined : fromStored(stored);
  }
  const typed: Where = where['event'] === undefined ? { ...where, event: ['@problem'] } : where;
  const window = windowOf(time, work, 'all');
  return (await readEvents(work, compileWhere(typed, work), window, pick === 'first' ? 'asc' : 'desc', 1)).events[0];
}
