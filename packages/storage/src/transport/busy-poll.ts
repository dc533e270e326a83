import type { Clock } from '@sutra/kit';

/** How long one poll lasts: a question and its answer, or what a caller does between two questions, and a waking on the way; on a slow machine, too. */
export const POLL_MS = 0.8;
/** The same in turns of the event loop: a clock that stands still must not keep it turning for ever. */
export const POLL_TURNS_MAX = 1_024;
/** At most so many moments are let pass after polls in vain, before another is tried. */
const PASSED_MAX = 128;

/**
 * Keeps the event loop turning for the moment in which the other end is likely to be heard, instead of letting the process fall asleep.
 *
 * Where the two ends run on different processors, waking a process costs more than a small question and its answer: on a virtual machine some 35 µs
 * each way, and what a processor that was halted does next takes it longer. While the loop turns, what arrives is found by its next look at the
 * sockets, and the sender has nobody to wake. Other work is not held up: every turn does whatever there is to do.
 *
 * A poll that catches nothing costs its window, and where both ends share one processor it keeps the other end waiting for just that. So
 * polls in vain are followed by moments without one, twice as many each time.
 */
export class BusyPoll {
  readonly #clock: Clock;
  readonly #turn: (work: () => void) => void;
  readonly #look = (): void => this.#looked();
  /** End of the window; undefined while nothing is watched for. */
  #endMs: number | undefined;
  #turns = 0;
  /** Whether the next turn is asked for. */
  #turning = false;
  /** Polls in vain, less what was made good since. */
  #vain = 0;
  /** Moments to let pass. */
  #pass = 0;

  constructor(clock: Clock, turn: (work: () => void) => void = setImmediate) {
    this.#clock = clock;
    this.#turn = turn;
  }

  /** The other end is likely to be heard soon. */
  watch(): void {
    if (this.#pass > 0) {
      this.#pass--;
      return;
    }
    this.#endMs = this.#clock.monotonicMs() + POLL_MS;
    this.#turns = 0;
    if (this.#turning) return;
    this.#turning = true;
    this.#turn(this.#look);
  }

  /** It was heard. */
  heard(): void {
    if (this.#endMs === undefined) return;
    this.#endMs = undefined;
    this.#vain >>= 1;
  }

  /** Nobody waits any more. */
  stop(): void {
    this.#endMs = undefined;
  }

  #looked(): void {
    if (this.#endMs !== undefined && ++this.#turns < POLL_TURNS_MAX && this.#clock.monotonicMs() < this.#endMs) {
      this.#turn(this.#look);
      return;
    }
    this.#turning = false;
    if (this.#endMs === undefined) return;
    this.#endMs = undefined;
    this.#vain++;
    this.#pass = Math.min(2 ** this.#vain, PASSED_MAX);
  }
}
