import type { Database, RootDatabase } from 'lmdb';

/** One text that was or is what a concept says. */
export interface Document {
  readonly id: string;
  readonly length: number;
  readonly seq: number;
  readonly timeUs: number;
}

/** [id, length, seq, timeUs, endSeq]; the end is null while it is what the concept says. */
type Row = readonly [string, number, number, number, number | null];

/** Documents read into the columns before others may run. */
const LOAD_DOCUMENTS = 4096;
const FIRST_CAPACITY = 1024;

/** Documents by number, from 0: d: number → document; and, read at the first search and kept up from then on, columns of what ranking needs. */
export class Documents {
  readonly #rows: Database<Row, number>;
  #next: number;
  /** Documents that are committed. */
  #readable: number;
  /** Documents of the columns; later ones are read when the next search begins. */
  #loaded = 0;
  #length = new Float64Array(FIRST_CAPACITY);
  #seq = new Float64Array(FIRST_CAPACITY);
  #timeUs = new Float64Array(FIRST_CAPACITY);
  #endSeq = new Float64Array(FIRST_CAPACITY);
  /** Of the transaction under way. */
  #ended: [number, number][] = [];
  #loading: Promise<void> | undefined;

  constructor(root: RootDatabase<unknown, string>) {
    this.#rows = root.openDB({ name: 'd' });
    let last = -1;
    for (const key of this.#rows.getKeys({ reverse: true, limit: 1 })) last = key;
    this.#next = last + 1;
    this.#readable = this.#next;
  }

  /** Documents ever, those that ended included. */
  get count(): number {
    return this.#loaded;
  }

  add({ id, length, seq, timeUs }: Document): number {
    const doc = this.#next++;
    this.#rows.put(doc, [id, length, seq, timeUs, null]);
    return doc;
  }

  /** It is not what the concept says any longer. */
  end(doc: number, seq: number): void {
    const [id, length, fromSeq, fromUs, endSeq] = this.#rows.get(doc)!;
    if (endSeq !== null) return;
    this.#rows.put(doc, [id, length, fromSeq, fromUs, seq]);
    this.#ended.push([doc, seq]);
  }

  committed(): void {
    for (const [doc, seq] of this.#ended) if (doc < this.#loaded) this.#endSeq[doc] = seq;
    this.#ended = [];
    this.#readable = this.#next;
  }

  /** Documents that are committed. */
  get committedCount(): number {
    return this.#readable;
  }

  /** The concept whose text a document is now; undefined when it is not any longer. */
  standing(doc: number): string | undefined {
    const row = this.#rows.get(doc);
    return row === undefined || row[4] !== null ? undefined : row[0];
  }

  id(doc: number): string {
    return this.#rows.get(doc)![0];
  }

  length(doc: number): number {
    return this.#length[doc]!;
  }

  /** Whether it is what its concept says now. */
  isCurrent(doc: number): boolean {
    return this.#endSeq[doc] === Number.POSITIVE_INFINITY;
  }

  /** Whether it may be what its concept said at a position; of several at one position only the row of the concept tells. */
  mayStandAt(doc: number, asOf: { readonly seq: number } | { readonly timeUs: number }): boolean {
    if ('seq' in asOf) return this.#seq[doc]! <= asOf.seq && this.#endSeq[doc]! > asOf.seq;
    return this.#timeUs[doc]! <= asOf.timeUs;
  }

  /** How many documents stand at a position (now, without one), and their average length. */
  statistics(stands: (doc: number) => boolean): { readonly count: number; readonly averageLength: number } {
    let [count, words] = [0, 0];
    for (let doc = 0; doc < this.#loaded; doc++) {
      if (!stands(doc)) continue;
      count++;
      words += this.#length[doc]!;
    }
    return { count, averageLength: count === 0 ? 1 : Math.max(1, words / count) };
  }

  /** Brings the columns up to the rows, with pauses. */
  async load(): Promise<void> {
    while (this.#loaded < this.#readable) {
      this.#loading ??= this.#loadMore().finally(() => {
        this.#loading = undefined;
      });
      await this.#loading;
    }
  }

  async #loadMore(): Promise<void> {
    const through = this.#readable;
    while (this.#loaded < through) {
      const from = this.#loaded;
      for (const { key, value } of this.#rows.getRange({ start: from, end: Math.min(through, from + LOAD_DOCUMENTS) }))
        this.#set(key, value);
      if (this.#loaded === from) throw new Error(`document ${from} is missing from the search index`);
      if (this.#loaded < through) await new Promise((resolve) => setImmediate(resolve));
    }
  }

  #set(doc: number, [, length, seq, timeUs, endSeq]: Row): void {
    if (doc >= this.#length.length) this.#grow(doc + 1);
    this.#length[doc] = length;
    this.#seq[doc] = seq;
    this.#timeUs[doc] = timeUs;
    this.#endSeq[doc] = endSeq ?? Number.POSITIVE_INFINITY;
    this.#loaded = doc + 1;
  }

  #grow(least: number): void {
    const wider = (old: Float64Array): Float64Array<ArrayBuffer> => {
      const next = new Float64Array(Math.max(least, old.length * 2));
      next.set(old);
      return next;
    };
    this.#length = wider(this.#length);
    this.#seq = wider(this.#seq);
    this.#timeUs = wider(this.#timeUs);
    this.#endSeq = wider(this.#endSeq);
  }
}
