import { type ManualClock, manualClock } from '@sutra/kit';

/** A manual clock whose process can be stalled: time passes, and no timer runs until the next `advance`. */
export interface StallableClock extends ManualClock {
  stall(ms: number): void;
}

export function stallableClock(startWallUs?: number): StallableClock {
  const inner = manualClock(startWallUs);
  let stalledMs = 0;
  return {
    ...inner,
    monotonicMs: () => inner.monotonicMs() + stalledMs,
    wallUs: () => inner.wallUs() + stalledMs * 1_000,
    stall(ms) {
      stalledMs += ms;
    },
  };
}
