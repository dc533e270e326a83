import type { Clock } from '@sutra/kit';
import { REQUEST_LIMITS } from '../../contract/request-limits.ts';
import { assertInteger } from '../errors.ts';
import type { Slices } from './slices.ts';

export const TIME_DEFAULT_MS = 2_000;

/** What a read may spend before it answers with what it has, and why it stopped. */
export class Budget {
  readonly #clock: Clock;
  readonly #slices: Slices;
  readonly #timeMaxMs: number;
  readonly #end: number;
  #spent: string | undefined;
  #noted: string | undefined;

  constructor(clock: Clock, slices: Slices, timeMaxMs: number = TIME_DEFAULT_MS) {
    this.#clock = clock;
    this.#slices = slices;
    this.#timeMaxMs = assertInteger(timeMaxMs, 'timeMaxMs', 1, REQUEST_LIMITS.timeMaxMs);
    this.#end = clock.monotonicMs() + timeMaxMs;
  }

  /** The limit that ended the work; undefined while there is none. */
  get spent(): string | undefined {
    return this.#spent;
  }

  /** Why the answer may not be complete; undefined when it is. */
  get because(): string | undefined {
    return this.#spent ?? this.#noted;
  }

  /** Something was left out, and the work goes on. */
  note(because: string): void {
    this.#noted ??= because;
  }

  /** A limit was reached: the work must end. */
  end(because: string): void {
    this.#spent ??= because;
  }

  /** Lets others run when it is time to. False when the work must end. */
  async goOn(): Promise<boolean> {
    if (this.#spent === undefined && this.#clock.monotonicMs() > this.#end) this.#spent = `${this.#timeMaxMs} ms were spent, the limit`;
    if (this.#spent === undefined && this.#slices.over) await this.#slices.turn();
    return this.#spent === undefined;
  }
}
