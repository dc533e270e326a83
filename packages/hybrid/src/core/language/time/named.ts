import type { Token } from '../tokens.ts';
import { civil, instantOf } from '../zone.ts';
import { DAY } from './amount.ts';
import { calendarUnit } from './calendar.ts';
import type { PeriodMatch, TimeContext } from './match.ts';
import { parseDate, resolvePoint } from './point.ts';

/** Parts of a day, by their hours; a night ends on the next day. */
export const PARTS: Readonly<Record<string, readonly [number, number]>> = {
  morning: [6, 12],
  afternoon: [12, 18],
  evening: [18, 24],
  night: [18, 30],
};

/** Periods with names: `this week`, `yesterday morning`, `overnight`, `weekend`, `Q4 2025`, `March 2026`, `recently`, `ever`. */
export function namedAt(tokens: readonly Token[], i: number, context: TimeContext): PeriodMatch | undefined {
  const { nowMs, zone } = context;
  const word = tokens[i]?.text ?? '';
  const next = tokens[i + 1]?.text ?? '';
  const clip = (from: number, to: number, end: number): PeriodMatch => ({ fromMs: from, toMs: Math.min(to, nowMs), end });
  const day = (shift: number): number => {
    const c = civil(zone, nowMs);
    return instantOf(zone, c.year, c.month, c.day + shift);
  };
  // By the clock on the wall: on the days it is put forward or back, six in the morning is not six hours after midnight.
  const hour = (shift: number, at: number): number => {
    const c = civil(zone, nowMs);
    return instantOf(zone, c.year, c.month, c.day + shift + Math.floor(at / 24), at % 24);
  };
  if ((word === 'recently' && tokens[i - 1]?.text !== 'most') || word === 'lately') return { fromMs: nowMs - DAY, toMs: nowMs, end: i + 1 };
  if (word === 'forever' || word === 'inception') return { fromMs: null, toMs: null, end: i + 1 };
  if (word === 'ever' || (word === 'all' && (next === 'time' || next === 'history')))
    return { fromMs: null, toMs: null, end: word === 'ever' ? i + 1 : i + 2 };
  if (word === 'so' && next === 'far' && tokens[i - 1]?.text !== 'the') return { fromMs: null, toMs: null, end: i + 2 };
  const small = smallHours(tokens, i, context);
  if (small !== undefined) return small;
  // "at night this week": every night of it, and no stretch of time.
  if (
    word === 'night' &&
    tokens[i - 1]?.text === 'at' &&
    tokens.some(({ text }) => /^(week|weeks|month|months|days|quarter|year)$/.test(text))
  )
    return undefined;
  if (word === 'night') return nightOf(tokens, i + 1, context) ?? clip(hour(-1, 18), hour(0, 6), i + 1);
  if (word === 'overnight' || (word === 'last' && next === 'night')) return clip(hour(-1, 18), hour(0, 6), word === 'last' ? i + 2 : i + 1);
  // Before the evening, "tonight" of something past is the night before.
  if (word === 'tonight') return nowMs < hour(0, 18) ? clip(hour(-1, 18), hour(0, 6), i + 1) : clip(hour(0, 18), day(1), i + 1);
  if ((word === 'this' || word === 'yesterday' || word === 'today') && Object.hasOwn(PARTS, next)) {
    const [from, to] = PARTS[next] as readonly [number, number];
    const shift = word === 'yesterday' ? -1 : 0;
    return clip(hour(shift, from), hour(shift, to), i + 2);
  }
  const toDate = TO_DATE[word] ?? (next === 'to' && tokens[i + 2]?.text === 'date' ? TO_DATE[`${word[0]}td`] : undefined);
  if (toDate !== undefined && (next === 'to' ? word === toDate : word.endsWith('td')))
    return clip(...calendarUnit(toDate, nowMs, zone, 0), next === 'to' ? i + 3 : i + 1);
  // "the year so far"
  if (tokens[i - 1]?.text === 'the' && /^(day|week|month|quarter|year)$/.test(word) && next === 'so' && tokens[i + 2]?.text === 'far')
    return clip(...calendarUnit(word as 'day', nowMs, zone, 0), i + 3);
  if (word === 'this' || word === 'current') {
    if (next === 'hour') {
      const { minute, second } = civil(zone, nowMs);
      return clip(Math.floor(nowMs / 1000) * 1000 - (minute * 60 + second) * 1000, nowMs, i + 2);
    }
    if (next === 'day' || next === 'week' || next === 'month' || next === 'quarter' || next === 'year')
      return clip(...calendarUnit(next, nowMs, zone, 0), i + 2);
  }
  const weekend = word === 'weekend' ? i + 1 : (word === 'this' || word === 'last') && next === 'weekend' ? i + 2 : undefined;
  // "weekend crashes this month": all of them.
  if (
    weekend !== undefined &&
    !(word === 'weekend' && tokens.some(({ text }) => /^(month|months|year|quarter|weeks|q[1-4])$/.test(text)))
  ) {
    const c = civil(zone, nowMs);
    const saturday = c.day - ((c.weekday + 2) % 7) - (word === 'last' && c.weekday >= 5 ? 7 : 0);
    return clip(instantOf(zone, c.year, c.month, saturday), instantOf(zone, c.year, c.month, saturday + 2), weekend);
  }
  return undefined;
}

