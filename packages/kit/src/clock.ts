import { SutraError } from './errors.ts';
import { wallTime } from './wall.ts';

/** A pending timer. `cancel` is idempotent. */
export interface Timer {
  cancel(): void;
}

/**
 * Time as an argument. `monotonicMs` is for elapsed time and never goes back; `wallUs` is for display and for event
 * timestamps, may jump, and is never used to decide how long something took.
 */
export interface Clock {
  /** Microseconds since the Unix epoch, integer. */
  wallUs(): number;
  /** Milliseconds since an arbitrary start, fractional, never decreasing. */
  monotonicMs(): number;
  /** Runs `work` once after `delayMs`. */
  after(delayMs: number, work: () => void): Timer;
  /** Runs `work` every `periodMs`, first after one period. */
  every(periodMs: number, work: () => void): Timer;
}

/** The machine's own clock. */
export function systemClock(): Clock {
  return {
    wallUs: wallTime(
      () => performance.now(),
      () => Date.now(),
    ),
    monotonicMs: () => performance.now(),
    after(delayMs, work) {
      const timer = setTimeout(work, delayMs);
      return { cancel: () => clearTimeout(timer) };
    },
    every(periodMs, work) {
      const timer = setInterval(work, periodMs);
      return { cancel: () => clearInterval(timer) };
    },
  };
}

/** A clock that moves only when told to: for tests and simulation. */
export interface ManualClock extends Clock {
  /** Moves time forward and runs every timer that falls due, in order of due time. */
  advance(ms: number): void;
  /** Sets wall time without moving monotonic time: an NTP step. */
  stepWall(us: number): void;
}

export function manualClock(startWallUs = 1_760_000_000_000_000): ManualClock {
  let mono = 0;
  let wallOffsetUs = startWallUs;
  let serial = 0;
  const pending = new Map<number, { dueMs: number; periodMs: number; work: () => void }>();
  const add = (delayMs: number, periodMs: number, work: () => void): Timer => {
    const id = serial++;
    pending.set(id, { dueMs: mono + delayMs, periodMs, work });
    return { cancel: () => void pending.delete(id) };
  };
  return {
    wallUs: () => Math.floor(wallOffsetUs + mono * 1000),
    monotonicMs: () => mono,
    after: (delayMs, work) => add(Math.max(0, delayMs), 0, work),
    every: (periodMs, work) => add(periodMs, periodMs, work),
    stepWall(us) {
      wallOffsetUs += us;
    },
    advance(ms) {
      const end = mono + ms;
      for (;;) {
        let next: [number, { dueMs: number; periodMs: number; work: () => void }] | undefined;
        for (const entry of pending) if (entry[1].dueMs <= end && (next === undefined || entry[1].dueMs < next[1].dueMs)) next = entry;
        if (next === undefined) break;
        const [id, timer] = next;
        mono = Math.max(mono, timer.dueMs);
        if (timer.periodMs > 0) timer.dueMs += timer.periodMs;
        else pending.delete(id);
        timer.work();
      }
      mono = end;
    },
  };
}

/** Resolves after `delayMs`, or rejects with SUTRA_ABORTED when the signal fires first. */
export function sleep(clock: Clock, delayMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) return reject(aborted(signal));
    const onAbort = (): void => {
      timer.cancel();
      reject(aborted(signal));
    };
    const timer = clock.after(delayMs, () => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    });
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}

/**
 * Gives `work` a deadline: its signal is aborted when `limitMs` passes or the outer signal fires, and the timer never
 * outlives the work.
 * @throws SutraError SUTRA_TIMEOUT naming `what`, or whatever `work` throws.
 */
export async function within<T>(
  clock: Clock,
  limitMs: number,
  what: string,
  work: (signal: AbortSignal) => Promise<T>,
  outer?: AbortSignal,
): Promise<T> {
  const inner = new AbortController();
  const onOuter = (): void => inner.abort(outer?.reason);
  if (outer?.aborted === true) throw aborted(outer);
  outer?.addEventListener('abort', onOuter, { once: true });
  let timer: Timer | undefined;
  const late = new Promise<never>((_, reject) => {
    inner.signal.addEventListener(
      'abort',
      () => reject(inner.signal.reason instanceof SutraError ? inner.signal.reason : aborted(inner.signal)),
      { once: true },
    );
    timer = clock.after(limitMs, () =>
      inner.abort(new SutraError('SUTRA_TIMEOUT', `Cannot finish ${what} within ${limitMs} ms`, { details: { limitMs } })),
    );
  });
  try {
    return await Promise.race([work(inner.signal), late]);
  } finally {
    timer?.cancel();
    outer?.removeEventListener('abort', onOuter);
    late.catch(() => undefined); // the race is decided; the loser's rejection has been reported or no longer matters
  }
}

/** Why a signal fired, as an error of ours: its own reason where that is one, SUTRA_ABORTED otherwise. */
export function aborted(signal: AbortSignal | undefined): SutraError {
  const reason: unknown = signal?.reason;
  if (reason instanceof SutraError) return reason;
  return new SutraError('SUTRA_ABORTED', 'The work was cancelled', { cause: reason });
}
