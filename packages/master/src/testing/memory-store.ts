import { defineErrors, SutraError } from '@sutra/kit';
import { type GridEvent, toRecord } from '@sutra/model';
import type { FeedItem, FeedQuery, StoreClient } from '@sutra/storage';

defineErrors({ SUTRA_TEST_STORE_DOWN: { kind: 'unavailable', retry: true, mend: 'The test gives it back.' } });

/** The part of a store the master uses, in memory, with an outage at will. Events are kept as the model sees them. */
export interface MemoryStore {
  readonly client: StoreClient;
  readonly events: GridEvent[];
  /** False while it is away: the event was not taken. */
  append(event: GridEvent): boolean;
  /** False: every call fails and every feed breaks. */
  setUp(up: boolean): void;
  readonly snapshots: Map<string, { seq: number; bytes: Uint8Array }>;
}

export function memoryStore(): MemoryStore {
  const events: GridEvent[] = [];
  const snapshots = new Map<string, { seq: number; bytes: Uint8Array }>();
  const ids = new Set<string>();
  let up = true;
  let waiters: (() => void)[] = [];
  const wake = (): void => {
    const woken = waiters;
    waiters = [];
    for (const resolve of woken) resolve();
  };
  const check = (): void => {
    if (!up) throw new SutraError('SUTRA_TEST_STORE_DOWN', 'Cannot reach storage: the test has taken it away');
  };
  async function* feed(query: FeedQuery, signal: AbortSignal): AsyncGenerator<FeedItem> {
    check();
    signal.addEventListener('abort', wake);
    let next = query.fromSeq;
    let live = false;
    while (!signal.aborted) {
      check();
      const batch = events.filter(({ seq, type }) => seq >= next && (query.types === undefined || query.types.includes(type)));
      next = events.length + 1;
      if (batch.length > 0) yield { kind: 'events', events: batch.map((event) => stored(event)) };
      if (!live) yield { kind: 'live', seq: events.length };
      live = true;
      if (events.length + 1 === next && up && !signal.aborted) await new Promise<void>((resolve) => waiters.push(resolve));
    }
  }
  const client: Partial<StoreClient> = {
    address: 'memory',
    connected: () => up,
    onAnswering: () => () => undefined,
    onConnection: () => () => undefined,
    feed,
    async snapshot(name) {
      check();
      return snapshots.get(name);
    },
    async putSnapshot(name, seq, bytes) {
      check();
      snapshots.set(name, { seq, bytes });
    },
  };
  return {
    client: client as StoreClient,
    events,
    snapshots,
    append(event) {
      if (!up) return false;
      if (!ids.has(event.id)) {
        ids.add(event.id);
        events.push({ ...event, seq: events.length + 1, recordedAtUs: event.timeUs });
        wake();
      }
      return true;
    },
    setUp(value) {
      up = value;
      wake();
    },
  };
}

/** The event in the form a store gives it back. */
function stored(event: GridEvent): StoredEvent {
  return {
    ...toRecord(event),
    seq: event.seq,
    recordedAtUs: event.recordedAtUs,
    emitter: event.emitter,
    epoch: event.emitterEpoch,
  } as StoredEvent;
}

type StoredEvent = Extract<FeedItem, { kind: 'events' }>['events'][number];
