import type { StoredEvent } from '@sutra/wire';
import type { AggregateQuery, EventFilter, EventQuery, Predicate } from '../../contract/query.ts';

/** The same questions answered by looking at every event: slow, short, and written without the engine's code. */
export function matching(all: readonly StoredEvent[], filter: EventFilter): StoredEvent[] {
  return all.filter((event) => {
    if (filter.asOf !== undefined && !('seq' in filter.asOf ? event.seq <= filter.asOf.seq : event.recordedAtUs <= filter.asOf.timeUs))
      return false;
    if (filter.types !== undefined && !filter.types.includes(event.type)) return false;
    if (filter.typesNot?.includes(event.type)) return false;
    if (filter.entities?.some((group) => !group.some((name) => event.entities.includes(name)))) return false;
    if (filter.fromUs !== undefined && event.timeUs < filter.fromUs) return false;
    if (filter.toUs !== undefined && event.timeUs >= filter.toUs) return false;
    if (filter.afterSeq !== undefined && event.seq <= filter.afterSeq) return false;
    if (filter.any !== undefined && !filter.any.some((group) => group.every((predicate) => holds(event, predicate)))) return false;
    return (filter.where ?? []).every((predicate) => holds(event, predicate));
  });
}

export function field(event: StoredEvent, name: string): unknown {
  if (name === 'type' || name === 'emitter' || name === 'operation') return event[name];
  return name.startsWith('meta.') ? event.meta?.[name.slice(5)] : event.body[name];
}

function holds(event: StoredEvent, predicate: Predicate): boolean {
  if (predicate.field === 'entity' && 'is' in predicate) return event.entities.some((name) => predicate.is.includes(name));
  if (predicate.field === 'entity' && 'not' in predicate) return !event.entities.some((name) => predicate.not.includes(name));
  const value = field(event, predicate.field) as string | number | boolean | undefined;
  if ('is' in predicate) return predicate.is.includes(value as string);
  if ('not' in predicate) return !predicate.not.includes(value as string);
  if ('exists' in predicate) return (value !== undefined) === predicate.exists;
  if ('contains' in predicate)
    return String(value ?? '')
      .toLowerCase()
      .includes(predicate.contains.toLowerCase());
  if (typeof value !== 'number') return false;
  const { gt = -Infinity, gte = -Infinity, lt = Infinity, lte = Infinity } = predicate;
  return value > gt && value >= gte && value < lt && value <= lte;
}

export function ordered(events: readonly StoredEvent[], order: EventQuery['order'] = 'desc'): StoredEvent[] {
  const sign = order === 'asc' ? 1 : -1;
  return [...events].sort((a, b) => (a.timeUs - b.timeUs || a.seq - b.seq) * sign);
}

/** Group key as JSON → [count, first, last, measures]. */
export function grouped(all: readonly StoredEvent[], query: AggregateQuery): Map<string, [number, number, number, (number | null)[]]> {
  const rows = new Map<string, StoredEvent[]>();
  for (const event of matching(all, query)) {
    let keys: unknown[][] = [[]];
    for (const by of query.groupBy ?? []) {
      const prefix = by.startsWith('entity:') ? by.slice(7).replace('*', '') : undefined;
      const named = prefix === undefined ? [field(event, by) ?? null] : event.entities.filter((name) => name.startsWith(prefix));
      keys = keys.flatMap((key) => (named.length === 0 ? [null] : named).map((part) => [...key, part]));
    }
    for (const key of keys) {
      const bucket = query.bucketUs === undefined ? null : Math.floor(event.timeUs / query.bucketUs) * query.bucketUs;
      const name = JSON.stringify([key, bucket]);
      rows.set(name, [...(rows.get(name) ?? []), event]);
    }
  }
  return new Map(
    [...rows].map(([name, events]) => {
      const times = events.map((event) => event.timeUs);
      const measures = (query.measures ?? []).map(({ fn, field: of }) => {
        const values = events
          .map((event) => field(event, of))
          .filter((value) => typeof value === 'number')
          .sort((a, b) => a - b);
        const sum = values.reduce((total, value) => total + value, 0);
        if (values.length === 0) return null;
        if (fn === 'sum') return sum;
        if (fn === 'avg') return sum / values.length;
        if (fn === 'min') return values[0]!;
        if (fn === 'max') return values.at(-1)!;
        return values[Math.ceil((Number(fn.slice(1)) / 100) * values.length) - 1]!;
      });
      return [name, [events.length, Math.min(...times), Math.max(...times), measures]];
    }),
  );
}

/** What led to an event, ring by ring, among these. */
export function ledTo(all: readonly StoredEvent[], id: string, depth: number): StoredEvent[] {
  const byId = new Map(all.map((event) => [event.id, event]));
  const seen = new Set([id]);
  const found: StoredEvent[] = [];
  let ring = byId.get(id)?.causes ?? [];
  for (let step = 0; step < depth; step++) {
    const next = [...new Set(ring)].flatMap((cause) => (seen.has(cause) ? [] : (byId.get(cause) ?? [])));
    for (const cause of ring) seen.add(cause);
    found.push(...next);
    ring = next.flatMap(({ causes }) => causes);
  }
  return found;
}
