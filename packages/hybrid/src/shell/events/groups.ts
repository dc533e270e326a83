import type { GridEvent } from '@sutra/model';
import type { AggregateGroup, Measure } from '@sutra/storage';
import { civil } from '../../core/language/zone.ts';
import type { Dim, Scalar } from '../../core/plan.ts';
import type { Work } from '../answer.ts';
import { askerOf } from '../askers.ts';
import { dimensionOf, type Entity, entitiesOf, idOf, statusOf } from '../entities/entity.ts';
import { bounds, type Compiled, readEvents, type Window, weightOf, weightOfAll } from '../filter.ts';
import { idsOf, isAgent, isNode } from '../imported.ts';
import { type Buckets, bucketStart, divisor, durationUs, storeWidthUs } from './bucket.ts';
import { groupingOf } from './grouping.ts';

export type Key = Readonly<Record<string, string | number | boolean | null>>;

export interface Group {
  /** One value per dimension; null where the event has none. */
  readonly key: Key;
  /** Start of the bucket, when buckets were asked for. */
  readonly startUs?: number;
  readonly count: number;
  readonly measures: readonly (number | null)[];
  readonly firstUs: number;
  readonly lastUs: number;
}

export interface GroupQuery {
  readonly by: readonly Dim[];
  readonly buckets?: Buckets;
  readonly measures?: readonly Measure[];
}

export interface Grouped {
  readonly groups: readonly Group[];
  /** Events, also those that belong to no group (they name no agent, say). */
  readonly total: number;
  readonly asOfSeq: number;
  readonly scanned: number;
  readonly partial: boolean;
}

/** Groups of one query at most. */
const GROUPS_MAX = 100_000;
/** Different places, versions and statuses asked for one by one; past it the events are read. */
const SLICES_MAX = 32;
/** So many of them side by side. */
const SLICES_AT_ONCE = 8;

/** What the store groups by for a dimension it has itself. */
const STORED: Partial<Readonly<Record<Dim, string>>> = {
  event: 'type',
  cause: 'cause',
  error: 'error',
  query_type: 'query_type',
  user: 'meta.actor',
};
/** Properties of what an event names: the store is asked once for every value. */
const PROPERTIES: ReadonlySet<Dim> = new Set<Dim>(['host', 'region', 'env', 'platform', 'version', 'status']);
const CALENDAR: ReadonlySet<Dim> = new Set<Dim>(['hour_of_day', 'weekday']);
const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

/**
 * Counts and measures by dimension and bucket. The store does it wherever it can; an event that names two agents counts for both, as
 * it would when either is asked for.
 */
export async function groupEvents(work: Work, compiled: Compiled, window: Window, query: GroupQuery): Promise<Grouped> {
  const measured = (query.measures?.length ?? 0) > 0;
  const calendar = query.by.some((dim) => CALENDAR.has(dim));
  const whole = !calendar && (query.buckets === undefined || storeWidthUs(query.buckets) === durationUs(query.buckets.width));
  // Counts of narrow buckets add up to those of wide ones; averages and percentiles do not.
  const byAsker = work.askers !== undefined && query.by.includes('user');
  if (compiled.also !== undefined || compiled.ids !== undefined || byAsker || (measured && !whole))
    return foldGroups(work, compiled, window, query);
  const properties = query.by.filter((dim) => PROPERTIES.has(dim));
  if (properties.length === 0) return storeGroups(work, compiled, window, query, {});
  const slices = slicesOf(properties, work);
  if (slices.length > SLICES_MAX) return foldGroups(work, compiled, window, query);
  const by = query.by.filter((dim) => !PROPERTIES.has(dim));
  const groupsOfSlice = ({ key, ids }: (typeof slices)[number]): Promise<Grouped> => {
    const entities = [...(compiled.filter.entities ?? []), ids];
    return storeGroups(work, { filter: { ...compiled.filter, entities } }, window, { ...query, by }, key);
  };
  const all = await storeGroups(work, compiled, window, { by: [] }, {});
  const parts: Grouped[] = [];
  for (let at = 0; at < slices.length; at += SLICES_AT_ONCE)
    parts.push(...(await Promise.all(slices.slice(at, at + SLICES_AT_ONCE).map(groupsOfSlice))));
  return {
    ...all,
    groups: parts.flatMap((part) => part.groups),
    scanned: all.scanned + parts.reduce((sum, part) => sum + part.scanned, 0),
    partial: all.partial || parts.some((part) => part.partial),
  };
}

