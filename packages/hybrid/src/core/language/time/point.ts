import type { Token } from '../tokens.ts';
import { civil, instantOf, type Zone, zoneWord } from '../zone.ts';

export interface ClockSyntax {
  readonly hour: number;
  readonly minute?: number;
  readonly second?: number;
  readonly meridiem?: 'am' | 'pm';
  readonly grain: 'hour' | 'minute' | 'second';
  /** Said by name, noon or midnight: no half of the day is missing. */
  readonly named?: true;
}

export type DateSyntax =
  | { readonly kind: 'shift'; readonly days: number }
  | { readonly kind: 'weekday'; readonly weekday: number; readonly which: 'recent' | 'before-today' | 'last-week' | 'this-week' }
  | {
      readonly kind: 'date';
      readonly year?: number;
      readonly month?: number;
      readonly day?: number;
      /** The day of the week that was said with it. */
      readonly weekday?: number;
    };

/** A date, a clock time, or both, before it is known which ones are meant. */
export interface PointSyntax {
  readonly date?: DateSyntax;
  readonly clock?: ClockSyntax;
  readonly zone?: Zone;
  readonly end: number;
}

const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
const WEEKDAY: ReadonlyMap<string, number> = new Map(
  WEEKDAYS.flatMap((name, i) => [
    [name, i] as const,
    [`${name}s`, i] as const,
    ...(name === 'sunday' || name === 'saturday' || name === 'wednesday' ? [] : [[name.slice(0, 3), i] as const]),
  ]).concat([
    ['wed', 2],
    ['tues', 1],
    ['thurs', 3],
  ]),
);
/** Which day of the week a word is, from Monday. */
export const weekdayOf = (word: string): number | undefined => WEEKDAY.get(word);

const MONTHS = ['january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september', 'october', 'november', 'december'];
const MONTH: ReadonlyMap<string, number> = new Map(
  MONTHS.flatMap((name, i) => [[name, i + 1] as const, [name.slice(0, 3), i + 1] as const]).concat([['sept', 9]]),
);

/** Which month a word names, from 1. */
export const monthNumber = (word: string): number | undefined => MONTH.get(word);

/** Whether a word names a month. */
export const isMonth = (word: string): boolean => MONTH.has(word);

/** Date and clock in either order, with a zone anywhere after the clock. Undefined when neither begins at `i`. */
export function parsePoint(tokens: readonly Token[], i: number): PointSyntax | undefined {
  const stamp = isoStamp(tokens[i]?.text ?? '', i);
  if (stamp !== undefined) return withZone(tokens, stamp);
  const date = parseDate(tokens, i);
  const clock = date === undefined ? parseClock(tokens, i) : undefined;
  if (date === undefined && clock === undefined) return undefined;
  let point: PointSyntax =
    date === undefined
      ? { clock: (clock as { clock: ClockSyntax }).clock, end: (clock as { end: number }).end }
      : { date: date.date, end: date.end };
  if (point.clock !== undefined) point = withZone(tokens, point);
  const joint = /^(at|on|,)$/.test(tokens[point.end]?.text ?? '') ? point.end + 1 : point.end;
  if (point.date === undefined) {
    const night = tokens[joint]?.text === 'last' && tokens[joint + 1]?.text === 'night';
    // "11pm last night" was yesterday, "2am last night" is today.
    const hour = (point.clock as ClockSyntax).hour + ((point.clock as ClockSyntax).meridiem === 'pm' ? 12 : 0);
    const half = night ? undefined : halfAfter(tokens, joint, point.clock as ClockSyntax);
    if (half !== undefined) return withZone(tokens, { ...point, ...half });
    const more = night
      ? { date: { kind: 'shift' as const, days: hour >= 12 ? -1 : 0 }, end: joint + 2 }
      : (nightOf(tokens, joint, hour) ?? parseDate(tokens, joint));
    if (more !== undefined) point = { ...point, date: more.date, end: more.end };
  } else {
    const more = parseClock(tokens, joint);
    if (more !== undefined) point = { ...point, clock: more.clock, end: more.end };
  }
  return withZone(tokens, point);
}

