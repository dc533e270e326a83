/** How deep and how many a message may be. */
export interface MessageBounds {
  readonly depthMax: number;
  readonly itemsMax: number;
}

/** Bytes after the tag, by tag. */
const SCALAR_BYTES: Readonly<Record<number, number>> = {
  192: 0, // nil
  194: 0, // false
  195: 0, // true
  202: 4, // float 32
  203: 8, // float 64
  204: 1, // uint 8..64
  205: 2,
  206: 4,
  207: 8,
  208: 1, // int 8..64
  209: 2,
  210: 4,
  211: 8,
};
const STRING_LENGTH_BYTES: Readonly<Record<number, number>> = { 217: 1, 218: 2, 219: 4 };
const ARRAY_COUNT_BYTES: Readonly<Record<number, number>> = { 220: 2, 221: 4 };
const MAP_COUNT_BYTES: Readonly<Record<number, number>> = { 222: 2, 223: 4 };

type Token =
  | { readonly kind: 'leaf'; readonly end: number; readonly text: boolean }
  | { readonly kind: 'array' | 'map'; readonly end: number; readonly count: number };

/**
 * Walks MessagePack without decoding it. Binary and extension types are refused: the protocol uses none (raw
 * bytes travel behind the head), and a decoder's own extensions (dates, errors, structures) are no stranger's business.
 * @returns what is wrong, or undefined when the bytes are exactly one value within the bounds.
 */
export function checkMessagePack(bytes: Uint8Array, bounds: MessageBounds): string | undefined {
  /** Values still owed at each open level; map levels owe key and value for each entry. */
  const owed: number[] = [1];
  const maps: boolean[] = [false];
  let at = 0;
  let items = 0;
  while (owed.length > 0) {
    const top = owed.length - 1;
    const left = owed[top] as number;
    if (left === 0) {
      owed.pop();
      maps.pop();
      continue;
    }
    owed[top] = left - 1;
    items++;
    if (items > bounds.itemsMax) return `it holds more than ${bounds.itemsMax} values`;
    const token = tokenAt(bytes, at);
    if (typeof token === 'string') return token;
    const isKey = maps[top] === true && left % 2 === 0;
    if (isKey && !(token.kind === 'leaf' && token.text)) return `a map key at byte ${at} is not text`;
    at = token.end;
    if (token.kind === 'leaf') continue;
    if (owed.length > bounds.depthMax) return `it is nested deeper than ${bounds.depthMax}`;
    const values = token.kind === 'map' ? token.count * 2 : token.count;
    // Every value takes at least one byte: a count that cannot be true is refused before anyone makes room for it.
    if (values > bytes.length - at) return `it announces ${values} values, and ${bytes.length - at} bytes follow`;
    owed.push(values);
    maps.push(token.kind === 'map');
  }
  return at === bytes.length ? undefined : `${bytes.length - at} bytes follow its end`;
}

function tokenAt(bytes: Uint8Array, at: number): Token | string {
  const tag = bytes[at];
  if (tag === undefined) return 'it ends too early';
  if (tag <= 0x7f || tag >= 0xe0) return { kind: 'leaf', end: at + 1, text: false };
  if (tag <= 0x8f) return { kind: 'map', end: at + 1, count: tag & 0x0f };
  if (tag <= 0x9f) return { kind: 'array', end: at + 1, count: tag & 0x0f };
  if (tag <= 0xbf) return leaf(bytes, at + 1 + (tag & 0x1f), true);
  const scalar = SCALAR_BYTES[tag];
  if (scalar !== undefined) return leaf(bytes, at + 1 + scalar, false);
  const width = STRING_LENGTH_BYTES[tag] ?? ARRAY_COUNT_BYTES[tag] ?? MAP_COUNT_BYTES[tag];
  if (width === undefined) return `tag 0x${tag.toString(16)} at byte ${at} is not used by this protocol`;
  if (at + 1 + width > bytes.length) return 'it ends too early';
  let count = 0;
  for (let i = 1; i <= width; i++) count = count * 256 + (bytes[at + i] as number);
  const end = at + 1 + width;
  if (tag in ARRAY_COUNT_BYTES) return { kind: 'array', end, count };
  if (tag in MAP_COUNT_BYTES) return { kind: 'map', end, count };
  return leaf(bytes, end + count, tag in STRING_LENGTH_BYTES);
}

function leaf(bytes: Uint8Array, end: number, text: boolean): Token | string {
  return end > bytes.length ? 'it ends too early' : { kind: 'leaf', end, text };
}
