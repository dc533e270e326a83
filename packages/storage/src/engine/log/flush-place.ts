/** A flush that held the event loop longer than this was slow, ms. */
const QUICK_MS_MAX = 1;
/** After a slow flush so many run elsewhere before one is tried here again; twice as many each time it is slow again. */
const ELSEWHERE_MIN = 32;
const ELSEWHERE_MAX = 8192;

/**
 * Where a flush runs. On a quick disk the way to another thread and back costs more than the flush, and everyone waits for both; on a slow
 * one a flush in place would hold up whoever asks something. So: here, until one is slow; then elsewhere, with a try now and then.
 */
export class FlushPlace {
  #elsewhere = 0;
  #next = ELSEWHERE_MIN;

  get here(): boolean {
    return this.#elsewhere === 0;
  }

  /** What the flush that was asked about took. */
  took(ms: number): void {
    if (this.#elsewhere > 0) this.#elsewhere--;
    else if (ms <= QUICK_MS_MAX) this.#next = Math.max(ELSEWHERE_MIN, this.#next - 1);
    else {
      this.#elsewhere = this.#next;
      this.#next = Math.min(ELSEWHERE_MAX, this.#next * 2);
    }
  }
}
