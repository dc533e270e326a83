import { type PointSyntax, parseClock, parseDate, parsePoint, resolvePoint } from './point.ts';
import type { Token } from './tokens.ts';
import { civil, instantOf, type Zone } from './zone.ts';

/** A stretch of time read from words. Half-open; null is unbounded; never reaching past now. */
export interface Period {
  readonly fromMs: number | null;
  readonly toMs: number | null;
  /** The instant meant, when a clock time or "ago" was given: for questions about state. */
  readonly atMs?: number;
  /** Two pasts are equally likely ("at 3"): the question must be asked back. */
  readonly ambiguous?: true;
}

export interface PeriodMatch extends Period {
  /** First token after the expression. */
  readonly end: number;
  /** Said as a bare stretch ("in 10 minutes"), which may be a window and no period at all: its length. */
  readonly amountMs?: number;
}

export interface TimeContext {
  readonly nowMs: number;
  readonly zone: Zone;
}

const MINUTE = 60_000;
const HOUR = 3_600_000;
const DAY = 86_400_000;

const UNITS: Readonly<Record<string, number | 'month' | 'quarter' | 'year'>> = {
  s: 1000,
  sec: 1000,
  secs: 1000,
  second: 1000,
  seconds: 1000,
  m: MINUTE,
  min: MINUTE,
  mins: MINUTE,
  minute: MINUTE,
  minutes: MINUTE,
  h: HOUR,
  hr: HOUR,
  hrs: HOUR,
  hour: HOUR,
  hours: HOUR,
  d: DAY,
  day: DAY,
  days: DAY,
  w: 7 * DAY,
  wk: 7 * DAY,
  week: 7 * DAY,
  weeks: 7 * DAY,
  fortnight: 14 * DAY,
  month: 'month',
  months: 'month',
  quarter: 'quarter',
  quarters: 'quarter',
  year: 'year',
  years: 'year',
};
const NUMBERS: Readonly<Record<string, number>> = {
  a: 1,
  an: 1,
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  twelve: 12,
  fifteen: 15,
  twenty: 20,
  thirty: 30,
  few: 3,
  couple: 2,
  half: 0.5,
};
const LAST = new Set(['last', 'past', 'previous', 'prior', 'recent']);

/** A number word or digits. */
export function numberWord(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,12}(\.\d+)?$/.test(text)) return Number(text);
  return Object.hasOwn(NUMBERS, text) ? NUMBERS[text] : undefined;
}

/** An amount of time at `i`: `30 minutes`, `24h`, `an hour`, `5 min`. */
export function amountAt(
  tokens: readonly Token[],
  i: number,
): { readonly ms: number; readonly count: number; readonly unit: string; readonly end: number } | undefined {
  const compact = /^(\d{1,9})([a-z]+)$/.exec(tokens[i]?.text ?? '');
  if (compact !== null) {
    const unit = Object.hasOwn(UNITS, compact[2] as string) ? UNITS[compact[2] as string] : undefined;
    if (typeof unit === 'number')
      return { ms: Number(compact[1]) * unit, count: Number(compact[1]), unit: compact[2] as string, end: i + 1 };
    return undefined;
  }
  const count = numberWord(tokens[i]?.text);
  if (count === undefined) return undefined;
  let next = i + 1;
  while (tokens[next]?.text === 'of' || (count === 0.5 && /^an?$/.test(tokens[next]?.text ?? ''))) next++;
  const word = tokens[next]?.text ?? '';
  const unit = Object.hasOwn(UNITS, word) ? UNITS[word] : undefined;
  if (unit === undefined) return undefined;
  const ms = typeof unit === 'number' ? unit : { month: 30, quarter: 91, year: 365 }[unit] * DAY;
  return { ms: count * ms, count, unit: word, end: next + 1 };
}

