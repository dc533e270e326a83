import { manualClock } from '@sutra/kit';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Deadlines } from './deadlines.ts';

test('everyone who is not met is late at its own time, in whatever order they began', () => {
  const call = fc.record({ waitMs: fc.integer({ min: 0, max: 20 }), limitMs: fc.integer({ min: 1, max: 50 }), metAfterMs: fc.nat(60) });
  fc.assert(
    fc.property(fc.array(call, { maxLength: 20 }), (calls) => {
      const clock = manualClock();
      const deadlines = new Deadlines(clock);
      const late: [number, number][] = [];
      const expected: [number, number][] = [];
      calls.forEach(({ waitMs, limitMs, metAfterMs }, n) => {
        clock.advance(waitMs);
        const nowMs = clock.monotonicMs();
        const deadline = deadlines.add(limitMs, () => late.push([n, clock.monotonicMs()]));
        if (metAfterMs < limitMs) clock.after(metAfterMs, () => deadlines.met(deadline));
        else expected.push([n, nowMs + limitMs]);
      });
      clock.advance(1_000);
      const byNumber = ([a]: [number, number], [b]: [number, number]): number => a - b;
      expect(late.sort(byNumber)).toEqual(expected);
    }),
    { numRuns: 1_000 },
  );
});

test('one timer does for many calls, and none is left when they are closed', () => {
  const clock = manualClock();
  let timers = 0;
  const deadlines = new Deadlines({
    ...clock,
    after(delayMs, work) {
      timers++;
      return clock.after(delayMs, work);
    },
  });
  for (let n = 0; n < 1_000; n++) deadlines.met(deadlines.add(10_000, () => expect.fail('it was met')));
  expect(timers).toBe(1);
  deadlines.add(5, () => expect.fail('they were closed'));
  deadlines.close();
  clock.advance(20_000);
});
