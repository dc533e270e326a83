import { FRAME_BYTES, frameAt } from '../log/frame.ts';
import type { Segment } from '../log/segment.ts';
import type { SegmentIndex } from './segment-index.ts';

/** Read at once for who follows the log: a look into the file costs as much as hundreds of its events. */
const WINDOW_BYTES = 128 * 1024;
/** Followers at different places each have their own. */
const WINDOWS_MAX = 4;

/** Some of a segment's file, as it was when it was read. */
interface Window {
  readonly key: number;
  readonly from: number;
  readonly bytes: Buffer;
}

/** Frames that followers pass through on their way, read many at a time: they push out nothing that questions come back to. */
export class PassingFrames {
  /** The newest first. */
  readonly #windows: Window[] = [];

  clear(): void {
    this.#windows.length = 0;
  }

  /** The payload of a frame: a view, to be used and let go. @throws SutraError SUTRA_STORE_CORRUPT */
  frame(segment: Segment, index: SegmentIndex, frame: number): Buffer {
    const at = index.frameAt.at(frame);
    const payloadBytes = index.frameLength.at(frame);
    const { from, bytes } = this.#windowAt(segment, index, at);
    const found = frameAt(bytes, at - from);
    // Longer than a window, written after it was read, or damaged: the reader of one frame tells.
    if (found === undefined || found.payload.length !== payloadBytes) return segment.readFrame(at, payloadBytes, index.frameSeqs(frame));
    const seqs = index.frameSeqs(frame);
    if (seqs !== undefined && found.head.firstSeq !== seqs.from) return segment.readFrame(at, payloadBytes, seqs);
    return found.payload;
  }

  #windowAt(segment: Segment, index: SegmentIndex, at: number): Window {
    for (const window of this.#windows)
      if (window.key === segment.key && at >= window.from && at < window.from + window.bytes.length) return window;
    const last = index.frameAt.length - 1;
    const end = index.frameAt.at(last) + index.frameLength.at(last) + FRAME_BYTES;
    const window = { key: segment.key, from: at, bytes: segment.readSome(at, Math.min(WINDOW_BYTES, end - at)) };
    this.#windows.unshift(window);
    if (this.#windows.length > WINDOWS_MAX) this.#windows.pop();
    return window;
  }
}
