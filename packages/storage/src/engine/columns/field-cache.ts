import type { Segment } from '../log/segment.ts';
import { FieldCodes } from './field-codes.ts';
import type { SegmentIndex } from './segment-index.ts';

/** What was read of fields, by segment and field, up to so many bytes: the least recently used goes first. */
export class FieldCache {
  readonly #bytesMax: number;
  /** Least recently used first, with the bytes that were counted for it. */
  readonly #kept = new Map<string, { readonly codes: FieldCodes; bytes: number }>();
  #bytes = 0;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  /** The codes of some fields of a segment, or of the rows picked out of it, with room for so many rows. */
  of(segment: Segment, index: SegmentIndex, fields: readonly string[], rows: number): readonly FieldCodes[] {
    const of = `${segment.key} ${index.wholeFrames === undefined ? 'all' : 'picked'} `;
    const found = fields.map((field) => {
      const name = of + field;
      const entry = this.#kept.get(name) ?? { codes: new FieldCodes(), bytes: 0 };
      entry.codes.reserve(rows);
      this.#kept.delete(name);
      this.#kept.set(name, entry);
      this.#count(entry);
      return entry.codes;
    });
    for (const [name, entry] of this.#kept) {
      if (this.#bytes <= this.#bytesMax) break;
      this.#kept.delete(name);
      this.#bytes -= entry.bytes;
    }
    return found;
  }

  #count(entry: { readonly codes: FieldCodes; bytes: number }): void {
    const { bytes } = entry.codes;
    this.#bytes += bytes - entry.bytes;
    entry.bytes = bytes;
  }
}
