import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countText, epochText, timeText } from './number-text.ts';

const numbers = fc.oneof(
  fc.maxSafeInteger(),
  fc.integer({ min: -2_000, max: 2_000 }),
  fc.integer({ min: 0, max: 5_000_000 }).map((us) => 1_760_000_000_000_000 + us),
  fc.double(),
);

test('numbers come out as the language writes them', () => {
  fc.assert(
    fc.property(numbers, (n) => {
      expect(timeText(n)).toBe(String(n));
      expect(epochText(n)).toBe(n.toString(36));
      expect(countText(n)).toBe(n.toString(36));
    }),
    { numRuns: 5_000 },
  );
});

test('counters that run over a boundary keep their digits', () => {
  for (const digits of [1, 2, 3, 4, 5, 6])
    for (let n = 36 ** digits - 3; n < 36 ** digits + 3; n++) expect(countText(n)).toBe(n.toString(36));
  for (let us = 1_759_999_999_999_998; us < 1_760_000_000_000_003; us++) expect(timeText(us)).toBe(String(us));
});
