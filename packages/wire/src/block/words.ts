import { readUtf8 } from './utf8.ts';

/** Words that were read lately, each where its bytes lead; the newest takes the place. */
const PLACES = 4_096;
/** Longer words are not kept: with this the most that is kept is known. */
export const WORD_BYTES_MAX = 64;
const kept = new Array<string | undefined>(PLACES).fill(undefined);

/**
 * Reads bytes [from, to) as `readUtf8` does. Every answer brings the words it uses, and these are mostly those of the answers before: one that was
 * read lately is given out again, the same text object, which costs nothing to make and is hashed already where it is looked up.
 */
export function readWord(bytes: Uint8Array, from: number, to: number): string | undefined {
  const length = to - from;
  if (length > WORD_BYTES_MAX) return readUtf8(bytes, from, to);
  let hash = length;
  for (let at = from; at < to; at++) hash = Math.imul(hash ^ bytes[at]!, 0x01000193);
  const place = (hash ^ (hash >>> 15)) & (PLACES - 1);
  const known = kept[place];
  if (known !== undefined && isAscii(known, bytes, from, length)) return known;
  const text = readUtf8(bytes, from, to);
  // As many characters as bytes: then each is one byte, and can be compared byte by byte.
  if (text?.length === length) kept[place] = text;
  return text;
}

function isAscii(text: string, bytes: Uint8Array, from: number, length: number): boolean {
  if (text.length !== length) return false;
  for (let i = 0; i < length; i++) if (text.charCodeAt(i) !== bytes[from + i]) return false;
  return true;
}
