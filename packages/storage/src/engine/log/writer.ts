import { join } from 'node:path';
import { type Clock, type Logger, SutraError } from '@sutra/kit';
import { SegmentIndex } from '../columns/segment-index.ts';
import { closed } from '../errors.ts';
import type { EngineLimits } from '../limits.ts';
import { closeFile, type Disk } from './disk.ts';
import { FlushPlace } from './flush-place.ts';
import { END, FRAME_BYTES, type FrameHead, frame } from './frame.ts';
import { RoomAhead } from './room-ahead.ts';
import { Segment } from './segment.ts';
import { SEGMENT_HEAD_BYTES, segmentHead, segmentName } from './segment-file.ts';

/** What one write brings to one file. */
interface Part {
  readonly segment: Segment;
  readonly at: number;
  readonly create: boolean;
  /** Nothing follows it in the file, which is cut to its length. */
  ends: boolean;
  readonly chunks: Uint8Array[];
}

interface Waiter {
  resolve(): void;
  reject(reason: SutraError): void;
}

export interface WriterStart {
  readonly folder: string;
  readonly storeId: number;
  readonly segment: Segment;
  readonly fd: number;
  readonly position: number;
  readonly recordedAtUs: number;
}

export interface WriterEvents {
  /** Everything up to `lastSeq` is on disk. Runs before the waiters of that write. */
  committed(lastSeq: number): void;
  /** A new segment is being written; the one before gets no more frames. */
  rolled(sealed: Segment, next: Segment): void;
  /** The sealed segment is complete on disk. */
  sealed(segment: Segment): void;
  fatal(reason: SutraError): void;
}

const FLUSH_SAMPLES = 1024;

/**
 * The single writer of the log. Frames are placed when they arrive and written in groups: whatever arrived while the last
 * flush ran is the next write and flush. Nothing is acknowledged, fed or readable before its flush has returned; the first
 * failed operation ends the writer for good.
 */
export class LogWriter {
  readonly #disk: Disk;
  readonly #clock: Clock;
  readonly #limits: EngineLimits;
  readonly #events: WriterEvents;
  readonly #logger: Logger;
  readonly #start: WriterStart;
  #segment: Segment;
  #fd: number;
  #fdSegment: Segment;
  #position: number;
  #groupStart: number;
  #recordedAtUs: number;
  #nextSeq: number;
  readonly #place = new FlushPlace();
  readonly #ahead: RoomAhead;
  #parts: Part[] = [];
  #waiters: Waiter[] = [];
  #running: Promise<void> | undefined;
  /** Who lets the write under way go first. */
  #behind: (() => void)[] = [];
  #kicked = false;
  #ended: SutraError | undefined;
  pendingBytes = 0;
  flushes = 0;
  readonly flushMs: number[] = [];

  constructor(start: WriterStart, disk: Disk, clock: Clock, limits: EngineLimits, events: WriterEvents, logger: Logger) {
    this.#start = start;
    this.#disk = disk;
    this.#clock = clock;
    this.#limits = limits;
    this.#events = events;
    this.#logger = logger;
    this.#segment = start.segment;
    this.#fdSegment = start.segment;
    this.#fd = start.fd;
    this.#position = start.position;
    this.#ahead = new RoomAhead(start.position, limits.segmentBytes);
    this.#groupStart = start.position;
    this.#recordedAtUs = start.recordedAtUs;
    this.#nextSeq = start.segment.lastSeq + 1;
  }

  /** The segment that takes the next frame. */
  get segment(): Segment {
    return this.#segment;
  }

  /** Where the next frame goes in `segment`. */
  get position(): number {
    return this.#position;
  }

  /** seq of the next event. */
  get nextSeq(): number {
    return this.#nextSeq;
  }

  get idle(): boolean {
    return this.#running === undefined && this.#parts.length === 0;
  }

