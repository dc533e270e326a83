/** Times and bounds of the master. Milliseconds and counts. */
export interface MasterLimits {
  readonly heartbeatIntervalMs: number;
  /** How long an agent may take: the original contract's limits. */
  readonly spawnMs: number;
  readonly stopMs: number;
  readonly statusMs: number;
  /** Added to `stopMs` beyond the grace a caller asks for. */
  readonly graceMaxMs: number;
  readonly tickMs: number;
  /** From an agent's return to the moment an unknown outcome is asked for, and settled, at the latest. */
  readonly resolveAskMs: number;
  readonly resolveByMs: number;
  /** Requests one agent may have open. */
  readonly requestsPerAgentMax: number;
  /** Own and reported events kept over the stored state while storage is behind. */
  readonly pendingMax: number;
  /** A snapshot is written after so many events or so long, when anything changed. */
  readonly snapshotEvents: number;
  readonly snapshotMs: number;
  /** How long a start waits for storage before it goes on without. */
  readonly storeWaitMs: number;
  /** Longest reason or actor accepted from a client, characters. */
  readonly reasonCharsMax: number;
  /** How long a new stream may take to say hello. */
  readonly helloMs: number;
  /** A refused token is recorded at most once in this time. */
  readonly authFailedEveryMs: number;
}

export const MASTER_LIMITS: MasterLimits = {
  heartbeatIntervalMs: 5_000,
  spawnMs: 30_000,
  stopMs: 10_000,
  statusMs: 5_000,
  graceMaxMs: 600_000,
  tickMs: 1_000,
  resolveAskMs: 5_000,
  resolveByMs: 45_000,
  requestsPerAgentMax: 256,
  pendingMax: 100_000,
  snapshotEvents: 10_000,
  snapshotMs: 600_000,
  storeWaitMs: 5_000,
  reasonCharsMax: 1_024,
  helloMs: 10_000,
  authFailedEveryMs: 1_000,
};
