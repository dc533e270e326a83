import { crc32 } from 'node:zlib';
import { EMITTER_NAME } from '@sutra/wire';
import { LANES, type Lane } from './lanes.ts';

/**
 * The form of a spool file. A header says whose events these are; blocks follow, each whole or not there:
 *
 *     "SUTRASP1" | u32 length | u32 crc | JSON {emitter, epoch, lane}
 *     u32 0x5b70_011e | u32 payload length | u32 crc of the rest of the block | u32 events | f64 first number | f64 last number | payload
 *
 * All numbers little-endian. A block that ends before it should is a torn write and is cut; a block that is whole but does not match its
 * checksum is damage and is reported.
 */
export interface SpoolFileOwner {
  readonly emitter: string;
  readonly epoch: number;
  readonly lane: Lane;
}

export interface BlockSpan {
  readonly offset: number;
  readonly payloadOffset: number;
  readonly end: number;
  readonly events: number;
  readonly firstSeq: number;
  readonly lastSeq: number;
}

const MAGIC = Buffer.from('SUTRASP1', 'latin1');
const BLOCK_MAGIC = 0x5b70_011e;
export const BLOCK_HEADER_BYTES = 32;
/** Checksummed from here: everything after the checksum itself. */
const CHECKED_FROM = 12;
const OWNER_BYTES_MAX = 1_024;
/** Payload bytes in a block: bounds what a damaged length can make a reader allocate. */
export const BLOCK_PAYLOAD_BYTES_MAX = 64 * 1024 * 1024;

export function encodeOwner(owner: SpoolFileOwner): Uint8Array {
  const json = Buffer.from(JSON.stringify({ emitter: owner.emitter, epoch: owner.epoch, lane: owner.lane }));
  const head = Buffer.alloc(16);
  MAGIC.copy(head);
  head.writeUInt32LE(json.length, 8);
  head.writeUInt32LE(crc32(json), 12);
  return Buffer.concat([head, json]);
}

/** The owner and where the blocks start; undefined when the header is not whole and right. */
export function decodeOwner(bytes: Buffer): { readonly owner: SpoolFileOwner; readonly end: number } | undefined {
  if (bytes.length < 16 || !bytes.subarray(0, 8).equals(MAGIC)) return undefined;
  const end = 16 + bytes.readUInt32LE(8);
  if (end - 16 > OWNER_BYTES_MAX || end > bytes.length) return undefined;
  const json = bytes.subarray(16, end);
  if (crc32(json) !== bytes.readUInt32LE(12)) return undefined;
  const { emitter, epoch, lane } = JSON.parse(json.toString()) as SpoolFileOwner; // checksummed: it is what encodeOwner wrote
  if (!EMITTER_NAME.test(emitter) || !Number.isSafeInteger(epoch) || !LANES.includes(lane)) return undefined;
  return { owner: { emitter, epoch, lane }, end };
}

export function encodeBlock(payload: Uint8Array, events: number, firstSeq: number, lastSeq: number): Buffer {
  const block = Buffer.allocUnsafe(BLOCK_HEADER_BYTES + payload.length);
  block.writeUInt32LE(BLOCK_MAGIC, 0);
  block.writeUInt32LE(payload.length, 4);
  block.writeUInt32LE(events, 12);
  block.writeDoubleLE(firstSeq, 16);
  block.writeDoubleLE(lastSeq, 24);
  block.set(payload, BLOCK_HEADER_BYTES);
  block.writeUInt32LE(crc32(block.subarray(CHECKED_FROM)), 8);
  return block;
}

/** Why a scan stopped before the end of the file. */
export type SpoolFault =
  /** The last write did not finish: bytes from `at` on were never acknowledged as safe. */
  | { readonly kind: 'torn'; readonly at: number }
  /** Bytes are not what was written. `eventsLost` counts what block headers still tell. */
  | { readonly kind: 'damaged'; readonly at: number; readonly eventsLost: number };

