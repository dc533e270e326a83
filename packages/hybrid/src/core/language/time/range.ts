import type { Token } from '../tokens.ts';
import { DAY } from './amount.ts';
import type { PeriodMatch, TimeContext } from './match.ts';
import { type DateSyntax, halfAfter, type PointSyntax, parseClock, parseDate, parsePoint, resolvePoint } from './point.ts';
import { agoAt } from './rolling.ts';
import { wholeAt } from './whole.ts';

/** A date, a clock time or both, as a period: a clock time covers its grain, a date its day. */
export function pointPeriod(tokens: readonly Token[], i: number, context: TimeContext, since: boolean): PeriodMatch | undefined {
  const start = /^(at|on)$/.test(tokens[i]?.text ?? '') ? i + 1 : i;
  const point = parsePoint(tokens, start);
  if (point === undefined) return undefined;
  const span = resolvePoint(point, context);
  if (span === undefined) return undefined;
  return {
    fromMs: span.fromMs,
    toMs: since ? context.nowMs : Math.min(span.toMs, context.nowMs),
    end: point.end,
    ...(point.clock === undefined ? {} : { atMs: span.fromMs }),
  };
}

/** `9 and 10am IST today`: the sides lend each other what they lack. A date at the end includes its whole day. */
export function rangeAt(
  tokens: readonly Token[],
  i: number,
  context: TimeContext,
  joins: readonly string[],
  day?: DateSyntax,
): PeriodMatch | undefined {
  const left = onDay(looseClock(tokens, i) ?? parsePoint(tokens, i), day);
  if (left === undefined || !joins.includes(tokens[left.end]?.text ?? '')) return undefined;
  const upToNow = tokens[left.end + 1]?.text === 'now' ? resolvePoint(left, context) : undefined;
  if (upToNow !== undefined) return { fromMs: upToNow.fromMs, toMs: context.nowMs, end: left.end + 2 };
  const right = onDay(
    parsePoint(tokens, left.end + 1) ??
      (left.clock === undefined ? undefined : halved(tokens, dated(tokens, looseClock(tokens, left.end + 1)))),
    day,
  );
  if (right === undefined || countsThings(tokens, left, right)) return undefined;
  // "between 9 and 5", "from 2 to 4": of which halves of the day, is not said.
  const backwards = (right.clock?.hour ?? 0) <= (left.clock?.hour ?? 0);
  if (isBareHour(left) && isBareHour(right) && (backwards || !(besidePart(tokens, i, right.end) || onlyMorning(left, right, context))))
    return { fromMs: null, toMs: null, ambiguous: true, end: right.end };
  const from = resolvePoint(sameWeek(lend(sameMonth(left, right), right), right), context);
  const to = resolvePoint(afterNoon(lend(right, left), left), context);
  if (from === undefined || to === undefined) return undefined;
  const sameDay = left.clock !== undefined && right.clock !== undefined && to.fromMs < from.fromMs;
  // "between 07:19 and 07:16": over midnight it would reach into what is to come, and be most of a day long.
  if (sameDay && from.toMs <= context.nowMs && to.fromMs + DAY > context.nowMs && from.fromMs - to.fromMs < DAY / 2)
    return { fromMs: to.fromMs, toMs: from.fromMs, end: right.end, reversed: true };
  // "11pm to 2am": the end is on the next day.
  const midnight = right.clock?.named === true && right.clock.hour === 0;
  const toMs =
    (right.clock === undefined ? to.toMs : to.fromMs) +
    (right.clock !== undefined && (right.date === undefined || day !== undefined || midnight) && to.fromMs <= from.fromMs ? DAY : 0);
  return { fromMs: from.fromMs, toMs: Math.min(toMs, Math.max(context.nowMs, from.fromMs)), end: right.end };
}

/** "between 10 and 12 today", said at noon: the evening of that day has not come. */
function onlyMorning(left: PointSyntax, right: PointSyntax, context: TimeContext): boolean {
  const date = left.date ?? right.date;
  if (date === undefined || left.clock === undefined) return false;
  const evening = resolvePoint({ ...left, date, clock: { ...left.clock, hour: (left.clock.hour % 12) + 12 } }, context);
  return evening !== undefined && evening.fromMs > context.nowMs;
}

