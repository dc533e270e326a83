import { f64 } from '../columns/column.ts';
import type { SegmentIndex } from '../columns/segment-index.ts';
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
  await eachMatch(at, slices, work, (rows, count) => {
    // Taken anew each time: the columns of the segment being written move when they grow.
    const { kept } = index;
    const [time, type, set] = [index.time.data, index.type.data, index.set.data];
    for (let i = 0; i < count; i++) {
      const row = rows[i]!;
      const timeUs = time[row]!;
      let code = bucketUs === undefined ? 0 : Math.floor(timeUs / bucketUs) - firstBucket;
      if (types > 1) code = code * types + type[row]!;
      if (sets.count > 1) code = code * sets.count + sets.of(set[row]!);
      if (sources > 1) code = code * sources + sourceOf(row);
      if (kept === undefined) tallies.add(code, timeUs);
      else {
        const [weight, minUs, maxUs] = [kept.weight.at(row), kept.minUs(row, timeUs), kept.maxUs(row, timeUs)];
        tallies.addMany(code, weight, minUs, maxUs);
        groups.total += weight - 1;
        if (bucketUs !== undefined && Math.floor(minUs / bucketUs) !== Math.floor(maxUs / bucketUs)) work.inexact ??= CUT_THROUGH;
      }
    }
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

  add(code: number, timeUs: number): void {
    const place = (this.#table === undefined ? this.#map.get(code) : this.#table[code]) || this.#begin(code, timeUs);
    const at = place - 1;
    this.#counts.data[at]!++;
    if (timeUs < this.#firsts.data[at]!) this.#firsts.data[at] = timeUs;
    if (timeUs > this.#lasts.data[at]!) this.#lasts.data[at] = timeUs;
  }

  /** Of a row that stands for many. */
  addMany(code: number, count: number, firstUs: number, lastUs: number): void {
    const place = (this.#table === undefined ? this.#map.get(code) : this.#table[code]) || this.#begin(code, firstUs);
    const at = place - 1;
    this.#counts.data[at]! += count;
    this.#firsts.data[at] = Math.min(this.#firsts.at(at), firstUs);
    this.#lasts.data[at] = Math.max(this.#lasts.at(at), lastUs);
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
    of: (set: number): number => (only === undefined ? set : only.codeOf[set]!),
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
