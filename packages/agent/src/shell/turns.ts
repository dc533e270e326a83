import type { Logger } from '@sutra/kit';

export interface TurnsParts {
  /** Whose work it is, for the log. */
  readonly nodeId: string;
  readonly logger: Logger;
  /** Ends when the agent closes: what fails then is no defect. */
  readonly signal: AbortSignal;
}

/** One thing after another: what is done to a node never overlaps. */
export class Turns {
  readonly #parts: TurnsParts;
  #last: Promise<unknown> = Promise.resolve();

  constructor(parts: TurnsParts) {
    this.#parts = parts;
  }

  /** Does the work when everything before it is done. What fails here is a defect or a closing agent: it is logged, and the next thing is done. */
  next<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work);
    this.#last = turn.catch((reason: unknown) => {
      const { nodeId, logger, signal } = this.#parts;
      if (!signal.aborted) logger.error('work on a node failed', { node: nodeId, error: String(reason) });
    });
    return turn;
  }

  /** Work nobody waits for. Its failure has been logged by then. */
  background(work: () => Promise<unknown>): void {
    this.next(work).catch(() => undefined);
  }

  /** Resolves when nothing is under way. */
  async settled(): Promise<void> {
    for (let turn: Promise<unknown> | undefined; turn !== this.#last; ) {
      turn = this.#last;
      await turn;
    }
  }
}
