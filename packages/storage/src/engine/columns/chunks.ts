/** Rows that share a pair of least and greatest time. */
export const CHUNK_ROWS = 1024;
/** Chunks, and rows, that are summed up together: see `span-sums.ts`. */
export const SPAN_CHUNKS = 32;
export const SPAN_ROWS = SPAN_CHUNKS * CHUNK_ROWS;
