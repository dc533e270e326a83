import { durationText } from '@sutra/kit';
import { fromStored, type GridEvent, summaryOf } from '@sutra/model';
import { counted, type Work } from './answer.ts';
import { clock } from './clock.ts';
import { bounds, endOf, type Window } from './filter.ts';

/** A shorter silence is no longer than a heartbeat may be late. */
const SILENCE_MIN_US = 60_000_000;
/** So many starts are looked at for one question, the newest. */
const STARTS_MAX = 500;
/** After a silence the parts of a grid start, or find that they were paused, within so long. */
const AWAKE_WITHIN_US = 10_000_000;

/** What a grid records when it comes back: that a part started (the control center watches nothing), or that its own clock jumped while it was paused. */
const AWAKE = { types: ['component_started', 'detector_suspect'] } as const;

/**
 * A stretch in which the grid recorded nothing at all, and then started or woke: nobody watched. What agents and nodes were in it is not known, however they
 * stood before and after.
 */
export interface Unwatched {
  readonly fromUs: number;
  readonly toUs: number;
  /** The last event before it, and the first after. */
  readonly before: GridEvent;
  readonly after: GridEvent;
  /** The stop of a part of the grid just before it; absent where it was not stopped. */
  readonly stopped?: GridEvent;
}

/** The stretches that lie in a window or reach into it, in order of time. */
export async function unwatchedIn(window: Window, work: Work): Promise<Unwatched[]> {
  const endUs = endOf(window, work);
  const found = await work.reader.query(
    { ...AWAKE, ...bounds({ ...window, toUs: endUs }), order: 'desc', limit: STARTS_MAX },
    work.options,
  );
  const firsts: { readonly event: GridEvent; readonly atUs: number }[] = [];
  for (const event of found.events.map(fromStored)) {
    const atUs = momentBefore(event);
    if (atUs === undefined) continue;
    // Parts start together: the first of them ends the silence.
    if ((firsts.at(-1)?.atUs ?? Number.POSITIVE_INFINITY) - atUs < SILENCE_MIN_US) firsts.pop();
    firsts.push({ event, atUs });
  }
  const silences: (Unwatched | undefined)[] = [];
  for (const { event, atUs } of firsts) silences.push(await settled(event, atUs, work));
  // One more may reach over the end of the window.
  if (endUs < work.nowUs) silences.push(await unwatchedAt(endUs - 1, work));
  const whole = new Map(silences.filter((one) => one !== undefined).map((one) => [one.fromUs, one]));
  return [...whole.values()].filter(({ toUs }) => toUs > (window.fromUs ?? 0)).sort((a, b) => a.fromUs - b.fromUs);
}

/** What was found before a start, of each store: events that were held back while the grid was down come soon after it, and then nothing changes any more. */
const FOUND = new WeakMap<object, Map<string, Unwatched | undefined>>();
const SETTLED_AFTER_US = 3_600_000_000;

async function settled(start: GridEvent, atUs: number, work: Work): Promise<Unwatched | undefined> {
  const found = FOUND.get(work.reader) ?? new Map<string, Unwatched | undefined>();
  FOUND.set(work.reader, found);
  if (found.has(start.id)) return found.get(start.id);
  const silence = await unwatchedAt(atUs, work);
  if (start.timeUs < work.nowUs - SETTLED_AFTER_US && found.size < STARTS_MAX) found.set(start.id, silence);
  return silence;
}

/** An instant in the silence that an event says has ended. */
function momentBefore(event: GridEvent): number | undefined {
  if (event.type === 'component_started') return event.body.component === 'control' ? undefined : event.timeUs - 1;
  if (event.type !== 'detector_suspect' || event.body.kind !== 'self_pause') return undefined;
  return event.timeUs - Math.max(1, Math.round((event.body.late_ms ?? 0) * 500));
}

/** The stretch an instant lies in; undefined when the grid was watched then, or when that can no longer be told. */
export async function unwatchedAt(atUs: number, work: Pick<Work, 'reader' | 'options' | 'nowUs'>): Promise<Unwatched | undefined> {
  const { reader, options } = work;
  const [earlier, later] = await Promise.all([
    reader.query({ toUs: atUs + 1, order: 'desc', limit: 1 }, options),
    reader.query({ fromUs: atUs + 1, toUs: work.nowUs + 1, order: 'asc', limit: 1 }, options),
  ]);
  const [before, after] = [earlier.events[0], later.events[0]];
  if (before === undefined || after === undefined || after.timeUs - before.timeUs < SILENCE_MIN_US) return undefined;
  const [awake, between, stops] = await Promise.all([
    reader.query({ ...AWAKE, fromUs: after.timeUs, toUs: after.timeUs + AWAKE_WITHIN_US, order: 'asc', limit: 10 }, options),
    reader.aggregate({ fromUs: before.timeUs + 1, toUs: after.timeUs, limit: 1 }, options),
    reader.query(
      { types: ['component_stopped'], fromUs: before.timeUs - SILENCE_MIN_US, toUs: before.timeUs + 1, order: 'desc', limit: 10 },
      options,
    ),
  ]);
  // Where heartbeats were removed or rolled up, what looks like silence may be none.
  if (between.total > 0 || between.partial || between.holes !== undefined) return undefined;
  if (!awake.events.some((event) => momentBefore(fromStored(event)) !== undefined)) return undefined;
  const stopped = stops.events.map(fromStored).find((event) => event.type === 'component_stopped' && event.body.component !== 'control');
  return {
    fromUs: before.timeUs,
    toUs: after.timeUs,
    before: fromStored(before),
    after: fromStored(after),
    ...(stopped === undefined ? {} : { stopped }),
  };
}

/** How much of a stretch of time somebody watched, µs. */
export function watchedUs(fromUs: number, toUs: number, unwatched: readonly Unwatched[]): number {
  return unwatched.reduce((left, one) => left - Math.max(0, Math.min(toUs, one.toUs) - Math.max(fromUs, one.fromUs)), toUs - fromUs);
}

/** "the grid was not running: master stopped: SIGTERM". */
export function unwatchedWhy({ stopped, after }: Unwatched): string {
  if (stopped !== undefined) return `the grid was not running: ${summaryOf(stopped)}`;
  return after.type === 'component_started' ? 'the grid was not running, and had not been stopped' : 'the grid did not run, or was paused';
}

/** "nothing was recorded from 23:31:09 UTC to 00:25:44 UTC (54 min 35 s; the grid was not running: master stopped: SIGTERM)". */
export function unwatchedText(one: Unwatched, work: Work): string {
  const { fromUs, toUs } = one;
  return `nothing was recorded from ${clock(fromUs, work)} to ${clock(toUs, work)} (${durationText((toUs - fromUs) / 1000)}; ${unwatchedWhy(one)})`;
}

/** What an answer about a stretch of time leaves out because nobody watched: one line, of the longest where there were several. */
export function unwatchedWords(unwatched: readonly Unwatched[], work: Work): string[] {
  const [first, ...more] = [...unwatched].sort((a, b) => b.toUs - b.fromUs - (a.toUs - a.fromUs));
  if (first === undefined) return [];
  if (more.length === 0) return [unwatchedText(first, work)];
  const togetherUs = unwatched.reduce((sum, { fromUs, toUs }) => sum + toUs - fromUs, 0);
  return [
    `${unwatchedText(first, work)}; and ${counted(more.length, 'more time', 'more times')}: ${durationText(togetherUs / 1000)} together`,
  ];
}
