import { Ranking } from './ranking.ts';

const FIRST_CAPACITY = 256;

/** Rows of a column that may be near enough, each with the most its cosine can be. */
export class Fits {
  #rows = new Uint32Array(FIRST_CAPACITY);
  #uppers = new Float64Array(FIRST_CAPACITY);
  #count = 0;

  add(row: number, upper: number): void {
    if (this.#count === this.#rows.length) this.#grow();
    this.#rows[this.#count] = row;
    this.#uppers[this.#count] = upper;
    this.#count++;
  }

  row(at: number): number {
    return this.#rows[at]!;
  }

  /** Places in here, those that can be nearest first. */
  ranking(): Ranking {
    const places = new Uint32Array(this.#count);
    for (let at = 0; at < places.length; at++) places[at] = at;
    return new Ranking(places, this.#uppers);
  }

  #grow(): void {
    const rows = new Uint32Array(this.#rows.length * 2);
    const uppers = new Float64Array(rows.length);
    rows.set(this.#rows);
    uppers.set(this.#uppers);
    this.#rows = rows;
    this.#uppers = uppers;
  }
}
