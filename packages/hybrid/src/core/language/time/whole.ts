import type { Token } from '../tokens.ts';
import { civil, instantOf } from '../zone.ts';
import { numberWord } from './amount.ts';
import { calendarUnit } from './calendar.ts';
import type { TimeContext } from './match.ts';
import { parseDate, resolvePoint } from './point.ts';

export type Unit = 'hour' | 'day' | 'week' | 'month' | 'quarter' | 'year';

/** A whole unit of the calendar, as it lies: it may reach past now. */
export interface Whole {
  readonly unit: Unit;
  readonly fromMs: number;
  readonly toMs: number;
  /** First token after it. */
  readonly end: number;
}

const UNIT = /^(?:day|week|month|quarter|year)$/;
const WHOLLY = /^(?:full|complete|whole|calendar|entire)$/;
const BACK = /^(?:last|previous|prior|preceding)$/;
export const ORDINAL: Readonly<Record<string, number>> = {
  first: 1,
  '1st': 1,
  second: 2,
  '2nd': 2,
  third: 3,
  '3rd': 3,
  fourth: 4,
  '4th': 4,
};
const ORDINAL_OF = (word: string): number | undefined => (Object.hasOwn(ORDINAL, word) ? ORDINAL[word] : undefined);

/** `the month`, `last week`, `the quarter before last`, `February 2025`, `Q3 last year`, `week 10`, `H1`, `yesterday`: one unit of the calendar. */
export function wholeAt(tokens: readonly Token[], i: number, context: TimeContext): Whole | undefined {
  const the = /^(?:the|this|current)$/.test(tokens[i]?.text ?? '') ? i + 1 : i;
  return (
    unitAt(tokens, i, the, context) ??
    numberedAt(tokens, the, context) ??
    weekAt(tokens, the, context) ??
    monthAt(tokens, the, context) ??
    yearAt(tokens, i, context) ??
    dayAt(tokens, the, context)
  );
}

function shifted(unit: Exclude<Unit, 'hour'>, shift: number, end: number, { nowMs, zone }: TimeContext): Whole {
  const [fromMs, toMs] = calendarUnit(unit, nowMs, zone, shift);
  return { unit, fromMs, toMs, end };
}

/** "this week", "the month", "last full quarter", "the year before last". */
function unitAt(tokens: readonly Token[], i: number, the: number, context: TimeContext): Whole | undefined {
  const said = (k: number): string => tokens[k]?.text ?? '';
  const back = BACK.test(said(the));
  let at = back ? the + 1 : the;
  const wholly = WHOLLY.test(said(at));
  if (wholly) at++;
  const unit = said(at);
  if (!UNIT.test(unit)) return undefined;
  if (said(at + 1) === 'before' && said(at + 2) === 'last') return shifted(unit as 'day', -2, at + 3, context);
  if (!back && the === i) return undefined;
  return shifted(unit as 'day', back ? -1 : 0, at + 1, context);
}

/** The year that stands behind something of it: "2025", "of last year", ", 2024". The end of the words before, where none does. */
function yearAfter(
  tokens: readonly Token[],
  end: number,
  context: TimeContext,
): { readonly year: number | undefined; readonly end: number } {
  const at = /^(?:of|in|,)$/.test(tokens[end]?.text ?? '') ? end + 1 : end;
  const year = yearAt(tokens, at, context);
  return year === undefined ? { year: undefined, end } : { year: civil(context.zone, year.fromMs).year, end: year.end };
}

function yearAt(tokens: readonly Token[], i: number, context: TimeContext): Whole | undefined {
  const word = tokens[i]?.text ?? '';
  const now = civil(context.zone, context.nowMs).year;
  const year = /^20\d{2}$/.test(word) ? Number(word) : tokens[i + 1]?.text === 'year' ? { last: now - 1, this: now }[word] : undefined;
  if (year === undefined || year > now) return undefined;
  const [fromMs, toMs] = [year, year + 1].map((one) => instantOf(context.zone, one, 1, 1)) as [number, number];
  return { unit: 'year', fromMs, toMs, end: /^20/.test(word) ? i + 1 : i + 2 };
}

/** Months `first` to `first + months` of a year; of the latest year in which they have begun, where none is named. */
function monthsOf(first: number, months: number, said: number | undefined, end: number, { nowMs, zone }: TimeContext): Whole | undefined {
  const now = civil(zone, nowMs);
  const year = said ?? (first > now.month ? now.year - 1 : now.year);
  const [fromMs, toMs] = [instantOf(zone, year, first, 1), instantOf(zone, year, first + months, 1)];
  if (fromMs > nowMs) return undefined;
  return { unit: months === 1 ? 'month' : months === 3 ? 'quarter' : 'year', fromMs, toMs, end };
}

const NUMBERED = /^(?:(20\d{2})[-/]?)?([qh])([1-4])(?:[-/]?(20\d{2}|\d{2}))?$/;

/** `Q3`, `q4 2025`, `2025-Q3`, `Q3/25`, `H1`, `fourth quarter`, `first quarter of 2026`. */
function numberedAt(tokens: readonly Token[], i: number, context: TimeContext): Whole | undefined {
  const word = tokens[i]?.text ?? '';
  const nth = tokens[i + 1]?.text === 'quarter' ? ORDINAL_OF(word) : undefined;
  if (nth !== undefined) {
    const { year, end } = yearAfter(tokens, i + 2, context);
    return monthsOf(nth * 3 - 2, 3, year, end, context);
  }
  const before = /^20\d{2}$/.test(word) && /^[qh][1-4]$/.test(tokens[i + 1]?.text ?? '') ? 1 : 0;
  const match = NUMBERED.exec(tokens[i + before]?.text ?? '');
  if (match === null) return undefined;
  const [, ahead, kind, number, behind] = match;
  const months = kind === 'q' ? 3 : 6;
  const first = (Number(number) - 1) * months + 1;
  const own = before === 1 ? word : (ahead ?? (behind?.length === 2 ? `20${behind}` : behind));
  if (first > 12) return undefined;
  if (own !== undefined) return monthsOf(first, months, Number(own), i + before + 1, context);
  const { year, end } = yearAfter(tokens, i + 1, context);
  return monthsOf(first, months, year, end, context);
}

