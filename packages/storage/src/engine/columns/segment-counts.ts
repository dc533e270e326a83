import { BLOCK_LIMITS, ByteReader } from '@sutra/wire';
import { type Numbers, readPacked } from './packed.ts';
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
  /** One entry for each combination that occurs. */
  readonly type: Uint16Array;
  readonly source: Uint32Array;
  readonly set: Uint32Array;
  readonly weight: Float64Array;
  readonly firstUs: Float64Array;
  readonly lastUs: Float64Array;
  /** Memory held, bytes. */
  readonly bytes: number;

  /** @throws SutraError SUTRA_WIRE_MALFORMED */
  constructor(section: Uint8Array) {
    const reader = new ByteReader(section);
    this.types = Array.from({ length: reader.varint() }, () => reader.text(BLOCK_LIMITS.nameBytesMax));
    this.sources = Array.from({ length: reader.varint() }, () => ({ name: reader.text(BLOCK_LIMITS.nameBytesMax) }));
    this.sets = new StoredSets(reader);
    this.codings = new SetCodings(this.sets);
    const length = reader.varint();
    this.type = new Uint16Array(readPacked(reader, length));
    this.source = new Uint32Array(readPacked(reader, length));
    this.set = new Uint32Array(readPacked(reader, length));
    this.weight = new Float64Array(readPacked(reader, length));
    const base = reader.f64();
    const [since, lasted] = [readPacked(reader, length), readPacked(reader, length)];
    this.firstUs = Float64Array.from(since, (us) => base + us);
    this.lastUs = Float64Array.from(lasted, (us, i) => this.firstUs[i]! + us);
    // The section itself, the columns made of it, and the codings that may come.
    this.bytes = section.length * 2 + length * 32 + this.sets.size * 8;
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
    this.#names = Buffer.from(reader.bytes.buffer, reader.bytes.byteOffset + from, reader.at - from);
    this.size = reader.varint();
    this.starts = sums(readPacked(reader, this.size));
    this.memberNumbers = new Uint32Array(readPacked(reader, this.starts[this.size]!));
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
