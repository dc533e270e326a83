import { defineErrors, SutraError, usFromIso } from '@sutra/kit';
import type {
  AggregateGroup,
  AggregateQuery,
  EventFilter,
  EventQuery,
  FeedItem,
  FeedQuery,
  Hole,
  Measure,
  Predicate,
  StoreReader,
} from '@sutra/storage';

defineErrors({ SUTRA_TEST_STORE_DOWN: { kind: 'unavailable', retry: true, mend: 'The test gives it back.' } });

type Stored = Awaited<ReturnType<StoreReader['query']>>['events'][number];

/** A store in memory for tests: the plainest possible meaning of every query, and an outage at will. */
export interface MemoryReader extends StoreReader {
  append(...events: readonly Stored[]): void;
  keepSnapshot(name: string, seq: number, bytes: Uint8Array): void;
  setUp(up: boolean): void;
  readonly events: readonly Stored[];
}

export function memoryReader(initial: readonly Stored[] = []): MemoryReader {
  const events: Stored[] = [...initial];
  const snapshots: { name: string; seq: number; bytes: Uint8Array }[] = [];
  let up = true;
  const wakers: (() => void)[] = [];
  const wake = (): void => {
    for (const waker of wakers.splice(0)) waker();
  };
  const check = (): void => {
    if (!up) throw new SutraError('SUTRA_TEST_STORE_DOWN', 'Cannot reach storage: the test has taken it away');
  };
  const positionOf = (filter: EventFilter): number => {
    if (filter.asOf === undefined) return events.length;
    if ('seq' in filter.asOf) return filter.asOf.seq;
    const { timeUs } = filter.asOf;
    return events.filter((event) => event.recordedAtUs <= timeUs).length;
  };
  const select = (filter: EventFilter): Stored[] => {
    check();
    const upTo = positionOf(filter);
    return events.filter((event) => event.seq <= upTo && matches(event, filter));
  };
  /** What retention took, as its runs say: of the types they name, or of all that are asked for; before the instant they name. */
  const holesOf = (filter: EventFilter): { holes?: Hole[] } => {
    const holes = events.flatMap((event): Hole[] => {
      const { removed, before, by_type } = event.body;
      if (event.type !== 'retention_applied' || !(Number(removed) > 0)) return [];
      const toUs = (usFromIso(String(before)) ?? 0) - 1;
      if (toUs < (filter.fromUs ?? 0)) return [];
      const types = typeof by_type === 'object' && by_type !== null ? Object.keys(by_type) : (filter.types ?? ['event']);
      return types
        .filter((type) => (filter.types?.includes(type) ?? true) && filter.typesNot?.includes(type) !== true)
        .slice(0, 1)
        .map((type) => ({ type, events: Number(removed), fromUs: 0, toUs }));
    });
    return holes.length === 0 ? {} : { holes };
  };
  return {
    events,
    append(...more) {
      events.push(...more);
      wake();
    },
    keepSnapshot: (name, seq, bytes) => void snapshots.push({ name, seq, bytes }),
    setUp(value) {
      up = value;
      wake();
    },
    async query(query: EventQuery) {
      const found = select(query).sort((a, b) => a.timeUs - b.timeUs || a.seq - b.seq);
      if (query.order !== 'asc') found.reverse();
      const skip = query.cursor === undefined ? 0 : Number(query.cursor);
      const limit = query.limit ?? 100;
      const page = found.slice(skip, skip + limit);
      const more = found.length > skip + limit;
      return {
        events: page,
        asOfSeq: positionOf(query),
        scanned: found.length,
        partial: false,
        ...holesOf(query),
        ...(more ? { cursor: String(skip + limit) } : {}),
      };
    },
    async aggregate(query: AggregateQuery) {
      const found = select(query);
      const groups = groupsOf(found, query);
      return {
        groups: groups.slice(0, query.limit ?? 1_000),
        total: found.length,
        groupsTotal: groups.length,
        asOfSeq: positionOf(query),
        scanned: found.length,
        partial: false,
        ...holesOf(query),
      };
    },
    async event(id, asOf) {
      check();
      return select(asOf === undefined ? {} : { asOf }).find((event) => event.id === id);
    },
    async effects({ id, limit = 100, asOf }) {
      check();
      return select(asOf === undefined ? {} : { asOf })
        .filter((event) => event.causes.includes(id))
        .slice(0, limit);
    },
    concept: async () => undefined,
    neighbours: async () => ({ associations: [], asOfSeq: events.length, partial: false }),
    async snapshot(name, atSeq = Number.MAX_SAFE_INTEGER) {
      check();
      return snapshots.filter((kept) => kept.name === name && kept.seq <= atSeq).sort((a, b) => b.seq - a.seq)[0];
    },
    stats: () => Promise.reject(new SutraError('SUTRA_TEST_STORE_DOWN', 'no stats in memory')),
    async *feed(query: FeedQuery, signal: AbortSignal): AsyncGenerator<FeedItem> {
      check();
      signal.addEventListener('abort', wake);
      let next = query.fromSeq === 0 ? events.length + 1 : query.fromSeq;
      let live = false;
      while (!signal.aborted) {
        check();
        const batch = events.slice(next - 1);
        next = events.length + 1;
        if (batch.length > 0) yield { kind: 'events', events: batch };
        if (!live) yield { kind: 'live', seq: events.length };
        live = true;
        if (events.length + 1 === next && up && !signal.aborted) await new Promise<void>((resolve) => wakers.push(resolve));
      }
    },
  };
}

