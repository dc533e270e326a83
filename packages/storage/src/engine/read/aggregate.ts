import type { EventFields, FieldWish } from '@sutra/wire';
import type { AggregateQuery, AggregateResult, Measure } from '../../contract/query.ts';
import { REQUEST_LIMITS } from '../../contract/request-limits.ts';
import type { CallOptions } from '../../contract/store.ts';
import type { SegmentIndex } from '../columns/segment-index.ts';
import { assertCount, assertInteger, invalidQuery } from '../errors.ts';
import type { ReadKeptRow } from '../log/kept-frame.ts';
import type { Segment } from '../log/segment.ts';
import { codedFields, countCodes } from './count-codes.ts';
import { countColumns } from './count-columns.ts';
import { countWhole } from './count-whole.ts';
import { combinations, type Dimension, dimension, orNull } from './dimension.ts';
import { eachMatch } from './each-match.ts';
import { addCount, type Group, Groups, isMeasure, isPercentile, type Key } from './groups.ts';
import { fieldOf, wishFor } from './predicate.ts';
import { mayHold, typeFits } from './presence.ts';
import type { EventReader, Work } from './reader.ts';
import { CUT_THROUGH, cutsThrough, fieldsTested, holesIn, whyUntold } from './rolled.ts';
import { mayMatch, type SegmentSelection, type Selection, select, selectIn } from './selection.ts';
import type { Slices } from './slices.ts';
import { type AskedField, testedFields, unknownIn } from './unknown-names.ts';

const { groupingsMax, measuresMax, groupsMax } = REQUEST_LIMITS;
const LIMIT_DEFAULT = 1000;

/** @throws SutraError SUTRA_STORE_INVALID, SUTRA_STORE_CORRUPT, SUTRA_TIMEOUT */
export async function aggregate(reader: EventReader, query: AggregateQuery, options?: CallOptions): Promise<AggregateResult> {
  const { groupBy = [], measures = [], bucketUs, limit = LIMIT_DEFAULT } = query;
  assertCount(groupBy.length, 'groupBy', groupingsMax);
  assertCount(measures.length, 'measures', measuresMax);
  assertInteger(limit, 'limit', 1, groupsMax);
  if (bucketUs !== undefined) assertInteger(bucketUs, 'bucketUs', 1, Number.MAX_SAFE_INTEGER);
  for (const [i, { fn }] of measures.entries()) if (!isMeasure(fn)) throw invalidQuery(`measures[${i}].fn`, `no measure ${fn}`);
  const slices = reader.slices(options);
  const asOfSeq = await reader.position(query.asOf, slices);
  const selection = select(query, asOfSeq);
  const dimensions = groupBy.map(dimension);
  const work: Work = { scanned: 0, decoded: 0, partialBecause: undefined };
  const groups = new Groups(query, reader.limits.groupsMax);
  const byColumns = selection.test === undefined && measures.length === 0 && dimensions.every(({ by }) => by !== 'field');
  const { segments } = reader.catalog;
  const fits = typeFits(selection);
  const wish = wishFor(fieldsNeeded(query));
  for (const segment of segments) {
    if (!mayMatch(selection, segment) || !mayHold(reader.catalog, segment, selection)) continue;
    if (slices.over) await slices.turn();
    if (byColumns && (await countWhole(reader.catalog, segment, selection, { dimensions, bucketUs, groups, slices, work }))) continue;
    const at = selectIn(selection, await reader.catalog.columnsOf(segment, fits, slices, true));
    if (at === undefined) continue;
    if (cutsThrough(at, selection)) work.inexact ??= CUT_THROUGH;
    if (byColumns) await countColumns(at, dimensions, bucketUs, groups, slices, work);
    else await countEvents({ reader, segment, at, selection, dimensions, query, wish, groups, slices, work });
    if (work.partialBecause !== undefined) break;
  }
  const because = work.partialBecause ?? groups.partialBecause ?? work.inexact;
  const holes = holesIn(segments, selection);
  const result = groups.result(limit);
  const asked = because === undefined ? fieldsWithoutValue(query, result.groups) : [];
  const nothing = groups.total === 0 && because === undefined;
  const unknown = nothing || asked.length > 0 ? await unknownIn(reader, query, asked, options) : undefined;
  return {
    ...result,
    total: groups.total,
    asOfSeq,
    scanned: work.scanned,
    partial: because !== undefined,
    ...(because === undefined ? {} : { partialBecause: because }),
    ...(holes === undefined ? {} : { holes }),
    ...(unknown === undefined ? {} : { unknown }),
  };
}

/** Fields asked about that no counted event had. */
function fieldsWithoutValue({ groupBy = [], measures = [], where, any }: AggregateQuery, groups: AggregateResult['groups']): AskedField[] {
  const grouped = groupBy.map((name, i) => ({ at: `groupBy[${i}]`, name, place: i })).filter(({ name }) => dimension(name).by === 'field');
  const measured = measures.map(({ field }, i) => ({ at: `measures[${i}].field`, name: field, place: i }));
  return [
    ...(groups.length === 0 ? testedFields({ ...(where && { where }), ...(any && { any }) }) : []),
    ...grouped.filter(({ place }) => groups.every(({ key }) => key[place] === null)),
    ...measured.filter(({ place }) => groups.every((group) => group.measures[place] === null)),
  ];
}

