import { CHUNK_ROWS } from '../columns/segment-index.ts';
import type { Work } from './reader.ts';
import { chunksOf, rowFits, rowsOfFewSets, type SegmentSelection } from './selection.ts';
import type { Slices } from './slices.ts';

/**
 * Matching rows, a chunk at a time in a reused array; the event loop is let in between. Where all rows of a chunk match, they are given to
 * `visitRun` as [from, to), if there is one.
 */
export async function eachMatch(
  at: SegmentSelection,
  slices: Slices,
  work: Work,
  visit: (rows: Uint32Array, count: number) => void,
  visitRun?: (from: number, to: number) => void,
): Promise<void> {
  const rows = new Uint32Array(CHUNK_ROWS);
  if (at.fewSets !== undefined) {
    const few = Uint32Array.from(rowsOfFewSets(at)).sort();
    work.scanned += few.length;
    for (let i = 0; i < few.length && work.partialBecause === undefined; i += CHUNK_ROWS) {
      visit(few.subarray(i, i + CHUNK_ROWS), Math.min(CHUNK_ROWS, few.length - i));
      if (slices.over) await slices.turn();
    }
    return;
  }
  for (const chunk of chunksOf(at)) {
    if (work.partialBecause !== undefined) return;
    const from = Math.max(at.from, chunk * CHUNK_ROWS);
    const to = Math.min(at.to, (chunk + 1) * CHUNK_ROWS);
    const whole = allFit(at, chunk);
    work.scanned += to - from;
    if (whole && visitRun !== undefined) visitRun(from, to);
    else {
      let count = 0;
      for (let row = from; row < to; row++) if (whole || rowFits(at, row)) rows[count++] = row;
      visit(rows, count);
    }
    if (slices.over) await slices.turn();
  }
}

/** Whether every row of a chunk that is in range fits, as far as its bounds tell. */
function allFit({ index, types, sets, fromUs, toUs }: SegmentSelection, chunk: number): boolean {
  return types === undefined && sets === undefined && index.chunkMin.at(chunk) >= fromUs && index.chunkMax.at(chunk) < toUs;
}