/** "between 9 and 11 this morning", "this morning from 9 to 11": the part of the day beside the hours says it. */
const besidePart = (tokens: readonly Token[], from: number, end: number): boolean =>
  tokens.slice(Math.max(0, from - 3), end + 3).some(({ text }) => PART.test(text));
const PART = /^(?:mornings?|afternoons?|evenings?|nights?|tonight|am|pm)$/;

/** "between 9 and 17 yesterday": the day behind a bare hour. */
function dated(tokens: readonly Token[], point: PointSyntax | undefined): PointSyntax | undefined {
  if (point?.clock === undefined || !/^(?:on|today|yesterday)$/.test(tokens[point.end]?.text ?? '')) return point;
  const date = parseDate(tokens, tokens[point.end]?.text === 'on' ? point.end + 1 : point.end);
  return date === undefined ? point : { ...point, date: date.date, end: date.end };
}

/** "between 2 and 3 this afternoon": which half of the day a bare hour is of. */
function halved(tokens: readonly Token[], point: PointSyntax | undefined): PointSyntax | undefined {
  const half = point?.clock === undefined ? undefined : halfAfter(tokens, point.end, point.clock);
  return point === undefined || half === undefined ? point : { ...point, ...half };
}

/** "between 2 and 4 outages", "between 2 and 5 free slots": how many, and no hours. */
function countsThings(tokens: readonly Token[], left: PointSyntax, right: PointSyntax): boolean {
  const bare = [left, right].every(
    ({ clock, date }) =>
      date === undefined && clock !== undefined && clock.meridiem === undefined && clock.minute === undefined && clock.named !== true,
  );
  const next = tokens[right.end]?.text ?? '';
  return (
    bare &&
    /^(?:free|spawn|stop|update|backup|crash|[a-z]{3,}s)$/.test(next) &&
    !/^(?:hours|hrs|mins|minutes|this|was|has|does)$/.test(next)
  );
}

/** "from 1 to 7 March": a bare number before a day of a month is a day of it, too. */
function sameMonth(left: PointSyntax, right: PointSyntax): PointSyntax {
  const { clock, date, end } = left;
  const bare =
    clock !== undefined && date === undefined && clock.meridiem === undefined && clock.minute === undefined && clock.named !== true;
  if (!bare || right.clock !== undefined || right.date?.kind !== 'date' || right.date.month === undefined || right.date.day === undefined)
    return left;
  return clock.hour >= 1 && clock.hour < right.date.day ? { date: { ...right.date, day: clock.hour }, end } : left;
}

/** "Monday through Wednesday last week": both of them. */
const sameWeek = (left: PointSyntax, right: PointSyntax): PointSyntax =>
  left.date?.kind === 'weekday' && left.date.which === 'recent' && right.date?.kind === 'weekday' && right.date.which !== 'recent'
    ? { ...left, date: { ...left.date, which: right.date.which } }
    : left;

/** The day of a range that was said before it; a side that names a day of its own is another range. */
function onDay(point: PointSyntax | undefined, day: DateSyntax | undefined): PointSyntax | undefined {
  if (point === undefined || day === undefined) return point;
  return point.date === undefined ? { ...point, date: day } : undefined;
}

/** What joins the ends of a range, by the word it begins with. */
export const RANGE_JOINS: Readonly<Record<'between' | 'from', readonly string[]>> = {
  between: ['and'],
  from: ['to', 'until', 'till', '-', 'through', 'thru'],
};

/** `March 3rd between 10am and noon`, `yesterday from 2 to 4pm`: the day is said first, and is that of both ends. */
export function datedRange(tokens: readonly Token[], i: number, context: TimeContext): PeriodMatch | undefined {
  const date = parseDate(tokens, i);
  if (date === undefined) return undefined;
  const at = tokens[date.end]?.text === ',' ? date.end + 1 : date.end;
  const word = tokens[at]?.text;
  if (word === 'between' || word === 'from') return rangeAt(tokens, at + 1, context, RANGE_JOINS[word], date.date);
  // "last Friday 17:00 - 23:00"
  return parseClock(tokens, at) === undefined ? undefined : rangeAt(tokens, at, context, RANGE_JOINS.from, date.date);
}

