import type { Fact } from './fact.ts';

/** Turns the documents of one source into facts. Remembers a bounded past, so that a later fact can name an earlier one as its cause. */
export interface Mapper {
  /**
   * @param text of the document, where more precision stands than JSON numbers carry
   * @returns the facts in it, in order; none for what is no fact (a heartbeat of the stream, a bookmark)
   * @throws Error saying what is wrong when it is not of this source
   */
  facts(document: Readonly<Record<string, unknown>>, text: string): readonly Fact[];
  /** When what an item of a list tells of happened, µs; undefined when it is no item of this source. Absent where a source has no lists. */
  timeUs?(item: Readonly<Record<string, unknown>>): number | undefined;
}

/** Why a document is none of this source. Only its message is used. */
export class NotOfThisSource extends Error {}
