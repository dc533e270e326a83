import type { StoredEvent } from '@sutra/wire';
import type { AggregateGroup, AggregateQuery, AggregateResult, Measure } from '../../contract/query.ts';
import type { CallOptions } from '../../contract/store.ts';
import { f64 } from '../columns/column.ts';
import { CHUNK_ROWS, type SegmentIndex } from '../columns/segment-index.ts';
import { invalidQuery } from '../errors.ts';
import type { Segment } from '../log/segment.ts';
import { fieldOf } from './predicate.ts';
import type { EventReader, Work } from './reader.ts';
import { chunksOf, mayMatch, rowFits, rowsOfFewSets, type SegmentSelection, type Selection, select, selectIn } from './selection.ts';
import type { Slices } from './slices.ts';

const GROUP_BY_MAX = 4;
const MEASURES_MAX = 8;
const LIMIT_DEFAULT = 1000;
const LIMIT_MAX = 100_000;
const PERCENTILE: Readonly<Record<string, number>> = { p50: 0.5, p90: 0.9, p95: 0.95, p99: 0.99 };

type Key = string | number | boolean | null;

/** Counts and measures one group. */
interface Group {
  readonly key: readonly Key[];
  readonly bucketUs: number | undefined;
  count: number;
  firstTimeUs: number;
  lastTimeUs: number;
  readonly measures: Tally[];
}

interface Tally {
  count: number;
  sum: number;
  min: number;
  max: number;
  /** Kept only for percentiles. */
  readonly values: number[] | undefined;
}

/** Where a group key comes from: columns alone, or the decoded event. */
type Dimension =
  | { readonly by: 'type' }
  | { readonly by: 'emitter' }
  | { readonly by: 'entity'; readonly prefix: string }
  | { readonly by: 'field'; readonly field: string };

/** All groups of one aggregate. */
class Groups {
  readonly #groups = new Map<string, Group>();
  readonly #query: AggregateQuery;
  readonly #max: number;
  total = 0;
  partialBecause: string | undefined;

  constructor(query: AggregateQuery, max: number) {
    this.#query = query;
    this.#max = max;
  }

