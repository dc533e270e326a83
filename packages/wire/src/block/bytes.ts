import { malformed, overLimit } from './errors.ts';
import { BLOCK_LIMITS } from './limits.ts';
import { readUtf8, utf8Length, writeUtf8 } from './utf8.ts';
import { readWord } from './words.ts';

const SCRATCH = new DataView(new ArrayBuffer(8));
const VARINT_BYTES_MAX = 8;

/** How many bytes `varint` takes for a number. */
function varintLength(value: number): number {
  let length = 1;
  for (let v = value; v >= 0x80; v = Math.floor(v / 128)) length++;
  return length;
}

/** A growing run of bytes with a named upper limit. */
export class ByteWriter {
  bytes: Uint8Array;
  at = 0;
  readonly #max: number;

  constructor(startBytes: number, maxBytes: number) {
    this.bytes = new Uint8Array(startBytes);
    this.#max = maxBytes;
  }

  room(need: number): void {
    if (this.at + need <= this.bytes.length) return;
    if (this.at + need > this.#max) throw overLimit(`it would pass ${this.#max} bytes`);
    const grown = new Uint8Array(Math.min(this.#max, Math.max(this.bytes.length * 2, this.at + need)));
    grown.set(this.bytes.subarray(0, this.at));
    this.bytes = grown;
  }

  u8(value: number): void {
    this.room(1);
    this.bytes[this.at++] = value;
  }

  u32(value: number): void {
    this.room(4);
    putU32(this.bytes, this.at, value);
    this.at += 4;
  }

  /** An integer in [0, 2^53), seven bits a byte. */
  varint(value: number): void {
    if (this.at + VARINT_BYTES_MAX > this.bytes.length) this.room(VARINT_BYTES_MAX);
    const { bytes } = this;
    let { at } = this;
    let v = value;
    while (v >= 0x80000000) {
      bytes[at++] = (v % 128) | 0x80;
      v = Math.floor(v / 128);
    }
    while (v >= 0x80) {
      bytes[at++] = (v & 0x7f) | 0x80;
      v >>>= 7;
    }
    bytes[at++] = v;
    this.at = at;
  }

  /** Writes `value` over the number of `bytes` bytes at `at`, moving what was written behind it where the new one is longer or shorter. */
  replaceVarint(at: number, length: number, value: number): void {
    const needed = varintLength(value);
    const end = this.at;
    if (needed !== length) {
      if (needed > length) this.room(needed - length);
      this.bytes.copyWithin(at + needed, at + length, end);
    }
    this.at = at;
    this.varint(value);
    this.at = end + needed - length;
  }

  /** A signed integer of at most 52 bits: small magnitudes stay small. */
  zigzag(value: number): void {
    this.varint(value < 0 ? -value * 2 - 1 : value * 2);
  }

  f64(value: number): void {
    this.room(8);
    SCRATCH.setFloat64(0, value, true);
    for (let i = 0; i < 8; i++) this.bytes[this.at++] = SCRATCH.getUint8(i);
  }

  /** Length, then bytes. */
  text(value: string, maxBytes: number): void {
    const length = utf8Length(value);
    if (length > maxBytes) throw overLimit(`a text of ${length} bytes passes ${maxBytes}`);
    this.varint(length);
    this.room(length);
    this.at = writeUtf8(this.bytes, this.at, value);
  }

  /** A text of so many bytes, without its length. */
  plainText(value: string, bytes: number): void {
    this.room(bytes);
    this.at = writeUtf8(this.bytes, this.at, value);
  }

  append(other: Uint8Array): void {
    this.room(other.length);
    this.bytes.set(other, this.at);
    this.at += other.length;
  }

  /** The next bytes of a reader, as they are. */
  copy(reader: ByteReader, length: number): void {
    const from = reader.at;
    reader.skip(length);
    this.room(length);
    const { bytes } = reader;
    // Texts are short: for them a loop beats a view and a call.
    if (length < 64) {
      const into = this.bytes;
      for (let i = 0, to = this.at; i < length; i++) into[to + i] = bytes[from + i]!;
    } else this.bytes.set(bytes.subarray(from, reader.at), this.at);
    this.at += length;
  }

  written(): Uint8Array {
    return this.bytes.subarray(0, this.at);
  }
}

/** Reads what a ByteWriter wrote. Every read is bounded by `end`; anything unexpected is SUTRA_WIRE_MALFORMED. */
export class ByteReader {
  bytes: Uint8Array;
  at: number;
  end: number;

  constructor(bytes: Uint8Array, at = 0, end = bytes.length) {
    this.bytes = bytes;
    this.at = at;
    this.end = end;
  }

  u8(): number {
    if (this.at >= this.end) throw malformed('it ends too early');
    return this.bytes[this.at++]!;
  }

  varint(): number {
    const { bytes, end } = this;
    let { at } = this;
    if (at >= end) throw malformed('it ends too early');
    const first = bytes[at++]!;
    if (first < 0x80) {
      this.at = at;
      return first;
    }
    // Four bytes hold whole numbers of 28 bits: the quick sort.
    let value = first & 0x7f;
    for (let shift = 7; shift <= 21; shift += 7) {
      if (at >= end) throw malformed('it ends too early');
      const b = bytes[at++]!;
      value |= (b & 0x7f) << shift;
      if (b < 0x80) {
        if (b === 0) throw malformed('a number is not in its shortest form');
        this.at = at;
        return value;
      }
    }
    this.at = at;
    return this.#longVarint(value);
  }

  /** The rest of a number of five bytes and more. */
  #longVarint(before: number): number {
    let value = before;
    let scale = 2 ** 28;
    for (let i = 0; i < 4; i++) {
      const b = this.u8();
      value += (b & 0x7f) * scale;
      if (b < 0x80) {
        if (b === 0 || value > Number.MAX_SAFE_INTEGER) throw malformed('a number is not in its shortest form');
        return value;
      }
      scale *= 128;
    }
    throw malformed('a number is too long');
  }

  /** A varint that counts or points at things: refused above `max` before anyone allocates for it. */
  count(max: number, what: string): number {
    const value = this.varint();
    if (value > max) throw malformed(`${what} is ${value}, at most ${max}`);
    return value;
  }

  zigzag(): number {
    const value = this.varint();
    // Whole numbers of 32 bits are halved sooner than those beyond.
    if (value < 0x80000000) return (value & 1) === 0 ? value >>> 1 : -((value + 1) >>> 1);
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  f64(): number {
    if (this.at + 8 > this.end) throw malformed('it ends inside a number');
    for (let i = 0; i < 8; i++) SCRATCH.setUint8(i, this.bytes[this.at++]!);
    return SCRATCH.getFloat64(0, true);
  }

  text(maxBytes: number = BLOCK_LIMITS.stringBytesMax): string {
    return this.textOf(this.count(maxBytes, 'the length of a text'));
  }

  /** The same text as `text`, for words: those that come again and again are the same object every time. */
  word(maxBytes: number): string {
    const length = this.count(maxBytes, 'the length of a text');
    const from = this.at;
    this.skip(length);
    const text = readWord(this.bytes, from, this.at);
    if (text === undefined) throw malformed('a text is not UTF-8');
    return text;
  }

  textOf(length: number): string {
    const from = this.at;
    this.skip(length);
    const text = readUtf8(this.bytes, from, this.at);
    if (text === undefined) throw malformed('a text is not UTF-8');
    return text;
  }

  skip(length: number): void {
    if (this.at + length > this.end) throw malformed('it ends inside a value');
    this.at += length;
  }
}

export function putU32(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value;
  bytes[at + 1] = value >>> 8;
  bytes[at + 2] = value >>> 16;
  bytes[at + 3] = value >>> 24;
}

export function getU32(bytes: Uint8Array, at: number): number {
  return (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0;
}
