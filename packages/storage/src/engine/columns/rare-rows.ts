import type { SegmentSummary } from '../log/segment.ts';
import { RowPlaces } from './kept-columns.ts';
import { SegmentIndex } from './segment-index.ts';

/** A type is rare in a segment where no more than one row in so many is of it, and those of all rare ones are no more than one in `ALL_SHARE`. */
const SHARE = 32;
const ALL_SHARE = 8;
/** Rows looked at before others may run. */
const STEP = 32_768;

const found = new WeakMap<SegmentSummary, ReadonlySet<string>>();

/** Types of which a segment holds few rows: what most questions are about. */
export function rareTypesOf(summary: SegmentSummary): ReadonlySet<string> {
  const known = found.get(summary);
  if (known !== undefined) return known;
  const rare = new Set<string>();
  let left = summary.rows / ALL_SHARE;
  for (const [type, rows] of [...summary.types].sort(([, a], [, b]) => a - b)) {
    left -= rows;
    if (rows * SHARE > summary.rows || left < 0) break;
    rare.add(type);
  }
  found.set(summary, rare);
  return rare;
}

/**
 * The rows of some types of a sealed segment, with all it takes to read their records, as the columns of a segment of their own: a question about
 * these types needs no more of it. Frames whose numbers have holes come with all their rows. Undefined where that would be most of the segment. In steps.
 */
export function* rareRowsOf(index: SegmentIndex, types: ReadonlySet<string>): Generator<undefined, SegmentIndex | undefined> {
  const picked = new PickedRows(index);
  const wanted = Uint8Array.from(index.types, (type) => (types.has(type) ? 1 : 0));
  let next = STEP;
  for (let frame = 0; frame < index.frameRow.length; frame++) {
    const { from, to } = index.frameRows(frame);
    const type = index.type.data;
    let any = false;
    for (let row = from; row < to && !any; row++) any = wanted[type[row]!] === 1;
    if (any) picked.addFrame(frame, index.frameHoles.at(frame) === 1 ? undefined : wanted);
    if (picked.rows > index.rows / 2) return undefined;
    if (to < next) continue;
    next = to + STEP;
    yield;
  }
  return picked.finish();
}

class PickedRows {
  readonly #of: SegmentIndex;
  readonly #into: SegmentIndex;
  readonly #places: RowPlaces;
  readonly #typeOf: (number | undefined)[] = [];
  readonly #setOf: (number | undefined)[] = [];
  readonly #wholeFrames: number[] = [];

  constructor(index: SegmentIndex) {
    this.#of = index;
    this.#into = new SegmentIndex(index.number, index.firstSeq);
    this.#places = new RowPlaces(index.firstSeq);
    this.#into.places = this.#places;
    this.#into.dictionaries.push(...index.dictionaries);
    this.#into.sources.push(...index.sources);
  }

  get rows(): number {
    return this.#into.rows;
  }

  /** @param wanted 1 for each type whose rows are taken; undefined where all are */
  addFrame(frame: number, wanted: Uint8Array | undefined): void {
    const [of, into] = [this.#of, this.#into];
    const { from, to } = of.frameRows(frame);
    into.frameRow.push(into.rows);
    for (const column of ['frameAt', 'frameLength', 'frameDictionary', 'frameRecorded', 'frameSeq', 'frameHoles'] as const)
      into[column].push(of[column].at(frame));
    this.#wholeFrames.push(of.seqAt(from), of.seqAt(to - 1));
    for (let row = from; row < to; row++) if (wanted === undefined || wanted[of.type.at(row)] === 1) this.#addRow(row, row - from);
  }

  #addRow(row: number, number: number): void {
    const [of, into] = [this.#of, this.#into];
    const [type, set] = [of.type.at(row), of.set.at(row)];
    this.#typeOf[type] ??= into.addType(of.types[type]!);
    this.#setOf[set] ??= into.sets.number(Array.from(of.sets.membersOf(set), (entity) => of.sets.entityName(entity)));
    this.#places.seq.push(of.seqAt(row) - of.firstSeq);
    this.#places.number.push(number);
    into.offset.push(of.offset.at(row));
    into.addRow(of.time.at(row), this.#typeOf[type], this.#setOf[set]);
  }

  finish(): SegmentIndex {
    this.#into.wholeFrames = Float64Array.from(this.#wholeFrames);
    this.#into.finish();
    return this.#into;
  }
}
