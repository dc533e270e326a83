import type { Json, StoredEvent } from '@sutra/wire';

import type { Hole } from './retention.ts';

/**
 * A position in history: a seq, or a time of recording. Reads see exactly the events committed up to it. What was learned behind an event and before the
 * next one belongs to the seq of the first: between versions learned without an event in between, a time tells apart.
 */
export type AsOf = { readonly seq: number } | { readonly timeUs: number };

/**
 * A test on one field of an event. `field` is a body field, or `meta.<name>`, or `type`, `emitter`, `operation`, `entity`. Where the
 * field holds several values (`entity` does), `is` asks for one of them and `not` for none.
 */
export type Predicate =
  | { readonly field: string; readonly is: readonly (string | number | boolean)[] }
  | { readonly field: string; readonly not: readonly (string | number | boolean)[] }
  | { readonly field: string; readonly gt?: number; readonly gte?: number; readonly lt?: number; readonly lte?: number }
  | { readonly field: string; readonly contains: string }
  | { readonly field: string; readonly exists: boolean };

/** Which events: every part that is present must hold. */
export interface EventFilter {
  /** Any of these types. */
  readonly types?: readonly string[];
  /** None of these types. */
  readonly typesNot?: readonly string[];
  /** Names at least one entity of every group: `[[a, b], [c]]` means (a or b) and c. */
  readonly entities?: readonly (readonly string[])[];
  /** Happened at or after, µs. */
  readonly fromUs?: number;
  /** Happened before, µs. */
  readonly toUs?: number;
  /** seq greater than. */
  readonly afterSeq?: number;
  readonly where?: readonly Predicate[];
  /** Alternatives: every predicate of at least one of these groups holds. */
  readonly any?: readonly (readonly Predicate[])[];
  readonly asOf?: AsOf;
}

export interface EventQuery extends EventFilter {
  /** By (timeUs, seq). Default `desc`: newest first. */
  readonly order?: 'asc' | 'desc';
  /** Rows per page, 1..10,000. Default 100. */
  readonly limit?: number;
  /** From the previous page. Carries the position the first page was read at, so pages never shift. */
  readonly cursor?: string;
}

/**
 * A name in a question that nothing in the store is called. The answer to the rest of the question stands: what is not known may still come, but a name
 * that was mistyped is told apart from what did not happen.
 */
export interface UnknownName {
  /** Where it stands in the request: `types[0]`, `where[1].field`. */
  readonly field: string;
  readonly name: string;
  /** The known name that is most like it, where one is. */
  readonly nearest?: string;
  /** Of a field: how many events were looked at, the newest of each type the question is about, or how many of the newest concepts; none of them has it. */
  readonly lookedAt?: number;
}

export interface EventPage {
  readonly events: readonly StoredEvent[];
  /** Present when there is more. */
  readonly cursor?: string;
  /** The log position the answer is complete up to. */
  readonly asOfSeq: number;
  /** Rows looked at. */
  readonly scanned: number;
  /**
   * True when the answer is not complete, and `partialBecause` says why: a limit cut the work short, or events that were asked for are part of a row, made by
   * retention, that is not among these.
   */
  readonly partial: boolean;
  readonly partialBecause?: string;
  /** What retention removed of the types and the period asked about, of any entity; absent when all of it is there. */
  readonly holes?: readonly Hole[];
  /** Where nothing was found: types and fields that nothing in the log is called. */
  readonly unknown?: readonly UnknownName[];
}

/** How many, grouped and measured, without moving rows over the wire. */
export interface AggregateQuery extends EventFilter {
  /** `type`, `entity:<prefix or *>`, `emitter`, `operation`, a body field, or `meta.<name>`. At most 4. */
  readonly groupBy?: readonly string[];
  /** Also group by time buckets of this width, µs, aligned to the epoch. */
  readonly bucketUs?: number;
  /** Beside the count. At most 8. */
  readonly measures?: readonly Measure[];
  /** Groups returned, largest count first, 1..100,000. Default 1,000. */
  readonly limit?: number;
}

