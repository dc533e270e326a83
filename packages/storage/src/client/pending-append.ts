import { SutraError } from '@sutra/kit';
import type { Appended, EventRecord } from '@sutra/wire';
import type { AppendResult } from '../contract/query.ts';

export interface PendingAppendParts {
  readonly events: readonly EventRecord[];
  resolve(result: AppendResult): void;
  reject(reason: SutraError): void;
  /** How long it may take, and until when that is on the monotonic clock. */
  readonly limitMs: number;
  readonly deadlineMs: number;
  readonly signal: AbortSignal | undefined;
  /** The caller cancelled. */
  giveUp(reason: SutraError): void;
}

/** One append on its way: sent in one or more blocks, alone or with its neighbours, perhaps over more than one connection. */
export class PendingAppend {
  /** Events handed over. */
  readonly given: number;
  /** What is not known to be stored. */
  events: readonly EventRecord[];
  /** Blocks sent in this generation and not acknowledged. */
  blocks = 0;
  /** Counts the streams it was sent over; acknowledgements of older ones do not count. */
  generation = 0;
  /** Resolved or rejected. */
  ended = false;
  readonly #parts: PendingAppendParts;
  readonly #onAbort: (() => void) | undefined;
  #seq = 0;
  #duplicates = 0;
  #gap: Appended['gap'];

  constructor(parts: PendingAppendParts) {
    this.#parts = parts;
    this.events = parts.events;
    this.given = parts.events.length;
    const { signal } = parts;
    if (signal === undefined) return;
    this.#onAbort = () =>
      parts.giveUp(new SutraError('SUTRA_ABORTED', 'The append was cancelled; whether it was stored is unknown', { cause: signal.reason }));
    signal.addEventListener('abort', this.#onAbort, { once: true });
  }

  get limitMs(): number {
    return this.#parts.limitMs;
  }

  get deadlineMs(): number {
    return this.#parts.deadlineMs;
  }

  get done(): boolean {
    return this.blocks === 0 && this.events.length === 0;
  }

  /** A new stream begins: what the store has by now need not be sent again. */
  restart(storedThrough: number): void {
    const left = this.events.filter((event) => event.emitterSeq > storedThrough);
    this.#duplicates += this.events.length - left.length;
    this.events = left;
    this.blocks = 0;
    this.generation++;
  }

  /** One block, or this append's share of one, is durable. */
  acknowledged(result: Omit<Appended, 'storedThrough'>, generation: number): void {
    if (generation !== this.generation) return;
    this.blocks--;
    this.#gap ??= result.gap;
    this.#seq = Math.max(this.#seq, result.seq);
    this.#duplicates += result.duplicates;
    if (this.blocks === 0) this.events = [];
  }

  resolve(storedThrough: number): void {
    this.#end();
    const result = { storedThrough, seq: this.#seq, duplicates: this.#duplicates };
    this.#parts.resolve(this.#gap === undefined ? result : { ...result, gap: this.#gap });
  }

  reject(reason: SutraError): void {
    this.#end();
    this.#parts.reject(reason);
  }

  #end(): void {
    this.ended = true;
    if (this.#onAbort !== undefined) this.#parts.signal?.removeEventListener('abort', this.#onAbort);
  }
}
