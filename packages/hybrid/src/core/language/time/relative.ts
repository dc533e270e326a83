import type { Token } from '../tokens.ts';
import { civil, instantOf } from '../zone.ts';
import { amountAt, DAY, numberWord } from './amount.ts';
import { calendarUnit } from './calendar.ts';
import type { PeriodMatch, TimeContext } from './match.ts';
import { namedAt, PARTS } from './named.ts';
import { parseDate, resolvePoint, weekdayOf } from './point.ts';
import { wholeAt } from './whole.ts';

/** `the weekend before last`, `two Mondays ago`, `a week ago yesterday`, `this time yesterday`, `the last working day`, `all day`: told by how far back they lie. */
export function relativeAt(tokens: readonly Token[], i: number, context: TimeContext): PeriodMatch | undefined {
  const the = tokens[i]?.text === 'the' ? i + 1 : i;
  return (
    beforeLast(tokens, the, context) ??
    countedBack(tokens, the, context) ??
    weeksBack(tokens, the, context) ??
    sameTime(tokens, the, context) ??
    workingDay(tokens, the, context) ??
    lastWhole(tokens, the, context) ??
    throughout(tokens, i, context)
  );
}

/** Days of the calendar, `shift` days from today: from an hour of the first to one of the last. */
function days({ nowMs, zone }: TimeContext, shift: number, from: number, to: number, end: number): PeriodMatch | undefined {
  const c = civil(zone, nowMs);
  const at = (hour: number): number => instantOf(zone, c.year, c.month, c.day + shift + Math.floor(hour / 24), hour % 24);
  return at(from) >= nowMs ? undefined : { fromMs: at(from), toMs: Math.min(at(to), nowMs), end };
}

/** How many days back the Saturday of the last weekend that has begun lies. */
const toSaturday = ({ nowMs, zone }: TimeContext): number => (civil(zone, nowMs).weekday + 2) % 7;
/** Before the weekend "last weekend" is the one that is over; on it, the one before. */
const lastWeekend = (context: TimeContext): number => toSaturday(context) + (civil(context.zone, context.nowMs).weekday >= 5 ? 7 : 0);

/** "the weekend before last", "the night before last", "the Monday before last", "the night before yesterday". */
function beforeLast(tokens: readonly Token[], i: number, context: TimeContext): PeriodMatch | undefined {
  const [word, before, last] = [0, 1, 2].map((k) => tokens[i + k]?.text ?? '') as [string, string, string];
  if (before !== 'before') return undefined;
  if (word === 'night' && last === 'yesterday') return days(context, -2, 18, 30, i + 3);
  if (last !== 'last') return undefined;
  if (word === 'weekend') return days(context, -lastWeekend(context) - 7, 0, 48, i + 3);
  const part = Object.hasOwn(PARTS, word) ? PARTS[word] : undefined;
  if (part !== undefined) return days(context, -2, part[0], part[1], i + 3);
  const weekday = weekdayOf(word);
  return weekday === undefined ? undefined : days(context, -back(weekday, context) - 7, 0, 24, i + 3);
}

/** Days since the latest such day, today not counted. */
function back(weekday: number, { nowMs, zone }: TimeContext): number {
  const since = (civil(zone, nowMs).weekday - weekday + 7) % 7;
  return since === 0 ? 7 : since;
}

/** "two weekends ago", "three Saturdays ago". */
function countedBack(tokens: readonly Token[], i: number, context: TimeContext): PeriodMatch | undefined {
  if (tokens[i + 2]?.text !== 'ago') return undefined;
  const count = numberWord(tokens[i]?.text);
  if (count === undefined || !Number.isInteger(count) || count < 1 || count > 52) return undefined;
  const word = tokens[i + 1]?.text ?? '';
  if (/^weekends?$/.test(word)) return days(context, -lastWeekend(context) - 7 * (count - 1), 0, 48, i + 3);
  const weekday = weekdayOf(word);
  return weekday === undefined || !word.endsWith('days')
    ? undefined
    : days(context, -back(weekday, context) - 7 * (count - 1), 0, 24, i + 3);
}

