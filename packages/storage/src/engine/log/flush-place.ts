/** Flushes that take longer than this on average hold up too much where the event loop is, ms. */
const QUICK_MS_MAX = 1;
/** Weight of one flush in the average: a slow one among many quick ones changes nothing, one of 20 ms does. */
const WEIGHT = 1 / 16;
/** After that so many run elsewhere before one is tried here again; twice as many each time it is slow again. */
const ELSEWHERE_MIN = 32;
const ELSEWHERE_MAX = 8192;

/**
 * Where a flush runs. On a quick disk the way to another thread and back costs more than the flush, and everyone waits for both; on a slow
 * one a flush in place would hold up whoever asks something. So: here, until they are slow; then elsewhere, with a try now and then.
 */
export class FlushPlace {
  #elsewhere = 0;
  #next = ELSEWHERE_MIN;
  #averageMs = 0;

  get here(): boolean {
    return this.#elsewhere === 0;
  }

  /** What the flush that was asked about took. */
  took(ms: number): void {
    if (this.#elsewhere > 0) {
      this.#elsewhere--;
      return;
    }
    this.#averageMs += (ms - this.#averageMs) * WEIGHT;
    if (this.#averageMs <= QUICK_MS_MAX) {
      this.#next = Math.max(ELSEWHERE_MIN, this.#next - 1);
      return;
    }
    this.#elsewhere = this.#next;
    this.#next = Math.min(ELSEWHERE_MAX, this.#next * 2);
    // The try that follows decides by itself.
    this.#averageMs = QUICK_MS_MAX;
  }
}
