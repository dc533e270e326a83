/** Lets so many reads of a connection run side by side; the others wait in order. */
export class ReadTurns {
  readonly #atOnce: number;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(atOnce: number) {
    this.#atOnce = atOnce;
  }

  /** Begins the work now or when it is its turn. It says `over` when it is done. */
  take(work: () => void): void {
    if (this.#running >= this.#atOnce) this.#waiting.push(work);
    else {
      this.#running++;
      work();
    }
  }

  over(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#running--;
    else next();
  }
}
