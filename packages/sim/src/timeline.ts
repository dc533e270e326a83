/** Virtual time: what is to happen, in order. Nothing here waits; `runUntil` plays everything due and moves the clock on. */
export class Timeline {
  readonly #due: { readonly atMs: number; readonly n: number; readonly work: () => void }[] = [];
  #nowMs = 0;
  #n = 0;

  get nowMs(): number {
    return this.#nowMs;
  }

  /** Work of the same instant is done in the order it was planned. What is planned for the past is done next. */
  at(atMs: number, work: () => void): void {
    const item = { atMs: Math.max(atMs, this.#nowMs), n: this.#n++, work };
    let low = 0;
    let high = this.#due.length;
    // Latest first, so that the next one is taken from the end.
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = this.#due[middle] as { atMs: number; n: number };
      if (other.atMs > item.atMs || (other.atMs === item.atMs && other.n > item.n)) low = middle + 1;
      else high = middle;
    }
    this.#due.splice(low, 0, item);
  }

  after(delayMs: number, work: () => void): void {
    this.at(this.#nowMs + delayMs, work);
  }

  every(periodMs: number, work: () => void, firstAfterMs = periodMs): void {
    this.after(firstAfterMs, () => {
      work();
      this.every(periodMs, work);
    });
  }

  runUntil(endMs: number): void {
    for (;;) {
      const next = this.#due.at(-1);
      if (next === undefined || next.atMs > endMs) break;
      this.#due.pop();
      this.#nowMs = next.atMs;
      next.work();
    }
    this.#nowMs = endMs;
  }
}
