import { BlockWalker, ByteReader, type EventRecord, readRecord, type Session } from '@sutra/wire';
import { BlockRows, checksum } from '../columns/block-rows.ts';
import { EVENTS, FRAME_BYTES, frameAt, KEPT } from '../log/frame.ts';
import { type ReadKeptRow, readKept } from '../log/kept-frame.ts';
import { type ScannedFrame, SEGMENT_HEAD_BYTES } from '../log/segment-file.ts';

/** One frame with events, walked; valid until the next is asked for. */
export interface EventFrame extends ScannedFrame {
  readonly session: Session;
  /** Rows of the frame that count: [from, to) of `rows`. */
  readonly from: number;
  readonly to: number;
  readonly rows: BlockRows;
  readonly kept: readonly ReadKeptRow[] | undefined;
  /** Keys of ids that are not canonical, by row. */
  readonly idKeys: ReadonlyMap<number, number>;
  seqOf(row: number): number;
  decode(row: number): EventRecord;
}

/** Steps through the frames of a sealed segment that was read and checked. */
export class SegmentFrames {
  readonly #bytes: Buffer;
  readonly #walkers: BlockWalker[] = [];
  readonly #rows = new BlockRows();
  #at = SEGMENT_HEAD_BYTES;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** The next frame of any kind; undefined at the end. */
  next(): ScannedFrame | undefined {
    const at = this.#at;
    const found = frameAt(this.#bytes, at);
    if (found === undefined) return undefined;
    this.#at += FRAME_BYTES + found.payload.length;
    return { ...found, at };
  }

  /** Walks a frame; undefined when it has no events. Every frame with words must come by, in order. */
  events(frame: ScannedFrame): EventFrame | undefined {
    const { head, payload } = frame;
    if (head.kind !== EVENTS && head.kind !== KEPT) return undefined;
    const kept = head.kind === KEPT ? readKept(payload, head.firstSeq, head.count) : undefined;
    const block = payload.subarray(kept?.blockAt ?? 0);
    this.#walkers[head.dictionary] ??= new BlockWalker(checksum);
    const walker = this.#walkers[head.dictionary]!;
    const rows = this.#rows;
    rows.read(walker, block);
    const session = walker.session!;
    const reader = new ByteReader(block);
    const { skip } = head;
    return {
      ...frame,
      session,
      from: skip,
      to: rows.count,
      rows,
      kept: kept?.rows,
      idKeys: new Map(Array.from({ length: rows.ids.length / 2 }, (_, i) => [rows.ids.at(2 * i), rows.ids.at(2 * i + 1)])),
      seqOf: (row) => kept?.rows[row]?.seq ?? head.firstSeq + row - skip,
      decode(row) {
        reader.at = rows.offset[row]!;
        return readRecord(reader, session, rows.emitterSeq[row]!, rows.timeUs[row]!);
      },
    };
  }
}
