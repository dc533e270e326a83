import type { ReadDictionary, WriteDictionary } from './dictionary.ts';

/** Numbers of one table in the dictionary written last, each with the mark of that dictionary beside it. */
class Table {
  #refs = new Uint32Array(0);
  #marks = new Uint32Array(0);

  /** The translation of `ref`; undefined when it was made for another dictionary, or never. */
  get(ref: number, mark: number): number | undefined {
    return this.#marks[ref] === mark ? this.#refs[ref] : undefined;
  }

  set(ref: number, mark: number, to: number): number {
    if (ref >= this.#refs.length) this.#grow(ref + 1);
    this.#marks[ref] = mark;
    this.#refs[ref] = to;
    return to;
  }

  #grow(least: number): void {
    const length = Math.max(64, least, this.#refs.length * 2);
    const [refs, marks] = [new Uint32Array(length), new Uint32Array(length)];
    refs.set(this.#refs);
    marks.set(this.#marks);
    this.#refs = refs;
    this.#marks = marks;
  }
}

let lastMark = 0;

/** From the words of a session that is read to those of a dictionary that is written: records can be copied without being understood. */
export class Translation {
  readonly #words: ReadDictionary;
  readonly #texts = new Table();
  readonly #shapes = new Table();
  readonly #lists = new Table();
  /** For one row at a time. */
  readonly #refs: number[] = [];
  #to: WriteDictionary | undefined;
  #mark = 0;

  constructor(words: ReadDictionary) {
    this.#words = words;
  }

  /** Says which dictionary is written. What was translated for another is forgotten: then the answer is true. */
  into(dictionary: WriteDictionary): boolean {
    if (this.#to === dictionary) return false;
    this.#to = dictionary;
    this.#mark = ++lastMark;
    return true;
  }

  /** Lets go of the dictionary. */
  end(): void {
    this.#to = undefined;
  }

  text(ref: number): number {
    return this.#texts.get(ref, this.#mark) ?? this.#texts.set(ref, this.#mark, this.#textOf(ref, this.#to!));
  }

  shape(ref: number): number {
    return this.#shapes.get(ref, this.#mark) ?? this.#shapes.set(ref, this.#mark, this.#shapeOf(ref, this.#to!));
  }

  fieldsOf(ref: number): number {
    return this.#words.shapeRefs(ref).length;
  }

  list(ref: number): number {
    return this.#lists.get(ref, this.#mark) ?? this.#lists.set(ref, this.#mark, this.#listOf(ref, this.#to!));
  }

  #textOf(ref: number, to: WriteDictionary): number {
    const text = this.#words.text(ref);
    return to.isFilledBy(this.#mark) ? to.added(text) : to.name(text);
  }

  #shapeOf(ref: number, to: WriteDictionary): number {
    return to.shapeOf(this.#translated(this.#words.shapeRefs(ref)), to.isFilledBy(this.#mark));
  }

  #listOf(ref: number, to: WriteDictionary): number {
    return to.listOf(this.#translated(this.#words.listRefs(ref)), to.isFilledBy(this.#mark));
  }

  #translated(from: readonly number[]): readonly number[] {
    const refs = this.#refs;
    refs.length = from.length;
    for (let i = 0; i < from.length; i++) refs[i] = this.text(from[i]!);
    return refs;
  }
}