export interface SpoolScan {
  readonly blocks: readonly BlockSpan[];
  /** Everything before this offset is whole. */
  readonly goodBytes: number;
  readonly fault?: SpoolFault;
}

/** Finds every whole block from `start` on; stops at the first that is not. */
export function scanBlocks(bytes: Buffer, start: number): SpoolScan {
  const blocks: BlockSpan[] = [];
  let at = start;
  while (at < bytes.length) {
    const found = blockAt(bytes, at);
    if (found === 'torn') return { blocks, goodBytes: at, fault: { kind: 'torn', at } };
    if (found === 'damaged') return { blocks, goodBytes: at, fault: { kind: 'damaged', at, eventsLost: eventsBeyond(bytes, at) } };
    blocks.push(found);
    at = found.end;
  }
  return { blocks, goodBytes: at };
}

/** The block that starts at `offset`. */
export function blockAt(bytes: Buffer, offset: number): BlockSpan | 'torn' | 'damaged' {
  const left = bytes.length - offset;
  if (left < BLOCK_HEADER_BYTES) return 'torn';
  if (bytes.readUInt32LE(offset) !== BLOCK_MAGIC) return allZero(bytes, offset) ? 'torn' : 'damaged';
  const length = bytes.readUInt32LE(offset + 4);
  if (length > BLOCK_PAYLOAD_BYTES_MAX) return 'damaged';
  const end = offset + BLOCK_HEADER_BYTES + length;
  if (end > bytes.length) return nextBlock(bytes, offset + 1) === undefined ? 'torn' : 'damaged';
  if (crc32(bytes.subarray(offset + CHECKED_FROM, end)) !== bytes.readUInt32LE(offset + 8)) return 'damaged';
  return { payloadOffset: offset + BLOCK_HEADER_BYTES, offset, end, ...counts(bytes, offset) };
}

function counts(bytes: Buffer, offset: number): { events: number; firstSeq: number; lastSeq: number } {
  return { events: bytes.readUInt32LE(offset + 12), firstSeq: bytes.readDoubleLE(offset + 16), lastSeq: bytes.readDoubleLE(offset + 24) };
}

/** After a power cut a file may have grown without its bytes having arrived. */
function allZero(bytes: Buffer, offset: number): boolean {
  for (let i = offset; i < bytes.length; i++) if (bytes[i] !== 0) return false;
  return true;
}

/** Where the next whole block after damage starts. */
function nextBlock(bytes: Buffer, from: number): BlockSpan | undefined {
  const magic = Buffer.alloc(4);
  magic.writeUInt32LE(BLOCK_MAGIC);
  for (let at = bytes.indexOf(magic, from); at !== -1 && at + BLOCK_HEADER_BYTES <= bytes.length; at = bytes.indexOf(magic, at + 1)) {
    const length = bytes.readUInt32LE(at + 4);
    const end = at + BLOCK_HEADER_BYTES + length;
    if (length > BLOCK_PAYLOAD_BYTES_MAX || end > bytes.length) continue;
    if (crc32(bytes.subarray(at + CHECKED_FROM, end)) === bytes.readUInt32LE(at + 8))
      return { offset: at, payloadOffset: at + BLOCK_HEADER_BYTES, end, ...counts(bytes, at) };
  }
  return undefined;
}

/** How many events lie at or after damage, as far as headers still tell; at least 1, since a damaged block held something. */
function eventsBeyond(bytes: Buffer, at: number): number {
  const plausible = bytes.length - at >= BLOCK_HEADER_BYTES && bytes.readUInt32LE(at) === BLOCK_MAGIC ? bytes.readUInt32LE(at + 12) : 1;
  let lost = Math.max(1, Math.min(plausible, 65_536));
  for (let next = nextBlock(bytes, at + 1); next !== undefined; next = nextBlock(bytes, next.end)) lost += next.events;
  return lost;
}
