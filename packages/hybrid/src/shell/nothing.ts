import { counted } from '@sutra/kit';
import { isCustomType, isEventType, summaryOf } from '@sutra/model';
import type { EventFilter } from '@sutra/storage';
import type { Noun } from '../core/nouns.ts';
import type { Where } from '../core/plan.ts';
import type { Result, Work } from './answer.ts';
import { clock } from './clock.ts';
import { conditionWords, kindsOf } from './condition-words.ts';
import { countedEvents, EVIDENCE_MAX } from './events/words.ts';
import { bounds, type Compiled, compileWhere, endOf, readEvents, type Window } from './filter.ts';
import { lostIn, lostWords } from './lost.ts';
import { nearMisses } from './near-misses.ts';
import { unwatchedIn, unwatchedWords, watchedUs } from './unwatched.ts';

/** Events of some types that are not there any more, or never came to be. */
interface Missing {
  /** What retention removed, in words: "9 events (node crashed) between 10:01:02 UTC and 10:02:00 UTC were removed by retention". */
  readonly removed: readonly string[];
  /** When the last of them happened. */
  readonly removedToUs: number;
  /** What was lost by accident, in words. */
  readonly lost: readonly string[];
  readonly evidence: readonly string[];
  /** When nobody watched, in words. */
  readonly unwatched: readonly string[];
  /** What says that it happened later than now, in words. */
  readonly ahead: readonly string[];
  /** Nobody watched in any of it. */
  readonly dark: boolean;
}

/** What the record of these types and this time is known to lack. */
async function missingOf({ filter: { types, typesNot } }: Pick<Compiled, 'filter'>, window: Window, work: Work): Promise<Missing> {
  const of = { ...(types === undefined ? {} : { types }), ...(typesNot === undefined ? {} : { typesNot }) };
  const [{ holes = [] }, lost, unwatched, ahead] = await Promise.all([
    work.reader.query({ ...of, ...bounds(window), limit: 1 }, work.options),
    lostIn(of, window, work),
    unwatchedIn(window, work),
    work.past || window.toUs !== undefined ? [] : aheadOfTime(of, work),
  ]);
  const events = holes.reduce((sum, hole) => sum + hole.events, 0);
  const span = { fromUs: Math.min(...holes.map(({ fromUs }) => fromUs)), toUs: Math.max(...holes.map(({ toUs }) => toUs)) };
  const kinds = holes.map(({ type }) => type.replaceAll('_', ' '));
  return {
    removed:
      holes.length === 0
        ? []
        : [`${counted(events, 'event')} (${listed(kinds)}) ${between(span, work)} ${events === 1 ? 'was' : 'were'} removed by retention`],
    removedToUs: span.toUs,
    lost: lostWords(lost, work),
    evidence: lost.map(({ eventId }) => eventId).slice(0, EVIDENCE_MAX),
    unwatched: unwatchedWords(unwatched, work),
    ahead,
    dark:
      window.fromUs !== undefined &&
      window.fromUs < endOf(window, work) &&
      watchedUs(window.fromUs, endOf(window, work), unwatched.stretches) <= 0,
  };
}

/** Clocks that differ by less are taken to agree. */
const CLOCKS_AGREE_US = 60_000_000;

/** Events that are recorded, so they have happened, and say that they will: the clock of who told them is ahead. They are part of what lasts up to now. */
async function aheadOfTime(of: Pick<EventFilter, 'types' | 'typesNot'>, work: Work): Promise<string[]> {
  const { total, groups } = await work.reader.aggregate(
    { ...of, fromUs: work.nowUs + CLOCKS_AGREE_US, groupBy: ['emitter'], limit: 100 },
    work.options,
  );
  if (total === 0) return [];
  const latestUs = groups.reduce((most, { lastTimeUs }) => Math.max(most, lastTimeUs), 0);
  const whose = groups.map(({ key }) => String(key[0]));
  return [
    `when ${counted(total, 'event')} of ${listed(whose)} really happened: stamped later than now, up to ${clock(latestUs, work)}, by a clock that is ahead`,
  ];
}

