import { type Clock, SutraError, type Timer } from '@sutra/kit';
import '../errors.ts';

interface Waiter {
  readonly through: number;
  readonly resolve: () => void;
  readonly reject: (reason: SutraError) => void;
  readonly stop: () => void;
}

/** Promises that wait for a number to be reached. */
export class Waiters {
  readonly #clock: Clock;
  readonly #spoolWaitMs: number;
  readonly #spooled = new Set<Waiter>();
  readonly #stored = new Set<Waiter>();

  constructor(clock: Clock, spoolWaitMs: number) {
    this.#clock = clock;
    this.#spoolWaitMs = spoolWaitMs;
  }

  /** @param diskError what to blame when the limit passes */
  spooled(through: number, diskError: () => SutraError | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer: Timer = this.#clock.after(this.#spoolWaitMs, () => {
        this.#spooled.delete(waiter);
        reject(
          diskError() ??
            new SutraError('SUTRA_SPOOL_IO', `Cannot make events safe within ${this.#spoolWaitMs} ms: the disk does not answer`),
        );
      });
      const waiter: Waiter = { through, resolve, reject, stop: () => timer.cancel() };
      this.#spooled.add(waiter);
    });
  }

  stored(through: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const abort = (): void => {
        this.#stored.delete(waiter);
        reject(new SutraError('SUTRA_ABORTED', 'Waiting for storage was cancelled', { cause: signal.reason }));
      };
      const waiter: Waiter = { through, resolve, reject, stop: () => signal.removeEventListener('abort', abort) };
      if (signal.aborted) return abort();
      signal.addEventListener('abort', abort, { once: true });
      this.#stored.add(waiter);
    });
  }

  progress(safeThrough: number, storedThrough: number): void {
    settle(this.#spooled, safeThrough);
    settle(this.#stored, storedThrough);
  }

  /** Whoever still waits learns that nobody is left to wait for. */
  close(): void {
    for (const waiter of [...this.#spooled, ...this.#stored]) {
      waiter.stop();
      waiter.reject(new SutraError('SUTRA_EMITTER_CLOSED', 'Cannot wait any longer: the emitter was closed'));
    }
    this.#spooled.clear();
    this.#stored.clear();
  }
}

function settle(waiters: Set<Waiter>, through: number): void {
  for (const waiter of waiters) {
    if (waiter.through > through) continue;
    waiters.delete(waiter);
    waiter.stop();
    waiter.resolve();
  }
}
