type Numbers = Uint8Array | Uint16Array | Uint32Array | Float64Array;

const START = 64;
/** A column that will not grow any more may have so much room behind it: one part of so many. */
const SLACK_SHARE = 16;

/** A typed array that grows at the end. Hot loops read `data` directly, up to `length`. */
export class Column<T extends Numbers> {
  data: T;
  length = 0;
  /** How many there will likely be: past a quarter of it, room is made for all of them at once. */
  likely = 0;

  constructor(empty: T) {
    this.data = empty;
  }

  push(value: number): void {
    if (this.length === this.data.length) this.#grow(this.length + 1);
    this.data[this.length++] = value;
  }

  at(index: number): number {
    return this.data[index]!;
  }

  get bytes(): number {
    return this.data.byteLength;
  }

  /** What has been pushed, as it lies in memory. */
  get written(): T {
    return this.data.subarray(0, this.length) as T;
  }

  /** Takes all its numbers at once. */
  restore(numbers: T): void {
    this.data = numbers;
    this.length = numbers.length;
  }

  /** The same, of numbers of any width. */
  take(numbers: Numbers): void {
    const Type = this.data.constructor as new (numbers: Numbers) => T;
    this.restore(numbers instanceof Type ? numbers : new Type(numbers));
  }

  /** Gives back the slack, where it is worth a copy: for columns that will not grow any more. */
  trim(): void {
    if (this.data.length - this.length > this.data.length / SLACK_SHARE) this.data = this.data.slice(0, this.length) as T;
  }

  #grow(least: number): void {
    const Type = this.data.constructor as new (length: number) => T;
    // By half rather than by doubling: at a million rows the slack is what costs memory.
    const next = Math.max(START, least, Math.ceil(this.data.length * 1.5));
    const grown = new Type(next < this.likely && next > this.likely / 4 ? this.likely : next);
    grown.set(this.data);
    this.data = grown;
  }
}

export const u8 = (): Column<Uint8Array> => new Column(new Uint8Array(0));
export const u16 = (): Column<Uint16Array> => new Column(new Uint16Array(0));
export const u32 = (): Column<Uint32Array> => new Column(new Uint32Array(0));
export const f64 = (): Column<Float64Array> => new Column(new Float64Array(0));
