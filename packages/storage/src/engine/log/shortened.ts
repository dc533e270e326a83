import { closeSync, existsSync, openSync, readdirSync, readFileSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readClaim } from '../columns/read-index.ts';
import type { CorruptRange } from '../errors.ts';
import { parseSegmentHead, SEGMENT_HEAD_BYTES, scanSegment, segmentName } from './segment-file.ts';

const INDEX_FILE = /^(\d{10})\.idx$/;

export type Shortened = CorruptRange & { readonly what: string };

/**
 * What a segment has lost at its end. A log that was cut short between two frames looks like a shorter log, and only what stands beside it
 * can tell: an index is written after the segment it was made of had been flushed, so that the segment is never shorter than its index says.
 * @returns the range that is missing; undefined when nothing says that anything is
 */
export function shortenedSegment(folder: string, number: number): Shortened | undefined {
  const file = join(folder, segmentName(number));
  const claim = readClaim(file.replace(/\.seg$/, '.idx'));
  if (typeof claim === 'string' || claim.number !== number) return undefined;
  const there = existsSync(file);
  // Retention puts a shorter form in place before it writes the index of that; such a form has an end of its own.
  if (there && (rewrittenOf(file) ?? claim.rewritten) !== claim.rewritten) return undefined;
  const bytes = there ? statSync(file).size : 0;
  const { firstSeq, segmentBytes, summary } = claim;
  if (bytes >= segmentBytes) return undefined;
  const what = there ? `the file is shorter than it was: ${segmentBytes} bytes had been written` : 'the file is missing';
  const left = there ? eventsIn(file, firstSeq) : 0;
  const toSeq = Math.max(firstSeq + left, firstSeq + summary.rows - 1);
  return { file, offset: bytes, length: segmentBytes - bytes, fromSeq: firstSeq + left, toSeq, what };
}

/** The first segment that is gone while its index is there: whoever removes a segment on purpose removes the index first. */
export function missingSegment(folder: string): Shortened | undefined {
  for (const name of readdirSync(folder).sort()) {
    const digits = INDEX_FILE.exec(name)?.[1];
    if (digits === undefined || existsSync(join(folder, `${digits}.seg`))) continue;
    const missing = shortenedSegment(folder, Number(digits));
    if (missing !== undefined) return missing;
  }
  return undefined;
}

/** How often the segment was rewritten, as its head says; undefined without a whole head. */
function rewrittenOf(file: string): number | undefined {
  const fd = openSync(file, 'r');
  try {
    const bytes = Buffer.alloc(SEGMENT_HEAD_BYTES);
    return parseSegmentHead(bytes.subarray(0, readSync(fd, bytes, 0, SEGMENT_HEAD_BYTES, 0)))?.rewritten;
  } finally {
    closeSync(fd);
  }
}

/** Events in the whole frames at the start of a file. */
function eventsIn(file: string, firstSeq: number): number {
  let events = 0;
  scanSegment(file, readFileSync(file), firstSeq, true, ({ head }) => {
    events += head.count;
  });
  return events;
}
