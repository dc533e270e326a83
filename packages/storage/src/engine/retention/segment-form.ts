import { SutraError } from '@sutra/kit';
import type { IndexIdentity } from '../columns/index-format.ts';
import type { SegmentIndex } from '../columns/segment-index.ts';
import { indexFile } from '../columns/write-index.ts';
import { checkSegment, type ExpectedSegment, readSegment } from '../life/check-segment.ts';
import { IndexBuilder } from '../log/catalog.ts';
import { frameAt } from '../log/frame.ts';
import { type SegmentSummary, summaryOf } from '../log/segment.ts';
import { REWRITTEN_MAX } from '../log/segment-file.ts';
import type { Turns } from '../read/slices.ts';
import { type NamedKeys, namedIn, sortInTurns } from './named-causes.ts';
import { planSegment, type SegmentPlan } from './plan.ts';
import type { TypeRule } from './policy.ts';
import { rewriteSegment } from './rewrite.ts';

/** Unless told to be thorough, a segment is rewritten when at least one row in so many goes. */
const WORTH_ONE_IN = 8;
/** A segment that would only be rolled up is rewritten when it shrinks to this share of what it was. */
const WORTH_SHARE = 0.9;
/** Adding a row to the columns costs so much less than deciding about it. */
const ROWS_INDEXED_FOR_ONE = 4;

/** What is to become of a sealed segment: plain values, so that it can be asked of a thread. */
export interface FormQuestion {
  readonly segment: ExpectedSegment;
  /** Last seq that was ever in it. */
  readonly lastSeq: number;
  /** Bytes its columns take now. */
  readonly columnBytes: number;
  readonly rules: ReadonlyMap<string, TypeRule>;
  readonly nowUs: number;
  readonly thorough: boolean;
}

/** The form a segment is to have from now on: in memory, nothing is written. */
export interface SegmentForm {
  readonly parts: readonly Uint8Array[];
  /** The file of its columns. */
  readonly columns: Uint8Array;
  readonly summary: SegmentSummary;
  readonly fileBytes: number;
  readonly rewritten: number;
  readonly bytesBefore: number;
  readonly plan: Pick<SegmentPlan, 'rows' | 'fewer' | 'removed' | 'rolledUp' | 'note'>;
  /** Under which keys what goes would be named, ascending. */
  readonly goneKeys: Uint32Array;
}

export interface FormAnswer {
  /** Absent where it is not worth one. */
  readonly form?: SegmentForm;
  /** It is not worth looking again before, µs; 0 where that depends on more than the time. */
  readonly nextDueUs: number;
}

/** Reads a segment and makes the form it should have. @throws SutraError SUTRA_STORE_CORRUPT: what is damaged is not written again as if it were whole */
export async function segmentForm(question: FormQuestion, named: NamedKeys, turns: Turns): Promise<FormAnswer> {
  const { segment, lastSeq, columnBytes, rules, nowUs, thorough } = question;
  const { number, storeId, firstSeq, rewritten } = segment;
  const bytes = await readSegment(segment);
  await checkSegment(segment, bytes, turns);
  const plan = await planSegment({ bytes, rules, nowUs, isCause: (key) => namedIn(named, key), lastSeq }, turns);
  const { nextDueUs } = plan;
  if (!worthIt(plan, thorough) || rewritten >= REWRITTEN_MAX) return { nextDueUs: plan.fewer === 0 ? nextDueUs : 0 };
  const head = { number, storeId, firstSeq, rewritten: rewritten + 1 };
  const parts = await rewriteSegment(bytes, head, plan, turns);
  const fileBytes = parts.reduce((sum, { length }) => sum + length, 0);
  const index = await indexOf(head, parts, turns);
  const identity: IndexIdentity = { ...head, segmentBytes: fileBytes };
  const columns = await indexFile(index, identity, turns);
  const bytesBefore = segment.bytes + columnBytes;
  // Roll-ups are there for their size: where they gain nothing, everything stays as it was said.
  if (plan.removed.size === 0 && fileBytes + columns.length > bytesBefore * WORTH_SHARE) return { nextDueUs };
  const { rows, fewer, removed, rolledUp, note } = plan;
  const goneKeys = await sortInTurns(plan.goneKeys.slice(), turns);
  const made = { rows, fewer, removed, rolledUp, note };
  return {
    form: { parts, columns, summary: summaryOf(index), fileBytes, rewritten: head.rewritten, bytesBefore, plan: made, goneKeys },
    nextDueUs,
  };
}

function worthIt({ fewer, rows, nextDueUs }: SegmentPlan, thorough: boolean): boolean {
  return fewer > 0 && (thorough || fewer * WORTH_ONE_IN >= rows || nextDueUs === Number.POSITIVE_INFINITY);
}

/** The columns of the form to be, made from its own bytes: what is put in place was read back once. */
async function indexOf(
  { number, firstSeq }: Pick<ExpectedSegment, 'number' | 'firstSeq'>,
  parts: readonly Buffer[],
  turns: Turns,
): Promise<SegmentIndex> {
  const builder = new IndexBuilder(number, firstSeq);
  let at = parts[0]!.length;
  for (const part of parts.slice(1)) {
    const found = frameAt(part, 0);
    if (found === undefined) throw new SutraError('SUTRA_INTERNAL', `A frame of segment ${number} cannot be read back`);
    turns.spend(found.head.count / ROWS_INDEXED_FOR_ONE);
    builder.add({ ...found, at });
    at += part.length;
    if (turns.over) await turns.turn();
  }
  return builder.index;
}
