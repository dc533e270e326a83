import { join } from 'node:path';
import { counted, SutraError } from '@sutra/kit';
import type { StoredEvent } from '@sutra/wire';
import type { ForgetBatch, PathAnswer, PathQuery, SearchAnswer, SearchQuery } from '../contract/graph.ts';
import type {
  AggregateQuery,
  AggregateResult,
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
} from '../contract/query.ts';
import { REQUEST_LIMITS } from '../contract/request-limits.ts';
import type { RetentionRequest, RetentionResult, SpaceReport } from '../contract/retention.ts';
import type { CallOptions, EventSession } from '../contract/store.ts';
import { EmbeddedSession } from './embedded-session.ts';
import type { EmitterGap, Engine, RawSession } from './engine.ts';
import type { EngineParts } from './engine-parts.ts';
import { assertInteger, closed } from './errors.ts';
import type { Learner } from './graph/learner.ts';
import { GraphReads } from './graph-reads.ts';
import type { BackupOptions } from './life/backup.ts';
import { Life } from './life/life.ts';
import type { BackupManifest } from './life/manifest.ts';
import type { ScrubOptions, ScrubResult } from './life/scrub.ts';
import type { Segment } from './log/segment.ts';
import { fatalError, type LogWriter } from './log/writer.ts';
import type { Outlet } from './outlet.ts';
import { aggregate } from './read/aggregate.ts';
import { causesOf } from './read/causes.ts';
import { type EncodedFeedItem, Feeds } from './read/feed.ts';
import type { Place } from './read/lookup.ts';
import { type EncodedEvent, type EncodedPage, EventReader } from './read/reader.ts';
import { ReadReports } from './read-reports.ts';
import { ReadsUnderWay } from './reads-under-way.ts';
import { Retention } from './retention/retention.ts';
import { EMBEDDING_FOLDER } from './search/embedded-texts.ts';
import { Sessions } from './sessions.ts';
import { reportSpace } from './space-report.ts';
import { Meter, measureStats } from './stats.ts';

const EFFECTS_DEFAULT = 100;

/** The parts of the engine put together: one writer, readers that never see beyond the last flush, listeners. */
export class EmbeddedEngine implements Engine {
  readonly #parts: EngineParts;
  readonly #writer: LogWriter;
  readonly #sessions: Sessions;
  readonly #learner: Learner;
  readonly #reader: EventReader;
  readonly #graph: GraphReads;
  readonly #feeds: Feeds;
  readonly #meter: Meter;
  readonly #life: Life;
  readonly #reports: ReadReports;
  readonly #commits = new Set<(fromSeq: number, toSeq: number) => void>();
  readonly #gaps = new Set<(gap: EmitterGap) => void>();
  readonly #sealing = new Set<Promise<void>>();
  readonly #reads = new ReadsUnderWay();
  #durableSeq: number;
  #ended: SutraError | undefined;
  #closing: Promise<void> | undefined;
  #openedInMs = 0;