/** The entities behind every combination of values the properties have. */
function slicesOf(properties: readonly Dim[], work: Work): { readonly key: Key; readonly ids: string[] }[] {
  const slices = new Map<string, { key: Key; ids: string[] }>();
  for (const entity of entitiesOf(work.state, properties.includes('status') ? 'entity' : 'agent')) {
    const key = Object.fromEntries(properties.map((dim) => [dim, propertyOf(entity, dim)]));
    const name = JSON.stringify(key);
    const known = slices.get(name) ?? { key, ids: [] };
    known.ids.push(idOf(entity));
    slices.set(name, known);
  }
  return [...slices.values()];
}

const propertyOf = (entity: Entity, dim: Dim): string | null =>
  dim === 'status' ? statusOf(entity) : (dimensionOf(entity.agent, dim) ?? null);

async function storeGroups(work: Work, { filter }: Compiled, window: Window, query: GroupQuery, fixed: Key): Promise<Grouped> {
  const dims = query.by.filter((dim) => !CALENDAR.has(dim));
  const calendar = query.by.filter((dim) => CALENDAR.has(dim));
  const widths = [
    ...(query.buckets === undefined ? [] : [storeWidthUs(query.buckets)]),
    ...(calendar.length === 0 ? [] : [storeWidthUs({ width: '1h', tz: work.tz })]),
  ];
  const result = await work.reader.aggregate(
    {
      ...filter,
      ...bounds(window),
      groupBy: dims.map((dim) => storedAs(dim, work)),
      ...(widths.length === 0 ? {} : { bucketUs: widths.reduce(divisor) }),
      ...(query.measures === undefined ? {} : { measures: query.measures }),
      limit: GROUPS_MAX,
    },
    work.options,
  );
  const named = result.groups.filter((group) => dims.every((dim, i) => isOf(dim, group.key[i] as Scalar | null, work)));
  return {
    groups: merged(named, dims, calendar, query, fixed, work),
    total: result.total,
    asOfSeq: result.asOfSeq,
    scanned: result.scanned,
    partial: result.partial || result.groupsTotal > GROUPS_MAX,
  };
}

function storedAs(dim: Dim, work: Work): string {
  return dim === 'agent' || dim === 'node' ? groupingOf(idsOf(dim, work)) : (STORED[dim] ?? dim);
}

/** The store gives every entity an event names: for agents and nodes only those count. */
function isOf(dim: Dim, value: Scalar | null, work: Work): boolean {
  if (dim === 'agent') return value !== null && isAgent(String(value), work);
  return dim !== 'node' || (value !== null && isNode(String(value), work));
}

/** Groups of the store under the names of the plan; buckets are put together to those of somebody's clock. */
function merged(
  groups: readonly AggregateGroup[],
  dims: readonly Dim[],
  calendar: readonly Dim[],
  { by, buckets }: GroupQuery,
  fixed: Key,
  work: Work,
): Group[] {
  const sums = new Map<string, Group>();
  for (const group of groups) {
    const key: Record<string, string | number | boolean | null> = { ...fixed };
    for (const dim of by)
      key[dim] = calendar.includes(dim) ? calendarOf(dim, group.bucketUs ?? 0, work) : (group.key[dims.indexOf(dim)] ?? null);
    const startUs = buckets === undefined ? undefined : bucketStart(buckets, group.bucketUs ?? 0);
    add(sums, key, startUs, group.count, group.firstTimeUs, group.lastTimeUs, group.measures);
  }
  return [...sums.values()];
}

function add(
  sums: Map<string, Group>,
  key: Key,
  startUs: number | undefined,
  count: number,
  firstUs: number,
  lastUs: number,
  measures: readonly (number | null)[],
): void {
  const name = JSON.stringify([Object.entries(key).sort(([a], [b]) => (a < b ? -1 : 1)), startUs]);
  const known = sums.get(name);
  sums.set(name, {
    key,
    ...(startUs === undefined ? {} : { startUs }),
    count: (known?.count ?? 0) + count,
    measures,
    firstUs: Math.min(known?.firstUs ?? firstUs, firstUs),
    lastUs: Math.max(known?.lastUs ?? lastUs, lastUs),
  });
}

export function calendarOf(dim: Dim, us: number, work: Work): string | number {
  const at = civil(work.tz, Math.floor(us / 1000));
  return dim === 'weekday' ? (DAYS[at.weekday] as string) : at.hour;
}

/** The same by reading the events: for what the store cannot test or group by. */
async function foldGroups(work: Work, compiled: Compiled, window: Window, query: GroupQuery): Promise<Grouped> {
  const found = await readEvents(work, compiled, window, 'asc');
  return {
    groups: groupsOf(found.events, query, work),
    total: weightOfAll(found.events),
    asOfSeq: found.asOfSeq,
    scanned: found.scanned,
    // Of a summary only the last figure is at hand here.
    partial: found.partial || found.more || ((query.measures?.length ?? 0) > 0 && found.events.some((event) => weightOf(event) > 1)),
  };
}

