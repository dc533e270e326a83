import type { SegmentIndex } from './segment-index.ts';

/**
 * The columns of a segment as a file: "SUTRAIDX", version, then length and CRC of each part (u32 each), then the parts: the summary as JSON; the
 * counts (absent where their length is 0); which rows name which causes; the body: words as varints and, for what there is of every row or
 * frame, columns as they lie in memory. Derived from the log: when anything about it is off, it is thrown away and rebuilt.
 */
export const MAGIC = 'SUTRAIDX';
export const VERSION = 8;
/** Where the length and CRC of each part stand; the parts follow in this order. */
export const PARTS = { summary: 12, counts: 20, causes: 28, body: 36 } as const;
export const FIXED_BYTES = 44;
export const BODY_BYTES_MAX = 1024 * 1024 * 1024;
export const SUMMARY_BYTES_MAX = 64 * 1024 * 1024;

/** What must be true of the log for the index to speak of it. */
export interface IndexIdentity {
  readonly storeId: number;
  readonly number: number;
  readonly firstSeq: number;
  readonly segmentBytes: number;
  /** How often the segment has been rewritten. */
  readonly rewritten: number;
}

/** What is kept of every frame, in the order in which it is written. */
export const frameColumns = (index: SegmentIndex) => [
  index.frameRow,
  index.frameAt,
  index.frameLength,
  index.frameDictionary,
  index.frameRecorded,
  index.frameSeq,
  index.frameHoles,
];
