import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import type { SegmentIndex } from '../columns/segment-index.ts';
import { type CorruptRange, corrupt } from '../errors.ts';
import { FRAME_BYTES, frameAt } from './frame.ts';
import type { Removed } from './rewritten.ts';

/** What is known of a segment without loading its columns. */
export interface SegmentSummary {
  readonly rows: number;
  /** Last seq that was ever in it. */
  readonly lastSeq: number;
  /** Events that its rows stand for; more than rows where some were rolled up. */
  readonly weight: number;
  readonly minTime: number;
  readonly maxTime: number;
  readonly maxRecorded: number;
  /** name, least and greatest number of each (emitter, epoch). */
  readonly sources: readonly (readonly [string, number, number])[];
  readonly types: readonly (readonly [string, number])[];
  /** offset, length, recordedAt of learn batches. */
  readonly learns: readonly (readonly [number, number, number])[];
  /** Events whose id is not the canonical one. */
  readonly ids: number;
  /** What retention took out of it. */
  readonly removed: readonly Removed[];
}

export function summaryOf(index: SegmentIndex): SegmentSummary {
  const learns: [number, number, number][] = [];
  for (let i = 0; i < index.learns.length; i += 3) learns.push([index.learns.at(i), index.learns.at(i + 1), index.learns.at(i + 2)]);
  return {
    rows: index.rows,
    lastSeq: index.lastSeq,
    weight: index.weight,
    minTime: index.minTime,
    maxTime: index.maxTime,
    maxRecorded: Math.max(
      0,
      index.note?.maxRecorded ?? 0,
      index.frameRecorded.data[index.frameRecorded.length - 1] ?? 0,
      learns.at(-1)?.[2] ?? 0,
    ),
    sources: index.sources.filter((source) => source.maxSeq > 0).map((source) => [source.name, source.minSeq, source.maxSeq]),
    types: index.types.map((type, number) => [type, index.typeRows.at(number)]),
    learns,
    ids: index.ids.size,
    removed: index.note?.removed ?? [],
  };
}

let keys = 0;

/** One file of the log, as readers see it. */
export class Segment {
  readonly number: number;
  readonly path: string;
  readonly firstSeq: number;
  /** See SegmentHead. */
  readonly rewritten: number;
  /** Told apart from every other in this process, also from the same segment as it was before it was rewritten. */
  readonly key = ++keys;
  /** Present while the columns are in memory; always for the segment being written. */
  index: SegmentIndex | undefined;
  /** Its rows of rare types, once they were asked for; or that they are too many to be kept apart. */
  rareRows: SegmentIndex | 'too many' | undefined;
  /** Present once sealed. */
  summary: SegmentSummary | undefined;
  /** Length of the file, once sealed. */
  fileBytes = 0;
  #fd: number | undefined;
  #indexFd: number | undefined;
  #held = false;

  constructor(number: number, path: string, firstSeq: number, rewritten = 0) {
    this.rewritten = rewritten;
    this.number = number;
    this.path = path;
    this.firstSeq = firstSeq;
  }

  get rows(): number {
    return this.summary?.rows ?? this.index!.rows;
  }

  get minTime(): number {
    return this.summary?.minTime ?? this.index!.minTime;
  }

  get maxTime(): number {
    return this.summary?.maxTime ?? this.index!.maxTime;
  }

  /** Whether it holds events whose id is not the canonical one. */
  get hasOwnIds(): boolean {
    return (this.summary?.ids ?? this.index!.ids.size) > 0;
  }

  get lastSeq(): number {
    return this.summary?.lastSeq ?? this.index!.lastSeq;
  }

  /** Whose events are or were in here: emitters with their epochs. */
  get sources(): readonly string[] {
    return this.summary?.sources.map(([name]) => name) ?? this.index!.sources.map(({ name }) => name);
  }

  /** Least and greatest number of a source in here, when there is any. */
  range(source: string): readonly [number, number] | undefined {
    if (this.summary !== undefined) {
      const found = this.summary.sources.find(([name]) => name === source);
      return found === undefined ? undefined : [found[1], found[2]];
    }
    const number = this.index?.sourceNumber(source);
    const rows = number === undefined ? undefined : this.index!.sources[number]!;
    return rows === undefined || rows.maxSeq === 0 ? undefined : [rows.minSeq, rows.maxSeq];
  }

  /**
   * Reads one frame and checks it.
   * @throws SutraError SUTRA_STORE_CORRUPT naming the file, the place and the seqs that are lost with it
   */
  readFrame(at: number, payloadBytes: number, seqs: { readonly from: number; readonly to: number } | undefined): Buffer {
    const length = FRAME_BYTES + payloadBytes;
    const bytes = this.readSome(at, length);
    const range: CorruptRange = { file: this.path, offset: at, length, fromSeq: seqs?.from ?? null, toSeq: seqs?.to ?? null };
    if (bytes.length < length) throw corrupt(range, 'the file is shorter than it was');
    const found = frameAt(bytes, 0);
    if (found === undefined || found.payload.length !== payloadBytes) throw corrupt(range, 'the bytes are not what was written');
    if (seqs !== undefined && found.head.firstSeq !== seqs.from) throw corrupt(range, `it holds seq ${found.head.firstSeq}`);
    return found.payload;
  }

  /** Bytes of the file as they are, unchecked; fewer where it ends before. */
  readSome(at: number, length: number): Buffer {
    this.#fd ??= openSync(this.path, 'r');
    // Memory of its own: small ones would share their pages with what is soon forgotten, and keep it there for as long as they are kept.
    const bytes = Buffer.allocUnsafeSlow(length);
    let done = 0;
    while (done < length) {
      const got = readSync(this.#fd, bytes, done, length - done, at + done);
      if (got === 0) break;
      done += got;
    }
    return done === length ? bytes : bytes.subarray(0, done);
  }

  /**
   * Keeps the files as they are now for those who are reading them, whatever takes their names: from here on they are read through open
   * descriptors, until `letGo`.
   */
  hold(indexPath: string): void {
    this.#fd ??= openSync(this.path, 'r');
    if (this.index === undefined) this.#indexFd = openSync(indexPath, 'r');
    this.#held = true;
  }

  /** The whole file: while it is held, as it was then. */
  content(): Buffer {
    return readFileSync(this.#held && this.#fd !== undefined ? this.#fd : this.path);
  }

  letGo(): void {
    this.#held = false;
    this.closeFile();
    if (this.#indexFd !== undefined) closeSync(this.#indexFd);
    this.#indexFd = undefined;
  }

  get held(): boolean {
    return this.#held;
  }

  /** Where its index is read from while it is held; undefined when it is not. */
  get heldIndex(): number | undefined {
    return this.#indexFd;
  }

  closeFile(): void {
    if (this.#held) return;
    if (this.#fd !== undefined) closeSync(this.#fd);
    this.#fd = undefined;
  }
}
