import type { Work } from '../answer.ts';
import { bounds, type Compiled, readEvents, type Window } from '../filter.ts';
import { groupingOf } from './grouping.ts';

/** Times told by the store at most; of more, or where one row stands for several events, the events themselves are read. */
const TIMES_MAX = 50_000;

export interface Times {
  /** When it happened to each of the things, µs, oldest first. */
  readonly of: ReadonlyMap<string, readonly number[]>;
  /** Events, each counted once. */
  readonly total: number;
  readonly asOfSeq: number;
  readonly scanned: number;
  readonly partial: boolean;
}

/** When events of a condition happened to things: nothing else of the events is needed, so nothing else is moved. */
export async function timesOf(work: Work, compiled: Compiled, window: Window, things: ReadonlySet<string>): Promise<Times> {
  const told = await timesByStore(work, compiled, window, things);
  if (told !== undefined) return told;
  const of = new Map<string, number[]>();
  const { events, asOfSeq, scanned, partial, more } = await readEvents(work, compiled, window, 'asc');
  for (const event of events) for (const id of event.entities) if (things.has(id)) add(of, id, event.timeUs, 1);
  return { of, total: events.length, asOfSeq, scanned, partial: partial || more };
}

/** The same where the store can tell; undefined where the events would have to be read. */
export async function timesByStore(
  work: Work,
  compiled: Compiled,
  window: Window,
  things: ReadonlySet<string>,
): Promise<Times | undefined> {
  if (compiled.also !== undefined || compiled.ids !== undefined) return undefined;
  // A bucket of one µs is an instant.
  const asked = { ...compiled.filter, ...bounds(window), groupBy: [groupingOf(things)], bucketUs: 1, limit: TIMES_MAX };
  const found = await work.reader.aggregate(asked, work.options);
  if (found.partial || found.groupsTotal > TIMES_MAX) return undefined;
  const of = new Map<string, number[]>();
  for (const { key, count, firstTimeUs } of found.groups) if (things.has(String(key[0]))) add(of, String(key[0]), firstTimeUs, count);
  for (const times of of.values()) times.sort((a, b) => a - b);
  return { of, total: found.total, asOfSeq: found.asOfSeq, scanned: found.scanned, partial: false };
}

function add(of: Map<string, number[]>, id: string, timeUs: number, count: number): void {
  const known = of.get(id);
  const times = known ?? [];
  for (let i = 0; i < count; i++) times.push(timeUs);
  if (known === undefined) of.set(id, times);
}