/** Dimensions that are told by what an event names: events that name the same are grouped the same. */
const BY_NAMES: ReadonlySet<Dim> = new Set<Dim>([...PROPERTIES, 'agent', 'node']);

/** Groups of events at hand. */
export function groupsOf(events: readonly GridEvent[], query: GroupQuery, work: Work): Group[] {
  const groups = new Map<string, { key: Key; startUs: number | undefined; events: GridEvent[] }>();
  const known = new Map<readonly string[], readonly { readonly key: Key; readonly name: string }[]>();
  const ofNames = query.by.every((dim) => BY_NAMES.has(dim));
  const namedKeys = (event: GridEvent) => {
    const before = ofNames ? known.get(event.entities) : undefined;
    if (before !== undefined) return before;
    const keys = keysOf(event, query.by, work).map((key) => ({ key, name: JSON.stringify(key) }));
    if (ofNames) known.set(event.entities, keys);
    return keys;
  };
  for (const event of events) {
    const startUs = query.buckets === undefined ? undefined : bucketStart(query.buckets, event.timeUs);
    for (const { key, name } of namedKeys(event)) {
      const place = startUs === undefined ? name : `${name} ${startUs}`;
      const group = groups.get(place);
      if (group === undefined) groups.set(place, { key, startUs, events: [event] });
      else group.events.push(event);
    }
  }
  return [...groups.values()].map(({ key, startUs, events: members }) => ({
    key,
    ...(startUs === undefined ? {} : { startUs }),
    count: weightOfAll(members),
    measures: (query.measures ?? []).map(({ fn, field }) => measureOf(fn, numbersOf(members, field))),
    firstUs: members.reduce((least, { timeUs }) => Math.min(least, timeUs), Number.POSITIVE_INFINITY),
    lastUs: members.reduce((most, { timeUs }) => Math.max(most, timeUs), Number.NEGATIVE_INFINITY),
  }));
}

/** Every key an event has: one per agent it names, per region of those agents, and so on. */
function keysOf(event: GridEvent, by: readonly Dim[], work: Work): Key[] {
  const properties = by.filter((dim) => PROPERTIES.has(dim));
  let keys: Record<string, string | number | boolean | null>[] = [{}];
  if (properties.length > 0) {
    const found = new Map<string, Record<string, string | null>>();
    for (const entity of namedBy(event, properties.includes('status'), work)) {
      const key = Object.fromEntries(properties.map((dim) => [dim, propertyOf(entity, dim)]));
      found.set(JSON.stringify(key), key);
    }
    keys = [...found.values()];
  }
  for (const dim of by)
    if (!PROPERTIES.has(dim)) keys = keys.flatMap((key) => valuesOf(event, dim, work).map((value) => ({ ...key, [dim]: value })));
  return keys;
}

function namedBy(event: GridEvent, nodesToo: boolean, work: Work): Entity[] {
  return event.entities.flatMap((id): Entity[] => {
    const agent = work.state.agents.get(id);
    const node = nodesToo ? work.state.nodes.get(id) : undefined;
    return [
      ...(agent === undefined ? [] : [{ kind: 'agent', agent } as const]),
      ...(node === undefined ? [] : [{ kind: 'node', node, agent: work.state.agents.get(node.agentId) } as const]),
    ];
  });
}

function valuesOf(event: GridEvent, dim: Dim, work: Work): (string | number | boolean | null)[] {
  if (dim === 'agent') return event.entities.filter((id) => isAgent(id, work));
  if (dim === 'node') return event.entities.filter((id) => isNode(id, work));
  if (dim === 'event') return [event.type];
  if (dim === 'user') return [askerOf(event, work.askers) ?? null];
  if (CALENDAR.has(dim)) return [calendarOf(dim, event.timeUs, work)];
  const value = (event.body as Readonly<Record<string, Scalar | undefined>>)[dim];
  return [value ?? null];
}

export function numbersOf(events: readonly GridEvent[], field: string): number[] {
  return events.flatMap((event) => {
    const value = (event.body as Readonly<Record<string, unknown>>)[field];
    return typeof value === 'number' ? [value] : [];
  });
}

/** A figure over numbers; percentiles by nearest rank, so always a value that occurred. Null over none. */
export function measureOf(fn: Measure['fn'], values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sum = values.reduce((total, value) => total + value, 0);
  if (fn === 'sum') return sum;
  if (fn === 'avg') return sum / values.length;
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[rankOf(fn, sorted.length)] as number;
}

const SHARES = { min: 0, max: 1, p50: 0.5, p90: 0.9, p95: 0.95, p99: 0.99 } as const;

/** The place of a figure among so many numbers in order. */
export const rankOf = (fn: keyof typeof SHARES, n: number): number => Math.max(0, Math.ceil(SHARES[fn] * n) - 1);
