import { FRAME_LIMITS } from '@sutra/wire';

const MIB = 1024 * 1024;

/** Every bound of the engine. What happens at each is said beside it. */
export interface EngineLimits {
  /**
   * A segment this large is sealed and the next one begun. Small enough that loading the columns of one (some 700,000 events) takes
   * tens of ms and 20 MB.
   */
  readonly segmentBytes: number;
  /** Frames waiting for the disk; above it an append is refused with SUTRA_STORE_BUSY. */
  readonly pendingBytesMax: number;
  /** Free space on the disk below which appends and learning are refused with SUTRA_STORE_FULL. */
  readonly reserveBytes: number;
  /** Verified frames kept in memory for reading; the least recently used go first. */
  readonly frameCacheBytes: number;
  /** Columns of sealed segments kept in memory, some two million rows; the least recently used go first and are read again in tens of ms. */
  readonly columnCacheBytes: number;
  /** Rows of rare types of sealed segments kept in memory beside them, some 300,000 rows; they are picked out of the columns again. */
  readonly rareRowsCacheBytes: number;
  /** What was read of fields that rows were tested, grouped and measured by, kept in memory, a third of it for rows of rare types; the least recently used are read again. */
  readonly fieldCacheBytes: number;
  /** Counts of sealed segments kept in memory, of some ten million events; the least recently used go first and are read again in a ms or two. */
  readonly countsCacheBytes: number;
  /** The same for which rows name which causes. */
  readonly causesCacheBytes: number;
  /** Rows a query may decode to test `where`; then the answer is partial. */
  readonly decodedRowsMax: number;
  /** Groups an aggregate may hold; then the answer is partial. */
  readonly groupsMax: number;
  /** Numbers kept per group for a percentile; then the answer is partial. */
  readonly sampleMax: number;
  /** How long one read may hold the event loop before it lets others run, ms. */
  readonly sliceMs: number;
  /** How far a live follower may fall behind before it is told of a gap, events. */
  readonly feedLagMax: number;
  readonly subscribersMax: number;
  /** One snapshot: what one message of the protocol carries, so that what is kept can be fetched. */
  readonly snapshotBytesMax: number;
  /** A segment no larger is rewritten between other work when retention says so; a larger one in a thread, which takes some 50 ms to begin. */
  readonly rewrittenHereBytesMax: number;
  /** Newest snapshots kept per name; beyond them the last of each hour and of each day, this many hours and days back, and of each quarter of a day, seven times those hours back. */
  readonly snapshotsKept: number;
  readonly snapshotHoursKept: number;
  readonly snapshotDaysKept: number;
  /** One learn batch, as JSON. */
  readonly learnBytesMax: number;
  /** Vectors of a space below which all are compared; from then on an HNSW index finds the nearest. */
  readonly nearRowsMin: number;
  /**
   * Texts that their concepts do not say any longer, kept in the search index: at least so many, and at least as many as there are concepts. Beyond that
   * the earliest are retired: a search of a past before it says that it is not complete. Concepts keep every version.
   */
  readonly endedTextsMin: number;
}

export const ENGINE_LIMITS: EngineLimits = {
  segmentBytes: 16 * MIB,
  pendingBytesMax: 64 * MIB,
  reserveBytes: 32 * MIB,
  frameCacheBytes: 32 * MIB,
  columnCacheBytes: 48 * MIB,
  rareRowsCacheBytes: 24 * MIB,
  fieldCacheBytes: 24 * MIB,
  countsCacheBytes: 32 * MIB,
  causesCacheBytes: 8 * MIB,
  decodedRowsMax: 1_000_000,
  groupsMax: 200_000,
  sampleMax: 2_000_000,
  sliceMs: 2,
  feedLagMax: 1_000_000,
  subscribersMax: 1024,
  snapshotBytesMax: FRAME_LIMITS.tailBytesMax,
  rewrittenHereBytesMax: MIB,
  snapshotsKept: 8,
  snapshotHoursKept: 24,
  snapshotDaysKept: 30,
  learnBytesMax: 4 * MIB,
  nearRowsMin: 10_000,
  endedTextsMin: 10_000,
};
