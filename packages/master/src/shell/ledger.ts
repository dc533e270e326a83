import type { EventSink } from '@sutra/events';
import { type AnyDraft, emitInOrder, type GridEvent, type GridState } from '@sutra/model';
import type { LiveState } from '../core/live-state.ts';

/** Where the master reads what is and writes what happened: one act records an event and folds it in. */
export class Ledger {
  readonly #live: LiveState;
  readonly #emitter: EventSink;

  constructor(live: LiveState, emitter: EventSink) {
    this.#live = live;
    this.#emitter = emitter;
  }

  read(): GridState {
    return this.#live.read();
  }

  /** Records the facts of one decision, in order, and returns their ids. */
  record(drafts: readonly AnyDraft[]): string[] {
    return emitInOrder(drafts, (draft) => {
      const event = this.#emitter.emit(draft);
      this.#live.add(event);
      return event.id;
    });
  }

  /** Folds in a fact that another emitter has recorded. */
  fold(event: GridEvent): void {
    this.#live.add(event);
  }

  /**
   * Resolves when everything recorded so far would survive the death of this process: only then may anyone act on it.
   * @throws SutraError of the emitter when it could not be kept.
   */
  safe(): Promise<void> {
    return this.#emitter.whenSpooled();
  }
}
