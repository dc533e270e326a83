/** Entity sets and the names in them, wherever they were read from. */
export interface SetWords {
  /** How many sets. */
  readonly size: number;
  /** Members of set s: members[start[s] .. start[s + 1]). */
  readonly starts: Uint32Array;
  readonly memberNumbers: Uint32Array;
  readonly entityCount: number;
  entityName(entity: number): string;
  startsWith(entity: number, prefix: string): boolean;
}

/** Codings that are kept of one segment; the one asked for longest ago goes first. */
const CODINGS_MAX = 4;

/** What the entity sets bring to a grouping by entities with a prefix: sets that bring the same entities share a number. Number 0 brings none. */
export class SetCoding {
  /** Number of each set that was coded. */
  codeOf = new Uint32Array(0);
  readonly #words: SetWords;
  readonly #prefix: string;
  #sets = 0;
  /** The entities of each number. */
  readonly #entities: number[][] = [[]];
  /** 1 for entities that fit, 2 for those that do not. */
  #fits = new Uint8Array(0);
  /** The number of a set that brings this entity alone; most do. */
  #alone = new Uint32Array(0);
  readonly #together = new Map<string, number>();

  constructor(words: SetWords, prefix: string) {
    this.#words = words;
    this.#prefix = prefix;
  }

  get codes(): number {
    return this.#entities.length;
  }

  /** The names behind a number. */
  names(code: number): string[] {
    return this.#entities[code]!.map((entity) => this.#words.entityName(entity));
  }

  /** Codes the sets that were added since the last time. */
  extend(): this {
    const words = this.#words;
    const { size, starts, memberNumbers } = words;
    if (this.#sets === size) return this;
    this.codeOf = grown(this.codeOf, size);
    this.#alone = grown(this.#alone, words.entityCount);
    if (this.#fits.length < this.#alone.length) {
      const fits = new Uint8Array(this.#alone.length);
      fits.set(this.#fits);
      this.#fits = fits;
    }
    const found: number[] = [];
    for (let set = this.#sets; set < size; set++) {
      found.length = 0;
      const end = starts[set + 1]!;
      for (let i = starts[set]!; i < end; i++) if (this.#fitting(memberNumbers[i]!)) found.push(memberNumbers[i]!);
      this.codeOf[set] = this.#code(found);
    }
    this.#sets = size;
    return this;
  }

  #fitting(entity: number): boolean {
    this.#fits[entity] ||= this.#words.startsWith(entity, this.#prefix) ? 1 : 2;
    return this.#fits[entity] === 1;
  }

  #code(found: readonly number[]): number {
    const [first] = found;
    if (first === undefined) return 0;
    if (found.length === 1) {
      this.#alone[first] ||= this.#entities.push([first]) - 1;
      return this.#alone[first]!;
    }
    const name = found.join();
    const code = this.#together.get(name) ?? this.#entities.push([...found]) - 1;
    this.#together.set(name, code);
    return code;
  }
}

/** The codings of one segment's sets, kept from question to question. */
export class SetCodings {
  readonly #words: SetWords;
  readonly #codings = new Map<string, SetCoding>();

  constructor(words: SetWords) {
    this.#words = words;
  }

  of(prefix: string): SetCoding {
    const coding = this.#codings.get(prefix) ?? new SetCoding(this.#words, prefix);
    this.#codings.delete(prefix);
    this.#codings.set(prefix, coding);
    for (const oldest of this.#codings.keys()) {
      if (this.#codings.size <= CODINGS_MAX) break;
      this.#codings.delete(oldest);
    }
    return coding.extend();
  }
}

/** Room for so many, and for half as many again where it had to grow: what is asked between two appends costs nothing then. */
function grown(numbers: Uint32Array<ArrayBuffer>, least: number): Uint32Array<ArrayBuffer> {
  if (numbers.length >= least) return numbers;
  const next = new Uint32Array(Math.max(least, Math.ceil(numbers.length * 1.5)));
  next.set(numbers);
  return next;
}
