import type { Segment } from '../log/segment.ts';
import { FieldCodes } from './field-codes.ts';
import type { SegmentIndex } from './segment-index.ts';

/**
 * What was read of fields, by segment and field, up to so many bytes: the least recently used goes first. Rows of rare types have a share of their own:
 * they are few and asked about all the time, and one look at the figures of a day would push them out.
 */
export class FieldCache {
  readonly #all: CodesKept;
  readonly #picked: CodesKept;

  constructor(bytesMax: number) {
    this.#picked = new CodesKept(Math.ceil(bytesMax * PICKED_SHARE));
    this.#all = new CodesKept(bytesMax - Math.ceil(bytesMax * PICKED_SHARE));
  }

  /** The codes of some fields of a segment, or of the rows picked out of it, with room for so many rows. */
  of(segment: Segment, index: SegmentIndex, fields: readonly string[], rows: number): readonly FieldCodes[] {
    return (index.wholeFrames === undefined ? this.#all : this.#picked).of(segment, fields, rows);
  }
}

const PICKED_SHARE = 1 / 3;

class CodesKept {
  readonly #bytesMax: number;
  /** Least recently used first, with the bytes that were counted for it. */
  readonly #kept = new Map<string, { readonly codes: FieldCodes; bytes: number }>();
  #bytes = 0;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  of(segment: Segment, fields: readonly string[], rows: number): readonly FieldCodes[] {
    const of = `${segment.key} `;
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
