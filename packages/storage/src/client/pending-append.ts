import { type Clock, SutraError, type Timer } from '@sutra/kit';
import type { Appended, EventRecord } from '@sutra/wire';
import type { AppendResult } from '../contract/query.ts';

export interface PendingAppendParts {
  readonly events: readonly EventRecord[];
  resolve(result: AppendResult): void;
  reject(reason: SutraError): void;
  readonly clock: Clock;
  readonly limitMs: number;
  readonly signal: AbortSignal | undefined;
  /** The error of a deadline that passes now. */
  late(): SutraError;
  /** The deadline passed or the caller cancelled. */
  giveUp(reason: SutraError): void;
}

/** One append on its way: sent as one or more blocks, perhaps over more than one connection. */
export class PendingAppend {
  /** Events handed over. */
  readonly given: number;
  /** What is not known to be stored. */
  events: readonly EventRecord[];
  /** Blocks sent in this generation and not acknowledged. */
  blocks = 0;
  /** Counts the streams it was sent over; acknowledgements of older ones do not count. */
  generation = 0;
  readonly #parts: PendingAppendParts;
  readonly #timer: Timer;
  readonly #onAbort: () => void;
  #result: { seq: number; duplicates: number; gap?: { readonly from: number; readonly to: number } } = { seq: 0, duplicates: 0 };

  constructor(parts: PendingAppendParts) {
    this.#parts = parts;
    this.events = parts.events;
    this.given = parts.events.length;
    this.#timer = parts.clock.after(parts.limitMs, () => parts.giveUp(parts.late()));
    this.#onAbort = () =>
      parts.giveUp(
        new SutraError('SUTRA_ABORTED', 'The append was cancelled; whether it was stored is unknown', { cause: parts.signal?.reason }),
      );
    parts.signal?.addEventListener('abort', this.#onAbort, { once: true });
  }

  get done(): boolean {
    return this.blocks === 0 && this.events.length === 0;
  }

  /** A new stream begins: what the store has by now need not be sent again. */
  restart(storedThrough: number): void {
    const left = this.events.filter((event) => event.emitterSeq > storedThrough);
    this.#result.duplicates += this.events.length - left.length;
    this.events = left;
    this.blocks = 0;
    this.generation++;
  }

  /** One block is durable. Returns whether all are. */
  acknowledged(result: Appended, generation: number): boolean {
    if (generation !== this.generation) return false;
    this.blocks--;
    const gap = this.#result.gap ?? result.gap;
    this.#result = {
      seq: Math.max(this.#result.seq, result.seq),
      duplicates: this.#result.duplicates + result.duplicates,
      ...(gap === undefined ? {} : { gap }),
    };
    if (this.blocks === 0) this.events = [];
    return this.blocks === 0;
  }

  resolve(storedThrough: number): void {
    this.#release();
    this.#parts.resolve({ storedThrough, ...this.#result });
  }

  reject(reason: SutraError): void {
    this.#release();
    this.#parts.reject(reason);
  }

  #release(): void {
    this.#timer.cancel();
    this.#parts.signal?.removeEventListener('abort', this.#onAbort);
  }
}
