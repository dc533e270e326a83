import { type Chance, type Clock, type Logger, silentLogger } from '@sutra/kit';
import type { StoredEvent } from '@sutra/wire';
import type { PathAnswer, SearchAnswer } from '../contract/graph.ts';
import type { AggregateResult, Concept, EventPage, LearnResult, NeighbourPage, StorageStats } from '../contract/query.ts';
import type { RetentionResult, SpaceReport } from '../contract/retention.ts';
import type { BackupSummary, CallOptions, StoreClient } from '../contract/store.ts';
import { parseStoreAddress } from './address.ts';
import { Caller } from './caller.ts';
import { type Answer, openConnection } from './connection.ts';
import { packEmbedding } from './embedding.ts';
import { followFeed } from './feed.ts';
import { Link } from './link.ts';
import { ClientSession } from './session.ts';
import { CLIENT_SETTINGS, type ClientSettings } from './settings.ts';

export interface StoreClientOptions {
  /** `host:port` or `http://host:port`. */
  readonly address: string;
  readonly clock: Clock;
  readonly chance: Chance;
  readonly logger?: Logger;
  readonly token?: string;
  /** Who is calling, for the server's log; who asked for the backups that are made, for the record. */
  readonly name: string;
  readonly settings?: Partial<ClientSettings>;
}

/** An answer to a question for events. */
type Found = Answer & Required<Pick<Answer, 'events'>>;

/**
 * A store on the other end of a TCP connection. Connects when first used, and again for ever.
 * @throws SutraError SUTRA_STORAGE_ADDRESS
 */
export function openStoreClient(options: StoreClientOptions): StoreClient {
  const { clock, chance } = options;
  const logger = options.logger ?? silentLogger;
  const address = parseStoreAddress(options.address);
  const settings = { ...CLIENT_SETTINGS, ...options.settings };
  const connecting = { address, clock, settings, name: options.name, token: options.token };
  const link = new Link({ address: address.text, clock, chance, logger, open: (...attempt) => openConnection(connecting, ...attempt) });
  const caller = new Caller(link, clock, settings, address.text);
  const sessions = new Set<ClientSession>();
  const parts = { link, caller, clock, chance, logger, settings, onEnd: (session: ClientSession) => void sessions.delete(session) };
  const answer = async <T>(op: string, args: unknown, call?: CallOptions): Promise<T> => (await caller.call({ op, args }, call)).head as T;
  const found = async (op: string, args: unknown, call?: CallOptions): Promise<Found> =>
    (await caller.call({ op, args, forEvents: true }, call)) as Found;
  // A key of our own makes a repeat after a lost answer harmless.
  const ownKey = (): string => `client:${clock.wallUs().toString(36)}-${Math.floor(chance.next() * 2 ** 48).toString(36)}`;
  return {
    address: address.text,
    connected: () => link.up,
    answers: () => link.answers,
    onAnswering: (listener) => link.onAnswering(listener),
    onConnection(listener) {
      link.start();
      return link.onChange(listener);
    },
    async query(query, call) {
      const { head, events } = await found('query', query, call);
      return { ...(head as Omit<EventPage, 'events'>), events };
    },
    aggregate: (query, call) => answer<AggregateResult>('aggregate', query, call),
    async event(id, asOf, call): Promise<StoredEvent | undefined> {
      return (await found('event', { id, ...(asOf === undefined ? {} : { asOf }) }, call)).events[0];
    },
    async known(ids, call) {
      return (await answer<{ readonly known: readonly string[] }>('known', { ids }, call)).known;
    },
    async causes(query, call) {
      return (await found('causes', query, call)).events;
    },
    async effects(query, call) {
      return (await found('effects', query, call)).events;
    },
    async concept(id, asOf, call) {
      return (await answer<Concept | null>('concept', { id, ...(asOf === undefined ? {} : { asOf }) }, call)) ?? undefined;
    },
    neighbours: (query, call) => answer<NeighbourPage>('neighbours', query, call),
    paths: (query, call) => answer<PathAnswer>('paths', query, call),
    search: ({ vector, ...query }, call) =>
      answer<SearchAnswer>('search', { ...query, ...(vector === undefined ? {} : { vector: Array.from(vector) }) }, call),
    async snapshot(name, atSeq, call) {
      const { head, tail } = await caller.call({ op: 'snapshot', args: { name, ...(atSeq === undefined ? {} : { atSeq }) } }, call);
      return head === null ? undefined : { seq: (head as { seq: number }).seq, bytes: tail };
    },
    stats: (call) => answer<StorageStats>('stats', {}, call),
    feed: (query, signal) => followFeed({ link, clock, chance, windowBytes: settings.feedWindowBytes }, query, signal),
    async learn(batch, call) {
      const { concepts } = batch;
      const packed = concepts === undefined ? batch : { ...batch, concepts: concepts.map(packEmbedding) };
      return answer<LearnResult>('learn', { ...packed, key: batch.key ?? ownKey() }, call);
    },
    forget: (batch, call) => answer<LearnResult>('forget', { ...batch, key: batch.key ?? ownKey() }, call),
    async putSnapshot(name, seq, bytes, call) {
      await caller.call({ op: 'putSnapshot', args: { name, seq }, tail: bytes }, call);
    },
    backup: (name, call) => answer<BackupSummary>('backup', { to: name }, call),
    space: (call) => answer<SpaceReport>('space', {}, call),
    retain: (request, call) => answer<RetentionResult>('retain', request, call),
    async flush(call) {
      await caller.call({ op: 'flush', args: {} }, call);
    },
    async session(emitter, epoch, call = {}) {
      const session = await ClientSession.open(parts, emitter, epoch, call);
      sessions.add(session);
      return session;
    },
    async close() {
      for (const session of [...sessions]) await session.close();
      link.close();
      caller.close();
    },
  };
}