  /** The group of a key; undefined when there are too many. */
  of(key: readonly Key[], bucketUs: number | undefined): Group | undefined {
    const name = JSON.stringify([key, bucketUs]);
    const known = this.#groups.get(name);
    if (known !== undefined) return known;
    if (this.#groups.size >= this.#max) {
      this.partialBecause = `more than ${this.#max} groups`;
      return undefined;
    }
    const measures = (this.#query.measures ?? []).map(({ fn }) => {
      return { count: 0, sum: 0, min: Number.POSITIVE_INFINITY, max: Number.NEGATIVE_INFINITY, values: fn in PERCENTILE ? [] : undefined };
    });
    const group = { key, bucketUs, count: 0, firstTimeUs: Number.POSITIVE_INFINITY, lastTimeUs: Number.NEGATIVE_INFINITY, measures };
    this.#groups.set(name, group);
    return group;
  }

  result(limit: number): { groups: AggregateGroup[]; groupsTotal: number } {
    const names = [...this.#groups.entries()].sort(([a, x], [b, y]) => y.count - x.count || (a < b ? -1 : 1));
    const groups = names.slice(0, limit).map(([, group]) => ({
      key: group.key,
      ...(group.bucketUs === undefined ? {} : { bucketUs: group.bucketUs }),
      count: group.count,
      measures: group.measures.map((tally, i) => measured(tally, this.#query.measures![i]!)),
      firstTimeUs: group.firstTimeUs,
      lastTimeUs: group.lastTimeUs,
    }));
    return { groups, groupsTotal: names.length };
  }
}

function measured({ count, sum, min, max, values }: Tally, { fn }: Measure): number | null {
  if (count === 0) return null;
  if (fn === 'sum') return sum;
  if (fn === 'avg') return sum / count;
  if (fn === 'min') return min;
  if (fn === 'max') return max;
  // Nearest rank: always a value that occurred.
  const sorted = Float64Array.from(values!).sort();
  return sorted[Math.max(0, Math.ceil(PERCENTILE[fn]! * sorted.length) - 1)]!;
}

function addCount(group: Group, times: number, firstTimeUs: number, lastTimeUs: number): void {
  group.count += times;
  group.firstTimeUs = Math.min(group.firstTimeUs, firstTimeUs);
  group.lastTimeUs = Math.max(group.lastTimeUs, lastTimeUs);
}

/** @throws SutraError SUTRA_STORE_INVALID, SUTRA_STORE_CORRUPT, SUTRA_TIMEOUT */
export async function aggregate(reader: EventReader, query: AggregateQuery, options?: CallOptions): Promise<AggregateResult> {
  const { groupBy = [], measures = [], bucketUs, limit = LIMIT_DEFAULT } = query;
  if (groupBy.length > GROUP_BY_MAX) throw invalidQuery(`${groupBy.length} groupings, at most ${GROUP_BY_MAX}`);
  if (measures.length > MEASURES_MAX) throw invalidQuery(`${measures.length} measures, at most ${MEASURES_MAX}`);
  if (!Number.isInteger(limit) || limit < 1 || limit > LIMIT_MAX) throw invalidQuery(`limit ${limit} is not in 1..${LIMIT_MAX}`);
  if (bucketUs !== undefined && (!Number.isInteger(bucketUs) || bucketUs < 1)) throw invalidQuery(`bucketUs ${bucketUs} is not a width`);
  for (const { fn } of measures)
    if (!['min', 'max', 'sum', 'avg'].includes(fn) && !(fn in PERCENTILE)) throw invalidQuery(`no measure ${fn}`);
  const asOfSeq = reader.position(query.asOf);
  const selection = select(query, asOfSeq);
  const dimensions = groupBy.map(dimension);
  const work: Work = { scanned: 0, decoded: 0, partialBecause: undefined };
  const groups = new Groups(query, reader.limits.groupsMax);
  const slices = reader.slices(options);
  const byColumns = selection.test === undefined && measures.length === 0 && dimensions.every(({ by }) => by !== 'field');
  for (const segment of reader.catalog.segments) {
    if (!mayMatch(selection, segment)) continue;
    const at = selectIn(selection, reader.catalog.index(segment));
    if (at === undefined) continue;
    if (byColumns) await countColumns(at, dimensions, bucketUs, groups, slices, work);
    else await countEvents({ reader, segment, at, selection, dimensions, query, groups, slices, work });
    if (work.partialBecause !== undefined) break;
  }
  const because = work.partialBecause ?? groups.partialBecause;
  return {
    ...groups.result(limit),
    total: groups.total,
    asOfSeq,
    scanned: work.scanned,
    partial: because !== undefined,
    ...(because === undefined ? {} : { partialBecause: because }),
  };
}

function dimension(name: string): Dimension {
  if (name === 'type' || name === 'emitter') return { by: name };
  if (name.startsWith('entity:'))
    return { by: 'entity', prefix: name === 'entity:*' ? '' : name.slice('entity:'.length).replace(/\*$/, '') };
  return { by: 'field', field: name };
}

/** Matching rows, a chunk at a time in a reused array; the event loop is let in between. */
async function eachChunk(
  at: SegmentSelection,
  slices: Slices,
  work: Work,
  visit: (rows: Uint32Array, count: number) => void,
): Promise<void> {
  const rows = new Uint32Array(CHUNK_ROWS);
  if (at.fewSets !== undefined) {
    const few = Uint32Array.from(rowsOfFewSets(at)).sort();
    work.scanned += few.length;
    for (let i = 0; i < few.length && work.partialBecause === undefined; i += CHUNK_ROWS) {
      visit(few.subarray(i, i + CHUNK_ROWS), Math.min(CHUNK_ROWS, few.length - i));
      if (slices.over) await slices.turn();
    }
    return;
  }
  for (const chunk of chunksOf(at)) {
    if (work.partialBecause !== undefined) return;
    let count = 0;
    const end = Math.min(at.to, (chunk + 1) * CHUNK_ROWS);
    for (let row = Math.max(at.from, chunk * CHUNK_ROWS); row < end; row++) if (rowFits(at, row)) rows[count++] = row;
    work.scanned += CHUNK_ROWS;
    visit(rows, count);
    if (slices.over) await slices.turn();
  }
}

/** Combinations up to this many are counted in a table; more, in a map. */
const TABLE_MAX = 1 << 20;

/** Numbers the combinations that occur, in order of appearance. */
class Slots {
  readonly keys: number[] = [];
  readonly #table: Int32Array | undefined;
  readonly #map = new Map<number, number>();

  constructor(combinations: number) {
    this.#table = combinations <= TABLE_MAX ? new Int32Array(combinations) : undefined;
  }

  of(key: number): number {
    const known = this.#table === undefined ? this.#map.get(key) : this.#table[key]! - 1;
    if (known !== undefined && known >= 0) return known;
    this.keys.push(key);
    if (this.#table === undefined) this.#map.set(key, this.keys.length - 1);
    else this.#table[key] = this.keys.length;
    return this.keys.length - 1;
  }
}

/**
 * Counts without decoding: rows are counted per (bucket, type, set, source) as one whole number, and only these few combinations are
 * turned into groups.
 */
async function countColumns(
  at: SegmentSelection,
  dimensions: readonly Dimension[],
  bucketUs: number | undefined,
  groups: Groups,
  slices: Slices,
  work: Work,
): Promise<void> {
  const { index } = at;
  const has = (by: Dimension['by']): boolean => dimensions.some((dimension) => dimension.by === by);
  const types = has('type') ? index.types.length : 1;
  const sets = has('entity') ? index.sets.size : 1;
  const sources = has('emitter') ? index.sources.length : 1;
  const firstBucket = bucketUs === undefined ? 0 : Math.floor(index.minTime / bucketUs);
  const buckets = bucketUs === undefined ? 1 : Math.floor(index.maxTime / bucketUs) - firstBucket + 1;
  const slots = new Slots(buckets * types * sets * sources);
  const [counts, firsts, lasts] = [f64(), f64(), f64()];
  await eachChunk(at, slices, work, (rows, count) => {
    const [time, type, set] = [index.time.data, index.type.data, index.set.data];
    for (let i = 0; i < count; i++) {
      const row = rows[i]!;
      const timeUs = time[row]!;
      let key = bucketUs === undefined ? 0 : Math.floor(timeUs / bucketUs) - firstBucket;
      if (types > 1) key = key * types + type[row]!;
      if (sets > 1) key = key * sets + set[row]!;
      if (sources > 1) key = key * sources + index.dictionaries[index.frameDictionary.at(index.frameOf(row))]!.source;
      const slot = slots.of(key);
      if (slot === counts.length) {
        counts.push(0);
        firsts.push(timeUs);
        lasts.push(timeUs);
      }
      counts.data[slot]!++;
      if (timeUs < firsts.data[slot]!) firsts.data[slot] = timeUs;
      if (timeUs > lasts.data[slot]!) lasts.data[slot] = timeUs;
    }
    groups.total += count;
  });
  slots.keys.forEach((key, slot) => {
    const source = key % sources;
    const set = Math.floor(key / sources) % sets;
    const type = Math.floor(key / sources / sets) % types;
    const bucket = bucketUs === undefined ? undefined : (Math.floor(key / sources / sets / types) + firstBucket) * bucketUs;
    for (const parts of combinations(dimensions, (dimension) => columnKeys(index, dimension, type, set, source))) {
      const group = groups.of(parts, bucket);
      if (group !== undefined) addCount(group, counts.at(slot), firsts.at(slot), lasts.at(slot));
    }
  });
}

function columnKeys(index: SegmentIndex, dimension: Dimension, type: number, set: number, source: number): readonly Key[] {
  if (dimension.by === 'type') return [index.types[type]!];
  if (dimension.by === 'emitter') return [emitterOf(index.sources[source]!.name)];
  const prefix = dimension.by === 'entity' ? dimension.prefix : '';
  const names = Array.from(index.sets.membersOf(set), (entity) => index.sets.entities[entity]!);
  return orNull(names.filter((name) => name.startsWith(prefix)));
}

const emitterOf = (source: string): string => source.slice(0, source.lastIndexOf(':'));
const orNull = (keys: readonly Key[]): readonly Key[] => (keys.length === 0 ? [null] : keys);

/** Every way of taking one key per dimension: an event that names two agents counts for both. */
function combinations(dimensions: readonly Dimension[], keysOf: (dimension: Dimension) => readonly Key[]): Key[][] {
  let parts: Key[][] = [[]];
  for (const dimension of dimensions) {
    const keys = keysOf(dimension);
    parts = parts.flatMap((part) => keys.map((key) => [...part, key]));
  }
  return parts;
}

interface EventCount {
  readonly reader: EventReader;
  readonly segment: Segment;
  readonly at: SegmentSelection;
  readonly selection: Selection;
  readonly dimensions: readonly Dimension[];
  readonly query: AggregateQuery;
  readonly groups: Groups;
  readonly slices: Slices;
  readonly work: Work;
}

/** Counts where fields are needed: every matching row is decoded, and nothing of it is kept but its numbers. */
async function countEvents({ reader, segment, at, selection, dimensions, query, groups, slices, work }: EventCount): Promise<void> {
  let samples = 0;
  const limitReached = (what: string): void => {
    work.partialBecause = what;
  };
  await eachChunk(at, slices, work, (rows, count) => {
    for (let i = 0; i < count; i++) {
      const row = rows[i]!;
      if (work.decoded >= reader.limits.decodedRowsMax) {
        limitReached(`${work.decoded} rows were decoded for their fields, the limit`);
        return;
      }
      work.decoded++;
      const event = reader.frames.event(segment, at.index, row);
      if (selection.test !== undefined && !selection.test(event)) continue;
      groups.total++;
      const bucket = query.bucketUs === undefined ? undefined : Math.floor(event.timeUs / query.bucketUs) * query.bucketUs;
      for (const key of combinations(dimensions, (dimension) => eventKeys(event, dimension))) {
        const group = groups.of(key, bucket);
        if (group === undefined) continue;
        addCount(group, 1, event.timeUs, event.timeUs);
        samples += tally(group, event, query.measures ?? []);
      }
      if (samples > reader.limits.sampleMax) {
        limitReached(`more than ${reader.limits.sampleMax} values for percentiles`);
        return;
      }
    }
  });
}

function eventKeys(event: StoredEvent, dimension: Dimension): readonly Key[] {
  if (dimension.by === 'type') return [event.type];
  if (dimension.by === 'emitter') return [event.emitter];
  if (dimension.by === 'entity') return orNull(event.entities.filter((name) => name.startsWith(dimension.prefix)));
  const value = fieldOf(event, dimension.field);
  if (value === undefined || value === null) return [null];
  return [typeof value === 'object' ? JSON.stringify(value) : (value as Key)];
}

/** Returns how many values were kept. */
function tally(group: Group, event: StoredEvent, measures: readonly Measure[]): number {
  let kept = 0;
  measures.forEach(({ field }, i) => {
    const value = fieldOf(event, field);
    if (typeof value !== 'number') return;
    const into = group.measures[i]!;
    into.count++;
    into.sum += value;
    into.min = Math.min(into.min, value);
    into.max = Math.max(into.max, value);
    if (into.values !== undefined) {
      into.values.push(value);
      kept++;
    }
  });
  return kept;
}
