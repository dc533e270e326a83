/** Rows by score, the highest first, given out one by one: cheap when only the first few are wanted, whichever those turn out to be. */
export class Ranking {
  readonly #rows: Uint32Array;
  readonly #scores: Float64Array;
  #size: number;

  /** Row `rows[i]` has score `scores[rows[i]]`. Takes `rows` over. */
  constructor(rows: Uint32Array, scores: Float64Array) {
    this.#rows = rows;
    this.#scores = scores;
    this.#size = rows.length;
    for (let i = (this.#size >> 1) - 1; i >= 0; i--) this.#sink(i);
  }

  /** Score of the row that comes next. */
  get next(): number {
    return this.#size === 0 ? Number.NEGATIVE_INFINITY : this.#scores[this.#rows[0]!]!;
  }

  /** The next row; undefined at the end. */
  take(): number | undefined {
    if (this.#size === 0) return undefined;
    const row = this.#rows[0]!;
    this.#size--;
    this.#rows[0] = this.#rows[this.#size]!;
    this.#sink(0);
    return row;
  }

  /** Equal scores: the lower row first, so that an answer does not change from one time to the next. */
  #before(a: number, b: number): boolean {
    const difference = this.#scores[a]! - this.#scores[b]!;
    return difference > 0 || (difference === 0 && a < b);
  }

  #sink(from: number): void {
    const rows = this.#rows;
    let at = from;
    for (;;) {
      let child = at * 2 + 1;
      if (child >= this.#size) return;
      if (child + 1 < this.#size && this.#before(rows[child + 1]!, rows[child]!)) child++;
      if (!this.#before(rows[child]!, rows[at]!)) return;
      const moved = rows[at]!;
      rows[at] = rows[child]!;
      rows[child] = moved;
      at = child;
    }
  }
}
