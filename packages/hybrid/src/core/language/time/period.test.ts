import { describe, expect, it } from 'vitest';
import { isoSecond } from '../../plan.ts';
import { tokenise } from '../tokens.ts';
import { type Period, periodAt } from './period.ts';

const NOW = Date.parse('2026-03-18T14:30:00Z'); // a Wednesday
const text = (ms: number | null): string => (ms === null ? '…' : isoSecond(ms).slice(5, 16));
const show = (period: Period | undefined): string =>
  period === undefined ? 'none' : period.ambiguous === true ? 'ambiguous' : `${text(period.fromMs)} ${text(period.toMs)}`;
function read(words: string, zone: string | number = 'UTC', nowMs = NOW): string {
  const tokens = tokenise(words);
  for (let i = 0; i < tokens.length; i++) {
    const found = periodAt(tokens, i, { nowMs, zone });
    if (found !== undefined) return show(found);
  }
  return 'none';
}

describe('periods in words, on Wednesday 18 March 2026 at 14:30 UTC', () => {
  it.each([
    ['today', '03-18T00:00 03-18T14:30'],
    ['yesterday', '03-17T00:00 03-18T00:00'],
    ['the day before yesterday', '03-16T00:00 03-17T00:00'],
    ['in the last hour', '03-18T13:30 03-18T14:30'],
    ['past 30 minutes', '03-18T14:00 03-18T14:30'],
    ['last 15 min', '03-18T14:15 03-18T14:30'],
    ['24h', '03-17T14:30 03-18T14:30'],
    ['last day', '03-17T14:30 03-18T14:30'],
    ['in the last two weeks', '03-04T14:30 03-18T14:30'],
    ['past week', '03-11T14:30 03-18T14:30'],
    ['last week', '03-09T00:00 03-16T00:00'],
    ['this week', '03-16T00:00 03-18T14:30'],
    ['this month', '03-01T00:00 03-18T14:30'],
    ['last month', '02-01T00:00 03-01T00:00'],
    ['this quarter', '01-01T00:00 03-18T14:30'],
    ['last quarter', '10-01T00:00 01-01T00:00'],
    ['in Q4 2025', '10-01T00:00 01-01T00:00'],
    ['Q1', '01-01T00:00 03-18T14:30'],
    ['since Monday', '03-16T00:00 03-18T14:30'],
    ['since yesterday', '03-17T00:00 03-18T14:30'],
    ['on Friday', '03-13T00:00 03-14T00:00'],
    ['last Friday', '03-13T00:00 03-14T00:00'],
    ['last Wednesday', '03-11T00:00 03-12T00:00'],
    ['on Tuesday last week', '03-10T00:00 03-11T00:00'],
    ['over the weekend', '03-14T00:00 03-16T00:00'],
    ['this morning', '03-18T06:00 03-18T12:00'],
    ['last night', '03-17T18:00 03-18T06:00'],
    ['overnight', '03-17T18:00 03-18T06:00'],
    ['at 3pm yesterday', '03-17T15:00 03-17T16:00'],
    ['yesterday at 3pm', '03-17T15:00 03-17T16:00'],
    ['at 14:05', '03-18T14:05 03-18T14:06'],
    ['at 5pm', '03-17T17:00 03-17T18:00'],
    ['at noon on the 15th', '03-15T12:00 03-15T13:00'],
    ['around 9am', '03-18T08:30 03-18T09:30'],
    ['at 8 this morning', '03-18T08:00 03-18T09:00'],
    ['around 9 in the morning', '03-18T08:30 03-18T09:30'],
    ['at three yesterday afternoon', '03-17T15:00 03-17T16:00'],
    ['at 6 on Monday morning', '03-16T06:00 03-16T07:00'],
    ['at 11 last night', '03-17T23:00 03-18T00:00'],
    ['at 2 last night', '03-18T02:00 03-18T03:00'],
    ['between 2 and 4 hours ago', '03-18T10:30 03-18T12:30'],
    ['2-4 hours ago', '03-18T10:30 03-18T12:30'],
    ['from 30 to 45 minutes ago', '03-18T13:45 03-18T14:00'],
    ['between 2pm and 3pm yesterday', '03-17T14:00 03-17T15:00'],
    ['between 9 and 10am IST today', '03-18T03:30 03-18T04:30'],
    ['2pm-4pm yesterday', '03-17T14:00 03-17T16:00'],
    ['between 2026-03-10 09:00 and 2026-03-10 11:30 UTC', '03-10T09:00 03-10T11:30'],
    ['from March 1 to March 3', '03-01T00:00 03-04T00:00'],
    ['from 2026-03-01 to 2026-03-03', '03-01T00:00 03-04T00:00'],
    ['on 15 March', '03-15T00:00 03-16T00:00'],
    ['in February', '02-01T00:00 03-01T00:00'],
    ['in December', '12-01T00:00 01-01T00:00'],
    ['2026-03-10T09:00:00Z', '03-10T09:00 03-10T09:00'],
    ['since 9am', '03-18T09:00 03-18T14:30'],
    ['before 9am', '… 03-18T09:00'],
    ['after 2pm', '03-18T14:00 03-18T14:30'],
    ['2 hours ago', '03-18T12:30 03-18T13:30'],
    ['2 to 4 hours ago', '03-18T10:30 03-18T12:30'],
    ['recently', '03-17T14:30 03-18T14:30'],
    ['ever', '… …'],
    ['at 3', 'ambiguous'],
  ])('reads "%s"', (words, expected) => {
    expect(read(words)).toBe(expected);
  });

  it.each([
    'last 20 events',
    'may crash',
    'exit code 137',
    'agent-12',
    'version 1.5.1',
    'the first crash',
    'before the crash',
    'more than 3 times',
    'second attempt',
    'node 4',
  ])('finds no period in "%s"', (words) => {
    expect(read(words)).toBe('none');
  });

  it('counts days in the zone of the asker, also where clocks change', () => {
    expect(read('today', 'Asia/Kolkata')).toBe('03-17T18:30 03-18T14:30');
    // Clocks in New York went forward on 8 March 2026: that Sunday had 23 hours.
    expect(read('yesterday', 'America/New_York', Date.parse('2026-03-09T12:00:00Z'))).toBe('03-08T05:00 03-09T04:00');
    expect(read('at 3pm ET yesterday')).toBe('03-17T19:00 03-17T20:00');
    expect(read('at 3pm PST yesterday')).toBe('03-17T23:00 03-18T00:00');
  });

  it('ends months and years where the calendar does', () => {
    expect(read('last month', 'UTC', Date.parse('2026-01-31T12:00:00Z'))).toBe('12-01T00:00 01-01T00:00');
    expect(read('last 1 month', 'UTC', Date.parse('2026-03-31T12:00:00Z'))).toBe('02-28T12:00 03-31T12:00');
    expect(read('yesterday', 'UTC', Date.parse('2024-03-01T12:00:00Z'))).toBe('02-29T00:00 03-01T00:00');
    expect(read('on 2026-02-30')).toBe('none');
  });
});
