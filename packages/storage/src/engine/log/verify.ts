import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SutraError } from '@sutra/kit';
import type { SegmentIndex } from '../columns/segment-index.ts';
import type { CorruptRange } from '../errors.ts';
import { IndexBuilder } from './catalog.ts';
import { assertKnownForm, parseSegmentHead, SEGMENT_HEAD_BYTES, type SegmentHead, scanSegment } from './segment-file.ts';
import { missingSegment, shortenedSegment } from './shortened.ts';

export interface LogFinding extends CorruptRange {
  readonly what: string;
}

export interface LogVerdict {
  readonly segments: number;
  readonly events: number;
  readonly bytes: number;
  /** Empty when every byte of the log is what was written. At most one per segment: the first. */
  readonly findings: readonly LogFinding[];
}

/**
 * Reads every byte of a store's log and checks all of it, down to each record: what `sutra storage verify` shows. Changes nothing
 * and needs no lock; on a store in use, a write under way may show as an unfinished tail, which is not a finding.
 */
export function verifyLog(folder: string): LogVerdict {
  const findings: LogFinding[] = [];
  let [segments, events, bytes] = [0, 0, 0];
  for (const segment of verifySegments(folder, findings)) {
    segments++;
    events += segment.index.rows;
    bytes += segment.content.length;
  }
  return { segments, events, bytes, findings };
}

/** One segment as it was read and checked. */
export interface VerifiedSegment {
  readonly file: string;
  readonly number: number;
  /** Undefined when damaged. */
  readonly head: SegmentHead | undefined;
  readonly content: Buffer;
  /** Of the frames up to the first damage. */
  readonly index: SegmentIndex;
  readonly sound: boolean;
  /** Of a write that did not end, behind the last frame; zeros written ahead are none. */
  readonly tornBytes: number;
  readonly last: boolean;
}

/** The segments of a log in order, each read and checked when it is asked for; what is wrong with it is added to the findings. */
export function* verifySegments(folder: string, findings: LogFinding[]): Generator<VerifiedSegment> {
  const log = join(folder, 'log');
  const names = readdirSync(log)
    .filter((name) => name.endsWith('.seg'))
    .sort();
  let nextSeq = 1;
  // Behind damage nobody knows where the next segment should begin: its own word is taken.
  let known = false;
  for (const [i, name] of names.entries()) {
    const found = findings.length;
    const file = join(log, name);
    let content = readFileSync(file);
    const head = parseSegmentHead(content);
    if (head === undefined) assertKnownForm(content, file);
    const number = Number(name.slice(0, -'.seg'.length));
    if (!known && head !== undefined) boundLast(findings, head.firstSeq - 1);
    const range = { file, offset: 0, length: SEGMENT_HEAD_BYTES, fromSeq: nextSeq, toSeq: null };
    if (head === undefined) findings.push({ ...range, what: 'its head is damaged' });
    else if (head.number !== number) findings.push({ ...range, what: `it is segment ${head.number} under another name` });
    else if (known && head.firstSeq !== nextSeq)
      findings.push({ ...range, toSeq: head.firstSeq - 1, what: `it starts at seq ${head.firstSeq}` });
    const builder = new IndexBuilder(number, head?.firstSeq ?? nextSeq);
    let tornBytes = 0;
    try {
      const end = scanSegment(file, content, builder.index.firstSeq, i === names.length - 1, (frame) => builder.add(frame));
      tornBytes = 1 + content.subarray(end).findLastIndex((byte) => byte !== 0);
      content = content.subarray(0, end);
    } catch (reason) {
      if (!(reason instanceof SutraError)) throw reason;
      const details = reason.code === 'SUTRA_STORE_CORRUPT' ? (reason.details as unknown as CorruptRange) : range;
      // The message of the error says where; the finding has that in its fields.
      findings.push({ ...details, what: reason.message.replace(/^Cannot read .*?\): /s, '') });
    }
    nextSeq = builder.index.lastSeq + 1;
    const shortened = findings.length === found ? shortenedSegment(log, number) : undefined;
    if (shortened !== undefined) findings.push(shortened);
    known = findings.length === found;
    yield { file, number, head, content, index: builder.index, sound: known, tornBytes, last: i === names.length - 1 };
  }
  const missing = missingSegment(log);
  if (missing !== undefined) findings.push(missing);
}

/** What the damage at the end of a segment hid, the next segment tells: the last seq that was in it. */
function boundLast(findings: LogFinding[], toSeq: number): void {
  const last = findings.at(-1);
  if (last === undefined || last.toSeq !== null || last.fromSeq === null) return;
  findings[findings.length - 1] = { ...last, toSeq: Math.max(last.fromSeq, toSeq) };
}
