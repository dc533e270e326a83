import type { Clock } from '@sutra/kit';
import { invalidQuery } from '../errors.ts';
import type { Slices } from './slices.ts';

export const TIME_DEFAULT_MS = 2_000;
const TIME_MAX_MS = 30_000;

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
    this.#timeMaxMs = integerIn(timeMaxMs, 'timeMaxMs', 1, TIME_MAX_MS);
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

/** @throws SutraError SUTRA_STORE_INVALID naming the field */
export function integerIn(value: number, field: string, min: number, max: number): number {
  if (!Number.isInteger(value) || value < min || value > max) throw invalidQuery(`${field} ${value} is not in ${min}..${max}`);
  return value;
}
