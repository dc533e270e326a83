/** Bytes that all connections together may hold. Takers may pass the bound once, by one read; then they wait until it is kept again. */
export class ByteBudget {
  readonly #bytesMax: number;
  #used = 0;
  #waiting: (() => void)[] = [];

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  get spent(): boolean {
    return this.#used > this.#bytesMax;
  }

  /** Changes what a connection holds by `bytes`, which is negative when it lets go. */
  change(bytes: number): void {
    this.#used += bytes;
    if (this.spent || this.#waiting.length === 0) return;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resume of waiting) resume();
  }

  /** Calls `resume` once the bound is kept again. */
  wait(resume: () => void): void {
    this.#waiting.push(resume);
  }
}
