/** Reads that are not done yet: what they read stays where it is until they are. */
export class ReadsUnderWay {
  readonly #reads = new Set<Promise<unknown>>();

  /** Begins a read and keeps it in mind until it is done. */
  track<T>(work: () => Promise<T>, done?: () => void): Promise<T> {
    const reading = begun(work);
    this.#reads.add(reading);
    // Heard of before whoever waits for the answer goes on.
    const over = (): void => {
      this.#reads.delete(reading);
      done?.();
    };
    reading.then(over, over);
    return reading;
  }

  /** Resolves when those that are under way now have ended, however they end. */
  async done(): Promise<void> {
    await Promise.allSettled([...this.#reads]);
  }
}

/** What throws at once is told as a rejection too. */
function begun<T>(work: () => Promise<T>): Promise<T> {
  try {
    return work();
  } catch (reason) {
    return Promise.reject(reason);
  }
}
