import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { corrupt } from '../errors.ts';
import { END, FRAME_BYTES, frameAt, LEARN } from '../log/frame.ts';
import { parseSegmentHead, SEGMENT_HEAD_BYTES, type SegmentHead, scanSegment, seqAfter, standsAt } from '../log/segment-file.ts';
import type { Turns } from '../read/slices.ts';

/** Hashed between two looks at the clock. */
const HASH_STEP_BYTES = 512 * 1024;

/** Which segment a file must be. */
export interface ExpectedSegment extends SegmentHead {
  readonly path: string;
  /** How much of the file counts: up to here it is durable and ends with a whole frame. */
  readonly bytes: number;
}

/** The first `bytes` of a file. @throws SutraError SUTRA_STORE_CORRUPT when it has become shorter */
export async function readSegment({ path, bytes, firstSeq }: Pick<ExpectedSegment, 'path' | 'bytes' | 'firstSeq'>): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    return await readWhole(file, path, bytes, firstSeq);
  } finally {
    await file.close();
  }
}

async function readWhole(file: FileHandle, path: string, length: number, firstSeq: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length);
  let done = 0;
  while (done < length) {
    const { bytesRead } = await file.read(buffer, done, length - done, done);
    if (bytesRead === 0)
      throw corrupt({ file: path, offset: done, length: length - done, fromSeq: firstSeq, toSeq: null }, 'the file is shorter than it was');
    done += bytesRead;
  }
  return buffer;
}

/**
 * Checks every frame of a segment that was read, in turns.
 * @returns the last seq in it, and how many learn batches it has
 * @throws SutraError SUTRA_STORE_CORRUPT with the bounds of the first damaged range
 */
export async function checkSegment(expected: ExpectedSegment, bytes: Buffer, slices: Turns): Promise<{ lastSeq: number; learned: number }> {
  const { path, number, storeId, firstSeq, rewritten } = expected;
  const head = parseSegmentHead(bytes);
  if (
    head === undefined ||
    head.number !== number ||
    head.storeId !== storeId ||
    head.firstSeq !== firstSeq ||
    head.rewritten !== rewritten
  )
    throw corrupt(
      { file: path, offset: 0, length: SEGMENT_HEAD_BYTES, fromSeq: firstSeq, toSeq: null },
      'its head is not what was written',
    );
  let ended = false;
  let [at, nextSeq, learned] = [SEGMENT_HEAD_BYTES, firstSeq, 0];
  while (at < bytes.length) {
    const found = frameAt(bytes, at);
    if (found === undefined || !standsAt(found.head, nextSeq, rewritten > 0)) {
      // The one place that knows how to name bounds; it throws.
      scanSegment(path, bytes, firstSeq, false, () => undefined);
      throw corrupt(
        { file: path, offset: at, length: bytes.length - at, fromSeq: nextSeq, toSeq: null },
        'the bytes are not what was written',
      );
    }
    ended = found.head.kind === END;
    if (found.head.kind === LEARN) learned++;
    nextSeq = Math.max(nextSeq, seqAfter(found.head, found.payload));
    at += FRAME_BYTES + found.payload.length;
    if (slices.over) await slices.turn();
  }
  if (rewritten > 0 && !ended) throw corrupt({ file: path, offset: at, length: 0, fromSeq: nextSeq, toSeq: null }, 'its end is missing');
  return { lastSeq: nextSeq - 1, learned };
}

/** SHA-256 in hexadecimal, in turns. */
export async function sha256(parts: readonly Uint8Array[], slices: Turns): Promise<string> {
  const hash = createHash('sha256');
  for (const part of parts) {
    for (let at = 0; at < part.length; at += HASH_STEP_BYTES) {
      hash.update(part.subarray(at, at + HASH_STEP_BYTES));
      if (slices.over) await slices.turn();
    }
  }
  return hash.digest('hex');
}
