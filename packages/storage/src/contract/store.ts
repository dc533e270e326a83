import type { Closable } from '@sutra/kit';
import type { EventRecord, StoredEvent } from '@sutra/wire';
import type { GraphReader, GraphWriter } from './graph.ts';
import type {
  AggregateQuery,
  AggregateResult,
  AppendResult,
  AsOf,
  CausesQuery,
  Concept,
  EffectsQuery,
  EventPage,
  EventQuery,
  FeedItem,
  FeedQuery,
  LearnBatch,
  LearnResult,
  NeighbourPage,
  NeighbourQuery,
  StorageStats,
} from './query.ts';
import type { RetentionRequest, RetentionResult, SpaceReport } from './retention.ts';

/** Per call: when to give up. Every call has a deadline (default 10 s) and may be cancelled. */
export interface CallOptions {
  readonly signal?: AbortSignal;
  readonly limitMs?: number;
}

/** Reading: the same over the embedded engine and over the client. Failures are thrown, never returned as emptiness. */
export interface StoreReader {
  query(query: EventQuery, options?: CallOptions): Promise<EventPage>;
  aggregate(query: AggregateQuery, options?: CallOptions): Promise<AggregateResult>;
  /** One event by id. */
  event(id: string, asOf?: AsOf, options?: CallOptions): Promise<StoredEvent | undefined>;
  /** Events that name `id` among their causes, oldest first. */
  effects(query: EffectsQuery, options?: CallOptions): Promise<readonly StoredEvent[]>;
  concept(id: string, asOf?: AsOf, options?: CallOptions): Promise<Concept | undefined>;
  neighbours(query: NeighbourQuery, options?: CallOptions): Promise<NeighbourPage>;
  /** The newest snapshot of `name` taken at or before `atSeq` (default: newest of all). */
  snapshot(name: string, atSeq?: number, options?: CallOptions): Promise<{ readonly seq: number; readonly bytes: Uint8Array } | undefined>;
  stats(options?: CallOptions): Promise<StorageStats>;
  /** Follows the log: catch-up from `fromSeq`, then live. Ends when the signal fires; throws when the store is lost. */
  feed(query: FeedQuery, signal: AbortSignal): AsyncIterable<FeedItem>;
}

/** Many events by id at once: for those who bring events from elsewhere, and for those who ask why. */
export interface EventLookup {
  /**
   * The stored events that led to one, over every recorded cause: nearest first, each once, without the event itself. Causes that are
   * not stored are left out.
   */
  causes(query: CausesQuery, options?: CallOptions): Promise<readonly StoredEvent[]>;
  /** Those of the given ids, at most 10,000, that are stored events. */
  known(ids: readonly string[], options?: CallOptions): Promise<readonly string[]>;
}

/** Writing. Every resolved promise means flushed to disk. */
export interface StoreWriter {
  learn(batch: LearnBatch, options?: CallOptions): Promise<LearnResult>;
  putSnapshot(name: string, seq: number, bytes: Uint8Array, options?: CallOptions): Promise<void>;
  flush(options?: CallOptions): Promise<void>;
  /** Opens an emitter's stream of events. One session per (emitter, epoch) at a time: a newer one replaces the older. */
  session(emitter: string, epoch: number, options?: CallOptions): Promise<EventSession>;
}

/** One emitter's ordered stream into the store. */
export interface EventSession extends Closable {
  readonly emitter: string;
  readonly epoch: number;
  /** Highest number of this epoch that was already stored when the session opened: resend from the next one. */
  readonly storedThrough: number;
  /** Sends events in order of emitterSeq; may be called again before the first resolves (pipelining). Resolves once flushed. */
  append(events: readonly EventRecord[], options?: CallOptions): Promise<AppendResult>;
}

export interface Store extends StoreReader, EventLookup, GraphReader, StoreWriter, GraphWriter, Closable {}

/** What a backup made by a server holds. */
export interface BackupSummary {
  /** Its folder on the machine of the server. */
  readonly path: string;
  /** seq of the newest event in it. */
  readonly asOfSeq: number;
  /** Learn batches in it. */
  readonly learned: number;
  /** When it was taken, µs since the epoch. */
  readonly takenUs: number;
  readonly bytes: number;
  readonly files: number;
  /** True when a backup of that name was there already: this is its description. */
  readonly repeated: boolean;
}

/** A store on the other end of a TCP connection; reconnects by itself, for ever, with back-off. */
export interface StoreClient extends Store {
  readonly address: string;
  /** True while a connection is up and its handshake done. */
  connected(): boolean;
  /**
   * True while the other end of the connection is heard: that of a store that stands still is up until it is given up. What it holds back meanwhile is
   * not lost.
   */
  answers(): boolean;
  /**
   * Called when a store that is there stands still, and when it answers again, with how long it was not heard, ms. One that goes, or comes back,
   * without having stood still is none of this. Returns how to stop listening.
   */
  onAnswering(listener: (answers: boolean, silentMs: number) => void): () => void;
  /** Called at every change of `connected`. Returns how to stop listening. */
  onConnection(listener: (up: boolean) => void): () => void;
  /** Has the server back its store up while it runs, into a folder of that plain name below its own `backups`. Give it time with `limitMs`. */
  backup(name: string, options?: CallOptions): Promise<BackupSummary>;
  /** Where the bytes of the store are. Give it time with `limitMs`. */
  space(options?: CallOptions): Promise<SpaceReport>;
  /** Has the server apply its own retention policy now. What was begun goes on when the caller gives up. */
  retain(request: Pick<RetentionRequest, 'dryRun' | 'thorough'>, options?: CallOptions): Promise<RetentionResult>;
}