const KINDS_SAID = 6;

const listed = (names: readonly string[]): string =>
  names.length <= KINDS_SAID
    ? names.join(', ')
    : `${names.slice(0, KINDS_SAID).join(', ')} and ${counted(names.length - KINDS_SAID, 'more kind')}`;

/** What a number leaves out: events of these types and this time that were removed, that never arrived, that cannot be read, or that nobody was there to see. */
export async function notKept(window: Window, work: Work, compiled: Pick<Compiled, 'filter'>): Promise<string[]> {
  const { removed, lost, unwatched, ahead } = await missingOf(compiled, window, work);
  return [...removed, ...lost, ...unwatched, ...ahead];
}

/** Whether nothing of it was ever removed or lost. */
async function isWhole(compiled: Pick<Compiled, 'filter'>, work: Work): Promise<boolean> {
  const { removed, lost } = await missingOf(compiled, {}, work);
  return removed.length === 0 && lost.length === 0;
}

const between = ({ fromUs, toUs }: { readonly fromUs: number; readonly toUs: number }, work: Work): string =>
  fromUs === toUs ? `at ${clock(fromUs, work)}` : `between ${clock(fromUs, work)} and ${clock(toUs, work)}`;

/** What was looked for, where its conditions do not say all of it. */
export interface Sought {
  /** What is called so, where it is not the events themselves. */
  readonly noun?: Noun;
  /** By what else a plan narrows its events: " of nodes that had more than 3 crashes". */
  readonly narrowed?: string;
}

/**
 * What an empty result means. "0" is said only when the whole window is kept; it is told apart whether such a thing never happened,
 * nothing matched here, a filter hides what there is, or the record cannot say.
 */
export async function nothing(
  where: Where | undefined,
  window: Window,
  work: Work,
  compiled: Compiled = compileWhere(where, work),
  { noun, narrowed = '' }: Sought = {},
): Promise<Result> {
  const kinds = noun ?? kindsOf(where);
  const one = `${kinds.one}${conditionWords(where)}${narrowed}`;
  const many = `${kinds.many}${conditionWords(where, 'are')}${narrowed}`;
  const unheard = (compiled.filter.types ?? []).filter((type) => !isEventType(type) && !isCustomType(type));
  if (unheard.length > 0 && unheard.length === compiled.filter.types?.length)
    return {
      status: 'empty',
      nothing: 'not_recorded',
      text: `Nothing here records ${unheard.join(' or ').replaceAll('_', ' ')}.`,
      unknown: [`${unheard.join(', ')} (no such event is recorded)`],
    };
  if (window.outside === true)
    return {
      status: 'empty',
      nothing: 'not_recorded',
      text: `Whether there were ${many} at that time cannot be said: ${window.lacks}.`,
      unknown: [`${many}: no such time is in the period`],
    };
  if (window.lacks !== undefined)
    return { status: 'empty', nothing: 'none_matched', value: 0, text: `No ${many} can be told by that time: ${window.lacks}.` };
  const missing = await missingOf(compiled, window, work);
  if (missing.removed.length > 0 || missing.lost.length > 0 || missing.dark) return cannotBeSaid(one, missing, window, work);
  const unbegun = await beforeTheRecord(window.toUs, work);
  if (unbegun !== undefined) return unbegun;
  const said =
    missing.unwatched.length === 0
      ? `No ${many}${windowWords(window, work)}: the record is complete there${await sinceItBegins(window, work)}, and none matched.`
      : `No ${many}${windowWords(window, work)} that anybody saw: ${missing.unwatched.join('; ')}.`;
  const unseen = missing.unwatched.length === 0 ? {} : { unknown: [...missing.unwatched] };
  const bare: Compiled = { filter: { ...(compiled.filter.types === undefined ? {} : { types: compiled.filter.types }) } };
  const ever = await readEvents(work, bare, { ...(work.past ? { toUs: work.nowUs + 1 } : {}) }, 'desc', 1);
  if (ever.events.length === 0 && (await isWhole(bare, work)))
    return { status: 'empty', nothing: 'never', value: 0, text: `No ${kinds.many} at all: none has ever been recorded.`, ...unseen };
  const { text: others, suggestions } = noun === undefined && narrowed === '' ? await nearMisses(where, window, work) : { text: '' };
  const latest = await readEvents(work, compiled, { ...(work.past ? { toUs: work.nowUs + 1 } : {}) }, 'desc', 1);
  const [other] = latest.events;
  const elsewhere = other === undefined ? '' : ` The latest was at ${clock(other.timeUs, work)}: ${summaryOf(other)}.`;
  return {
    status: 'empty',
    nothing: 'none_matched',
    text: `${said}${others}${elsewhere}`,
    value: 0,
    ...unseen,
    ...(suggestions === undefined ? {} : { suggestions }),
    ...(other === undefined ? {} : { evidence: [other.id] }),
  };
}

