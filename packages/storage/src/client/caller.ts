import { type Clock, SutraError, within } from '@sutra/kit';
import type { Message } from '@sutra/wire';
import type { CallOptions } from '../contract/store.ts';
import type { Connection } from './connection.ts';
import type { Link } from './link.ts';
import type { ClientSettings } from './settings.ts';
import './errors.ts';

/** Calls with a deadline over a link that may come and go. */
export class Caller {
  readonly #link: Link;
  readonly #clock: Clock;
  readonly #settings: ClientSettings;
  readonly #address: string;

  constructor(link: Link, clock: Clock, settings: ClientSettings, address: string) {
    this.#link = link;
    this.#clock = clock;
    this.#settings = settings;
    this.#address = address;
  }

  /**
   * Asks once per connection until there is an answer: every operation is either a read or harmless to repeat.
   * @throws SutraError SUTRA_STORAGE_UNREACHABLE when there was no connection at the deadline, SUTRA_TIMEOUT when there was but
   * no answer, or what the store answered.
   */
  call(op: string, args: unknown, options: CallOptions = {}, tail?: Uint8Array): Promise<Message> {
    return this.attempt(op, options, (connection, limitMs, signal) => connection.call(op, args, limitMs, signal, tail));
  }

  /** The same for work of more than one step on a connection. */
  async attempt<T>(
    what: string,
    { limitMs = this.#settings.callMs, signal }: CallOptions,
    work: (connection: Connection, limitMs: number, signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const endMs = this.#clock.monotonicMs() + limitMs;
    let connected = false;
    const until = async (inner: AbortSignal): Promise<T> => {
      for (;;) {
        connected = false;
        const connection = await this.#link.connection(inner);
        connected = true;
        try {
          return await work(connection, endMs - this.#clock.monotonicMs(), inner);
        } catch (reason) {
          if (!(reason instanceof SutraError) || reason.code !== 'SUTRA_CONNECTION_LOST' || inner.aborted) throw reason;
        }
      }
    };
    try {
      return await within(this.#clock, limitMs, what, until, signal);
    } catch (reason) {
      if (!connected && reason instanceof SutraError && reason.code === 'SUTRA_TIMEOUT') throw this.unreachable(what, limitMs);
      throw reason;
    }
  }

  unreachable(what: string, limitMs: number): SutraError {
    const cause = this.#link.lastFailure;
    return new SutraError(
      'SUTRA_STORAGE_UNREACHABLE',
      `Cannot reach storage at ${this.#address} for ${what} within ${limitMs} ms${cause === undefined ? '' : `: ${cause.message}`}`,
      { cause, details: { address: this.#address, limitMs } },
    );
  }
}
