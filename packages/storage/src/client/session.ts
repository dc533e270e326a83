import { crc32 } from 'node:zlib';
import { backoffMs, type Chance, type Clock, type Logger, RECONNECT, SutraError, sleep } from '@sutra/kit';
import { BlockEncoder, decodeAppended, type EventRecord, encodeAppend, FRAME } from '@sutra/wire';
import type { AppendResult } from '../contract/query.ts';
import type { CallOptions, EventSession } from '../contract/store.ts';
import { encodeBlocks } from './blocks.ts';
import type { Caller } from './caller.ts';
import type { Connection } from './connection.ts';
import type { Link } from './link.ts';
import { PendingAppend } from './pending-append.ts';
import type { ClientSettings } from './settings.ts';
import './errors.ts';

export interface SessionParts {
  readonly link: Link;
  readonly caller: Caller;
  readonly clock: Clock;
  readonly chance: Chance;
  readonly logger: Logger;
  readonly settings: ClientSettings;
  /** The session ended: nobody needs to close it any more. */
  onEnd(session: ClientSession): void;
}

/** What the store answered to opening a session on a connection. */
interface Opened {
  readonly connection: Connection;
  readonly number: number;
  readonly storedThrough: number;
}

/** closed → opening → open → closed …; any → ended. */
type StreamState =
  | { readonly at: 'closed' }
  | { readonly at: 'opening' }
  | { readonly at: 'open'; readonly connection: Connection; readonly number: number; readonly encoder: BlockEncoder }
  | { readonly at: 'ended'; readonly reason: SutraError };

/**
 * An emitter's stream into a store that may go away and come back. What was not acknowledged is sent again over the next
 * connection, from the first number the store does not have; numbers make a repeat harmless, so everything is stored once.
 *
 * Order is kept: when an append fails or is given up, those behind it fail too (SUTRA_SESSION_INTERRUPTED). Otherwise a later
 * one could be stored over the hole, and the hole could never be filled.
 */
export class ClientSession implements EventSession {
  readonly emitter: string;
  readonly epoch: number;
  readonly #parts: SessionParts;
  readonly #stop = new AbortController();
  readonly #holder: string;
  #turn = 0;
  #stream: StreamState = { at: 'closed' };
  /** Not acknowledged, in order. */
  #pending: PendingAppend[] = [];
  #pendingEvents = 0;
  #storedThrough = 0;

  private constructor(parts: SessionParts, emitter: string, epoch: number) {
    this.#parts = parts;
    this.emitter = emitter;
    this.epoch = epoch;
    // Unique among all holders of this name: two processes started alike still differ in time.
    this.#holder = `${parts.clock.wallUs().toString(36)}-${Math.floor(parts.chance.next() * 2 ** 48).toString(36)}`;
  }

  static async open(parts: SessionParts, emitter: string, epoch: number, options: CallOptions): Promise<ClientSession> {
    const session = new ClientSession(parts, emitter, epoch);
    const opened = await parts.caller.attempt('session', options, (connection, limitMs, signal) =>
      session.#ask(connection, limitMs, signal),
    );
    session.#opened(opened);
    return session;
  }

  /** Highest number known to be durable: what the store said when the session opened, and every acknowledgement since. */
  get storedThrough(): number {
    return this.#storedThrough;
  }

