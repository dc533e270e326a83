import { hash32 } from '@sutra/kit';
import type { Json } from '@sutra/wire';
import type { Database, RootDatabase } from 'lmdb';
import type { Concept } from '../../contract/query.ts';
import type { Visible } from './edge-rows.ts';
import { newestVersion } from './newest-version.ts';

/** One version of a concept. */
export interface ConceptRow extends Omit<Concept, 'id' | 'kind'> {
  readonly seq: number;
  /** The document that holds its words and vectors; versions that say the same share it. */
  readonly doc: number;
  /** This version says that it is not known any longer. */
  readonly forgotten: boolean;
}

type Packed = readonly [Json, number, number, Readonly<Record<string, Json>>, number, number, number, number, number, 0 | 1];

/** Bits that say which ids may have been forgotten: most reads need not ask the index then. */
const MARKS = 2 ** 20;

/** Concepts, every version kept: c: [id, batch number], and for the forgotten ones f: [id, batch number] → [seq, timeUs]. */
export class ConceptRows {
  readonly #rows: Database<Packed, [string, number]>;
  readonly #forgotten: Database<readonly [number, number], [string, number]>;
  readonly #marks = new Uint8Array(MARKS / 8);

  constructor(root: RootDatabase<unknown, string>) {
    this.#rows = root.openDB({ name: 'c' });
    this.#forgotten = root.openDB({ name: 'f' });
    for (const [id] of this.#forgotten.getKeys()) this.#mark(id);
  }

  #mark(id: string): void {
    const bit = hash32(id) % MARKS;
    this.#marks[bit >>> 3]! |= 1 << (bit & 7);
  }

  #isMarked(id: string): boolean {
    const bit = hash32(id) % MARKS;
    return (this.#marks[bit >>> 3]! & (1 << (bit & 7))) !== 0;
  }

  put(id: string, number: number, row: ConceptRow): void {
    const { content, strength, confidence, metadata, version, createdUs, updatedUs, seq, doc, forgotten } = row;
    this.#rows.put([id, number], [content, strength, confidence, metadata, version, createdUs, updatedUs, seq, doc, forgotten ? 1 : 0]);
    if (!forgotten) return;
    this.#mark(id);
    this.#forgotten.put([id, number], [seq, updatedUs]);
  }

  /** The newest version that `visible` lets through; a forgotten one is a version too. */
  newest(id: string, visible: Visible = () => true): ConceptRow | undefined {
    const newest = newestVersion(this.#rows, [id], ([, , , , , , updatedUs, seq]) => visible({ seq, timeUs: updatedUs }));
    if (newest === undefined) return undefined;
    const [content, strength, confidence, metadata, version, createdUs, updatedUs, seq, doc, forgotten] = newest.row;
    return { content, strength, confidence, metadata, version, createdUs, updatedUs, seq, doc, forgotten: forgotten === 1 };
  }

  /** Whether it was forgotten in or after batch `number`, as far as `visible` goes. */
  forgottenSince(id: string, number: number, visible: Visible): boolean {
    if (!this.#isMarked(id)) return false;
    const [first] = this.#forgotten.getRange({ start: [id, number], end: [id, Number.MAX_SAFE_INTEGER], limit: 1 });
    return first !== undefined && visible({ seq: first.value[0], timeUs: first.value[1] });
  }
}

/** The concept a version stands for; undefined when there is none or it was forgotten. */
export function conceptOf(id: string, row: ConceptRow | undefined): Concept | undefined {
  if (row === undefined || row.forgotten) return undefined;
  const { seq: _seq, doc: _doc, forgotten: _forgotten, ...rest } = row;
  return { id, kind: 'concept', ...rest };
}
