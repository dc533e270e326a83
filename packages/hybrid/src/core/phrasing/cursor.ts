import type { LiveCatalogue } from '../names.ts';

/** A place in a text that is being read back. Nothing is read twice: a failed attempt returns to where it began. */
export class Cursor {
  readonly text: string;
  readonly catalogue: LiveCatalogue;
  at = 0;

  constructor(text: string, catalogue: LiveCatalogue) {
    this.text = text;
    this.catalogue = catalogue;
  }

  get done(): boolean {
    return this.at === this.text.length;
  }

  /** Takes exactly these characters. */
  take(literal: string): boolean {
    if (!this.text.startsWith(literal, this.at)) return false;
    this.at += literal.length;
    return true;
  }

  /** Takes whole words: what follows does not go on with the last of them. */
  words(literal: string): boolean {
    const end = this.at + literal.length;
    if (!this.text.startsWith(literal, this.at) || /[\w-]/.test(this.text[end] ?? ' ')) return false;
    this.at = end;
    return true;
  }

  /** Takes what a sticky pattern matches here. */
  match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    if (found === undefined) return undefined;
    this.at += found.length;
    return found;
  }

  attempt<T>(read: () => T | undefined): T | undefined {
    const from = this.at;
    const got = read();
    if (got === undefined) this.at = from;
    return got;
  }
}
