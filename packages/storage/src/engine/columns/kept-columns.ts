import { u32 } from './column.ts';

/** One row of a rewritten segment: where it stands, and what it stands for. */
export interface KeptFacts {
  readonly seq: number;
  /** Emitter number − that of the frame's first row. */
  readonly number: number;
  readonly weight: number;
  readonly seqSpan: number;
  readonly beforeUs: number;
  readonly afterUs: number;
}

/** Where rows stand that do not follow one another. 8 bytes a row. */
export class RowPlaces {
  readonly firstSeq: number;
  /** seq − first seq of the segment; ascending. */
  readonly seq = u32();
  /** Emitter number − that of the frame's first row. */
  readonly number = u32();

  constructor(firstSeq: number) {
    this.firstSeq = firstSeq;
  }

  seqAt(row: number): number {
    return this.firstSeq + this.seq.at(row);
  }

  /** How many rows have a seq up to and with this one. */
  rowsThrough(seq: number): number {
    const wanted = seq - this.firstSeq;
    let low = 0;
    let high = this.seq.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.seq.at(middle) <= wanted) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Columns that only a rewritten segment has: its rows no longer follow one another, and some stand for many events. 24 bytes a row. */
export class KeptColumns extends RowPlaces {
  readonly weight = u32();
  readonly seqSpan = u32();
  readonly beforeUs = u32();
  readonly afterUs = u32();

  get columns() {
    return [this.seq, this.number, this.weight, this.seqSpan, this.beforeUs, this.afterUs] as const;
  }

  add({ seq, number, weight, seqSpan, beforeUs, afterUs }: KeptFacts): void {
    this.seq.push(seq - this.firstSeq);
    this.number.push(number);
    this.weight.push(weight);
    this.seqSpan.push(seqSpan);
    this.beforeUs.push(beforeUs);
    this.afterUs.push(afterUs);
  }

  /** Least and greatest time of what a row stands for, given its own. */
  minUs(row: number, timeUs: number): number {
    return timeUs - this.beforeUs.at(row);
  }

  maxUs(row: number, timeUs: number): number {
    return timeUs + this.afterUs.at(row);
  }

  /** The row of [from, to) whose emitter number is so far from the first one's; undefined when there is none. */
  rowOfNumber(number: number, from: number, to: number): number | undefined {
    for (let row = from; row < to; row++) if (this.number.at(row) === number) return row;
    return undefined;
  }
}
