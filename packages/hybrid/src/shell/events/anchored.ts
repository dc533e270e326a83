import { summaryOf } from '@sutra/model';
import type { PlanOf, Work } from '../answer.ts';
import { clock } from '../clock.ts';
import { compileWhere, readEvents, type Window, windowOf } from '../filter.ts';

export const MINUTE_US = 60_000_000;

const AROUND_US = 10 * MINUTE_US;

/** A window given by an event: "before node-17 crashed". */
export async function anchored(anchor: PlanOf<'list'>['anchor'], window: Window, work: Work): Promise<{ window: Window; note: string[] }> {
  if (anchor === undefined) return { window, note: [] };
  const found = await readEvents(
    work,
    compileWhere(anchor.where, work),
    windowOf(undefined, work, 'all'),
    anchor.pick === 'first' || anchor.rel === 'after' ? 'asc' : 'desc',
    1,
  );
  const event = found.events[0];
  if (event === undefined) return { window: { fromUs: 0, toUs: 0 }, note: ['the event that was to give the time never happened'] };
  const note = [`${anchor.rel} means ${anchor.rel} ${clock(event.timeUs, work)}: ${summaryOf(event)}`];
  const end = work.past ? { toUs: work.nowUs + 1 } : {};
  if (anchor.rel === 'after') return { window: { fromUs: event.timeUs + 1, ...end }, note };
  if (anchor.rel === 'before')
    return { window: { fromUs: event.timeUs - 6 * AROUND_US, toUs: event.timeUs }, note: [...note, 'no width given: the hour before'] };
  return {
    window: { fromUs: event.timeUs - AROUND_US, toUs: event.timeUs + AROUND_US },
    note: [...note, 'no width given: 10 min on either side'],
  };
}
