import { CHUNK_ROWS } from '../columns/chunks.ts';
import { NO_ROW } from '../columns/segment-index.ts';
import type { SegmentSelection } from './selection.ts';

/**
 * Walks the posting lists of the fitting sets side by side, newest row first: a heap of the next row of each list. Every row is in
 * exactly one list, so a row is all an entry needs to be.
 */
export class NewestRows {
  readonly #at: SegmentSelection;
  readonly #heap: number[] = [];
  #size = 0;

  constructor(at: SegmentSelection, sets: readonly number[]) {
    this.#at = at;
    for (const set of sets) {
      const row = at.index.sets.lastRow.at(set);
      if (row !== NO_ROW) this.#heap[this.#size++] = row;
    }
    for (let i = (this.#size >> 1) - 1; i >= 0; i--) this.#down(i);
  }

  /** Takes the newest row left; undefined at the end. */
  next(): number | undefined {
    if (this.#size === 0) return undefined;
    const row = this.#heap[0]!;
    const before = this.#at.index.before.at(row);
    this.#heap[0] = before === NO_ROW ? this.#heap[--this.#size]! : before;
    this.#down(0);
    return row;
  }

  #down(from: number): void {
    const heap = this.#heap;
    const row = heap[from]!;
    let i = from;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= this.#size) break;
      if (child + 1 < this.#size && heap[child + 1]! > heap[child]!) child++;
      if (heap[child]! <= row) break;
      heap[i] = heap[child]!;
      i = child;
    }
    heap[i] = row;
  }
}

/** The chunk a row is in. */
export const chunkOf = (row: number): number => Math.floor(row / CHUNK_ROWS);
