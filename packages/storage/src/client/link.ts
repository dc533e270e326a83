import { backoffMs, type Chance, type Clock, type Logger, RECONNECT, SutraError, type Timer } from '@sutra/kit';
import type { Connection } from './connection.ts';
import './errors.ts';

/** idle → connecting → up → waiting → connecting …; any → closed. */
type LinkState =
  | { readonly at: 'idle' }
  | { readonly at: 'connecting' }
  | { readonly at: 'up'; readonly connection: Connection }
  | { readonly at: 'waiting'; readonly timer: Timer }
  | { readonly at: 'closed' };

export interface LinkOptions {
  readonly address: string;
  readonly clock: Clock;
  readonly chance: Chance;
  readonly logger: Logger;
  open(signal: AbortSignal, onSilent: (silentMs: number) => void): Promise<{ connection: Connection; rest: Uint8Array }>;
}

interface Waiter {
  resolve(connection: Connection): void;
  reject(reason: SutraError): void;
}

/** Told once when a store that is there stands still, and once when it answers again; with how long it was not heard, ms. */
export type AnsweringListener = (answers: boolean, silentMs: number) => void;

/** Keeps one connection up, for ever, from the first time it is wanted. */
export class Link {
  readonly #options: LinkOptions;
  readonly #stop = new AbortController();
  readonly #waiters = new Set<Waiter>();
  readonly #listeners = new Set<(up: boolean) => void>();
  readonly #answeringListeners = new Set<AnsweringListener>();
  #state: LinkState = { at: 'idle' };
  #attempt = 0;
  #lastFailure: SutraError | undefined;
  /** Since when the other end has not been heard although it was there, monotonic: also over the end of that connection, until it is heard again. */
  #silentSinceMs: number | undefined;

  constructor(options: LinkOptions) {
    this.#options = options;
  }

  get up(): boolean {
    return this.current() !== undefined;
  }

  /** Why the last attempt failed or the last connection ended. */
  get lastFailure(): SutraError | undefined {
    return this.#lastFailure;
  }

  onChange(listener: (up: boolean) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Whether the connection is up and its other end heard. */
  get answers(): boolean {
    return this.up && this.#silentSinceMs === undefined;
  }

  onAnswering(listener: AnsweringListener): () => void {
    this.#answeringListeners.add(listener);
    return () => void this.#answeringListeners.delete(listener);
  }

  /** The connection when it is up and not about to close. */
  current(): Connection | undefined {
    return this.#state.at === 'up' && !this.#state.connection.closed ? this.#state.connection : undefined;
  }

  /**
   * Waits for the connection; begins to connect if nobody has yet.
   * @throws SutraError the signal's reason, SUTRA_CLIENT_CLOSED, or a refusal that trying again will not change.
   */
  connection(signal: AbortSignal): Promise<Connection> {
    const current = this.current();
    if (current !== undefined) return Promise.resolve(current);
    if (this.#state.at === 'closed') return Promise.reject(closedError());
    if (signal.aborted) return Promise.reject(SutraError.from(signal.reason));
    return new Promise((resolve, reject) => {
      const done = (): void => {
        this.#waiters.delete(waiter);
        signal.removeEventListener('abort', onAbort);
      };
      const waiter: Waiter = {
        resolve(connection) {
          done();
          resolve(connection);
        },
        reject(reason) {
          done();
          reject(reason);
        },
      };
      const onAbort = (): void => waiter.reject(SutraError.from(signal.reason));
      signal.addEventListener('abort', onAbort, { once: true });
      this.#waiters.add(waiter);
      this.start();
    });
  }

  /** Begins to connect, once. */
  start(): void {
    if (this.#state.at === 'idle') void this.#connect();
  }

  close(): void {
    const before = this.#state;
    this.#state = { at: 'closed' };
    this.#stop.abort(closedError());
    if (before.at === 'waiting') before.timer.cancel();
    if (before.at === 'up') {
      before.connection.close(closedError());
      this.#tell(false);
    }
    for (const waiter of [...this.#waiters]) waiter.reject(closedError());
  }

  async #connect(): Promise<void> {
    this.#state = { at: 'connecting' };
    try {
      const { connection, rest } = await this.#options.open(this.#stop.signal, (silentMs) => this.#silent(silentMs));
      if (this.#stop.signal.aborted) return connection.close(closedError());
      this.#state = { at: 'up', connection };
      connection.start(rest, {
        lost: (reason) => this.#lost(connection, reason),
        silent: (silentMs) => this.#silent(silentMs),
        heard: () => this.#heard(),
      });
      if (!connection.closed) this.#announce(connection);
    } catch (reason) {
      this.#failed(SutraError.from(reason));
    }
  }

  #announce(connection: Connection): void {
    this.#options.logger.info('connected to storage', { address: this.#options.address, server: connection.hello.server });
    this.#lastFailure = undefined;
    this.#heard();
    this.#tell(true);
    for (const waiter of [...this.#waiters]) waiter.resolve(connection);
  }

  #lost(connection: Connection, reason: SutraError): void {
    if (this.#state.at !== 'up' || this.#state.connection !== connection) return;
    // A connection that answered something was a good one: the waiting starts small again.
    if (connection.answered) this.#attempt = 0;
    this.#options.logger.warn('lost storage; connecting again', { address: this.#options.address, reason: reason.message });
    this.#waitThenConnect(reason);
    this.#tell(false);
  }

  #failed(reason: SutraError): void {
    if (this.#state.at === 'closed') return;
    // Said once per outage, not once per attempt.
    if (this.#attempt === 0)
      this.#options.logger.warn('cannot reach storage; trying again', { address: this.#options.address, reason: reason.message });
    this.#waitThenConnect(reason);
    if (reason.retry) return;
    // A wrong token or version does not mend itself while a caller waits; the link still tries, an operator may mend it.
    for (const waiter of [...this.#waiters]) waiter.reject(reason);
  }

  #waitThenConnect(reason: SutraError): void {
    this.#lastFailure = reason;
    const delayMs = backoffMs(RECONNECT, this.#attempt++, this.#options.chance);
    this.#state = { at: 'waiting', timer: this.#options.clock.after(delayMs, () => void this.#connect()) };
  }

  #silent(silentMs: number): void {
    if (this.#silentSinceMs !== undefined) return;
    this.#silentSinceMs = this.#options.clock.monotonicMs() - silentMs;
    this.#options.logger.warn('storage does not answer', { address: this.#options.address, silentMs: Math.round(silentMs) });
    for (const listener of [...this.#answeringListeners]) listener(false, silentMs);
  }

  #heard(): void {
    if (this.#silentSinceMs === undefined) return;
    const silentMs = this.#options.clock.monotonicMs() - this.#silentSinceMs;
    this.#silentSinceMs = undefined;
    this.#options.logger.info('storage answers again', { address: this.#options.address, silentMs: Math.round(silentMs) });
    for (const listener of [...this.#answeringListeners]) listener(true, silentMs);
  }

  #tell(up: boolean): void {
    for (const listener of [...this.#listeners]) listener(up);
  }
}

function closedError(): SutraError {
  return new SutraError('SUTRA_CLIENT_CLOSED', 'Cannot use the store client: it was closed');
}
