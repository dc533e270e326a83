/** How many answers somebody waits for: what nobody waits for stands back meanwhile. */
export class QuestionsInHand {
  #count = 0;
  readonly #onBegin = new Set<() => void>();
  readonly #onIdle = new Set<() => void>();

  /** Does what somebody waits for. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    this.#count++;
    for (const listener of [...this.#onBegin]) listener();
    try {
      return await work();
    } finally {
      this.#count--;
      if (!this.any) for (const listener of [...this.#onIdle]) listener();
    }
  }

  get any(): boolean {
    return this.#count > 0;
  }

  /** Resolves once there is none; rejects with the reason of the signal. */
  async none(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (!this.any) return;
    await new Promise<void>((resolve, reject) => {
      const settle = (end: () => void): void => {
        this.#onIdle.delete(onIdle);
        signal.removeEventListener('abort', onAbort);
        end();
      };
      const onIdle = (): void => settle(resolve);
      const onAbort = (): void => settle(() => reject(signal.reason));
      this.#onIdle.add(onIdle);
      signal.addEventListener('abort', onAbort, { once: true });
    });
  }

  /** Does what can be put off, until a question comes. False when one came before it was done: it is to be begun anew. */
  async unlessAsked(signal: AbortSignal, work: (signal: AbortSignal) => Promise<unknown>): Promise<boolean> {
    const asked = new AbortController();
    const onBegin = (): void => asked.abort();
    this.#onBegin.add(onBegin);
    if (this.any) onBegin();
    try {
      await work(AbortSignal.any([signal, asked.signal]));
      return true;
    } catch (reason) {
      if (!asked.signal.aborted || signal.aborted) throw reason;
      return false;
    } finally {
      this.#onBegin.delete(onBegin);
    }
  }
}