  constructor(parts: EngineParts) {
    this.#parts = parts;
    const { catalog, limits, clock } = parts;
    this.#durableSeq = catalog.hot.lastSeq;
    const durable = (): number => this.#durableSeq;
    this.#writer = parts.writer({
      committed: (lastSeq) => this.#committed(lastSeq),
      rolled: (_sealed, next) => void catalog.segments.push(next),
      sealed: (segment) => this.#seal(segment),
      fatal: (reason) => this.#fatal(reason),
    });
    this.#sessions = new Sessions(this.#writer, catalog, parts.space, limits, (gap) => {
      for (const listener of this.#gaps) listener(gap);
    });
    this.#learner = parts.learner(this.#writer, (reason) => this.#fatal(fatalError(reason)));
    this.#reader = new EventReader(catalog, limits, clock, durable);
    this.#feeds = new Feeds(this.#reader, limits, durable, (work) => this.#reads.track(work));
    this.#meter = new Meter(clock);
    this.#reports = new ReadReports(clock, parts.tell);
    this.#graph = new GraphReads({
      index: parts.graph,
      reader: this.#reader,
      learner: this.#learner,
      reports: this.#reports,
      texts: parts.texts,
      monotonicMs: () => clock.monotonicMs(),
    });
    this.#life = new Life({
      folder: parts.folder,
      clock,
      limits,
      catalog,
      tell: parts.tell,
      writer: this.#writer,
      retention: (alone) => this.#retention(alone),
    });
  }

  #retention(alone: <T>(work: () => Promise<T>) => Promise<T>): Retention {
    return new Retention({
      ...this.#parts,
      writer: this.#writer,
      alone,
      // A segment that is rewritten goes on serving those that read it.
      readsDone: () => this.#reads.done(),
      sealed: async () => void (await Promise.all(this.#sealing)),
      fatal: (reason) => this.#fatal(fatalError(reason)),
    });
  }

  async start(): Promise<void> {
    const { clock, startedMs, tell, catalog } = this.#parts;
    const beforeMs = clock.monotonicMs();
    const batches = await this.#learner.catchUp();
    this.#parts.graph.search.considerNear();
    this.#parts.graph.search.retirement.consider(this.#parts.graph.conceptCount);
    this.#parts.texts?.wake();
    const now = clock.monotonicMs();
    this.#openedInMs = now - startedMs;
    const rows = catalog.rebuiltRows;
    if (batches + rows === 0) return;
    tell({
      type: 'reconciliation_complete',
      body: {
        entries_processed: batches + rows,
        reconciliation_time_ms: Math.round(now - (rows > 0 ? startedMs : beforeMs)),
        disk_flush: true,
      },
      because: `${counted(batches, 'learn batch', 'learn batches')} and the columns of ${counted(rows, 'event')} were behind the log`,
    });
  }

  get lastSeq(): number {
    return this.#durableSeq;
  }

  get folder(): string {
    return this.#parts.folder;
  }

  async backup(to: string, options: BackupOptions = {}): Promise<BackupManifest> {
    this.#assertOpen();
    return this.#life.backup(to, options);
  }

  async scrub(options: ScrubOptions): Promise<ScrubResult> {
    this.#assertOpen();
    return this.#life.scrub(options);
  }

  async retain(request: RetentionRequest = {}): Promise<RetentionResult> {
    this.#assertOpen();
    return this.#life.retain(request.policy ?? this.#parts.retention, request);
  }

  async quiet(): Promise<void> {
    if (this.#ended !== undefined) return;
    await this.#life.close(closed());
    this.#reports.close();
  }

  openRaw(emitter: string, epoch: number): RawSession {
    this.#assertOpen();
    return this.#sessions.open(emitter, epoch);
  }

  onCommit(listener: (fromSeq: number, toSeq: number) => void): () => void {
    this.#commits.add(listener);
    return () => void this.#commits.delete(listener);
  }

  onGap(listener: (gap: EmitterGap) => void): () => void {
    this.#gaps.add(listener);
    return () => void this.#gaps.delete(listener);
  }

  #committed(lastSeq: number): void {
    const from = this.#durableSeq + 1;
    if (lastSeq < from) return;
    this.#durableSeq = lastSeq;
    this.#meter.wrote(lastSeq - from + 1);
    this.#feeds.wake();
    for (const listener of this.#commits) listener(from, lastSeq);
  }

  #seal(segment: Segment): void {
    const sealing = this.#parts.catalog
      .seal(segment)
      .catch((reason: unknown) => this.#fatal(fatalError(reason)))
      .finally(() => void this.#sealing.delete(sealing));
    this.#sealing.add(sealing);
  }

  #fatal(reason: SutraError): void {
    if (this.#ended !== undefined) return;
    this.#ended = reason;
    this.#writer.end(reason);
    this.#feeds.end(reason);
    this.#parts.logger.error('the store stopped', { because: reason.message });
    // A transaction of the graph index runs on this thread and on one of its own in turns. A process that exits in the middle of it
    // waits for that thread, which waits for this one, for ever: so whoever will exit hears of it when the transaction is over.
    const applying = this.#learner.stop();
    if (applying === undefined) this.#parts.onFatal(reason);
    else void applying.then(() => this.#parts.onFatal(reason));
  }

  #assertOpen(): void {
    if (this.#ended !== undefined) throw this.#ended;
  }

  /** Runs a read, timed; a store that has failed or closed answers nothing. */
  #read<T>(work: () => Promise<T>): Promise<T> {
    if (this.#ended !== undefined) return Promise.reject(this.#ended);
    return this.#reads.track(work, this.#meter.reading());
  }

  query(query: EventQuery, options?: CallOptions): Promise<EventPage> {
    return this.#read(() => this.#reader.query(query, options));
  }

  queryEncoded(query: EventQuery, bytesMax: number, to: Outlet<EncodedPage>, options?: CallOptions): Promise<void> {
    return this.#read(() => this.#reader.queryEncoded(query, bytesMax, to, options));
  }

  aggregate(query: AggregateQuery, options?: CallOptions): Promise<AggregateResult> {
    return this.#read(() => aggregate(this.#reader, query, options));
  }

  event(id: string, asOf?: AsOf, options?: CallOptions): Promise<StoredEvent | undefined> {
    const slices = this.#reader.slices(options);
    return this.#read(async () => this.#reader.event(id, slices, await this.#reader.position(asOf, slices)));
  }

  eventEncoded(id: string, to: Outlet<EncodedEvent>, asOf?: AsOf, options?: CallOptions): Promise<void> {
    const slices = this.#reader.slices(options);
    return this.#read(async () => this.#reader.eventEncoded(id, to, slices, await this.#reader.position(asOf, slices)));
  }

  known(ids: readonly string[], options?: CallOptions): Promise<readonly string[]> {
    return this.#read(() => this.#reader.lookup.known(ids, this.#durableSeq, this.#reader.slices(options)));
  }

  causes(query: CausesQuery, options?: CallOptions): Promise<readonly StoredEvent[]> {
    return this.#read(async () => (await this.#causes(query, options)).map((place) => this.#reader.eventAt(place)));
  }

  causesEncoded(query: CausesQuery, to: Outlet<Uint8Array>, options?: CallOptions): Promise<void> {
    return this.#read(async () => this.#reader.encoded(await this.#causes(query, options), to));
  }

  async #causes(query: CausesQuery, options: CallOptions | undefined): Promise<readonly Place[]> {
    const slices = this.#reader.slices(options);
    return causesOf(this.#reader.lookup, query, await this.#reader.position(query.asOf, slices), slices);
  }

  effects(query: EffectsQuery, options?: CallOptions): Promise<readonly StoredEvent[]> {
    return this.#read(async () => (await this.#effects(query, options)).map((place) => this.#reader.eventAt(place)));
  }

  effectsEncoded(query: EffectsQuery, to: Outlet<Uint8Array>, options?: CallOptions): Promise<void> {
    return this.#read(async () => this.#reader.encoded(await this.#effects(query, options), to));
  }

  async #effects({ id, limit = EFFECTS_DEFAULT, asOf }: EffectsQuery, options: CallOptions | undefined): Promise<readonly Place[]> {
    assertInteger(limit, 'limit', 1, REQUEST_LIMITS.rowsMax);
    const slices = this.#reader.slices(options);
    const effects = await this.#reader.lookup.effects(id, await this.#reader.position(asOf, slices), slices);
    return effects.slice(0, limit);
  }

  concept(id: string, asOf?: AsOf, options?: CallOptions): Promise<Concept | undefined> {
    return this.#read(() => this.#graph.concept(id, asOf, options));
  }

  neighbours(query: NeighbourQuery, options?: CallOptions): Promise<NeighbourPage> {
    return this.#read(() => this.#graph.neighbours(query, options));
  }

  paths(query: PathQuery, options?: CallOptions): Promise<PathAnswer> {
    return this.#read(() => this.#graph.paths(query, options));
  }

  search(query: SearchQuery, options?: CallOptions): Promise<SearchAnswer> {
    return this.#read(() => this.#graph.search(query, options));
  }

  snapshot(name: string, atSeq: number = Number.MAX_SAFE_INTEGER) {
    // One beyond the log speaks of events this store does not have: of no use, whatever it was asked for.
    return this.#read(async () => this.#parts.snapshots.get(name, Math.min(atSeq, this.#durableSeq)));
  }

  async putSnapshot(name: string, seq: number, bytes: Uint8Array): Promise<void> {
    this.#assertOpen();
    if (!Number.isInteger(seq) || seq < 0 || seq > this.#durableSeq)
      throw new SutraError('SUTRA_STORE_INVALID', `Cannot keep a snapshot of seq ${seq}: the log ends at ${this.#durableSeq}`, {
        details: { field: 'seq' },
      });
    const { clock, tell, space } = this.#parts;
    // The log goes on without it: no reason to write into what is kept free for the log, where a write that fails is the end.
    space.take(bytes.length);
    const startedMs = clock.monotonicMs();
    try {
      await this.#parts.snapshots.put(name, seq, bytes);
      tell({ type: 'snapshot_written', body: { as_of_seq: seq, bytes: bytes.length, took_ms: clock.monotonicMs() - startedMs } });
    } catch (reason) {
      if (reason instanceof SutraError) throw reason;
      this.#fatal(fatalError(reason));
      throw this.#ended;
    }
  }

  async learn(batch: LearnBatch): Promise<LearnResult> {
    this.#assertOpen();
    return this.#learner.learn(batch);
  }

  async forget(batch: ForgetBatch): Promise<LearnResult> {
    this.#assertOpen();
    return this.#learner.forget(batch);
  }

  async flush(): Promise<void> {
    this.#assertOpen();
    await this.#writer.flushed();
  }

  async session(emitter: string, epoch: number): Promise<EventSession> {
    return new EmbeddedSession(this.openRaw(emitter, epoch));
  }

  feed(query: FeedQuery, signal: AbortSignal): AsyncIterable<FeedItem> {
    this.#assertOpen();
    return this.#feeds.follow(query, signal);
  }

  feedEncoded(query: FeedQuery, signal: AbortSignal, keepWords?: boolean): AsyncIterable<EncodedFeedItem> {
    this.#assertOpen();
    return this.#feeds.followEncoded(query, signal, keepWords);
  }

  space(options?: CallOptions): Promise<SpaceReport> {
    const { folder, catalog, graph } = this.#parts;
    return this.#read(() => reportSpace(folder, catalog, graph, this.#reader.slices(options)));
  }

  stats(options?: CallOptions): Promise<StorageStats> {
    const { clock, catalog, graph, snapshots, folder, space, startedMs, tornBytes } = this.#parts;
    const parts = { catalog, graph, snapshots, writer: this.#writer, meter: this.#meter, embedding: join(folder, EMBEDDING_FOLDER) };
    return this.#read(async () => ({
      ...(await measureStats(parts, this.#reader.slices(options))),
      lastSeq: this.#durableSeq,
      connections: 0,
      subscribers: this.#feeds.count,
      uptimeMs: Math.round(clock.monotonicMs() - startedMs),
      storagePath: folder,
      disk: space.room,
      recovered: { tornBytes, rebuiltIndex: catalog.rebuilt, openedInMs: this.#openedInMs },
    }));
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  /** Writes the columns of the last segment. The next start makes them from the log where they are not there: whoever read from a full disk has what it read. */
  async #sealLast(): Promise<void> {
    const { catalog, logger } = this.#parts;
    try {
      await catalog.seal(catalog.hot);
    } catch (reason) {
      logger.warn('the columns of the last segment could not be kept: the next start makes them from the log', { because: String(reason) });
    }
  }

  async #close(): Promise<void> {
    const { catalog, graph, unlock } = this.#parts;
    this.#sessions.close();
    this.#reports.close();
    await this.#life.close(closed());
    const healthy = this.#ended === undefined;
    const fileBytes = await this.#writer.close();
    await this.#learner.close();
    await Promise.all(this.#sealing);
    if (healthy && this.#ended === undefined) {
      catalog.hot.fileBytes = fileBytes;
      await this.#sealLast();
    }
    this.#ended ??= closed();
    this.#feeds.end(this.#ended);
    catalog.close();
    await graph.search.close();
    await this.#parts.texts?.close();
    await graph.close();
    unlock();
  }
}