/** `the night from Monday to Tuesday`, `the night of the 12th`: from the evening of the first day to the morning after it. */
function nightOf(tokens: readonly Token[], i: number, context: TimeContext): PeriodMatch | undefined {
  const word = tokens[i]?.text ?? '';
  if (!/^(from|between|of|on)$/.test(word)) return undefined;
  const at = (k: number): number => (tokens[k]?.text === 'the' ? k + 1 : k);
  const first = parseDate(tokens, at(i + 1));
  const day = first === undefined ? undefined : resolvePoint(first, context);
  if (first === undefined || day === undefined) return undefined;
  let end = first.end;
  if (word === 'from' || word === 'between') {
    const next = tokens[end]?.text === (word === 'from' ? 'to' : 'and') ? parseDate(tokens, at(end + 1)) : undefined;
    const after = next === undefined ? undefined : resolvePoint(next, context);
    if (next === undefined || after === undefined || after.fromMs !== day.toMs) return undefined;
    end = next.end;
  }
  const c = civil(context.zone, day.fromMs);
  const [from, to] = [18, 30].map((of) => instantOf(context.zone, c.year, c.month, c.day + Math.floor(of / 24), of % 24)) as [
    number,
    number,
  ];
  return from > context.nowMs ? undefined : { fromMs: from, toMs: Math.min(to, context.nowMs), end };
}

/** `the small hours`, `the early hours of Tuesday`: from midnight to the morning. */
function smallHours(tokens: readonly Token[], i: number, context: TimeContext): PeriodMatch | undefined {
  if (!/^(small|wee|early)$/.test(tokens[i]?.text ?? '') || tokens[i + 1]?.text !== 'hours') return undefined;
  let end = i + 2;
  let day = { fromMs: context.nowMs };
  if (tokens[end]?.text === 'of') {
    const at = /^(the|this)$/.test(tokens[end + 1]?.text ?? '') ? end + 2 : end + 1;
    const date = parseDate(tokens, at);
    const point = date === undefined ? undefined : resolvePoint(date, context);
    if (tokens[at]?.text === 'morning') end = at + 1;
    else if (date !== undefined && point !== undefined) {
      day = point;
      end = tokens[date.end]?.text === 'morning' ? date.end + 1 : date.end;
    }
  }
  const c = civil(context.zone, day.fromMs);
  const [from, to] = [0, 6].map((of) => instantOf(context.zone, c.year, c.month, c.day, of)) as [number, number];
  return { fromMs: from, toMs: Math.min(to, context.nowMs), end };
}

/** `Tuesday evening`, `March 3rd in the morning`: a part of a day that is said by its date. */
export function partOfDay(tokens: readonly Token[], i: number, context: TimeContext): PeriodMatch | undefined {
  const date = parseDate(tokens, i);
  if (date === undefined) return undefined;
  let at = date.end;
  while (/^(in|the|during|at)$/.test(tokens[at]?.text ?? '')) at++;
  const part = Object.hasOwn(PARTS, tokens[at]?.text ?? '') ? PARTS[tokens[at]?.text as string] : undefined;
  const day = part === undefined ? undefined : resolvePoint(date, context);
  return part === undefined || day === undefined ? undefined : partOn(day.fromMs, part, at + 1, context);
}

/** A part of the day that begins at an instant, in hours of that day; undefined while it is to come. */
export function partOn(dayMs: number, part: readonly [number, number], end: number, context: TimeContext): PeriodMatch | undefined {
  const c = civil(context.zone, dayMs);
  const [from, to] = part.map((of) => instantOf(context.zone, c.year, c.month, c.day + Math.floor(of / 24), of % 24)) as [number, number];
  return from > context.nowMs ? undefined : { fromMs: from, toMs: Math.min(to, context.nowMs), end };
}

/** `year to date`, `mtd`. */
const TO_DATE: Readonly<Record<string, 'week' | 'month' | 'quarter' | 'year'>> = { wtd: 'week', mtd: 'month', qtd: 'quarter', ytd: 'year' };
