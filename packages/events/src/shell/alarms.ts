import type { Clock, Timer } from '@sutra/kit';

/** Timers by purpose, one each: while one runs, setting it again changes nothing. */
export class Alarms {
  readonly #clock: Clock;
  readonly #running = new Map<string, Timer>();
  #closed = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  set(name: string, delayMs: number, work: () => void): void {
    if (this.#running.has(name) || this.#closed) return;
    const timer = this.#clock.after(delayMs, () => {
      this.#running.delete(name);
      work();
    });
    this.#running.set(name, timer);
  }

  cancel(name: string): void {
    this.#running.get(name)?.cancel();
    this.#running.delete(name);
  }

  /** Nothing rings from now on. */
  close(): void {
    this.#closed = true;
    for (const timer of this.#running.values()) timer.cancel();
    this.#running.clear();
  }
}