  append(events: readonly EventRecord[], options: CallOptions = {}): Promise<AppendResult> {
    const { clock, settings, caller, link } = this.#parts;
    if (this.#stream.at === 'ended') return Promise.reject(this.#stream.reason);
    if (options.signal?.aborted === true) return Promise.reject(SutraError.from(options.signal.reason));
    if (events.length === 0) return Promise.resolve({ storedThrough: this.#storedThrough, seq: 0, duplicates: 0 });
    if (this.#pendingEvents + events.length > settings.sessionEventsMax) {
      const why = `${this.#pendingEvents} events wait for their acknowledgement, and the limit is ${settings.sessionEventsMax}`;
      return Promise.reject(new SutraError('SUTRA_SESSION_BACKLOG', `Cannot append ${events.length} events: ${why}`));
    }
    const limitMs = options.limitMs ?? settings.callMs;
    const late = (): SutraError =>
      link.up
        ? new SutraError('SUTRA_TIMEOUT', `Cannot finish append within ${limitMs} ms`, { details: { limitMs } })
        : caller.unreachable('append', limitMs);
    return new Promise((resolve, reject) => {
      const pending = new PendingAppend({
        events,
        resolve,
        reject,
        clock,
        limitMs,
        signal: options.signal,
        late,
        giveUp: (reason) => this.#fail(pending, reason),
      });
      this.#pending.push(pending);
      this.#pendingEvents += events.length;
      this.#send(pending);
    });
  }

  async close(): Promise<void> {
    if (this.#stream.at === 'ended') return;
    const open = this.#stream.at === 'open' ? this.#stream : undefined;
    this.#end(new SutraError('SUTRA_CLIENT_CLOSED', 'Cannot append: the session was closed'));
    if (open !== undefined) this.#leave(open);
  }

  #ask(connection: Connection, limitMs: number, signal: AbortSignal): Promise<Opened> {
    const claim = { emitter: this.emitter, epoch: this.epoch, holder: this.#holder, turn: ++this.#turn };
    return connection.call('session', claim, limitMs, signal).then(({ head }) => {
      const { session, storedThrough } = head as { session: number; storedThrough: number };
      if (!Number.isSafeInteger(session) || !Number.isSafeInteger(storedThrough))
        throw new SutraError('SUTRA_FRAME_MALFORMED', 'Cannot read the answer to opening a session');
      return { connection, number: session, storedThrough };
    });
  }

  #opened({ connection, number, storedThrough }: Opened): void {
    if (storedThrough < this.#storedThrough) {
      const { logger } = this.#parts;
      logger.warn('storage knows less of this emitter than it acknowledged', {
        emitter: this.emitter,
        acknowledged: this.#storedThrough,
        stored: storedThrough,
      });
    }
    this.#storedThrough = Math.max(this.#storedThrough, storedThrough);
    this.#stream = { at: 'open', connection, number, encoder: new BlockEncoder(this.emitter, this.epoch, crc32) };
    for (const pending of [...this.#pending]) pending.restart(storedThrough);
    // Sending may fail an append, and those behind it with it: the list is asked anew each time.
    for (let i = 0; i < this.#pending.length; i++) this.#send(this.#pending[i] as PendingAppend);
    this.#settle();
  }

  /** Sends what is left of an append if there is a stream; otherwise sees to it that there will be one. */
  #send(pending: PendingAppend): void {
    if (this.#stream.at === 'closed') return void this.#reopen();
    if (this.#stream.at !== 'open') return;
    const stream = this.#stream;
    try {
      for (const block of encodeBlocks(stream.encoder, pending.events, this.#parts.settings.blockEventsMax)) {
        pending.blocks++;
        const generation = pending.generation;
        const id = stream.connection.expect({
          frame: ({ payload }) => {
            const result = decodeAppended(payload);
            this.#storedThrough = Math.max(this.#storedThrough, result.storedThrough);
            if (pending.acknowledged(result, generation)) this.#settle();
            return true;
          },
          failed: (reason) => this.#broken(stream, pending, reason),
        });
        stream.connection.send(FRAME.append, id, ...encodeAppend(stream.number, block));
      }
    } catch (reason) {
      this.#fail(pending, SutraError.from(reason));
    }
  }

  /** Resolves finished appends in order. */
  #settle(): void {
    while (this.#pending[0]?.done === true) {
      const finished = this.#pending.shift() as PendingAppend;
      this.#pendingEvents -= finished.given;
      finished.resolve(this.#storedThrough);
    }
  }

  #broken(stream: StreamState & { at: 'open' }, pending: PendingAppend, reason: SutraError): void {
    if (this.#stream !== stream) return;
    this.#stream = { at: 'closed' };
    if (reason.code === 'SUTRA_SESSION_REPLACED') this.#end(reason);
    else if (reason.code === 'SUTRA_CONNECTION_LOST') void this.#reopen();
    else {
      this.#leave(stream);
      if (!reason.retry) this.#fail(pending, reason);
      void this.#reopen(reason);
    }
  }

  #leave({ connection, number }: { connection: Connection; number: number }): void {
    if (connection.closed) return;
    connection
      .call('endSession', { session: number }, this.#parts.settings.callMs, new AbortController().signal)
      .catch((reason: unknown) => {
        // The server ends the session with the connection anyway.
        this.#parts.logger.debug('a session was not closed by its client', { emitter: this.emitter, reason: String(reason) });
      });
  }

  /** Opens the stream again while something waits to be sent. */
  async #reopen(after?: SutraError): Promise<void> {
    if (this.#stream.at !== 'closed' || this.#pending.length === 0) return;
    this.#stream = { at: 'opening' };
    const { clock, chance, link, settings } = this.#parts;
    let pause = after !== undefined;
    for (let attempt = 0; this.#pending.length > 0; attempt++) {
      try {
        if (pause) await sleep(clock, backoffMs(RECONNECT, attempt, chance), this.#stop.signal);
        const connection = await link.connection(this.#stop.signal);
        return this.#opened(await this.#ask(connection, settings.callMs, this.#stop.signal));
      } catch (thrown) {
        const reason = SutraError.from(thrown);
        if (this.#stop.signal.aborted) return;
        if (reason.code === 'SUTRA_SESSION_REPLACED' || reason.code === 'SUTRA_CLIENT_CLOSED') return this.#end(reason);
        pause = reason.code !== 'SUTRA_CONNECTION_LOST'; // the link has waited already
        const first = this.#pending[0];
        if (!reason.retry && first !== undefined) this.#fail(first, reason);
      }
    }
    this.#stream = { at: 'closed' };
  }

  /** Rejects an append and those behind it. */
  #fail(pending: PendingAppend, reason: SutraError): void {
    const index = this.#pending.indexOf(pending);
    if (index < 0) return;
    const failed = this.#pending.splice(index);
    for (const one of failed) this.#pendingEvents -= one.given;
    pending.reject(reason);
    for (const behind of failed.slice(1)) {
      behind.reject(
        new SutraError('SUTRA_SESSION_INTERRUPTED', `Cannot append: an earlier append of the session failed: ${reason.message}`, {
          cause: reason,
        }),
      );
    }
  }

  #end(reason: SutraError): void {
    this.#stream = { at: 'ended', reason };
    const pending = this.#pending;
    this.#pending = [];
    this.#pendingEvents = 0;
    for (const one of pending) one.reject(reason);
    this.#stop.abort(reason);
    this.#parts.onEnd(this);
  }
}
