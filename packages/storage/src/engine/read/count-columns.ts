import { f64 } from '../columns/column.ts';
import type { KeptColumns } from '../columns/kept-columns.ts';
import { CHUNK_ROWS, type SegmentIndex } from '../columns/segment-index.ts';
import { combinations, type Dimension, orNull } from './dimension.ts';
import { eachMatch } from './each-match.ts';
import { addCount, type Groups, type Key } from './groups.ts';
import type { Work } from './reader.ts';
import { CUT_THROUGH } from './rolled.ts';
import type { SegmentSelection } from './selection.ts';
import type { Slices } from './slices.ts';

/** Combinations up to this many are found in a table; more, in a map. */
const TABLE_MAX = 1 << 20;

/**
 * Counts without decoding. Every way an event can be grouped is one whole number, put together from its bucket, its type, what its entity
 * set brings, and its source; rows are counted by that number, and only the numbers that occur are turned into groups.
 */
export async function countColumns(
  at: SegmentSelection,
  dimensions: readonly Dimension[],
  bucketUs: number | undefined,
  groups: Groups,
  slices: Slices,
  work: Work,
): Promise<void> {
  const { index } = at;
  const codings = dimensions.map((dimension) => (dimension.by === 'entity' ? setCoding(index, dimension.prefix) : undefined));
  const sets = setCodes(index, codings);
  const types = dimensions.some(({ by }) => by === 'type') ? index.types.length : 1;
  const sources = dimensions.some(({ by }) => by === 'emitter') ? index.sources.length : 1;
  const firstBucket = bucketUs === undefined ? 0 : Math.floor(index.minTime / bucketUs);
  const buckets = bucketUs === undefined ? 1 : Math.floor(index.maxTime / bucketUs) - firstBucket + 1;
  const tallies = new Tallies(buckets * types * sets.count * sources);
  const sourceOf = sourceReader(index);
  const codes = new Float64Array(CHUNK_ROWS);
  const times = new Float64Array(CHUNK_ROWS);
  // One plain loop for each part of the number: that is several times as quick as one loop that asks which parts there are.
  await eachMatch(at, slices, work, (rows, count) => {
    // Taken anew each time: the columns of the segment being written move when they grow.
    const [time, type, set] = [index.time.data, index.type.data, index.set.data];
    for (let i = 0; i < count; i++) times[i] = time[rows[i]!]!;
    if (bucketUs === undefined) codes.fill(0, 0, count);
    else for (let i = 0; i < count; i++) codes[i] = Math.floor(times[i]! / bucketUs) - firstBucket;
    if (types > 1) for (let i = 0; i < count; i++) codes[i] = codes[i]! * types + type[rows[i]!]!;
    if (sets.count > 1) sets.into(codes, set, rows, count);
    if (sources > 1) for (let i = 0; i < count; i++) codes[i] = codes[i]! * sources + sourceOf(rows[i]!);
    if (index.kept === undefined) tallies.addAll(codes, times, count);
    else addKept(index.kept, { rows, codes, times, count }, tallies, groups, bucketUs, work);
    groups.total += count;
  });
  tallies.each((code, count, firstUs, lastUs) => {
    const source = code % sources;
    const set = Math.floor(code / sources) % sets.count;
    const type = Math.floor(code / sources / sets.count) % types;
    const bucket = bucketUs === undefined ? undefined : (Math.floor(code / sources / sets.count / types) + firstBucket) * bucketUs;
    const keysOf = (dimension: Dimension, i: number): readonly Key[] => {
      if (dimension.by === 'type') return [index.types[type]!];
      if (dimension.by === 'emitter') return [emitterOf(index.sources[source]!.name)];
      return sets.keys(set, i);
    };
    for (const parts of combinations(dimensions, keysOf)) {
      const group = groups.of(parts, bucket);
      if (group !== undefined) addCount(group, count, firstUs, lastUs);
    }
  });
}

/** Rows that stand for many. */
function addKept(
  kept: KeptColumns,
  { rows, codes, times, count }: { rows: Uint32Array; codes: Float64Array; times: Float64Array; count: number },
  tallies: Tallies,
  groups: Groups,
  bucketUs: number | undefined,
  work: Work,
): void {
  for (let i = 0; i < count; i++) {
    const row = rows[i]!;
    const [weight, minUs, maxUs] = [kept.weight.at(row), kept.minUs(row, times[i]!), kept.maxUs(row, times[i]!)];
    tallies.addMany(codes[i]!, weight, minUs, maxUs);
    groups.total += weight - 1;
    if (bucketUs !== undefined && Math.floor(minUs / bucketUs) !== Math.floor(maxUs / bucketUs)) work.inexact ??= CUT_THROUGH;
  }
}

const emitterOf = (source: string): string => source.slice(0, source.lastIndexOf(':'));

/** How often each number occurred, and when first and last. */
class Tallies {
  readonly #codes: number[] = [];
  readonly #counts = f64();
  readonly #firsts = f64();
  readonly #lasts = f64();
  /** Place of a number in the columns, plus one. */
  readonly #table: Int32Array | undefined;
  readonly #map = new Map<number, number>();

