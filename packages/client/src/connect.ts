import { randomInt } from 'node:crypto';
import { type Logger, SutraError, seededChance, systemClock } from '@sutra/kit';
import type {
  AggregateQuery,
  AggregateResult,
  AsOf,
  CallOptions,
  CausesQuery,
  Concept,
  EffectsQuery,
  EventPage,
  EventQuery,
  FeedItem,
  FeedQuery,
  ForgetBatch,
  LearnBatch,
  LearnResult,
  NeighbourPage,
  NeighbourQuery,
  PathAnswer,
  PathQuery,
  SearchAnswer,
  SearchQuery,
  StorageStats,
  StoreReader,
} from '@sutra/storage';
import { openStoreClient } from '@sutra/storage/client';
import type { StoredEvent } from '@sutra/wire';
import { type Appended, OwnEmitter, type OwnEvent } from './emitter.ts';
import './errors.ts';

export interface ConnectOptions {
  /** `host:port` of a storage node, or of a grid's own events. */
  readonly address: string;
  /** Names this program: in the server's log, and as the emitter of its events. Letters, digits, `_`, `-` and `.`, at most 64. */
  readonly name: string;
  /** Needed where the server asks for one. */
  readonly token?: string;
  /** How long to wait for the first connection, ms. Default 10,000. */
  readonly limitMs?: number;
  readonly logger?: Logger;
}

/**
 * A connection to Sutra Storage. It connects again by itself; what was appended is stored once, also when an answer was lost. Every call has a deadline
 * (10 s unless `limitMs` says otherwise), takes a signal, and fails with a `SutraError` that carries a code and how to mend it.
 */
export interface SutraClient {
  readonly address: string;
  /** Learns concepts and associations, all or nothing. On disk when it resolves. */
  learn(batch: LearnBatch, options?: CallOptions): Promise<LearnResult>;
  forget(batch: ForgetBatch, options?: CallOptions): Promise<LearnResult>;
  /** One concept, now or as of a position; undefined when it is not known. */
  get(id: string, asOf?: AsOf, options?: CallOptions): Promise<Concept | undefined>;
  neighbours(query: NeighbourQuery, options?: CallOptions): Promise<NeighbourPage>;
  paths(query: PathQuery, options?: CallOptions): Promise<PathAnswer>;
  search(query: SearchQuery, options?: CallOptions): Promise<SearchAnswer>;
  /** Appends events of your own. On disk when it resolves. @throws SutraError SUTRA_EVENT_INVALID naming the fields */
  append(events: OwnEvent | readonly OwnEvent[], options?: CallOptions): Promise<Appended>;
  /** One event, now or as of a position; undefined when there is none. */
  event(id: string, asOf?: AsOf, options?: CallOptions): Promise<StoredEvent | undefined>;
  /** What led to an event over every recorded cause, nearest first. */
  causes(query: CausesQuery, options?: CallOptions): Promise<readonly StoredEvent[]>;
  /** Events that name `id` as their cause, oldest first. */
  effects(query: EffectsQuery, options?: CallOptions): Promise<readonly StoredEvent[]>;
  /** One page of events, newest first unless told otherwise. */
  query(query: EventQuery, options?: CallOptions): Promise<EventPage>;
  /** Every matching event, page by page, as of the moment of the first. @throws SutraError SUTRA_ANSWER_PARTIAL when a limit cut a page short */
  all(query: EventQuery, options?: CallOptions): AsyncGenerator<StoredEvent>;
  aggregate(query: AggregateQuery, options?: CallOptions): Promise<AggregateResult>;
  /** Follows the log from a position, then live, over lost connections, until the signal fires. */
  subscribe(query: FeedQuery, signal: AbortSignal): AsyncIterable<FeedItem>;
  putSnapshot(name: string, seq: number, bytes: Uint8Array, options?: CallOptions): Promise<void>;
  snapshot(name: string, atSeq?: number, options?: CallOptions): Promise<{ readonly seq: number; readonly bytes: Uint8Array } | undefined>;
  stats(options?: CallOptions): Promise<StorageStats>;
  close(): Promise<void>;
}

const CONNECT_MS = 10_000;

/**
 * Connects, and resolves once the server has answered.
 * @throws SutraError SUTRA_STORAGE_ADDRESS, SUTRA_STORAGE_UNREACHABLE, SUTRA_STORAGE_TOKEN, SUTRA_PROTOCOL_VERSION
 */
export async function connect(options: ConnectOptions): Promise<SutraClient> {
  const { address, name, token, logger, limitMs = CONNECT_MS } = options;
  const clock = systemClock();
  const chance = seededChance(randomInt(2 ** 31));
  const store = openStoreClient({
    ...{ address, name, clock, chance },
    ...(token === undefined ? {} : { token }),
    ...(logger === undefined ? {} : { logger }),
  });
  const emitter = new OwnEmitter(store, clock, name);
  const client: SutraClient = {
    address: store.address,
    learn: (batch, call) => store.learn(batch, call),
    forget: (batch, call) => store.forget(batch, call),
    get: (id, asOf, call) => store.concept(id, asOf, call),
    neighbours: (query, call) => store.neighbours(query, call),
    paths: (query, call) => store.paths(query, call),
    search: (query, call) => store.search(query, call),
    append: (events, call) => emitter.append(Array.isArray(events) ? events : [events as OwnEvent], call),
    event: (id, asOf, call) => store.event(id, asOf, call),
    causes: (query, call) => store.causes(query, call),
    effects: (query, call) => store.effects(query, call),
    query: (query, call) => store.query(query, call),
    all: (query, call) => everyEvent(store, query, call),
    aggregate: (query, call) => store.aggregate(query, call),
    subscribe: (query, signal) => store.feed(query, signal),
    putSnapshot: (snapshotName, seq, bytes, call) => store.putSnapshot(snapshotName, seq, bytes, call),
    snapshot: (snapshotName, atSeq, call) => store.snapshot(snapshotName, atSeq, call),
    stats: (call) => store.stats(call),
    async close() {
      await store.close();
    },
  };
  try {
    await store.flush({ limitMs });
  } catch (reason) {
    await store.close();
    throw reason;
  }
  return client;
}

async function* everyEvent(store: Pick<StoreReader, 'query'>, query: EventQuery, options?: CallOptions): AsyncGenerator<StoredEvent> {
  for (let cursor: string | undefined, first = true; first || cursor !== undefined; first = false) {
    const page = await store.query(cursor === undefined ? query : { ...query, cursor }, options);
    yield* page.events;
    if (page.partial)
      throw new SutraError('SUTRA_ANSWER_PARTIAL', `Cannot give every event: ${page.partialBecause ?? 'a limit was reached'}`);
    cursor = page.cursor;
  }
}
