import type { SegmentCounts } from '../columns/segment-counts.ts';
import type { Catalog } from '../log/catalog.ts';
import type { Segment } from '../log/segment.ts';
import type { Dimension } from './dimension.ts';
import { GroupCodes } from './group-codes.ts';
import type { Groups } from './groups.ts';
import type { Work } from './reader.ts';
import type { Selection } from './selection.ts';
import type { Slices } from './slices.ts';

interface Count {
  readonly dimensions: readonly Dimension[];
  readonly bucketUs: number | undefined;
  readonly groups: Groups;
  readonly slices: Slices;
  readonly work: Work;
}

/**
 * Counts a sealed segment that lies in the question as a whole by the counts kept with it: no column is loaded. False when that cannot be
 * done exactly, and nothing was counted.
 */
export async function countWhole(
  catalog: Catalog,
  segment: Segment,
  selection: Selection,
  { dimensions, bucketUs, groups, slices, work }: Count,
): Promise<boolean> {
  const { entities = [] } = selection.filter;
  // Where the columns are there, a few rows of an entity are found sooner than all sets are looked through.
  if (!liesWithin(segment, selection) || (entities.length > 0 && segment.index !== undefined)) return false;
  const counts = catalog.counts(segment);
  if (counts === undefined) return false;
  const sets = entities.length === 0 ? undefined : counts.sets.naming(entities);
  if (entities.length > 0 && sets === undefined) return false;
  const types = fittingTypes(counts, selection);
  const fits = (i: number): boolean => types[counts.type[i]!] === 1 && (sets === undefined || sets[counts.set[i]!] === 1);
  const { length } = counts;
  if (bucketUs !== undefined && !oneBucketEach(counts, bucketUs, fits)) return false;
  const codes = new GroupCodes(dimensions, counts, bucketUs, segment);
  const { ofType, ofSet, perSource, perBucket, firstBucket, tallies } = codes;
  for (let i = 0; i < length; i++) {
    if (!fits(i)) continue;
    const weight = counts.weight[i]!;
    const firstUs = counts.firstUs(i);
    const bucket = bucketUs === undefined ? 0 : (Math.floor(firstUs / bucketUs) - firstBucket) * perBucket;
    const code = ofType[counts.type[i]!]! + ofSet[counts.set[i]!]! + counts.source[i]! * perSource + bucket;
    tallies.addMany(code, weight, firstUs, counts.lastUs(i));
    groups.total += weight;
  }
  work.scanned += length;
  await codes.bringTo(groups, slices);
  return true;
}

/** Whether the segment is sealed and nothing of it lies beyond an edge of the question, in time or position. */
function liesWithin(segment: Segment, { fromUs, toUs, afterSeq, throughSeq }: Selection): boolean {
  return (
    segment.summary !== undefined &&
    segment.minTime >= fromUs &&
    segment.maxTime < toUs &&
    segment.firstSeq > afterSeq &&
    segment.lastSeq <= throughSeq
  );
}

function fittingTypes({ types }: SegmentCounts, { filter }: Selection): Uint8Array {
  return Uint8Array.from(types, (type) => (filter.types?.includes(type) !== false && filter.typesNot?.includes(type) !== true ? 1 : 0));
}

/** Whether every sum that is asked about falls into one bucket: then it belongs there whole. */
function oneBucketEach(counts: SegmentCounts, bucketUs: number, fits: (i: number) => boolean): boolean {
  for (let i = 0; i < counts.length; i++)
    if (fits(i) && Math.floor(counts.firstUs(i) / bucketUs) !== Math.floor(counts.lastUs(i) / bucketUs)) return false;
  return true;
}
