import { SPAN_ROWS } from './chunks.ts';
import type { Column } from './column.ts';
import { Tallies } from './tallies.ts';

/** Sums are kept only where each stands for so many rows on average: then they take at most an eighth of what the columns do. */
const PAYS_ROWS = 8;
/** More combinations than this are not looked for in one table. */
const CODES_MAX = 1 << 20;

/** How many rows of a span are of each type and entity set, and when the first and last of them were: one entry for each combination that occurs. */
export interface Sums {
  readonly length: number;
  readonly type: Uint16Array;
  readonly set: Uint32Array;
  readonly count: Uint32Array;
  readonly firstUs: Float64Array;
  readonly lastUs: Float64Array;
}

interface SpanColumns {
  readonly time: Column<Float64Array>;
  readonly type: Column<Uint16Array>;
  readonly set: Column<Uint32Array>;
  readonly types: readonly string[];
  readonly sets: { readonly size: number };
}

/**
 * Sums of the rows of a segment whose columns are in memory, span by span, made when a span is counted first. Who counts the same day again and again, as a
 * page that is looked at does, adds up a tenth as many numbers as there are rows, also while the segment is still being written.
 */
export class SpanSums {
  readonly #columns: SpanColumns;
  /** By span; null where it did not pay. Rows never change, so what was summed up stays right. */
  readonly #spans: (Sums | null | undefined)[] = [];

  constructor(columns: SpanColumns) {
    this.#columns = columns;
  }

  /** Those of a span that is complete; undefined where they would be nearly as many as its rows. */
  of(span: number): Sums | undefined {
    const known = this.#spans[span];
    if (known !== undefined) return known ?? undefined;
    const found = this.#sum(span * SPAN_ROWS);
    this.#spans[span] = found ?? null;
    return found;
  }

  #sum(from: number): Sums | undefined {
    const { time, type, set, types, sets } = this.#columns;
    const setCount = sets.size;
    if (types.length * setCount > CODES_MAX) return undefined;
    const tallies = new Tallies(types.length * setCount);
    for (let row = from; row < from + SPAN_ROWS; row++) {
      const timeUs = time.data[row]!;
      tallies.addMany(type.data[row]! * setCount + set.data[row]!, 1, timeUs, timeUs);
    }
    const length = tallies.size;
    if (length > SPAN_ROWS / PAYS_ROWS) return undefined;
    const sums = {
      length,
      type: new Uint16Array(length),
      set: new Uint32Array(length),
      count: new Uint32Array(length),
      firstUs: new Float64Array(length),
      lastUs: new Float64Array(length),
    };
    let at = 0;
    tallies.eachOf(0, tallies.places, (code, count, firstUs, lastUs) => {
      sums.type[at] = Math.floor(code / setCount);
      sums.set[at] = code % setCount;
      sums.count[at] = count;
      sums.firstUs[at] = firstUs;
      sums.lastUs[at] = lastUs;
      at++;
    });
    return sums;
  }
}
