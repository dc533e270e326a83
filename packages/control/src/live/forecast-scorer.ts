import { scoreDue } from '@sutra/hybrid';
import { type Clock, type Logger, SutraError } from '@sutra/kit';
import type { StoreReader } from '@sutra/storage';
import { LIMITS } from '../limits.ts';
import type { Emits } from '../ports.ts';

/** Forecasts remembered as scored until the record shows it; the oldest are forgotten. */
const REMEMBERED_MAX = 1_000;

/** Looks every minute which forecasts have come due, and records how they turned out: once each. */
export class ForecastScorer {
  readonly #store: StoreReader;
  readonly #emitter: Emits;
  readonly #clock: Clock;
  readonly #logger: Logger;
  /** Said already, and perhaps not in the record yet. */
  readonly #scored = new Set<string>();
  #looking = false;

  constructor(parts: { readonly store: StoreReader; readonly emitter: Emits; readonly clock: Clock; readonly logger: Logger }) {
    this.#store = parts.store;
    this.#emitter = parts.emitter;
    this.#clock = parts.clock;
    this.#logger = parts.logger;
  }

  /** @returns what stops it */
  start(signal: AbortSignal): () => void {
    const timer = this.#clock.every(LIMITS.forecastsMs, () => void this.look(signal));
    return () => timer.cancel();
  }

  /** One look. A store that is away is no failure of ours: the next look finds what this one could not. */
  async look(signal: AbortSignal): Promise<void> {
    if (this.#looking) return;
    this.#looking = true;
    try {
      for (const draft of await scoreDue(this.#store, this.#clock.wallUs(), { signal, limitMs: LIMITS.storeMs })) {
        const [forecast] = draft.causedBy ?? [];
        if (forecast === undefined || this.#scored.has(forecast)) continue;
        this.#scored.add(forecast);
        this.#emitter.emit(draft);
      }
      for (const id of this.#scored) if (this.#scored.size > REMEMBERED_MAX) this.#scored.delete(id);
    } catch (reason) {
      if (!signal.aborted) this.#logger.warn('cannot score forecasts', { error: SutraError.from(reason).message });
    } finally {
      this.#looking = false;
    }
  }
}
