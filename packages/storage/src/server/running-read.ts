import type { SutraError } from '@sutra/kit';
import type { StoredWriter } from '@sutra/wire';
import type { Outlet, Stoppable } from '../engine/index.ts';
import type { OperationOptions, Outcome } from './operations.ts';

/** A read under way, as the engine is told of it. Its signal is made when somebody listens to it: most reads are answered before. */
export class RunningRead implements OperationOptions, Stoppable {
  readonly limitMs: number;
  readonly pageBytesMax: number;
  readonly caller: string;
  readonly #answering: Outlet<Outcome>;
  #stopped: SutraError | undefined;
  #controller: AbortController | undefined;

  /** @param answering where an answer goes that has events */
  constructor(limitMs: number, pageBytesMax: number, caller: string, answering: Outlet<Outcome>) {
    this.#answering = answering;
    this.caller = caller;
    this.limitMs = limitMs;
    this.pageBytesMax = pageBytesMax;
  }

  get stopped(): SutraError | undefined {
    return this.#stopped;
  }

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#stopped !== undefined) this.#controller.abort(this.#stopped);
    }
    return this.#controller.signal;
  }

  outlet<T>(outcome: (answer: T) => Outcome): Outlet<T> {
    const answering = this.#answering;
    return {
      begin: (): StoredWriter => answering.begin(),
      take: (answer) => answering.take(outcome(answer)),
    };
  }

  stop(reason: SutraError): void {
    this.#stopped ??= reason;
    this.#controller?.abort(reason);
  }
}
