import type { Clock } from '@sutra/kit';
import type { RefusalLedger } from '../core/refusals.ts';
import type { Spool } from './spool.ts';

/** An episode of refusals is over when nothing was refused for this long. */
export const QUIET_MS = 200;

export interface BookParts {
  readonly ledger: RefusalLedger;
  readonly spool: Spool;
  readonly clock: Clock;
  /** Records the open episode as an `events_refused` event and returns its number. */
  readonly recordRefusals: () => number;
}

/**
 * Keeps the ledger of refusals on disk for as long as it has not become an event that is safe itself, so that a crash in the
 * middle of an episode does not make the loss silent.
 */
export class RefusalBooks {
  readonly #parts: BookParts;
  #dirty = false;
  #lastMs = Number.NEGATIVE_INFINITY;
  /** The number of the event that recorded the last episode, until it is safe and the file can go. */
  #recordedIn: number | undefined;

  constructor(parts: BookParts) {
    this.#parts = parts;
  }

  /** Something was refused just now. */
  note(): void {
    this.#dirty = true;
    this.#lastMs = this.#parts.clock.monotonicMs();
  }

  get quiet(): boolean {
    return this.#parts.clock.monotonicMs() - this.#lastMs >= QUIET_MS;
  }

  /** An event is on its way that holds the last episode. */
  get recording(): boolean {
    return this.#recordedIn !== undefined;
  }

  get unsettled(): boolean {
    return this.#parts.ledger.open || this.recording;
  }

  /** Makes the open episode an event. False when there is none, or when the last one is not safe yet. */
  record(): boolean {
    if (!this.#parts.ledger.open || this.recording) return false;
    this.#recordedIn = this.#parts.recordRefusals();
    return true;
  }

  /**
   * Brings the file up to date.
   * @param safeThrough every event up to this number is flushed or stored
   * @throws SutraError SUTRA_SPOOL_IO
   */
  async keep(safeThrough: number): Promise<void> {
    if (this.#recordedIn !== undefined) {
      if (safeThrough < this.#recordedIn) return;
      this.#recordedIn = undefined;
      this.#dirty = true;
    }
    if (!this.#dirty) return;
    const { ledger, spool } = this.#parts;
    await spool.writeRefusals(ledger.open ? JSON.stringify(ledger.episode()) : undefined);
    this.#dirty = false;
  }
}
