import { BlockWalker, type Session, sourceName } from '@sutra/wire';
import type { RewrittenNote } from '../log/rewritten.ts';
import { type BlockRows, checksum } from './block-rows.ts';
import { CHUNK_ROWS } from './chunks.ts';
import { f64, u8, u16, u32 } from './column.ts';
import { EntitySets } from './entity-sets.ts';
import { KeptColumns, type KeptFacts, type RowPlaces } from './kept-columns.ts';
import { RowHash } from './row-hash.ts';
import { SetCodings } from './set-coding.ts';
import { SpanSums } from './span-sums.ts';

/** Segments are of one size, and their events much the same. */
const LIKELY_MORE = 1.03;
export const NO_ROW = 0xffffffff;
/** Rows restored at a time: whole chunks. */
const ROWS_PER_STEP = 64 * CHUNK_ROWS;
/** Kinds of type a segment may hold; one that needs more is sealed. */
export const TYPES_MAX = 65_000;
/** Entity sets a segment may hold before it is sealed: what bounds its memory when every event names something new. */
export const SETS_MAX = 262_144;

/** The columns of all rows, as a stored index has them. */
interface RestoredRows {
  readonly time: Float64Array;
  readonly type: Uint16Array;
  readonly set: Uint32Array;
  readonly offset: Uint32Array;
}

/** One dictionary as the frames of a segment speak it. */
export interface Dictionary {
  /** Whose events it speaks of. */
  readonly of: Session['source'];
  readonly session: Session;
  /** Its words as they lie in a file, while nobody has read them: what was not read was not added to either. */
  readonly stored: Uint8Array | undefined;
  /** Number in `sources`. */
  readonly source: number;
  /** From entries of the dictionary to numbers of this segment. */
  readonly typeOf: (number | undefined)[];
  readonly setOf: (number | undefined)[];
}

/** One (emitter, epoch) within a segment. */
export interface SourceRows {
  readonly name: string;
  minSeq: number;
  maxSeq: number;
  /** Frames that carry it, in order. */
  readonly frames: number[];
}

export interface FrameFacts {
  readonly at: number;
  readonly length: number;
  readonly dictionary: number;
  readonly recordedAtUs: number;
  readonly skip: number;
  /** Where the block begins in the payload of the frame. Default 0. */
  readonly blockAt?: number;
}

/**
 * The columns of one segment: what can be asked without decoding a record. About 26 bytes a row. The same class serves the segment
 * being written and the sealed ones.
 */
export class SegmentIndex {
  readonly number: number;
  readonly firstSeq: number;
  readonly time = f64();
  readonly type = u16();
  readonly set = u32();
  /** Previous row of the same entity set: a posting list without a list. */
  readonly before = u32();
  /** Offset of the record within its block. */
  readonly offset = u32();
  readonly chunkMin = f64();
  readonly chunkMax = f64();
  readonly types: string[] = [];
  readonly typeRows = u32();
  readonly sets = new EntitySets();
  /** What sets bring to groupings that were asked for. */
  readonly codings = new SetCodings(this.sets);
  /** Of rows that stand for themselves: not of a rewritten segment. */
  readonly spans = new SpanSums(this);
  readonly causes = new RowHash();
  /** Ids that are not the canonical ones of their records, by `causeKeyOf`. */
  readonly ids = new RowHash();
  readonly dictionaries: Dictionary[] = [];
  readonly sources: SourceRows[] = [];
  readonly frameRow = u32();
  readonly frameAt = u32();
  readonly frameLength = u32();
  readonly frameDictionary = u32();
  readonly frameRecorded = f64();
  /** Emitter number of the frame's first row. */
  readonly frameSeq = f64();
  /** 1 where the numbers of a frame have holes, so that they must be read from the records. */
  readonly frameHoles = u8();
  /** Learn batches: offset, length, recordedAt, three numbers each. */
  readonly learns = f64();
  minTime = Number.POSITIVE_INFINITY;
  maxTime = Number.NEGATIVE_INFINITY;
  /** Of a rewritten segment only. */
  kept: KeptColumns | undefined;
  /** Where rows stand, if not one behind the other from `firstSeq` on. */
  places: RowPlaces | undefined;
  /** Of rows that were picked out of a segment: seqs of the whole frame of each of `frameRow`, two numbers each. */
  wholeFrames: Float64Array | undefined;
  note: RewrittenNote | undefined;
  /** Latest time among all chunks up to each one but the last, which still grows. */
  readonly #newest = f64();
  #typeNumbers = new Map<string, number>();
  readonly #sourceNumbers = new Map<string, number>();

