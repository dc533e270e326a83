/** Bounds and timings of a client. ms, bytes and counts. */
export interface ClientSettings {
  /** Default deadline of a call. */
  readonly callMs: number;
  readonly connectMs: number;
  readonly handshakeMs: number;
  /** A ping is sent after so long without a byte. */
  readonly pingAfterMs: number;
  /** A connection without a byte for so long is given up. */
  readonly silentMs: number;
  /** Appended events that may wait for their acknowledgement, per session. */
  readonly sessionEventsMax: number;
  /** Events in one block: few enough that the store is not idle while a client encodes, enough that a block costs little. */
  readonly blockEventsMax: number;
  /** Bytes of a feed that may wait for their reader. */
  readonly feedWindowBytes: number;
}

export const CLIENT_SETTINGS: ClientSettings = {
  callMs: 10_000,
  connectMs: 5_000,
  handshakeMs: 10_000,
  pingAfterMs: 5_000,
  silentMs: 15_000,
  sessionEventsMax: 100_000,
  blockEventsMax: 512,
  feedWindowBytes: 1024 * 1024,
};
