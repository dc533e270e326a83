import { crc32 } from 'node:zlib';
import { backoffMs, type Chance, type Clock, type Logger, RECONNECT, SutraError, sleep, type Timer } from '@sutra/kit';
import { type Appended, BlockEncoder, decodeAppended, type EventRecord, encodeAppend, FRAME } from '@sutra/wire';
import type { AppendResult } from '../contract/query.ts';
import type { CallOptions, EventSession } from '../contract/store.ts';
import { BusyPoll } from '../transport/busy-poll.ts';
import { Eagerness } from '../transport/eagerness.ts';
import { eventsOf, runsOf, shareOf } from './append-run.ts';
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

type OpenStream = StreamState & { at: 'open' };

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
  /** Those of them that wait for the end of this turn to be sent. */
  #unsent: PendingAppend[] = [];
  #sendScheduled = false;
  /** Fires at the earliest deadline, or earlier when that append is done by then. */
  #timer: Timer | undefined;
  /** What storage said last, where trying again may help: a full disk, say. */
  #refusal: SutraError | undefined;
  #timerMs = Number.POSITIVE_INFINITY;
  #storedThrough = 0;
  readonly #poll: BusyPoll;
  /** Of one append after the other. */
  readonly #appending: Eagerness;

  private constructor(parts: SessionParts, emitter: string, epoch: number) {
    this.#parts = parts;
    this.#poll = new BusyPoll(parts.clock);
    this.#appending = new Eagerness(parts.clock);
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
    const { clock, settings } = this.#parts;
    const { signal, limitMs = settings.callMs } = options;
    if (this.#stream.at === 'ended') return Promise.reject(this.#stream.reason);
    if (signal?.aborted === true) return Promise.reject(SutraError.from(signal.reason));
    if (events.length === 0) return Promise.resolve({ storedThrough: this.#storedThrough, seq: 0, duplicates: 0 });
    if (this.#pendingEvents + events.length > settings.sessionEventsMax) {
      const why = `${this.#pendingEvents} events wait for their acknowledgement, and the limit is ${settings.sessionEventsMax}`;
      return Promise.reject(new SutraError('SUTRA_SESSION_BACKLOG', `Cannot append ${events.length} events: ${why}`));
    }
    this.#appending.asked(this.#pending.length === 0);
    const pending = new PendingAppend(events, limitMs, clock.monotonicMs() + limitMs);
    if (signal !== undefined) pending.watch(signal, (reason) => this.#fail(pending, reason));
    this.#pending.push(pending);
    this.#pendingEvents += events.length;
    this.#watch(pending.deadlineMs);
    this.#unsent.push(pending);
    this.#scheduleSend();
    return pending.promise;
  }

  /** One timer for all: most appends are done long before their deadline. */
  #watch(deadlineMs: number): void {
    if (deadlineMs >= this.#timerMs) return;
    this.#timer?.cancel();
    this.#timerMs = deadlineMs;
    this.#timer = this.#parts.clock.after(deadlineMs - this.#parts.clock.monotonicMs(), () => this.#expire());
  }

  #expire(): void {
    this.#timer = undefined;
    this.#timerMs = Number.POSITIVE_INFINITY;
    const nowMs = this.#parts.clock.monotonicMs();
    const late = this.#pending.find((pending) => pending.deadlineMs <= nowMs);
    if (late !== undefined) this.#fail(late, this.#lateError(late.limitMs)); // and those behind it
    if (this.#pending.length > 0)
      this.#watch(this.#pending.reduce((least, { deadlineMs }) => Math.min(least, deadlineMs), Number.POSITIVE_INFINITY));
  }

  #lateError(limitMs: number): SutraError {
    const { link, caller } = this.#parts;
    if (!link.up) return caller.unreachable('append', limitMs);
    // Tried again and refused again until the time was over: why is worth more than how long.
    if (this.#refusal !== undefined)
      return SutraError.fromData({ ...this.#refusal.toData(), message: `${this.#refusal.message}, for ${limitMs} ms` });
    return new SutraError('SUTRA_TIMEOUT', `Cannot finish append within ${limitMs} ms`, { details: { limitMs } });
  }

  async close(): Promise<void> {
    if (this.#stream.at === 'ended') return;
    const open = this.#stream.at === 'open' ? this.#stream : undefined;
    this.#end(new SutraError('SUTRA_CLIENT_CLOSED', 'Cannot append: the session was closed'));
    if (open !== undefined) this.#leave(open);
  }

  #ask(connection: Connection, limitMs: number, signal: AbortSignal): Promise<Opened> {
    const claim = { emitter: this.emitter, epoch: this.epoch, holder: this.#holder, turn: ++this.#turn };
    return connection.call({ op: 'session', args: claim }, limitMs, signal).then(({ head }) => {
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
    this.#stream = { at: 'open', connection, number, encoder: new BlockEncoder(this.emitter, this.epoch, crc32, true) };
    for (const pending of this.#pending) pending.restart(storedThrough);
    this.#unsent = [...this.#pending];
    this.#sendAll();
    this.#settle();
  }

  /** Whatever one turn appends is sent together at its end. */
  #scheduleSend(): void {
    if (this.#sendScheduled) return;
    this.#sendScheduled = true;
    process.nextTick(() => {
      this.#sendScheduled = false;
      if (this.#stream.at === 'closed') void this.#reopen();
      else this.#sendAll();
    });
  }

  /** Sends what waits if there is a stream; a new stream sends everything that is pending anyway. */
  #sendAll(): void {
    if (this.#stream.at !== 'open') return;
    const stream = this.#stream;
    const waiting = this.#unsent;
    this.#unsent = [];
    for (const run of runsOf(waiting, this.#parts.settings.blockEventsMax)) {
      this.#sendRun(stream, run);
      // The store works on this block while the next one is encoded.
      stream.connection.flush();
    }
    if (this.#appending.eager) this.#poll.watch();
  }

  #sendRun(stream: OpenStream, run: readonly PendingAppend[]): void {
    if (run.length === 1) {
      this.#sendAlone(stream, run[0]!);
      return;
    }
    let block: Uint8Array;
    try {
      block = stream.encoder.encode(eventsOf(run));
    } catch (reason) {
      if (!(reason instanceof SutraError)) throw reason;
      // One of them cannot be sent, or they are too large together: each is sent, or refused, for itself.
      for (const pending of run) if (!pending.ended) this.#sendAlone(stream, pending);
      return;
    }
    const sizes = run.map(({ events }) => events.length);
    const generations = run.map(({ generation }) => generation);
    for (const pending of run) pending.blocks++;
    this.#sendBlock(stream, run[0]!, block, (result) => {
      const count = sizes.reduce((sum, size) => sum + size, 0);
      let from = 0;
      for (const [i, pending] of run.entries()) {
        const to = from + sizes[i]!;
        pending.acknowledged(shareOf(result, count, from, to), generations[i]!);
        from = to;
      }
    });
  }

  /** Sends what is left of one append, in as many blocks as it takes. */
  #sendAlone(stream: OpenStream, pending: PendingAppend): void {
    try {
      for (const block of encodeBlocks(stream.encoder, pending.events, this.#parts.settings.blockEventsMax)) {
        pending.blocks++;
        const { generation } = pending;
        this.#sendBlock(stream, pending, block, (result) => pending.acknowledged(result, generation));
      }
    } catch (reason) {
      this.#fail(pending, SutraError.from(reason));
    }
  }

  #sendBlock(stream: OpenStream, pending: PendingAppend, block: Uint8Array, acknowledged: (result: Appended) => void): void {
    const id = stream.connection.expect({
      frame: ({ payload }) => {
        const result = decodeAppended(payload);
        this.#storedThrough = Math.max(this.#storedThrough, result.storedThrough);
        acknowledged(result);
        this.#settle();
        return true;
      },
      failed: (reason) => this.#broken(stream, pending, reason),
    });
    stream.connection.send(FRAME.append, id, ...encodeAppend(stream.number, block));
  }

  /** Resolves finished appends in order. */
  #settle(): void {
    const pending = this.#pending;
    let finished = 0;
    while (finished < pending.length && pending[finished]!.done) this.#pendingEvents -= pending[finished++]!.given;
    if (finished === 0) return;
    this.#refusal = undefined;
    if (finished === pending.length) {
      this.#poll.heard();
      this.#appending.answered();
    }
    for (const one of pending.splice(0, finished)) one.resolve(this.#storedThrough);
  }

  #broken(stream: OpenStream, pending: PendingAppend, reason: SutraError): void {
    if (this.#stream !== stream) return;
    this.#stream = { at: 'closed' };
    if (reason.code === 'SUTRA_SESSION_REPLACED') this.#end(reason);
    else if (reason.code === 'SUTRA_CONNECTION_LOST') void this.#reopen();
    else {
      this.#leave(stream);
      if (reason.retry) this.#refusal = reason;
      else this.#fail(pending, reason);
      void this.#reopen(reason);
    }
  }

  #leave({ connection, number }: { connection: Connection; number: number }): void {
    if (connection.closed) return;
    connection
      .call({ op: 'endSession', args: { session: number } }, this.#parts.settings.callMs, new AbortController().signal)
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
        // Given up meanwhile: who has nothing to send does not take the place of a session that was opened since.
        if (this.#pending.length === 0) break;
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
    this.#timer?.cancel();
    this.#poll.stop();
    for (const one of pending) one.reject(reason);
    this.#stop.abort(reason);
    this.#parts.onEnd(this);
  }
}
