/**
 * Numbers as text the quick way, for event ids: every event written, sent or read has its id made or checked. The engine's
 * own conversion of large numbers costs about as much as all the rest of an id: they are put together of digits that are ready.
 */

const thousand = Array.from({ length: 1_000 }, (_, n) => String(n).padStart(3, '0'));
/** How many numbers two digits of a counter tell apart. */
const PAIRS = 36 * 36;
const counts = Array.from({ length: PAIRS }, (_, n) => n.toString(36));
const pairs = counts.map((text) => text.padStart(2, '0'));

let second = 0;
let secondText = '0';
let epoch = 0;
let epochAs = '0';
let epochBefore = 0;
let epochBeforeAs = '0';

/** A time of today, decimal: `String(timeUs)`. */
export function timeText(timeUs: number): string {
  // Below it leading zeros would have to go; beyond it there are no whole microseconds.
  if (!(timeUs >= 1e15 && timeUs <= Number.MAX_SAFE_INTEGER)) return String(timeUs);
  const whole = Math.floor(timeUs / 1e6);
  const us = timeUs - whole * 1e6;
  if (!Number.isInteger(us)) return String(timeUs);
  if (whole !== second) {
    secondText = String(whole);
    second = whole;
  }
  return secondText + sixDigits(us);
}

/** A whole number below a million with the zeros before it. */
function sixDigits(number: number): string {
  return thousand[Math.floor(number / 1_000)]! + thousand[number % 1_000]!;
}

/** A whole number below a thousand million with the zeros before it. */
export function nineDigits(number: number): string {
  const millions = Math.floor(number / 1e6);
  return thousand[millions]! + sixDigits(number - millions * 1e6);
}

/** `run.toString(36)`: the same one all through a run; two in turns where one run speaks of another. */
export function epochText(run: number): string {
  if (run === epoch) return epochAs;
  const text = run === epochBefore ? epochBeforeAs : run.toString(36);
  epochBefore = epoch;
  epochBeforeAs = epochAs;
  epoch = run;
  epochAs = text;
  return text;
}

/** A counter: `count.toString(36)`. */
export function countText(count: number): string {
  if (!(Number.isSafeInteger(count) && count >= 0 && count < PAIRS ** 3)) return count.toString(36);
  const high = Math.floor(count / PAIRS);
  if (high === 0) return counts[count]!;
  const last = pairs[count % PAIRS]!;
  return (high < PAIRS ? counts[high]! : counts[Math.floor(high / PAIRS)]! + pairs[high % PAIRS]!) + last;
}

/** Times that are written with so many digits, without a zero before them: from 2001 to 2286. */
export const TIME_DIGITS = 16;
export const TIME_MIN = 1e15;
export const TIME_MAX = 1e16;
const ZERO = 0x30;
/** What brings a digit above nine to its letter. */
const LETTER = 0x61 - 10;

/** Whether the digits of `text` before `end` are those of a time in [TIME_MIN, TIME_MAX), which is a whole number. */
export function endsInTime(text: string, end: number, timeUs: number): boolean {
  const high = Math.floor(timeUs / 1e8);
  return endsInDigits(text, end, timeUs - high * 1e8) && endsInDigits(text, end - 8, high);
}

/** Eight digits, from the last to the first: numbers of 32 bits are quickly taken apart. */
function endsInDigits(text: string, end: number, number: number): boolean {
  let left = number | 0;
  for (let at = end - 1; at >= end - 8; at--) {
    const rest = (left / 10) | 0;
    if (text.charCodeAt(at) !== ZERO + left - rest * 10) return false;
    left = rest;
  }
  return true;
}

/** Whether `text` is from `at` to its end the counter, as `countText` writes it. */
export function isCount(text: string, at: number, count: number): boolean {
  if (count >= 2 ** 31) return text.length > at && text.slice(at) === countText(count);
  let left = count;
  let end = text.length - 1;
  do {
    const rest = (left / 36) | 0;
    const digit = left - rest * 36;
    if (end < at || text.charCodeAt(end) !== digit + (digit < 10 ? ZERO : LETTER)) return false;
    left = rest;
    end--;
  } while (left > 0);
  return end === at - 1;
}
