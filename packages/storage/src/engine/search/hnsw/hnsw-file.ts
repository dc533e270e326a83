import { readFile, rename, writeFile } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { type HnswParts, wrongWith } from './hnsw-graph.ts';

/** What a graph on disk says of itself. It is believed only where all of it fits the vectors of the store. */
export interface HnswHead {
  /** Of the graph index whose rows it links: rows have other numbers in another one. */
  readonly generation: string;
  readonly space: string;
  readonly dimension: number;
  /** The document of its last row: how far it goes. */
  readonly lastDoc: number;
  /** Of the vectors of its rows. */
  readonly fingerprint: number;
}

const MAGIC = 'sutrahnsw1';
const FIXED_BYTES = 24;

/** [magic 12][checksum of the rest 4][bytes of the head 4][0 4][head as JSON, filled up to 4][links of the lowest layer][of the upper ones] */
export async function writeHnswFile(path: string, head: HnswHead, { count, entry, lowest, upper }: HnswParts): Promise<void> {
  const text = JSON.stringify({ ...head, count, entry, lowest: lowest.length, upper: upper.length });
  const json = Buffer.from(text.padEnd(Math.ceil(Buffer.byteLength(text) / 4) * 4 - (Buffer.byteLength(text) - text.length)));
  const parts = [json, bytesOf(lowest), bytesOf(upper)];
  const fixed = Buffer.alloc(FIXED_BYTES);
  fixed.write(MAGIC);
  fixed.writeUInt32LE(
    parts.reduce((sum, part) => crc32(part, sum), 0),
    12,
  );
  fixed.writeUInt32LE(json.length, 16);
  const next = `${path}.next`;
  await writeFile(next, Buffer.concat([fixed, ...parts]), { mode: 0o600 });
  await rename(next, path);
}

/** A graph from disk, or why there is none to be used: derived as it is, damage is mended by building it again. */
export async function readHnswFile(path: string): Promise<{ readonly head: HnswHead; readonly parts: HnswParts } | string> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (reason) {
    if ((reason as NodeJS.ErrnoException).code === 'ENOENT') return 'it is missing';
    return `it cannot be read: ${(reason as Error).message}`;
  }
  if (bytes.length < FIXED_BYTES || bytes.toString('latin1', 0, MAGIC.length) !== MAGIC) return 'it is not an index';
  if (crc32(bytes.subarray(FIXED_BYTES)) !== bytes.readUInt32LE(12)) return 'its checksum is wrong';
  const linksAt = FIXED_BYTES + bytes.readUInt32LE(16);
  const said = JSON.parse(bytes.toString('utf8', FIXED_BYTES, linksAt)) as HnswHead & Sizes;
  if (linksAt + (said.lowest + said.upper) * 4 !== bytes.length) return 'it is not as long as it says';
  const upperAt = linksAt + said.lowest * 4;
  const parts = { count: said.count, entry: said.entry, lowest: numbersOf(bytes, linksAt, upperAt), upper: numbersOf(bytes, upperAt) };
  const wrong = wrongWith(parts);
  return wrong ?? { head: said, parts };
}

interface Sizes {
  readonly count: number;
  readonly entry: number;
  readonly lowest: number;
  readonly upper: number;
}

const bytesOf = (numbers: Int32Array): Buffer => Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength);

function numbersOf(bytes: Buffer, from: number, to = bytes.length): Int32Array {
  const numbers = new Int32Array((to - from) / 4);
  bytesOf(numbers).set(bytes.subarray(from, to));
  return numbers;
}
