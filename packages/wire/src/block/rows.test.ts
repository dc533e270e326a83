import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Rows } from './rows.ts';

const row = fc.array(fc.oneof(fc.nat(5), fc.nat(70_000)), { maxLength: 6 });

it('numbers every row once, however many there are and however alike they look', () => {
  fc.assert(
    fc.property(fc.array(row, { maxLength: 400 }), (given) => {
      const rows = new Rows();
      const known = new Map<string, number>();
      for (const refs of given) {
        refs.forEach((ref, i) => {
          rows.wanted[i] = ref;
        });
        const number = known.get(refs.join());
        expect(rows.find(refs.length)).toBe(number);
        if (number === undefined) known.set(refs.join(), rows.add(refs.length));
      }
      expect(rows.at.map((refs) => refs.join())).toEqual([...known.keys()]);
    }),
  );
});
