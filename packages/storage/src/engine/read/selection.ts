import type { StoredEvent } from '@sutra/wire';
import type { EventFilter } from '../../contract/query.ts';
import { CHUNK_ROWS, NO_ROW, type SegmentIndex } from '../columns/segment-index.ts';
import { invalidQuery } from '../errors.ts';
import type { Segment } from '../log/segment.ts';
import { compilePredicates } from './predicate.ts';

const GROUPS_MAX = 16;
const NAMES_MAX = 10_000;
/** Up to this many rows, posting lists are walked; above it, scanning chunks newest first finds enough sooner. */
const POSTINGS_ROWS_MAX = 8192;

/** A filter, checked, with the position it is read at. */
export interface Selection {
  readonly filter: EventFilter;
  readonly fromUs: number;
  readonly toUs: number;
  /** seq in (after, through]. */
  readonly afterSeq: number;
  readonly throughSeq: number;
  readonly test: ((event: StoredEvent) => boolean) | undefined;
}

/** @throws SutraError SUTRA_STORE_INVALID */
export function select(filter: EventFilter, throughSeq: number): Selection {
  const { types = [], typesNot = [], entities = [] } = filter;
  if (entities.length > GROUPS_MAX) throw invalidQuery(`${entities.length} groups of entities, at most ${GROUPS_MAX}`);
  for (const names of [types, typesNot, ...entities])
    if (names.length > NAMES_MAX) throw invalidQuery(`${names.length} names, at most ${NAMES_MAX}`);
  return {
    filter,
    fromUs: filter.fromUs ?? Number.NEGATIVE_INFINITY,
    toUs: filter.toUs ?? Number.POSITIVE_INFINITY,
    afterSeq: filter.afterSeq ?? 0,
    throughSeq,
    test: compilePredicates(filter.where),
  };
}

/** A selection in the numbers of one segment. */
export interface SegmentSelection {
  readonly index: SegmentIndex;
  /** Rows [from, to). */
  readonly from: number;
  readonly to: number;
  readonly fromUs: number;
  readonly toUs: number;
  /** 1 for every type, entity set that fits; undefined when all do. */
  readonly types: Uint8Array | undefined;
  readonly sets: Uint8Array | undefined;
  /** The sets that fit, when walking their rows is cheaper than scanning. */
  readonly fewSets: readonly number[] | undefined;
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

/** The selection in one segment; undefined when nothing in it can match. */
export function selectIn(selection: Selection, index: SegmentIndex): SegmentSelection | undefined {
  const from = Math.max(0, selection.afterSeq - index.firstSeq + 1);
  const to = Math.min(index.rows, selection.throughSeq - index.firstSeq + 1);
  if (from >= to) return undefined;
  const types = selectTypes(selection.filter, index);
  if (types === null) return undefined;
  const sets = selectSets(selection.filter, index);
  if (sets === null) return undefined;
  return { index, from, to, fromUs: selection.fromUs, toUs: selection.toUs, types, sets: sets?.fits, fewSets: sets?.few };
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

function selectSets(
  { entities = [] }: EventFilter,
  index: SegmentIndex,
): { fits: Uint8Array; few: number[] | undefined } | undefined | null {
  if (entities.length === 0) return undefined;
  const hits = new Uint8Array(index.sets.size);
  entities.forEach((group, number) => {
    for (const name of group) {
      const entity = index.sets.entity(name);
      if (entity === undefined) continue;
      // A set advances by at most one per group, and only when it passed all groups before.
      for (const set of index.sets.setsOf(entity)) if (hits[set] === number) hits[set] = number + 1;
    }
  });
  const few: number[] = [];
  let rows = 0;
  let any = false;
  for (let set = 0; set < hits.length; set++) {
    hits[set] = hits[set] === entities.length ? 1 : 0;
    if (hits[set] === 0) continue;
    any = true;
    rows += index.sets.rowCount.at(set);
    if (rows <= POSTINGS_ROWS_MAX) few.push(set);
  }
  return any ? { fits: hits, few: rows <= POSTINGS_ROWS_MAX ? few : undefined } : null;
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
