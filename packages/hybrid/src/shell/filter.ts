import { isoFromUs, usFromIso } from '@sutra/kit';
import { fromStored, type GridEvent } from '@sutra/model';
import type { EventFilter, Predicate } from '@sutra/storage';
import { isoSecond, type Time, type Where } from '../core/plan.ts';
import type { Work } from './answer.ts';
import { type Conjunct, conjunctsOf, predicateHolds, type Seen, type Test } from './conditions.ts';

export { typesOf } from './conditions.ts';
export { dimensionOf } from './entities/entity.ts';
export { unsupported } from './unsupported.ts';

/** Events read one by one for one question, at most; past it the answer is partial and says so. */
export const ROWS_READ_MAX = 200_000;

export interface Compiled {
  readonly filter: EventFilter;
  /** What the store cannot test; undefined when it tests everything. */
  readonly also?: Test;
  /** Only these events, named by id: they are fetched, and everything is tested here. */
  readonly ids?: readonly string[];
}

/**
 * The conditions of a plan in the store's words. Regions, environments and the like are those of agents: they become agents. What
 * the store cannot test (the hour on somebody's clock, a pattern with stars) is left to `also`.
 */
export function compileWhere(where: Where | undefined, work: Seen): Compiled {
  const alternatives = conjunctsOf(where, work);
  const [first, ...more] = alternatives as [Conjunct, ...Conjunct[]];
  if (more.length === 0) return compiledOf(first);
  const { any: _any, ...shared } = where ?? {};
  const [base] = conjunctsOf(shared, work) as [Conjunct];
  const exact = alternatives.every((one) => one.tests.length === 0 && one.ids === undefined);
  const types = alternatives.every((one) => one.types !== undefined)
    ? [...new Set(alternatives.flatMap((one) => one.types ?? []))]
    : undefined;
  const compiled = compiledOf({ ...base, tests: [], ...(types === undefined ? {} : { types }) });
  const any = alternatives.map((one) => [...predicatesOfAll(one)]);
  const filter = any.some((group) => group.length === 0) ? compiled.filter : { ...compiled.filter, any };
  if (exact) return { filter };
  return { filter: compiled.filter, also: (event) => alternatives.some((one) => conjunctHolds(event, one)) };
}

function compiledOf({ types, typesNot = [], entities, predicates, tests, ids }: Conjunct): Compiled {
  const filter: EventFilter = {
    ...(types === undefined ? {} : { types }),
    ...(typesNot.length === 0 ? {} : { typesNot }),
    ...(entities.length === 0 ? {} : { entities: entities.map((group) => (group.length === 0 ? [NOBODY] : group)) }),
    ...(predicates.length === 0 ? {} : { where: predicates }),
  };
  return {
    filter,
    ...(tests.length === 0 ? {} : { also: (event) => tests.every((test) => test(event)) }),
    ...(ids === undefined ? {} : { ids }),
  };
}

/** No entity is called so: ids hold no spaces. */
const NOBODY = 'nothing is called so';

function predicatesOfAll({ types, typesNot = [], entities, predicates }: Conjunct): Predicate[] {
  return [
    ...(types === undefined ? [] : [{ field: 'type', is: types }]),
    ...(typesNot.length === 0 ? [] : [{ field: 'type', not: typesNot }]),
    ...entities.map((group) => ({ field: 'entity', is: group })),
    ...predicates,
  ];
}

function conjunctHolds(event: GridEvent, one: Conjunct): boolean {
  return (
    (one.ids?.includes(event.id) ?? true) &&
    predicatesOfAll(one).every((predicate) => predicateHolds(event, predicate)) &&
    one.tests.every((test) => test(event))
  );
}

/** Whether an event at hand meets a condition: the same meaning as asking the store for it. */
export function testOf(where: Where | undefined, work: Seen): Test {
  const alternatives = conjunctsOf(where, work);
  return (event) => alternatives.some((one) => conjunctHolds(event, one));
}

export interface Window {
  readonly fromUs?: number;
  /** Exclusive. */
  readonly toUs?: number;
  /** What was picked because nothing was said. */
  readonly assumption?: string;
  /** Why there is no such time: the event that was to give it is not on record. */
  readonly lacks?: string;
  /** The event is on record, and leaves nothing of the period: of that time nothing is said, not even that there was none. */
  readonly outside?: true;
}

const DAY_US = 86_400_000_000;
const SECOND_US = 1_000_000;

/** The stretch of time a plan is about. A `to` of this very second means up to now. */
export function windowOf(time: Time | undefined, work: Work, whenAbsent: 'day' | 'all'): Window {
  const end = work.past ? { toUs: work.nowUs + 1 } : {};
  if (time === undefined)
    return whenAbsent === 'day'
      ? { fromUs: wholeSecond(work.nowUs - DAY_US), ...end, assumption: 'no period given: last 24 h' }
      : { ...end, assumption: 'no period given: all history' };
  const from = time.from === null ? undefined : usFromIso(time.from);
  const to = time.to === null ? undefined : usFromIso(time.to);
  const now = to !== undefined && wholeSecond(work.nowUs) === to;
  return {
    ...(from === undefined ? {} : { fromUs: from }),
    ...(to === undefined || now ? end : { toUs: work.past ? Math.min(to, work.nowUs + 1) : to }),
  };
}

/** Plans know times to the second. */
export const wholeSecond = (us: number): number => Math.floor(us / SECOND_US) * SECOND_US;

