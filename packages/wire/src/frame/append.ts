import { malformedFrame } from './errors.ts';
import { putU32, u32At } from './frame.ts';

/** The pieces of an append: u32 session number, then the block as the encoder made it. */
export function encodeAppend(session: number, block: Uint8Array): Uint8Array[] {
  const prefix = new Uint8Array(4);
  putU32(prefix, 0, session);
  return [prefix, block];
}

/** @throws SutraError SUTRA_FRAME_MALFORMED */
export function decodeAppend(payload: Uint8Array): { readonly session: number; readonly block: Uint8Array } {
  if (payload.length < 5) throw malformedFrame('an append needs a session number and a block');
  return { session: u32At(payload, 0), block: payload.subarray(4) };
}

/** u32: bytes of feed frames that may be sent beyond those allowed before. */
export function encodeCredit(bytes: number): Uint8Array {
  const payload = new Uint8Array(4);
  putU32(payload, 0, bytes);
  return payload;
}

/** @throws SutraError SUTRA_FRAME_MALFORMED */
export function decodeCredit(payload: Uint8Array): number {
  if (payload.length !== 4) throw malformedFrame(`a credit has 4 bytes, not ${payload.length}`);
  return u32At(payload, 0);
}

/** What an append reached, as it travels: twenty bytes, or thirty-six with a gap. */
export interface Appended {
  readonly storedThrough: number;
  readonly seq: number;
  readonly duplicates: number;
  readonly gap?: { readonly from: number; readonly to: number };
}

const PLAIN_BYTES = 20;
const GAP_BYTES = 36;

/** u64 storedThrough, u64 seq, u32 duplicates, and where numbers were skipped u64 from, u64 to. */
export function encodeAppended(outcome: Appended): Uint8Array {
  const bytes = new Uint8Array(outcome.gap === undefined ? PLAIN_BYTES : GAP_BYTES);
  putU64(bytes, 0, outcome.storedThrough);
  putU64(bytes, 8, outcome.seq);
  putU32(bytes, 16, outcome.duplicates);
  if (outcome.gap !== undefined) {
    putU64(bytes, 20, outcome.gap.from);
    putU64(bytes, 28, outcome.gap.to);
  }
  return bytes;
}

/** @throws SutraError SUTRA_FRAME_MALFORMED */
export function decodeAppended(payload: Uint8Array): Appended {
  if (payload.length !== PLAIN_BYTES && payload.length !== GAP_BYTES) throw malformedFrame(`an appended frame has ${payload.length} bytes`);
  const plain = { storedThrough: u64At(payload, 0), seq: u64At(payload, 8), duplicates: u32At(payload, 16) };
  return payload.length === PLAIN_BYTES ? plain : { ...plain, gap: { from: u64At(payload, 20), to: u64At(payload, 28) } };
}

function putU64(into: Uint8Array, at: number, value: number): void {
  putU32(into, at, Math.floor(value / 2 ** 32));
  putU32(into, at + 4, value % 2 ** 32);
}

function u64At(bytes: Uint8Array, at: number): number {
  const value = u32At(bytes, at) * 2 ** 32 + u32At(bytes, at + 4);
  if (!Number.isSafeInteger(value)) throw malformedFrame(`a position is beyond 2^53`);
  return value;
}
