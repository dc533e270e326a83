import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wallTime } from './wall.ts';

const START_MS = 1_760_000_000_000;

/** A machine: true time, what its clock was set off by, and how long each of the coming readings takes. */
function machine() {
  let trueMs = 0;
  let setMs = 0;
  const pauses: number[] = [];
  const read = (): void => {
    trueMs += pauses.shift() ?? 0.001;
  };
  return {
    pauses,
    pass(ms: number) {
      trueMs += ms;
    },
    set(ms: number) {
      setMs += ms;
    },
    dateMs: () => {
      const ms = Math.floor(START_MS + trueMs + setMs);
      read();
      return ms;
    },
    monotonicMs: () => {
      const ms = trueMs;
      read();
      return ms;
    },
    nowUs: () => (START_MS + trueMs + setMs) * 1000,
  };
}

describe('wall time', () => {
  it('never goes back and stays true, whenever the process is put aside', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 12 }), fc.nat({ max: 40 })), { maxLength: 60 }),
        (turns) => {
          const m = machine();
          const wallUs = wallTime(m.monotonicMs, m.dateMs);
          let last = 0;
          for (const [passed, quick, pause] of turns) {
            m.pass(passed / 10);
            m.pauses.splice(0, m.pauses.length, ...Array.from({ length: quick }, () => 0.001), pause);
            const before = m.nowUs();
            const us = wallUs();
            expect(us).toBeGreaterThanOrEqual(last);
            expect(us).toBeGreaterThan(before - 3_000);
            expect(us).toBeLessThan(m.nowUs() + 45_000);
            last = us;
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it('asks the system for the date 20 times a second at most', () => {
    const m = machine();
    let asked = 0;
    const wallUs = wallTime(m.monotonicMs, () => {
      asked++;
      return m.dateMs();
    });
    for (let ms = 0; ms < 1_000; ms++) {
      m.pass(1);
      wallUs();
    }
    expect(asked).toBeGreaterThan(10);
    expect(asked).toBeLessThanOrEqual(21);
  });

  it('does not take a pause between two readings for a step of the clock', () => {
    const m = machine();
    const wallUs = wallTime(m.monotonicMs, m.dateMs);
    m.pauses.push(10);
    const paused = wallUs();
    const next = wallUs();
    expect(next - paused).toBeLessThan(100);
    expect(Math.abs(next - m.nowUs())).toBeLessThan(1_500);
  });

  it('follows the clock within 50 ms when it is set, either way', () => {
    const m = machine();
    const wallUs = wallTime(m.monotonicMs, m.dateMs);
    for (const step of [3_600_000, -3_600_000, 5, 200, -400]) {
      m.set(step);
      m.pass(50);
      expect(Math.abs(wallUs() - m.nowUs())).toBeLessThan(1_500);
    }
  });

  it('stands still for a small step back until time has caught up', () => {
    const m = machine();
    const wallUs = wallTime(m.monotonicMs, m.dateMs);
    const before = wallUs();
    m.set(-120);
    m.pass(60);
    expect(wallUs()).toBe(before);
    m.pass(70);
    expect(wallUs()).toBeGreaterThan(before);
    expect(Math.abs(wallUs() - m.nowUs())).toBeLessThan(1_500);
  });
});
