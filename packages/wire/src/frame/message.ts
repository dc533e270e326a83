import { malformedFrame } from './errors.ts';
import { joined, putU32, u32At } from './frame.ts';
import { FRAME_LIMITS } from './limits.ts';
import { MessageReader } from './message-reader.ts';
import { MessageWriter } from './message-writer.ts';

/** Messages are put together within one turn: one writer serves all. */
const WRITER = new MessageWriter();

/** A control message as bytes. `undefined` becomes nil. */
export function packMessage(value: unknown): Uint8Array {
  return WRITER.write(value, FRAME_LIMITS.depthMax).slice();
}

/** The same for who copies it at once: the next message is written over it. A deeper one than `depthMax` is refused, as its reader would. */
export function packTransient(value: unknown, depthMax: number = FRAME_LIMITS.depthMax): Uint8Array {
  return WRITER.write(value, depthMax);
}

/**
 * A control message from bytes that nobody vouches for: its depth, size and types are checked while it is read.
 * @throws SutraError SUTRA_MESSAGE_INVALID when it is not exactly one plain MessagePack value within the limits.
 */
export function unpackMessage(bytes: Uint8Array, itemsMax: number = FRAME_LIMITS.requestItemsMax): unknown {
  return new MessageReader(bytes, itemsMax).whole();
}

/** A head in MessagePack, and raw bytes after it: how calls, answers and feed items are laid out. */
export interface Message {
  readonly head: unknown;
  readonly tail: Uint8Array;
}

/** The pieces of a payload: u32 length of the head, the head, the tail. */
export function encodeMessage(head: unknown, tail?: Uint8Array): Uint8Array[] {
  return encodePacked(packTransient(head), tail);
}

/** The same of a head that is packed; it is copied. */
export function encodePacked(packed: Uint8Array, tail?: Uint8Array): Uint8Array[] {
  const length = new Uint8Array(4);
  putU32(length, 0, packed.length);
  const front = joined([length, packed]);
  return tail === undefined || tail.length === 0 ? [front] : [front, tail];
}

/**
 * @throws SutraError SUTRA_FRAME_MALFORMED when the head's length does not fit the payload, SUTRA_MESSAGE_INVALID when
 * the head is not plain MessagePack within the limits.
 */
export function decodeMessage(payload: Uint8Array, itemsMax?: number): Message {
  if (payload.length < 4) throw malformedFrame(`a message needs 4 bytes for the length of its head, and has ${payload.length}`);
  const headBytes = u32At(payload, 0);
  if (headBytes > payload.length - 4) throw malformedFrame(`its head is said to have ${headBytes} bytes, and ${payload.length - 4} follow`);
  return { head: unpackMessage(payload.subarray(4, 4 + headBytes), itemsMax), tail: payload.subarray(4 + headBytes) };
}
