import { FRAME_LIMITS } from '@sutra/wire';

/** What one storage server takes. Bytes, counts and ms; docs/reference/protocol.md says what happens at each. */
export interface ServerLimits {
  readonly connectionsMax: number;
  readonly handshakeMs: number;
  /** A connection without a byte for so long is closed. Clients ping. */
  readonly idleMs: number;
  /** A connection that takes none of its answers for so long is closed. */
  readonly stalledMs: number;
  readonly frameBytesMax: number;
  readonly messageBytesMax: number;
  /** Per connection, received and not yet answered. Reading stops there. */
  readonly inFlightBytesMax: number;
  readonly inFlightRequestsMax: number;
  /** All connections together. Reading stops there. */
  readonly inFlightBytesMaxAll: number;
  /** Reads of one connection that run side by side; more wait their turn. */
  readonly readsAtOnce: number;
  /** Bytes of one page of events; a larger page ends earlier, with a cursor. */
  readonly pageBytesMax: number;
  readonly sessionsMax: number;
  readonly feedsMax: number;
  /** Bytes of words that a connection may have from its answers; beyond them they begin anew. */
  readonly answerWordsBytesMax: number;
  /** Connections that have words from their answers; those of others stand alone. */
  readonly answerWordsMax: number;
  /** Bytes of feed frames a client may allow ahead. */
  readonly feedCreditBytesMax: number;
  /** What a closing server grants work that has begun. */
  readonly closeGraceMs: number;
  /** The longest a caller may let one call run. */
  readonly callMsMax: number;
}

const MIB = 1024 * 1024;

export const SERVER_LIMITS: ServerLimits = {
  connectionsMax: 4_096,
  handshakeMs: 10_000,
  idleMs: 60_000,
  stalledMs: 30_000,
  frameBytesMax: FRAME_LIMITS.frameBytesMax,
  messageBytesMax: FRAME_LIMITS.messageBytesMax,
  inFlightBytesMax: 32 * MIB,
  inFlightRequestsMax: 4_096,
  inFlightBytesMaxAll: 256 * MIB,
  readsAtOnce: 16,
  pageBytesMax: 16 * MIB,
  sessionsMax: 256,
  feedsMax: 64,
  answerWordsBytesMax: 64 * 1024,
  answerWordsMax: 256,
  feedCreditBytesMax: 64 * MIB,
  closeGraceMs: 5_000,
  callMsMax: 600_000,
};
