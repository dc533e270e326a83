import { describe, expect, it } from 'vitest';
import { manualClock, sleep, systemClock, within } from './clock.ts';
import { SutraError } from './errors.ts';

describe('the manual clock', () => {
  it('runs timers in order of their due time, also those added while it moves', () => {
    const clock = manualClock();
    const ran: string[] = [];
    clock.after(20, () => ran.push('b'));
    clock.after(10, () => {
      ran.push('a');
      clock.after(5, () => ran.push('a+5'));
    });
    const beat = clock.every(8, () => ran.push(`beat ${clock.monotonicMs()}`));
    clock.advance(20);
    beat.cancel();
    clock.advance(100);
    expect(ran).toEqual(['beat 8', 'a', 'a+5', 'beat 16', 'b']);
  });

  it('steps wall time without moving elapsed time', () => {
    const clock = manualClock(1_000_000);
    clock.advance(2);
    clock.stepWall(-500_000);
    expect(clock.monotonicMs()).toBe(2);
    expect(clock.wallUs()).toBe(502_000);
  });
});

describe('the system clock', () => {
  it('never gives elapsed time that goes back, and wall time in whole microseconds', () => {
    const clock = systemClock();
    let last = clock.monotonicMs();
    for (let i = 0; i < 1_000; i++) {
      const now = clock.monotonicMs();
      expect(now).toBeGreaterThanOrEqual(last);
      expect(Number.isSafeInteger(clock.wallUs())).toBe(true);
      last = now;
    }
  });
});

describe('a wait', () => {
  it('ends with the work when the work is quick, and leaves no timer behind', async () => {
    const clock = manualClock();
    expect(await within(clock, 1_000, 'the work', async () => 7)).toBe(7);
    clock.advance(2_000);
  });

  it('is cut at its deadline with an error that names the work, and the work hears of it', async () => {
    const clock = manualClock();
    let heard = false;
    const wait = within(clock, 1_000, 'the spawn', (signal) => {
      signal.addEventListener('abort', () => {
        heard = true;
      });
      return new Promise(() => undefined);
    });
    clock.advance(1_000);
    await expect(wait).rejects.toThrow('Cannot finish the spawn within 1000 ms');
    await expect(wait).rejects.toMatchObject({ code: 'SUTRA_TIMEOUT', retry: true });
    expect(heard).toBe(true);
  });

  it('ends when the outer signal fires, with its reason', async () => {
    const outer = new AbortController();
    const wait = within(manualClock(), 1_000, 'the work', () => new Promise(() => undefined), outer.signal);
    outer.abort(new SutraError('SUTRA_ABORTED', 'closing'));
    await expect(wait).rejects.toThrow('closing');
  });

  it('can be slept through or cut short', async () => {
    const clock = manualClock();
    const slept = sleep(clock, 50);
    clock.advance(50);
    await slept;
    const stop = new AbortController();
    const cut = sleep(clock, 50, stop.signal);
    stop.abort();
    await expect(cut).rejects.toMatchObject({ code: 'SUTRA_ABORTED' });
  });
});
