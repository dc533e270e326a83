import { describe, expect, it } from 'vitest';
import { ColumnCache } from './column-cache.ts';

/** A cache of so many segments of one byte each. `ask` says whether it was there. */
function cache(most: number) {
  const there = new Set<number>();
  const columns = new ColumnCache<number>(most, (segment) => there.delete(segment));
  return {
    ask(segment: number, passing: boolean): boolean {
      const known = there.has(segment);
      there.add(segment);
      if (!known) columns.add(segment, 1, passing);
      else if (!passing) columns.used(segment);
      return known;
    },
    size: () => there.size,
  };
}

const hits = (columns: ReturnType<typeof cache>, segments: readonly number[], passing: boolean): number =>
  segments.filter((segment) => columns.ask(segment, passing)).length;

const ALL = Array.from({ length: 14 }, (_, i) => i);

describe('columns that stay in memory', () => {
  it('of single questions stay while a read passes over all of the log', () => {
    const columns = cache(3);
    hits(columns, [12, 13], false);
    for (let pass = 0; pass < 3; pass++) hits(columns, ALL, true);
    expect(hits(columns, [12, 13], false)).toBe(2);
    expect(columns.size()).toBeLessThanOrEqual(3);
  });

  it('serve the next pass over a log that is larger than they are', () => {
    const columns = cache(4);
    hits(columns, ALL, true);
    expect(hits(columns, ALL, true)).toBeGreaterThanOrEqual(3);
    expect(hits(columns, ALL, true)).toBeGreaterThanOrEqual(3);
  });

  it('are kept of the same few segments passed through again and again, whatever was used before', () => {
    const columns = cache(3);
    hits(columns, [1, 2, 3], false);
    for (let pass = 0; pass < 3; pass++) hits(columns, [12, 13], true);
    expect(hits(columns, [12, 13], true)).toBe(2);
  });

  it('make room for single questions by what was only passed through', () => {
    const columns = cache(3);
    hits(columns, [7], false);
    hits(columns, [1, 2], true);
    hits(columns, [8], false);
    expect(columns.ask(7, false)).toBe(true);
    expect(columns.size()).toBe(3);
  });
});
