import type { ByteReader, ByteWriter } from './bytes.ts';
import { isName, malformed, notName, overLimit } from './errors.ts';
import { BLOCK_LIMITS } from './limits.ts';
import { Rows } from './rows.ts';
import { utf8Length } from './utf8.ts';

/** A dictionary has no more room. Never leaves this package: the encoder starts a fresh dictionary and tries again. */
export class DictionaryFull extends Error {}

const REF_BYTES = 4;
const NO_NAMES: readonly string[] = [];
/** Entries written in one step, half a ms. */
const STEP_ENTRIES = 4096;
/** Texts seen once that may earn an entry when seen again. */
const CANDIDATES_MAX = 4096;

/** The names of an object's fields, in order, and the number of the shape they make. */
export interface Shape {
  readonly names: readonly string[];
  readonly number: number;
}

/** What the dictionary knows of the events of one type. */
export interface TypeWords {
  readonly number: number;
  /** Of the body of the last of them: the next has mostly the same. */
  shape: Shape | undefined;
}

/** How far a dictionary has grown. */
export interface DictionaryMark {
  readonly texts: number;
  readonly shapes: number;
  readonly lists: number;
}

/**
 * The words of one session, from the writing side. Three append-only tables: texts; shapes (ordered field names of an
 * object); lists (ordered entities of an event). Later blocks refer to entries by number.
 */
export class WriteDictionary {
  /** Numbers of texts, of as many as are `#found`: the others are looked up by nobody yet. */
  readonly #texts = new Map<string, number>();
  #found = 0;
  /** Those that are types of events, checked. */
  readonly #types = new Map<string, TypeWords>();
  /** For the number of an entity a list that begins with it and came first, or again: most events about a thing name the same others. */
  readonly #listOf: (number | undefined)[] = [];
  /** The entities of the event at hand, whose body likely names them too, and their numbers. */
  #named: readonly string[] = NO_NAMES;
  #namedAs: readonly number[] = [];
  readonly #shapes = new Rows();
  readonly #lists = new Rows();
  readonly #textAt: string[] = [];
  readonly #seenOnce = new Set<string>();
  readonly #admitting: boolean;
  /** The translation that alone fills it from another dictionary; 0 before there is one, -1 after there were several. */
  #filler = 0;
  bytes = 0;

  /** @param admitting what is written is new: names are checked. What is stored already is written as it is. */
  constructor(admitting = false) {
    this.#admitting = admitting;
  }

  get isEmpty(): boolean {
    return this.#textAt.length === 0 && this.#shapes.at.length === 0 && this.#lists.at.length === 0;
  }