/** There is none that can be read, and there are some that cannot. */
function cannotBeSaid(one: string, { removed, removedToUs, lost, evidence, unwatched }: Missing, window: Window, work: Work): Result {
  const kept = removed.length === 0 ? '' : part(removedToUs, window, work);
  const missing = [...removed, ...lost, ...unwatched];
  return {
    status: 'empty',
    nothing: 'not_recorded',
    text: `No ${one} that can be read${kept === '' ? windowWords(window, work) : kept}. But ${missing.join('; ')}: whether there was one${removed.length + lost.length > 0 ? ' among them' : ''} cannot be said.`,
    unknown: missing,
    evidence: [...evidence],
  };
}

/** What is said of a time that ended before the first event: nothing was recorded then, which is not the same as that nothing happened. */
export async function beforeTheRecord(untilUs: number | undefined, work: Work): Promise<Result | undefined> {
  if (untilUs === undefined) return undefined;
  const [first] = (await readEvents(work, { filter: {} }, {}, 'asc', 1)).events;
  if (first === undefined || first.timeUs < untilUs) return undefined;
  const since = clock(first.timeUs, work);
  return {
    status: 'empty',
    nothing: 'not_recorded',
    text: `The record begins at ${since}: nothing was recorded before that. Ask about a time since then.`,
    unknown: [`everything before ${since} (the record begins there)`],
    evidence: [first.id],
  };
}

/** " since it begins, at 10:00:00 UTC", of a stretch that began before it. */
export async function sinceItBegins({ fromUs }: Window, work: Work): Promise<string> {
  if (fromUs === undefined) return '';
  const [first] = (await readEvents(work, { filter: {} }, {}, 'asc', 1)).events;
  return first === undefined || first.timeUs <= fromUs ? '' : ` since it begins, at ${clock(first.timeUs, work)}`;
}

/** " in the 3 of 24 h that are kept": where what was before may have been removed. */
function part(keptUs: number, window: Window, work: Work): string {
  const end = Math.min(window.toUs ?? work.nowUs, work.nowUs);
  if (window.fromUs === undefined || keptUs >= end) return '';
  const hours = (us: number): string => (us / 3_600_000_000).toFixed(1).replace(/\.0$/, '');
  return ` in the ${hours(end - keptUs)} of ${hours(end - window.fromUs)} h that are kept`;
}

/** " from 09:37:22 UTC to now", " since the beginning". */
export function windowWords({ fromUs, toUs }: Window, work: Work): string {
  if (fromUs === undefined) return toUs === undefined ? ' in all history' : ` before ${clock(toUs, work)}`;
  return toUs === undefined || toUs > work.nowUs ? ` since ${clock(fromUs, work)}` : ` from ${clock(fromUs, work)} to ${clock(toUs, work)}`;
}

/** Something is there, and what was asked leaves it out. */
export function hidden(n: number, where: Where | undefined, by: string): Result {
  return {
    status: 'empty',
    nothing: 'hidden',
    value: 0,
    text: `${countedEvents(n, where)} ${n === 1 ? 'is' : 'are'} there, left out by ${by}.`,
  };
}
