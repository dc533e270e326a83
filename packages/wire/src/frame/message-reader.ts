import { SutraError } from '@sutra/kit';
import { readUtf8 } from '../block/utf8.ts';
import { readWord, WORD_BYTES_MAX } from '../block/words.ts';
import { FRAME_LIMITS } from './limits.ts';

/** Maps of fewer keys than this have the last of each place remembered. */
const KEYS_OF = 16;
/** A key and its bytes, by the keys of its map and its place among them; nothing stands at 0. */
const KEYS = new Array<{ readonly text: string; readonly form: Uint8Array } | undefined>(KEYS_OF * KEYS_OF).fill(undefined);

/**
 * Reads plain MessagePack that nobody vouches for. Binary and extension types are refused: the protocol uses none (raw bytes travel behind the
 * head). What an array or a map says of its size is compared with the bytes and the values that are left before anyone makes room for it.
 */
export class MessageReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #itemsMax: number;
  #at = 0;
  /** Values that may still be announced, keys included. */
  #left: number;

  constructor(bytes: Uint8Array, itemsMax: number) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#itemsMax = itemsMax;
    this.#left = itemsMax;
  }

  /** The one value that the bytes are. @throws SutraError SUTRA_MESSAGE_INVALID */
  whole(): unknown {
    this.#announced(1);
    const value = this.#value(0);
    const more = this.#bytes.length - this.#at;
    if (more > 0) throw unreadable(`${more} bytes follow its end`);
    return value;
  }

  #value(depth: number): unknown {
    const at = this.#at;
    const tag = this.#bytes[at];
    if (tag === undefined) throw endsTooEarly();
    this.#at = at + 1;
    if (tag < 0x80) return tag;
    if (tag >= 0xe0) return tag - 0x100;
    if (tag >= 0xa0 && tag < 0xc0) return this.#text(tag & 0x1f);
    if (tag < 0x90) return this.#map(tag & 0x0f, depth);
    if (tag < 0xa0) return this.#array(tag & 0x0f, depth);
    switch (tag) {
      case 0xc0:
        return null;
      case 0xc2:
        return false;
      case 0xc3:
        return true;
      case 0xd9:
      case 0xda:
      case 0xdb:
        return this.#text(this.#unsigned(1 << (tag - 0xd9)));
      case 0xdc:
      case 0xdd:
        return this.#array(this.#unsigned(2 << (tag - 0xdc)), depth);
      case 0xde:
      case 0xdf:
        return this.#map(this.#unsigned(2 << (tag - 0xde)), depth);
      default:
        return this.#number(tag);
    }
  }

  #number(tag: number): number {
    const at = this.#at;
    switch (tag) {
      case 0xca:
        return this.#view.getFloat32(this.#passed(4));
      case 0xcb:
        return this.#view.getFloat64(this.#passed(8));
      case 0xcc:
      case 0xcd:
      case 0xce:
        return this.#unsigned(1 << (tag - 0xcc));
      case 0xcf:
        return this.#unsigned(4) * 2 ** 32 + this.#unsigned(4);
      case 0xd0:
        return this.#view.getInt8(this.#passed(1));
      case 0xd1:
        return this.#view.getInt16(this.#passed(2));
      case 0xd2:
        return this.#view.getInt32(this.#passed(4));
      case 0xd3:
        return this.#view.getInt32(this.#passed(4)) * 2 ** 32 + this.#unsigned(4);
      default:
        throw unreadable(`tag 0x${tag.toString(16)} at byte ${at - 1} is not used by this protocol`);
    }
  }

  /** Steps over so many bytes and returns where they begin. */
  #passed(bytes: number): number {
    const from = this.#at;
    if (from + bytes > this.#bytes.length) throw endsTooEarly();
    this.#at = from + bytes;
    return from;
  }

  #unsigned(bytes: number): number {
    const from = this.#passed(bytes);
    if (bytes === 1) return this.#bytes[from]!;
    return bytes === 2 ? this.#view.getUint16(from) : this.#view.getUint32(from);
  }

  #text(length: number): string {
    const from = this.#passed(length);
    const read = length <= WORD_BYTES_MAX ? readWord : readUtf8;
    const text = read(this.#bytes, from, this.#at);
    if (text === undefined) throw unreadable(`a text at byte ${from} is not UTF-8`);
    return text;
  }

  #array(count: number, depth: number): unknown[] {
    this.#opened(count, depth);
    const values = new Array<unknown>(count);
    for (let i = 0; i < count; i++) values[i] = this.#value(depth + 1);
    return values;
  }

  #map(count: number, depth: number): Record<string, unknown> {
    this.#opened(2 * count, depth);
    const value: Record<string, unknown> = {};
    for (let i = 0; i < count; i++) {
      const name = this.#key(count, i);
      const item = this.#value(depth + 1);
      // As a field it is data, never a prototype.
      if (name === '__proto__') Object.defineProperty(value, name, { value: item, enumerable: true, configurable: true, writable: true });
      else value[name] = item;
    }
    return value;
  }

  /** Maps follow each other that have the same keys: mostly it is the one that stood in this place before. */
  #key(count: number, place: number): string {
    const bytes = this.#bytes;
    const at = this.#at;
    const slot = count < KEYS_OF && place < KEYS_OF ? count * KEYS_OF + place : 0;
    const known = KEYS[slot];
    if (known !== undefined) {
      const { form } = known;
      const end = at + form.length;
      let i = 0;
      if (end <= bytes.length) while (i < form.length && form[i] === bytes[at + i]) i++;
      if (i === form.length) {
        this.#at = end;
        return known.text;
      }
    }
    const text = this.#readKey();
    if (slot > 0 && this.#at - at <= WORD_BYTES_MAX) KEYS[slot] = { text, form: bytes.slice(at, this.#at) };
    return text;
  }

  #readKey(): string {
    const at = this.#at;
    const tag = this.#bytes[at];
    if (tag === undefined) throw endsTooEarly();
    this.#at = at + 1;
    if (tag >= 0xa0 && tag < 0xc0) return this.#text(tag & 0x1f);
    if (tag >= 0xd9 && tag <= 0xdb) return this.#text(this.#unsigned(1 << (tag - 0xd9)));
    throw unreadable(`a map key at byte ${at} is not text`);
  }

  #opened(values: number, depth: number): void {
    if (depth >= FRAME_LIMITS.depthMax) throw unreadable(`it is nested deeper than ${FRAME_LIMITS.depthMax}`);
    // Every value takes at least one byte: a count that cannot be true is refused before anyone makes room for it.
    const bytes = this.#bytes.length - this.#at;
    if (values > bytes) throw unreadable(`it announces ${values} values, and ${bytes} bytes follow`);
    this.#announced(values);
  }

  #announced(values: number): void {
    this.#left -= values;
    if (this.#left < 0) throw unreadable(`it holds more than ${this.#itemsMax} values`);
  }
}

const endsTooEarly = (): SutraError => unreadable('it ends too early');

function unreadable(why: string): SutraError {
  return new SutraError('SUTRA_MESSAGE_INVALID', `Cannot read a message: ${why}`);
}
