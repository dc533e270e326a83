import { sourceName } from '@sutra/wire';
import { LEARN, REWRITTEN } from '../log/frame.ts';
import { type RewrittenNote, readNote } from '../log/rewritten.ts';
import type { SegmentHead } from '../log/segment-file.ts';
import { SegmentFrames } from '../retention/frames.ts';
import { standingFor } from '../retention/rewrite.ts';
import { SegmentWriter, type Staying } from '../retention/segment-writer.ts';
import type { CutPoint } from './cut-segment.ts';

/**
 * A segment that retention has rewritten, cut like any other. Its rows are written anew, and its note is made to speak of what is left: an emitter
 * goes on from its last number before the cut. A row that stands for several goes with its own position, which is that of the last of them.
 * @returns the bytes behind the segment's head
 */
export function cutRewritten(bytes: Buffer, head: SegmentHead, cut: CutPoint): Buffer[] {
  const writer = new SegmentWriter(head, noteBefore(bytes, head, cut));
  const frames = new SegmentFrames(bytes);
  for (let frame = frames.next(); frame !== undefined; frame = frames.next()) {
    if (frame.head.recordedAtUs > cut.recordedUs) break;
    if (frame.head.kind === LEARN) writer.learn(frame.head, frame.payload);
    const events = frames.events(frame);
    if (events === undefined) continue;
    const staying: Staying[] = [];
    for (let row = events.from; row < events.to && events.seqOf(row) <= cut.seq; row++) {
      const [event, seq] = [events.decode(row), events.seqOf(row)];
      const rollup = standingFor(events, row, seq);
      staying.push({ event, seq, timeUs: event.timeUs, ...(rollup === undefined ? {} : { rollup }) });
    }
    writer.events(events.session.source, frame.head.recordedAtUs, staying);
    if (events.to > events.from && events.seqOf(events.to - 1) > cut.seq) break;
  }
  writer.end();
  return writer.parts.slice(1);
}

function noteBefore(bytes: Buffer, head: SegmentHead, cut: CutPoint): RewrittenNote {
  const sources = new Map<string, [number, number]>();
  let was: RewrittenNote | undefined;
  let [lastSeq, maxRecorded, ended] = [head.firstSeq - 1, 0, false];
  const frames = new SegmentFrames(bytes);
  for (let frame = frames.next(); frame !== undefined && !ended; frame = frames.next()) {
    if (frame.head.kind === REWRITTEN) was = readNote(frame.payload);
    ended = frame.head.recordedAtUs > cut.recordedUs;
    const events = ended ? undefined : frames.events(frame);
    if (events === undefined) continue;
    const { rows } = events;
    const name = sourceName(events.session.source.emitter, events.session.source.epoch);
    for (let row = events.from; row < events.to && events.seqOf(row) <= cut.seq; row++) {
      const [min, max] = sources.get(name) ?? [Number.POSITIVE_INFINITY, 0];
      sources.set(name, [Math.min(min, rows.emitterSeq[row]!), Math.max(max, rows.emitterSeq[row]!)]);
      lastSeq = events.seqOf(row);
      maxRecorded = frame.head.recordedAtUs;
    }
  }
  return {
    lastSeq: ended ? lastSeq : Math.min(cut.seq, was?.lastSeq ?? lastSeq),
    maxRecorded,
    sources: [...sources].map(([name, [min, max]]) => [name, min, max] as const),
    removed: was?.removed ?? [],
  };
}
