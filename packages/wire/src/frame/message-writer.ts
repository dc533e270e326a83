import { SutraError } from '@sutra/kit';
import { utf8Length, writeUtf8 } from '../block/utf8.ts';

const START_BYTES = 8 * 1024;
/** A buffer that grew beyond this is not kept for the next message. */
const KEPT_BYTES_MAX = 1024 * 1024;
/** Texts up to this many characters are taken for ASCII until one is found that is not. */
const SHORT_CHARS = 31;

/** Thrown on the way: where it was is found out when it is told. */
const UNSENDABLE = new Error('unsendable');
/** Characters of a path that are told. */
const PATH_CHARS_MAX = 120;

/** Writes values as plain MessagePack, each number and length in its shortest form; one message after the other into the same buffer. */
export class MessageWriter {
  #bytes = new Uint8Array(START_BYTES);
  #view = new DataView(this.#bytes.buffer);
  #at = 0;
  #depthMax = 0;

  /**
   * The bytes of a value: a view that is good until the next one is written. `undefined` becomes nil.
   * @throws SutraError SUTRA_MESSAGE_INVALID naming what no message can hold: another type, a value nested too deep or in itself
   */
  write(value: unknown, depthMax: number): Uint8Array {
    this.#depthMax = depthMax;
    if (this.#bytes.length > KEPT_BYTES_MAX) this.#keep(new Uint8Array(START_BYTES));
    this.#at = 0;
    try {
      this.#value(value, 0);
    } catch (reason) {
      throw reason === UNSENDABLE ? unsendable(value, depthMax) : reason;
    }
    return this.#bytes.subarray(0, this.#at);
  }

  #value(value: unknown, depth: number): void {
    this.#room(9);
    if (typeof value === 'string') this.#text(value);
    else if (typeof value === 'number') this.#number(value);
    else if (value === null || value === undefined) this.#bytes[this.#at++] = 0xc0;
    else if (typeof value === 'boolean') this.#bytes[this.#at++] = value ? 0xc3 : 0xc2;
    else if (typeof value !== 'object') throw UNSENDABLE;
    else if (depth >= this.#depthMax) throw UNSENDABLE;
    else if (Array.isArray(value)) this.#array(value, depth);
    else this.#map(value as Readonly<Record<string, unknown>>, depth);
  }

  #array(values: readonly unknown[], depth: number): void {
    this.#count(values.length, 0x90, 0xdc);
    for (let i = 0; i < values.length; i++) this.#value(values[i], depth + 1);
  }

  /** A plain object: what it inherits would be written too. */
  #map(value: Readonly<Record<string, unknown>>, depth: number): void {
    let count = 0;
    for (const _ in value) count++;
    if ((count === 0 && !isPlain(value)) || ArrayBuffer.isView(value)) throw UNSENDABLE; // a date, a set, bytes: nothing, or a map of indexes, would arrive
    this.#count(count, 0x80, 0xde);
    for (const name in value) {
      this.#room(5);
      this.#text(name);
      this.#value(value[name], depth + 1);
    }
  }

  /** Room for nine bytes was made. */
  #number(value: number): void {
    const bytes = this.#bytes;
    if (value >>> 0 === value) {
      if (value < 0x80) bytes[this.#at++] = value;
      else if (value < 0x100) {
        bytes[this.#at++] = 0xcc;
        bytes[this.#at++] = value;
      } else if (value < 0x10000) this.#u16(0xcd, value);
      else this.#u32(0xce, value);
    } else if (value >> 0 === value) {
      if (value >= -0x20) bytes[this.#at++] = value;
      else if (value >= -0x80) {
        bytes[this.#at++] = 0xd0;
        bytes[this.#at++] = value;
      } else if (value >= -0x8000) this.#u16(0xd1, value);
      else this.#u32(0xd2, value);
    } else {
      bytes[this.#at] = 0xcb;
      this.#view.setFloat64(this.#at + 1, value);
      this.#at += 9;
    }
  }

  /** Room for five bytes was made. */
  #text(value: string): void {
    const length = value.length;
    if (length <= SHORT_CHARS && this.#short(value, length)) return;
    const bytes = utf8Length(value);
    if (bytes < 0x20) this.#bytes[this.#at++] = 0xa0 | bytes;
    else if (bytes < 0x100) {
      this.#bytes[this.#at++] = 0xd9;
      this.#bytes[this.#at++] = bytes;
    } else if (bytes < 0x10000) this.#u16(0xda, bytes);
    else this.#u32(0xdb, bytes);
    this.#room(bytes);
    this.#at = writeUtf8(this.#bytes, this.#at, value);
  }

  /** Writes a short text if it is ASCII: most are. */
  #short(value: string, length: number): boolean {
    this.#room(length + 1);
    const bytes = this.#bytes;
    let at = this.#at;
    bytes[at++] = 0xa0 | length;
    for (let i = 0; i < length; i++) {
      const c = value.charCodeAt(i);
      if (c >= 0x80) return false;
      bytes[at++] = c;
    }
    this.#at = at;
    return true;
  }

  /** How many values an array or a map has: in the tag where fifteen are enough. */
  #count(count: number, tag: number, wide: number): void {
    this.#room(5);
    if (count < 0x10) this.#bytes[this.#at++] = tag | count;
    else if (count < 0x10000) this.#u16(wide, count);
    else this.#u32(wide + 1, count);
  }

  #u16(tag: number, value: number): void {
    this.#bytes[this.#at] = tag;
    this.#view.setUint16(this.#at + 1, value);
    this.#at += 3;
  }

  #u32(tag: number, value: number): void {
    this.#bytes[this.#at] = tag;
    this.#view.setUint32(this.#at + 1, value);
    this.#at += 5;
  }

  #room(bytes: number): void {
    if (this.#at + bytes <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#at + bytes));
    grown.set(this.#bytes);
    this.#keep(grown);
  }

  #keep(bytes: Uint8Array<ArrayBuffer>): void {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer);
  }
}

/** An object of no class of its own. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function unsendable(value: unknown, depthMax: number): SutraError {
  const [path, what] = firstUnsendable(value, '', 0, depthMax)!;
  const field = path.slice(1, PATH_CHARS_MAX);
  return new SutraError('SUTRA_MESSAGE_INVALID', `Cannot send a message: ${field} ${what}`, { details: { field } });
}

/** Where it is, and what is wrong with it. */
function firstUnsendable(value: unknown, path: string, depth: number, depthMax: number): readonly [path: string, what: string] | undefined {
  if (typeof value !== 'object' || value === null)
    return ['bigint', 'function', 'symbol'].includes(typeof value) ? [path, `is a ${typeof value}`] : undefined;
  if (depth >= depthMax) return [path, `is nested deeper than ${depthMax}`];
  if (!Array.isArray(value) && (ArrayBuffer.isView(value) || (!isPlain(value) && Object.keys(value).length === 0)))
    return [path, `is a ${value.constructor.name}`];
  for (const name in value) {
    const step = Array.isArray(value) ? `[${name}]` : `.${name}`;
    const found = firstUnsendable((value as Readonly<Record<string, unknown>>)[name], path + step, depth + 1, depthMax);
    if (found !== undefined) return found;
  }
  return undefined;
}