export interface Measure {
  readonly fn: 'min' | 'max' | 'sum' | 'avg' | 'p50' | 'p90' | 'p95' | 'p99';
  readonly field: string;
}

export interface AggregateGroup {
  /** One value per `groupBy`, in order; null where the event has no such field. */
  readonly key: readonly (string | number | boolean | null)[];
  /** Start of the bucket, µs, when buckets were asked for. */
  readonly bucketUs?: number;
  readonly count: number;
  /** One value per measure, in order; null when no event of the group had the field. */
  readonly measures: readonly (number | null)[];
  readonly firstTimeUs: number;
  readonly lastTimeUs: number;
}

export interface AggregateResult {
  readonly groups: readonly AggregateGroup[];
  /** Matching events in all groups, also those not returned. */
  readonly total: number;
  readonly groupsTotal: number;
  readonly asOfSeq: number;
  /** Rows looked at, and sums of rows where those had been kept. */
  readonly scanned: number;
  readonly partial: boolean;
  readonly partialBecause?: string;
  /** As in an EventPage: a count of 0 says "none" only without holes. */
  readonly holes?: readonly Hole[];
  /** As in an EventPage; also fields of groupings and measures that no event had. */
  readonly unknown?: readonly UnknownName[];
}

/** A thing the store knows: learned by a user, or implied by an event that names it. */
export interface Concept {
  readonly id: string;
  /** Text or JSON. Events are concepts too: their content is the event. */
  readonly content: Json;
  /** How firmly it is held, 0..1. */
  readonly strength: number;
  /** How much it is believed, 0..1. */
  readonly confidence: number;
  readonly metadata: Readonly<Record<string, Json>>;
  readonly kind: 'concept' | 'entity' | 'event';
  /** Counts up with every learn of the same id; old versions stay readable with `asOf`. */
  readonly version: number;
  readonly createdUs: number;
  readonly updatedUs: number;
}

/**
 * A new version of a concept. Content is replaced; strength, confidence and metadata (as a whole) stay what they were when absent, and
 * are 1, 1 and empty on a first version. Both are statements of the writer, and the store computes neither: strength says how firmly the
 * concept is held (use it to rank or fade), confidence how likely it is to be true. An embedding stays while the content does.
 */
export interface ConceptDraft {
  readonly id: string;
  readonly content: Json;
  readonly strength?: number;
  readonly confidence?: number;
  readonly metadata?: Readonly<Record<string, Json>>;
  /**
   * What it means, as numbers of an embedder of your own. All of a store have the dimension of the first. Also taken: base64 of the little-endian
   * 32-bit floats, which is what travels.
   */
  readonly embedding?: readonly number[] | Float32Array | string;
}

export interface Association {
  readonly source: string;
  readonly type: string;
  readonly target: string;
  readonly confidence: number;
  readonly weight: number;
  /** When it was learned or when the event happened, µs. */
  readonly timeUs: number;
}

export interface AssociationDraft {
  readonly source: string;
  readonly type: string;
  readonly target: string;
  readonly confidence?: number;
  readonly weight?: number;
}

/** Concepts and associations learned together, all or nothing. `key` makes a repeat harmless: the same key is stored once. */
export interface LearnBatch {
  readonly key?: string;
  readonly concepts?: readonly ConceptDraft[];
  readonly associations?: readonly AssociationDraft[];
}

export interface LearnResult {
  /** The event it stands behind in the log, 0 before the first. Batches between the same two events share it: a time of recording tells them apart. */
  readonly seq: number;
  /** True when this key had been stored before. */
  readonly duplicate: boolean;
}

