import {
  ByteReader,
  type EventFields,
  type FieldWish,
  type RecordLinks,
  readFields,
  readLinks,
  readStored,
  type Session,
  type StoredEvent,
  type StoredFacts,
} from '@sutra/wire';
import { type KeptFrame, type ReadKeptRow, readKept } from '../log/kept-frame.ts';
import type { Segment } from '../log/segment.ts';
import { PassingFrames } from './passing-frames.ts';
import type { SegmentIndex } from './segment-index.ts';

const PER_SEGMENT = 2 ** 32;

/** Takes the record where the reader stands, with what the log knows of it. */
export type TakeRecord<T> = (reader: ByteReader, session: Session, facts: StoredFacts) => T;

/** Builds the event. */
export const readEvent: TakeRecord<StoredEvent> = (reader, session, { emitterSeq, timeUs, seq, recordedAtUs }) =>
  readStored(reader, session, emitterSeq, timeUs, seq, recordedAtUs);

const takeLinks: TakeRecord<RecordLinks> = (reader, session, { emitterSeq, timeUs }) => readLinks(reader, session, emitterSeq, timeUs);

/** A record with all it takes to read it: good without the columns that led to it. */
export interface HeldRecord {
  readonly block: Buffer;
  readonly offset: number;
  readonly session: Session;
  readonly facts: StoredFacts;
}

interface Frame {
  readonly block: Buffer;
  /** Read again since it was last passed over. */
  used: boolean;
}

/** What keeping a frame takes beside its bytes: a single event in a frame of its own is a fraction of that. */
const KEEPING_BYTES = 512;

