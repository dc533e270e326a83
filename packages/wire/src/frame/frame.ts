import { frameLimit } from './errors.ts';
import { FRAME_LIMITS } from './limits.ts';

/**
 * Every kind of frame. 0x0_ either way, 0x1_ client to server, 0x2_ server to client. Numbers are never reused.
 */
export const FRAME = {
  /** Are you there? Answered with `pong` of the same id. No payload. */
  ping: 0x01,
  pong: 0x02,
  /** The request of this id failed, or, with id 0, the connection did. MessagePack of ErrorData. */
  error: 0x03,
  /** A piece of the message whose last frame follows with the same id. */
  part: 0x04,
  /** The sender is about to close; unanswered requests have an unknown outcome. MessagePack of ErrorData. */
  goodbye: 0x05,
  /** A request: head `{op, args, limitMs}`, and a tail of raw bytes where the operation has one. */
  call: 0x10,
  /** u32 session number, then one event block. */
  append: 0x11,
  /** The request of this id is no longer wanted. No payload, no answer of its own. */
  cancel: 0x12,
  /** u32: so many more bytes of feed frames may be sent for the feed of this id. */
  credit: 0x13,
  /** The outcome of a call: head is the value, and a tail of raw bytes where the operation has one. */
  answer: 0x20,
  /** The outcome of an append: see `encodeAppended`. */
  appended: 0x21,
  /** One item of a feed: head `{kind, …}`, and for `events` a tail of stored events. */
  feed: 0x22,
} as const;

export type FrameKind = (typeof FRAME)[keyof typeof FRAME];

/** u32 length, u8 kind, u32 request id. */
export const FRAME_HEADER_BYTES = 9;
/** What the length field counts beside the payload: kind and request id. */
export const FRAME_LENGTH_MIN = 5;

export interface Frame {
  /** Kinds this build does not know are passed on: the frame itself is sound. */
  readonly kind: number;
  /** Chosen by the client, 1..2^32−1; 0 speaks of the connection. */
  readonly id: number;
  /** A view into the received bytes. */
  readonly payload: Uint8Array;
}

/**
 * The nine bytes before a payload of `payloadBytes`.
 * @throws SutraError SUTRA_FRAME_LIMIT when the frame would be larger than any peer accepts.
 */
export function frameHeader(kind: FrameKind, id: number, payloadBytes: number): Uint8Array {
  const header = new Uint8Array(FRAME_HEADER_BYTES);
  writeFrameHeader(header, kind, id, payloadBytes);
  return header;
}

/** The same at the beginning of `into`. */
export function writeFrameHeader(into: Uint8Array, kind: FrameKind, id: number, payloadBytes: number): void {
  const length = FRAME_LENGTH_MIN + payloadBytes;
  if (length > FRAME_LIMITS.frameBytesMax) throw frameLimit(`${length} bytes are over the limit of ${FRAME_LIMITS.frameBytesMax}`);
  putU32(into, 0, length);
  into[4] = kind;
  putU32(into, 5, id);
}

/** A whole frame in one array. */
export function encodeFrame(kind: FrameKind, id: number, payload: Uint8Array = EMPTY): Uint8Array {
  const frame = new Uint8Array(FRAME_HEADER_BYTES + payload.length);
  frame.set(frameHeader(kind, id, payload.length));
  frame.set(payload, FRAME_HEADER_BYTES);
  return frame;
}

export function putU32(into: Uint8Array, at: number, value: number): void {
  into[at] = value >>> 24;
  into[at + 1] = value >>> 16;
  into[at + 2] = value >>> 8;
  into[at + 3] = value;
}

/** Big-endian u32; the caller has checked that four bytes are there. */
export function u32At(bytes: Uint8Array, at: number): number {
  return (
    (((bytes[at] as number) << 24) | ((bytes[at + 1] as number) << 16) | ((bytes[at + 2] as number) << 8) | (bytes[at + 3] as number)) >>> 0
  );
}

export const EMPTY = new Uint8Array(0);

/** The pieces in one array; the piece itself when there is only one. */
export function joined(pieces: readonly Uint8Array[]): Uint8Array {
  if (pieces.length === 1) return pieces[0] as Uint8Array;
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