export interface NeighbourQuery {
  readonly id: string;
  readonly direction?: 'out' | 'in' | 'both';
  readonly types?: readonly string[];
  /** Only associations believed at least so much, 0..1. */
  readonly confidenceMin?: number;
  /** Only those learned (in their newest version), or that happened, at or after, and before, µs. */
  readonly fromUs?: number;
  readonly toUs?: number;
  /** 1..10,000, default 100. */
  readonly limit?: number;
  readonly cursor?: string;
  readonly asOf?: AsOf;
}

export interface NeighbourPage {
  readonly associations: readonly Association[];
  readonly cursor?: string;
  readonly asOfSeq: number;
  /** True when the time limit (2 s) ended the page early: fewer than `limit` may be here, the cursor goes on behind them. */
  readonly partial: boolean;
  readonly partialBecause?: string;
  /** Types asked for that no association, and no event, ever had. */
  readonly unknown?: readonly UnknownName[];
}

/** How much can still be written where a store lies. */
export interface DiskRoom {
  readonly freeBytes: number;
  /** With less than this left nothing new is taken. */
  readonly keptFreeBytes: number;
  /** True while appends and learning are refused with SUTRA_STORE_FULL. */
  readonly full: boolean;
}

export interface StorageStats {
  /** Stored now, each row once: one that stands for several counts as one. */
  readonly events: number;
  /** Events that were rolled up into rows standing for several, beyond those rows. */
  readonly rolledUp: number;
  /** What retention removed, by type. */
  readonly holes: readonly Hole[];
  /** Known now. */
  readonly concepts: number;
  /** Different ones ever learned; forgotten ones are kept for reads of the past. */
  readonly associations: number;
  readonly entities: number;
  readonly lastSeq: number;
  readonly segments: number;
  /** Bytes on disk by purpose: log, columns, graph, search, embedding (vectors of a service), unused pages of graph and search, snapshots. */
  readonly bytes: Readonly<Record<string, number>>;
  readonly bytesPerEvent: number;
  readonly flushes: number;
  readonly flushP99Ms: number;
  readonly writtenPerSecond: number;
  readonly readP50Us: number;
  readonly connections: number;
  readonly subscribers: number;
  readonly uptimeMs: number;
  readonly residentMb: number;
  readonly storagePath: string;
  readonly disk: DiskRoom;
  readonly recovered: { readonly tornBytes: number; readonly rebuiltIndex: boolean; readonly openedInMs: number };
}

/** What a follower of the log receives, in order. */
export type FeedItem =
  | { readonly kind: 'events'; readonly events: readonly StoredEvent[] }
  /** The end of the catch-up was reached: everything after is live. */
  | { readonly kind: 'live'; readonly seq: number }
  /** This reader was too slow and missed these positions; it may query them. */
  | { readonly kind: 'gap'; readonly fromSeq: number; readonly toSeq: number };

export interface FeedQuery extends Pick<EventFilter, 'types' | 'typesNot' | 'entities'> {
  /** First position wanted; 0 means only what comes from now on. */
  readonly fromSeq: number;
}

/** What led to an event. */
export interface CausesQuery {
  readonly id: string;
  /** Steps back, 1..1,000. Default 10. */
  readonly depth?: number;
  /** Events, 1..10,000. Default 100. */
  readonly limit?: number;
  /** Only what was stored by then is walked. Default: everything. */
  readonly asOf?: AsOf;
}

/** What came of an event: what names it among its causes. */
export interface EffectsQuery {
  readonly id: string;
  /** Events, 1..10,000, the oldest first. Default 100. */
  readonly limit?: number;
  /** Only what was stored by then. Default: everything. */
  readonly asOf?: AsOf;
}

/** Progress of one emitter's batch. */
export interface AppendResult {
  /** Highest emitter number stored for this epoch: everything up to it is durable. */
  readonly storedThrough: number;
  /** Position of the newest stored event of the batch, 0 when all were duplicates. */
  readonly seq: number;
  readonly duplicates: number;
  /** Emitter numbers that were skipped over, if any. */
  readonly gap?: { readonly from: number; readonly to: number };
}
