import { type Clock, type Closable, type Logger, SutraError, type Timer } from '@sutra/kit';
import { type GridState, snapshotText } from '@sutra/model';
import type { StoreClient } from '@sutra/storage';
import { SNAPSHOT } from './follow.ts';

export interface SnapshotOptions {
  readonly store: Pick<StoreClient, 'putSnapshot'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly everyEvents: number;
  readonly everyMs: number;
  /** The state the store has confirmed: only that may be snapshotted. */
  readonly stored: () => GridState;
}

/** Writes the folded state beside the log now and then, so that the next start reads a snapshot and a short tail. */
export class Snapshots implements Closable {
  readonly #options: SnapshotOptions;
  readonly #timer: Timer;
  #events = 0;
  #writtenSeq = 0;
  #writing: Promise<void> | undefined;

  constructor(options: SnapshotOptions) {
    this.#options = options;
    this.#timer = options.clock.every(options.everyMs, () => this.#start());
  }

  /** Counts what was published since the last snapshot, and writes one when it is time. */
  published(events: number): void {
    this.#events += events;
    if (this.#events >= this.#options.everyEvents) this.#start();
  }

  /** Stops the timer and waits for a snapshot under way. */
  async close(): Promise<void> {
    this.#timer.cancel();
    await this.#writing;
  }

  #start(): void {
    if (this.#writing !== undefined || this.#options.stored().seq === this.#writtenSeq) return;
    this.#events = 0;
    this.#writing = this.#write().finally(() => {
      this.#writing = undefined;
    });
  }

  async #write(): Promise<void> {
    const { store, logger, stored } = this.#options;
    const state = stored();
    try {
      await store.putSnapshot(SNAPSHOT, state.seq, new TextEncoder().encode(snapshotText(state)));
    } catch (reason) {
      // The snapshot is a shortcut, not the record: the next one will do.
      logger.warn('a state snapshot could not be written', { reason: SutraError.from(reason).message });
      return;
    }
    this.#writtenSeq = state.seq;
  }
}