/** "a week ago today", "two weeks ago on Monday", "Monday two weeks ago". */
function weeksBack(tokens: readonly Token[], i: number, context: TimeContext): PeriodMatch | undefined {
  const weekday = weekdayOf(tokens[i]?.text ?? '');
  const amount = amountAt(tokens, weekday === undefined ? i : i + 1);
  if (amount === undefined || !/^weeks?$/.test(amount.unit) || tokens[amount.end]?.text !== 'ago' || !Number.isInteger(amount.count))
    return undefined;
  if (weekday !== undefined) return ofWeek(weekday, amount.count, amount.end + 1, context);
  const at = tokens[amount.end + 1]?.text === 'on' ? amount.end + 2 : amount.end + 1;
  const date = parseDate(tokens, at);
  if (date === undefined || date.date.kind === 'date') return undefined;
  if (date.date.kind === 'weekday') return ofWeek(date.date.weekday, amount.count, date.end, context);
  return days(context, date.date.days - 7 * amount.count, 0, 24, date.end);
}

const ofWeek = (weekday: number, weeks: number, end: number, context: TimeContext): PeriodMatch | undefined =>
  days(context, weekday - civil(context.zone, context.nowMs).weekday - 7 * weeks, 0, 24, end);

/** "this time yesterday", "the same time last week": as long ago as that, by the clock. */
function sameTime(tokens: readonly Token[], i: number, context: TimeContext): PeriodMatch | undefined {
  const said = (k: number): string => tokens[i + k]?.text ?? '';
  // "yesterday at this time"
  const first = parseDate(tokens, i);
  const tail = (words: string): boolean => words.split(' ').every((word, k) => tokens[(first?.end ?? i) + k]?.text === word);
  const words = first === undefined ? undefined : ['at this time', 'at the same time', 'this time', 'same time'].find(tail);
  if (first !== undefined && words !== undefined)
    return atThisClock(resolvePoint(first, context), first.end + words.split(' ').length, context);
  if (!/^(?:this|same)$/.test(said(0)) || said(1) !== 'time') return undefined;
  const at = /^(?:on|of)$/.test(said(2)) ? 3 : 2;
  if (said(at) === 'last' && said(at + 1) === 'week') return atThisClock({ fromMs: context.nowMs - 7 * DAY }, i + at + 2, context);
  const date = parseDate(tokens, i + at);
  if (date === undefined || (date.date.kind === 'date' && date.date.day === undefined)) return undefined;
  return atThisClock(resolvePoint(date, context), date.end, context);
}

/** The hour that began on another day when the clock showed what it shows now. */
function atThisClock(day: { readonly fromMs: number } | undefined, end: number, { nowMs, zone }: TimeContext): PeriodMatch | undefined {
  if (day === undefined) return undefined;
  const [now, then] = [civil(zone, nowMs), civil(zone, day.fromMs)];
  const atMs = instantOf(zone, then.year, then.month, then.day, now.hour, now.minute, now.second);
  return atMs >= nowMs ? undefined : { fromMs: atMs, toMs: Math.min(atMs + 3_600_000, nowMs), atMs, end };
}

/** "the last business day": the latest one from Monday to Friday that is over. */
function workingDay(tokens: readonly Token[], i: number, context: TimeContext): PeriodMatch | undefined {
  const said = (k: number): string => tokens[i + k]?.text ?? '';
  if (!/^(?:last|previous|prior|past)$/.test(said(0))) return undefined;
  const words = /^(?:workday|weekday)$/.test(said(1)) ? 2 : /^(?:business|working|work)$/.test(said(1)) && said(2) === 'day' ? 3 : 0;
  if (words === 0) return undefined;
  const today = civil(context.zone, context.nowMs).weekday;
  return days(context, today === 0 ? -3 : today === 6 ? -2 : -1, 0, 24, i + words);
}

