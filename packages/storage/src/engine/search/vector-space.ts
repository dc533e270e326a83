import type { Database } from 'lmdb';
import { eventLoopTurn } from '../read/event-loop-turn.ts';
import { type Quantised, quantise } from './vector.ts';
import { VectorColumn } from './vector-column.ts';

const LOAD_VECTORS = 4096;
const HEAD_BYTES = 8;

/**
 * The vectors of one embedder: q: [space, document] → step, residual, 8-bit numbers, and for vectors that were given v: document → 32-bit
 * floats, by which the final order is decided. The 8-bit ones are read into memory at the first search.
 */
export class VectorSpace {
  readonly name: string;
  readonly dimension: number;
  readonly #rounded: Database<Buffer, [string, number]>;
  readonly #exact: Database<Buffer, number> | undefined;
  #column: VectorColumn | undefined;
  #throughDoc = -1;
  #lastDoc: number;
  /** The last document that is committed. */
  #readableDoc: number;
  #loading: Promise<void> | undefined;

  constructor(name: string, dimension: number, rounded: Database<Buffer, [string, number]>, exact?: Database<Buffer, number>) {
    this.name = name;
    this.dimension = dimension;
    this.#rounded = rounded;
    this.#exact = exact;
    this.#lastDoc = -1;
    for (const key of rounded.getKeys({ start: [name, Number.MAX_SAFE_INTEGER], end: [name, -1], reverse: true, limit: 1 }))
      this.#lastDoc = key[1];
    this.#readableDoc = this.#lastDoc;
  }

  add(doc: number, { values, step, residual }: Quantised, vector?: Float32Array): void {
    const bytes = Buffer.alloc(HEAD_BYTES + values.length);
    bytes.writeFloatLE(step, 0);
    bytes.writeFloatLE(roundedUp(residual), 4);
    bytes.set(new Uint8Array(values.buffer), HEAD_BYTES);
    this.#rounded.put([this.name, doc], bytes);
    if (vector !== undefined) this.#exact!.put(doc, Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength));
    this.#lastDoc = doc;
  }

  committed(): void {
    this.#readableDoc = this.#lastDoc;
  }

  /** At least as many as there are vectors: close when they are in memory. */
  get vectorsMost(): number {
    return this.loadedRows + this.#readableDoc - this.#throughDoc;
  }

  /** Bytes in memory. */
  get bytes(): number {
    return this.#column?.bytes ?? 0;
  }

  /** Vectors in memory. */
  get loadedRows(): number {
    return this.#column?.count ?? 0;
  }

  /** Within a transaction: the vector of a document goes. */
  remove(doc: number): void {
    this.#rounded.remove([this.name, doc]);
    this.#exact?.remove(doc);
  }

  /** Documents from `from` on that have a vector, some of them. */
  documentsFrom(from: number, limit: number): readonly number[] {
    const range = { start: [this.name, from] as [string, number], end: [this.name, Number.MAX_SAFE_INTEGER] as [string, number], limit };
    return [...this.#rounded.getKeys(range)].map(([, doc]) => doc);
  }

  /** Some were removed: the column is read anew. Whoever holds the old one finds in it what there was. */
  removedSome(): void {
    this.#column = undefined;
    this.#throughDoc = -1;
  }

  /** The vector of another document once more. */
  copy(from: number, to: number): void {
    const vector = this.#given(from);
    if (vector !== undefined) this.add(to, quantise(vector), vector);
  }

  #given(doc: number): Float32Array | undefined {
    const bytes = this.#exact?.get(doc);
    return bytes === undefined ? undefined : new Float32Array(Uint8Array.from(bytes).buffer);
  }

  /** What the order is decided by: the vector as given, or for the built-in space, which keeps no other, the rounded one. */
  vector(column: VectorColumn, row: number): Float32Array {
    return this.#given(column.doc(row)) ?? column.values(row);
  }

  /** All vectors, in memory, with pauses while they are read. */
  async column(): Promise<VectorColumn> {
    for (;;) {
      this.#column ??= new VectorColumn(this.dimension);
      if (this.#throughDoc >= this.#readableDoc) return this.#column;
      this.#loading ??= this.#loadMore(this.#column).finally(() => {
        this.#loading = undefined;
      });
      await this.#loading;
    }
  }

  async #loadMore(column: VectorColumn): Promise<void> {
    const last = this.#readableDoc;
    while (this.#throughDoc < last && column === this.#column) {
      const range = { start: [this.name, this.#throughDoc + 1] as [string, number], end: [this.name, last + 1] as [string, number] };
      let rows = 0;
      for (const { key, value } of this.#rounded.getRange({ ...range, limit: LOAD_VECTORS })) {
        const values = new Int8Array(value.buffer, value.byteOffset + HEAD_BYTES, value.length - HEAD_BYTES);
        column.add(key[1], { values, step: value.readFloatLE(0), residual: this.#exact === undefined ? 0 : value.readFloatLE(4) });
        this.#throughDoc = key[1];
        rows++;
      }
      // Those behind the last one that is there were retired.
      if (rows < LOAD_VECTORS) this.#throughDoc = last;
      else await eventLoopTurn();
    }
  }
}

/** As a 32-bit float that is not below it: bounds must stay bounds. */
const roundedUp = (value: number): number => Math.fround(value) * (1 + 2 ** -22);
