import type { Clock, Logger, Timer } from '@sutra/kit';
import { SutraError } from '@sutra/kit';
import { LIMITS } from '../limits.ts';
import type { MasterPort } from '../ports.ts';

/** Knows whether the master serves, by asking every tick: wishes are not refused on its word, it is only shown. */
export class MasterWatch {
  readonly #master: MasterPort;
  readonly #logger: Logger;
  #up = false;
  #asking = false;
  #timer: Timer | undefined;

  constructor(master: MasterPort, logger: Logger) {
    this.#master = master;
    this.#logger = logger;
  }

  get up(): boolean {
    return this.#up;
  }

  /** Starts asking; returns how to stop. */
  start(clock: Clock, signal: AbortSignal): () => void {
    void this.ask(signal);
    this.#timer = clock.every(LIMITS.tickMs, () => void this.ask(signal));
    return () => this.#timer?.cancel();
  }

  async ask(signal: AbortSignal): Promise<void> {
    if (this.#asking) return;
    this.#asking = true;
    try {
      this.#set(await this.#master.serving({ signal, limitMs: LIMITS.tickMs }));
    } catch (reason) {
      this.#set(false, SutraError.from(reason).message);
    } finally {
      this.#asking = false;
    }
  }

  #set(up: boolean, because = ''): void {
    if (up !== this.#up) this.#logger.info(up ? 'master is up' : 'master is down', because === '' ? {} : { because });
    this.#up = up;
  }
}
