import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TopRows } from './top-rows.ts';

interface Row {
  readonly timeUs: number;
  readonly seq: number;
}

test('the first rows in an order are kept, whatever order they are offered in', () => {
  const times = fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 60 });
  fc.assert(
    fc.property(times, fc.constantFrom('asc', 'desc'), fc.integer({ min: 1, max: 20 }), fc.nat(60), (given, order, capacity, sorted) => {
      const sign = order === 'asc' ? 1 : -1;
      const compare = (a: Row, b: Row): number => (a.timeUs - b.timeUs || a.seq - b.seq) * sign;
      const rows = given.map((timeUs, i) => ({ timeUs, seq: i + 1 }));
      // The first so many come in the very order that is asked for, as a walk from the newest offers them.
      const offered = [...rows.slice(0, sorted).sort(compare), ...rows.slice(sorted)];
      const top = new TopRows(order, capacity);
      const seen: Row[] = [];
      for (const row of offered) {
        const kept = [...seen].sort(compare).slice(0, capacity);
        const worst = kept.at(-1);
        const fits = kept.length < capacity || (worst !== undefined && compare(row, worst) < 0);
        expect(top.wouldKeep(row.timeUs, row.seq)).toBe(fits);
        if (fits) top.add(row.timeUs, row.seq);
        seen.push(row);
      }
      expect(top.sorted()).toEqual(
        [...seen]
          .sort(compare)
          .slice(0, capacity)
          .map(({ seq }) => seq),
      );
    }),
    { numRuns: 300 },
  );
});