/** "11 pm on Monday night", "2 am Monday night": a night begins in the evening of its day and ends in the morning after it. */
function nightOf(tokens: readonly Token[], i: number, hour: number): { readonly date: DateSyntax; readonly end: number } | undefined {
  const day = parseDate(tokens, i);
  if (day?.date.kind !== 'weekday' || tokens[day.end]?.text !== 'night') return undefined;
  return { date: hour >= 12 ? day.date : { ...day.date, weekday: (day.date.weekday + 1) % 7 }, end: day.end + 1 };
}

const HALVES: Readonly<Record<string, 'am' | 'pm'>> = { morning: 'am', afternoon: 'pm', evening: 'pm' };

/** "8:15 this morning", "10:30 in the evening on Monday": the half of the day a clock time is of, and its day. */
export function halfAfter(
  tokens: readonly Token[],
  i: number,
  clock: ClockSyntax,
): Pick<PointSyntax, 'clock' | 'date' | 'end'> | undefined {
  const said = (k: number): string => tokens[i + k]?.text ?? '';
  const own = said(0) === 'this' || said(0) === 'yesterday' || (said(0) === 'in' && said(1) === 'the');
  const at = said(0) === 'in' ? 2 : 1;
  const part = own && Object.hasOwn(HALVES, said(at)) ? HALVES[said(at)] : undefined;
  if (part === undefined || clock.named === true) return undefined;
  const meridiem = clock.meridiem ?? (clock.hour <= 12 ? part : undefined);
  if (clock.meridiem !== undefined && clock.meridiem !== part) return undefined;
  const whole = { ...clock, ...(meridiem === undefined ? {} : { meridiem }) };
  if (said(0) !== 'in') return { clock: whole, date: { kind: 'shift', days: said(0) === 'this' ? 0 : -1 }, end: i + at + 1 };
  const day = parseDate(tokens, /^(on|of|,)$/.test(said(at + 1)) ? i + at + 2 : i + at + 1);
  return { clock: whole, ...(day === undefined ? {} : { date: day.date }), end: day?.end ?? i + at + 1 };
}

function withZone(tokens: readonly Token[], point: PointSyntax): PointSyntax {
  if (point.clock === undefined || point.zone !== undefined) return point;
  const at = tokens[point.end]?.text === 'in' ? point.end + 1 : point.end;
  const beforeTime = tokens[at + 1]?.text === 'time';
  const zone = zoneWord(tokens[at]?.text ?? '', beforeTime);
  if (zone !== undefined) return { ...point, zone, end: beforeTime ? at + 2 : at + 1 };
  // "9:30 new york time"
  const two = tokens[at + 2]?.text === 'time' ? zoneWord(`${tokens[at]?.text} ${tokens[at + 1]?.text}`, true) : undefined;
  return two === undefined ? point : { ...point, zone: two, end: at + 3 };
}

/** `2026-03-10t09:00:00z` in one word. */
function isoStamp(text: string, i: number): PointSyntax | undefined {
  const match = /^(\d{4})-(\d{2})-(\d{2})t(\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(z|[+-]\d{2}:?\d{2})?$/.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second, zone] = match;
  return {
    date: { kind: 'date', year: Number(year), month: Number(month), day: Number(day) },
    clock: {
      hour: Number(hour),
      minute: Number(minute),
      ...(second === undefined ? { grain: 'minute' } : { second: Number(second), grain: 'second' }),
    },
    ...(zone === undefined ? {} : { zone: zoneWord(zone, false) ?? 'UTC' }),
    end: i + 1,
  };
}

const BEFORE_CLOCK = /^(?:at|since|before|after|until|till|from|and|to|between|by|around|about|-)$/;

