import { type Clock, SutraError } from '@sutra/kit';
import type { CallOptions } from '../../contract/store.ts';
import { eventLoopTurn } from './event-loop-turn.ts';

export const CALL_LIMIT_MS = 10_000;
/** Rows a slice may touch whatever the clock says, where a work counts them: some ms of the slowest there is. */
export const SLICE_ROWS = 2_048;

/** Options that tell by themselves whether the work is still wanted: asked at the start of every read, sooner than a signal is made for it. */
export interface Stoppable extends CallOptions {
  /** Why it is not; undefined while it is. */
  readonly stopped: SutraError | undefined;
}

const isStoppable = (options: CallOptions): options is Stoppable => 'stopped' in options;

/** Work in turns: it says what it is about to touch, and lets others run when that is enough. */
export interface Turns {
  /** So many rows are about to be touched. */
  spend(rows: number): void;
  readonly over: boolean;
  turn(): Promise<void>;
}

/**
 * Long reads run in slices, so that an acknowledgement never waits for a question. A read checks in every few thousand rows; past its
 * slice it lets the event loop turn once, past its deadline it fails.
 */
export class Slices implements Turns {
  readonly #clock: Clock;
  readonly #sliceMs: number;
  readonly #options: CallOptions;
  readonly #limitMs: number;
  readonly #deadline: number;
  readonly #first: () => Promise<void> | undefined;
  #sliceEnd: number;
  #sliceBegan: number;
  /** How often others were let in, and the longest time between two such moments, ms. */
  turns = 0;
  longestMs = 0;
  /** Rows of the present slice, and the most of any. */
  #spent = 0;
  mostRows = 0;

  /** @param first what goes before the next slice of work that can wait; undefined when there is nothing */
  constructor(clock: Clock, sliceMs: number, options: CallOptions = {}, first: () => Promise<void> | undefined = () => undefined) {
    this.#first = first;
    this.#clock = clock;
    this.#sliceMs = sliceMs;
    this.#options = options;
    this.#limitMs = options.limitMs ?? CALL_LIMIT_MS;
    const now = clock.monotonicMs();
    this.#deadline = now + this.#limitMs;
    this.#sliceEnd = now + sliceMs;
    this.#sliceBegan = now;
    this.#check(now);
  }

  spend(rows: number): void {
    this.#spent += rows;
    if (this.#spent > this.mostRows) this.mostRows = this.#spent;
  }

  /** True when it is time to `turn`. */
  get over(): boolean {
    return this.#spent >= SLICE_ROWS || this.#clock.monotonicMs() >= this.#sliceEnd;
  }

  /** @throws SutraError SUTRA_TIMEOUT, SUTRA_ABORTED */
  async turn(): Promise<void> {
    this.turns++;
    this.#spent = 0;
    this.longestMs = Math.max(this.longestMs, this.#clock.monotonicMs() - this.#sliceBegan);
    await eventLoopTurn();
    await this.#first();
    const now = this.#clock.monotonicMs();
    this.#sliceBegan = now;
    this.#check(now);
    this.#sliceEnd = now + this.#sliceMs;
  }

  #check(now: number): void {
    const options = this.#options;
    if (isStoppable(options)) {
      if (options.stopped !== undefined) throw options.stopped;
    } else if (options.signal?.aborted === true) {
      const reason: unknown = options.signal.reason;
      throw reason instanceof SutraError ? reason : new SutraError('SUTRA_ABORTED', 'The read was cancelled', { cause: reason });
    }
    if (now > this.#deadline) throw new SutraError('SUTRA_TIMEOUT', `Cannot finish the read within ${this.#limitMs} ms`);
  }
}
