import { SutraError } from '@sutra/kit';
import { LEARN } from '../log/frame.ts';
import { ROLLED_UP, type Rollup } from '../log/kept-frame.ts';
import type { SegmentHead } from '../log/segment-file.ts';
import type { Turns } from '../read/slices.ts';
import { type EventFrame, SegmentFrames } from './frames.ts';
import type { SegmentPlan } from './plan.ts';
import { SegmentWriter, type Staying } from './segment-writer.ts';

/** Events decoded and encoded between two looks at the clock. */
const STEP_EVENTS = 512;

/** The segment without what goes: the parts of the file to be. Learn batches and everything that stays are what they were. */
export async function rewriteSegment(bytes: Buffer, head: SegmentHead, plan: SegmentPlan, slices: Turns): Promise<Buffer[]> {
  const writer = new SegmentWriter(head, plan.note);
  const frames = new SegmentFrames(bytes);
  let row = 0;
  for (let frame = frames.next(); frame !== undefined; frame = frames.next()) {
    if (frame.head.kind === LEARN) writer.learn(frame.head, frame.payload);
    const events = frames.events(frame);
    if (slices.over) await slices.turn();
    if (events === undefined) continue;
    let staying: Staying[] = [];
    for (let at = events.from; at < events.to; at++, row++) {
      if (plan.gone[row] === 0) staying.push(stayingAt(events, at, plan.rollupOf(row)));
      const looked = at - events.from + 1;
      if (staying.length < STEP_EVENTS && looked % STEP_EVENTS !== 0) continue;
      slices.spend(STEP_EVENTS);
      // What goes is passed over in no time, and still the clock is looked at.
      if (staying.length === STEP_EVENTS) {
        writer.events(events.session.source, frame.head.recordedAtUs, staying);
        staying = [];
      }
      if (slices.over) await slices.turn();
    }
    slices.spend(staying.length);
    writer.events(events.session.source, frame.head.recordedAtUs, staying);
  }
  if (row !== plan.rows) throw new SutraError('SUTRA_INTERNAL', `The segment has ${row} rows, ${plan.rows} were planned for`);
  writer.end();
  return writer.parts;
}

function stayingAt(frame: EventFrame, row: number, rollup: Rollup | undefined): Staying {
  const event = frame.decode(row);
  const seq = frame.seqOf(row);
  const stands = rollup ?? standingFor(frame, row, seq);
  if (stands === undefined) return { event, seq, timeUs: event.timeUs };
  // Said in the record itself, so that it is seen wherever the event is shown.
  const meta = { ...event.meta, [ROLLED_UP]: stands.weight };
  return { event: { ...event, meta }, seq, timeUs: event.timeUs, rollup: stands };
}

/** What a row stood for already. */
export function standingFor({ kept, rows }: EventFrame, row: number, seq: number): Rollup | undefined {
  const was = kept?.[row];
  if (was === undefined || was.weight === 1) return undefined;
  const timeUs = rows.timeUs[row]!;
  const { weight, seqSpan, beforeUs, afterUs, fields } = was;
  return { weight, firstSeq: seq - seqSpan, minUs: timeUs - beforeUs, maxUs: timeUs + afterUs, fields };
}
