import type { Token } from '../tokens.ts';
import { civil, instantOf } from '../zone.ts';
import { numberWord } from './amount.ts';
import type { PeriodMatch, TimeContext } from './match.ts';
import { weekdayOf } from './point.ts';
import { ORDINAL, type Unit, type Whole, wholeAt } from './whole.ts';

const UNITS: Readonly<Record<string, Unit>> = {
  hour: 'hour',
  hours: 'hour',
  day: 'day',
  days: 'day',
  week: 'week',
  weeks: 'week',
  month: 'month',
  months: 'month',
  quarter: 'quarter',
  quarters: 'quarter',
};
const SIZE: readonly Unit[] = ['hour', 'day', 'week', 'month', 'quarter', 'year'];
const FIRST = /^(?:first|second|third|fourth|fifth|last|final|latter|former|opening|closing|\d{1,2}(?:st|nd|rd|th))$/;

/** `the first week of last month`, `the last three days of February`, `the second Tuesday of the month`, `the second half of 2025`: a part of a whole. */
export function partOf(tokens: readonly Token[], i: number, context: TimeContext): PeriodMatch | undefined {
  const word = tokens[i]?.text ?? '';
  if (!FIRST.test(word)) return undefined;
  const last = word === 'last' || word === 'final' || word === 'closing';
  const nth = word === 'opening' ? 1 : (ORDINAL[word] ?? (word === 'fifth' ? 5 : /^\d/.test(word) ? Number.parseInt(word, 10) : undefined));
  const count = tokens[i + 1]?.text === 'half' ? undefined : numberWord(tokens[i + 1]?.text);
  const at = count === undefined ? i + 1 : i + 2;
  const of = tokens[at]?.text ?? '';
  // "the 15th of last month"
  if (/^(?:this|last)$/.test(of) && count === undefined && nth !== undefined && /\d/.test(word))
    return dayOf(nth, wholeAt(tokens, at, context), context);
  if (of === 'of' && count === undefined && nth !== undefined) return dayOf(nth, wholeAt(tokens, at + 1, context), context);
  const joined = /^(?:of|in|from)$/.test(tokens[at + 1]?.text ?? '');
  // "the first hour today", "the last week this month"
  if (!joined && !/^(?:today|yesterday|this|last)$/.test(tokens[at + 1]?.text ?? '')) return undefined;
  const whole = wholeAt(tokens, joined ? at + 2 : at + 1, context);
  if (whole === undefined) return undefined;
  if (of === 'half') return count === undefined ? halfOf(word, whole, context) : undefined;
  const weekday = weekdayOf(of);
  if (weekday !== undefined) return count === undefined ? weekdayIn(weekday, last ? undefined : nth, whole, context) : undefined;
  const unit = Object.hasOwn(UNITS, of) ? (UNITS[of] as Unit) : undefined;
  if (unit === undefined || SIZE.indexOf(unit) >= SIZE.indexOf(whole.unit) || !Number.isInteger(count ?? 1)) return undefined;
  // "the last days of February": how many is not said.
  if (count === undefined && of.endsWith('s')) return undefined;
  if (count !== undefined && nth !== 1 && !last) return undefined;
  const many = count ?? 1;
  const [from, to] = last ? [-many, 0] : [(nth ?? 1) - 1, (nth ?? 1) - 1 + many];
  const ends = [from, to].map((k) => step(unit, k, last ? whole.toMs : whole.fromMs, context)) as [number, number];
  return nth === undefined && !last ? undefined : within(ends, whole, context);
}

/** So many units from an instant on, by the calendar. */
function step(unit: Unit, count: number, fromMs: number, { zone }: TimeContext): number {
  if (unit === 'hour') return fromMs + count * 3_600_000;
  const c = civil(zone, fromMs);
  if (unit === 'day' || unit === 'week') return instantOf(zone, c.year, c.month, c.day + count * (unit === 'week' ? 7 : 1));
  return instantOf(zone, c.year, c.month + count * (unit === 'quarter' ? 3 : 1), 1);
}

function within([fromMs, toMs]: readonly [number, number], whole: Whole, { nowMs }: TimeContext): PeriodMatch | undefined {
  if (fromMs > nowMs || fromMs < whole.fromMs || toMs > whole.toMs) return undefined;
  return { fromMs, toMs: Math.min(toMs, nowMs), end: whole.end };
}

/** Months by whole days, longer units by whole months. */
function halfOf(word: string, whole: Whole, context: TimeContext): PeriodMatch | undefined {
  const { zone } = context;
  const c = civil(zone, whole.fromMs);
  const middle = {
    hour: 0,
    day: instantOf(zone, c.year, c.month, c.day, 12),
    week: instantOf(zone, c.year, c.month, c.day + 3, 12),
    month: instantOf(zone, c.year, c.month, 1 + Math.floor(new Date(Date.UTC(c.year, c.month, 0)).getUTCDate() / 2)),
    quarter: instantOf(zone, c.year, c.month + 1, 16),
    year: instantOf(zone, c.year, c.month + (whole.toMs - whole.fromMs > 200 * 86_400_000 ? 6 : 3), 1),
  }[whole.unit];
  if (/^(?:first|1st|former)$/.test(word)) return within([whole.fromMs, middle], whole, context);
  return /^(?:second|2nd|latter|last)$/.test(word) ? within([middle, whole.toMs], whole, context) : undefined;
}

function dayOf(nth: number, whole: Whole | undefined, context: TimeContext): PeriodMatch | undefined {
  if (whole?.unit !== 'month') return undefined;
  return within([step('day', nth - 1, whole.fromMs, context), step('day', nth, whole.fromMs, context)], whole, context);
}

function weekdayIn(weekday: number, nth: number | undefined, whole: Whole, context: TimeContext): PeriodMatch | undefined {
  if (SIZE.indexOf(whole.unit) < SIZE.indexOf('month')) return undefined;
  const edge = civil(context.zone, nth === undefined ? whole.toMs : whole.fromMs);
  const days = nth === undefined ? -(((edge.weekday - weekday + 6) % 7) + 1) : ((weekday - edge.weekday + 7) % 7) + 7 * (nth - 1);
  const from = nth === undefined ? whole.toMs : whole.fromMs;
  return within([step('day', days, from, context), step('day', days + 1, from, context)], whole, context);
}

/** `the start of the quarter`, `the end of last month`, `the turn of the year`: the instant it is. */
export function edgeAt(
  tokens: readonly Token[],
  i: number,
  context: TimeContext,
): { readonly atMs: number; readonly end: number } | undefined {
  const at = tokens[i]?.text === 'the' ? i + 1 : i;
  const word = tokens[at]?.text ?? '';
  if (!/^(?:start|beginning|begin|end|close|turn)$/.test(word) || tokens[at + 1]?.text !== 'of') return undefined;
  const whole = wholeAt(tokens, at + 2, context);
  if (whole === undefined) return undefined;
  const atMs = word === 'end' || word === 'close' ? whole.toMs : whole.fromMs;
  return atMs > context.nowMs ? undefined : { atMs, end: whole.end };
}
