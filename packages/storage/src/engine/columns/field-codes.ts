import type { Json } from '@sutra/wire';

/** What a row says of a field: not looked at yet; nothing; something that only its record can tell; else the number of a value. */
export const UNREAD = 0;
export const ABSENT = 1;
export const IN_RECORD = 2;
const FIRST = 3;
const CODES_MAX = 2 ** 16;
/** Different texts of one field in one segment; what comes beyond them stays in the records. */
const TEXT_CHARS_MAX = 256 * 1024;
/** What the engine takes for a value in a list and a map, roughly. */
const VALUE_BYTES = 64;

type Scalar = string | number | boolean | null;

/**
 * The values of one field in the rows of one segment, as far as they were read: each value once, and of each row its number. A field that
 * takes few values, as most do that are counted, costs two bytes a row and is then never decoded again. Rows of a segment never change: what is known
 * stays true for as long as the segment is what it is.
 */
export class FieldCodes {
  /** Taken anew after `reserve`. */
  codes = new Uint16Array(0);
  readonly #values: Scalar[] = [];
  /** The same as numbers; NaN where they are none. */
  readonly #numbers: number[] = [];
  readonly #codeOf = new Map<Scalar, number>();
  #textChars = 0;

  /** Room for so many rows. */
  reserve(rows: number): void {
    if (rows <= this.codes.length) return;
    // The segment being written grows: by half, so that questions between two appends cost nothing.
    const codes = new Uint16Array(this.codes.length === 0 ? rows : Math.max(rows, Math.ceil(this.codes.length * 1.5)));
    codes.set(this.codes);
    this.codes = codes;
  }

  /** Takes note of what a row has there. */
  put(row: number, value: Json | undefined): void {
    this.codes[row] = value === undefined ? ABSENT : this.#code(value);
  }

  /** The value behind a code that is neither UNREAD nor IN_RECORD. */
  value(code: number): Scalar | undefined {
    return this.#values[code - FIRST];
  }

  /** The same where it is a number; NaN where it is not. */
  number(code: number): number {
    return code < FIRST ? Number.NaN : this.#numbers[code - FIRST]!;
  }

  /** Memory held, bytes. */
  get bytes(): number {
    return this.codes.byteLength + this.#values.length * VALUE_BYTES + this.#textChars * 2;
  }

  #code(value: Json): number {
    if (typeof value === 'object' && value !== null) return IN_RECORD;
    // A map does not tell -0 from 0.
    if (typeof value === 'number' && (Number.isNaN(value) || Object.is(value, -0))) return IN_RECORD;
    const known = this.#codeOf.get(value);
    if (known !== undefined) return known;
    const chars = typeof value === 'string' ? value.length : 0;
    const code = FIRST + this.#values.length;
    if (code >= CODES_MAX || this.#textChars + chars > TEXT_CHARS_MAX) return IN_RECORD;
    this.#textChars += chars;
    this.#values.push(value);
    this.#numbers.push(typeof value === 'number' ? value : Number.NaN);
    this.#codeOf.set(value, code);
    return code;
  }
}
