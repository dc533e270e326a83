import type { SutraError } from '@sutra/kit';
import { frameLimit, malformedFrame } from './errors.ts';
import { FRAME_HEADER_BYTES, FRAME_LENGTH_MIN, type Frame, joined, u32At } from './frame.ts';
import { FRAME_LIMITS } from './limits.ts';

const LENGTH_BYTES = 4;
/** Pieces are joined up to this size. */
const DROP_BYTES = 4_096;

/**
 * Bytes in, frames out, however the bytes are cut. Holds at most one incomplete frame; its length is checked as soon as
 * it is there, so nobody can make us wait for, or hold, more than `frameBytesMax`.
 */
export class FrameDecoder {
  readonly #frameBytesMax: number;
  /** Pieces of the incomplete frame at the end of what was pushed. */
  #pieces: Uint8Array[] = [];
  #held = 0;
  /** Bytes needed before there is anything to do: a length, then a whole frame. */
  #wanted = LENGTH_BYTES;
  #failure: SutraError | undefined;

  constructor(frameBytesMax: number = FRAME_LIMITS.frameBytesMax) {
    this.#frameBytesMax = frameBytesMax;
  }

  /** Bytes of the incomplete frame. */
  get held(): number {
    return this.#held;
  }

  /** Set once the bytes cannot be framed; the frames before that place were given out, and nothing is taken any more. */
  get failure(): SutraError | undefined {
    return this.#failure;
  }

  /** The frames that `chunk` completes. Payloads are views: of `chunk`, or of a copy when the frame came in pieces. */
  push(chunk: Uint8Array): Frame[] {
    const frames: Frame[] = [];
    if (this.#failure !== undefined || chunk.length === 0) return frames;
    this.#held += chunk.length;
    this.#keep(chunk);
    if (this.#held < this.#wanted) return frames;
    const bytes = joined(this.#pieces);
    let at = 0;
    for (;;) {
      const left = bytes.length - at;
      this.#wanted = LENGTH_BYTES;
      if (left < LENGTH_BYTES) break;
      const length = u32At(bytes, at);
      this.#failure = this.#refusal(length);
      if (this.#failure !== undefined) {
        this.#pieces = [];
        this.#held = 0;
        return frames;
      }
      this.#wanted = LENGTH_BYTES + length;
      if (left < this.#wanted) break;
      frames.push({
        kind: bytes[at + 4] as number,
        id: u32At(bytes, at + 5),
        payload: bytes.subarray(at + FRAME_HEADER_BYTES, at + LENGTH_BYTES + length),
      });
      at += LENGTH_BYTES + length;
    }
    this.#pieces = at === bytes.length ? [] : [bytes.subarray(at)];
    this.#held = bytes.length - at;
    return frames;
  }

  /** Adds to the pieces. Drops are joined as they fall: a frame that comes byte by byte must not cost an object for each. */
  #keep(chunk: Uint8Array): void {
    const last = this.#pieces.at(-1);
    if (last !== undefined && last.length + chunk.length <= DROP_BYTES) this.#pieces[this.#pieces.length - 1] = joined([last, chunk]);
    else this.#pieces.push(chunk);
  }

  #refusal(length: number): SutraError | undefined {
    if (length < FRAME_LENGTH_MIN) return malformedFrame(`its length is ${length}, and no frame is shorter than ${FRAME_LENGTH_MIN}`);
    if (length > this.#frameBytesMax) return frameLimit(`its length is ${length}, and the limit is ${this.#frameBytesMax} bytes`);
    return undefined;
  }
}
