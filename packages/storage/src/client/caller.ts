import { aborted, type Clock, SutraError, within } from '@sutra/kit';
import type { CallOptions } from '../contract/store.ts';
import { BusyPoll } from '../transport/busy-poll.ts';
import { Deadlines } from '../transport/deadlines.ts';
import type { Answer, Connection, Question } from './connection.ts';
import type { Link } from './link.ts';
import type { ClientSettings } from './settings.ts';
import './errors.ts';

/** Calls with a deadline over a link that may come and go. */
export class Caller {
  readonly #link: Link;
  readonly #clock: Clock;
  readonly #settings: ClientSettings;
  readonly #address: string;
  readonly #deadlines: Deadlines;
  readonly #poll: BusyPoll;

  constructor(link: Link, clock: Clock, settings: ClientSettings, address: string) {
    this.#link = link;
    this.#clock = clock;
    this.#settings = settings;
    this.#address = address;
    this.#deadlines = new Deadlines(clock);
    this.#poll = new BusyPoll(clock);
  }

  /** The link is closed, and every call has been told. */
  close(): void {
    this.#deadlines.close();
    this.#poll.stop();
  }

  /**
   * Asks once per connection until there is an answer: every operation is either a read or harmless to repeat.
   * @throws SutraError SUTRA_STORAGE_UNREACHABLE when there was no connection at the deadline, SUTRA_TIMEOUT when there was but
   * no answer, or what the store answered.
   */
  call(question: Question, options: CallOptions = {}): Promise<Answer> {
    const connection = this.#link.current();
    if (connection !== undefined) return this.#over(connection, question, options);
    return this.attempt(question.op, options, (another, limitMs, signal) => another.call(question, limitMs, signal));
  }

  /** Over the connection that is there: a promise and a deadline are all it takes. Where that is lost on the way, the time left goes to others. */
  #over(connection: Connection, question: Question, { limitMs = this.#settings.callMs, signal }: CallOptions): Promise<Answer> {
    if (signal?.aborted === true) return Promise.reject(aborted(signal));
    const deadlines = this.#deadlines;
    const poll = this.#poll;
    return new Promise((resolve, reject) => {
      const done = (): void => {
        deadlines.met(deadline);
        signal?.removeEventListener('abort', onAbort);
      };
      const giveUp = (reason: SutraError): void => {
        done();
        connection.cancel(id);
        reject(reason);
      };
      const onAbort = (): void => giveUp(aborted(signal));
      const answered = (answer: Answer): void => {
        done();
        poll.heard();
        resolve(answer);
      };
      const failed = (reason: SutraError): void => {
        done();
        poll.heard();
        if (reason.code !== 'SUTRA_CONNECTION_LOST') reject(reason);
        else
          resolve(
            this.call(question, {
              limitMs: Math.ceil(deadline.dueMs - this.#clock.monotonicMs()),
              ...(signal === undefined ? {} : { signal }),
            }),
          );
      };
      const id = connection.ask(question, limitMs, { answered, failed });
      poll.watch();
      const deadline = deadlines.add(limitMs, () => giveUp(timeout(question.op, limitMs)));
      signal?.addEventListener('abort', onAbort, { once: true });
    });
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

function timeout(op: string, limitMs: number): SutraError {
  return new SutraError('SUTRA_TIMEOUT', `Cannot finish ${op} within ${limitMs} ms`, { details: { limitMs } });
}
