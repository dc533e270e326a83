import type { Clock } from '@sutra/kit';
import { POLL_MS } from './busy-poll.ts';

/**
 * Whether whoever asks does so one thing after the other: then the next question, or the answer to this one, is near, and worth keeping awake
 * for (`busy-poll.ts`). Who asks now and then is not waited for.
 */
export class Eagerness {
  readonly #clock: Clock;
  #answeredMs = Number.NEGATIVE_INFINITY;
  #eager = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Whether what was asked last was asked right after an answer. */
  get eager(): boolean {
    return this.#eager;
  }

  /** @param alone nothing else is asked meanwhile */
  asked(alone = true): void {
    this.#eager = alone && this.#clock.monotonicMs() - this.#answeredMs < POLL_MS;
  }

  answered(): void {
    this.#answeredMs = this.#clock.monotonicMs();
  }
}