  /** @param like the segment before it, which says how large it will likely become */
  constructor(number: number, firstSeq: number, like?: SegmentIndex) {
    this.number = number;
    this.firstSeq = firstSeq;
    const likely = Math.ceil((like?.rows ?? 0) * LIKELY_MORE);
    for (const column of [this.time, this.type, this.set, this.before, this.offset]) column.likely = likely;
  }

  get rows(): number {
    return this.time.length;
  }

  /** Last seq that was ever in the segment. */
  get lastSeq(): number {
    return this.note?.lastSeq ?? this.firstSeq + this.rows - 1;
  }

  /** Events that the rows stand for. */
  get weight(): number {
    return this.kept === undefined ? this.rows : this.kept.weight.written.reduce((sum, weight) => sum + weight, 0);
  }

  seqAt(row: number): number {
    return this.places === undefined ? this.firstSeq + row : this.places.seqAt(row);
  }

  /** How many rows have a seq up to and with this one. */
  rowsThrough(seq: number): number {
    return this.places === undefined ? Math.max(0, Math.min(this.rows, seq - this.firstSeq + 1)) : this.places.rowsThrough(seq);
  }

  /** Says that the segment was rewritten: before anything else is added. */
  beginKept(note: RewrittenNote): void {
    this.note = note;
    this.kept = new KeptColumns(this.firstSeq);
    this.places = this.kept;
    for (const [name, minSeq, maxSeq] of note.sources) Object.assign(this.sources[this.#source(name)]!, { minSeq, maxSeq });
  }

  #columns() {
    const rows = [this.time, this.type, this.set, this.before, this.offset, this.chunkMin, this.chunkMax, this.frameRow, this.frameAt];
    const frames = [this.frameLength, this.frameDictionary, this.frameRecorded, this.frameSeq, this.frameHoles, this.learns];
    const places = this.kept?.columns ?? (this.places === undefined ? [] : [this.places.seq, this.places.number]);
    return [...rows, ...frames, ...places];
  }

  /** The latest time among the rows of a chunk and of all before it. */
  newestThrough(chunk: number): number {
    const newest = this.#newest;
    for (let next = newest.length; next <= chunk && next < this.chunkMax.length - 1; next++)
      newest.push(Math.max(next === 0 ? Number.NEGATIVE_INFINITY : newest.at(next - 1), this.chunkMax.at(next)));
    if (chunk < newest.length) return newest.at(chunk);
    return Math.max(chunk === 0 ? Number.NEGATIVE_INFINITY : newest.at(chunk - 1), this.chunkMax.at(chunk));
  }

  /** Memory held by the columns, bytes. */
  get bytes(): number {
    return [...this.#columns(), this.causes, this.ids, this.sets].reduce((sum, column) => sum + column.bytes, 0);
  }

  /** Says that nothing will be added any more. */
  finish(): void {
    for (const _step of this.finishing());
  }

  /** The same in steps of a ms or so: trimming copies what stays. */
  *finishing(): Generator<undefined> {
    for (const column of this.#columns()) {
      column.trim();
      yield;
    }
    this.sets.forgetKeys();
  }

  addDictionary(session: Session): number {
    const source = this.#source(sourceName(session.source.emitter, session.source.epoch));
    this.dictionaries.push({ of: session.source, session, stored: undefined, source, typeOf: [], setOf: [] });
    return this.dictionaries.length - 1;
  }

  /** One as it lies in a file: its words are read when a record is. */
  addStoredDictionary({ emitter, epoch }: Session['source'], block: Uint8Array): void {
    let session: Session | undefined;
    this.dictionaries.push({
      of: { emitter, epoch },
      get stored(): Uint8Array | undefined {
        return session === undefined ? block : undefined;
      },
      get session(): Session {
        if (session === undefined) {
          const walker = new BlockWalker(checksum);
          walker.begin(block);
          session = walker.session!;
        }
        return session;
      },
      source: this.#source(sourceName(emitter, epoch)),
      typeOf: [],
      setOf: [],
    });
  }

  #source(name: string): number {
    const known = this.#sourceNumbers.get(name);
    if (known !== undefined) return known;
    this.sources.push({ name, minSeq: Number.POSITIVE_INFINITY, maxSeq: 0, frames: [] });
    this.#sourceNumbers.set(name, this.sources.length - 1);
    return this.sources.length - 1;
  }

  sourceNumber(name: string): number | undefined {
    return this.#sourceNumbers.get(name);
  }

  typeNumber(type: string): number | undefined {
    return this.#typeNumbers.get(type);
  }

  /** Registers a type; also used to restore a stored index. */
  addType(type: string): number {
    const known = this.#typeNumbers.get(type);
    if (known !== undefined) return known;
    this.types.push(type);
    this.typeRows.push(0);
    this.#typeNumbers.set(type, this.types.length - 1);
    return this.types.length - 1;
  }

  /** Files the rows of a block, leaving out the first `skip`. */
  addFrame(facts: FrameFacts, rows: BlockRows): void {
    const dictionary = this.dictionaries[facts.dictionary]!;
    const { skip, blockAt = 0 } = facts;
    const first = this.rows;
    const words = dictionary.session.dictionary;
    for (let i = skip; i < rows.count; i++) {
      const typeRef = rows.type[i]!;
      const listRef = rows.list[i]!;
      dictionary.typeOf[typeRef] ??= this.addType(words.text(typeRef));
      dictionary.setOf[listRef] ??= this.sets.number(words.listNames(listRef));
      this.offset.push(blockAt + rows.offset[i]!);
      this.addRow(rows.timeUs[i]!, dictionary.typeOf[typeRef], dictionary.setOf[listRef]);
    }
    for (let i = 0; i < rows.causes.length; i += 2) {
      const row = rows.causes.at(i);
      if (row >= skip) this.causes.add(rows.causes.at(i + 1), first + row - skip);
    }
    for (let i = 0; i < rows.ids.length; i += 2) {
      const row = rows.ids.at(i);
      if (row >= skip) this.ids.add(rows.ids.at(i + 1), first + row - skip);
    }
    const count = rows.count - skip;
    if (count === 0) return;
    const firstNumber = rows.emitterSeq[skip]!;
    const lastNumber = rows.emitterSeq[rows.count - 1]!;
    this.addFrameRow(first, facts, firstNumber, lastNumber, lastNumber - firstNumber !== count - 1);
  }

  addRow(timeUs: number, type: number, set: number): void {
    const row = this.rows;
    if (row % CHUNK_ROWS === 0) this.#beginChunk(timeUs);
    else this.#widenChunk(timeUs);
    if (timeUs < this.minTime) this.minTime = timeUs;
    if (timeUs > this.maxTime) this.maxTime = timeUs;
    this.time.push(timeUs);
    this.type.push(type);
    this.typeRows.data[type]!++;
    this.set.push(set);
    this.before.push(this.sets.addRow(set, row));
  }

  /** Takes the rows of a stored index; in steps, so that others may have their turn. */
  *restoreRows({ time, type, set, offset }: RestoredRows): Generator<undefined> {
    const rows = time.length;
    this.time.restore(time);
    this.type.restore(type);
    this.set.restore(set);
    this.offset.restore(offset);
    yield;
    const typeRows = this.typeRows.data;
    const before = new Uint32Array(rows);
    for (let from = 0; from < rows; from += ROWS_PER_STEP) {
      const to = Math.min(rows, from + ROWS_PER_STEP);
      for (let row = from; row < to; row++) typeRows[this.type.data[row]!]!++;
      this.sets.addRows(this.set.data, before, from, to);
      for (let chunk = from; chunk < to; chunk += CHUNK_ROWS) this.#restoreChunk(this.time.data, chunk, Math.min(to, chunk + CHUNK_ROWS));
      yield;
    }
    this.before.restore(before);
  }

  #restoreChunk(time: Float64Array, from: number, to: number): void {
    let min = time[from]!;
    let max = min;
    for (let row = from + 1; row < to; row++) {
      const timeUs = time[row]!;
      if (timeUs < min) min = timeUs;
      if (timeUs > max) max = timeUs;
    }
    this.chunkMin.push(min);
    this.chunkMax.push(max);
    if (min < this.minTime) this.minTime = min;
    if (max > this.maxTime) this.maxTime = max;
  }