/** "the last 2 full weeks", "this past weekend", "the last two calendar months": units of the calendar that are over. */
function lastWhole(tokens: readonly Token[], i: number, context: TimeContext): PeriodMatch | undefined {
  const said = (k: number): string => tokens[i + k]?.text ?? '';
  if (/^(?:this|last|past)$/.test(said(0)) && said(1) === 'past' && said(2) === 'weekend')
    return days(context, -toSaturday(context), 0, 48, i + 3);
  if (said(0) === 'past' && said(1) === 'weekend') return days(context, -toSaturday(context), 0, 48, i + 2);
  if (!/^(?:last|past|previous|preceding)$/.test(said(0)) || !/^(?:full|complete|calendar|whole)$/.test(said(2))) return undefined;
  const count = numberWord(said(1));
  const unit = /^(day|week|month|quarter|year)s?$/.exec(said(3))?.[1] as 'day' | undefined;
  if (count === undefined || unit === undefined || !Number.isInteger(count) || count < 1 || count > 366) return undefined;
  const [fromMs] = calendarUnit(unit, context.nowMs, context.zone, -count);
  return { fromMs, toMs: calendarUnit(unit, context.nowMs, context.zone, 0)[0], end: i + 4 };
}

/** "all day yesterday", "throughout last week", "over the course of 2025", "so far today": the whole of it. */
function throughout(tokens: readonly Token[], i: number, context: TimeContext): PeriodMatch | undefined {
  const said = (k: number): string => tokens[i + k]?.text ?? '';
  if (said(0) === 'so' && said(1) === 'far') return /^(?:today|this)$/.test(said(2)) ? namedOrDay(tokens, i + 2, context) : undefined;
  if (said(0) === 'earlier') return /^(?:today|this|yesterday)$/.test(said(1)) ? namedOrDay(tokens, i + 1, context) : undefined;
  if (said(0) === 'all' || ((said(0) === 'whole' || said(0) === 'entire') && tokens[i - 1]?.text === 'the'))
    return allOf(tokens, i, context);
  if (said(0) === 'the' && (said(1) === 'whole' || said(1) === 'entire')) return allOf(tokens, i + 1, context);
  const course = /^(?:the course of|course of)\b/.exec(`${said(0)} ${said(1)} ${said(2)}`)?.[0].split(' ').length ?? 0;
  if (course === 0 && !/^(?:throughout|through)$/.test(said(0))) return undefined;
  const at = i + (course === 0 ? 1 : course);
  return namedOrDay(tokens, at, context) ?? namedOrDay(tokens, tokens[at]?.text === 'the' ? at + 1 : at, context);
}

/** "all week", "the whole of last year", "all day on Monday". */
function allOf(tokens: readonly Token[], i: number, context: TimeContext): PeriodMatch | undefined {
  const said = (k: number): string => tokens[i + k]?.text ?? '';
  if (said(1) === 'of') return said(0) === 'all' ? undefined : namedOrDay(tokens, i + 2, context);
  const long = said(2) === 'long' ? 3 : 2;
  if (Object.hasOwn(PARTS, said(1))) {
    const part = [{ ...(tokens[i] as Token), text: said(1) === 'night' ? 'last' : 'this' }, tokens[i + 1] as Token];
    const named = namedAt(part, 0, context);
    return named === undefined ? undefined : { ...named, end: i + long };
  }
  if (!/^(?:day|week|month|quarter|year)$/.test(said(1))) return undefined;
  if (said(1) === 'day') {
    const at = said(long) === 'on' ? i + long + 1 : i + long;
    const date = parseDate(tokens, at);
    const day = date === undefined ? undefined : resolvePoint(date, context);
    if (date !== undefined && day !== undefined) return { fromMs: day.fromMs, toMs: Math.min(day.toMs, context.nowMs), end: date.end };
  }
  const [fromMs] = calendarUnit(said(1) as 'day', context.nowMs, context.zone, 0);
  return { fromMs, toMs: context.nowMs, end: i + long };
}

function namedOrDay(tokens: readonly Token[], i: number, context: TimeContext): PeriodMatch | undefined {
  const whole = wholeAt(tokens, i, context);
  if (whole !== undefined) return { fromMs: whole.fromMs, toMs: Math.min(whole.toMs, context.nowMs), end: whole.end };
  return namedAt(tokens, i, context);
}
