import { crc32 } from 'node:zlib';
import { EMITTER_NAME } from '@sutra/wire';
import { LANES, type Lane } from './lanes.ts';

/**
 * The form of a spool file. A header says whose events these are; blocks follow, each whole or not there:
 *
 *     "SUTRASP1" | u32 length | u32 crc | JSON {emitter, epoch, lane}
 *     u32 0x5b70_011e | u32 payload length | u32 crc of the rest of the block | u32 events | f64 first number | f64 last number | payload
 *
 * All numbers little-endian. Every block can be read without the others. A block that ends before it should, with nothing whole behind it, is a torn
 * write and is cut; a block that does not match its checksum is damage: it is reported with its bounds, and reading goes on at the next whole block.
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
/** The longest header there is. */
export const OWNER_HEAD_BYTES_MAX = 16 + OWNER_BYTES_MAX;
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

/** A stretch of a file that is not what was written. */
export interface SpoolDamage {
  /** Bytes [from, to). */
  readonly from: number;
  readonly to: number;
  /** Events lost with it, as far as the head of a block still tells; at least 1, since what was written held something. */
  readonly eventsLost: number;
  /** The lost numbers lie between these two, both excluded; undefined at the end of the file. Other lanes hold some of those in between. */
  readonly afterSeq: number;
  readonly beforeSeq: number | undefined;
}

export interface SpoolScan {
  /** Every whole block, in order. */
  readonly blocks: readonly BlockSpan[];
  readonly damage: readonly SpoolDamage[];
  /** The last write did not finish: bytes from here on were never acknowledged as safe. The length of the file when it did. */
  readonly tornAt: number;
}

/** Most events a damaged block is believed to have held. */
const BLOCK_EVENTS_MAX = 65_536;

/** Finds every whole block from `start` on, and what lies between them. */
export function scanBlocks(bytes: Buffer, start: number): SpoolScan {
  const blocks: BlockSpan[] = [];
  const damage: SpoolDamage[] = [];
  let at = start;
  while (at < bytes.length) {
    const found = blockAt(bytes, at);
    if (found === 'torn') break;
    if (found !== 'damaged') {
      blocks.push(found);
      at = found.end;
      continue;
    }
    const next = blockBehind(bytes, at);
    const to = next?.offset ?? bytes.length;
    const bounds = { from: at, to, afterSeq: blocks.at(-1)?.lastSeq ?? 0, beforeSeq: next?.firstSeq };
    // The head may be what is damaged: it is not believed beyond the numbers there are.
    const room = (next?.firstSeq ?? Number.POSITIVE_INFINITY) - bounds.afterSeq - 1;
    damage.push({ ...bounds, eventsLost: Math.max(1, Math.min(eventsClaimed(bytes, at), room)) });
    at = to;
  }
  return { blocks, damage, tornAt: at };
}

/** The block that starts at `offset`. */
export function blockAt(bytes: Buffer, offset: number): BlockSpan | 'torn' | 'damaged' {
  const left = bytes.length - offset;
  if (left < BLOCK_HEADER_BYTES) return 'torn';
  if (bytes.readUInt32LE(offset) !== BLOCK_MAGIC) return allZero(bytes, offset) ? 'torn' : 'damaged';
  const length = bytes.readUInt32LE(offset + 4);
  if (length > BLOCK_PAYLOAD_BYTES_MAX) return 'damaged';
  const end = offset + BLOCK_HEADER_BYTES + length;
  if (end > bytes.length) return wholeBlockFrom(bytes, offset + 1) === undefined ? 'torn' : 'damaged';
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

/**
 * The next whole block behind a damaged one. Where the damaged block says that it ends is asked first: what an event holds is anybody's
 * text, and might look like a block.
 */
export function blockBehind(bytes: Buffer, at: number): BlockSpan | undefined {
  const headed = bytes.length - at >= BLOCK_HEADER_BYTES && bytes.readUInt32LE(at) === BLOCK_MAGIC;
  const end = headed ? at + BLOCK_HEADER_BYTES + bytes.readUInt32LE(at + 4) : bytes.length;
  return wholeBlockAt(bytes, end) ?? wholeBlockFrom(bytes, at + 1);
}

function wholeBlockAt(bytes: Buffer, at: number): BlockSpan | undefined {
  if (at + BLOCK_HEADER_BYTES > bytes.length || bytes.readUInt32LE(at) !== BLOCK_MAGIC) return undefined;
  const length = bytes.readUInt32LE(at + 4);
  const end = at + BLOCK_HEADER_BYTES + length;
  if (length > BLOCK_PAYLOAD_BYTES_MAX || end > bytes.length) return undefined;
  if (crc32(bytes.subarray(at + CHECKED_FROM, end)) !== bytes.readUInt32LE(at + 8)) return undefined;
  return { offset: at, payloadOffset: at + BLOCK_HEADER_BYTES, end, ...counts(bytes, at) };
}

const MAGIC_BYTES = Buffer.alloc(4);
MAGIC_BYTES.writeUInt32LE(BLOCK_MAGIC);

function wholeBlockFrom(bytes: Buffer, from: number): BlockSpan | undefined {
  for (let at = bytes.indexOf(MAGIC_BYTES, from); at !== -1; at = bytes.indexOf(MAGIC_BYTES, at + 1)) {
    const block = wholeBlockAt(bytes, at);
    if (block !== undefined) return block;
  }
  return undefined;
}

/** How many events the head of a damaged block speaks of. */
export function eventsClaimed(bytes: Buffer, at: number): number {
  const headed = bytes.length - at >= BLOCK_HEADER_BYTES && bytes.readUInt32LE(at) === BLOCK_MAGIC;
  return headed ? Math.max(1, Math.min(bytes.readUInt32LE(at + 12), BLOCK_EVENTS_MAX)) : 1;
}