/** The longest time expression that begins at token `i`, or undefined. */
export function periodAt(tokens: readonly Token[], i: number, context: TimeContext): PeriodMatch | undefined {
  const word = tokens[i]?.text ?? '';
  if (tokens[i]?.quoted === true) return undefined;
  switch (word) {
    case 'between':
    case 'from':
      return rangeAt(tokens, i + 1, context, word === 'between' ? ['and'] : ['to', 'until', 'till', '-']);
    case 'since': {
      const match = periodAt(tokens, i + 1, context) ?? pointPeriod(tokens, i + 1, context, true);
      return match === undefined ? undefined : { fromMs: match.fromMs, toMs: context.nowMs, end: match.end };
    }
    case 'before':
    case 'until':
    case 'till':
    case 'after': {
      const match = pointPeriod(tokens, i + 1, context, false) ?? (word === 'after' ? namedAt(tokens, i + 1, context) : undefined);
      if (match === undefined) return undefined;
      if (word !== 'after') return { fromMs: null, toMs: match.fromMs, end: match.end };
      return { fromMs: match.atMs ?? match.toMs, toMs: context.nowMs, end: match.end };
    }
    case 'around':
    case 'about':
    case 'circa': {
      const skip = tokens[i + 1]?.text === 'at' ? 2 : 1;
      const match = pointPeriod(tokens, i + skip, context, false);
      if (match?.fromMs == null) return undefined;
      const half = match.atMs === undefined ? DAY / 2 : HOUR / 2;
      const middle = match.atMs ?? match.fromMs + DAY / 2;
      return { fromMs: middle - half, toMs: Math.min(middle + half, context.nowMs), end: match.end, atMs: middle };
    }
    case 'in':
    case 'over':
    case 'during':
    case 'within':
    case 'for':
    case 'on':
    case 'at':
    case 'as': {
      const skip = word === 'as' && tokens[i + 1]?.text === 'of' ? 2 : 1;
      if (word === 'as' && skip === 1) return undefined;
      if (
        word === 'at' &&
        /^\d{1,2}$/.test(tokens[i + 1]?.text ?? '') &&
        parsePoint(tokens, i + 1)?.date === undefined &&
        !/^(am|pm|utc|gmt|o'?clock)$/.test(tokens[i + 2]?.text ?? '')
      ) {
        const bare = Number(tokens[i + 1]?.text);
        if (bare >= 1 && bare <= 12) return { fromMs: null, toMs: null, ambiguous: true, end: i + 2 };
      }
      return bodyAt(tokens, i + skip, context, /^(within|in|for|during)$/.test(word));
    }
    case 'most':
      // "the most recent hour"
      return tokens[i + 1]?.text === 'recent' ? rollingAt(tokens, i + 1, context) : undefined;
    default:
      return bodyAt(tokens, i, context, false);
  }
}

/** A period without its preposition. `amount`: a bare amount counts as "the last …" ("in 5 minutes", "within 2h"). */
function bodyAt(tokens: readonly Token[], i: number, context: TimeContext, amount: boolean): PeriodMatch | undefined {
  const the = tokens[i]?.text === 'the' ? i + 1 : i;
  const start = tokens[the]?.text === 'most' && tokens[the + 1]?.text === 'recent' ? the + 1 : the;
  const word = tokens[start]?.text ?? '';
  const week = weekOfMonth(tokens, start, context);
  if (week !== undefined) return week;
  if (LAST.has(word)) {
    const rolled = rollingAt(tokens, start, context);
    if (rolled !== undefined) return rolled;
  }
  const named = namedAt(tokens, start, context);
  const point = pointPeriod(tokens, i, context, false) ?? pointPeriod(tokens, start, context, false);
  const loose = tokens[start + 1]?.text === '-' && /^\d{1,2}$/.test(word);
  const range = parsePoint(tokens, start) === undefined && !loose ? undefined : rangeAt(tokens, start, context, ['-', 'to', 'until']);
  const best = [range, point, named].filter((match) => match !== undefined).sort((a, b) => b.end - a.end)[0];
  if (best !== undefined) return best;
  return agoAt(tokens, start, context) ?? (amount || /^\d+[smhdw]$/.test(word) ? bareAmount(tokens, start, context) : undefined);
}

function bareAmount(tokens: readonly Token[], i: number, { nowMs }: TimeContext): PeriodMatch | undefined {
  const amount = amountAt(tokens, i);
  return amount === undefined ? undefined : { fromMs: nowMs - amount.ms, toMs: nowMs, end: amount.end, amountMs: amount.ms };
}

/** `last hour`, `past 30 minutes`, `last week` (the calendar one), `past week` (rolling). */
function rollingAt(tokens: readonly Token[], i: number, context: TimeContext): PeriodMatch | undefined {
  const { nowMs, zone } = context;
  const word = tokens[i]?.text;
  const amount = amountAt(tokens, i + 1);
  if (amount !== undefined) {
    const unit = UNITS[amount.unit];
    return {
      fromMs: typeof unit === 'string' ? backMonths(nowMs, zone, unit, amount.count) : nowMs - amount.ms,
      toMs: nowMs,
      end: amount.end,
    };
  }
  const unit = Object.hasOwn(UNITS, tokens[i + 1]?.text ?? '') ? UNITS[tokens[i + 1]?.text as string] : undefined;
  if (unit === undefined) return undefined;
  const calendar = word === 'last' || word === 'previous' || word === 'prior';
  if (calendar && (typeof unit === 'string' || unit === 7 * DAY)) {
    const [fromMs, toMs] = calendarUnit(unit === 7 * DAY ? 'week' : (unit as 'month'), nowMs, zone, -1);
    return { fromMs, toMs, end: i + 2 };
  }
  return { fromMs: typeof unit === 'string' ? backMonths(nowMs, zone, unit, 1) : nowMs - unit, toMs: nowMs, end: i + 2 };
}

function backMonths(nowMs: number, zone: Zone, unit: 'month' | 'quarter' | 'year', count: number): number {
  const c = civil(zone, nowMs);
  const months = count * { month: 1, quarter: 3, year: 12 }[unit];
  const lastDay = new Date(Date.UTC(c.year, c.month - months, 0)).getUTCDate();
  return instantOf(zone, c.year, c.month - months, Math.min(c.day, lastDay), c.hour, c.minute, c.second);
}

/** Bounds of a calendar unit, `shift` units from the current one. */
export function calendarUnit(
  unit: 'day' | 'week' | 'month' | 'quarter' | 'year',
  nowMs: number,
  zone: Zone,
  shift: number,
): [number, number] {
  const c = civil(zone, nowMs);
  if (unit === 'day') return [instantOf(zone, c.year, c.month, c.day + shift), instantOf(zone, c.year, c.month, c.day + shift + 1)];
  if (unit === 'week') {
    const monday = c.day - c.weekday + 7 * shift;
    return [instantOf(zone, c.year, c.month, monday), instantOf(zone, c.year, c.month, monday + 7)];
  }
  const months = { month: 1, quarter: 3, year: 12 }[unit];
  const first = Math.floor((c.month - 1) / months) * months + 1 + shift * months;
  return [instantOf(zone, c.year, first, 1), instantOf(zone, c.year, first + months, 1)];
}

const PARTS: Readonly<Record<string, readonly [number, number]>> = {
  morning: [6, 12],
  afternoon: [12, 18],
  evening: [18, 24],
  night: [18, 30],
};

/** Periods with names: `this week`, `yesterday morning`, `overnight`, `weekend`, `Q4 2025`, `March 2026`, `recently`, `ever`. */
function namedAt(tokens: readonly Token[], i: number, context: TimeContext): PeriodMatch | undefined {
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
  if (word === 'ever' || (word === 'all' && (next === 'time' || next === 'history')))
    return { fromMs: null, toMs: null, end: word === 'ever' ? i + 1 : i + 2 };
  if (word === 'night') return clip(hour(-1, 18), hour(0, 6), i + 1);
  if (/^(start|beginning|begin|top)$/.test(word) && next === 'of') {
    const unit = tokens[i + 2]?.text === 'the' || tokens[i + 2]?.text === 'this' ? i + 3 : i + 2;
    const name = tokens[unit]?.text ?? '';
    if (/^(day|week|month|quarter|year)$/.test(name)) return clip(...calendarUnit(name as 'day', nowMs, zone, 0), unit + 1);
    const point = pointPeriod(tokens, unit, context, false);
    if (point !== undefined) return point;
  }
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
  if (word === 'this' || word === 'current') {
    if (next === 'hour') {
      const { minute, second } = civil(zone, nowMs);
      return clip(Math.floor(nowMs / 1000) * 1000 - (minute * 60 + second) * 1000, nowMs, i + 2);
    }
    if (next === 'day' || next === 'week' || next === 'month' || next === 'quarter' || next === 'year')
      return clip(...calendarUnit(next, nowMs, zone, 0), i + 2);
  }
  const weekend = word === 'weekend' ? i + 1 : (word === 'this' || word === 'last') && next === 'weekend' ? i + 2 : undefined;
  if (weekend !== undefined) {
    const c = civil(zone, nowMs);
    const saturday = c.day - ((c.weekday + 2) % 7) - (word === 'last' && c.weekday >= 5 ? 7 : 0);
    return clip(instantOf(zone, c.year, c.month, saturday), instantOf(zone, c.year, c.month, saturday + 2), weekend);
  }
  return quarterAt(tokens, i, context);
}

/** `year to date`, `mtd`. */
const TO_DATE: Readonly<Record<string, 'week' | 'month' | 'quarter' | 'year'>> = { wtd: 'week', mtd: 'month', qtd: 'quarter', ytd: 'year' };
const WEEKS: Readonly<Record<string, number>> = { first: 0, second: 1, third: 2, fourth: 3 };

/** `first week of march`, `last week of february`: seven days from the month's beginning, or the last seven. */
function weekOfMonth(tokens: readonly Token[], i: number, context: TimeContext): PeriodMatch | undefined {
  const word = tokens[i]?.text ?? '';
  if (tokens[i + 1]?.text !== 'week' || tokens[i + 2]?.text !== 'of') return undefined;
  const start = tokens[i + 3]?.text === 'the' ? i + 4 : i + 3;
  const month = pointPeriod(tokens, start, context, false) ?? namedAt(tokens, start, context);
  if (month?.fromMs == null || month.toMs === null) return undefined;
  const begin = civil(context.zone, month.fromMs);
  if (begin.day !== 1) return undefined;
  const first = word === 'last' ? undefined : WEEKS[word];
  if (first === undefined && word !== 'last') return undefined;
  const from =
    first === undefined
      ? instantOf(context.zone, begin.year, begin.month + 1, -6)
      : instantOf(context.zone, begin.year, begin.month, 1 + 7 * first);
  const to =
    first === undefined
      ? instantOf(context.zone, begin.year, begin.month + 1, 1)
      : instantOf(context.zone, begin.year, begin.month, 8 + 7 * first);
  return from > context.nowMs ? undefined : { fromMs: from, toMs: Math.min(to, context.nowMs), end: month.end };
}

function quarterAt(tokens: readonly Token[], i: number, { nowMs, zone }: TimeContext): PeriodMatch | undefined {
  const match = /^q([1-4])(?:[-/]?(\d{4}))?$/.exec(tokens[i]?.text ?? '');
  if (match === null) {
    const year = /^(20\d{2})$/.exec(tokens[i]?.text ?? '');
    if (year === null || Number(year[1]) > civil(zone, nowMs).year) return undefined;
    return {
      fromMs: instantOf(zone, Number(year[1]), 1, 1),
      toMs: Math.min(nowMs, instantOf(zone, Number(year[1]) + 1, 1, 1)),
      end: i + 1,
    };
  }
  const quarter = Number(match[1]);
  let year = match[2] === undefined ? undefined : Number(match[2]);
  let end = i + 1;
  if (year === undefined && /^20\d{2}$/.test(tokens[end]?.text ?? '')) year = Number(tokens[end++]?.text);
  const now = civil(zone, nowMs);
  year ??= (quarter - 1) * 3 + 1 > now.month ? now.year - 1 : now.year;
  return { fromMs: instantOf(zone, year, (quarter - 1) * 3 + 1, 1), toMs: Math.min(nowMs, instantOf(zone, year, quarter * 3 + 1, 1)), end };
}

/** `2 hours ago`, `2 to 4 hours ago`: an instant, and for events the unit that follows it. */
function agoAt(tokens: readonly Token[], i: number, { nowMs, zone }: TimeContext): PeriodMatch | undefined {
  const amount = amountAt(tokens, i);
  // Days ago are days of the calendar: what happened "two days ago" happened on that day.
  if (amount !== undefined && /^days?$/.test(amount.unit) && Number.isInteger(amount.count) && tokens[amount.end]?.text === 'ago') {
    const [fromMs, toMs] = calendarUnit('day', nowMs, zone, -amount.count);
    return { fromMs, toMs, end: amount.end + 1 };
  }
  if (amount !== undefined && tokens[amount.end]?.text === 'ago')
    return {
      fromMs: nowMs - amount.ms,
      toMs: Math.min(nowMs, nowMs - amount.ms + amount.ms / amount.count),
      atMs: nowMs - amount.ms,
      end: amount.end + 1,
    };
  const low = numberWord(tokens[i]?.text);
  const high = /^(to|-)$/.test(tokens[i + 1]?.text ?? '') ? amountAt(tokens, i + 2) : undefined;
  if (low === undefined || high === undefined || tokens[high.end]?.text !== 'ago') return undefined;
  return { fromMs: nowMs - high.ms, toMs: nowMs - (high.ms / high.count) * low, end: high.end + 1 };
}

/** A date, a clock time or both, as a period: a clock time covers its grain, a date its day. */
function pointPeriod(tokens: readonly Token[], i: number, context: TimeContext, since: boolean): PeriodMatch | undefined {
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
function rangeAt(tokens: readonly Token[], i: number, context: TimeContext, joins: readonly string[]): PeriodMatch | undefined {
  const left = looseClock(tokens, i) ?? parsePoint(tokens, i);
  if (left === undefined || !joins.includes(tokens[left.end]?.text ?? '')) return undefined;
  const right = parsePoint(tokens, left.end + 1) ?? (left.clock === undefined ? undefined : looseClock(tokens, left.end + 1));
  if (right === undefined) return undefined;
  const from = resolvePoint(lend(left, right), context);
  const to = resolvePoint(lend(right, left), context);
  if (from === undefined || to === undefined) return undefined;
  // "11pm to 2am": the end is on the next day.
  const toMs =
    (right.clock === undefined ? to.toMs : to.fromMs) +
    (right.clock !== undefined && right.date === undefined && to.fromMs <= from.fromMs ? DAY : 0);
  return { fromMs: from.fromMs, toMs: Math.min(toMs, Math.max(context.nowMs, from.fromMs)), end: right.end };
}

function lend(own: PointSyntax, other: PointSyntax): PointSyntax {
  const clock = own.clock;
  const meridiem = clock !== undefined && clock.meridiem === undefined && clock.hour <= 12 ? other.clock?.meridiem : clock?.meridiem;
  const date = own.date ?? other.date;
  const zone = own.zone ?? other.zone;
  return {
    end: own.end,
    ...(clock === undefined ? {} : { clock: meridiem === undefined ? clock : { ...clock, meridiem } }),
    ...(date === undefined ? {} : { date }),
    ...(zone === undefined ? {} : { zone }),
  };
}

/** A bare hour, allowed where the other side of a range says what it is. */
function looseClock(tokens: readonly Token[], i: number): PointSyntax | undefined {
  if (parseDate(tokens, i) !== undefined) return undefined;
  const word = tokens[i]?.text ?? '';
  if (parseClock(tokens, i) !== undefined || !/^\d{1,2}$/.test(word) || Number(word) > 23) return undefined;
  return { clock: { hour: Number(word), grain: 'hour' }, end: i + 1 };
}

/** A whole text as one time expression: for `--at`, `--since` and the time box. Undefined when it is not one, or not only one. */
export function readPeriod(tokens: readonly Token[], context: TimeContext): Period | undefined {
  const found = periodAt(tokens, 0, context);
  if (found === undefined || found.end !== tokens.length) return undefined;
  const { end: _end, ...period } = found;
  return period;
}
