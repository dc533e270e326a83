import type { Clock, Logger, SutraError } from '@sutra/kit';
import type { TellOwn } from '../contract/own-event.ts';
import type { AppendResult, AsOf, CausesQuery, EffectsQuery, EventQuery, FeedQuery } from '../contract/query.ts';
import type { RetentionPolicy, RetentionRequest, RetentionResult, SpaceReport } from '../contract/retention.ts';
import type { CallOptions, Store } from '../contract/store.ts';
import type { TextEmbedder } from '../contract/text-embedder.ts';
import type { FaultPoints } from './faults.ts';
import type { BackupOptions } from './life/backup.ts';
import type { BackupManifest } from './life/manifest.ts';
import type { ScrubOptions, ScrubResult } from './life/scrub.ts';
import type { EngineLimits } from './limits.ts';
import type { Outlet } from './outlet.ts';
import type { EncodedFeedItem } from './read/feed.ts';
import type { EncodedEvent, EncodedPage } from './read/reader.ts';

export interface EngineOptions {
  /** Where everything lives. Created (0700) when absent; one process at a time. */
  readonly folder: string;
  readonly clock: Clock;
  readonly logger?: Logger;
  readonly limits?: Partial<EngineLimits>;
  /**
   * Called once, at the first failed write or flush. From then on the engine refuses all work: what the disk holds is
   * unknown, and only a new start from the log can tell. The app must exit with its own code.
   */
  onFatal(reason: SutraError): void;
  /** Takes what the store has to say about itself, also while it opens. */
  readonly tell?: TellOwn;
  /** What `retain` applies when it is not told otherwise. Default: nothing is removed. */
  readonly retention?: RetentionPolicy;
  /** Makes vectors of what is learned, beside the built-in ones. The caller closes it after the engine. */
  readonly embedder?: TextEmbedder;
  /** Named fault points at every file operation, for tests. */
  readonly faults?: FaultPoints;
  /** Free bytes on the disk of the folder; what the file system says when absent. */
  readonly freeBytes?: () => number;
}

/** Events that an emitter numbered but never sent. */
export interface EmitterGap {
  readonly emitter: string;
  readonly epoch: number;
  readonly from: number;
  readonly to: number;
}

/** One emitter's blocks, appended to the log as they are. */
export interface RawSession {
  readonly emitter: string;
  readonly epoch: number;
  /** Highest number of this epoch that is durable. */
  readonly storedThrough: number;
  /**
   * Checks and indexes the block before it returns; resolves once it is flushed. The first block of a session must
   * open a dictionary (what a new BlockEncoder makes first).
   * @throws SutraError SUTRA_WIRE_MALFORMED when the block cannot be believed (the session is then closed),
   * SUTRA_STORE_SESSION when it was closed or replaced, SUTRA_STORE_BUSY when too many bytes wait for the disk,
   * SUTRA_STORE_FULL when it is nearly full: in both cases nothing happened and the same block may be sent again.
   */
  append(block: Uint8Array): Promise<AppendResult>;
  close(): void;
}

/** The embedded store: one process, one folder, one writer. */
export interface Engine extends Store {
  /** Where it lives. */
  readonly folder: string;
  /**
   * Copies everything stored so far into an empty or absent folder, while appends go on. One at a time.
   * @throws SutraError SUTRA_BACKUP_EXISTS, SUTRA_BACKUP_RUNNING, SUTRA_BACKUP_FAILED, SUTRA_STORE_FULL, SUTRA_STORE_CORRUPT
   */
  backup(to: string, options?: BackupOptions): Promise<BackupManifest>;
  /** Reads every sealed segment once, no faster than allowed, and reports damage. Rejects with SUTRA_STORE_CLOSED when the store closes. */
  scrub(options: ScrubOptions): Promise<ScrubResult>;
  /**
   * Removes and rolls up what the policy says, while reading and writing go on.
   * @throws SutraError SUTRA_RETENTION_INVALID, SUTRA_RETENTION_RUNNING, SUTRA_RETENTION_FAILED, SUTRA_STORE_FULL, SUTRA_STORE_CORRUPT
   */
  retain(request?: RetentionRequest): Promise<RetentionResult>;
  /**
   * Ends what goes on beside reading and writing, and tells what is left to be told of it and of reads: for who will close the store and still wants
   * to hear it. Reading and writing go on.
   */
  quiet(): Promise<void>;
  /** Where the bytes are: looks at every file, and at the columns of every segment. */
  space(options?: CallOptions): Promise<SpaceReport>;
  /** `query` for who sends the answer on: its events as bytes, cut where they pass `bytesMax`, with the cursor to go on from. */
  queryEncoded(query: EventQuery, bytesMax: number, to: Outlet<EncodedPage>, options?: CallOptions): Promise<void>;
  /** `event` for who sends it on: its record is copied, not decoded. */
  eventEncoded(id: string, to: Outlet<EncodedEvent>, asOf?: AsOf, options?: CallOptions): Promise<void>;
  /** `causes` for who sends them on. */
  causesEncoded(query: CausesQuery, to: Outlet<Uint8Array>, options?: CallOptions): Promise<void>;
  /** `effects` for who sends them on. */
  effectsEncoded(query: EffectsQuery, to: Outlet<Uint8Array>, options?: CallOptions): Promise<void>;
  /** `feed` for who sends it on. With `keepWords` its runs are for a `StoredReader`, all of them and in order. */
  feedEncoded(query: FeedQuery, signal: AbortSignal, keepWords?: boolean): AsyncIterable<EncodedFeedItem>;
  /** Opens the raw stream of (emitter, epoch), replacing an older one of the same pair. */
  openRaw(emitter: string, epoch: number): RawSession;
  /** Highest durable seq; nothing above it is readable. */
  readonly lastSeq: number;
  /** Called after every flush that made events durable. Returns how to stop listening. */
  onCommit(listener: (fromSeq: number, toSeq: number) => void): () => void;
  /** Called when an emitter skipped numbers, once the events after the hole are durable. */
  onGap(listener: (gap: EmitterGap) => void): () => void;
}