/** `week 10`, `calendar week 12 of 2025`, `cw11`, `2026-w10`, `the week of 2 March`, `week ending 8 March`. Weeks are those of ISO 8601. */
function weekAt(tokens: readonly Token[], i: number, context: TimeContext): Whole | undefined {
  const { nowMs, zone } = context;
  const said = (k: number): string => tokens[k]?.text ?? '';
  const iso = /^(20\d{2})-?w(\d{2})$/.exec(said(i));
  if (iso !== null) return isoWeek(Number(iso[2]), Number(iso[1]), i + 1, context);
  const joined = /^[ck]w(\d{1,2})$/.exec(said(i));
  const at = said(i) === 'calendar' || said(i) === 'iso' ? i + 1 : i;
  const named = /^(?:week|cw|kw)$/.test(said(at));
  if (joined === null && !named) return undefined;
  const digits = joined === null ? (/^(?:number|no|nr|#)$/.test(said(at + 1)) ? at + 2 : at + 1) : i;
  const number = joined?.[1] ?? (/^\d{1,2}$/.test(said(digits)) ? said(digits) : undefined);
  // "in one week 3 crashes": a number of something.
  if (number !== undefined) {
    const { year, end } = yearAfter(tokens, digits + 1, context);
    return isoWeek(Number(number), year, end, context);
  }
  if (!/^(?:of|commencing|starting|beginning|ending)$/.test(said(at + 1))) return undefined;
  const start = /^(?:on|from|the)$/.test(said(at + 2)) ? at + 3 : at + 2;
  const date = parseDate(tokens, start);
  if (date === undefined || (date.date.kind === 'date' && date.date.day === undefined)) return undefined;
  const day = resolvePoint(date, context);
  if (day === undefined) return undefined;
  const c = civil(zone, day.fromMs);
  // A week that begins or ends on a day is the seven days from it, or up to it.
  const first = said(at + 1) === 'of' ? c.day - c.weekday : said(at + 1) === 'ending' ? c.day - 6 : c.day;
  const fromMs = instantOf(zone, c.year, c.month, first);
  return fromMs > nowMs ? undefined : { unit: 'week', fromMs, toMs: instantOf(zone, c.year, c.month, first + 7), end: date.end };
}

function isoWeek(week: number, said: number | undefined, end: number, { nowMs, zone }: TimeContext): Whole | undefined {
  if (week < 1 || week > 53) return undefined;
  const monday = (year: number, of: number): number => {
    const fourth = instantOf(zone, year, 1, 4);
    return instantOf(zone, year, 1, 4 - civil(zone, fourth).weekday + 7 * (of - 1));
  };
  const now = civil(zone, nowMs).year;
  const year = said ?? (monday(now, week) > nowMs ? now - 1 : now);
  const fromMs = monday(year, week);
  if (fromMs > nowMs || fromMs >= monday(year + 1, 1)) return undefined;
  return { unit: 'week', fromMs, toMs: monday(year, week + 1), end };
}

/** `February`, `February 2025`, `February of last year`, `last February`, `2026-02`, `02/2026`. */
function monthAt(tokens: readonly Token[], i: number, context: TimeContext): Whole | undefined {
  const { nowMs, zone } = context;
  const word = tokens[i]?.text ?? '';
  const written = /^(20\d{2})-(0[1-9]|1[0-2])$/.exec(word) ?? /^()(0?[1-9]|1[0-2])\/(20\d{2})$/.exec(word);
  if (written !== null) return monthsOf(Number(written[2]), 1, Number(written[1] || written[3]), i + 1, context);
  const back = BACK.test(word);
  const found = parseDate(tokens, back ? i + 1 : i);
  if (found === undefined || found.date.kind !== 'date' || found.date.day !== undefined || found.date.month === undefined) return undefined;
  const { month } = found.date;
  if (found.date.year !== undefined) return monthsOf(month, 1, found.date.year, found.end, context);
  // "last February" is the latest that is over.
  const now = civil(zone, nowMs);
  if (back) return monthsOf(month, 1, month >= now.month ? now.year - 1 : now.year, found.end, context);
  const { year, end } = yearAfter(tokens, found.end, context);
  return monthsOf(month, 1, year, end, context);
}

function dayAt(tokens: readonly Token[], i: number, context: TimeContext): Whole | undefined {
  const ago = tokens[i + 1]?.text === 'days' && tokens[i + 2]?.text === 'before' ? numberWord(tokens[i]?.text) : undefined;
  const date = parseDate(tokens, ago === undefined ? i : i + 3);
  if (date === undefined || (date.date.kind === 'date' && date.date.day === undefined)) return undefined;
  const day = resolvePoint(date, context);
  if (day === undefined || day.fromMs > context.nowMs) return undefined;
  if (ago === undefined) return { unit: 'day', ...day, end: date.end };
  const c = civil(context.zone, day.fromMs);
  const [fromMs, toMs] = [0, 1].map((k) => instantOf(context.zone, c.year, c.month, c.day - ago + k)) as [number, number];
  return { unit: 'day', fromMs, toMs, end: date.end };
}
