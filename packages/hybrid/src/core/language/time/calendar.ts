import { civil, instantOf, type Zone } from '../zone.ts';

/** The same day and time of day, some months, quarters or years before; the last day of the month where it has no such day. */
export function backMonths(nowMs: number, zone: Zone, unit: 'month' | 'quarter' | 'year', count: number): number {
  const c = civil(zone, nowMs);
  const months = count * { month: 1, quarter: 3, year: 12 }[unit];
  // Of a month beyond all calendars there is no last day.
  const lastDay = new Date(Date.UTC(c.year, c.month - months, 0)).getUTCDate() || c.day;
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