/** `0915`, `14h05`, where a clock time may stand: with its colon. */
function military(tokens: readonly Token[], i: number): string {
  const word = tokens[i]?.text ?? '';
  const [, hour, minute] = /^([01]?\d|2[0-3])h([0-5]\d)$/.exec(word) ?? /^([01]\d|2[0-3])([0-5]\d)(?:h|z)?$/.exec(word) ?? [];
  if (hour === undefined || minute === undefined) return word;
  const before = tokens[i - 1]?.text ?? '';
  // "since 2025" is a year.
  const year = /^20\d{2}$/.test(word) && !/^(?:hours|hrs|utc)$/.test(tokens[i + 1]?.text ?? '');
  const second = /^(?:to|and|-|until|till)$/.test(before) && /^[012]\d{3}$/.test(tokens[i - 2]?.text ?? '');
  const led =
    before === 'at' || second || (word.startsWith('0') && BEFORE_CLOCK.test(before)) || (word.includes('h') && BEFORE_CLOCK.test(before));
  return led && !year ? `${hour}:${minute}` : word;
}

export function parseClock(tokens: readonly Token[], i: number): { readonly clock: ClockSyntax; readonly end: number } | undefined {
  const word = tokens[i]?.text ?? '';
  const next = tokens[i + 1]?.text ?? '';
  if (word === 'noon' || word === 'midday') return { clock: { hour: 12, grain: 'hour', named: true }, end: i + 1 };
  if (word === 'midnight') return { clock: { hour: 0, grain: 'hour', named: true }, end: i + 1 };
  const match = /^(\d{1,2})(?::(\d{2})(?::(\d{2}))?)?(am|pm|a\.m|p\.m)?$/.exec(military(tokens, i));
  if (match === null) return undefined;
  const hour = Number(match[1]);
  const minute = match[2] === undefined ? undefined : Number(match[2]);
  const second = match[3] === undefined ? undefined : Number(match[3]);
  const split = match[4] === undefined && /^(am|pm|a\.m|p\.m)$/.test(next);
  const meridiem = (match[4] ?? (split ? next : undefined))?.replace('.', '') as 'am' | 'pm' | undefined;
  const oclock = match[4] === undefined && /^o'?clock$/.test(next);
  if (hour > 23 || (meridiem !== undefined && (hour < 1 || hour > 12)) || (minute ?? 0) > 59 || (second ?? 0) > 59) return undefined;
  if (minute === undefined && meridiem === undefined && !oclock) return undefined;
  return {
    clock: {
      hour,
      grain: second !== undefined ? 'second' : minute !== undefined ? 'minute' : 'hour',
      ...(minute === undefined ? {} : { minute }),
      ...(second === undefined ? {} : { second }),
      ...(meridiem === undefined ? {} : { meridiem }),
    },
    end: afterClock(tokens, split || oclock ? i + 2 : i + 1),
  };
}

/** "9am sharp", "at 0915 hours": said of a clock time, and nothing more of it. */
const afterClock = (tokens: readonly Token[], end: number): number =>
  tokens[end]?.text === 'sharp' || (tokens[end]?.text === 'hours' && /^[012]\d{3}$/.test(tokens[end - 1]?.text ?? '')) ? end + 1 : end;

export function parseDate(tokens: readonly Token[], i: number): { readonly date: DateSyntax; readonly end: number } | undefined {
  const word = tokens[i]?.text ?? '';
  const next = tokens[i + 1]?.text ?? '';
  if (word === 'today') return { date: { kind: 'shift', days: 0 }, end: i + 1 };
  if (word === 'yesterday') return { date: { kind: 'shift', days: -1 }, end: i + 1 };
  if (word === 'day' && next === 'before' && tokens[i + 2]?.text === 'yesterday') return { date: { kind: 'shift', days: -2 }, end: i + 3 };
  const iso = /^(\d{4})-(\d{2})-(\d{2})$/.exec(word);
  if (iso !== null && Number(iso[2]) > 12) return undefined;
  if (iso !== null) return { date: { kind: 'date', year: Number(iso[1]), month: Number(iso[2]), day: Number(iso[3]) }, end: i + 1 };
  return slashedDate(word, i) ?? weekdayAt(word, next, tokens, i) ?? monthAt(tokens, i) ?? feastAt(tokens, i);
}

