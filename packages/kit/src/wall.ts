/** Largest distance between Date and the interpolated wall clock before it is set anew, ms. Date itself is a whole millisecond. */
const DRIFT_MS_MAX = 1.5;
/** Two clocks were read at the same moment when reading them took no longer than this, ms. */
const SAME_MOMENT_MS = 0.2;
const READINGS_MAX = 8;
/**
 * How long the clocks are taken to go on as they did, ms. Date is far away for a caller who has just done something else: asked every time, it would be
 * a third of what the first event of a group costs.
 */
const COMPARED_EVERY_MS = 50;
/** A step back of up to this is a correction: time then stands until it has caught up. A larger one is the clock being set, µs. */
const HELD_BACK_US_MAX = 100_000;

/**
 * Wall time in whole microseconds since the Unix epoch. The monotonic clock carries it on from an anchor; the anchor is set anew as soon as
 * Date disagrees, so that within 50 ms it follows every step and slew of the system clock. It never goes back by a little: what a process says
 * one after the other keeps its order.
 */
export function wallTime(monotonicMs: () => number, dateMs: () => number): () => number {
  let anchorWallMs = dateMs();
  let anchorMono = monotonicMs();
  let compareMono = anchorMono;
  let lastUs = 0;

  /** Compares the clocks, and sets the anchor anew where they disagree. Returns the monotonic time of the last reading. */
  function compared(at: number): number {
    let mono = at;
    let nowMs = dateMs();
    // A process that is put aside between the two readings would take its own pause for a step of the clock.
    for (let i = 0; i < READINGS_MAX && Math.abs(anchorWallMs + (mono - anchorMono) - nowMs) > DRIFT_MS_MAX; i++) {
      const before = monotonicMs();
      nowMs = dateMs();
      mono = monotonicMs();
      if (mono - before > SAME_MOMENT_MS && i < READINGS_MAX - 1) continue;
      if (Math.abs(anchorWallMs + (mono - anchorMono) - nowMs) > DRIFT_MS_MAX) {
        anchorWallMs = nowMs;
        anchorMono = mono;
      }
    }
    compareMono = mono + COMPARED_EVERY_MS;
    return mono;
  }

  return () => {
    let mono = monotonicMs();
    if (mono >= compareMono) mono = compared(mono);
    const us = Math.floor((anchorWallMs + (mono - anchorMono)) * 1000);
    lastUs = us < lastUs && lastUs - us <= HELD_BACK_US_MAX ? lastUs : us;
    return lastUs;
  };
}
