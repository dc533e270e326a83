import { invariant } from '@sutra/kit';

/** Every bound of an emitter. What happens at each is said here and counted in `stats()`. */
export interface EmitterLimits {
  /** Spool on disk, all epochs together, bytes. At the limit the oldest heartbeats go first, then metrics. */
  readonly spoolBytesMax: number;
  /** The same, in events. */
  readonly spoolEventsMax: number;
  /** A segment file is rolled at this size; also the smallest thing a quota can free. */
  readonly segmentBytesMax: number;
  /** Events emitted but not yet written to disk; at the limit the cheapest class is refused. */
  readonly unwrittenEventsMax: number;
  /** The same, in bytes (estimated). */
  readonly unwrittenBytesMax: number;
  /** Events held in memory for sending; what is beyond stays on disk and is read back. */
  readonly windowEventsMax: number;
  /** The same, in bytes (estimated). */
  readonly windowBytesMax: number;
  /** One event, bytes (estimated); a larger draft is refused as invalid. */
  readonly eventBytesMax: number;
  /** Events in one append. */
  readonly batchEventsMax: number;
  /** Appends sent and not yet acknowledged. */
  readonly batchesInFlightMax: number;
  /** Metrics and heartbeats may wait this long in memory before they are written. */
  readonly relaxedWriteMs: number;
  /** Written bytes are flushed to disk at most this long after, unless storage has acknowledged them by then. */
  readonly syncAfterMs: number;
  /** First and longest wait before a failed disk is tried again. */
  readonly diskRetryFirstMs: number;
  readonly diskRetryMaxMs: number;
  /** Deadline of one append and of opening a session. */
  readonly appendMs: number;
  /** Deadline of `whenSpooled` while the disk refuses writes. */
  readonly spoolWaitMs: number;
  /** How long `close` waits for storage to take what is left. */
  readonly closeDrainMs: number;
  /** How often storage may reject one event as invalid before it goes to the dead-letter file. */
  readonly poisonTries: number;
  /** The dead-letter file, bytes; beyond it only the count is kept. */
  readonly deadLetterBytesMax: number;
}

export const DEFAULT_LIMITS: EmitterLimits = Object.freeze({
  spoolBytesMax: 256 * 1024 * 1024,
  spoolEventsMax: 1_000_000,
  segmentBytesMax: 4 * 1024 * 1024,
  unwrittenEventsMax: 32_768,
  unwrittenBytesMax: 64 * 1024 * 1024,
  windowEventsMax: 4_096,
  windowBytesMax: 16 * 1024 * 1024,
  eventBytesMax: 256 * 1024,
  batchEventsMax: 512,
  batchesInFlightMax: 8,
  relaxedWriteMs: 50,
  syncAfterMs: 50,
  diskRetryFirstMs: 100,
  diskRetryMaxMs: 5_000,
  appendMs: 30_000,
  spoolWaitMs: 10_000,
  closeDrainMs: 2_000,
  poisonTries: 3,
  deadLetterBytesMax: 16 * 1024 * 1024,
});

/** Fills in the defaults and checks the relations between limits. */
export function emitterLimits(given: Partial<EmitterLimits> = {}): EmitterLimits {
  const limits = { ...DEFAULT_LIMITS, ...given };
  for (const [name, value] of Object.entries(limits))
    invariant(Number.isFinite(value) && value > 0, `emitter limit ${name} must be a positive number, got ${value}`);
  // A quota can only free whole segments: keep them small enough that one drop is a small part of it.
  const segmentBytesMax = Math.max(4_096, Math.min(limits.segmentBytesMax, Math.floor(limits.spoolBytesMax / 32)));
  return Object.freeze({ ...limits, segmentBytesMax });
}
