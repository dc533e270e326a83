/** CRC-32 (IEEE, the one of zlib). Storage passes node:zlib's, which is ten times faster, where a `Checksum` is taken. */
export type Checksum = (bytes: Uint8Array) => number;

const TABLE = /* @__PURE__ */ makeTable();

/** Four tables, so that four bytes are folded in at a time. */
function makeTable(): Uint32Array {
  const table = new Uint32Array(4 * 256);
  for (let n = 0; n < 256; n++) {
    let c = n;
    for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
    table[n] = c;
  }
  for (let n = 0; n < 256; n++)
    for (let t = 1; t < 4; t++) {
      const before = table[(t - 1) * 256 + n]!;
      table[t * 256 + n] = table[before & 0xff]! ^ (before >>> 8);
    }
  return table;
}

export function crc32(bytes: Uint8Array): number {
  let c = -1;
  let i = 0;
  for (const end = bytes.length - 3; i < end; i += 4) {
    c ^= bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24);
    c = TABLE[768 + (c & 0xff)]! ^ TABLE[512 + ((c >>> 8) & 0xff)]! ^ TABLE[256 + ((c >>> 16) & 0xff)]! ^ TABLE[c >>> 24]!;
  }
  for (; i < bytes.length; i++) c = TABLE[(c ^ bytes[i]!) & 0xff]! ^ (c >>> 8);
  return (c ^ -1) >>> 0;
}
