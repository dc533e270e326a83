import type { Socket } from 'node:net';
import type { Clock } from '@sutra/kit';
import { SutraError } from '@sutra/kit';
import {
  encodePacked,
  FRAME,
  FRAME_HEADER_BYTES,
  FRAME_LIMITS,
  type Frame,
  FrameDecoder,
  type FrameKind,
  frameHeader,
  packMessage,
  packTransient,
  writeFrameHeader,
} from '@sutra/wire';
import { connectionLost } from './errors.ts';
import { MessageAssembler } from './message-assembler.ts';
import { Outbox } from './outbox.ts';

export interface FrameSocketOptions {
  readonly socket: Socket;
  readonly clock: Clock;
  readonly frameBytesMax: number;
  readonly messageBytesMax: number;
  /** What the other end takes in one message. Default: as much as we do. */
  readonly sendBytesMax?: number;
  /** Whole messages in order of arrival: parts are joined. Throwing closes the connection with that reason. */
  onFrame(frame: Frame): void;
  /** After the frames of one read, and whenever waiting bytes have left. */
  onTraffic?(): void;
  /** Once, after the last frame. The reason is why it ended; undefined when the other end simply left. */
  onClose(reason: SutraError | undefined): void;
}

/** Why reading from a socket is held back. */
export type HoldReason = 'budget' | 'requests' | 'outbound';

/** A connection after its handshake: frames in, frames out, bounded both ways. Used by the server and by the client. */
export class FrameSocket {
  readonly #options: FrameSocketOptions;
  readonly #decoder: FrameDecoder;
  readonly #assembler: MessageAssembler;
  readonly #outbox: Outbox;
  readonly #holds = new Set<HoldReason>();
  #lastReceivedMs: number;
  #reason: SutraError | undefined;
  #ending = false;
  #closed = false;

  constructor(options: FrameSocketOptions) {
    this.#options = options;
    this.#decoder = new FrameDecoder(options.frameBytesMax);
    this.#assembler = new MessageAssembler(options.messageBytesMax);
    this.#outbox = new Outbox(options.socket, options.clock);
    this.#lastReceivedMs = options.clock.monotonicMs();
  }

