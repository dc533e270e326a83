import { SutraError } from '@sutra/kit';

/** How many more bytes of a feed may be sent. One frame may pass the bound; the next waits. */
export class FeedCredit {
  readonly #bytesMax: number;
  #bytes: number;
  #wake: (() => void) | undefined;

  constructor(bytes: number, bytesMax: number) {
    this.#bytes = Math.min(bytes, bytesMax);
    this.#bytesMax = bytesMax;
  }

  grant(bytes: number): void {
    this.#bytes = Math.min(this.#bytes + bytes, this.#bytesMax);
    if (this.#bytes > 0) this.#wake?.();
  }

  spend(bytes: number): void {
    this.#bytes -= bytes;
  }

  get open(): boolean {
    return this.#bytes > 0;
  }

  /**
   * Resolves when something may be sent.
   * @throws SutraError SUTRA_ABORTED when the signal fires first
   */
  async wait(signal: AbortSignal): Promise<void> {
    while (!this.open) {
      if (signal.aborted) throw new SutraError('SUTRA_ABORTED', 'The feed was cancelled');
      await new Promise<void>((resolve) => {
        const wake = (): void => {
          signal.removeEventListener('abort', wake);
          this.#wake = undefined;
          resolve();
        };
        this.#wake = wake;
        signal.addEventListener('abort', wake, { once: true });
      });
    }
  }
}
