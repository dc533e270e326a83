import { describe, expect, it } from 'vitest';
import { runNumber } from './run-number.ts';

const NOW_US = 1_763_000_000_000_000;

describe('the number of a run', () => {
  it('is never given twice by one process, and grows, also when the clock stands, goes back or is nonsense', () => {
    const numbers = [NOW_US, NOW_US, NOW_US + 1, 0, NOW_US - 3_600_000_000, NOW_US].map((wallUs) => runNumber(wallUs));
    expect(new Set(numbers).size).toBe(numbers.length);
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
    for (const number of numbers) expect(Number.isSafeInteger(number)).toBe(true);
  });

  it('is above the one before of the same folder, wherever that came from', () => {
    for (const above of [0, 1_760_000_000_000, 2 ** 50, 2 ** 51 + 12_345]) expect(runNumber(NOW_US, above)).toBeGreaterThan(above);
  });

  it('is of the same process in its low bits: another process has others', () => {
    const low = new Set([runNumber(NOW_US), runNumber(NOW_US), runNumber(NOW_US + 9e9)].map((number) => number % 2 ** 22));
    expect(low.size).toBe(1);
  });
});