/** A window in the words of a plan: executing it sees the same events. */
export function timeOf(window: Window, work: Work): Time {
  const text = (us: number | undefined): string | null => (us === undefined ? null : isoSecond(us / 1000));
  return { from: text(window.fromUs), to: window.toUs === undefined || window.toUs > work.nowUs ? null : text(window.toUs) };
}

/** Where a window ends for who measures its length. */
export const endOf = (window: Window, work: Work): number => Math.min(window.toUs ?? work.nowUs, work.nowUs);

/** The window as the answer shows it. */
export function windowText(window: Window, work: Work): { from: string; to: string } | undefined {
  return window.fromUs === undefined || window.lacks !== undefined
    ? undefined
    : { from: isoFromUs(window.fromUs), to: isoFromUs(Math.min(window.toUs ?? work.nowUs, work.nowUs)) };
}

/** Rows that stand for many events, and for how many. */
const STANDS_FOR = new WeakMap<GridEvent, number>();

/** How many events one that was read stands for: retention keeps old heartbeats and figures as summaries. */
export const weightOf = (event: GridEvent): number => STANDS_FOR.get(event) ?? 1;

export const weightOfAll = (events: readonly GridEvent[]): number => events.reduce((sum, event) => sum + weightOf(event), 0);

export interface EventsRead {
  readonly events: GridEvent[];
  readonly asOfSeq: number;
  readonly scanned: number;
  /** There are more than were asked for. */
  readonly more: boolean;
  /** A limit cut the reading short. */
  readonly partial: boolean;
}

/** Events of a filter in order of time, newest or oldest first, tested one by one where the store cannot. */
export async function readEvents(
  work: Work,
  compiled: Compiled,
  window: Window,
  order: 'asc' | 'desc',
  limit: number = ROWS_READ_MAX,
): Promise<EventsRead> {
  if (compiled.ids !== undefined) return readNamed(work, compiled, window, order, limit);
  const events: GridEvent[] = [];
  const { fromUs, toUs } = window;
  const query = { ...compiled.filter, ...(fromUs === undefined ? {} : { fromUs }), ...(toUs === undefined ? {} : { toUs }), order };
  let cursor: string | undefined;
  let scanned = 0;
  let read = 0;
  for (;;) {
    const size = compiled.also === undefined ? Math.min(limit, PAGE_MAX) : Math.min(PAGE_MAX, Math.max(1_000, limit));
    const page = await work.reader.query({ ...query, limit: size, ...(cursor === undefined ? {} : { cursor }) }, work.options);
    scanned += page.scanned;
    read += page.events.length;
    let passed = 0;
    for (const stored of page.events) {
      const event = fromStored(stored);
      if (!(compiled.also?.(event) ?? true)) continue;
      const standsFor = stored.meta?.['rolled_up'];
      if (typeof standsFor === 'number') STANDS_FOR.set(event, standsFor);
      if (events.length < limit) events.push(event);
      else passed++;
    }
    cursor = page.cursor;
    const enough = events.length >= limit || cursor === undefined;
    if (enough || read >= ROWS_READ_MAX)
      return { events, asOfSeq: page.asOfSeq, scanned, more: cursor !== undefined || passed > 0, partial: page.partial || !enough };
  }
}

const PAGE_MAX = 10_000;

async function readNamed(work: Work, compiled: Compiled, window: Window, order: 'asc' | 'desc', limit: number): Promise<EventsRead> {
  const { asOfSeq } = await work.reader.query({ limit: 1, order: 'desc' }, work.options);
  const test = compiled.also ?? (() => true);
  const predicates = predicatesOfFilter(compiled.filter);
  const events: GridEvent[] = [];
  for (const id of compiled.ids ?? []) {
    const stored = await work.reader.event(id, undefined, work.options);
    if (stored === undefined || stored.timeUs < (window.fromUs ?? 0) || stored.timeUs >= (window.toUs ?? Number.POSITIVE_INFINITY))
      continue;
    const event = fromStored(stored);
    if (predicates.every((one) => predicateHolds(event, one)) && test(event)) events.push(event);
  }
  const sign = order === 'asc' ? 1 : -1;
  events.sort((a, b) => (a.timeUs - b.timeUs || a.seq - b.seq) * sign);
  const scanned = compiled.ids?.length ?? 0;
  return { events: events.slice(0, limit), asOfSeq, scanned, more: events.length > limit, partial: false };
}

function predicatesOfFilter({ types, typesNot, entities = [], where = [] }: EventFilter): Predicate[] {
  return predicatesOfAll({
    entities,
    predicates: where,
    tests: [],
    ...(types === undefined ? {} : { types }),
    ...(typesNot === undefined ? {} : { typesNot }),
  });
}

export const bounds = ({ fromUs, toUs }: Window): { fromUs?: number; toUs?: number } => ({
  ...(fromUs === undefined ? {} : { fromUs }),
  ...(toUs === undefined ? {} : { toUs }),
});

/** How many events a condition holds for in a window, by the store where it can test everything. */
export async function countOf(
  work: Work,
  compiled: Compiled,
  window: Window,
): Promise<Omit<EventsRead, 'events' | 'more'> & { total: number }> {
  if (compiled.also === undefined && compiled.ids === undefined) {
    const found = await work.reader.aggregate({ ...compiled.filter, ...bounds(window), limit: 1 }, work.options);
    return { total: found.total, asOfSeq: found.asOfSeq, scanned: found.scanned, partial: found.partial };
  }
  const { events, more, partial, ...rest } = await readEvents(work, compiled, window, 'desc');
  return { ...rest, partial: partial || more, total: weightOfAll(events) };
}
