import type { StoredEvent } from '@sutra/wire';
import type { AggregateQuery, AggregateResult, Measure } from '../../contract/query.ts';
import type { CallOptions } from '../../contract/store.ts';
import { invalidQuery } from '../errors.ts';
import type { Segment } from '../log/segment.ts';
import { countColumns } from './count-columns.ts';
import { combinations, type Dimension, dimension, orNull } from './dimension.ts';
import { eachMatch } from './each-match.ts';
import { addCount, type Group, Groups, isMeasure, type Key } from './groups.ts';
import { fieldOf } from './predicate.ts';
import type { EventReader, Work } from './reader.ts';
import { mayMatch, type SegmentSelection, type Selection, select, selectIn } from './selection.ts';
import type { Slices } from './slices.ts';

const GROUP_BY_MAX = 4;
const MEASURES_MAX = 8;
const LIMIT_DEFAULT = 1000;
const LIMIT_MAX = 100_000;

/** @throws SutraError SUTRA_STORE_INVALID, SUTRA_STORE_CORRUPT, SUTRA_TIMEOUT */
export async function aggregate(reader: EventReader, query: AggregateQuery, options?: CallOptions): Promise<AggregateResult> {
  const { groupBy = [], measures = [], bucketUs, limit = LIMIT_DEFAULT } = query;
  if (groupBy.length > GROUP_BY_MAX) throw invalidQuery(`${groupBy.length} groupings, at most ${GROUP_BY_MAX}`);
  if (measures.length > MEASURES_MAX) throw invalidQuery(`${measures.length} measures, at most ${MEASURES_MAX}`);
  if (!Number.isInteger(limit) || limit < 1 || limit > LIMIT_MAX) throw invalidQuery(`limit ${limit} is not in 1..${LIMIT_MAX}`);
  if (bucketUs !== undefined && (!Number.isInteger(bucketUs) || bucketUs < 1)) throw invalidQuery(`bucketUs ${bucketUs} is not a width`);
  for (const { fn } of measures) if (!isMeasure(fn)) throw invalidQuery(`no measure ${fn}`);
  const asOfSeq = reader.position(query.asOf);
  const selection = select(query, asOfSeq);
  const dimensions = groupBy.map(dimension);
  const work: Work = { scanned: 0, decoded: 0, partialBecause: undefined };
  const groups = new Groups(query, reader.limits.groupsMax);
  const slices = reader.slices(options);
  const byColumns = selection.test === undefined && measures.length === 0 && dimensions.every(({ by }) => by !== 'field');
  for (const segment of reader.catalog.segments) {
    if (!mayMatch(selection, segment)) continue;
    const at = selectIn(selection, reader.catalog.index(segment));
    if (at === undefined) continue;
    if (byColumns) await countColumns(at, dimensions, bucketUs, groups, slices, work);
    else await countEvents({ reader, segment, at, selection, dimensions, query, groups, slices, work });
    if (work.partialBecause !== undefined) break;
  }
  const because = work.partialBecause ?? groups.partialBecause;
  return {
    ...groups.result(limit),
    total: groups.total,
    asOfSeq,
    scanned: work.scanned,
    partial: because !== undefined,
    ...(because === undefined ? {} : { partialBecause: because }),
  };
}

interface EventCount {
  readonly reader: EventReader;
  readonly segment: Segment;
  readonly at: SegmentSelection;
  readonly selection: Selection;
  readonly dimensions: readonly Dimension[];
  readonly query: AggregateQuery;
  readonly groups: Groups;
  readonly slices: Slices;
  readonly work: Work;
}

/** Counts where fields are needed: every matching row is decoded, and nothing of it is kept but its numbers. */
async function countEvents({ reader, segment, at, selection, dimensions, query, groups, slices, work }: EventCount): Promise<void> {
  let samples = 0;
  const limitReached = (what: string): void => {
    work.partialBecause = what;
  };
  await eachMatch(at, slices, work, (rows, count) => {
    for (let i = 0; i < count; i++) {
      const row = rows[i]!;
      if (work.decoded >= reader.limits.decodedRowsMax) {
        limitReached(`${work.decoded} rows were decoded for their fields, the limit`);
        return;
      }
      work.decoded++;
      const event = reader.frames.event(segment, at.index, row);
      if (selection.test !== undefined && !selection.test(event)) continue;
      groups.total++;
      const bucket = query.bucketUs === undefined ? undefined : Math.floor(event.timeUs / query.bucketUs) * query.bucketUs;
      for (const key of combinations(dimensions, (dimension) => eventKeys(event, dimension))) {
        const group = groups.of(key, bucket);
        if (group === undefined) continue;
        addCount(group, 1, event.timeUs, event.timeUs);
        samples += tally(group, event, query.measures ?? []);
      }
      if (samples > reader.limits.sampleMax) {
        limitReached(`more than ${reader.limits.sampleMax} values for percentiles`);
        return;
      }
    }
  });
}

function eventKeys(event: StoredEvent, dimension: Dimension): readonly Key[] {
  if (dimension.by === 'type') return [event.type];
  if (dimension.by === 'emitter') return [event.emitter];
  if (dimension.by === 'entity') return orNull(event.entities.filter((name) => name.startsWith(dimension.prefix)));
  const value = fieldOf(event, dimension.field);
  if (value === undefined || value === null) return [null];
  return [typeof value === 'object' ? JSON.stringify(value) : (value as Key)];
}

/** Returns how many values were kept. */
function tally(group: Group, event: StoredEvent, measures: readonly Measure[]): number {
  let kept = 0;
  measures.forEach(({ field }, i) => {
    const value = fieldOf(event, field);
    if (typeof value !== 'number') return;
    const into = group.measures[i]!;
    into.count++;
    into.sum += value;
    into.min = Math.min(into.min, value);
    into.max = Math.max(into.max, value);
    if (into.values !== undefined) {
      into.values.push(value);
      kept++;
    }
  });
  return kept;
}
