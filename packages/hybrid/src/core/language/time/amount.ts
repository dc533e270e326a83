import type { Token } from '../tokens.ts';

const MINUTE = 60_000;
const HOUR = 3_600_000;
export const DAY = 86_400_000;

/** Units of time by every way they are written: their length in ms, or the name of one that the calendar decides. */
export const UNITS: Readonly<Record<string, number | 'month' | 'quarter' | 'year'>> = {
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
  fortnights: 14 * DAY,
  month: 'month',
  months: 'month',
  quarter: 'quarter',
  quarters: 'quarter',
  year: 'year',
  years: 'year',
};
const NUMBERS: Readonly<Record<string, number>> = {
  zero: 0,
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
  eleven: 11,
  twelve: 12,
  thirteen: 13,
  fourteen: 14,
  fifteen: 15,
  sixteen: 16,
  seventeen: 17,
  eighteen: 18,
  nineteen: 19,
  twenty: 20,
  thirty: 30,
  forty: 40,
  fifty: 50,
  sixty: 60,
  seventy: 70,
  eighty: 80,
  ninety: 90,
  hundred: 100,
  dozen: 12,
  few: 3,
  couple: 2,
  half: 0.5,
};

/** A number word or digits. */
export function numberWord(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,12}(\.\d+)?$/.test(text)) return Number(text);
  return Object.hasOwn(NUMBERS, text) ? NUMBERS[text] : undefined;
}

/** A stretch of time: its length, and how many of its smallest unit that is. */
export interface SpokenAmount {
  readonly ms: number;
  readonly count: number;
  readonly unit: string;
  /** First token after it. */
  readonly end: number;
}

/** An amount of time at `i`: `30 minutes`, `24h`, `an hour`, `1h30m`, `2 days and 4 hours`, `an hour and a half`. */
export function amountAt(tokens: readonly Token[], i: number): SpokenAmount | undefined {
  let whole = oneAmountAt(tokens, i);
  while (whole !== undefined) {
    const more = smallerPart(tokens, whole);
    if (more === undefined) return whole;
    whole = more;
  }
  return undefined;
}

/** What follows an amount and is part of it: a smaller unit ("and 30 minutes"), or a half of its own ("and a half"). */
function smallerPart(tokens: readonly Token[], whole: SpokenAmount): SpokenAmount | undefined {
  const size = UNITS[whole.unit];
  if (typeof size !== 'number') return undefined;
  const word = (k: number): string => tokens[whole.end + k]?.text ?? '';
  if (word(0) === 'and' && word(1) === 'a' && word(2) === 'half')
    return { ...whole, ms: whole.ms + size / 2, count: whole.count + 0.5, end: whole.end + 3 };
  const part = oneAmountAt(tokens, word(0) === 'and' ? whole.end + 1 : whole.end);
  const unit = part === undefined ? undefined : UNITS[part.unit];
  if (part === undefined || typeof unit !== 'number' || unit >= size || tokens[part.end]?.text === 'ago') return undefined;
  return { ms: whole.ms + part.ms, count: (whole.ms + part.ms) / unit, unit: part.unit, end: part.end };
}

/** Asked of every word of a question, and no for nearly all of them: one look at the first letter. */
const isDigit = (word: string): boolean => word.charCodeAt(0) >= 48 && word.charCodeAt(0) <= 57;

/** `1h30m`, `2d12h`, `1h30`: several units in one word, each smaller than the one before. */
function joinedAmount(word: string, end: number): SpokenAmount | undefined {
  if (!isDigit(word)) return undefined;
  if (!/^(?:\d{1,6}[dhms]){2,4}$/.test(word) && !/^\d{1,3}h\d{2}$/.test(word)) return undefined;
  let ms = 0;
  let size = Number.POSITIVE_INFINITY;
  let last = 'm';
  for (const [, count, unit] of word.matchAll(/(\d+)([dhms]?)/g)) {
    last = unit === '' ? 'm' : (unit as string);
    const each = UNITS[last] as number;
    if (each >= size) return undefined;
    size = each;
    ms += Number(count) * each;
  }
  return { ms, count: ms / size, unit: last, end };
}

/** "a quarter of an hour", "quarter hour", "three quarters of an hour". */
function quartersAt(tokens: readonly Token[], i: number): SpokenAmount | undefined {
  const said = (k: number): string => tokens[k]?.text ?? '';
  if (!said(i).startsWith('quarter') && !said(i + 1).startsWith('quarter')) return undefined;
  const count = /^quarters?$/.test(said(i)) ? 1 : /^quarters?$/.test(said(i + 1)) ? numberWord(said(i)) : undefined;
  if (count === undefined) return undefined;
  let at = /^quarters?$/.test(said(i)) ? i + 1 : i + 2;
  while (/^(of|an|a)$/.test(said(at))) at++;
  return said(at) === 'hour' ? { ms: count * 15 * MINUTE, count: count * 15, unit: 'minutes', end: at + 1 } : undefined;
}

function oneAmountAt(tokens: readonly Token[], i: number): SpokenAmount | undefined {
  const quarters = quartersAt(tokens, i);
  if (quarters !== undefined) return quarters;
  const joined = joinedAmount(tokens[i]?.text ?? '', i + 1);
  if (joined !== undefined) return joined;
  const compact = !isDigit(tokens[i]?.text ?? '') ? null : /^(\d{1,9}(?:\.\d{1,3})?)([a-z]+)$/.exec(tokens[i]?.text ?? '');
  if (compact !== null) {
    const unit = Object.hasOwn(UNITS, compact[2] as string) ? UNITS[compact[2] as string] : undefined;
    return typeof unit === 'number'
      ? { ms: Number(compact[1]) * unit, count: Number(compact[1]), unit: compact[2] as string, end: i + 1 }
      : undefined;
  }
  const count = numberWord(tokens[i]?.text);
  if (count === undefined) return undefined;
  let next = i + 1;
  while (tokens[next]?.text === 'of' || (count === 0.5 && /^an?$/.test(tokens[next]?.text ?? ''))) next++;
  // "one and a half hours"
  const half = tokens[next]?.text === 'and' && tokens[next + 1]?.text === 'a' && tokens[next + 2]?.text === 'half';
  const word = tokens[half ? next + 3 : next]?.text ?? '';
  const unit = Object.hasOwn(UNITS, word) ? UNITS[word] : undefined;
  if (unit === undefined) return undefined;
  const ms = typeof unit === 'number' ? unit : { month: 30, quarter: 91, year: 365 }[unit] * DAY;
  const many = half ? count + 0.5 : count;
  return { ms: many * ms, count: many, unit: word, end: (half ? next + 3 : next) + 1 };
}
