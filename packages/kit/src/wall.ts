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

/** What is kept between readings, each in its place. */
/** What wall time is ahead of the monotonic clock by. */
const AHEAD_MS = 0;
/** When the clocks are compared next. */
const COMPARE_MONO_MS = 1;
const LAST_US = 2;

/**
 * Wall time in whole microseconds since the Unix epoch. The monotonic clock carries it on; what it is ahead by is set anew as soon as
 * Date disagrees, so that within 50 ms it follows every step and slew of the system clock. It never goes back by a little: what a process says
 * one after the other keeps its order.
 */
export function wallTime(monotonicMs: () => number, dateMs: () => number): () => number {
  // Numbers in place: one with a fraction that a variable is set to would be an object of its own, made and noted down at every reading.
  const kept = new Float64Array(3);
  const startMs = dateMs();
  const startMono = monotonicMs();
  kept[AHEAD_MS] = startMs - startMono;
  kept[COMPARE_MONO_MS] = startMono;

  const wrongByMs = (mono: number, nowMs: number): number => Math.abs((kept[AHEAD_MS] as number) + mono - nowMs);

  /** Compares the clocks, and sets anew by how much wall time is ahead where they disagree. Returns the monotonic time of the last reading. */
  function compared(at: number): number {
    let mono = at;
    let nowMs = dateMs();
    // A process that is put aside between the two readings would take its own pause for a step of the clock.
    for (let i = 0; i < READINGS_MAX && wrongByMs(mono, nowMs) > DRIFT_MS_MAX; i++) {
      const before = monotonicMs();
      nowMs = dateMs();
      mono = monotonicMs();
      if (mono - before > SAME_MOMENT_MS && i < READINGS_MAX - 1) continue;
      if (wrongByMs(mono, nowMs) > DRIFT_MS_MAX) kept[AHEAD_MS] = nowMs - mono;
    }
    kept[COMPARE_MONO_MS] = mono + COMPARED_EVERY_MS;
    return mono;
  }

  return () => {
    let mono = monotonicMs();
    if (mono >= (kept[COMPARE_MONO_MS] as number)) mono = compared(mono);
    const us = Math.floor(((kept[AHEAD_MS] as number) + mono) * 1000);
    const lastUs = kept[LAST_US] as number;
    if (us < lastUs && lastUs - us <= HELD_BACK_US_MAX) return lastUs;
    kept[LAST_US] = us;
    return us;
  };
}
