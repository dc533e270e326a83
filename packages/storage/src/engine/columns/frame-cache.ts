import { ByteReader, readStored, type StoredEvent } from '@sutra/wire';
import type { Segment } from '../log/segment.ts';
import type { SegmentIndex } from './segment-index.ts';

const PER_SEGMENT = 2 ** 32;

/** Frames that have been read and checked, newest use last; and rows decoded from them. */
export class FrameCache {
  readonly #max: number;
  readonly #frames = new Map<number, Buffer>();
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#max = maxBytes;
  }

  /** Drops everything: what is read next comes from the disk. */
  clear(): void {
    this.#frames.clear();
    this.#bytes = 0;
  }

  /** @throws SutraError SUTRA_STORE_CORRUPT */
  frame(segment: Segment, index: SegmentIndex, frame: number): Buffer {
    const at = index.frameAt.at(frame);
    const key = segment.number * PER_SEGMENT + at;
    const known = this.#frames.get(key);
    if (known !== undefined) {
      this.#frames.delete(key);
      this.#frames.set(key, known);
      return known;
    }
    const { from, to } = index.frameRows(frame);
    const seqs = { from: segment.firstSeq + from, to: segment.firstSeq + to - 1 };
    const block = segment.readFrame(at, index.frameLength.at(frame), seqs);
    this.#frames.set(key, block);
    this.#bytes += block.length;
    for (const [oldest, bytes] of this.#frames) {
      if (this.#bytes <= this.#max || oldest === key) break;
      this.#frames.delete(oldest);
      this.#bytes -= bytes.length;
    }
    return block;
  }

  /** The event of one row. @throws SutraError SUTRA_STORE_CORRUPT */
  event(segment: Segment, index: SegmentIndex, row: number): StoredEvent {
    const frame = index.frameOf(row);
    const block = this.frame(segment, index, frame);
    const { session } = index.dictionaries[index.frameDictionary.at(frame)]!;
    const number = this.#number(block, index, frame, row);
    const reader = new ByteReader(block, index.offset.at(row));
    return readStored(reader, session, number, index.time.at(row), segment.firstSeq + row, index.frameRecorded.at(frame));
  }

  /** Every fitting row of [from, to), at most `max`; frame by frame, so that each is looked up once. */
  events(segment: Segment, index: SegmentIndex, from: number, to: number, max: number, fits: (row: number) => boolean): StoredEvent[] {
    const events: StoredEvent[] = [];
    for (let frame = index.frameOf(from); from < to && events.length < max; frame++) {
      const rows = index.frameRows(frame);
      const end = Math.min(to, rows.to);
      const { session } = index.dictionaries[index.frameDictionary.at(frame)]!;
      const recordedAtUs = index.frameRecorded.at(frame);
      const holes = index.frameHoles.at(frame) === 1;
      const firstNumber = index.frameSeq.at(frame) - rows.from;
      let reader: ByteReader | undefined;
      for (; from < end && events.length < max; from++) {
        if (!fits(from)) continue;
        reader ??= new ByteReader(this.frame(segment, index, frame));
        const number = holes ? this.#number(this.frame(segment, index, frame), index, frame, from) : firstNumber + from;
        reader.at = index.offset.at(from);
        events.push(readStored(reader, session, number, index.time.at(from), segment.firstSeq + from, recordedAtUs));
      }
    }
    return events;
  }

  /** The row of a frame whose event has this number of its emitter; undefined when it is one that was left out. */
  rowOf(segment: Segment, index: SegmentIndex, frame: number, emitterSeq: number): number | undefined {
    const { from, to } = index.frameRows(frame);
    let number = index.frameSeq.at(frame);
    if (index.frameHoles.at(frame) === 0)
      return emitterSeq >= number && emitterSeq < number + to - from ? from + emitterSeq - number : undefined;
    const block = this.frame(segment, index, frame);
    let row = from;
    while (number < emitterSeq && ++row < to) number += 1 + gapAt(block, index.offset.at(row));
    return row < to && number === emitterSeq ? row : undefined;
  }

  #number(block: Buffer, index: SegmentIndex, frame: number, row: number): number {
    const { from } = index.frameRows(frame);
    if (index.frameHoles.at(frame) === 0) return index.frameSeq.at(frame) + row - from;
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