/** `10.03.2026`: the day, the month, the year. */
const DOTTED = /^(\d{1,2})\.(\d{1,2})\.(20\d{2})$/;
const SLASHED = /^(\d{1,2})\/(\d{1,2})(?:\/(20\d{2}))?$/;

/** `3/15`, `15/03/2026`: only one of the two numbers can be the month. */
function slashedDate(word: string, i: number): { readonly date: DateSyntax; readonly end: number } | undefined {
  const dotted = DOTTED.exec(word);
  if (dotted !== null && Number(dotted[2]) <= 12)
    return { date: { kind: 'date', day: Number(dotted[1]), month: Number(dotted[2]), year: Number(dotted[3]) }, end: i + 1 };
  const match = SLASHED.exec(word);
  if (match === null || eitherDate(word)) return undefined;
  const [a, b] = [Number(match[1]), Number(match[2])];
  const [month, day] = a > 12 ? [b, a] : [a, b];
  if (month < 1 || month > 12 || day < 1 || day > 31) return undefined;
  return { date: { kind: 'date', month, day, ...(match[3] === undefined ? {} : { year: Number(match[3]) }) }, end: i + 1 };
}

/** `3/10`: the third of October and the tenth of March. */
export function eitherDate(word: string): boolean {
  const match = SLASHED.exec(word);
  return (
    match !== null && [match[1], match[2]].every((part) => Number(part) >= 1 && Number(part) <= 12) && Number(match[1]) !== Number(match[2])
  );
}

function weekdayAt(
  word: string,
  next: string,
  tokens: readonly Token[],
  i: number,
): { readonly date: DateSyntax; readonly end: number } | undefined {
  const plain = WEEKDAY.get(word);
  // "on Mondays this year": every one of them, and no day.
  const every = plain !== undefined && word.endsWith('days') && /^(on|every)$/.test(tokens[i - 1]?.text ?? '');
  if (plain !== undefined && !every) {
    const tail = `${next} ${tokens[i + 2]?.text ?? ''}`;
    if (tail === 'last week') return { date: { kind: 'weekday', weekday: plain, which: 'last-week' }, end: i + 3 };
    if (tail === 'this week') return { date: { kind: 'weekday', weekday: plain, which: 'this-week' }, end: i + 3 };
    const of = next === 'of' && tokens[i + 3]?.text === 'week' ? tokens[i + 2]?.text : undefined;
    if (of === 'last' || of === 'this')
      return { date: { kind: 'weekday', weekday: plain, which: of === 'last' ? 'last-week' : 'this-week' }, end: i + 4 };
    // "Sunday the 15th", "Sunday, November 15": that date, and not the latest such day.
    const said = monthAt(tokens, next === ',' ? i + 2 : i + 1);
    if (said?.date.kind === 'date' && said.date.day !== undefined) return { date: { ...said.date, weekday: plain }, end: said.end };
    return { date: { kind: 'weekday', weekday: plain, which: 'recent' }, end: i + 1 };
  }
  // "last week Monday", "last week's Monday"
  if ((word === 'last' || word === 'this') && next === 'week') {
    const day = WEEKDAY.get(tokens[i + 2]?.text ?? '');
    if (day !== undefined)
      return { date: { kind: 'weekday', weekday: day, which: word === 'last' ? 'last-week' : 'this-week' }, end: i + 3 };
  }
  const named = word === 'last' || word === 'past' || word === 'previous' || word === 'this' ? WEEKDAY.get(next) : undefined;
  return named === undefined
    ? undefined
    : { date: { kind: 'weekday', weekday: named, which: word === 'this' ? 'recent' : 'before-today' }, end: i + 2 };
}