  constructor(codes: number) {
    this.#table = codes <= TABLE_MAX ? new Int32Array(codes) : undefined;
  }

  /** Of rows that stand for themselves. */
  addAll(codes: Float64Array, times: Float64Array, count: number): void {
    let [counts, firsts, lasts] = [this.#counts.data, this.#firsts.data, this.#lasts.data];
    for (let i = 0; i < count; i++) {
      const timeUs = times[i]!;
      let place = this.#place(codes[i]!);
      if (place === 0) {
        place = this.#begin(codes[i]!, timeUs);
        [counts, firsts, lasts] = [this.#counts.data, this.#firsts.data, this.#lasts.data];
      }
      const at = place - 1;
      counts[at]!++;
      if (timeUs < firsts[at]!) firsts[at] = timeUs;
      if (timeUs > lasts[at]!) lasts[at] = timeUs;
    }
  }

  /** Of a row that stands for many. */
  addMany(code: number, count: number, firstUs: number, lastUs: number): void {
    const place = this.#place(code) || this.#begin(code, firstUs);
    const at = place - 1;
    this.#counts.data[at]! += count;
    this.#firsts.data[at] = Math.min(this.#firsts.at(at), firstUs);
    this.#lasts.data[at] = Math.max(this.#lasts.at(at), lastUs);
  }

  #place(code: number): number {
    return this.#table === undefined ? (this.#map.get(code) ?? 0) : this.#table[code]!;
  }

  #begin(code: number, timeUs: number): number {
    this.#codes.push(code);
    this.#counts.push(0);
    this.#firsts.push(timeUs);
    this.#lasts.push(timeUs);
    if (this.#table === undefined) this.#map.set(code, this.#codes.length);
    else this.#table[code] = this.#codes.length;
    return this.#codes.length;
  }

  each(visit: (code: number, count: number, firstUs: number, lastUs: number) => void): void {
    this.#codes.forEach((code, at) => {
      visit(code, this.#counts.at(at), this.#firsts.at(at), this.#lasts.at(at));
    });
  }
}

/** What the entity sets of a segment bring to one dimension: sets that bring the same names share a number. */
interface SetCoding {
  readonly codeOf: Uint32Array;
  /** The keys of each number. */
  readonly keys: readonly (readonly Key[])[];
}

function setCoding({ sets }: SegmentIndex, prefix: string): SetCoding {
  const { entities, size } = sets;
  const fits = Uint8Array.from(entities, (name) => (name.startsWith(prefix) ? 1 : 0));
  const codeOf = new Uint32Array(size);
  const keys: (readonly Key[])[] = [orNull([])];
  /** The number of a set that brings this entity alone; most do. */
  const alone = new Uint32Array(entities.length);
  const together = new Map<string, number>();
  const add = (found: readonly number[]): number => keys.push(found.map((entity) => entities[entity]!)) - 1;
  const [start, members] = [sets.start.data, sets.members.data];
  const found: number[] = [];
  for (let set = 0; set < size; set++) {
    found.length = 0;
    for (let i = start[set]!; i < start[set + 1]!; i++) if (fits[members[i]!] === 1) found.push(members[i]!);
    const [first] = found;
    if (first === undefined) continue;
    if (found.length === 1) {
      alone[first] ||= add(found);
      codeOf[set] = alone[first]!;
      continue;
    }
    const name = found.join();
    const known = together.get(name) ?? add(found);
    together.set(name, known);
    codeOf[set] = known;
  }
  return { codeOf, keys };
}

/** One number a set for all dimensions of entities together: of one dimension its own, of more the set itself. */
function setCodes({ sets }: SegmentIndex, codings: readonly (SetCoding | undefined)[]) {
  const used = codings.filter((coding) => coding !== undefined);
  const only = used.length === 1 ? used[0] : undefined;
  return {
    count: used.length === 0 ? 1 : (only?.keys.length ?? sets.size),
    /** Multiplies the numbers of rows by how many there are, and adds those of their sets. */
    into(codes: Float64Array, set: Uint32Array, rows: Uint32Array, count: number): void {
      const factor = this.count;
      if (only === undefined) for (let i = 0; i < count; i++) codes[i] = codes[i]! * factor + set[rows[i]!]!;
      else for (let i = 0; i < count; i++) codes[i] = codes[i]! * factor + only.codeOf[set[rows[i]!]!]!;
    },
    /** What a number means for the dimension in that place. */
    keys(code: number, place: number): readonly Key[] {
      const { keys, codeOf } = codings[place]!;
      return keys[only === undefined ? codeOf[code]! : code]!;
    },
  };
}

/** From row to source: rows come in order, so the frame of one is mostly the frame of the next. */
function sourceReader(index: SegmentIndex): (row: number) => number {
  let [from, to, source] = [0, 0, 0];
  return (row) => {
    if (row < from || row >= to) {
      const frame = index.frameOf(row);
      ({ from, to } = index.frameRows(frame));
      source = index.dictionaries[index.frameDictionary.at(frame)]!.source;
    }
    return source;
  };
}
