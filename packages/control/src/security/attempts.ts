import type { Clock } from '@sutra/kit';
import { LIMITS } from '../limits.ts';

/** Counts failed authentications in a sliding minute: the brake on guessing, and on flooding the record with auth_failed. */
export class Attempts {
  readonly #clock: Clock;
  readonly #failures: number[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** True while no more attempts are looked at. */
  get exhausted(): boolean {
    const floor = this.#clock.monotonicMs() - 60_000;
    while (this.#failures.length > 0 && (this.#failures[0] as number) <= floor) this.#failures.shift();
    return this.#failures.length >= LIMITS.failuresPerMinuteMax;
  }

  failed(): void {
    if (this.#failures.length < LIMITS.failuresPerMinuteMax) this.#failures.push(this.#clock.monotonicMs());
  }
}
