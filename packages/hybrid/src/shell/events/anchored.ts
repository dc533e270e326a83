import { type GridEvent, summaryOf } from '@sutra/model';
import type { Anchor } from '../../core/plan.ts';
import type { Work } from '../answer.ts';
import { clock } from '../clock.ts';
import { conditionWords, kindsOf } from '../condition-words.ts';
import { bounds, compileWhere, readEvents, type Window, windowOf } from '../filter.ts';
import { windowWords } from '../nothing.ts';
import { heardLastUs } from '../standstills.ts';
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

/**
 * A window given by an event: "before node-17 crashed". A period that is given as well bounds the event too, and narrows the window: without
 * such an event in it, one that is only named may be outside. One that leaves nothing of the period gives no window.
 */
export async function anchored(anchor: Anchor | undefined, window: Window, work: Work): Promise<Anchored> {
  if (anchor === undefined) return { window, note: [] };
  const event = await eventOf(anchor, window, work);
  if (event === undefined) {
    const bounded = anchor.pick !== undefined && window.assumption === undefined ? windowWords(window, work) : '';
    const lacks = `no ${kindsOf(anchor.where).one}${conditionWords(anchor.where)} is on record${bounded}`;
    return { window: { fromUs: 0, toUs: 0, lacks }, note: ['the event that was to give the time is not on record'] };
  }
  const { fromUs, toUs, said } = (await spanOf(anchor, event, work)) ?? around(anchor, event.timeUs);
  const within = {
    fromUs: Math.max(fromUs, window.fromUs ?? 0),
    toUs: Math.min(work.past ? work.nowUs + 1 : toUs, toUs, window.toUs ?? toUs),
  };
  if (within.fromUs >= within.toUs && window.assumption === undefined)
    return {
      window: {
        fromUs: 0,
        toUs: 0,
        outside: true,
        lacks: `${summaryOf(event)} at ${clock(event.timeUs, work)}, outside the period that is asked about`,
      },
      note: [],
    };
  return {
    window: { fromUs: within.fromUs, ...(within.toUs === Number.POSITIVE_INFINITY ? {} : { toUs: within.toUs }) },
    note: [`${anchor.rel} means ${anchor.rel} ${clock(event.timeUs, work)}: ${summaryOf(event)}`, ...(said === undefined ? [] : [said])],
    anchorId: event.id,
    atUs: event.timeUs,
  };
}

/** The event that gives the time, by when it happened: the latest unless the first is asked for, of the period that is asked about. */
async function eventOf({ where, rel, pick }: Anchor, window: Window, work: Work): Promise<GridEvent | undefined> {
  const compiled = compileWhere(where, work);
  const order = pick === 'first' ? 'asc' : 'desc';
  const all = windowOf(undefined, work, 'all');
  const latestIn = async (from: Window): Promise<GridEvent | undefined> => (await readEvents(work, compiled, from, order, 1)).events[0];
  const inside = await latestIn({ ...all, ...bounds(window) });
  if (inside !== undefined || pick !== undefined) return inside;
  // "crashes today after the update": the update may have been yesterday.
  return latestIn(rel === 'after' && window.toUs !== undefined ? { toUs: window.toUs } : all);
}

/** What ends what some events begin, of the same thing. */
const ENDS: Readonly<Record<string, readonly string[]>> = {
  agent_offline: ['agent_recovered', 'agent_registered'],
  storage_stalled: ['storage_recovered'],
};

/** The time an event lasted, where it begins something that the record also ends: "while agent-2 was offline", "during the outage". */
async function spanOf({ rel, window }: Anchor, event: GridEvent, work: Work): Promise<Bounds | undefined> {
  const ends = ENDS[event.type];
  const of = event.entities[0];
  if (rel !== 'at' || window !== undefined || ends === undefined || of === undefined) return undefined;
  const after = { ...windowOf(undefined, work, 'all'), fromUs: event.timeUs + 1 };
  const [end] = (await readEvents(work, { filter: { types: ends, entities: [[of]] } }, after, 'asc', 1)).events;
  return end === undefined
    ? { fromUs: heardLastUs(event), toUs: Number.POSITIVE_INFINITY, said: 'from then on: it has not ended' }
    : { fromUs: heardLastUs(event), toUs: end.timeUs + 1, said: `until ${clock(end.timeUs, work)}: ${summaryOf(end)}` };
}

interface Bounds {
  readonly fromUs: number;
  readonly toUs: number;
  readonly said?: string;
}

function around({ rel, window }: Anchor, atUs: number): Bounds {
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
