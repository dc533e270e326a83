/** What is to become of the events of some types as they age. */
export interface RetentionRule {
  /** What people call these types: a class, or the type itself. */
  readonly name: string;
  readonly types: readonly string[];
  /** Older than this they are removed, by when they happened, µs. Default: never. */
  readonly dropAfterUs?: number;
  /**
   * Older than `afterUs`, those that differ only in numbers and happened in the same stretch of `widthUs` (aligned to the epoch) become one row that
   * stands for them: the last of them, with how many, and the sum, least and greatest of every numeric field.
   */
  readonly rollUps?: readonly { readonly afterUs: number; readonly widthUs: number }[];
}

/** Types that no rule names are kept for ever. */
export interface RetentionPolicy {
  readonly rules: readonly RetentionRule[];
}

export interface RetentionRequest {
  /** Default: the policy the store was started with. */
  readonly policy?: RetentionPolicy;
  /** Say what would be done, and do nothing. */
  readonly dryRun?: boolean;
  /** Also what is due in the segment being written, and where little is gained. Default true. */
  readonly thorough?: boolean;
}

/** What retention did, or would do. */
export interface RetentionResult {
  readonly dryRun: boolean;
  /** Events removed for good. */
  readonly removed: number;
  /** Events that are now part of a row standing for several; counts, sums, least and greatest stay what they were. */
  readonly rolledUp: number;
  /** Segments looked at, and those rewritten. */
  readonly segments: number;
  readonly rewritten: number;
  /** Bytes of the rewritten segments and their columns, before and after. */
  readonly bytesBefore: number;
  readonly bytesAfter: number;
  /** Nothing that happened at or after this was removed, µs; 0 when nothing was removed. */
  readonly removedBeforeUs: number;
  readonly types: readonly { readonly type: string; readonly removed: number; readonly rolledUp: number }[];
  readonly tookMs: number;
  /** How often the work let others run, and the longest time between two such moments, ms, its own waits for the disk included. */
  readonly slices: number;
  readonly longestSliceMs: number;
  /** The most rows decided about between two such moments: a bound on it holds on every machine. */
  readonly sliceRowsMost: number;
}

/** Where the bytes of a store are. */
export interface SpaceReport {
  /** Every file below the store's folder, once: their sum is what `du --apparent-size` counts of files. */
  readonly bytes: number;
  readonly parts: readonly { readonly part: SpacePart; readonly files: number; readonly bytes: number }[];
  /** Segments that are complete, with their columns; and the one being written. */
  readonly sealed: { readonly segments: number; readonly events: number; readonly bytes: number };
  readonly hot: { readonly events: number; readonly bytes: number };
  /** Records in the log by type, largest first, at most 1,000. With `framing` and `learned` they are all of the log. */
  readonly types: readonly { readonly type: string; readonly events: number; readonly rolledUp: number; readonly bytes: number }[];
  /** Heads of segments, frames and blocks, dictionaries, what roll-ups add, and types beyond the 1,000. */
  readonly framingBytes: number;
  readonly learnedBytes: number;
}

/**
 * `graph`: concepts and associations. `search`: their words and vectors. `embedding`: vectors of an embedding service. `unused`: pages of the file that
 * holds graph and search, kept for what comes next. `spool`: the store's own voice.
 */
export type SpacePart = 'log' | 'columns' | 'graph' | 'search' | 'embedding' | 'unused' | 'snapshots' | 'spool' | 'backups' | 'other';

/** Events of one type that are gone for good, in the period a question was about. */
export interface Hole {
  readonly type: string;
  readonly events: number;
  /** Times of the first and last of them, µs: before the first and after the last everything is there. */
  readonly fromUs: number;
  readonly toUs: number;
}
