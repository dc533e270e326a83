import type { Closable } from '@sutra/kit';
import type { AnyDraft, CustomDraft, GridEvent } from '@sutra/model';

/** Where facts go. What a component needs to speak; everything else is the emitter's business. */
export interface EventSink {
  /**
   * Records a fact. Synchronous: assigns id, time and number, and returns the event as recorded (seq 0). Never throws and
   * never waits, whatever state storage and disk are in. A draft that breaks its catalogue row is a programming mistake:
   * it is logged, and an `events_refused` event that says what was wrong is recorded and returned in its place.
   */
  emit(draft: AnyDraft | CustomDraft): GridEvent;
  /**
   * Resolves when everything emitted so far is safe: written and flushed to the local disk, or stored (which is flushed too).
   * @throws SutraError SUTRA_SPOOL_IO when the disk refuses and storage does not take it within the limit either;
   * SUTRA_EVENT_REFUSED when a lifecycle or audit event among them could not be kept at all.
   */
  whenSpooled(): Promise<void>;
  /**
   * Everything not yet acknowledged by storage, in order: on disk or in memory. Right after opening: what the last run left.
   * Reads spool files synchronously when there is more than memory holds, so call it at start-up, not in a loop. An event may
   * be in storage too when the last run died before it learnt of the acknowledgement: its id is the same there.
   */
  pending(): readonly GridEvent[];
  stats(): EmitterStats;
}

/** An open emitter: owned by whoever opened it. */
export interface EventEmitter extends EventSink, Closable {
  readonly emitter: string;
  readonly epoch: number;
  /** Resolves when everything emitted so far, and what earlier runs left, is stored. Rejects with SUTRA_ABORTED when the signal fires. */
  whenStored(signal: AbortSignal): Promise<void>;
  /** Writes and flushes what is in memory, gives storage a limited time to take it, and lets the folder go. */
  close(): Promise<void>;
}

export interface EmitterStats {
  /** Drafts given to `emit`. */
  readonly emitted: number;
  /** Events of this run acknowledged by storage. */
  readonly stored: number;
  /** Emitted and not yet acknowledged, this run and earlier ones. */
  readonly pending: number;
  /** In memory, not yet on disk. */
  readonly unwritten: number;
  readonly spoolBytes: number;
  readonly spoolFiles: number;
  /** Refused at a limit, by type, since opening. */
  readonly refused: Readonly<Record<string, number>>;
  /** Drafts that broke their catalogue row. */
  readonly invalid: number;
  /** Rejected by storage and put aside. */
  readonly deadLettered: number;
  /** Damaged spool files put aside at opening. */
  readonly quarantined: number;
  /** Events sent again because an acknowledgement was lost. */
  readonly resent: number;
  /** Epochs of earlier runs still to be delivered. */
  readonly olderEpochs: number;
  /** True while a session with storage is up. */
  readonly connected: boolean;
  /** What the disk said last, while it refuses writes. */
  readonly diskError?: string;
  /** What storage said last, while there is no session. */
  readonly storeError?: string;
}
