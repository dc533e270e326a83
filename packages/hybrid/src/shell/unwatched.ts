import { counted, durationText } from '@sutra/kit';
import { summaryOf } from '@sutra/model';
import type { Work } from './answer.ts';
import { clock } from './clock.ts';
import { endOf, readEvents, type Window } from './filter.ts';
import { silencesOf, type Unwatched } from './silences.ts';

export type { Unwatched } from './silences.ts';

/** When nobody watched. */
export interface UnwatchedTimes {
  /** The stretches that lie in a window or reach into it, in order of time. */
  readonly stretches: readonly Unwatched[];
  /** Where the window begins earlier: before this instant it was not looked at, as more starts are recorded than are looked at. */
  readonly sinceUs?: number;
}

export async function unwatchedIn(window: Window, work: Work): Promise<UnwatchedTimes> {
  const silences = await silencesOf(work);
  const fromUs = window.fromUs ?? 0;
  const stretches = await silences.between(fromUs, endOf(window, work), work.nowUs, work);
  const { sinceUs } = silences;
  return { stretches, ...(sinceUs === undefined || sinceUs <= fromUs ? {} : { sinceUs }) };
}

/** The stretch an instant lies in; undefined when the grid was watched then, or when that can no longer be told. */
export async function unwatchedAt(atUs: number, work: Pick<Work, 'reader' | 'options' | 'nowUs'>): Promise<Unwatched | undefined> {
  const silences = await silencesOf(work);
  return (await silences.between(atUs, atUs + 1, work.nowUs, work))[0];
}

/** A stretch of time. */
export type Stretch = Pick<Unwatched, 'fromUs' | 'toUs'>;

/** How much of a stretch of time somebody watched, µs. */
export function watchedUs(fromUs: number, toUs: number, unwatched: readonly Stretch[]): number {
  return unwatched.reduce((left, one) => left - Math.max(0, Math.min(toUs, one.toUs) - Math.max(fromUs, one.fromUs)), toUs - fromUs);
}

/** What of a window is on record. */
export interface Recorded {
  /** When the record begins. */
  readonly beganUs: number;
  /** How much of a part of it was recorded: since the record begins, as far as somebody watched, µs. */
  between(fromUs: number, toUs: number): number;
}

export async function recordedIn(window: Window, work: Work): Promise<Recorded> {
  const [{ events }, { stretches }] = await Promise.all([readEvents(work, { filter: {} }, {}, 'asc', 1), unwatchedIn(window, work)]);
  const beganUs = events[0]?.timeUs ?? work.nowUs;
  return { beganUs, between: (fromUs, toUs) => Math.max(0, watchedUs(Math.max(fromUs, beganUs), toUs, stretches)) };
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
export function unwatchedWords({ stretches, sinceUs }: UnwatchedTimes, work: Work): string[] {
  const earlier =
    sinceUs === undefined
      ? []
      : [`whether the grid was running all the time before ${clock(sinceUs, work)}: only its latest starts are looked at`];
  const [first, ...more] = [...stretches].sort((a, b) => b.toUs - b.fromUs - (a.toUs - a.fromUs));
  if (first === undefined) return earlier;
  if (more.length === 0) return [unwatchedText(first, work), ...earlier];
  const togetherUs = stretches.reduce((sum, { fromUs, toUs }) => sum + toUs - fromUs, 0);
  return [
    `${unwatchedText(first, work)}; and ${counted(more.length, 'more time', 'more times')}: ${durationText(togetherUs / 1000)} together`,
    ...earlier,
  ];
}