  /** @throws the reason when nothing more can be written */
  assertOpen(): void {
    if (this.#ended !== undefined) throw this.#ended;
  }

  /** The time of recording of what is placed next, µs. It never goes back, whatever the clock does: what is placed later is not recorded earlier. */
  stamp(): number {
    this.#recordedAtUs = Math.max(this.#recordedAtUs, this.#clock.wallUs());
    return this.#recordedAtUs;
  }

  /**
   * Places a frame. Synchronous: where it stands and which seqs it got is known at once.
   * @param recordedAtUs of the frame, where what it holds says it too
   */
  place(
    what: Pick<FrameHead, 'kind' | 'skip' | 'count' | 'dictionary'>,
    payload: Uint8Array,
    recordedAtUs = this.stamp(),
  ): { at: number; recordedAtUs: number } {
    this.assertOpen();
    const at = this.#position;
    const { kind, skip, count, dictionary } = what;
    // Field by field: a copy of `what` with more in it costs many times what filling it in does.
    const head = { kind, skip, groupStart: this.#groupStart, count, firstSeq: this.#nextSeq, recordedAtUs, dictionary };
    const bytes = frame(head, payload);
    this.#part().chunks.push(bytes);
    this.#position += bytes.length;
    this.pendingBytes += bytes.length;
    this.#nextSeq += count;
    this.#kick();
    return { at, recordedAtUs };
  }

  /** True when the next frame of that size should start a new segment. */
  needsRoll(payloadBytes: number): boolean {
    return this.#position > SEGMENT_HEAD_BYTES && this.#position + FRAME_BYTES + payloadBytes > this.#limits.segmentBytes;
  }

  /** Ends the segment and places what follows in a new one. */
  roll(): void {
    this.#placeEnd();
    const sealed = this.#segment;
    sealed.fileBytes = this.#position;
    const number = sealed.number + 1;
    const next = new Segment(number, join(this.#start.folder, segmentName(number)), this.#nextSeq);
    next.index = new SegmentIndex(number, this.#nextSeq, sealed.index);
    this.#segment = next;
    this.#position = SEGMENT_HEAD_BYTES;
    this.#groupStart = SEGMENT_HEAD_BYTES;
    this.#parts.push({ segment: next, at: SEGMENT_HEAD_BYTES, create: true, ends: false, chunks: [] });
    this.#events.rolled(sealed, next);
  }

  #placeEnd(): void {
    this.place({ kind: END, skip: 0, count: 0, dictionary: 0 }, new Uint8Array(0), this.#recordedAtUs);
    this.#part().ends = true;
  }

  /** Resolves once everything placed so far is durable. */
  flushed(): Promise<void> {
    if (this.#ended !== undefined) return Promise.reject(this.#ended);
    if (this.idle) return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.#waiters.push({ resolve, reject });
      this.#part();
      this.#kick();
    });
  }

  /** Resolves when the write under way is durable; undefined when there is none. For work that can wait. */
  underWay(): Promise<void> | undefined {
    return this.#running === undefined ? undefined : new Promise((resolve) => this.#behind.push(resolve));
  }

  #part(): Part {
    let part = this.#parts.at(-1);
    if (part === undefined) {
      this.#groupStart = this.#position;
      part = { segment: this.#segment, at: this.#position, create: false, ends: false, chunks: [] };
      this.#parts.push(part);
    }
    return part;
  }

  #kick(): void {
    if (this.#running !== undefined || this.#kicked) return;
    this.#kicked = true;
    // One turn later: whatever else this turn brings shares the flush.
    setImmediate(() => {
      this.#kicked = false;
      if (this.#ended === undefined && this.#running === undefined) this.#running = this.#run();
    });
  }

  async #run(): Promise<void> {
    while (this.#parts.length > 0 && this.#ended === undefined) {
      const parts = this.#parts;
      const waiters = this.#waiters;
      const lastSeq = this.#nextSeq - 1;
      this.#parts = [];
      this.#waiters = [];
      this.#groupStart = this.#position;
      const bytes = this.pendingBytes;
      try {
        for (const part of parts) await this.#write(part);
      } catch (reason) {
        this.#waiters.unshift(...waiters);
        const fatal = fatalError(reason);
        this.end(fatal);
        this.#events.fatal(fatal);
        break;
      }
      this.pendingBytes -= bytes;
      if (lastSeq > 0) this.#events.committed(lastSeq);
      for (const waiter of waiters) waiter.resolve();
      this.#letBehindGo();
    }
    this.#running = undefined;
    this.#letBehindGo();
  }

  #letBehindGo(): void {
    const behind = this.#behind;
    this.#behind = [];
    for (const go of behind) go();
  }

  async #write(part: Part): Promise<void> {
    if (part.create) await this.#begin(part.segment);
    if (part.chunks.length === 0) return;
    await this.#writeChunks(part);
    const before = this.#clock.monotonicMs();
    await this.#disk.flush(this.#fd, 'segment.flush', this.#place.here);
    const ms = this.#clock.monotonicMs() - before;
    this.#place.took(ms);
    this.flushMs[this.flushes++ % FLUSH_SAMPLES] = ms;
  }

  async #writeChunks({ at, chunks, ends }: Part): Promise<void> {
    const bytes = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
    const end = at + bytes;
    const behind = ends ? undefined : this.#ahead.behind(end, bytes);
    if (behind !== undefined && behind.length > 0) chunks.push(behind);
    const whole = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
    await this.#disk.write(this.#fd, whole, at, 'segment.write');
    this.#ahead.wrote(at + whole.length);
    if (!ends || this.#ahead.fileBytes === end) return;
    await this.#disk.truncate(this.#fd, end, 'segment.truncate');
    this.#ahead.begin(end);
  }

  /** Makes the file of a new segment durable, name and all, before anything is written to it. */
  async #begin(segment: Segment): Promise<void> {
    const { number, firstSeq } = segment;
    const [sealed, sealedFd] = [this.#fdSegment, this.#fd];
    this.#fd = await createSegment(this.#disk, this.#start.folder, { number, storeId: this.#start.storeId, firstSeq });
    this.#fdSegment = segment;
    this.#ahead.begin(SEGMENT_HEAD_BYTES);
    await closeFile(sealedFd);
    this.#logger.debug('segment begun', { number: segment.number, firstSeq: segment.firstSeq });
    this.#events.sealed(sealed);
  }

  /** Stops for good: nothing is written any more, and everyone who waits is told why. */
  end(reason: SutraError): void {
    if (this.#ended !== undefined) return;
    this.#ended = reason;
    const waiters = this.#waiters;
    this.#waiters = [];
    this.#parts = [];
    for (const waiter of waiters) waiter.reject(reason);
  }

  /** Writes what is left, marks the clean end, and lets go of the file. */
  async close(): Promise<number> {
    if (this.#ended === undefined) {
      this.#placeEnd();
      await this.flushed();
    }
    await this.#running;
    this.end(closed());
    await closeFile(this.#fd);
    return this.#position;
  }
}

export async function createSegment(
  disk: Disk,
  folder: string,
  head: { number: number; storeId: number; firstSeq: number },
): Promise<number> {
  const fd = await disk.open(join(folder, segmentName(head.number)), 'wx', 'segment.create');
  await disk.write(fd, segmentHead({ ...head, rewritten: 0 }), 0, 'segment.write');
  await disk.sync(fd, 'segment.create.sync');
  await disk.syncFolder(folder, 'segment.folder.sync');
  return fd;
}

export function fatalError(reason: unknown): SutraError {
  const what = reason instanceof Error ? reason.message : String(reason);
  return new SutraError('SUTRA_STORE_FATAL', `Cannot write to the store: ${what}`, { cause: reason });
}
