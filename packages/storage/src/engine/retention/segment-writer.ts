import { SutraError } from '@sutra/kit';
import { BlockEncoder, type EventRecord, type Source, sourceName } from '@sutra/wire';
import { checksum } from '../columns/block-rows.ts';
import { END, type FrameHead, frame, KEPT, REWRITTEN } from '../log/frame.ts';
import { type KeptRow, keptPayload } from '../log/kept-frame.ts';
import { noteBytes, type RewrittenNote } from '../log/rewritten.ts';
import { SEGMENT_HEAD_BYTES, type SegmentHead, segmentHead } from '../log/segment-file.ts';

/** Where a block says that it opens a dictionary. */
const OPENING_FLAG_AT = 16;
/** Numbers within a frame are told by their distance from the first, in four bytes. */
const SPAN_MAX = 2 ** 32 - 1;

/** One event that stays. */
export interface Staying extends KeptRow {
  readonly event: EventRecord;
}

/** Writes the form of a segment that holds only what stays: in memory, as parts of the file to be. */
export class SegmentWriter {
  readonly parts: Buffer[] = [];
  readonly #encoders = new Map<string, { readonly encoder: BlockEncoder; dictionary: number }>();
  readonly #lastSeq: number;
  #dictionaries = 0;
  #bytes = 0;
  #recordedAtUs = 0;

  constructor(head: SegmentHead, note: RewrittenNote) {
    this.#lastSeq = note.lastSeq;
    this.#push(segmentHead(head));
    this.#frame({ kind: REWRITTEN, count: 0, firstSeq: head.firstSeq, recordedAtUs: 0, dictionary: 0 }, noteBytes(note));
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** A learn batch, as it was. */
  learn({ kind, firstSeq, recordedAtUs }: FrameHead, payload: Uint8Array): void {
    this.#frame({ kind, count: 0, firstSeq, recordedAtUs, dictionary: 0 }, payload);
  }

  /** Events of one frame that stay, in order. */
  events(source: Source, recordedAtUs: number, staying: readonly Staying[]): void {
    const first = staying[0];
    if (first === undefined) return;
    const far = staying.findIndex(({ event }) => event.emitterSeq - first.event.emitterSeq > SPAN_MAX);
    if (far > 0) {
      this.events(source, recordedAtUs, staying.slice(0, far));
      this.events(source, recordedAtUs, staying.slice(far));
      return;
    }
    const name = sourceName(source.emitter, source.epoch);
    let speaker = this.#encoders.get(name);
    if (speaker === undefined) {
      speaker = { encoder: new BlockEncoder(source.emitter, source.epoch, checksum), dictionary: 0 };
      this.#encoders.set(name, speaker);
    }
    const block = encoded(speaker.encoder, staying);
    if (block === undefined) {
      const half = staying.length >> 1;
      this.events(source, recordedAtUs, staying.slice(0, half));
      this.events(source, recordedAtUs, staying.slice(half));
      return;
    }
    if (((block[OPENING_FLAG_AT] ?? 0) & 1) === 1) speaker.dictionary = this.#dictionaries++;
    const { dictionary } = speaker;
    this.#frame({ kind: KEPT, count: staying.length, firstSeq: first.seq, recordedAtUs, dictionary }, keptPayload(staying, block));
  }

  /** Marks the end: a rewritten segment without it was cut off. */
  end(): void {
    this.#frame({ kind: END, count: 0, firstSeq: this.#lastSeq + 1, recordedAtUs: this.#recordedAtUs, dictionary: 0 }, new Uint8Array(0));
  }

  #frame(head: Omit<FrameHead, 'skip' | 'groupStart'>, payload: Uint8Array): void {
    this.#recordedAtUs = head.recordedAtUs;
    // All of the file is flushed before it has its name: what stands before a frame is never a torn tail.
    this.#push(frame({ ...head, skip: 0, groupStart: Math.max(SEGMENT_HEAD_BYTES, this.#bytes) }, payload));
  }

  #push(part: Buffer): void {
    this.parts.push(part);
    this.#bytes += part.length;
  }
}

/** The block; undefined when it is too much for one. */
function encoded(encoder: BlockEncoder, staying: readonly Staying[]): Uint8Array | undefined {
  try {
    return encoder.encode(staying.map(({ event }) => event));
  } catch (reason) {
    if (!(reason instanceof SutraError) || reason.code !== 'SUTRA_WIRE_LIMIT' || staying.length === 1) throw reason;
    return undefined;
  }
}
