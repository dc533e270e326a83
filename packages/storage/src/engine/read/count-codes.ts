import type { AggregateQuery } from '../../contract/query.ts';
import { type FieldCodes, IN_RECORD, UNREAD } from '../columns/field-codes.ts';
import type { SegmentIndex } from '../columns/segment-index.ts';
import type { SetCoding } from '../columns/set-coding.ts';
import type { EventCount } from './aggregate.ts';
import { CodedTest } from './coded-test.ts';
import { sourceReader } from './count-columns.ts';
import { combinations, type Dimension, emitterOf, orNull } from './dimension.ts';
import { eachMatch } from './each-match.ts';
import { addCount, type Group, type Key } from './groups.ts';
import { fieldOf } from './predicate.ts';

/** Told by columns or by the record as a whole, not by a value of a few. */
const NOT_CODED: ReadonlySet<string> = new Set(['type', 'emitter', 'operation', 'entity']);
/** Values a code may take. */
const CODES = 2 ** 16;
const EXACT_MAX = Number.MAX_SAFE_INTEGER;

/** The fields that rows are tested, grouped and measured by, each once; undefined where one of them is not of those that are kept by their values. */
export function codedFields({ where = [], any = [], groupBy = [], measures = [] }: AggregateQuery, dimensions: readonly Dimension[]) {
  const grouped = groupBy.filter((_name, i) => dimensions[i]!.by === 'field');
  const fields = [...new Set([...[...where, ...any.flat(), ...measures].map(({ field }) => field), ...grouped])];
  return fields.some((field) => NOT_CODED.has(field)) ? undefined : fields;
}

/**
 * Counts and measures rows by the values of their fields that were read before; a record is read where one of them was not. Every way in which rows of
 * a segment can be grouped is one whole number, and their groups are looked for once. False where that number would be too large; nothing was counted then.
 * @param one counts a row by its record
 */
export async function countCodes(count: EventCount, fields: readonly string[], one: (row: number) => boolean): Promise<boolean> {
  const { reader, segment, at, query, groups, slices, work } = count;
  const columns = reader.fieldCodes.of(segment, at.index, fields, at.to);
  const places = new GroupPlaces(count, fields, columns);
  if (!places.exact) return false;
  const test = new CodedTest(query, fields, columns);
  const measured = (query.measures ?? []).map(({ field }) => fields.indexOf(field));
  const codes = new Uint16Array(fields.length);
  let samples = 0;
  await eachMatch(at, slices, work, (rows, n) => {
    const known = columns.map((column) => column.codes);
    for (let i = 0; i < n; i++) {
      const row = rows[i]!;
      let inRecord = false;
      for (let f = 0; f < known.length; f++) {
        if (known[f]![row] === UNREAD && !readRow(count, fields, columns, row)) return;
        const code = known[f]![row]!;
        codes[f] = code;
        if (code === IN_RECORD) inRecord = true;
      }
      if (inRecord) {
        if (!one(row)) return;
        continue;
      }
      if (!test.passes(codes)) continue;
      groups.total++;
      const timeUs = at.index.time.at(row);
      for (const group of places.of(row, timeUs, codes)) {
        addCount(group, 1, timeUs, timeUs);
        samples += tally(group, measured, columns, codes);
      }
      if (samples <= reader.limits.sampleMax) continue;
      work.partialBecause = `more than ${reader.limits.sampleMax} values for percentiles`;
      return;
    }
  });
  return true;
}

/** Reads the fields of a row and takes note of them; false where no more may be read. */
function readRow(
  { reader, segment, at, wish, work }: EventCount,
  fields: readonly string[],
  columns: readonly FieldCodes[],
  row: number,
): boolean {
  if (!reader.mayDecode(work)) return false;
  const event = reader.frames.fields(segment, at.index, row, wish);
  for (const [i, field] of fields.entries()) columns[i]!.put(row, fieldOf(event, field));
  return true;
}

