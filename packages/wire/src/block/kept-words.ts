import { type DictionaryMark, WriteDictionary } from './dictionary.ts';
import type { Translation } from './translation.ts';

const NOTHING: DictionaryMark = { texts: 0, shapes: 0, lists: 0 };

/** The words of the run that is written, and how many of them its reader has from runs before it. */
export class KeptWords {
  readonly #bytesMax: number;
  readonly #translations = new Set<Translation>();
  dictionary = new WriteDictionary();
  /** What the reader knows of the dictionary. */
  known: DictionaryMark = NOTHING;
  /** Whether the first section of the run begins a dictionary. */
  fresh = true;

  /** @param bytesMax a dictionary beyond this is not kept for the next run: what either side holds stays small */
  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  get knowsNothing(): boolean {
    return this.known === NOTHING;
  }

  /** Words come through this translation. */
  comeThrough(translation: Translation): void {
    if (translation.into(this.dictionary)) this.#translations.add(translation);
  }

  /** The next section begins a dictionary. */
  beginAnew(): void {
    if (this.dictionary.isEmpty) return;
    for (const translation of this.#translations) translation.end();
    this.#translations.clear();
    this.dictionary = new WriteDictionary();
    this.known = NOTHING;
  }

  /** The run is written: the next one goes on with its words, unless they are too many. */
  written(): void {
    this.fresh = this.dictionary.bytes > this.#bytesMax;
    if (this.fresh) this.beginAnew();
    else this.known = this.dictionary.mark;
  }

  /** The reader did not get a run, or there is none any more: the next one begins anew, and what was kept is let go of. */
  forget(): void {
    this.beginAnew();
    this.fresh = true;
  }
}
