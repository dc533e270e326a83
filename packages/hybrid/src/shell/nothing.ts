import { usFromIso } from '@sutra/kit';
import { isCustomType, isEventType, summaryOf } from '@sutra/model';
import type { Where } from '../core/plan.ts';
import { counted, type Result, type Work } from './answer.ts';
import { clock } from './clock.ts';
import { countedEvents, nameOf } from './events/words.ts';
import { bounds, type Compiled, compileWhere, readEvents, type Window } from './filter.ts';

/** Since when the record is whole, and the event that says so. Undefined when nothing was ever removed. */
export interface Kept {
  readonly fromUs: number;
  readonly eventId: string;
}

/** Runs of retention looked at. */
const RUNS_MAX = 1_000;

/** @param types what is asked about: retention that removed only other types leaves it whole. Every type when absent. */
export async function keptFrom(work: Work, types?: readonly string[]): Promise<Kept | undefined> {
  const runs = (await work.reader.query({ types: ['retention_applied'], limit: RUNS_MAX, order: 'desc' }, work.options)).events;
  const trimmed = runs.find(({ body }) => {
    const removed = body['by_type'];
    return types === undefined || typeof removed !== 'object' || removed === null || types.some((type) => Object.hasOwn(removed, type));
  });
  const fromUs = trimmed === undefined ? undefined : usFromIso(String(trimmed.body['before'] ?? ''));
  return trimmed === undefined || fromUs === undefined ? undefined : { fromUs, eventId: trimmed.id };
}

/** What a number leaves out because the beginning of its window is no longer kept. */
export async function notKept(window: Window, work: Work): Promise<string[]> {
  const kept = await keptFrom(work);
  return kept === undefined || kept.fromUs <= (window.fromUs ?? 0)
    ? []
    : [`everything before ${clock(kept.fromUs, work)} (removed by retention)`];
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
): Promise<Result> {
  const { one, many } = nameOf(where);
  const unheard = (compiled.filter.types ?? []).filter((type) => !isEventType(type) && !isCustomType(type));
  if (unheard.length > 0 && unheard.length === compiled.filter.types?.length)
    return {
      status: 'empty',
      nothing: 'not_recorded',
      text: `Nothing here records ${unheard.join(' or ').replaceAll('_', ' ')}.`,
      unknown: [`${unheard.join(', ')} (no such event is recorded)`],
    };
  const kept = await keptFrom(work, compiled.filter.types);
  if (kept !== undefined && kept.fromUs > (window.fromUs ?? 0)) {
    const since = clock(kept.fromUs, work);
    return {
      status: 'empty',
      nothing: 'not_recorded',
      text: `No ${one} ${part(kept.fromUs, window, work)}is recorded since ${since}; what happened before that was removed by retention.`,
      unknown: [`everything before ${since} (removed by retention)`],
      evidence: [kept.eventId],
    };
  }
  const gone = await removedOf(compiled, window, work);
  if (gone !== undefined)
    return {
      status: 'empty',
      nothing: 'not_recorded',
      text: `No ${one} is recorded${windowWords(window, work)}, but ${gone} of that time were removed by retention: whether there was one cannot be said.`,
      unknown: [`${gone} (removed by retention)`],
    };
  const unbegun = await beforeTheRecord(window.toUs, work);
  if (unbegun !== undefined) return unbegun;
  const said = `No ${many}${windowWords(window, work)}: the record is complete there, and none matched.`;
  const bare: Compiled = { filter: { ...(compiled.filter.types === undefined ? {} : { types: compiled.filter.types }) } };
  const ever = await readEvents(work, bare, { ...(work.past ? { toUs: work.nowUs + 1 } : {}) }, 'desc', 1);
  if (ever.events.length === 0 && (await removedOf(bare, {}, work)) === undefined)
    return { status: 'empty', nothing: 'never', value: 0, text: `No ${many} at all: none has ever been recorded.` };
  const latest = await readEvents(work, compiled, { ...(work.past ? { toUs: work.nowUs + 1 } : {}) }, 'desc', 1);
  const [other] = latest.events;
  const elsewhere = other === undefined ? '' : ` The latest was at ${clock(other.timeUs, work)}: ${summaryOf(other)}.`;
  return {
    status: 'empty',
    nothing: 'none_matched',
    text: `${said}${elsewhere}`,
    value: 0,
    ...(other === undefined ? {} : { evidence: [other.id] }),
  };
}

/** What the store says that it no longer has of these types and this time, in words; undefined when all of it is there. */
export async function removedOf({ filter: { types, typesNot } }: Compiled, window: Window, work: Work): Promise<string | undefined> {
  const asked = { ...(types === undefined ? {} : { types }), ...(typesNot === undefined ? {} : { typesNot }), ...bounds(window), limit: 1 };
  const { holes = [] } = await work.reader.query(asked, work.options);
  if (holes.length === 0) return undefined;
  const events = holes.reduce((sum, hole) => sum + hole.events, 0);
  return `${counted(events, 'event')} (${holes.map(({ type }) => type.replaceAll('_', ' ')).join(', ')})`;
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

/** "in 3 of 24 h kept " */
function part(keptUs: number, window: Window, work: Work): string {
  const end = Math.min(window.toUs ?? work.nowUs, work.nowUs);
  if (window.fromUs === undefined || keptUs >= end) return '';
  const hours = (us: number): string => (us / 3_600_000_000).toFixed(1).replace(/\.0$/, '');
  return `in the ${hours(end - keptUs)} of ${hours(end - window.fromUs)} h that are kept `;
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
