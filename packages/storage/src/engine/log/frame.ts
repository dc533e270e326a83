import { crc32 } from 'node:zlib';

/**
 * What the log is made of. A frame is a header and a payload; for events the payload is the block as it came over the wire.
 *   0  'SGF1'   4 CRC-32 from byte 8, payload included   8 payload length, u32
 *   12 kind · version · records to skip at the start, u16 (they had been stored before)
 *   16 where the write that carried this frame began in the file, u32
 *   20 events stored by it, u32     24 seq of the first, u64      32 recordedAt µs, u64      40 dictionary it speaks, u32
 */
export const FRAME_BYTES = 44;
export const FRAME_MAGIC = Buffer.from('SGF1', 'latin1');
const VERSION = 1;
const TWO_32 = 4_294_967_296;

export const EVENTS = 1;
export const LEARN = 2;
/** Nothing follows that is not a later write: marks a clean close and the end of a sealed segment. */
export const END = 3;
/** Events of a rewritten segment: see `kept-frame.ts`. */
export const KEPT = 4;
/** The first frame of a rewritten segment: what it was. */
export const REWRITTEN = 5;

export interface FrameHead {
  readonly kind: number;
  readonly skip: number;
  /**
   * Everything before this offset had been flushed when this frame was written. Damage before it is corruption; damage after
   * the last such mark may be the torn tail of a write that nobody was told about.
   */
  readonly groupStart: number;
  readonly count: number;
  readonly firstSeq: number;
  readonly recordedAtUs: number;
  readonly dictionary: number;
}

export function frame(head: FrameHead, payload: Uint8Array): Buffer {
  const bytes = Buffer.allocUnsafe(FRAME_BYTES + payload.length);
  FRAME_MAGIC.copy(bytes);
  bytes.writeUInt32LE(payload.length, 8);
  bytes[12] = head.kind;
  bytes[13] = VERSION;
  bytes.writeUInt16LE(head.skip, 14);
  bytes.writeUInt32LE(head.groupStart, 16);
  bytes.writeUInt32LE(head.count, 20);
  putU64(bytes, 24, head.firstSeq);
  putU64(bytes, 32, head.recordedAtUs);
  bytes.writeUInt32LE(head.dictionary, 40);
  bytes.set(payload, FRAME_BYTES);
  bytes.writeUInt32LE(crc32(bytes.subarray(8)), 4);
  return bytes;
}

/** The frame at `at`, when there is a whole and undamaged one; otherwise undefined. */
export function frameAt(bytes: Buffer, at: number): { readonly head: FrameHead; readonly payload: Buffer } | undefined {
  if (at + FRAME_BYTES > bytes.length || bytes.compare(FRAME_MAGIC, 0, 4, at, at + 4) !== 0) return undefined;
  const end = at + FRAME_BYTES + bytes.readUInt32LE(at + 8);
  if (end > bytes.length || bytes[at + 13] !== VERSION) return undefined;
  if (crc32(bytes.subarray(at + 8, end)) !== bytes.readUInt32LE(at + 4)) return undefined;
  const head: FrameHead = {
    kind: bytes[at + 12]!,
    skip: bytes.readUInt16LE(at + 14),
    groupStart: bytes.readUInt32LE(at + 16),
    count: bytes.readUInt32LE(at + 20),
    firstSeq: getU64(bytes, at + 24),
    recordedAtUs: getU64(bytes, at + 32),
    dictionary: bytes.readUInt32LE(at + 40),
  };
  return { head, payload: bytes.subarray(at + FRAME_BYTES, end) };
}

export function putU64(bytes: Buffer, at: number, value: number): void {
  bytes.writeUInt32LE(value % TWO_32, at);
  bytes.writeUInt32LE(Math.floor(value / TWO_32), at + 4);
}

export function getU64(bytes: Buffer, at: number): number {
  return bytes.readUInt32LE(at) + bytes.readUInt32LE(at + 4) * TWO_32;
}
