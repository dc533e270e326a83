import type { EventFilter } from '../../contract/query.ts';
import type { Hole } from '../../contract/retention.ts';
import type { ReadKeptRow } from '../log/kept-frame.ts';
import type { Segment } from '../log/segment.ts';
import type { SegmentSelection, Selection } from './selection.ts';

/** What an answer says when rows that stand for many events would have to be cut in two to give it exactly. */
export const CUT_THROUGH =
  'events of that time were rolled up: counts are exact for whole stretches only (minutes after a day, hours after a month, unless set otherwise)';

const varies = (field: string): string => `events were rolled up: of ${field} the sum, least and greatest are kept, not each value`;

/** What a row stands for: a stretch of time, and of positions. */
interface Stretch {
  readonly timeUs: number;
  readonly minUs: number;
  readonly maxUs: number;
  readonly firstSeq: number;
  readonly seq: number;
}

/** Whether an edge of the question, in time or position, lies within what a fitting row stands for. */
export function cutsThrough(at: SegmentSelection, selection: Selection): boolean {
  const { fromUs, toUs, afterSeq, throughSeq } = selection;
  return anyStretch(
    at,
    selection,
    ({ minUs, maxUs, firstSeq, seq }) => minUs < fromUs || maxUs >= toUs || firstSeq <= afterSeq || seq > throughSeq,
  );
}

/** The same where rows are given, not counted: of a stretch whose own row is among them nothing is missing but what it says of itself. */
export function hidesStretch(at: SegmentSelection, selection: Selection): boolean {
  const { fromUs, toUs, throughSeq } = selection;
  return anyStretch(at, selection, ({ timeUs, seq }) => timeUs < fromUs || timeUs >= toUs || seq > throughSeq);
}

/** Whether a fitting row that stands for several, some of them within the question, is as told; rows are looked at only where an edge of it lies in the segment. */
function anyStretch(
  { index, types, sets, fewSets }: SegmentSelection,
  { fromUs, toUs, afterSeq, throughSeq }: Selection,
  tell: (stretch: Stretch) => boolean,
): boolean {
  const { kept } = index;
  if (kept === undefined) return false;
  const within = (edge: number, min: number, max: number): boolean => edge > min && edge <= max;
  const time = within(fromUs, index.minTime, index.maxTime) || within(toUs, index.minTime, index.maxTime);
  const position = within(afterSeq + 1, index.firstSeq, index.lastSeq) || within(throughSeq + 1, index.firstSeq, index.lastSeq);
  if (!time && !position) return false;
  for (let row = 0; row < index.rows; row++) {
    if (kept.weight.at(row) === 1) continue;
    if (types !== undefined && types[index.type.at(row)] !== 1) continue;
    const set = index.set.at(row);
    if ((sets !== undefined && sets[set] !== 1) || (fewSets !== undefined && !fewSets.includes(set))) continue;
    const timeUs = index.time.at(row);
    const [minUs, maxUs] = [kept.minUs(row, timeUs), kept.maxUs(row, timeUs)];
    const seq = kept.seqAt(row);
    const firstSeq = seq - kept.seqSpan.at(row);
    if (maxUs < fromUs || minUs >= toUs || seq <= afterSeq || firstSeq > throughSeq) continue;
    if (tell({ timeUs, minUs, maxUs, firstSeq, seq })) return true;
  }
  return false;
}

/** Why a row that stands for several does not tell what is asked of these fields, each value of them counting; undefined when it does. */
export function whyUntold({ fields }: ReadKeptRow, asked: readonly string[]): string | undefined {
  const found = fields.find(({ name, min, max }) => min !== max && asked.includes(name));
  return found === undefined ? undefined : varies(found.name);
}

/** Fields that events are tested by. */
export const fieldsTested = ({ where = [], any = [] }: EventFilter): string[] => [...where, ...any.flat()].map(({ field }) => field);

/** What was removed of that which a question is about; undefined when all of it is there. Entities cannot be told of what is gone. */
export function holesIn(segments: readonly Segment[], selection: Selection): readonly Hole[] | undefined {
  const { filter, fromUs, toUs, afterSeq, throughSeq } = selection;
  const holes = new Map<string, { events: number; fromUs: number; toUs: number }>();
  for (const segment of segments) {
    for (const removed of segment.summary?.removed ?? []) {
      if (segment.lastSeq <= afterSeq || segment.firstSeq > throughSeq) continue;
      if (removed.toUs < fromUs || removed.fromUs >= toUs) continue;
      if (filter.types !== undefined && !filter.types.includes(removed.type)) continue;
      if (filter.typesNot?.includes(removed.type) === true) continue;
      const known = holes.get(removed.type);
      if (known === undefined) holes.set(removed.type, { events: removed.events, fromUs: removed.fromUs, toUs: removed.toUs });
      else {
        known.events += removed.events;
        known.fromUs = Math.min(known.fromUs, removed.fromUs);
        known.toUs = Math.max(known.toUs, removed.toUs);
      }
    }
  }
  return holes.size === 0 ? undefined : [...holes].map(([type, hole]) => ({ type, ...hole }));
}
