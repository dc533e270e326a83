import type { SutraError } from '@sutra/kit';
import type { Stoppable } from '../engine/index.ts';
import type { OperationOptions } from './operations.ts';

/** A read under way, as the engine is told of it. Its signal is made when somebody listens to it: most reads are answered before. */
export class RunningRead implements OperationOptions, Stoppable {
  readonly limitMs: number;
  readonly pageBytesMax: number;
  #stopped: SutraError | undefined;
  #controller: AbortController | undefined;

  constructor(limitMs: number, pageBytesMax: number) {
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

  stop(reason: SutraError): void {
    this.#stopped ??= reason;
    this.#controller?.abort(reason);
  }
}
