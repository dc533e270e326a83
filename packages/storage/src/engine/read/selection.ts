import type { EventFields, FieldWish } from '@sutra/wire';
import type { EventFilter } from '../../contract/query.ts';
import { REQUEST_LIMITS } from '../../contract/request-limits.ts';
import { CHUNK_ROWS } from '../columns/chunks.ts';
import { NO_ROW, type SegmentIndex } from '../columns/segment-index.ts';
import { assertCount } from '../errors.ts';
import type { Segment } from '../log/segment.ts';
import { compilePredicate, compilePredicates, wishFor } from './predicate.ts';

/** Up to this many rows, posting lists are walked to their ends; above it, scanning chunks is sooner done. */
const POSTINGS_ROWS_MAX = 8192;
/** Up to this many posting lists are walked side by side, newest row first. */
const MERGED_SETS_MAX = 16_384;

/** A filter, checked, with the position it is read at. */
export interface Selection {
  readonly filter: EventFilter;
  readonly fromUs: number;
  readonly toUs: number;
  /** seq in (after, through]. */
  readonly afterSeq: number;
  readonly throughSeq: number;
  readonly test: ((event: EventFields) => boolean) | undefined;
  /** What the test reads of a body. */
  readonly wish: FieldWish;
  /** Whether events of an emitter can be meant; undefined when those of any can. */
  readonly emitterFits: ((emitter: string) => boolean) | undefined;
}

/** @throws SutraError SUTRA_STORE_INVALID */
export function select(filter: EventFilter, throughSeq: number): Selection {
  const { types = [], typesNot = [], entities = [] } = filter;
  const { entityGroupsMax, entityNamesMax, typesMax } = REQUEST_LIMITS;
  assertCount(entities.length, 'entities', entityGroupsMax);
  for (const [i, names] of entities.entries()) assertCount(names.length, `entities[${i}]`, entityNamesMax);
  assertCount(types.length, 'types', typesMax);
  assertCount(typesNot.length, 'typesNot', typesMax);
  return {
    filter,
    fromUs: filter.fromUs ?? Number.NEGATIVE_INFINITY,
    toUs: filter.toUs ?? Number.POSITIVE_INFINITY,
    afterSeq: filter.afterSeq ?? 0,
    throughSeq,
    test: compilePredicates(filter),
    emitterFits: emitterFits(filter),
    wish: wishFor([...(filter.where ?? []), ...(filter.any ?? []).flat()].map(({ field }) => field)),
  };
}

function emitterFits({ where = [] }: EventFilter): Selection['emitterFits'] {
  const tests = where.flatMap((predicate, i) => (predicate.field === 'emitter' ? [compilePredicate(predicate, `where[${i}]`)] : []));
  return tests.length === 0 ? undefined : (emitter) => tests.every((test) => test(emitter));
}

/** A selection in the numbers of one segment. */
export interface SegmentSelection {
  readonly index: SegmentIndex;
  /** Rows [from, to). */
  readonly from: number;
  readonly to: number;
  readonly fromUs: number;
  readonly toUs: number;
  /** 1 for every type that fits; undefined when all do. */
  readonly types: Uint8Array | undefined;
  /** The same for entity sets; undefined too where their rows are found by walking postings. */
  readonly sets: Uint8Array | undefined;
  /** The sets that fit, when walking all their rows is cheaper than scanning. */
  readonly fewSets: readonly number[] | undefined;
  /** The sets that fit, when their rows can be walked newest first. */
  readonly mergedSets: readonly number[] | undefined;
}

/** False when no row of the segment can match, as far as its summary tells. */
export function mayMatch(selection: Selection, segment: Segment): boolean {
  return (
    segment.rows > 0 &&
    segment.firstSeq <= selection.throughSeq &&
    segment.lastSeq > selection.afterSeq &&
    segment.minTime < selection.toUs &&
    segment.maxTime >= selection.fromUs
  );
}

/**
 * The selection in one segment; undefined when nothing in it can match. Who will look at every row anyway says `scan`: `rowFits` then
 * tells all by itself.
 */
