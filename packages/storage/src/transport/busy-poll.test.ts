import { manualClock } from '@sutra/kit';
import { describe, expect, it } from 'vitest';
import { BusyPoll, POLL_MS, POLL_TURNS_MAX } from './busy-poll.ts';

/** A poll over a loop that turns when it is told to. */
function polled() {
  const clock = manualClock();
  const waiting: (() => void)[] = [];
  const poll = new BusyPoll(clock, (work) => waiting.push(work));
  /** Turns until nobody asks for another, each taking so long; how often. */
  const turned = (eachMs: number): number => {
    let turns = 0;
    for (let work = waiting.shift(); work !== undefined; work = waiting.shift(), turns++) {
      clock.advance(eachMs);
      work();
    }
    return turns;
  };
  const inVain = (): void => {
    poll.watch();
    turned(POLL_MS);
  };
  return { clock, poll, waiting, turned, inVain };
}

describe('a busy poll', () => {
  it('keeps the loop turning for its window, and then lets it sleep', () => {
    const { poll, turned } = polled();
    poll.watch();
    expect(turned(POLL_MS / 10)).toBeGreaterThanOrEqual(10);
    expect(turned(1)).toBe(0);
  });

  it('ends at the next turn when the other end is heard, or nobody waits any more', () => {
    for (const end of ['heard', 'stop'] as const) {
      const { poll, turned } = polled();
      poll.watch();
      poll[end]();
      expect(turned(0)).toBe(1);
    }
  });

  it('asks for one turn at a time, however often it is told to watch', () => {
    const { poll, waiting } = polled();
    for (let i = 0; i < 5; i++) {
      poll.watch();
      poll.heard();
      poll.watch();
    }
    expect(waiting).toHaveLength(1);
  });

  it('begins its window anew with every moment', () => {
    const { clock, poll, waiting } = polled();
    poll.watch();
    for (let i = 0; i < 10; i++) {
      clock.advance(POLL_MS * 0.9);
      waiting.shift()?.();
      expect(waiting).toHaveLength(1);
      poll.heard();
      poll.watch();
    }
  });

  it('lets twice as many moments pass after each poll in vain, and never more than 128', () => {
    const { poll, waiting, inVain } = polled();
    for (const passed of [2, 4, 8, 16, 32, 64, 128, 128, 128]) {
      inVain();
      for (let i = 0; i < passed; i++) {
        poll.watch();
        expect(waiting).toHaveLength(0);
      }
    }
    poll.watch();
    expect(waiting).toHaveLength(1);
  });

  it('forgives what was in vain while it catches something', () => {
    const { poll, waiting, turned, inVain } = polled();
    for (let moments = 0; moments < 200; moments++) inVain();
    while (waiting.length === 0) poll.watch();
    poll.heard();
    turned(0);
    for (let i = 0; i < 20; i++) {
      poll.watch();
      expect(waiting).toHaveLength(1);
      poll.heard();
      turned(0);
    }
    inVain();
    poll.watch();
    poll.watch();
    expect(waiting).toHaveLength(0);
    poll.watch();
    expect(waiting).toHaveLength(1);
  });

  it('does not turn for ever where the clock stands still', () => {
    const { poll, turned } = polled();
    poll.watch();
    expect(turned(0)).toBe(POLL_TURNS_MAX);
  });
});
