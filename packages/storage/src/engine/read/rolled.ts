import type { Hole } from '../../contract/retention.ts';
import type { ReadKeptRow } from '../log/kept-frame.ts';
import type { Segment } from '../log/segment.ts';
import type { SegmentSelection, Selection } from './selection.ts';

/** What an answer says when rows that stand for many events would have to be cut in two to give it exactly. */
export const CUT_THROUGH =
  'events of that time were rolled up: counts are exact for whole stretches only (minutes after a day, hours after a month, unless set otherwise)';

export const varies = (field: string): string => `events were rolled up: of ${field} the sum, least and greatest are kept, not each value`;

/** Whether an edge of the question, in time or position, lies within what a fitting row stands for. */
export function cutsThrough({ index, types, sets, fewSets }: SegmentSelection, selection: Selection): boolean {
  const { kept } = index;
  if (kept === undefined) return false;
  const { fromUs, toUs, afterSeq, throughSeq } = selection;
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
    const first = seq - kept.seqSpan.at(row);
    if (maxUs < fromUs || minUs >= toUs || seq <= afterSeq || first > throughSeq) continue;
    if (minUs < fromUs || maxUs >= toUs || first <= afterSeq || seq > throughSeq) return true;
  }
  return false;
}

/** Fields that are not the same in all events a row stands for. */
export function varyingFields({ fields }: ReadKeptRow): ReadonlySet<string> {
  return new Set(fields.filter(({ min, max }) => min !== max).map(({ name }) => name));
}

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
