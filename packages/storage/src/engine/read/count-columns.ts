import { CHUNK_ROWS } from '../columns/chunks.ts';
import type { KeptColumns } from '../columns/kept-columns.ts';
import type { SegmentIndex } from '../columns/segment-index.ts';
import type { Dimension } from './dimension.ts';
import { eachMatch } from './each-match.ts';
import { GroupCodes } from './group-codes.ts';
import type { Groups } from './groups.ts';
import type { Work } from './reader.ts';
import { CUT_THROUGH } from './rolled.ts';
import type { SegmentSelection } from './selection.ts';
import type { Slices } from './slices.ts';

/** Counts rows without decoding them: each is one number, put together from its columns; only numbers that occur become groups. */
export async function countColumns(
  at: SegmentSelection,
  dimensions: readonly Dimension[],
  bucketUs: number | undefined,
  groups: Groups,
  slices: Slices,
  work: Work,
): Promise<void> {
  const { index } = at;
  const codes = new GroupCodes(dimensions, index, bucketUs, index);
  const { ofType, ofSet, perSource, perBucket, firstBucket, tallies } = codes;
  const sourceOf = perSource === 0 ? undefined : sourceReader(index);
  const numbers = new Float64Array(CHUNK_ROWS);
  const times = new Float64Array(CHUNK_ROWS);
  const visit = (rows: Uint32Array, count: number): void => {
    // Taken anew each time: the columns of the segment being written move when they grow.
    const [time, type, set] = [index.time.data, index.type.data, index.set.data];
    for (let i = 0; i < count; i++) times[i] = time[rows[i]!]!;
    for (let i = 0; i < count; i++) numbers[i] = ofType[type[rows[i]!]!]! + ofSet[set[rows[i]!]!]!;
    if (sourceOf !== undefined) for (let i = 0; i < count; i++) numbers[i]! += sourceOf(rows[i]!);
    if (bucketUs !== undefined) for (let i = 0; i < count; i++) numbers[i]! += (Math.floor(times[i]! / bucketUs) - firstBucket) * perBucket;
    if (index.kept === undefined) tallies.addAll(numbers, times, count);
    else addKept(index.kept, { rows, numbers, times, count }, codes, groups, work);
    groups.total += count;
  };
  const visitRun = (from: number, to: number): void => {
    tallies.addRun({ time: index.time.data, type: index.type.data, set: index.set.data }, ofType, ofSet, from, to);
    groups.total += to - from;
  };
  const visitSpan = (span: number): number | undefined => {
    const sums = index.spans.of(span);
    if (sums === undefined) return undefined;
    const [types, sets] = [at.types, at.sets];
    for (let i = 0; i < sums.length; i++) {
      const [type, set] = [sums.type[i]!, sums.set[i]!];
      if ((types !== undefined && types[type] !== 1) || (sets !== undefined && sets[set] !== 1)) continue;
      tallies.addMany(ofType[type]! + ofSet[set]!, sums.count[i]!, sums.firstUs[i]!, sums.lastUs[i]!);
      groups.total += sums.count[i]!;
    }
    return sums.length;
  };
  // What a sum stands for is of one source or another, and in one bucket or another: there rows are counted.
  const summed = sourceOf === undefined && bucketUs === undefined && index.kept === undefined;
  const plain = tallies.dense && summed;
  await eachMatch(at, slices, work, visit, plain ? visitRun : undefined, summed ? visitSpan : undefined);
  await codes.bringTo(groups, slices);
}

/** Rows that stand for many. */
function addKept(
  kept: KeptColumns,
  { rows, numbers, times, count }: { rows: Uint32Array; numbers: Float64Array; times: Float64Array; count: number },
  { tallies, bucketUs }: GroupCodes,
  groups: Groups,
  work: Work,
): void {
  for (let i = 0; i < count; i++) {
    const row = rows[i]!;
    const [weight, minUs, maxUs] = [kept.weight.at(row), kept.minUs(row, times[i]!), kept.maxUs(row, times[i]!)];
    tallies.addMany(numbers[i]!, weight, minUs, maxUs);
    groups.total += weight - 1;
    if (bucketUs !== undefined && Math.floor(minUs / bucketUs) !== Math.floor(maxUs / bucketUs)) work.inexact ??= CUT_THROUGH;
  }
}

/** From row to source: rows come in order, so the frame of one is mostly the frame of the next. */
export function sourceReader(index: SegmentIndex): (row: number) => number {
  let [from, to, source] = [0, 0, 0];
  return (row) => {
    if (row < from || row >= to) {
      const frame = index.frameOf(row);
      ({ from, to } = index.frameRows(frame));
      source = index.dictionaries[index.frameDictionary.at(frame)]!.source;
    }
    return source;
  };
}
