import { civil, instantOf, offsetMs, type Zone } from '../../core/language/zone.ts';
import type { Dur } from '../../core/plan.ts';

export const MINUTE_US = 60_000_000;
export const HOUR_US = 60 * MINUTE_US;
export const DAY_US = 24 * HOUR_US;
const WEEK_US = 7 * DAY_US;
const QUARTER_US = 15 * MINUTE_US;

const UNIT_US: Readonly<Record<string, number>> = { s: 1_000_000, m: MINUTE_US, h: HOUR_US, d: DAY_US, w: WEEK_US };

/** Microseconds of a plan's duration such as `15m`. */
export function durationUs(text: Dur): number {
  return Number(text.slice(0, -1)) * (UNIT_US[text.slice(-1)] ?? 0);
}

/** Most buckets of a series whose width was left open. */
const AUTO_MAX = 60;
const AUTO: readonly Dur[] = ['1m', '5m', '15m', '1h', '6h', '1d', '1w'];

/** The width of `auto`: the narrowest that gives at most 60 buckets. */
export function bucketOf(bucket: Dur | 'auto', spanUs: number): Dur {
  if (bucket !== 'auto') return bucket;
  return AUTO.find((one) => spanUs / durationUs(one) <= AUTO_MAX) ?? '4w';
}

/** Buckets as somebody's clock cuts them: hours on the hour, days at midnight, weeks on Monday. */
export interface Buckets {
  readonly width: Dur;
  readonly tz: Zone;
}

export function bucketStart({ width, tz }: Buckets, us: number): number {
  const widthUs = durationUs(width);
  if (widthUs >= DAY_US && widthUs % DAY_US === 0) return dayStart(widthUs, tz, us);
  const offsetUs = offsetMs(tz, Math.floor(us / 1000)) * 1000;
  return Math.floor((us + offsetUs) / widthUs) * widthUs - offsetUs;
}

function dayStart(widthUs: number, tz: Zone, us: number): number {
  const at = civil(tz, Math.floor(us / 1000));
  const day = Math.floor(Date.UTC(at.year, at.month - 1, at.day) / 86_400_000);
  // Day 0 of the epoch was a Thursday: weeks are counted from the Monday before it.
  const shift = widthUs % WEEK_US === 0 ? 3 : 0;
  const days = widthUs / DAY_US;
  const first = Math.floor((day + shift) / days) * days - shift;
  const date = new Date(first * 86_400_000);
  return instantOf(tz, date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()) * 1000;
}

/** Where the bucket that begins at `startUs` ends. */
export function bucketEnd(buckets: Buckets, startUs: number): number {
  const widthUs = durationUs(buckets.width);
  const next = bucketStart(buckets, startUs + widthUs);
  // A day of 25 hours: its width on the clock still lies within it.
  return next > startUs ? next : bucketStart(buckets, startUs + widthUs + 2 * HOUR_US);
}

/**
 * A width the store can count by, such that every bucket is made of whole ones. Offsets of zones are whole quarters of an hour, and
 * a zone may change its offset within the window.
 */
export function storeWidthUs({ width, tz }: Buckets): number {
  const widthUs = durationUs(width);
  if (tz !== 'UTC' && tz !== 0) return divisor(widthUs, QUARTER_US);
  return widthUs % WEEK_US === 0 ? DAY_US : widthUs;
}

/** Greatest common divisor. */
export const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b));
