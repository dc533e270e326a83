import { SutraError } from '@sutra/kit';
import type { Appended, EventRecord } from '@sutra/wire';
import type { AppendResult } from '../contract/query.ts';

interface Settle {
  readonly resolve: (result: AppendResult) => void;
  readonly reject: (reason: SutraError) => void;
}

const NO_EVENTS: readonly EventRecord[] = [];

/** What the promise made last is settled with: one function for all of them, since there may be hundreds of thousands a second. */
let taken: Settle;
const takeSettle = (resolve: Settle['resolve'], reject: Settle['reject']): void => {
  taken = { resolve, reject };
};

/** One append on its way: sent in one or more blocks, alone or with its neighbours, perhaps over more than one connection. */
export class PendingAppend {
  /** What the caller gets. */
  readonly promise: Promise<AppendResult>;
  /** Events handed over. */
  readonly given: number;
  /** What is not known to be stored. */
  events: readonly EventRecord[];
  /** How long it may take, and until when that is on the monotonic clock, ms. */
  readonly limitMs: number;
  readonly deadlineMs: number;
  /** Blocks sent in this generation and not acknowledged. */
  blocks = 0;
  /** Counts the streams it was sent over; acknowledgements of older ones do not count. */
  generation = 0;
  /** Resolved or rejected. */
  ended = false;
  #settle: Settle;
  #unwatch: (() => void) | undefined;
  #seq = 0;
  #duplicates = 0;
  #gap: Appended['gap'];

  constructor(events: readonly EventRecord[], limitMs: number, deadlineMs: number) {
    this.events = events;
    this.given = events.length;
    this.limitMs = limitMs;
    this.deadlineMs = deadlineMs;
    this.promise = new Promise(takeSettle);
    this.#settle = taken;
  }

  /** Gives up when the caller cancels. */
  watch(signal: AbortSignal, giveUp: (reason: SutraError) => void): void {
    const onAbort = (): void =>
      giveUp(new SutraError('SUTRA_ABORTED', 'The append was cancelled; whether it was stored is unknown', { cause: signal.reason }));
    signal.addEventListener('abort', onAbort, { once: true });
    this.#unwatch = () => signal.removeEventListener('abort', onAbort);
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
  acknowledged({ seq, duplicates, gap }: Omit<Appended, 'storedThrough'>, generation: number): void {
    if (generation !== this.generation) return;
    this.blocks--;
    this.#gap ??= gap;
    if (seq > this.#seq) this.#seq = seq;
    this.#duplicates += duplicates;
    if (this.blocks === 0) this.events = NO_EVENTS;
  }

  resolve(storedThrough: number): void {
    this.#end();
    const result = { storedThrough, seq: this.#seq, duplicates: this.#duplicates };
    this.#settle.resolve(this.#gap === undefined ? result : { ...result, gap: this.#gap });
  }

  reject(reason: SutraError): void {
    this.#end();
    this.#settle.reject(reason);
  }

  #end(): void {
    this.ended = true;
    this.#unwatch?.();
  }
}
