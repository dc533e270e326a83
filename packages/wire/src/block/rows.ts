const TABLE_START = 64;
/** So few are looked through sooner than a table is made. */
const FEW = 16;
const NO_TABLE = new Int32Array(0);
const SPREAD = 0x9e3779b1;

/**
 * Rows of numbers, each once, found by what they hold without a key being built: whoever looks for one writes it into `wanted` and says
 * how long it is.
 */
export class Rows {
  readonly at: (readonly number[])[] = [];
  readonly wanted: number[] = [];
  /** Number of the row plus one, where its hash leads or in the places after that. */
  #table = NO_TABLE;

  /** The number of the row in `wanted`, if it is known. */
  find(length: number): number | undefined {
    if (this.#table.length === 0) {
      for (let row = 0; row < this.at.length; row++) if (isEqual(this.at[row]!, this.wanted, length)) return row;
      return undefined;
    }
    const row = this.#table[this.#placeOf(this.wanted, length)]!;
    return row === 0 ? undefined : row - 1;
  }

  /** Adds the row in `wanted`, which must not be known, and returns its number. */
  add(length: number): number {
    const row = this.wanted.slice(0, length);
    if (this.at.length < FEW) return this.at.push(row) - 1;
    if (this.at.length * 2 >= this.#table.length) this.#grow();
    this.#table[this.#placeOf(row, length)] = this.at.push(row);
    return this.at.length - 1;
  }

  /** Where a row is, or where it would be. */
  #placeOf(refs: readonly number[], length: number): number {
    const last = this.#table.length - 1;
    for (let place = hashOf(refs, length) & last; ; place = (place + 1) & last) {
      const row = this.#table[place]!;
      if (row === 0 || isEqual(this.at[row - 1]!, refs, length)) return place;
    }
  }

  #grow(): void {
    this.#table = new Int32Array(Math.max(TABLE_START, this.#table.length * 2));
    for (const [row, refs] of this.at.entries()) this.#table[this.#placeOf(refs, refs.length)] = row + 1;
  }
}

function hashOf(refs: readonly number[], length: number): number {
  let hash = length;
  for (let i = 0; i < length; i++) {
    hash = Math.imul(hash ^ refs[i]!, SPREAD);
    hash ^= hash >>> 15;
  }
  return hash;
}

function isEqual(row: readonly number[], refs: readonly number[], length: number): boolean {
  if (row.length !== length) return false;
  for (let i = 0; i < length; i++) if (row[i] !== refs[i]) return false;
  return true;
}
