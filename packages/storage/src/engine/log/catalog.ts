import { statSync } from 'node:fs';
import type { Logger } from '@sutra/kit';
import { BlockWalker } from '@sutra/wire';
import { BlockRows, checksum } from '../columns/block-rows.ts';
import type { IndexIdentity } from '../columns/index-format.ts';
import { rareRowsOf, rareTypesOf } from '../columns/rare-rows.ts';
import { readCauses, readCounts, readIndex, readIndexInSteps } from '../columns/read-index.ts';
import type { RowHash } from '../columns/row-hash.ts';
import type { SegmentCounts } from '../columns/segment-counts.ts';
import { SegmentIndex } from '../columns/segment-index.ts';
import { giveWorkspace } from '../columns/workspace.ts';
import { indexFile } from '../columns/write-index.ts';
import type { EngineLimits } from '../limits.ts';
import { RowTurns } from '../read/row-turns.ts';
import { ColumnCache } from './column-cache.ts';
import type { Disk } from './disk.ts';
import { EVENTS, type FrameHead, KEPT, LEARN, REWRITTEN } from './frame.ts';
import { readKept } from './kept-frame.ts';
import { readNote } from './rewritten.ts';
import { SectionCache } from './section-cache.ts';
import { type Segment, summaryOf } from './segment.ts';
import { type ScannedFrame, scanSegment } from './segment-file.ts';

/** Copying a row of a column costs so much less than deciding about one, of which turns are counted. */
const ROWS_COPIED_FOR_ONE = 256;

export const indexPath = (segment: Segment): string => segment.path.replace(/\.seg$/, '.idx');

/** Rebuilds the columns of a segment from its frames. */
export class IndexBuilder {
  readonly index: SegmentIndex;
  readonly #rows = new BlockRows();
  readonly #walkers: BlockWalker[] = [];
  /** Least value recordedAt may take from here on. */
  recordedAtUs = 0;

  constructor(number: number, firstSeq: number) {
    this.index = new SegmentIndex(number, firstSeq);
  }

  /** @throws SutraError SUTRA_WIRE_MALFORMED */
  add({ head, payload, at }: ScannedFrame): void {
    this.recordedAtUs = Math.max(this.recordedAtUs, head.recordedAtUs);
    if (head.kind === LEARN) for (const value of [at, payload.length, head.recordedAtUs]) this.index.learns.push(value);
    if (head.kind === REWRITTEN) this.index.beginKept(readNote(payload));
    if (head.kind === KEPT) this.#addKept({ head, payload, at });
    if (head.kind !== EVENTS) return;
    this.#read(head, payload);
    const { recordedAtUs, skip, dictionary } = head;
    this.index.addFrame({ at, length: payload.length, dictionary, recordedAtUs, skip }, this.#rows);
  }

  #addKept({ head, payload, at }: ScannedFrame): void {
    const { recordedAtUs, dictionary } = head;
    const { rows, blockAt } = readKept(payload, head.firstSeq, head.count);
    this.#read(head, payload.subarray(blockAt));
    this.index.addFrame({ at, length: payload.length, dictionary, recordedAtUs, skip: 0, blockAt }, this.#rows);
    for (const [i, row] of rows.entries()) this.index.addKept({ ...row, number: this.#rows.emitterSeq[i]! - this.#rows.emitterSeq[0]! });
  }

  #read({ dictionary }: FrameHead, block: Uint8Array): void {
    this.#walkers[dictionary] ??= new BlockWalker(checksum);
    const walker = this.#walkers[dictionary]!;
    this.#rows.read(walker, block);
    if (this.index.dictionaries.length === dictionary) this.index.addDictionary(walker.session!);
  }
}

/** The segment among them, in order, that holds a seq, or held it before retention took it out. */
export function segmentOf(segments: readonly Segment[], seq: number): Segment | undefined {
  let low = 0;
  let high = segments.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (segments[middle]!.firstSeq <= seq) low = middle;
    else high = middle - 1;
  }
  const found = segments[low];
  return found !== undefined && seq >= found.firstSeq && seq <= found.lastSeq ? found : undefined;
}

/** The segments of the log in order, and the columns of those in use. */
export class Catalog {
  /** Replaced as a whole when one of them is rewritten: whoever holds the list reads what it names. New ones are added at its end. */
  segments: Segment[] = [];
  readonly #disk: Disk;
  readonly #logger: Logger;
  readonly storeId: number;
  /** Sealed segments whose columns are loaded. */
  readonly #loaded: ColumnCache<Segment>;
  /** Sealed segments whose rows of rare types are at hand. */
  readonly #rare: ColumnCache<Segment>;
  readonly #counts: SectionCache<Segment, SegmentCounts>;
  readonly #causes: SectionCache<Segment, RowHash>;
  /** Entities of the first `#namesOf` segments. */
  readonly #names = new Set<string>();
  #namesOf = 0;
  rebuilt = false;
  /** Events whose columns had to be made from the log. */
  rebuiltRows = 0;