const ORDINALS: Readonly<Record<string, number>> = Object.fromEntries(
  'first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth'
    .split(' ')
    .map((word, k) => [word, k + 1]),
);

/** `march`, `march 15`, `15 march 2026`, `the 15th`, `15th of march`. */
function monthAt(tokens: readonly Token[], i: number): { readonly date: DateSyntax; readonly end: number } | undefined {
  const start = tokens[i]?.text === 'the' ? i + 1 : i;
  const spoken =
    Object.hasOwn(ORDINALS, tokens[start]?.text ?? '') && tokens[start + 1]?.text === 'of'
      ? ORDINALS[tokens[start]?.text as string]
      : undefined;
  const spokenOf = spoken === undefined ? undefined : MONTH.get(tokens[start + 2]?.text ?? '');
  if (spoken !== undefined && spokenOf !== undefined) return withYear(tokens, start + 3, spokenOf, spoken);
  const ordinal = /^(\d{1,2})(st|nd|rd|th)$/.exec(tokens[start]?.text ?? '');
  const bare = /^(\d{1,2})$/.exec(tokens[start]?.text ?? '');
  const day = ordinal ?? bare;
  if (day !== null && Number(day[1]) >= 1 && Number(day[1]) <= 31) {
    const of = tokens[start + 1]?.text === 'of' ? start + 2 : start + 1;
    const month = MONTH.get(tokens[of]?.text ?? '');
    if (month !== undefined) return withYear(tokens, of + 1, month, Number(day[1]));
    return ordinal === null ? undefined : { date: { kind: 'date', day: Number(day[1]) }, end: start + 1 };
  }
  const month = MONTH.get(tokens[i]?.text ?? '');
  // "may" and "mar" are words too: alone they are months only after a preposition, which the caller has seen as "in may".
  if (month === undefined) return undefined;
  const dayAfter = /^(\d{1,2})(?:st|nd|rd|th)?$/.exec(tokens[i + 1]?.text ?? '');
  if (dayAfter !== null && Number(dayAfter[1]) >= 1 && Number(dayAfter[1]) <= 31)
    return withYear(tokens, i + 2, month, Number(dayAfter[1]));
  if (tokens[i]?.text === 'may' && !/^(in|since|during|of)$/.test(tokens[i - 1]?.text ?? '')) return undefined;
  return withYear(tokens, i + 1, month, undefined);
}

/** Days with a name that lie on the same date every year. Easter does not. */
const FEASTS: readonly (readonly [readonly string[], number, number])[] = (
  [
    ['christmas eve', 12, 24],
    ['christmas day', 12, 25],
    ['christmas', 12, 25],
    ['xmas eve', 12, 24],
    ['xmas', 12, 25],
    ['boxing day', 12, 26],
    ['new year eve', 12, 31],
    ['new years eve', 12, 31],
    ['new year day', 1, 1],
    ['new years day', 1, 1],
  ] as const
).map(([said, month, day]) => [said.split(' '), month, day] as const);
const FEAST_HEAD = /^(?:christmas|xmas|boxing|new)$/;

function feastAt(tokens: readonly Token[], i: number): { readonly date: DateSyntax; readonly end: number } | undefined {
  const at = tokens[i]?.text === 'last' ? i + 1 : i;
  if (!FEAST_HEAD.test(tokens[at]?.text ?? '')) return undefined;
  const row = FEASTS.find(([words]) => words.every((word, k) => tokens[at + k]?.text === word));
  return row === undefined ? undefined : withYear(tokens, at + row[0].length, row[1], row[2]);
}

