import { invariant } from './errors.ts';

/** Something that must be closed. Closing twice is allowed and does nothing the second time. */
export interface Closable {
  close(): Promise<void> | void;
}

/**
 * The owner of resources: closes them once, in reverse order of acquisition, all of them, and reports every failure
 * together. Opening happens outside constructors; whatever is opened is handed to a scope at once.
 */
export class Scope implements Closable {
  readonly #owned: { name: string; close: () => Promise<void> | void }[] = [];
  readonly #stop = new AbortController();
  #closing: Promise<void> | undefined;

  /** Fires when the scope begins to close: every wait inside takes this signal. */
  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  /** Takes ownership. Returns the resource for chaining. */
  own<T extends Closable>(resource: T, name = resource.constructor.name): T {
    this.defer(name, () => resource.close());
    return resource;
  }

  /** Registers work to run at close. */
  defer(name: string, close: () => Promise<void> | void): void {
    invariant(this.#closing === undefined, `scope is closing and cannot own ${name}`);
    this.#owned.push({ name, close });
  }

  close(): Promise<void> {
    this.#closing ??= this.#closeAll();
    return this.#closing;
  }

  async #closeAll(): Promise<void> {
    this.#stop.abort();
    const failures: unknown[] = [];
    for (let item = this.#owned.pop(); item !== undefined; item = this.#owned.pop()) {
      try {
        await item.close();
      } catch (reason) {
        failures.push(new Error(`Cannot close ${item.name}`, { cause: reason }));
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, `${failures.length} resources could not be closed`);
  }
}
