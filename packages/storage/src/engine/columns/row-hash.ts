import { u32 } from './column.ts';

const NONE = 0xffffffff;

/** From a 32-bit key to the rows filed under it, newest first. Keys may collide: the reader compares what it meant. */
export class RowHash {
  readonly keys = u32();
  readonly rows = u32();
  readonly #next = u32();
  #heads = new Uint32Array(16).fill(NONE);

  get size(): number {
    return this.rows.length;
  }

  get bytes(): number {
    return this.keys.bytes + this.rows.bytes + this.#next.bytes + this.#heads.byteLength;
  }

  add(key: number, row: number): void {
    if (this.size >= this.#heads.length) this.#spread();
    this.keys.push(key);
    this.rows.push(row);
    this.#link(this.size - 1);
  }

  *find(key: number): Iterable<number> {
    for (let i = this.#heads[this.#slot(key)]!; i !== NONE; i = this.#next.at(i)) if (this.keys.at(i) === key) yield this.rows.at(i);
  }

  #slot(key: number): number {
    return Math.imul(key, 0x9e3779b1) >>> (32 - Math.log2(this.#heads.length));
  }

  #link(entry: number): void {
    const slot = this.#slot(this.keys.at(entry));
    if (this.#next.length === entry) this.#next.push(this.#heads[slot]!);
    else this.#next.data[entry] = this.#heads[slot]!;
    this.#heads[slot] = entry;
  }

  #spread(): void {
    this.#heads = new Uint32Array(this.#heads.length * 2).fill(NONE);
    for (let entry = 0; entry < this.size; entry++) this.#link(entry);
  }
}
