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