  constructor(storeId: number, disk: Disk, limits: EngineLimits, logger: Logger) {
    this.storeId = storeId;
    this.#disk = disk;
    this.#loaded = new ColumnCache(limits.columnCacheBytes, (segment) => {
      segment.index = undefined;
      segment.closeFile();
    });
    this.#rare = new ColumnCache(limits.rareRowsCacheBytes, (segment) => {
      segment.rareRows = undefined;
    });
    this.#counts = new SectionCache(limits.countsCacheBytes);
    this.#causes = new SectionCache(limits.causesCacheBytes);
    this.#logger = logger;
  }

  get hot(): Segment {
    return this.segments.at(-1)!;
  }

  /** The columns of a segment: in memory, from their file, or rebuilt from the log. */
  index(segment: Segment): SegmentIndex {
    if (segment.index !== undefined) {
      this.#loaded.used(segment);
      return segment.index;
    }
    return this.#loadedNow(segment, readIndex(segment.heldIndex ?? indexPath(segment), this.identity(segment)), false);
  }

  /**
   * The same in steps, so that others get their turn while the columns are loaded.
   * @param passing for a read over all of the log: what it loads pushes nothing out that single questions need
   */
  async load(segment: Segment, slices: { readonly over: boolean; turn(): Promise<void> }, passing = false): Promise<SegmentIndex> {
    if (segment.index !== undefined) return passing ? segment.index : this.index(segment);
    const steps = readIndexInSteps(segment.heldIndex ?? indexPath(segment), this.identity(segment));
    let step = steps.next();
    for (; step.done !== true; step = steps.next()) if (slices.over) await slices.turn();
    // Somebody else may have loaded them meanwhile.
    return segment.index ?? this.#loadedNow(segment, step.value, passing);
  }

  /**
   * Columns that hold every row of the types that fit: where all of them are rare in a sealed segment, their rows alone, which stay at hand long after
   * the columns had to go.
   */
  async columnsOf(
    segment: Segment,
    fits: (type: string) => boolean,
    slices: { readonly over: boolean; turn(): Promise<void> },
    passing = false,
  ): Promise<SegmentIndex> {
    const { summary } = segment;
    const types = summary === undefined || segment.rewritten > 0 ? undefined : rareTypesOf(summary);
    const rare = types !== undefined && summary!.types.every(([type]) => types.has(type) || !fits(type));
    if (!rare || segment.rareRows === 'too many') return this.load(segment, slices, passing);
    if (segment.rareRows !== undefined) {
      this.#rare.used(segment);
      return segment.rareRows;
    }
    const index = await this.load(segment, slices, true);
    const steps = rareRowsOf(index, types);
    let step = steps.next();
    for (; step.done !== true; step = steps.next()) if (slices.over) await slices.turn();
    if (step.value === undefined) {
      segment.rareRows = 'too many';
      return index;
    }
    segment.rareRows = step.value;
    // Questions of all time pass over every segment: what does not fit shall not push out the rest each time.
    this.#rare.add(segment, step.value.bytes, true);
    return step.value;
  }

  /** The counts of a sealed segment, from memory or their file; undefined when there are none, and columns must be counted. */
  counts(segment: Segment): SegmentCounts | undefined {
    return this.#counts.of(segment, () => this.#section(segment, readCounts));
  }

  /** Which rows of a segment name which causes, from memory or file; undefined when only its columns can tell. */
  causes(segment: Segment): RowHash | undefined {
    return segment.index?.causes ?? this.#causes.of(segment, () => this.#section(segment, readCauses));
  }

  #section<T>(segment: Segment, read: (path: string | number, identity: IndexIdentity) => T | string): T | 'none' | 'missing' {
    const found = read(segment.heldIndex ?? indexPath(segment), this.identity(segment));
    if (typeof found !== 'string') return found;
    if (found === 'damaged') this.#logger.warn('a part of an index is damaged: columns are read instead', { segment: segment.number });
    // A file that is not there yet, or is of another form of the segment, may be there the next time.
    return found === 'damaged' || found === 'not kept' ? 'none' : 'missing';
  }

  #loadedNow(segment: Segment, found: SegmentIndex | string, passing: boolean): SegmentIndex {
    if (typeof found === 'string') this.#logger.warn('index rebuilt from the log', { segment: segment.number, because: found });
    const index = typeof found === 'string' ? this.rebuild(segment) : found;
    index.finish();
    segment.index = index;
    this.#loaded.add(segment, index.bytes, passing);
    return index;
  }

  rebuild(segment: Segment): SegmentIndex {
    this.rebuilt = true;
    const builder = new IndexBuilder(segment.number, segment.firstSeq);
    scanSegment(segment.path, segment.content(), segment.firstSeq, false, (frame) => builder.add(frame));
    this.rebuiltRows += builder.index.rows;
    return builder.index;
  }

  /** A segment has been sealed: its columns go to disk, and may leave memory when they are there. */
  async seal(segment: Segment): Promise<void> {
    const index = segment.index!;
    const turns = new RowTurns();
    const bytes = await indexFile(index, this.identity(segment), turns);
    for (const _column of index.finishing()) {
      turns.spend(index.rows / ROWS_COPIED_FOR_ONE);
      if (turns.over) await turns.turn();
    }
    segment.summary = summaryOf(index);
    await this.#disk.replace(indexPath(segment), bytes, 'index');
    giveWorkspace(Buffer.from(bytes.buffer));
    this.#loaded.add(segment, index.bytes, false);
  }

  /** What an index file must say to speak of the segment. */
  identity(segment: Segment): IndexIdentity {
    const { number, firstSeq, fileBytes, rewritten } = segment;
    return { storeId: this.storeId, number, firstSeq, segmentBytes: fileBytes, rewritten };
  }

  /** Bytes of a segment's columns on disk. */
  columnBytes(segment: Segment): number {
    return statSync(indexPath(segment), { throwIfNoEntry: false })?.size ?? 0;
  }

  /** Puts the new form of a segment in the place of the old one, which goes on serving those who hold it until `letGo`. */
  replaceSegment(old: Segment, next: Segment): void {
    this.segments = this.segments.map((segment) => (segment === old ? next : segment));
  }

  letGo(old: Segment): void {
    this.#loaded.remove(old);
    this.#rare.remove(old);
    old.rareRows = undefined;
    this.#counts.forget(old);
    this.#causes.forget(old);
    old.index = undefined;
    old.letGo();
  }

  /** The segment that holds a seq. */
  segmentOf(seq: number): Segment | undefined {
    return segmentOf(this.segments, seq);
  }

  /**
   * How many different entities events have named. The names of sealed segments are gathered once, at the first question; then
   * each newly sealed segment adds its own.
   */
  async entities(slices: { readonly over: boolean; turn(): Promise<void> }): Promise<number> {
    for (let next = this.segments[this.#namesOf]; next !== undefined && next !== this.hot; next = this.segments[this.#namesOf]) {
      for (const name of this.counts(next)?.sets.names() ?? (await this.load(next, slices, true)).sets.entities) this.#names.add(name);
      this.#namesOf++;
      if (slices.over) await slices.turn();
    }
    const hot = this.hot.index!.sets.entities;
    return hot.reduce((sum, name) => sum + (this.#names.has(name) ? 0 : 1), this.#names.size);
  }

  close(): void {
    for (const segment of this.segments) segment.closeFile();
  }
}
