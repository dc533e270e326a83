/**
 * Text as bytes: UTF-8, except that a lone surrogate keeps its own three bytes, so that every JavaScript string comes back
 * exactly as it was.
 */
export function utf8Length(text: string): number {
  let bytes = text.length;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c < 0x80) continue;
    if (c < 0x800) bytes += 1;
    else if (isPair(c, text, i)) {
      bytes += 2;
      i++;
    } else bytes += 2;
  }
  return bytes;
}

const isPair = (c: number, text: string, i: number): boolean =>
  c >= 0xd800 && c < 0xdc00 && i + 1 < text.length && (text.charCodeAt(i + 1) & 0xfc00) === 0xdc00;

/** Writes `text` at `at`; the caller has made room for `utf8Length(text)` bytes. Returns the position after it. */
export function writeUtf8(into: Uint8Array, at: number, text: string): number {
  for (let i = 0; i < text.length; i++) {
    let c = text.charCodeAt(i);
    if (c < 0x80) into[at++] = c;
    else if (c < 0x800) {
      into[at++] = 0xc0 | (c >> 6);
      into[at++] = 0x80 | (c & 0x3f);
    } else if (isPair(c, text, i)) {
      c = 0x10000 + ((c & 0x3ff) << 10) + (text.charCodeAt(++i) & 0x3ff);
      into[at++] = 0xf0 | (c >> 18);
      into[at++] = 0x80 | ((c >> 12) & 0x3f);
      into[at++] = 0x80 | ((c >> 6) & 0x3f);
      into[at++] = 0x80 | (c & 0x3f);
    } else {
      into[at++] = 0xe0 | (c >> 12);
      into[at++] = 0x80 | ((c >> 6) & 0x3f);
      into[at++] = 0x80 | (c & 0x3f);
    }
  }
  return at;
}

const CHUNK = 2048;
/** From so many bytes on, calling the engine's own decoder pays. */
const LONG_BYTES = 128;

/** What every engine brings along and the library of the language alone does not list. */
const { TextDecoder } = globalThis as unknown as {
  readonly TextDecoder: new (label: string, options: object) => { decode(bytes: Uint8Array): string };
};
const DECODER = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Room for the characters of a short text, one list a length: most texts are short and ASCII, and a list made for each would be more than the text. */
const short = Array.from({ length: LONG_BYTES }, (_, length) => new Array<number>(length).fill(0));

/** Reads bytes [from, to) as text, or undefined when they are not what `writeUtf8` writes. */
export function readUtf8(bytes: Uint8Array, from: number, to: number): string | undefined {
  const length = to - from;
  if (length >= LONG_BYTES) return readLong(bytes, from, to);
  const units = short[length]!;
  for (let i = 0; i < length; i++) {
    const unit = bytes[from + i]!;
    if (unit >= 0x80) return readUnits(bytes, from, to);
    units[i] = unit;
  }
  return String.fromCharCode.apply(null, units);
}

function readLong(bytes: Uint8Array, from: number, to: number): string | undefined {
  try {
    return DECODER.decode(bytes.subarray(from, to));
  } catch {
    return readUnits(bytes, from, to); // half a surrogate pair, which it refuses, or no text at all
  }
}

function readUnits(bytes: Uint8Array, from: number, to: number): string | undefined {
  let text = '';
  const units: number[] = [];
  for (let at = from; at < to; ) {
    const b = bytes[at++]!;
    if (b < 0x80) units.push(b);
    else {
      const extra = b >= 0xf0 ? 3 : b >= 0xe0 ? 2 : 1;
      if (b < 0xc2 || b > 0xf4 || at + extra > to) return undefined;
      let c = b & (0x3f >> extra);
      for (let k = 0; k < extra; k++) {
        const next = bytes[at++]!;
        if ((next & 0xc0) !== 0x80) return undefined;
        c = (c << 6) | (next & 0x3f);
      }
      if (c < (extra === 1 ? 0x80 : extra === 2 ? 0x800 : 0x10000) || c > 0x10ffff) return undefined;
      if (c >= 0x10000) units.push(0xd800 + ((c - 0x10000) >> 10), 0xdc00 + ((c - 0x10000) & 0x3ff));
      else units.push(c);
    }
    if (units.length >= CHUNK) {
      text += String.fromCharCode.apply(null, units);
      units.length = 0;
    }
  }
  return text + String.fromCharCode.apply(null, units);
}
