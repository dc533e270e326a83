import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { tokenise } from '../tokens.ts';
import { readPeriod } from './period.ts';

const folder = resolve(fileURLToPath(import.meta.url), '../../../../../testdata');
const NOW = Date.parse('2026-03-18T14:30:00Z');
const text = (file: string): string[] => readFileSync(resolve(folder, file), 'utf8').trim().split('\n');
const iso = (ms: number | null | undefined): string | null | undefined =>
  ms === null || ms === undefined ? ms : `${new Date(ms).toISOString().slice(0, 19)}Z`;

interface Case {
  readonly text: string;
  readonly zone: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly at?: string;
  /** Whose bounds only who says it knows: asked back. */
  readonly ambiguous?: true;
}
const cases = text('periods.jsonl').map((line) => JSON.parse(line) as Case);

describe('expressions of time, on a Wednesday afternoon', () => {
  it(`are read as the stretch they mean in all of ${cases.length} cases`, () => {
    const wrong = cases.flatMap((one) => {
      const read = readPeriod(tokenise(one.text), { nowMs: NOW, zone: one.zone });
      if (one.ambiguous === true) return read?.ambiguous === true ? [] : [`${one.text}: ${iso(read?.fromMs)}, and is asked back`];
      const right =
        read?.ambiguous !== true &&
        iso(read?.fromMs) === one.from &&
        iso(read?.toMs) === one.to &&
        (one.at === undefined || iso(read?.atMs) === one.at);
      return right ? [] : [`${one.text} (${one.zone}): ${iso(read?.fromMs)} to ${iso(read?.toMs)}, not ${one.from} to ${one.to}`];
    });
    expect(wrong).toEqual([]);
    expect(cases.length).toBeGreaterThanOrEqual(400);
  });

  it('are not seen where there are none', () => {
    const none = text('not-periods.txt');
    const seen = none.filter((one) => {
      const read = readPeriod(tokenise(one), { nowMs: NOW, zone: 'UTC' });
      return read !== undefined && read.ambiguous !== true;
    });
    expect(seen).toEqual([]);
    expect(none.length).toBeGreaterThanOrEqual(100);
  });
});

/** Every how manieth clock is read in every zone; `npm run test:metamorphic` takes all. */
const SWEEP = process.env['SUTRA_METAMORPHIC_EVERY'] === '1' ? 1 : 7;

describe('the clock swept over changes of summer time, ends of months and years, and a leap day', () => {
  const HOUR = 3_600_000;
  const days = [
    '2026-03-08',
    '2026-03-29',
    '2026-10-25',
    '2026-11-01',
    '2025-12-31',
    '2024-02-28',
    '2024-02-29',
    '2026-02-28',
    '2026-01-31',
  ];
  const zones = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Pacific/Auckland'];
  const clocks = days.flatMap((day) => Array.from({ length: 48 }, (_, i) => Date.parse(`${day}T00:00:00Z`) + i * HOUR));
  const read = (words: string, nowMs: number, zone: string) => {
    const period = readPeriod(tokenise(words), { nowMs, zone });
    return [period?.fromMs ?? Number.NaN, period?.toMs ?? Number.NaN] as const;
  };

  it.each(zones)('in %s: days, weeks and months follow each other without a gap and never reach past now', (zone) => {
    const wrong: string[] = [];
    for (const now of clocks) {
      for (const [before, current] of [
        ['yesterday', 'today'],
        ['last week', 'this week'],
        ['last month', 'this month'],
        ['last quarter', 'this quarter'],
        ['last year', 'this year'],
      ] as const) {
        const [from, to] = read(before, now, zone);
        const [start, end] = read(current, now, zone);
        if (!(from < to && to === start && start <= now && end === now)) wrong.push(`${before} at ${iso(now)}`);
      }
      const [from, to] = read('yesterday', now, zone);
      const hours = (to - from) / HOUR;
      if (hours < 23 || hours > 25) wrong.push(`yesterday has ${hours} hours at ${iso(now)}`);
      const [dayFrom, dayTo] = read('past day', now, zone);
      if (dayTo - dayFrom !== 24 * HOUR) wrong.push(`past day at ${iso(now)}`);
      const [clockFrom, clockTo] = read('at 14:05', now, zone);
      if (!(clockFrom <= now && clockTo - clockFrom <= 60_000 && now - clockFrom < 26 * HOUR)) wrong.push(`14:05 at ${iso(now)}`);
    }
    expect(wrong.slice(0, 5)).toEqual([]);
  });

  /** The clock on the wall, as the platform tells it: another way than the one under test. */
  const wall = (ms: number, zone: string): string =>
    new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' }).format(ms);
  const dayBefore = (day: string, back: number): string =>
    new Date(Date.parse(`${day}T00:00:00Z`) - back * 24 * HOUR).toISOString().slice(0, 10);
  /** Beginnings and ends by the clock on the wall, from the day the clock shows; undefined where it is cut off by now. */
  const parts: readonly (readonly [string, (day: string) => readonly [string, string]])[] = [
    ['yesterday', (day) => [`${dayBefore(day, 1)} 00:00`, `${day} 00:00`]],
    ['the day before yesterday', (day) => [`${dayBefore(day, 2)} 00:00`, `${dayBefore(day, 1)} 00:00`]],
    ['yesterday morning', (day) => [`${dayBefore(day, 1)} 06:00`, `${dayBefore(day, 1)} 12:00`]],
    ['yesterday afternoon', (day) => [`${dayBefore(day, 1)} 12:00`, `${dayBefore(day, 1)} 18:00`]],
    ['yesterday evening', (day) => [`${dayBefore(day, 1)} 18:00`, `${day} 00:00`]],
    ['last night', (day) => [`${dayBefore(day, 1)} 18:00`, `${day} 06:00`]],
    ['this morning', (day) => [`${day} 06:00`, `${day} 12:00`]],
    ['today', (day) => [`${day} 00:00`, `${dayBefore(day, -1)} 00:00`]],
    ['2 days ago', (day) => [`${dayBefore(day, 2)} 00:00`, `${dayBefore(day, 1)} 00:00`]],
    ['this month', (day) => [`${day.slice(0, 7)}-01 00:00`, '9999']],
    ['this year', (day) => [`${day.slice(0, 4)}-01-01 00:00`, '9999']],
    ['month to date', (day) => [`${day.slice(0, 7)}-01 00:00`, '9999']],
    ['between 9am and 5pm yesterday', (day) => [`${dayBefore(day, 1)} 09:00`, `${dayBefore(day, 1)} 17:00`]],
  ];

  it.each([...zones, 'Australia/Lord_Howe', 'America/St_Johns'])(
    'in %s: every part of a day begins and ends by the clock on the wall',
    (zone) => {
      const wrong: string[] = [];
      for (const [n, now] of clocks.entries()) {
        if (n % SWEEP !== 0) continue;
        const day = wall(now, zone).slice(0, 10);
        for (const [words, bounds] of parts) {
          const [from, to] = read(words, now, zone);
          const [begin, end] = bounds(day);
          if (begin > wall(now, zone)) continue;
          const cut = end > wall(now, zone);
          if (wall(from, zone) !== begin || (cut ? to !== now : wall(to, zone) !== end))
            wrong.push(`${words} at ${iso(now)}: ${wall(from, zone)} to ${wall(to, zone)}`);
        }
        const [hour] = read('this hour', now, zone);
        if (!wall(hour, zone).endsWith(':00') || now - hour >= 2 * HOUR) wrong.push(`this hour at ${iso(now)}: ${wall(hour, zone)}`);
      }
      expect(wrong.slice(0, 8)).toEqual([]);
    },
  );
});
