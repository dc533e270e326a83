import type { Database, RootDatabase } from 'lmdb';
import { eventLoopTurn } from '../read/event-loop-turn.ts';
import { DocumentColumns } from './document-columns.ts';

/** One text that was or is what a concept says. */
export interface Document {
  readonly id: string;
  readonly length: number;
  readonly seq: number;
  readonly timeUs: number;
}

/** The batch with which a document stopped being what its concept says. */
export interface EndingBatch {
  readonly number: number;
  readonly seq: number;
  readonly timeUs: number;
}

type End = readonly [number: number, seq: number, timeUs: number];
/** The end is null while it is what the concept says. */
type Row = readonly [id: string, length: number, seq: number, timeUs: number, end: End | null];

/** Documents read before others may run. */
const LOAD_DOCUMENTS = 4096;

/** Documents by number, from 0: d: number → document; and, read at the first search and kept up from then on, columns of what ranking needs. */
export class Documents {
  readonly #rows: Database<Row, number>;
  #next: number;
  /** Documents that are committed. */
  #readable: number;
  #columns = new DocumentColumns();
  /** Documents below this one were read into the columns, those that are not there any more left out. */
  #loaded = 0;
  /** Of the transaction under way. */
  #ended: [number, EndingBatch][] = [];
  #loading: Promise<void> | undefined;

  constructor(root: RootDatabase<unknown, string>, last: number) {
    this.#rows = root.openDB({ name: 'd' });
    let highest = last;
    for (const key of this.#rows.getKeys({ reverse: true, limit: 1 })) highest = Math.max(highest, key);
    this.#next = highest + 1;
    this.#readable = this.#next;
  }

  /** Documents there are, those that ended and were not retired yet included. */
  get kept(): number {
    return (this.#rows.getStats() as { entryCount: number }).entryCount;
  }

  /** Bytes of the columns in memory. */
  get bytes(): number {
    return this.#columns.bytes;
  }

  add({ id, length, seq, timeUs }: Document): number {
    const doc = this.#next++;
    this.#rows.put(doc, [id, length, seq, timeUs, null]);
    return doc;
  }

  /** It is not what the concept says any longer. */
  end(doc: number, batch: EndingBatch): void {
    const [id, length, fromSeq, fromUs, end] = this.#rows.get(doc)!;
    if (end !== null) return;
    this.#rows.put(doc, [id, length, fromSeq, fromUs, [batch.number, batch.seq, batch.timeUs]]);
    this.#ended.push([doc, batch]);
  }

  committed(): void {
    for (const [doc, end] of this.#ended) this.#columns.end(doc, end);
    this.#ended = [];
    this.#readable = this.#next;
  }

  /** Numbers of documents that are committed. */
  get committedCount(): number {
    return this.#readable;
  }

  /** The concept whose text a document is now; undefined when it is not any longer. */
  standing(doc: number): string | undefined {
    const row = this.#rows.get(doc);
    return row === undefined || row[4] !== null ? undefined : row[0];
  }

  /** The concept a document belongs to; undefined when it was retired. */
  id(doc: number): string | undefined {
    return this.#rows.get(doc)?.[0];
  }

  has(doc: number): boolean {
    return this.#rows.doesExist(doc);
  }

  /** Documents from `from` on that have ended, some of them at a time, each with its end. Ends with undefined. */
  endedFrom(from: number): { readonly ended: readonly (readonly [number, EndingBatch])[]; readonly next: number } | undefined {
    const ended: [number, EndingBatch][] = [];
    let next = from;
    for (const { key, value } of this.#rows.getRange({ start: from, end: this.#readable, limit: LOAD_DOCUMENTS })) {
      next = key + 1;
      const end = value[4];
      if (end !== null) ended.push([key, { number: end[0], seq: end[1], timeUs: end[2] }]);
    }
    return next === from ? undefined : { ended, next };
  }

  /** Within a transaction. */
  remove(doc: number): void {
    this.#rows.remove(doc);
  }

  /** Some were removed: the columns are read anew. Whoever holds the old ones finds in them what there was. */
  removedSome(): void {
    this.#columns = new DocumentColumns();
    this.#loaded = 0;
  }

  /** The columns, brought up to the rows, with pauses. They grow while they are used, and only at their end. */
  async columns(): Promise<DocumentColumns> {
    while (this.#loaded < this.#readable) {
      this.#loading ??= this.#loadMore().finally(() => {
        this.#loading = undefined;
      });
      await this.#loading;
    }
    return this.#columns;
  }

  async #loadMore(): Promise<void> {
    const through = this.#readable;
    const columns = this.#columns;
    while (this.#loaded < through && columns === this.#columns) {
      let rows = 0;
      for (const { key, value } of this.#rows.getRange({ start: this.#loaded, end: through, limit: LOAD_DOCUMENTS })) {
        const [, length, seq, timeUs, end] = value;
        columns.add(key, length, seq, timeUs, end === null ? null : { seq: end[1], timeUs: end[2] });
        this.#loaded = key + 1;
        rows++;
      }
      if (rows < LOAD_DOCUMENTS) this.#loaded = through;
      else await eventLoopTurn();
    }
  }
}