function matches(event: Stored, filter: EventFilter): boolean {
  return (
    (filter.types?.includes(event.type) ?? true) &&
    !(filter.typesNot?.includes(event.type) ?? false) &&
    (filter.entities ?? []).every((group) => group.some((entity) => event.entities.includes(entity))) &&
    event.timeUs >= (filter.fromUs ?? 0) &&
    event.timeUs < (filter.toUs ?? Number.POSITIVE_INFINITY) &&
    event.seq > (filter.afterSeq ?? 0) &&
    (filter.where ?? []).every((predicate) => holds(event, predicate)) &&
    (filter.any?.some((group) => group.every((predicate) => holds(event, predicate))) ?? true)
  );
}

function fieldOf(event: Stored, field: string): string | number | boolean | null {
  if (field === 'type') return event.type;
  if (field === 'emitter') return event.emitter;
  if (field === 'operation') return event.operation ?? null;
  const value = field.startsWith('meta.') ? event.meta?.[field.slice(5)] : event.body[field];
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}

function holds(event: Stored, predicate: Predicate): boolean {
  if (predicate.field === 'entity' && 'is' in predicate) return event.entities.some((name) => predicate.is.includes(name));
  if (predicate.field === 'entity' && 'not' in predicate) return !event.entities.some((name) => predicate.not.includes(name));
  const value = fieldOf(event, predicate.field);
  if ('is' in predicate) return value !== null && predicate.is.includes(value);
  if ('not' in predicate) return value === null || !predicate.not.includes(value);
  if ('contains' in predicate) return typeof value === 'string' && value.toLowerCase().includes(predicate.contains.toLowerCase());
  if ('exists' in predicate) return (value !== null) === predicate.exists;
  if (typeof value !== 'number') return false;
  return (
    value > (predicate.gt ?? Number.NEGATIVE_INFINITY) &&
    value >= (predicate.gte ?? Number.NEGATIVE_INFINITY) &&
    value < (predicate.lt ?? Number.POSITIVE_INFINITY) &&
    value <= (predicate.lte ?? Number.POSITIVE_INFINITY)
  );
}

function groupsOf(found: readonly Stored[], query: AggregateQuery): AggregateGroup[] {
  const groups = new Map<string, { key: (string | number | boolean | null)[]; bucketUs?: number; events: Stored[] }>();
  for (const event of found) {
    for (const key of keysOf(event, query.groupBy ?? [])) {
      const bucketUs = query.bucketUs === undefined ? undefined : Math.floor(event.timeUs / query.bucketUs) * query.bucketUs;
      const name = JSON.stringify([key, bucketUs]);
      const group = groups.get(name) ?? { key, ...(bucketUs === undefined ? {} : { bucketUs }), events: [] };
      group.events.push(event);
      groups.set(name, group);
    }
  }
  return [...groups.values()]
    .map((group) => ({
      key: group.key,
      ...(group.bucketUs === undefined ? {} : { bucketUs: group.bucketUs }),
      count: group.events.length,
      measures: (query.measures ?? []).map((measure) => measured(group.events, measure)),
      firstTimeUs: Math.min(...group.events.map((event) => event.timeUs)),
      lastTimeUs: Math.max(...group.events.map((event) => event.timeUs)),
    }))
    .sort((a, b) => b.count - a.count);
}

/** `entity:<prefix>` gives an event to the group of every entity that begins so. */
function keysOf(event: Stored, groupBy: readonly string[]): (string | number | boolean | null)[][] {
  let keys: (string | number | boolean | null)[][] = [[]];
  for (const field of groupBy) {
    const prefix = field.startsWith('entity:') ? field.slice(7) : undefined;
    const values =
      prefix === undefined ? [fieldOf(event, field)] : event.entities.filter((entity) => prefix === '*' || entity.startsWith(prefix));
    keys = keys.flatMap((key) => values.map((value) => [...key, value]));
  }
  return keys;
}

function measured(events: readonly Stored[], { fn, field }: Measure): number | null {
  const values = events
    .map((event) => fieldOf(event, field))
    .filter((value) => typeof value === 'number')
    .sort((a, b) => a - b);
  if (values.length === 0) return null;
  const sum = values.reduce((total, value) => total + value, 0);
  if (fn === 'sum') return sum;
  if (fn === 'avg') return sum / values.length;
  const share = { min: 0, max: 1, p50: 0.5, p90: 0.9, p95: 0.95, p99: 0.99 }[fn];
  return values[Math.max(0, Math.ceil(share * values.length) - 1)] as number;
}