export function selectIn(selection: Selection, index: SegmentIndex, how: 'scan' | 'walk' = 'walk'): SegmentSelection | undefined {
  const from = index.rowsThrough(selection.afterSeq);
  const to = index.rowsThrough(selection.throughSeq);
  if (from >= to) return undefined;
  const types = selectTypes(selection.filter, index);
  if (types === null) return undefined;
  const sets = selectSets(selection.filter, index, how);
  if (sets === null) return undefined;
  return { index, from, to, fromUs: selection.fromUs, toUs: selection.toUs, types, ...sets };
}

function selectTypes({ types, typesNot }: EventFilter, index: SegmentIndex): Uint8Array | undefined | null {
  if (types === undefined && (typesNot === undefined || typesNot.length === 0)) return undefined;
  const fits = new Uint8Array(index.types.length).fill(types === undefined ? 1 : 0);
  for (const type of types ?? []) {
    const number = index.typeNumber(type);
    if (number !== undefined) fits[number] = 1;
  }
  for (const type of typesNot ?? []) {
    const number = index.typeNumber(type);
    if (number !== undefined) fits[number] = 0;
  }
  return fits.includes(1) ? fits : null;
}

type FittingSets = Pick<SegmentSelection, 'sets' | 'fewSets' | 'mergedSets'>;

const ALL_SETS: FittingSets = { sets: undefined, fewSets: undefined, mergedSets: undefined };

function selectSets({ entities = [] }: EventFilter, index: SegmentIndex, how: 'scan' | 'walk'): FittingSets | null {
  if (entities.length === 0) return ALL_SETS;
  const fitting = entities.length === 1 && entities[0]!.length === 1 ? setsNaming(entities[0]![0]!, index) : setsOfGroups(entities, index);
  if (fitting.length === 0) return null;
  let rows = 0;
  for (const set of fitting) rows += index.sets.rowCount.at(set);
  const mergedSets = fitting.length <= MERGED_SETS_MAX ? fitting : undefined;
  if (how === 'walk' && rows <= POSTINGS_ROWS_MAX) return { sets: undefined, fewSets: fitting, mergedSets };
  const sets = new Uint8Array(index.sets.size);
  for (const set of fitting) sets[set] = 1;
  return { sets, fewSets: undefined, mergedSets };
}

function setsNaming(name: string, index: SegmentIndex): number[] {
  const found: number[] = [];
  const entity = index.sets.entity(name);
  if (entity !== undefined) index.sets.eachSetOf(entity, (set) => found.push(set));
  return found;
}

/** Sets that name at least one entity of every group. */
function setsOfGroups(groups: readonly (readonly string[])[], index: SegmentIndex): number[] {
  const passed = new Uint8Array(index.sets.size);
  const found: number[] = [];
  groups.forEach((group, number) => {
    for (const name of group) {
      const entity = index.sets.entity(name);
      if (entity === undefined) continue;
      index.sets.eachSetOf(entity, (set) => {
        // A set advances by at most one per group, and only when it passed all groups before.
        if (passed[set] !== number) return;
        passed[set] = number + 1;
        if (number === groups.length - 1) found.push(set);
      });
    }
  });
  return found;
}

/** Whether a row fits, by columns alone. */
export function rowFits(at: SegmentSelection, row: number): boolean {
  const time = at.index.time.data[row]!;
  return (
    row >= at.from &&
    row < at.to &&
    time >= at.fromUs &&
    time < at.toUs &&
    (at.types === undefined || at.types[at.index.type.data[row]!] === 1) &&
    (at.sets === undefined || at.sets[at.index.set.data[row]!] === 1)
  );
}

/** Rows of the sets that fit, when those are few: unordered. */
export function rowsOfFewSets(at: SegmentSelection): number[] {
  const rows: number[] = [];
  const { before, sets } = at.index;
  for (const set of at.fewSets ?? [])
    for (let row = sets.lastRow.at(set); row !== NO_ROW; row = before.at(row)) if (rowFits(at, row)) rows.push(row);
  return rows;
}

/** Chunks that may hold matches, as numbers. */
export function chunksOf(at: SegmentSelection): number[] {
  const chunks: number[] = [];
  const { chunkMin, chunkMax } = at.index;
  const last = Math.floor((at.to - 1) / CHUNK_ROWS);
  for (let chunk = Math.floor(at.from / CHUNK_ROWS); chunk <= last; chunk++)
    if (chunkMin.at(chunk) < at.toUs && chunkMax.at(chunk) >= at.fromUs) chunks.push(chunk);
  return chunks;
}
