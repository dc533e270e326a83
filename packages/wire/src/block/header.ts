import { ByteReader, type ByteWriter, getU32, putU32 } from './bytes.ts';
import { type Checksum, crc32 } from './crc32.ts';
import type { DictionaryMark } from './dictionary.ts';
import { malformed } from './errors.ts';
import { BLOCK_LIMITS } from './limits.ts';
import { isSource, type Source, sessionTag } from './source.ts';

/**
 * One block:
 *   0  'S' 'B' · version 1 · 0
 *   4  CRC-32 of everything from byte 8
 *   8  length of the block, u32
 *   12 session tag, u32 · flags (bit 0: opens a dictionary)
 *   17 varints: count · [first number · base time] · then either emitter and epoch (opening) or the sizes of the dictionary before
 *   …  dictionary additions · records
 */
export const BLOCK_VERSION = 1;
const MAGIC_0 = 0x53;
const MAGIC_1 = 0x42;
const OPENS = 1;
export const FIXED_BYTES = 17;

export interface BlockHead {
  /** Set when the block opens a dictionary: it then says whose it is. */
  readonly opens: Source | undefined;
  readonly sessionTag: number;
  readonly count: number;
  /** 0 when the block holds no events. */
  readonly firstEmitterSeq: number;
  readonly baseTimeUs: number;
  /** Sizes the reader's dictionary must have before this block. */
  readonly before: DictionaryMark;
}

/** Leaves room for the fixed part and writes the rest of the head. */
export function writeHead(out: ByteWriter, head: Omit<BlockHead, 'sessionTag'>): void {
  out.at = 0;
  out.room(FIXED_BYTES);
  out.at = FIXED_BYTES;
  out.varint(head.count);
  if (head.count > 0) {
    out.varint(head.firstEmitterSeq);
    out.varint(head.baseTimeUs);
  }
  if (head.opens !== undefined) {
    out.text(head.opens.emitter, BLOCK_LIMITS.nameBytesMax);
    out.varint(head.opens.epoch);
  } else for (const size of [head.before.texts, head.before.shapes, head.before.lists]) out.varint(size);
}

/** Fills in the fixed part of a finished block and returns its own copy of the bytes. */
export function sealBlock(out: ByteWriter, source: Source, opens: boolean, checksum: Checksum = crc32): Uint8Array {
  const block = out.written().slice();
  block[0] = MAGIC_0;
  block[1] = MAGIC_1;
  block[2] = BLOCK_VERSION;
  block[3] = 0;
  block[16] = opens ? OPENS : 0;
  putU32(block, 8, block.length);
  putU32(block, 12, sessionTag(source.emitter, source.epoch));
  putU32(block, 4, checksum(block.subarray(8)));
  return block;
}

/**
 * Checks length and checksum and reads the head; the reader is left at the dictionary additions.
 * @throws SutraError SUTRA_WIRE_MALFORMED
 */
export function readHead(block: Uint8Array, checksum: Checksum = crc32): { head: BlockHead; reader: ByteReader } {
  if (block.length < FIXED_BYTES) throw malformed(`${block.length} bytes are too few`);
  if (block.length > BLOCK_LIMITS.blockBytesMax) throw malformed(`${block.length} bytes pass ${BLOCK_LIMITS.blockBytesMax}`);
  if (block[0] !== MAGIC_0 || block[1] !== MAGIC_1) throw malformed('it does not start like one');
  if (block[2] !== BLOCK_VERSION) throw malformed(`its version is ${block[2]}, this build reads ${BLOCK_VERSION}`);
  if (block[3] !== 0) throw malformed('it does not start like one');
  if (getU32(block, 8) !== block.length) throw malformed(`it says ${getU32(block, 8)} bytes and has ${block.length}`);
  if (checksum(block.subarray(8)) !== getU32(block, 4)) throw malformed('its checksum does not match');
  const flags = block[16]!;
  if ((flags & ~OPENS) !== 0) throw malformed(`it has the unknown flags ${flags}`);
  return readHeadFields(block, (flags & OPENS) !== 0);
}

function readHeadFields(block: Uint8Array, opening: boolean): { head: BlockHead; reader: ByteReader } {
  const reader = new ByteReader(block, FIXED_BYTES);
  const count = reader.count(BLOCK_LIMITS.eventsMax, 'the number of events');
  const firstEmitterSeq = count > 0 ? reader.varint() : 0;
  const baseTimeUs = count > 0 ? reader.varint() : 0;
  if (count > 0 && firstEmitterSeq === 0) throw malformed('its first number is 0');
  const tag = getU32(block, 12);
  if (!opening) {
    const max = BLOCK_LIMITS.dictionaryEntriesMax;
    const before = { texts: reader.count(max, 'texts'), shapes: reader.count(max, 'shapes'), lists: reader.count(max, 'lists') };
    return { head: { opens: undefined, sessionTag: tag, count, firstEmitterSeq, baseTimeUs, before }, reader };
  }
  const opens = { emitter: reader.text(BLOCK_LIMITS.nameBytesMax), epoch: reader.varint() };
  if (!isSource(opens) || sessionTag(opens.emitter, opens.epoch) !== tag) throw malformed('it does not say whose events it holds');
  const before = { texts: 0, shapes: 0, lists: 0 };
  return { head: { opens, sessionTag: tag, count, firstEmitterSeq, baseTimeUs, before }, reader };
}

export type BlockFacts = ({ readonly ok: true } & BlockHead) | { readonly ok: false; readonly reason: string };

/** A cheap check before belief: form, length, checksum, counts. Never throws. */
export function inspectBlock(block: Uint8Array, checksum: Checksum = crc32): BlockFacts {
  try {
    return { ok: true, ...readHead(block, checksum).head };
  } catch (reason) {
    return { ok: false, reason: reason instanceof Error ? reason.message : String(reason) };
  }
}
