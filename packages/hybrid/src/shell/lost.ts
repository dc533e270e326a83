import { counted, SutraError, usFromIso } from '@sutra/kit';
import { fromStored, type GridEvent } from '@sutra/model';
import type { EventFilter } from '@sutra/storage';
import type { Work } from './answer.ts';
import { clock } from './clock.ts';
import type { Window } from './filter.ts';

/** Events that say that others are missing: they never came, were not taken at their source, or cannot be read any more. */
const SAY_SO = ['emitter_gap', 'events_refused', 'storage_damaged'] as const;
/** So many of them are looked at, the newest. */
const LOSSES_MAX = 1_000;
/** When numbers of an emitter are missing is looked up for so many holes, by so many of its events before the hole was seen. */
const LOOKED_UP_MAX = 20;
const NEIGHBOURS_MAX = 200;
/** Where it cannot be told since when an emitter's events are missing. */
const HOUR_US = 3_600_000_000;
const SAID_MAX = 5;

/** Events that happened and are not in the record. */
export interface Lost {
  /** Undefined where the damage hides it. */
  readonly count: number | undefined;
  readonly fromUs: number;
  readonly toUs: number;
  readonly of: string;
  readonly fate: string;
  /** The event that says so. */
  readonly eventId: string;
}

/**
 * What of these types and this time was lost by accident, as far as the record itself knows. What retention removed is told by the store (`holes`).
 * Which types an emitter's missing numbers were of, nobody knows: they concern every question about that time.
 */
export async function lostIn(filter: Pick<EventFilter, 'types' | 'typesNot'>, window: Window, work: Work): Promise<Lost[]> {
  const page = await work.reader.query({ types: SAY_SO, order: 'desc', limit: LOSSES_MAX }, work.options);
  const found: Lost[] = [];
  let lookedUp = 0;
  for (const stored of page.events) {
    const event = fromStored(stored);
    // What is missing had happened when it was missed.
    if (event.timeUs < (window.fromUs ?? 0)) continue;
    const lost = await lossOf(event, filter, work, lookedUp < LOOKED_UP_MAX);
    if (event.type === 'emitter_gap') lookedUp++;
    if (lost !== undefined && lost.toUs >= (window.fromUs ?? 0) && lost.fromUs < (window.toUs ?? Number.POSITIVE_INFINITY))
      found.push(lost);
  }
  return found;
}

async function lossOf(
  event: GridEvent,
  filter: Pick<EventFilter, 'types' | 'typesNot'>,
  work: Work,
  lookUp: boolean,
): Promise<Lost | undefined> {
  if (event.type === 'events_refused') {
    const { count, types, from, to, source_emitter } = event.body;
    if (!mayBeOf(Object.keys(types), filter)) return undefined;
    const span = { fromUs: timeOr(from, event.timeUs), toUs: timeOr(to, event.timeUs) };
    return { count, ...span, of: source_emitter, fate: 'never left their source', eventId: event.id };
  }
  if (event.type === 'emitter_gap') {
    const { from_seq, to_seq, source_emitter } = event.body;
    const span = lookUp ? await spanOfGap(event, work) : { fromUs: event.timeUs - HOUR_US, toUs: event.timeUs };
    return { count: to_seq - from_seq + 1, ...span, of: source_emitter, fate: 'never arrived', eventId: event.id };
  }
  return event.type === 'storage_damaged' ? damageOf(event, work) : undefined;
}

const timeOr = (iso: string | undefined, us: number): number => (iso === undefined ? undefined : usFromIso(iso)) ?? us;

/** Types beyond a number are told as `other`: they may be any. */
function mayBeOf(lost: readonly string[], { types, typesNot }: Pick<EventFilter, 'types' | 'typesNot'>): boolean {
  return lost.some((type) => type === 'other' || ((types?.includes(type) ?? true) && typesNot?.includes(type) !== true));
}

/** Between the numbers before and after the hole. */
async function spanOfGap(event: GridEvent & { readonly type: 'emitter_gap' }, work: Work): Promise<{ fromUs: number; toUs: number }> {
  const { source_emitter, source_epoch, from_seq, to_seq } = event.body;
  const { events } = await work.reader.query(
    { where: [{ field: 'emitter', is: [source_emitter] }], toUs: event.timeUs + 1, order: 'desc', limit: NEIGHBOURS_MAX },
    work.options,
  );
  const same = events.filter(({ id, epoch }) => epoch === source_epoch && id !== event.id);
  const before = same.filter(({ emitterSeq }) => emitterSeq < from_seq).map(({ timeUs }) => timeUs);
  const after = same.filter(({ emitterSeq }) => emitterSeq > to_seq).map(({ timeUs }) => timeUs);
  return {
    fromUs: before.length === 0 ? event.timeUs - HOUR_US : Math.max(...before),
    toUs: after.length === 0 ? event.timeUs : Math.min(...after),
  };
}

/** Damage that is still there: a store that was mended, or restored, reads it again. */
async function damageOf(event: GridEvent & { readonly type: 'storage_damaged' }, work: Work): Promise<Lost | undefined> {
  const { node_id, from_seq, to_seq } = event.body;
  const base = { of: node_id, fate: 'cannot be read: the file is damaged', eventId: event.id };
  if (from_seq === undefined || to_seq === undefined) return { ...base, count: undefined, fromUs: 0, toUs: event.timeUs };
  if (await isReadable(from_seq, work)) return undefined;
  const before = await timeAt(from_seq - 1, work);
  const after = await timeAt(to_seq + 1, work);
  return { ...base, count: to_seq - from_seq + 1, fromUs: before ?? 0, toUs: after ?? event.timeUs };
}

async function isReadable(seq: number, work: Work): Promise<boolean> {
  try {
    await work.reader.query({ afterSeq: seq - 1, asOf: { seq }, limit: 1 }, work.options);
    return true;
  } catch (reason) {
    if (isDamage(reason)) return false;
    throw reason;
  }
}

async function timeAt(seq: number, work: Work): Promise<number | undefined> {
  if (seq < 1) return undefined;
  try {
    return (await work.reader.query({ afterSeq: seq - 1, asOf: { seq }, limit: 1 }, work.options)).events[0]?.timeUs;
  } catch (reason) {
    if (isDamage(reason)) return undefined;
    throw reason;
  }
}

const isDamage = (reason: unknown): boolean => reason instanceof SutraError && reason.code === 'SUTRA_STORE_CORRUPT';

/** "3 events of agent-2 between 10:01:02 UTC and 10:01:04 UTC never arrived": one line an emitter and fate. */
export function lostWords(lost: readonly Lost[], work: Work): string[] {
  const merged = new Map<string, Lost>();
  for (const one of lost) {
    const key = `${one.of} ${one.fate}`;
    const known = merged.get(key);
    merged.set(
      key,
      known === undefined
        ? one
        : {
            ...known,
            count: known.count === undefined || one.count === undefined ? undefined : known.count + one.count,
            fromUs: Math.min(known.fromUs, one.fromUs),
            toUs: Math.max(known.toUs, one.toUs),
          },
    );
  }
  const lines = [...merged.values()].map(({ count, fromUs, toUs, of, fate }) => {
    const many = count === undefined ? 'events' : counted(count, 'event');
    const since = fromUs <= 0 ? `before ${clock(toUs, work)}` : `between ${clock(fromUs, work)} and ${clock(toUs, work)}`;
    return `${many} of ${of} ${since} ${fate}`;
  });
  return lines.length <= SAID_MAX
    ? lines
    : [...lines.slice(0, SAID_MAX), `and those of ${counted(lines.length - SAID_MAX, 'more emitter')}`];
}