  /** Begins to read; `rest` is what arrived behind the hello. */
  start(rest: Uint8Array): void {
    const { socket } = this.#options;
    socket.on('data', (chunk: Buffer) => this.#received(chunk));
    socket.on('drain', () => this.#options.onTraffic?.());
    socket.on('end', () => this.destroy());
    socket.on('error', (cause) => {
      this.#reason ??= connectionLost(`The connection broke: ${cause.message}`, cause);
    });
    socket.on('close', () => this.#finish());
    this.#received(rest);
    if (socket.destroyed) this.#finish();
    else if (this.#holds.size === 0) socket.resume();
  }

  get closed(): boolean {
    return this.#closed || this.#ending || this.#options.socket.destroyed;
  }

  /** Elapsed time since a byte arrived, ms. */
  silentMs(): number {
    return this.#options.clock.monotonicMs() - this.#lastReceivedMs;
  }

  /** How long bytes have waited for the other end to take any, ms; 0 when nothing waits. */
  stalledMs(): number {
    return this.#outbox.stalledMs();
  }

  /** Bytes received that do not make a whole message yet. */
  get heldBytes(): number {
    return this.#decoder.held + this.#assembler.held;
  }

  /** Bytes waiting to be sent. */
  get queuedBytes(): number {
    return this.#outbox.queuedBytes;
  }

  /** Stops reading until every reason is released. What was read is still delivered. */
  hold(reason: HoldReason): void {
    this.#holds.add(reason);
    this.#options.socket.pause();
  }

  release(reason: HoldReason): void {
    if (this.#holds.delete(reason) && this.#holds.size === 0 && !this.#options.socket.destroyed) this.#options.socket.resume();
  }

  /** Sends a small frame ahead of anything large that waits. */
  send(kind: FrameKind, id: number, ...payload: readonly Uint8Array[]): void {
    if (this.closed) return;
    this.#outbox.urgent(framed(kind, id, payload));
  }

  sendError(id: number, error: SutraError): void {
    this.send(FRAME.error, id, packMessage(error.toData()));
  }

  /**
   * Sends a message of any size up to the message limit, in parts when it is large, so that urgent frames pass it.
   * @throws SutraError SUTRA_FRAME_LIMIT when it is larger than the other end takes.
   */
  sendMessage(kind: FrameKind, id: number, head: unknown, tail?: Uint8Array): number {
    const packed = packTransient(head);
    const tailBytes = tail?.length ?? 0;
    const bytes = MESSAGE_FRONT_BYTES + packed.length + tailBytes;
    if (bytes > this.#options.messageBytesMax) {
      throw new SutraError('SUTRA_FRAME_LIMIT', `Cannot send ${bytes} bytes in one message: the limit is ${this.#options.messageBytesMax}`);
    }
    if (this.closed) return bytes;
    if (bytes <= COPIED_BYTES_MAX) this.#outbox.bulk([inOnePiece(kind, id, packed, tail)]);
    else {
      const pieces = encodePacked(packed, tail);
      if (bytes <= FRAME_LIMITS.partBytes) this.#outbox.bulk(framed(kind, id, pieces));
      else for (const frame of inParts(kind, id, pieces)) this.#outbox.bulk(frame);
    }
    return bytes;
  }

  /** Hands what waits to the socket now, not at the end of the turn. */
  flush(): void {
    this.#outbox.flush();
  }

  /** Whether large messages may be queued now. */
  get hasRoom(): boolean {
    return this.#outbox.hasRoom;
  }

  /** Resolves when large messages may be queued again; undefined when they may now. Rejects when the connection closes or the signal fires. */
  room(signal: AbortSignal): Promise<void> | undefined {
    return this.#outbox.room(signal);
  }

  /** Says why, sends what is queued, and closes. */
  end(reason: SutraError, kind: typeof FRAME.error | typeof FRAME.goodbye = FRAME.error): void {
    if (this.closed) return;
    this.send(kind, 0, packMessage(reason.toData()));
    this.#reason ??= reason;
    this.#ending = true;
    this.#outbox.flush();
    this.#options.socket.end();
    this.#options.socket.resume(); // what still comes is dropped; unread, it would hide that the other end has left
    // The other end may keep its half open or read nothing: it gets a moment for the last words, not more.
    const timer = this.#options.clock.after(LAST_WORDS_MS, () => this.#options.socket.destroy());
    this.#options.socket.once('close', () => timer.cancel());
  }

  /** Closes at once. */
  destroy(reason?: SutraError): void {
    this.#reason ??= reason;
    this.#options.socket.destroy();
  }

  #received(chunk: Uint8Array): void {
    if (chunk.length > 0) this.#lastReceivedMs = this.#options.clock.monotonicMs();
    if (this.#ending) return;
    try {
      for (const frame of this.#decoder.push(chunk)) {
        const whole = this.#assembler.take(frame);
        if (whole !== undefined) this.#options.onFrame(whole);
        if (this.closed) return;
      }
    } catch (reason) {
      this.end(SutraError.from(reason));
      return;
    }
    if (this.#decoder.failure !== undefined) this.end(this.#decoder.failure);
    else this.#options.onTraffic?.();
  }

  #finish(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#outbox.closed();
    this.#options.onClose(this.#reason);
  }
}

const LAST_WORDS_MS = 2_000;
/** The length of the head, before it. */
const MESSAGE_FRONT_BYTES = 4;
/** Up to this a message is copied into one piece: that costs less than several pieces do. */
const COPIED_BYTES_MAX = 64 * 1024;

/** A message that goes into one frame, header and all. */
function inOnePiece(kind: FrameKind, id: number, packed: Uint8Array, tail: Uint8Array | undefined): Uint8Array {
  const tailBytes = tail?.length ?? 0;
  const headAt = FRAME_HEADER_BYTES + MESSAGE_FRONT_BYTES;
  const frame = Buffer.allocUnsafe(headAt + packed.length + tailBytes);
  writeFrameHeader(frame, kind, id, frame.length - FRAME_HEADER_BYTES);
  frame.writeUInt32BE(packed.length, FRAME_HEADER_BYTES);
  frame.set(packed, headAt);
  if (tailBytes > 0) frame.set(tail as Uint8Array, headAt + packed.length);
  return frame;
}

function framed(kind: FrameKind, id: number, payload: readonly Uint8Array[]): Uint8Array[] {
  const bytes = payload.reduce((sum, piece) => sum + piece.length, 0);
  return [frameHeader(kind, id, bytes), ...payload];
}

function* inParts(kind: FrameKind, id: number, pieces: readonly Uint8Array[]): Generator<Uint8Array[]> {
  const slices: Uint8Array[] = [];
  for (const piece of pieces) {
    for (let at = 0; at < piece.length; at += FRAME_LIMITS.partBytes) slices.push(piece.subarray(at, at + FRAME_LIMITS.partBytes));
  }
  for (let i = 0; i < slices.length - 1; i++) yield framed(FRAME.part, id, [slices[i] as Uint8Array]);
  yield framed(kind, id, [slices[slices.length - 1] as Uint8Array]);
}
