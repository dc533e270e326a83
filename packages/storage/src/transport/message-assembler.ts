import { SutraError } from '@sutra/kit';
import { FRAME, type Frame } from '@sutra/wire';

/** What keeping a part costs, however small it is: if empty parts counted for nothing, they would never end. */
const PART_BYTES_MIN = 128;
const costOf = (payload: Uint8Array): number => Math.max(payload.length, PART_BYTES_MIN);

/** Joins the parts of messages that came in several frames. All unfinished messages of a connection share one bound. */
export class MessageAssembler {
  readonly #bytesMax: number;
  readonly #unfinished = new Map<number, { readonly pieces: Uint8Array[]; bytes: number }>();
  #held = 0;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  /** Bytes of unfinished messages. */
  get held(): number {
    return this.#held;
  }

  /**
   * The whole message that `frame` completes, or undefined when it is a part.
   * @throws SutraError SUTRA_FRAME_LIMIT when unfinished messages grow beyond the bound.
   */
  take(frame: Frame): Frame | undefined {
    const begun = this.#unfinished.get(frame.id);
    if (begun === undefined && frame.kind !== FRAME.part) return frame;
    this.#held += costOf(frame.payload);
    if (this.#held > this.#bytesMax)
      throw new SutraError(
        'SUTRA_FRAME_LIMIT',
        `Cannot take a message in parts: ${this.#held} bytes are over the limit of ${this.#bytesMax}`,
      );
    const message = begun ?? { pieces: [], bytes: 0 };
    message.bytes += frame.payload.length;
    if (frame.kind === FRAME.part) {
      // A view would keep all that arrived with it, however small it is.
      message.pieces.push(frame.payload.slice());
      this.#unfinished.set(frame.id, message);
      return undefined;
    }
    message.pieces.push(frame.payload);
    this.#unfinished.delete(frame.id);
    for (const piece of message.pieces) this.#held -= costOf(piece);
    return { kind: frame.kind, id: frame.id, payload: Buffer.concat(message.pieces, message.bytes) };
  }
}
