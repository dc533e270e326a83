import { summaryOf } from '@sutra/model';
import type { Anchor } from '../../core/plan.ts';
import type { Work } from '../answer.ts';
import { clock } from '../clock.ts';
import { conditionWords, kindsOf } from '../condition-words.ts';
import { compileWhere, readEvents, type Window, windowOf } from '../filter.ts';
import { durationUs, HOUR_US, MINUTE_US } from './bucket.ts';

export { MINUTE_US };

const AROUND_US = 10 * MINUTE_US;

export interface Anchored {
  readonly window: Window;
  /** What was taken, for the answer to say. */
  readonly note: string[];
  /** The event that gave the time, and when it was. Undefined without an anchor, or when it never happened. */
  readonly anchorId?: string;
  readonly atUs?: number;
}

/** A window given by an event: "before node-17 crashed". A period that is given as well narrows it. */
export async function anchored(anchor: Anchor | undefined, window: Window, work: Work): Promise<Anchored> {
  if (anchor === undefined) return { window, note: [] };
  const all = windowOf(undefined, work, 'all');
  const first = (anchor.pick ?? (anchor.rel === 'after' ? 'first' : 'last')) === 'first';
  const event = (await readEvents(work, compileWhere(anchor.where, work), all, first ? 'asc' : 'desc', 1)).events[0];
  if (event === undefined) {
    const lacks = `no ${kindsOf(anchor.where).one}${conditionWords(anchor.where)} is on record`;
    return { window: { fromUs: 0, toUs: 0, lacks }, note: ['the event that was to give the time never happened'] };
  }
  const { fromUs, toUs, said } = around(anchor, event.timeUs);
  const end = work.past ? Math.min(toUs, work.nowUs + 1) : toUs;
  return {
    window: {
      fromUs: Math.max(fromUs, window.fromUs ?? 0),
      ...(Math.min(end, window.toUs ?? end) === Number.POSITIVE_INFINITY ? {} : { toUs: Math.min(end, window.toUs ?? end) }),
    },
    note: [`${anchor.rel} means ${anchor.rel} ${clock(event.timeUs, work)}: ${summaryOf(event)}`, ...(said === undefined ? [] : [said])],
    anchorId: event.id,
    atUs: event.timeUs,
  };
}

function around({ rel, window }: Anchor, atUs: number): { fromUs: number; toUs: number; said?: string } {
  const given = window === undefined ? undefined : durationUs(window);
  switch (rel) {
    case 'after':
      return { fromUs: atUs + 1, toUs: given === undefined ? Number.POSITIVE_INFINITY : atUs + given + 1 };
    case 'before':
      return { fromUs: atUs - (given ?? HOUR_US), toUs: atUs, ...(given === undefined ? { said: 'no width given: the hour before' } : {}) };
    case 'around':
      return {
        fromUs: atUs - (given ?? AROUND_US),
        toUs: atUs + (given ?? AROUND_US) + 1,
        ...(given === undefined ? { said: 'no width given: 10 min on either side' } : {}),
      };
    case 'at':
      return {
        fromUs: atUs - (given ?? MINUTE_US),
        toUs: atUs + (given ?? MINUTE_US) + 1,
        ...(given === undefined ? { said: 'no width given: 1 min on either side' } : {}),
      };
  }
}
