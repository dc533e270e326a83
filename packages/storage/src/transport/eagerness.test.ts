import { manualClock } from '@sutra/kit';
import { describe, expect, it } from 'vitest';
import { POLL_MS } from './busy-poll.ts';
import { Eagerness } from './eagerness.ts';

describe('eagerness', () => {
  it('is of who asks right after an answer, each time anew', () => {
    const clock = manualClock();
    const asking = new Eagerness(clock);
    asking.asked();
    expect(asking.eager).toBe(false);
    clock.advance(POLL_MS * 3);
    asking.answered();
    clock.advance(POLL_MS / 2);
    asking.asked();
    expect(asking.eager).toBe(true);
    asking.answered();
    clock.advance(POLL_MS);
    asking.asked();
    expect(asking.eager).toBe(false);
  });

  it('is not of who has other things under way: one of their answers wakes it anyway', () => {
    const asking = new Eagerness(manualClock());
    asking.answered();
    asking.asked(false);
    expect(asking.eager).toBe(false);
  });
});