/** Returns how many values were kept. */
function tally(group: Group, measured: readonly number[], columns: readonly FieldCodes[], codes: Uint16Array): number {
  let kept = 0;
  for (let i = 0; i < measured.length; i++) {
    const place = measured[i]!;
    const value = columns[place]!.number(codes[place]!);
    if (Number.isNaN(value)) continue;
    const into = group.measures[i]!;
    into.count++;
    into.sum += value;
    if (value < into.min) into.min = value;
    if (value > into.max) into.max = value;
    if (into.values === undefined) continue;
    into.values.push(value);
    kept++;
  }
  return kept;
}

/** The groups of rows, by one whole number put together from what they are grouped by. */
class GroupPlaces {
  readonly #count: EventCount;
  readonly #index: SegmentIndex;
  readonly #codings: readonly (SetCoding | undefined)[];
  readonly #fieldAt: readonly number[];
  readonly #columns: readonly FieldCodes[];
  readonly #sourceOf: (row: number) => number;
  /** How many values each dimension takes. */
  readonly #widths: readonly number[];
  readonly #firstBucket: number;
  readonly #known = new Map<number, readonly Group[]>();
  readonly exact: boolean;

  constructor(count: EventCount, fields: readonly string[], columns: readonly FieldCodes[]) {
    const { dimensions, query } = count;
    const { index } = count.at;
    this.#count = count;
    this.#index = index;
    this.#columns = columns;
    this.#codings = dimensions.map((one) => (one.by === 'entity' ? index.codings.of(one.prefix) : undefined));
    this.#fieldAt = dimensions.map((one) => (one.by === 'field' ? fields.indexOf(one.field) : -1));
    this.#sourceOf = sourceReader(index);
    this.#widths = dimensions.map(({ by }, i) =>
      by === 'type' ? index.types.length : by === 'emitter' ? index.sources.length : by === 'field' ? CODES : this.#codings[i]!.codes,
    );
    const { bucketUs } = query;
    this.#firstBucket = bucketUs === undefined ? 0 : Math.floor(index.minTime / bucketUs);
    const buckets = bucketUs === undefined ? 1 : Math.floor(index.maxTime / bucketUs) - this.#firstBucket + 1;
    this.exact = this.#widths.reduce((product, width) => product * Math.max(1, width), buckets) <= EXACT_MAX;
  }

  of(row: number, timeUs: number, codes: Uint16Array): readonly Group[] {
    const { dimensions, query } = this.#count;
    let number = query.bucketUs === undefined ? 0 : Math.floor(timeUs / query.bucketUs) - this.#firstBucket;
    for (let i = 0; i < dimensions.length; i++) number = number * this.#widths[i]! + this.#part(i, row, codes);
    let found = this.#known.get(number);
    if (found === undefined) {
      found = this.#groups(row, timeUs, codes);
      this.#known.set(number, found);
    }
    return found;
  }

  #part(place: number, row: number, codes: Uint16Array): number {
    const { by } = this.#count.dimensions[place]!;
    if (by === 'type') return this.#index.type.data[row]!;
    if (by === 'entity') return this.#codings[place]!.codeOf[this.#index.set.data[row]!]!;
    return by === 'field' ? codes[this.#fieldAt[place]!]! : this.#sourceOf(row);
  }

  #groups(row: number, timeUs: number, codes: Uint16Array): Group[] {
    const { dimensions, query, groups } = this.#count;
    const keysOf = (dimension: Dimension, place: number): readonly Key[] => {
      const part = this.#part(place, row, codes);
      if (dimension.by === 'type') return [this.#index.types[part]!];
      if (dimension.by === 'emitter') return [emitterOf(this.#index.sources[part]!.name)];
      if (dimension.by === 'entity') return orNull(this.#codings[place]!.names(part));
      return [this.#columns[this.#fieldAt[place]!]!.value(part) ?? null];
    };
    const { bucketUs } = query;
    const bucket = bucketUs === undefined ? undefined : Math.floor(timeUs / bucketUs) * bucketUs;
    return combinations(dimensions, keysOf).flatMap((key) => groups.of(key, bucket) ?? []);
  }
}
