import { SutraError } from '@sutra/kit';
import { BlockDecoder, BlockEncoder, type EventRecord } from '@sutra/wire';
import { checksum } from '../columns/block-rows.ts';
import { EVENTS, FRAME_BYTES, type FrameHead, frame } from '../log/frame.ts';
import { type ScannedFrame, SEGMENT_HEAD_BYTES, scanSegment } from '../log/segment-file.ts';

/** Where a block says that it opens a dictionary. */
const OPENING_FLAG_AT = 16;

/** Which frames and events stay: exactly those before the cut. */
export interface CutPoint {
  /** Last seq that stays. */
  readonly seq: number;
  /** Also cut whatever was recorded after this time, learn batches included. */
  readonly recordedUs: number;
}

/**
 * The frames of a segment that stay, byte for byte; a block that the cut goes through is encoded anew with the events before it.
 * @returns the bytes behind the segment's head, and whether the cut was in this segment
 */
export function cutSegment(
  file: string,
  bytes: Buffer,
  firstSeq: number,
  cut: CutPoint,
): { readonly parts: Buffer[]; readonly ended: boolean } {
  const decoders: BlockDecoder[] = [];
  let end = SEGMENT_HEAD_BYTES;
  let last: Buffer[] | undefined;
  /** Dictionaries opened by the frames that stay: their numbers have no holes. */
  let dictionaries = 0;
  const visit = ({ head, payload, at }: ScannedFrame): void => {
    if (last !== undefined) return;
    const isEvents = head.kind === EVENTS;
    if (head.recordedAtUs > cut.recordedUs || (isEvents && head.count > 0 && head.firstSeq > cut.seq)) {
      last = [];
      return;
    }
    if (isEvents) {
      decoders[head.dictionary] ??= new BlockDecoder(checksum);
      const events = decoders[head.dictionary]!.decode(payload);
      const keep = cut.seq - head.firstSeq + 1;
      if (keep < head.count) {
        const { source } = decoders[head.dictionary]!;
        last = encodeAnew(events.slice(head.skip, head.skip + keep), source!, { ...head, dictionary: dictionaries }, end);
        return;
      }
    }
    if (isEvents) dictionaries = Math.max(dictionaries, head.dictionary + 1);
    end = at + FRAME_BYTES + payload.length;
  };
  scanSegment(file, bytes, firstSeq, false, visit);
  return { parts: [bytes.subarray(SEGMENT_HEAD_BYTES, end), ...(last ?? [])], ended: last !== undefined };
}

/** Frames with these events in a dictionary of their own. */
function encodeAnew(events: readonly EventRecord[], source: { emitter: string; epoch: number }, head: FrameHead, at: number): Buffer[] {
  const encoder = new BlockEncoder(source.emitter, source.epoch, checksum);
  const frames: Buffer[] = [];
  let { dictionary, firstSeq } = head;
  dictionary--;
  let position = at;
  const add = (part: readonly EventRecord[]): void => {
    const block = encodeFitting(encoder, part, add);
    if (block === undefined) return;
    if (((block[OPENING_FLAG_AT] ?? 0) & 1) === 1) dictionary++;
    const made = frame({ ...head, skip: 0, count: part.length, firstSeq, dictionary, groupStart: position }, block);
    frames.push(made);
    firstSeq += part.length;
    position += made.length;
  };
  add(events);
  return frames;
}

/** The block, or nothing after handing on both halves of what is too much for one. */
function encodeFitting(
  encoder: BlockEncoder,
  events: readonly EventRecord[],
  add: (part: readonly EventRecord[]) => void,
): Uint8Array | undefined {
  try {
    return encoder.encode(events);
  } catch (reason) {
    if (!(reason instanceof SutraError) || reason.code !== 'SUTRA_WIRE_LIMIT' || events.length === 1) throw reason;
    add(events.slice(0, events.length >> 1));
    add(events.slice(events.length >> 1));
    return undefined;
  }
}
