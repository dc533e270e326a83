import { BLOCK_LIMITS, ByteReader } from '@sutra/wire';
import { type Numbers, PackedNumbers, readPacked } from './packed.ts';
import { SetCodings, type SetWords } from './set-coding.ts';

/** Names compared with every one of a segment; more of them are looked up the other way round, in segments with so many names at most. */
const NAMES_MAX = 16;
const ENTITIES_MAX = 32_768;

/**
 * How many events of a sealed segment are of each type, source and entity set, and when the first and last of them were: what a count over
 * all of a segment needs, at a tenth of what its columns cost to load. Names stay as bytes until they are asked for.
 */
export class SegmentCounts {
  readonly types: readonly string[];
  readonly sources: readonly { readonly name: string }[];
  readonly sets: StoredSets;
  readonly codings: SetCodings;
  /** One entry for each combination that occurs; no wider than the greatest of a kind. */
  readonly type: Numbers;
  readonly source: Numbers;
  readonly set: Numbers;
  readonly weight: Numbers;
  /** Memory held, bytes. */
  readonly bytes: number;
  /** When the first of an entry was, from here on; and how long after it the last. */
  readonly #baseUs: number;
  readonly #since: Numbers;
  readonly #lasted: Numbers;

  /** @throws SutraError SUTRA_WIRE_MALFORMED */
  constructor(section: Uint8Array) {
    const reader = new ByteReader(section);
    this.types = Array.from({ length: reader.varint() }, () => reader.text(BLOCK_LIMITS.nameBytesMax));
    this.sources = Array.from({ length: reader.varint() }, () => ({ name: reader.text(BLOCK_LIMITS.nameBytesMax) }));
    this.sets = new StoredSets(reader);
    this.codings = new SetCodings(this.sets);
    const length = reader.varint();
    this.type = readPacked(reader, length);
    this.source = readPacked(reader, length);
    this.set = readPacked(reader, length);
    this.weight = readPacked(reader, length);
    this.#baseUs = reader.f64();
    this.#since = readPacked(reader, length);
    this.#lasted = readPacked(reader, length);
    const columns = [this.type, this.source, this.set, this.weight, this.#since, this.#lasted];
    this.bytes = columns.reduce((sum, { byteLength }) => sum + byteLength, this.sets.bytes);
  }

  /** How many entries. */
  get length(): number {
    return this.type.length;
  }

  firstUs(entry: number): number {
    return this.#baseUs + this.#since[entry]!;
  }

  lastUs(entry: number): number {
    return this.firstUs(entry) + this.#lasted[entry]!;
  }
}

/** Entity sets as they lie in a file. */
class StoredSets implements SetWords {
  readonly size: number;
  readonly starts: Uint32Array;
  readonly memberNumbers: Uint32Array;
  readonly entityCount: number;
  /** Name of entity e: bytes [at[e], at[e + 1]). */
  readonly #at: Uint32Array;
  readonly #names: Buffer;
  #prefix = '';
  #prefixBytes = Buffer.alloc(0);

  constructor(reader: ByteReader) {
    this.entityCount = reader.varint();
    this.#at = sums(readPacked(reader, this.entityCount));
    const from = reader.at;
    reader.skip(this.#at[this.entityCount]!);
    // A copy of its own, so that the rest of the section need not stay in memory.
    this.#names = Buffer.allocUnsafeSlow(reader.at - from);
    this.#names.set(reader.bytes.subarray(from, reader.at));
    this.size = reader.varint();
    this.starts = sums(readPacked(reader, this.size));
    this.memberNumbers = new PackedNumbers(reader, this.starts[this.size]!).as(Uint32Array);
  }

  /** Memory held, with one coding of the sets, bytes. */
  get bytes(): number {
    const coding = this.size * 4 + this.entityCount * 5;
    return this.#names.length + this.#at.byteLength + this.starts.byteLength + this.memberNumbers.byteLength + coding;
  }

  entityName(entity: number): string {
    return this.#names.toString('utf8', this.#at[entity], this.#at[entity + 1]);
  }

  *names(): Generator<string> {
    for (let entity = 0; entity < this.entityCount; entity++) yield this.entityName(entity);
  }

  startsWith(entity: number, prefix: string): boolean {
    if (prefix !== this.#prefix) [this.#prefix, this.#prefixBytes] = [prefix, Buffer.from(prefix)];
    return this.#holdsAt(this.#at[entity]!, this.#at[entity + 1]!, this.#prefixBytes);
  }

  #holdsAt(from: number, to: number, bytes: Buffer): boolean {
    if (to - from < bytes.length) return false;
    for (let i = 0; i < bytes.length; i++) if (this.#names[from + i] !== bytes[i]) return false;
    return true;
  }

  /** 1 for every set that names at least one entity of every group; undefined when there are too many names to be looked for here. */
  naming(groups: readonly (readonly string[])[]): Uint8Array | undefined {
    const few = groups.reduce((sum, group) => sum + group.length, 0) <= NAMES_MAX;
    if (!few && this.entityCount > ENTITIES_MAX) return undefined;
    const fits = new Uint8Array(this.size).fill(1);
    for (const group of groups) {
      const wanted = new Uint8Array(this.entityCount);
      if (few) for (const name of group) this.#mark(Buffer.from(name), wanted);
      else this.#markAll(new Set(group), wanted);
      for (let set = 0; set < this.size; set++) {
        let found = 0;
        for (let i = this.starts[set]!; i < this.starts[set + 1]!; i++) found |= wanted[this.memberNumbers[i]!]!;
        fits[set]! &= found;
      }
    }
    return fits;
  }

  #markAll(names: ReadonlySet<string>, wanted: Uint8Array): void {
    for (let entity = 0; entity < this.entityCount; entity++) if (names.has(this.entityName(entity))) wanted[entity] = 1;
  }

  #mark(name: Buffer, wanted: Uint8Array): void {
    for (let entity = 0; entity < this.entityCount; entity++) {
      const [from, to] = [this.#at[entity]!, this.#at[entity + 1]!];
      if (to - from === name.length && this.#holdsAt(from, to, name)) wanted[entity] = 1;
    }
  }
}

/** [0, a, a + b, …] */
function sums(lengths: Numbers): Uint32Array {
  const at = new Uint32Array(lengths.length + 1);
  for (let i = 0; i < lengths.length; i++) at[i + 1] = at[i]! + lengths[i]!;
  return at;
}