export interface EventCount {
  readonly reader: EventReader;
  readonly segment: Segment;
  readonly at: SegmentSelection;
  readonly selection: Selection;
  readonly dimensions: readonly Dimension[];
  readonly query: AggregateQuery;
  /** What is read of a body. */
  readonly wish: FieldWish;
  readonly groups: Groups;
  readonly slices: Slices;
  readonly work: Work;
}

/** Counts where fields are needed: nothing is kept of a row but the numbers of their values. */
async function countEvents(count: EventCount): Promise<void> {
  const { reader, segment, at, query, dimensions, slices, work } = count;
  let samples = 0;
  const one = (row: number): boolean => {
    if (!reader.mayDecode(work)) return false;
    samples += countEvent(count, row);
    if (samples <= reader.limits.sampleMax) return true;
    work.partialBecause = `more than ${reader.limits.sampleMax} values for percentiles`;
    return false;
  };
  // What a row that stands for many says is not its fields alone.
  const fields = segment.rewritten > 0 ? undefined : codedFields(query, dimensions);
  if (fields !== undefined && (await countCodes(count, fields, one))) return;
  await eachMatch(at, slices, work, (rows, n) => {
    for (let i = 0; i < n; i++) if (!one(rows[i]!)) return;
  });
}

/** Counts a row by its record; returns how many values were kept. */
function countEvent({ reader, segment, at, selection, dimensions, query, wish, groups, work }: EventCount, row: number): number {
  const event = reader.frames.fields(segment, at.index, row, wish);
  const rolled = rolledUp(reader, segment, at.index, row, event.timeUs);
  if (rolled !== undefined) work.inexact ??= whyInexact(rolled, query);
  if (selection.test !== undefined && !selection.test(event)) return 0;
  groups.total += rolled?.weight ?? 1;
  const bucket = query.bucketUs === undefined ? undefined : Math.floor(event.timeUs / query.bucketUs) * query.bucketUs;
  let samples = 0;
  for (const key of combinations(dimensions, (dimension) => eventKeys(event, dimension))) {
    const group = groups.of(key, bucket);
    if (group === undefined) continue;
    addCount(group, rolled?.weight ?? 1, rolled?.minUs ?? event.timeUs, rolled?.maxUs ?? event.timeUs);
    samples += tally(group, event, query.measures ?? [], rolled);
  }
  return samples;
}

/** Every field that a row is tested, grouped or measured by. */
function fieldsNeeded(query: AggregateQuery): string[] {
  const { groupBy = [], measures = [] } = query;
  return [...fieldsTested(query), ...measures.map(({ field }) => field), ...groupBy];
}

/** A row that stands for several events, with the times of the first and last of them. */
interface RolledRow extends ReadKeptRow {
  readonly minUs: number;
  readonly maxUs: number;
}

function rolledUp(reader: EventReader, segment: Segment, index: SegmentIndex, row: number, timeUs: number): RolledRow | undefined {
  const { kept } = index;
  if (kept === undefined || kept.weight.at(row) === 1) return undefined;
  const stands = reader.frames.standsFor(segment, index, row);
  return { ...stands, minUs: kept.minUs(row, timeUs), maxUs: kept.maxUs(row, timeUs) };
}

/** Why a row that stands for several cannot be counted exactly; undefined when it can. */
function whyInexact(rolled: RolledRow, query: AggregateQuery): string | undefined {
  const { groupBy = [], measures = [], bucketUs } = query;
  if (bucketUs !== undefined && Math.floor(rolled.minUs / bucketUs) !== Math.floor(rolled.maxUs / bucketUs)) return CUT_THROUGH;
  return whyUntold(rolled, [
    ...fieldsTested(query),
    ...groupBy,
    ...measures.filter(({ fn }) => isPercentile(fn)).map(({ field }) => field),
  ]);
}

function eventKeys(event: EventFields, dimension: Dimension): readonly Key[] {
  if (dimension.by === 'type') return [event.type];
  if (dimension.by === 'emitter') return [event.emitter];
  if (dimension.by === 'entity') return orNull(event.entities.filter((name) => name.startsWith(dimension.prefix)));
  const value = fieldOf(event, dimension.field);
  if (value === undefined || value === null) return [null];
  return [typeof value === 'object' ? JSON.stringify(value) : (value as Key)];
}

/** Returns how many values were kept. */
function tally(group: Group, event: EventFields, measures: readonly Measure[], rolled?: RolledRow): number {
  let kept = 0;
  measures.forEach(({ field }, i) => {
    const value = fieldOf(event, field);
    if (typeof value !== 'number') return;
    const into = group.measures[i]!;
    const weight = rolled?.weight ?? 1;
    const stands = rolled?.fields.find(({ name }) => name === field);
    into.count += weight;
    into.sum += stands?.sum ?? value * weight;
    into.min = Math.min(into.min, stands?.min ?? value);
    into.max = Math.max(into.max, stands?.max ?? value);
    if (into.values !== undefined) {
      // Where the values differed the answer says that it is not exact: the last one stands for all.
      for (let i = 0; i < weight; i++) into.values.push(value);
      kept += weight;
    }
  });
  return kept;
}
