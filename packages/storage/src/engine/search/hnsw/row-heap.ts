const FIRST_CAPACITY = 256;

/** Rows with a key each, the largest key first; used again and again without making anything new. */
export class RowHeap {
  #rows = new Int32Array(FIRST_CAPACITY);
  #keys = new Float64Array(FIRST_CAPACITY);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Key of the first row; only of a heap that has one. */
  get firstKey(): number {
    return this.#keys[0]!;
  }

  clear(): void {
    this.#size = 0;
  }

  push(row: number, key: number): void {
    if (this.#size === this.#rows.length) this.#grow();
    const [rows, keys] = [this.#rows, this.#keys];
    let at = this.#size++;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (keys[parent]! >= key) break;
      rows[at] = rows[parent]!;
      keys[at] = keys[parent]!;
      at = parent;
    }
    rows[at] = row;
    keys[at] = key;
  }

  /** Takes the first row out; only of a heap that has one. */
  take(): number {
    const [rows, keys] = [this.#rows, this.#keys];
    const first = rows[0]!;
    const size = --this.#size;
    const [row, key] = [rows[size]!, keys[size]!];
    let at = 0;
    for (;;) {
      let child = at * 2 + 1;
      if (child >= size) break;
      if (child + 1 < size && keys[child + 1]! > keys[child]!) child++;
      if (keys[child]! <= key) break;
      rows[at] = rows[child]!;
      keys[at] = keys[child]!;
      at = child;
    }
    rows[at] = row;
    keys[at] = key;
    return first;
  }

  #grow(): void {
    const rows = new Int32Array(this.#rows.length * 2);
    const keys = new Float64Array(rows.length);
    rows.set(this.#rows);
    keys.set(this.#keys);
    this.#rows = rows;
    this.#keys = keys;
  }
}
