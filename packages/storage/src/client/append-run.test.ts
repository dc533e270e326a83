import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sampleEvent } from '../testing/served-store.ts';
import { eventsOf, runsOf, shareOf } from './append-run.ts';
import { PendingAppend } from './pending-append.ts';

function appendOf(numbers: readonly number[]): PendingAppend {
  return new PendingAppend(
    numbers.map((n) => sampleEvent('w', 1, n)),
    1,
    1,
  );
}

const numbersOf = (run: readonly PendingAppend[]): number[] => eventsOf(run).map(({ emitterSeq }) => emitterSeq);
const runs = (appends: readonly (readonly number[])[], eventsMax = 100): number[][] =>
  [...runsOf(appends.map(appendOf), eventsMax)].map(numbersOf);

describe('appends of one turn', () => {
  it('share a block as long as their numbers follow on each other', () => {
    expect(runs([[1], [2], [3, 4]])).toEqual([[1, 2, 3, 4]]);
    expect(runs([[1], [3], [4]])).toEqual([[1], [3, 4]]);
  });

  it('keep a block for themselves where their numbers have a hole', () => {
    expect(runs([[1], [2, 4], [5], [6]])).toEqual([[1], [2, 4], [5, 6]]);
  });

  it('share no more than a block may hold', () => {
    expect(runs([[1, 2], [3, 4], [5]], 4)).toEqual([[1, 2, 3, 4], [5]]);
    expect(runs([[1, 2, 3, 4, 5, 6], [7]], 4)).toEqual([[1, 2, 3, 4, 5, 6], [7]]);
  });

  it('are left out when they were given up', () => {
    const appends = [[1], [2]].map(appendOf);
    appends[0]!.resolve(0);
    expect([...runsOf(appends, 10)].map(numbersOf)).toEqual([[2]]);
  });
});

describe('the share of one append in what the store said of a block', () => {
  it('is what the store would have said of it alone', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(sizes, fc.nat(), fc.integer({ min: 1, max: 1_000_000 }), (appends, known, firstSeq) => {
        const count = appends.reduce((sum, size) => sum + size, 0);
        const duplicates = known % (count + 1);
        // The events that were not stored before get their places one after the other.
        const seqOf = (event: number): number => (event < duplicates ? 0 : firstSeq + event - duplicates);
        const seq = duplicates === count ? 0 : seqOf(count - 1);
        let from = 0;
        for (const size of appends) {
          const to = from + size;
          const repeated = Array.from({ length: size }, (_, i) => from + i).filter((event) => event < duplicates).length;
          expect(shareOf({ storedThrough: 0, seq, duplicates }, count, from, to)).toEqual({ seq: seqOf(to - 1), duplicates: repeated });
          from = to;
        }
      }),
    );
  });
});