  #beginChunk(timeUs: number): void {
    this.chunkMin.push(timeUs);
    this.chunkMax.push(timeUs);
  }

  #widenChunk(timeUs: number): void {
    const chunk = this.chunkMin.length - 1;
    if (timeUs < this.chunkMin.at(chunk)) this.chunkMin.data[chunk] = timeUs;
    if (timeUs > this.chunkMax.at(chunk)) this.chunkMax.data[chunk] = timeUs;
  }

  /** After its frame was added: what the row has beside the columns of every row. */
  addKept(facts: KeptFacts): void {
    const kept = this.kept!;
    const row = kept.seq.length;
    kept.add(facts);
    this.#widen(row, facts.beforeUs, facts.afterUs);
  }

  /** Takes the columns of a stored index that only a rewritten segment has, in their order; after its rows. */
  restoreKept(columns: readonly Uint32Array[]): void {
    const kept = this.kept!;
    for (const [i, column] of kept.columns.entries()) column.restore(columns[i]!);
    for (let row = 0; row < this.rows; row++) this.#widen(row, kept.beforeUs.at(row), kept.afterUs.at(row));
  }

  /** A row that stands for others was there before its own time, and after it. */
  #widen(row: number, beforeUs: number, afterUs: number): void {
    const timeUs = this.time.at(row);
    this.minTime = Math.min(this.minTime, timeUs - beforeUs);
    this.maxTime = Math.max(this.maxTime, timeUs + afterUs);
  }

  /** Takes note of the sources of stored frames, whose columns are there. */
  restoreFrames(): void {
    const sources = this.dictionaries.map(({ source }) => this.sources[source]!);
    for (let frame = 0; frame < this.frameRow.length; frame++) sources[this.frameDictionary.at(frame)]!.frames.push(frame);
  }

  addFrameRow(row: number, facts: Omit<FrameFacts, 'skip'>, firstNumber: number, lastNumber: number, holes: boolean): void {
    const source = this.sources[this.dictionaries[facts.dictionary]!.source]!;
    source.frames.push(this.frameRow.length);
    source.minSeq = Math.min(source.minSeq, firstNumber);
    source.maxSeq = Math.max(source.maxSeq, lastNumber);
    this.frameRow.push(row);
    this.frameAt.push(facts.at);
    this.frameLength.push(facts.length);
    this.frameDictionary.push(facts.dictionary);
    this.frameRecorded.push(facts.recordedAtUs);
    this.frameSeq.push(firstNumber);
    this.frameHoles.push(holes ? 1 : 0);
  }

  /** The frame that holds a row. */
  frameOf(row: number): number {
    const { data, length } = this.frameRow;
    let low = 0;
    let high = length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (data[middle]! <= row) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** Rows of a frame: [from, to). */
  frameRows(frame: number): { readonly from: number; readonly to: number } {
    const next = frame + 1 < this.frameRow.length ? this.frameRow.at(frame + 1) : this.rows;
    return { from: this.frameRow.at(frame), to: next };
  }

  /** First and last seq of a frame as it lies in the log. */
  frameSeqs(frame: number): { readonly from: number; readonly to: number } {
    if (this.wholeFrames !== undefined) return { from: this.wholeFrames[2 * frame]!, to: this.wholeFrames[2 * frame + 1]! };
    const { from, to } = this.frameRows(frame);
    return { from: this.seqAt(from), to: this.seqAt(to - 1) };
  }

  /** How many rows were recorded at or before a time; recordedAt never decreases along the log. */
  rowsRecordedThrough(timeUs: number): number {
    let low = 0;
    let high = this.frameRow.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.frameRecorded.at(middle) <= timeUs) low = middle + 1;
      else high = middle;
    }
    return low === this.frameRow.length ? this.rows : this.frameRow.at(low);
  }
}
