import { crc32 } from 'node:zlib';
import { corrupt, newer } from '../errors.ts';
import { END, FRAME_BYTES, FRAME_MAGIC, type FrameHead, frameAt, getU64, KEPT, putU64 } from './frame.ts';
import { keptSpan } from './kept-frame.ts';

/** A segment starts with: 'SUTRALOG' · version u16 · rewritten u16 · number u32 · store id u64 · first seq u64 · CRC-32 of these. */
export const SEGMENT_HEAD_BYTES = 36;
const MAGIC = 'SUTRALOG';
const VERSION = 1;

export interface SegmentHead {
  readonly number: number;
  /** Chance number of the folder, the same in all of its files: a stray file from elsewhere does not fit. */
  readonly storeId: number;
  readonly firstSeq: number;
  /** How often compaction has rewritten it; 0 for a segment as it was first written. Its index belongs to this form of it only. */
  readonly rewritten: number;
}

/** A segment is not rewritten more often: the count has two bytes. */
export const REWRITTEN_MAX = 65_535;

export function segmentName(number: number): string {
  return `${String(number).padStart(10, '0')}.seg`;
}

export function segmentHead(head: SegmentHead): Buffer {
  const bytes = Buffer.alloc(SEGMENT_HEAD_BYTES);
  bytes.write(MAGIC, 'latin1');
  bytes.writeUInt16LE(VERSION, 8);
  bytes.writeUInt16LE(head.rewritten, 10);
  bytes.writeUInt32LE(head.number, 12);
  putU64(bytes, 16, head.storeId);
  putU64(bytes, 24, head.firstSeq);
  bytes.writeUInt32LE(crc32(bytes.subarray(0, 32)), 32);
  return bytes;
}

export function parseSegmentHead(bytes: Buffer): SegmentHead | undefined {
  if (bytes.length < SEGMENT_HEAD_BYTES || bytes.toString('latin1', 0, 8) !== MAGIC || bytes.readUInt16LE(8) !== VERSION) return undefined;
  if (bytes.readUInt32LE(32) !== crc32(bytes.subarray(0, 32))) return undefined;
  return { number: bytes.readUInt32LE(12), storeId: getU64(bytes, 16), firstSeq: getU64(bytes, 24), rewritten: bytes.readUInt16LE(10) };
}

/** @throws SutraError SUTRA_STORE_NEWER for a segment in a form of later versions, which is none that could be read as damaged */
export function assertKnownForm(bytes: Buffer, file: string): void {
  if (bytes.length < SEGMENT_HEAD_BYTES || bytes.toString('latin1', 0, 8) !== MAGIC) return;
  const version = bytes.readUInt16LE(8);
  if (version > VERSION && bytes.readUInt32LE(32) === crc32(bytes.subarray(0, 32))) throw newer(file, version, VERSION);
}

export interface ScannedFrame {
  readonly head: FrameHead;
  readonly payload: Buffer;
  /** Offset of the frame in the file. */
  readonly at: number;
}

/** Whether a frame may stand where `nextSeq` is due: in a segment that was rewritten seqs may be missing, but never come twice. */
export function standsAt({ kind, firstSeq }: FrameHead, nextSeq: number, rewritten: boolean): boolean {
  return firstSeq === nextSeq || kind === END || (rewritten && firstSeq > nextSeq);
}

/** The seq that is due after a frame. */
export function seqAfter({ kind, firstSeq, count }: FrameHead, payload: Uint8Array): number {
  return kind === KEPT ? firstSeq + keptSpan(payload) + 1 : firstSeq + count;
}

/**
 * Steps through the frames of a segment.
 * @param mayBeTorn true for the last segment: an unfinished tail ends it there, and its length is returned.
 * @returns the offset where the good frames end
 * @throws SutraError SUTRA_STORE_CORRUPT with the bounds of the first damaged range
 */
export function scanSegment(
  file: string,
  bytes: Buffer,
  firstSeq: number,
  mayBeTorn: boolean,
  visit: (frame: ScannedFrame) => void,
): number {
  let nextSeq = firstSeq;
  let at = SEGMENT_HEAD_BYTES;
  let ended = false;
  const rewritten = (parseSegmentHead(bytes)?.rewritten ?? 0) > 0;
  while (at < bytes.length) {
    const found = frameAt(bytes, at);
    if (found === undefined) {
      const after = nextGood(bytes, at + 1, at);
      if (after === undefined && mayBeTorn) return at;
      const length = (after?.at ?? bytes.length) - at;
      const toSeq = after === undefined ? null : Math.max(nextSeq, after.head.firstSeq - 1);
      throw corrupt({ file, offset: at, length, fromSeq: nextSeq, toSeq }, 'the bytes are not what was written');
    }
    const length = FRAME_BYTES + found.payload.length;
    if (!standsAt(found.head, nextSeq, rewritten)) {
      throw corrupt({ file, offset: at, length, fromSeq: nextSeq, toSeq: found.head.firstSeq }, `seq ${nextSeq} was expected`);
    }
    ended = found.head.kind === END;
    visit({ ...found, at });
    nextSeq = Math.max(nextSeq, seqAfter(found.head, found.payload));
    at += length;
  }
  if (rewritten && !ended) throw corrupt({ file, offset: at, length: 0, fromSeq: nextSeq, toSeq: null }, 'its end is missing');
  return at;
}

/** The next whole frame that proves `damagedAt` had once been flushed. */
function nextGood(bytes: Buffer, from: number, damagedAt: number): { at: number; head: FrameHead } | undefined {
  for (let at = bytes.indexOf(FRAME_MAGIC, from); at >= 0; at = bytes.indexOf(FRAME_MAGIC, at + 1)) {
    const found = frameAt(bytes, at);
    if (found !== undefined && found.head.groupStart > damagedAt) return { at, head: found.head };
  }
  return undefined;
}