  get mark(): DictionaryMark {
    return { texts: this.#textAt.length, shapes: this.#shapes.at.length, lists: this.#lists.at.length };
  }

  /** The number of a name; added when new. */
  name(text: string): number {
    for (; this.#found < this.#textAt.length; this.#found++) this.#texts.set(this.#textAt[this.#found]!, this.#found);
    const known = this.#texts.get(text);
    if (known !== undefined) return known;
    const number = this.added(text);
    this.#texts.set(text, number);
    this.#found = number + 1;
    return number;
  }

  /** The number of a name that its caller has not added yet. Were it here all the same, it would stand here twice, which costs its bytes. */
  added(text: string): number {
    const bytes = utf8Length(text);
    if (bytes > BLOCK_LIMITS.nameBytesMax) throw overLimit(`a name of ${bytes} bytes passes ${BLOCK_LIMITS.nameBytesMax}`);
    this.#grow(this.#textAt.length, bytes);
    return this.#textAt.push(text) - 1;
  }

  /**
   * Whether all that is filled in from other dictionaries comes through one translation, by its mark. It knows what it has translated: none of its words
   * has to be looked up here, which for the few words of an answer is most of the work.
   */
  isFilledBy(filler: number): boolean {
    if (this.#filler === 0) this.#filler = filler;
    else if (this.#filler !== filler) this.#filler = -1;
    return this.#filler === filler;
  }

  /** Text that names something, of this field of an event. @throws SutraError SUTRA_WIRE_INVALID naming the field */
  named(field: string, text: string): string {
    if (this.#admitting && !isName(text)) throw notName('encode an event', field, text);
    return text;
  }

  /** A type of events. @throws SutraError SUTRA_WIRE_INVALID */
  type(text: string): TypeWords {
    const known = this.#types.get(text);
    if (known !== undefined) return known;
    const words = { number: this.name(this.named('type', text)), shape: undefined };
    this.#types.set(text, words);
    return words;
  }

  /** The number of a value that has been seen before, or undefined: then it is written in place, and remembered as seen. */
  repeated(text: string): number | undefined {
    const named = this.#named;
    for (let i = 0; i < named.length; i++) if (text === named[i]) return this.#namedAs[i];
    const known = this.#texts.get(text);
    if (known !== undefined) return known;
    if (this.#seenOnce.delete(text)) return this.name(text);
    if (this.#seenOnce.size >= CANDIDATES_MAX) this.#seenOnce.clear();
    this.#seenOnce.add(text);
    return undefined;
  }

  shape(names: readonly string[]): number {
    return this.#row(this.#shapes, names);
  }

  /** The number of the list of an event's entities. @throws SutraError SUTRA_WIRE_INVALID */
  list(names: readonly string[]): number {
    const first = names[0] === undefined ? undefined : this.name(names[0]);
    const likely = first === undefined ? undefined : this.#listOf[first];
    let list = likely;
    if (list === undefined || !this.#isList(list, names)) {
      const before = this.#lists.at.length;
      list = this.#row(this.#lists, names, 'entities');
      // One that is new may never come again: it takes no other's place.
      if (first !== undefined && (likely === undefined || list < before)) this.#listOf[first] = list;
    }
    this.#named = names;
    this.#namedAs = this.#lists.at[list]!;
    return list;
  }

  /** Whether these are the names of a list whose first is. */
  #isList(list: number, names: readonly string[]): boolean {
    const refs = this.#lists.at[list]!;
    if (refs.length !== names.length) return false;
    for (let i = 1; i < names.length; i++) if (names[i] !== this.#textAt[refs[i]!]) return false;
    return true;
  }

  /** The number of a shape whose names have these numbers. */
  shapeOf(refs: readonly number[], isNew: boolean): number {
    return this.#rowOf(this.#shapes, refs, isNew);
  }

  /** The number of a list whose names have these numbers. */
  listOf(refs: readonly number[], isNew: boolean): number {
    return this.#rowOf(this.#lists, refs, isNew);
  }

  #rowOf(rows: Rows, refs: readonly number[], isNew: boolean): number {
    for (let i = 0; i < refs.length; i++) rows.wanted[i] = refs[i]!;
    const known = isNew ? undefined : rows.find(refs.length);
    if (known !== undefined) return known;
    this.#grow(rows.at.length, refs.length * REF_BYTES);
    return rows.add(refs.length);
  }

  #row(rows: Rows, names: readonly string[], ofIds?: string): number {
    const refs = rows.wanted;
    for (let i = 0; i < names.length; i++) refs[i] = this.name(names[i]!);
    const known = rows.find(names.length);
    if (known !== undefined) return known;
    if (ofIds !== undefined) for (const [i, name] of names.entries()) this.named(`${ofIds}[${i}]`, name);
    this.#grow(rows.at.length, names.length * REF_BYTES);
    return rows.add(names.length);
  }

  #grow(entries: number, bytes: number): void {
    if (entries >= BLOCK_LIMITS.dictionaryEntriesMax || this.bytes + bytes > BLOCK_LIMITS.dictionaryBytesMax) throw new DictionaryFull();
    this.bytes += bytes;
  }

  /** Writes what was added since `from`. */
  writeSince(from: DictionaryMark, out: ByteWriter): void {
    writeAdditions(out, this.#textAt, this.#shapes.at, this.#lists.at, from);
  }
}

/** The words of one session, from the reading side. Grows with every block, in order. */
export class ReadDictionary {
  readonly texts: string[] = [];
  readonly shapes: (readonly number[])[] = [];
  readonly lists: (readonly number[])[] = [];
  #bytes = 0;
  readonly #shapeNames: (readonly string[])[] = [];
  readonly #listNames: (readonly string[])[] = [];

  get mark(): DictionaryMark {
    return { texts: this.texts.length, shapes: this.shapes.length, lists: this.lists.length };
  }

  text(ref: number): string {
    const text = this.texts[ref];
    if (text === undefined) throw malformed(`it refers to text ${ref} of ${this.texts.length}`);
    return text;
  }

  /** The numbers of the names of a shape. */
  shapeRefs(ref: number): readonly number[] {
    return refsAt(this.shapes, ref);
  }

  /** The numbers of the entities of a list. */
  listRefs(ref: number): readonly number[] {
    return refsAt(this.lists, ref);
  }

  /** The field names of a shape. The same array every time. */
  shapeNames(ref: number): readonly string[] {
    this.#shapeNames[ref] ??= this.#names(this.shapes, ref);
    return this.#shapeNames[ref];
  }

  /** The entities of a list. The same frozen array every time. */
  listNames(ref: number): readonly string[] {
    this.#listNames[ref] ??= this.#names(this.lists, ref);
    return this.#listNames[ref];
  }

  #names(rows: (readonly number[])[], ref: number): readonly string[] {
    return Object.freeze(refsAt(rows, ref).map((r) => this.text(r)));
  }

  /** Takes over the additions at the reader's position. */
  readAdditions(reader: ByteReader): void {
    for (let left = reader.count(BLOCK_LIMITS.dictionaryEntriesMax, 'the number of texts'); left > 0; left--) {
      const before = reader.at;
      this.texts.push(reader.word(BLOCK_LIMITS.nameBytesMax));
      this.#grow(this.texts.length, reader.at - before - 1);
    }
    this.#readRows(reader, this.shapes, BLOCK_LIMITS.membersMax, 'fields of a shape');
    this.#readRows(reader, this.lists, BLOCK_LIMITS.entitiesMax, 'entities of an event');
  }

  #readRows(reader: ByteReader, rows: (readonly number[])[], membersMax: number, what: string): void {
    for (let left = reader.count(BLOCK_LIMITS.dictionaryEntriesMax, `the number of rows of ${what}`); left > 0; left--) {
      const members = reader.count(Math.min(membersMax, reader.end - reader.at), `the number of ${what}`);
      const refs = new Array<number>(members);
      for (let i = 0; i < members; i++) {
        refs[i] = reader.varint();
        this.text(refs[i]!);
      }
      rows.push(refs);
      this.#grow(rows.length, members * REF_BYTES);
    }
  }

  #grow(entries: number, bytes: number): void {
    this.#bytes += bytes;
    if (entries > BLOCK_LIMITS.dictionaryEntriesMax || this.#bytes > BLOCK_LIMITS.dictionaryBytesMax + BLOCK_LIMITS.dictionaryEntriesMax)
      throw malformed('its dictionary passes the limit');
  }

  /** Writes everything as it is when this begins: how a session goes on in another file. In steps, so that others may have their turn. */
  *writeAll(out: ByteWriter): Generator<undefined> {
    const { texts, shapes, lists } = this.mark;
    out.varint(texts);
    for (let i = 0; i < texts; i++) {
      out.text(this.texts[i]!, BLOCK_LIMITS.nameBytesMax);
      if (i % STEP_ENTRIES === STEP_ENTRIES - 1) yield;
    }
    for (const [rows, count] of [[this.shapes, shapes] as const, [this.lists, lists] as const]) {
      out.varint(count);
      for (let i = 0; i < count; i++) {
        writeRow(out, rows[i]!);
        if (i % STEP_ENTRIES === STEP_ENTRIES - 1) yield;
      }
    }
  }
}

function refsAt(rows: (readonly number[])[], ref: number): readonly number[] {
  const refs = rows[ref];
  if (refs === undefined) throw malformed(`it refers to entry ${ref} of ${rows.length}`);
  return refs;
}

function writeAdditions(
  out: ByteWriter,
  texts: readonly string[],
  shapes: readonly (readonly number[])[],
  lists: readonly (readonly number[])[],
  from: DictionaryMark,
): void {
  out.varint(texts.length - from.texts);
  for (let i = from.texts; i < texts.length; i++) out.text(texts[i]!, BLOCK_LIMITS.nameBytesMax);
  writeRows(out, shapes, from.shapes);
  writeRows(out, lists, from.lists);
}

function writeRows(out: ByteWriter, rows: readonly (readonly number[])[], from: number): void {
  out.varint(rows.length - from);
  for (let i = from; i < rows.length; i++) writeRow(out, rows[i]!);
}

function writeRow(out: ByteWriter, row: readonly number[]): void {
  out.varint(row.length);
  for (const ref of row) out.varint(ref);
}