function withYear(
  tokens: readonly Token[],
  end: number,
  month: number,
  day: number | undefined,
): { readonly date: DateSyntax; readonly end: number } {
  const year = /^(20\d{2})$/.exec(tokens[end]?.text ?? '');
  const date = { kind: 'date' as const, month, ...(day === undefined ? {} : { day }) };
  return year === null ? { date, end } : { date: { ...date, year: Number(year[1]) }, end: end + 1 };
}

/** Which stretch a point means: always the latest one that has begun. Undefined for a date that does not exist, or is another day of the week than was said. */
export function resolvePoint(
  point: PointSyntax,
  { nowMs, zone: own }: { readonly nowMs: number; readonly zone: Zone },
): { readonly fromMs: number; readonly toMs: number } | undefined {
  const zone = point.zone ?? own;
  const now = civil(zone, nowMs);
  const { date, clock } = point;
  if (date === undefined) {
    if (clock === undefined) return undefined;
    const today = clockSpan(clock, zone, now.year, now.month, now.day);
    return today.fromMs > nowMs ? clockSpan(clock, zone, now.year, now.month, now.day - 1) : today;
  }
  const day = dayOf(date, zone, nowMs);
  if (day === undefined) return undefined;
  if (date.kind === 'date' && date.weekday !== undefined && civil(zone, instantOf(zone, ...day.start)).weekday !== date.weekday)
    return undefined;
  if (clock !== undefined) return clockSpan(clock, zone, ...day.start);
  return { fromMs: instantOf(zone, ...day.start), toMs: instantOf(zone, ...day.end) };
}

type Ymd = readonly [number, number, number];

function dayOf(date: DateSyntax, zone: Zone, nowMs: number): { readonly start: Ymd; readonly end: Ymd } | undefined {
  const now = civil(zone, nowMs);
  const days = (shift: number): { start: Ymd; end: Ymd } => ({
    start: [now.year, now.month, now.day + shift],
    end: [now.year, now.month, now.day + shift + 1],
  });
  if (date.kind === 'shift') return days(date.days);
  if (date.kind === 'weekday') {
    if (date.which === 'last-week') return days(date.weekday - now.weekday - 7);
    if (date.which === 'this-week') return days(date.weekday - now.weekday);
    const back = (now.weekday - date.weekday + 7) % 7;
    return days(-(back === 0 && date.which === 'before-today' ? 7 : back));
  }
  const { day } = date;
  if (
    day !== undefined &&
    date.month !== undefined &&
    date.year !== undefined &&
    new Date(Date.UTC(date.year, date.month - 1, day)).getUTCDate() !== day
  )
    return undefined;
  // There is no 31 February, whatever the year.
  if (day !== undefined && date.month !== undefined && day > new Date(Date.UTC(2024, date.month, 0)).getUTCDate()) return undefined;
  if (date.month === undefined) {
    const month = (day as number) > now.day ? now.month - 1 : now.month;
    return { start: [now.year, month, day as number], end: [now.year, month, (day as number) + 1] };
  }
  const begun = date.month < now.month || (date.month === now.month && (day ?? 1) <= now.day);
  const year = date.year ?? (begun ? now.year : now.year - 1);
  return day === undefined
    ? { start: [year, date.month, 1], end: [year, date.month + 1, 1] }
    : { start: [year, date.month, day], end: [year, date.month, day + 1] };
}

function clockSpan(
  clock: ClockSyntax,
  zone: Zone,
  year: number,
  month: number,
  day: number,
): { readonly fromMs: number; readonly toMs: number } {
  const hour = clock.meridiem === undefined ? clock.hour : (clock.hour % 12) + (clock.meridiem === 'pm' ? 12 : 0);
  const fromMs = instantOf(zone, year, month, day, hour, clock.minute ?? 0, clock.second ?? 0);
  return { fromMs, toMs: fromMs + { hour: 3_600_000, minute: 60_000, second: 1_000 }[clock.grain] };
}
