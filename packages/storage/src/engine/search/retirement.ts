import type { Logger } from '@sutra/kit';
import { eventLoopTurn } from '../read/event-loop-turn.ts';
import type { Documents, EndingBatch } from './documents.ts';
import type { Horizon } from './horizon.ts';
import type { Postings } from './postings.ts';

/** Documents that go in one transaction: it writes some pages for each, and keeps the event loop meanwhile. */
const DOCUMENTS_AT_ONCE = 96;
/** Ends compared to find the one from which on all are kept: exact enough, and sorted in no time. */
const SAMPLES = 4_096;

/** Where the work stands; told after every step, so that tests can see how much one of them does. */
export type RetirementStep = { readonly postings: number } | { readonly documents: number };

export interface RetirementParts {
  readonly documents: Documents;
  readonly postings: Postings;
  readonly horizon: Horizon;
  readonly logger: Logger;
  /** Texts that have ended are kept while there are no more of them than this, or than texts that stand. */
  readonly endedMin: number;
  transaction(work: () => void): Promise<unknown>;
  /** Within a transaction: the vectors of a document go. */
  forgetVectors(doc: number): void;
  /** All that was to go is gone. */
  retired(): void;
}

/**
 * Takes texts that ended long ago out of the search index, the earliest first, when there are more of them than texts that stand: so what changes
 * often costs no more than what is known now. What is kept is found exactly as before; a search of a past before it says that it is not complete.
 * Works beside everything else in short transactions. Cut off at any point, it is gone on with at the next start.
 */
export class Retirement {
  readonly #parts: RetirementParts;
  #standing = 0;
  #stopped = false;
  #work: Promise<void> | undefined;
  onStep: (step: RetirementStep) => void = () => undefined;

  constructor(parts: RetirementParts) {
    this.#parts = parts;
  }

  /** @param standing texts that concepts say now */
  consider(standing: number): void {
    this.#standing = standing;
    if (this.#work !== undefined || this.#stopped || !this.#isDue()) return;
    this.#work = this.#run()
      .catch((reason: unknown) =>
        this.#parts.logger.warn('texts that ended long ago stay in the search index', { because: String(reason) }),
      )
      .finally(() => {
        this.#work = undefined;
      });
  }

  #isDue(): boolean {
    const { documents, horizon } = this.#parts;
    return horizon.isOpen || documents.kept - this.#standing > this.#mostEnded;
  }

  get #mostEnded(): number {
    return Math.max(this.#parts.endedMin, this.#standing);
  }

  async settled(): Promise<void> {
    await this.#work;
  }

  async close(): Promise<void> {
    this.#stopped = true;
    await this.#work;
  }

  /** What ends while this works is looked at when it has ended. */
  async #run(): Promise<void> {
    const { horizon } = this.#parts;
    while (this.#isDue() && !this.#stopped) {
      const through = horizon.isOpen ? horizon.number : await this.#lastToGo(this.#mostEnded >> 1);
      if (through === undefined) return;
      await this.retireThrough(through);
    }
  }

  /** The last batch whose endings go so that about `keep` of them stay; undefined when none is to. */
  async #lastToGo(keep: number): Promise<number | undefined> {
    const stride = Math.max(1, Math.ceil(this.#parts.documents.kept / SAMPLES));
    const sample: number[] = [];
    let seen = 0;
    for await (const [, { number }] of this.#ended()) if (seen++ % stride === 0) sample.push(number);
    sample.sort((a, b) => a - b);
    return sample[sample.length - 1 - Math.floor(keep / stride)];
  }

  async *#ended(): AsyncGenerator<readonly [number, EndingBatch]> {
    const { documents } = this.#parts;
    for (let from = 0; !this.#stopped; ) {
      const some = documents.endedFrom(from);
      if (some === undefined) return;
      yield* some.ended;
      from = some.next;
      await eventLoopTurn();
    }
  }

  /**
   * Retires what ended with a batch up to this one.
   * @param lastDocument the highest number given so far; default: of what is committed
   */
  async retireThrough(number: number, lastDocument = this.#parts.documents.committedCount - 1): Promise<void> {
    const { horizon, retired } = this.#parts;
    const going: number[] = [];
    let last: EndingBatch = { number, seq: 0, timeUs: 0 };
    for await (const [doc, end] of this.#ended()) {
      if (end.number > number) continue;
      going.push(doc);
      last = { number, seq: Math.max(last.seq, end.seq), timeUs: Math.max(last.timeUs, end.timeUs) };
    }
    if (!horizon.isOpen) await this.#step(() => horizon.begin(last, lastDocument));
    await this.#retirePostings(new DocumentSet(going));
    await this.#retireDocuments(going);
    if (this.#stopped) return;
    await this.#step(() => horizon.end());
    retired();
  }

  async #retirePostings(going: DocumentSet): Promise<void> {
    const { postings } = this.#parts;
    for (let from: readonly [string, number] | undefined = ['', 0]; from !== undefined && !this.#stopped; ) {
      let next: readonly [string, number] | undefined;
      let looked = 0;
      const begin = from;
      await this.#step(() => {
        ({ next, looked } = postings.retire(begin, (doc) => going.has(doc)));
      });
      this.onStep({ postings: looked });
      from = next;
    }
  }

  /** The rows of documents go last: as long as they are there, it can be told what is to go. */
  async #retireDocuments(going: readonly number[]): Promise<void> {
    const { documents, forgetVectors } = this.#parts;
    for (let at = 0; at < going.length && !this.#stopped; at += DOCUMENTS_AT_ONCE) {
      const some = going.slice(at, at + DOCUMENTS_AT_ONCE);
      await this.#step(() => {
        for (const doc of some) {
          forgetVectors(doc);
          documents.remove(doc);
        }
      });
      this.onStep({ documents: some.length });
    }
  }

  async #step(work: () => void): Promise<void> {
    await this.#parts.transaction(work);
    await eventLoopTurn();
  }
}

/** Numbers, one bit each. */
class DocumentSet {
  readonly #bits: Uint8Array;

  constructor(docs: readonly number[]) {
    this.#bits = new Uint8Array(((docs.at(-1) ?? 0) >>> 3) + 1);
    for (const doc of docs) this.#bits[doc >>> 3]! |= 1 << (doc & 7);
  }

  has(doc: number): boolean {
    return ((this.#bits[doc >>> 3] ?? 0) & (1 << (doc & 7))) !== 0;
  }
}
