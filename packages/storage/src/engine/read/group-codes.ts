import type { SetCoding, SetCodings, SetWords } from '../columns/set-coding.ts';
import { type Added, Tallies } from '../columns/tallies.ts';
import { combinations, type Dimension, emitterOf, orNull } from './dimension.ts';
import { addCount, type Groups, type Key } from './groups.ts';
import type { Slices } from './slices.ts';

/** Groups made before others may run. */
const PLACES_AT_ONCE = 512;

/** What a segment calls its types, sources and entities. */
export interface SegmentWords {
  readonly types: readonly string[];
  readonly sources: readonly { readonly name: string }[];
  readonly sets: SetWords;
  readonly codings: SetCodings;
}

/**
 * Every way an event of a segment can be grouped, as one whole number: source + sources × (set + sets × (type + types × bucket)), where what
 * is not grouped by counts as one. A row's number is the sum of what its type, its set, its source and its bucket add.
 */
export class GroupCodes {
  readonly tallies: Tallies;
  /** What each type, and each entity set, adds: nothing where it is not grouped by. */
  readonly ofType: Added;
  readonly ofSet: Added;
  /** What is added for each source beyond the first, and each bucket beyond `firstBucket`. */
  readonly perSource: 0 | 1;
  readonly perBucket: number;
  readonly firstBucket: number;
  readonly bucketUs: number | undefined;
  readonly #dimensions: readonly Dimension[];
  readonly #words: SegmentWords;
  /** Of each dimension of entities, in its place. */
  readonly #codings: readonly (SetCoding | undefined)[];
  readonly #types: number;
  readonly #sets: number;
  readonly #sources: number;

  /** @param span times of the rows that will be counted */
  constructor(
    dimensions: readonly Dimension[],
    words: SegmentWords,
    bucketUs: number | undefined,
    span: { readonly minTime: number; readonly maxTime: number },
  ) {
    this.#dimensions = dimensions;
    this.#words = words;
    this.bucketUs = bucketUs;
    const by = (kind: Dimension['by']): boolean => dimensions.some((dimension) => dimension.by === kind);
    this.perSource = by('emitter') ? 1 : 0;
    this.#types = by('type') ? words.types.length : 1;
    this.#sources = by('emitter') ? words.sources.length : 1;
    this.#codings = dimensions.map((dimension) => (dimension.by === 'entity' ? words.codings.of(dimension.prefix) : undefined));
    const used = this.#codings.filter((coding) => coding !== undefined);
    const only = used.length === 1 ? used[0] : undefined;
    this.#sets = used.length === 0 ? 1 : (only?.codes ?? words.sets.size);
    this.firstBucket = bucketUs === undefined ? 0 : Math.floor(span.minTime / bucketUs);
    const buckets = bucketUs === undefined ? 1 : Math.floor(span.maxTime / bucketUs) - this.firstBucket + 1;
    const perType = this.#sources * this.#sets;
    this.perBucket = bucketUs === undefined ? 0 : perType * this.#types;
    const codes = perType * this.#types * buckets;
    const numbers = (length: number): Added => (codes <= 2 ** 32 ? new Uint32Array(length) : new Float64Array(length));
    this.ofType = numbers(words.types.length);
    if (by('type')) for (let type = 0; type < this.#types; type++) this.ofType[type] = type * perType;
    this.ofSet = only !== undefined && this.#sources === 1 ? only.codeOf : numbers(words.sets.size);
    if (this.ofSet !== only?.codeOf && used.length > 0)
      for (let set = 0; set < this.ofSet.length; set++) this.ofSet[set] = (only === undefined ? set : only.codeOf[set]!) * this.#sources;
    this.tallies = new Tallies(codes);
  }

  /** Brings what was tallied to the groups; where there are many, others get their turn. */
  async bringTo(groups: Groups, slices: Slices): Promise<void> {
    for (let place = 0; place < this.tallies.places; place += PLACES_AT_ONCE) {
      this.#bring(groups, place);
      if (slices.over) await slices.turn();
    }
  }

  #bring(groups: Groups, place: number): void {
    const { types, sources } = this.#words;
    const one = this.#dimensions.filter(({ by }) => by === 'entity').length === 1;
    this.tallies.eachOf(place, place + PLACES_AT_ONCE, (code, count, firstUs, lastUs) => {
      const source = code % this.#sources;
      const set = Math.floor(code / this.#sources) % this.#sets;
      const type = Math.floor(code / this.#sources / this.#sets) % this.#types;
      const bucket = Math.floor(code / this.#sources / this.#sets / this.#types) + this.firstBucket;
      const keysOf = (dimension: Dimension, place: number): readonly Key[] => {
        if (dimension.by === 'type') return [types[type]!];
        if (dimension.by === 'emitter') return [emitterOf(sources[source]!.name)];
        const coding = this.#codings[place]!;
        return orNull(coding.names(one ? set : coding.codeOf[set]!));
      };
      for (const parts of combinations(this.#dimensions, keysOf)) {
        const group = groups.of(parts, this.bucketUs === undefined ? undefined : bucket * this.bucketUs);
        if (group !== undefined) addCount(group, count, firstUs, lastUs);
      }
    });
  }
}
