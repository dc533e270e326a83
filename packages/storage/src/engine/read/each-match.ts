import { CHUNK_ROWS, SPAN_CHUNKS } from '../columns/chunks.ts';
import type { Work } from './reader.ts';
import { chunksOf, rowFits, rowsOfFewSets, type SegmentSelection } from './selection.ts';
import type { Slices } from './slices.ts';

/**
 * Matching rows, a chunk at a time in a reused array; the event loop is let in between. Where all rows of a chunk match, they are given to
 * `visitRun` as [from, to), if there is one. A span that lies in time and position as a whole is first shown to `visitSpan`, if there is one, which says
 * how much it had to look at; where it does not, it is passed chunk by chunk.
 */
export async function eachMatch(
  at: SegmentSelection,
  slices: Slices,
  work: Work,
  visit: (rows: Uint32Array, count: number) => void,
  visitRun?: (from: number, to: number) => void,
  visitSpan?: (span: number) => number | undefined,
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
  const chunks = chunksOf(at);
  for (let i = 0; i < chunks.length; i++) {
    const chunk = chunks[i]!;
    if (work.partialBecause !== undefined) return;
    if (visitSpan !== undefined && spanFits(at, chunk)) {
      const looked = visitSpan(chunk / SPAN_CHUNKS);
      if (looked !== undefined) {
        work.scanned += looked;
        i += SPAN_CHUNKS - 1;
        if (slices.over) await slices.turn();
        continue;
      }
    }
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

/** Whether a span begins with this chunk, and nothing of it lies beyond an edge, in time or position. */
function spanFits({ index, from, to, fromUs, toUs }: SegmentSelection, chunk: number): boolean {
  if (chunk % SPAN_CHUNKS !== 0 || chunk * CHUNK_ROWS < from || (chunk + SPAN_CHUNKS) * CHUNK_ROWS > to) return false;
  for (let i = chunk; i < chunk + SPAN_CHUNKS; i++) if (index.chunkMin.at(i) < fromUs || index.chunkMax.at(i) >= toUs) return false;
  return true;
}

/** Whether every row of a chunk that is in range fits, as far as its bounds tell. */
function allFit({ index, types, sets, fromUs, toUs }: SegmentSelection, chunk: number): boolean {
  return types === undefined && sets === undefined && index.chunkMin.at(chunk) >= fromUs && index.chunkMax.at(chunk) < toUs;
}