function lend(own: PointSyntax, other: PointSyntax): PointSyntax {
  const clock = own.clock;
  const half = clock !== undefined && clock.meridiem === undefined && clock.named !== true && clock.hour <= 12;
  const meridiem = half ? other.clock?.meridiem : clock?.meridiem;
  const date = own.date ?? other.date;
  const zone = own.zone ?? other.zone;
  return {
    end: own.end,
    ...(clock === undefined ? {} : { clock: meridiem === undefined ? clock : { ...clock, meridiem } }),
    ...(date === undefined ? {} : { date }),
    ...(zone === undefined ? {} : { zone }),
  };
}

/** "from noon to 3": the hours after noon. */
const isBareHour = ({ clock }: PointSyntax): boolean =>
  clock !== undefined &&
  clock.meridiem === undefined &&
  clock.named !== true &&
  clock.minute === undefined &&
  clock.hour >= 1 &&
  clock.hour <= 12;

function afterNoon(point: PointSyntax, from: PointSyntax): PointSyntax {
  const { clock } = point;
  const bare = clock !== undefined && clock.meridiem === undefined && clock.named !== true && clock.minute === undefined;
  if (!bare || clock.hour >= 12 || from.clock?.named !== true || from.clock.hour !== 12) return point;
  return { ...point, clock: { ...clock, meridiem: 'pm' } };
}

/** A bare hour, allowed where the other side of a range says what it is. */
function looseClock(tokens: readonly Token[], i: number): PointSyntax | undefined {
  if (parseDate(tokens, i) !== undefined) return undefined;
  const word = tokens[i]?.text ?? '';
  if (parseClock(tokens, i) !== undefined || !/^\d{1,2}$/.test(word) || Number(word) > 23) return undefined;
  return { clock: { hour: Number(word), grain: 'hour' }, end: i + 1 };
}

/** `from week 9 to week 11`, `between two days ago and yesterday`, `weeks 9 to 11`: from the beginning of the one to the end of the other. */
export function wholeRange(tokens: readonly Token[], i: number, context: TimeContext, joins: readonly string[]): PeriodMatch | undefined {
  const side = (k: number): { fromMs: number; toMs: number; end: number } | undefined => {
    const whole = wholeAt(tokens, k, context);
    if (whole !== undefined) return whole;
    const ago = agoAt(tokens, k, context);
    return ago?.fromMs == null || ago.toMs === null ? undefined : { fromMs: ago.fromMs, toMs: ago.toMs, end: ago.end };
  };
  const left = side(i);
  if (left === undefined || !joins.includes(tokens[left.end]?.text ?? '')) return undefined;
  const right = side(left.end + 1);
  if (right === undefined || right.toMs <= left.fromMs) return undefined;
  return { fromMs: left.fromMs, toMs: Math.min(right.toMs, context.nowMs), end: right.end };
}

/** `3-5 March`, `March 3-5`, `3-5 March 2025`: days of one month. */
export function daysOfMonth(tokens: readonly Token[], i: number, context: TimeContext): PeriodMatch | undefined {
  const of = (at: number): string[] | undefined => /^(\d{1,2})-(\d{1,2})$/.exec(tokens[at]?.text ?? '')?.slice(1);
  const first = of(i);
  const days = first ?? of(i + 1);
  if (days === undefined) return undefined;
  const at = first === undefined ? i : tokens[i + 1]?.text === 'of' ? i + 2 : i + 1;
  const month = tokens[at];
  const year = tokens[first === undefined ? i + 2 : at + 1];
  if (month === undefined) return undefined;
  const named = /^20\d{2}$/.test(year?.text ?? '') ? [year as Token] : [];
  const [from, to] = days.map((day) => {
    const said = parseDate([{ ...month, text: day }, month, ...named], 0);
    return said === undefined || said.end !== 2 + named.length ? undefined : resolvePoint(said, context);
  });
  if (from === undefined || to === undefined || to.toMs <= from.fromMs) return undefined;
  return { fromMs: from.fromMs, toMs: Math.min(to.toMs, context.nowMs), end: (first === undefined ? i + 2 : at + 1) + named.length };
}