/** Frames that have been read and checked. What is not read again goes first, the oldest before the others. */
export class FrameCache {
  readonly #max: number;
  readonly #frames = new Map<number, Frame>();
  readonly #passing = new PassingFrames();
  /** What stands before the blocks of rewritten segments, for as long as these are kept. */
  readonly #kept = new WeakMap<Buffer, KeptFrame>();
  /** For one record at a time. */
  readonly #reader = new ByteReader(new Uint8Array(0));
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#max = maxBytes;
  }

  /** Drops everything: what is read next comes from the disk. */
  clear(): void {
    this.#frames.clear();
    this.#bytes = 0;
    this.#passing.clear();
  }

  /** @throws SutraError SUTRA_STORE_CORRUPT */
  frame(segment: Segment, index: SegmentIndex, frame: number): Buffer {
    const key = segment.key * PER_SEGMENT + index.frameAt.at(frame);
    const known = this.#frames.get(key);
    if (known !== undefined) {
      known.used = true;
      return known.block;
    }
    const block = segment.readFrame(index.frameAt.at(frame), index.frameLength.at(frame), index.frameSeqs(frame));
    this.#frames.set(key, { block, used: false });
    this.#bytes += block.length + KEEPING_BYTES;
    if (this.#bytes > this.#max) this.#evict(key);
    return block;
  }

  /** The same for one that is only passed through. @throws SutraError SUTRA_STORE_CORRUPT */
  #passed(segment: Segment, index: SegmentIndex, frame: number): Buffer {
    const key = segment.key * PER_SEGMENT + index.frameAt.at(frame);
    return this.#frames.get(key)?.block ?? this.#passing.frame(segment, index, frame);
  }

  /** Passes over what was read again once, and puts it behind the others: an order that costs nothing to keep while reading. */
  #evict(newest: number): void {
    for (const [key, frame] of this.#frames) {
      if (this.#bytes <= this.#max || key === newest) return;
      this.#frames.delete(key);
      if (frame.used) {
        frame.used = false;
        this.#frames.set(key, frame);
      } else this.#bytes -= frame.block.length + KEEPING_BYTES;
    }
  }

  /** What a row of a rewritten segment stands for. @throws SutraError SUTRA_STORE_CORRUPT */
  standsFor(segment: Segment, index: SegmentIndex, row: number): ReadKeptRow {
    const number = index.frameOf(row);
    const payload = this.frame(segment, index, number);
    const { from, to } = index.frameRows(number);
    let kept = this.#kept.get(payload);
    if (kept === undefined) {
      kept = readKept(payload, index.seqAt(from), to - from);
      this.#kept.set(payload, kept);
    }
    return kept.rows[row - from]!;
  }

  /** The event of one row. @throws SutraError SUTRA_STORE_CORRUPT */
  event(segment: Segment, index: SegmentIndex, row: number): StoredEvent {
    return this.record(segment, index, row, readEvent);
  }

  /** The fields of one row that are wished for. @throws SutraError SUTRA_STORE_CORRUPT */
  fields(segment: Segment, index: SegmentIndex, row: number, wish: FieldWish): EventFields {
    return this.record(segment, index, row, (reader, session, { emitterSeq, timeUs }) =>
      readFields(reader, session, emitterSeq, timeUs, wish),
    );
  }

  /** Its id and its causes alone. @throws SutraError SUTRA_STORE_CORRUPT */
  links(segment: Segment, index: SegmentIndex, row: number): RecordLinks {
    return this.record(segment, index, row, takeLinks);
  }

  /** Hands over the record of one row. @throws SutraError SUTRA_STORE_CORRUPT */
  record<T>(segment: Segment, index: SegmentIndex, row: number, take: TakeRecord<T>): T {
    const frame = index.frameOf(row);
    const block = this.frame(segment, index, frame);
    const { session } = index.dictionaries[index.frameDictionary.at(frame)]!;
    return this.#handOver(block, index.offset.at(row), session, this.#facts(block, index, frame, row), take);
  }

  /** The record of one row, to be read later. @throws SutraError SUTRA_STORE_CORRUPT */
  hold(segment: Segment, index: SegmentIndex, row: number): HeldRecord {
    const frame = index.frameOf(row);
    const block = this.frame(segment, index, frame);
    const { session } = index.dictionaries[index.frameDictionary.at(frame)]!;
    return { block, offset: index.offset.at(row), session, facts: this.#facts(block, index, frame, row) };
  }

  #facts(block: Buffer, index: SegmentIndex, frame: number, row: number): StoredFacts {
    return {
      emitterSeq: this.#number(block, index, frame, row),
      timeUs: index.time.at(row),
      seq: index.seqAt(row),
      recordedAtUs: index.frameRecorded.at(frame),
    };
  }

  /** Hands over a record that was held. */
  recordOf<T>({ block, offset, session, facts }: HeldRecord, take: TakeRecord<T>): T {
    return this.#handOver(block, offset, session, facts, take);
  }

  #handOver<T>(block: Buffer, offset: number, session: Session, facts: StoredFacts, take: TakeRecord<T>): T {
    const reader = this.#reader;
    reader.bytes = block;
    reader.at = offset;
    reader.end = block.length;
    return take(reader, session, facts);
  }

  /** Hands over every fitting row of [from, to), until one is not wanted any more; frame by frame, so that each is looked up once. For who passes through. */
  records(
    segment: Segment,
    index: SegmentIndex,
    { from, to }: { readonly from: number; readonly to: number },
    fits: (row: number) => boolean,
    take: TakeRecord<boolean>,
  ): void {
    let row = from;
    for (let frame = index.frameOf(from); row < to; frame++) {
      const rows = index.frameRows(frame);
      const end = Math.min(to, rows.to);
      const { session } = index.dictionaries[index.frameDictionary.at(frame)]!;
      const recordedAtUs = index.frameRecorded.at(frame);
      const holes = index.frameHoles.at(frame) === 1;
      const firstNumber = index.frameSeq.at(frame) - rows.from;
      let reader: ByteReader | undefined;
      for (; row < end; row++) {
        if (!fits(row)) continue;
        reader ??= new ByteReader(this.#passed(segment, index, frame));
        reader.at = index.offset.at(row);
        const emitterSeq = holes ? this.#number(this.#passed(segment, index, frame), index, frame, row) : firstNumber + row;
        if (!take(reader, session, { emitterSeq, timeUs: index.time.at(row), seq: index.seqAt(row), recordedAtUs })) return;
      }
    }
  }

  /** The row of a frame whose event has this number of its emitter; undefined when it is one that was left out. */
  rowOf(segment: Segment, index: SegmentIndex, frame: number, emitterSeq: number): number | undefined {
    const { from, to } = index.frameRows(frame);
    let number = index.frameSeq.at(frame);
    if (index.kept !== undefined) return index.kept.rowOfNumber(emitterSeq - number, from, to);
    if (index.frameHoles.at(frame) === 0)
      return emitterSeq >= number && emitterSeq < number + to - from ? from + emitterSeq - number : undefined;
    const block = this.frame(segment, index, frame);
    let row = from;
    while (number < emitterSeq && ++row < to) number += 1 + gapAt(block, index.offset.at(row));
    return row < to && number === emitterSeq ? row : undefined;
  }

  #number(block: Buffer, index: SegmentIndex, frame: number, row: number): number {
    if (index.kept !== undefined) return index.frameSeq.at(frame) + index.kept.number.at(row);
    const { from } = index.frameRows(frame);
    if (index.frameHoles.at(frame) === 0) return index.frameSeq.at(frame) + (index.places?.number.at(row) ?? row - from);
    let number = index.frameSeq.at(frame);
    // Holes are rare: the step before each record is read from the record itself (flags, type, then the gap).
    for (let next = from + 1; next <= row; next++) number += 1 + gapAt(block, index.offset.at(next));
    return number;
  }
}

function gapAt(block: Buffer, offset: number): number {
  const reader = new ByteReader(block, offset);
  const flags = reader.u8();
  reader.varint();
  return (flags & 1) === 0 ? 0 : reader.varint();
}
