import { type Clock, type Logger, SutraError } from '@sutra/kit';
import { decodeAppend, decodeCredit, decodeMessage, encodeAppended, FRAME, type Frame, type KeptWords } from '@sutra/wire';
import type { Engine } from '../engine/index.ts';
import type { BusyPoll } from '../transport/busy-poll.ts';
import { Deadlines } from '../transport/deadlines.ts';
import { Eagerness } from '../transport/eagerness.ts';
import { connectionLost, connectionSilent, connectionStalled } from '../transport/errors.ts';
import type { FrameSocket } from '../transport/frame-socket.ts';
import type { AnswerWords } from './answer-words.ts';
import { ARGUMENTS, CALL_HEAD, OPERATION_NAMES, type OperationName } from './arguments.ts';
import type { ByteBudget } from './byte-budget.ts';
import { FeedCredit } from './feed-credit.ts';
import { pushFeed } from './feed-push.ts';
import type { ServerLimits } from './limits.ts';
import { OPERATIONS, type Outcome } from './operations.ts';
import { ReadTurns } from './read-turns.ts';
import { RunningRead } from './running-read.ts';
import type { ServedSession, SessionRegistry } from './session-registry.ts';
import './errors.ts';

/** What all connections of a server share. */
export interface Serving {
  readonly engine: Engine;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly limits: ServerLimits;
  readonly budget: ByteBudget;
  readonly sessions: SessionRegistry;
  readonly poll: BusyPoll;
  readonly words: AnswerWords;
  /** Connections and feeds right now, for `stats`. */
  counts(): { readonly connections: number; readonly subscribers: number };
}

interface Running {
  stop(reason: SutraError): void;
  readonly credit?: FeedCredit;
}

type ReadOperation = keyof typeof OPERATIONS;

/** A call that only asks the store. */
interface ReadRequest {
  readonly op: ReadOperation;
  readonly args: unknown;
  readonly tail: Uint8Array;
  readonly limitMs: number;
  /** Whether the caller has the words of the answers before. */
  readonly keepWords: boolean;
}

/** One client: its requests, its sessions, its feeds. Everything ends with the connection. */
export class ServerConnection {
  readonly #serving: Serving;
  readonly #frames: FrameSocket;
  readonly #client: string;
  readonly #running = new Map<number, Running>();
  readonly #sessions = new Map<number, ServedSession>();
  readonly #reads: ReadTurns;
  readonly #deadlines: Deadlines;
  /** What its answers brought it of words; undefined before it asked for them to be kept. */
  #words: KeptWords | undefined;
  #lastSession = 0;
  #requestBytes = 0;
  #requests = 0;
  #feeds = 0;
  /** What this connection holds of the shared budget. */
  #counted = 0;
  #heldSinceMs: number | undefined;
  readonly #asking: Eagerness;

  /** @param client what it calls itself */
  constructor(serving: Serving, frames: FrameSocket, client: string) {
    this.#serving = serving;
    this.#frames = frames;
    this.#client = client;
    this.#reads = new ReadTurns(serving.limits.readsAtOnce);
    this.#deadlines = new Deadlines(serving.clock);
    this.#asking = new Eagerness(serving.clock);
  }

  get feeds(): number {
    return this.#feeds;
  }

  /** Requests that were begun and not answered; feeds do not count. */
  get requests(): number {
    return this.#requests;
  }

  /** A whole message. Throwing closes the connection: only for what cannot be read. */
  frame(frame: Frame): void {
    switch (frame.kind) {
      case FRAME.append:
        this.#asked();
        this.#append(frame);
        break;
      case FRAME.call:
        this.#asked();
        this.#call(frame);
        break;
      case FRAME.ping:
        this.#frames.send(FRAME.pong, frame.id);
        break;
      case FRAME.pong:
        break;
      case FRAME.cancel:
        this.#running.get(frame.id)?.stop(new SutraError('SUTRA_ABORTED', 'The caller cancelled the request'));
        break;
      case FRAME.credit:
        this.#running.get(frame.id)?.credit?.grant(decodeCredit(frame.payload));
        break;
      case FRAME.error: // the client could not read us
      case FRAME.goodbye:
        this.#frames.destroy();
        break;
      default:
        this.#frames.sendError(
          frame.id,
          new SutraError(
            'SUTRA_STORAGE_OPERATION_UNKNOWN',
            `Cannot take a frame of kind 0x${frame.kind.toString(16)}: this server does not know it`,
          ),
        );
    }
  }

  /** Whenever bytes came or left: settles what this connection holds, and stops reading where that is too much. */
  account(): void {
    const { limits, budget } = this.#serving;
    const holds = this.#requestBytes + this.#frames.heldBytes;
    budget.change(holds - this.#counted);
    this.#counted = holds;
    this.#holdIf('requests', this.#requestBytes > limits.inFlightBytesMax || this.#requests > limits.inFlightRequestsMax);
    this.#holdIf('outbound', this.#frames.queuedBytes > OUTBOUND_BYTES_HIGH);
    if (budget.spent && this.#heldSinceMs === undefined) {
      this.#heldSinceMs = this.#serving.clock.monotonicMs();
      this.#frames.hold('budget');
      budget.wait(() => {
        this.#heldSinceMs = undefined;
        this.#frames.release('budget');
      });
    }
  }

  /** Now and then: ends a connection that is silent, takes nothing, or blocks others with half a message. */
  tend(): void {
    const { limits } = this.#serving;
    this.#holdIf('outbound', this.#frames.queuedBytes > OUTBOUND_BYTES_HIGH);
    if (this.#frames.stalledMs() > limits.stalledMs)
      this.#frames.destroy(connectionStalled(`The client took nothing for ${limits.stalledMs} ms`));
    else if (this.#frames.silentMs() > limits.idleMs && this.#requests === 0)
      this.#frames.end(connectionSilent(`Nothing was heard for ${limits.idleMs} ms`), FRAME.goodbye);
    else if (this.#blocksOthers())
      this.#frames.end(new SutraError('SUTRA_STORAGE_BUSY', 'Cannot wait for the rest of a message: too many bytes are held'));
  }

  /** Whether it has waited long for the budget with nothing under way but half a message that is part of the trouble. */
  #blocksOthers(): boolean {
    if (this.#heldSinceMs === undefined || this.#requests > 0 || this.#frames.heldBytes < HALF_MESSAGE_BYTES) return false;
    return this.#serving.clock.monotonicMs() - this.#heldSinceMs > HALF_MESSAGE_MS;
  }

  /** The socket is gone. */
  closed(): void {
    this.#deadlines.close();
    for (const running of this.#running.values()) running.stop(connectionLost('The client left'));
    for (const session of this.#sessions.values()) this.#serving.sessions.close(session);
    this.#sessions.clear();
    if (this.#words !== undefined) this.#serving.words.drop(this.#words);
    this.#words = undefined;
    this.#serving.budget.change(-this.#counted);
    this.#counted = 0;
    this.#requestBytes = 0;
  }

  /** A request came. */
  #asked(): void {
    this.#serving.poll.heard();
    this.#asking.asked();
  }

  /** One was answered. */
  #answered(): void {
    this.#asking.answered();
    if (this.#asking.eager) this.#serving.poll.watch();
  }

  #append(frame: Frame): void {
    const { session: number, block } = decodeAppend(frame.payload);
    const session = this.#sessions.get(number);
    const refusal =
      session === undefined
        ? new SutraError('SUTRA_SESSION_UNKNOWN', `Cannot append to session ${number}: it was not opened on this connection`)
        : session.ended;
    if (session === undefined || refusal !== undefined) {
      this.#frames.sendError(frame.id, refusal as SutraError);
      return;
    }
    const bytes = block.length;
    this.#begun(bytes);
    session.raw.append(block).then(
      (result) => {
        this.#frames.send(FRAME.appended, frame.id, encodeAppended(result));
        this.#answered();
        this.#finished(bytes);
      },
      (reason: unknown) => {
        const error = session.ended?.code === 'SUTRA_SESSION_REPLACED' ? session.ended : SutraError.from(reason);
        // Blocks lean on the words of the blocks before them: after a refused one the rest cannot be believed.
        session.ended ??= new SutraError('SUTRA_SESSION_BROKEN', `Cannot append: an earlier append failed: ${error.message}`);
        this.#frames.sendError(frame.id, error);
        this.#finished(bytes);
      },
    );
  }

  #call(frame: Frame): void {
    try {
      const { head, tail } = decodeMessage(frame.payload);
      const { op, args, limitMs, keepWords = false } = CALL_HEAD(head, 'call');
      if (!OPERATION_NAMES.includes(op as OperationName))
        throw new SutraError('SUTRA_STORAGE_OPERATION_UNKNOWN', `Cannot do ${JSON.stringify(op)}: this server has no such operation`);
      if (frame.id === 0 || this.#running.has(frame.id))
        throw new SutraError(
          'SUTRA_MESSAGE_INVALID',
          `Cannot take request ${frame.id}: the id is ${frame.id === 0 ? 'reserved' : 'in use'}`,
        );
      const limit = Math.min(limitMs ?? this.#serving.limits.callMsMax, this.#serving.limits.callMsMax);
      if (op === 'session') this.#frames.sendMessage(FRAME.answer, frame.id, this.#openSession(args ?? {}));
      else if (op === 'endSession') this.#frames.sendMessage(FRAME.answer, frame.id, this.#endSession(args ?? {}));
      else if (op === 'feed') this.#startFeed(frame.id, args ?? {});
      else this.#startRead(frame, { op: op as ReadOperation, args: args ?? {}, tail, limitMs: limit, keepWords });
    } catch (reason) {
      const error = SutraError.from(reason);
      if (error.code === 'SUTRA_FRAME_MALFORMED') throw error;
      this.#fail(frame.id, error);
    }
  }

  #openSession(args: unknown): { session: number; storedThrough: number } {
    const { limits, sessions } = this.#serving;
    const claim = ARGUMENTS.session(args, 'session');
    const number = this.#lastSession + 1;
    if (this.#sessions.size >= limits.sessionsMax)
      throw new SutraError('SUTRA_STORAGE_BUSY', `Cannot open a session: this connection has ${limits.sessionsMax}`);
    const session = sessions.open({ ...claim, holder: claim.holder ?? `session ${number}`, turn: claim.turn ?? 0 });
    this.#lastSession = number;
    this.#sessions.set(number, session);
    return { session: number, storedThrough: session.raw.storedThrough };
  }

  #endSession(args: unknown): null {
    const { session: number } = ARGUMENTS.endSession(args, 'endSession');
    const session = this.#sessions.get(number);
    if (session !== undefined) this.#serving.sessions.close(session);
    this.#sessions.delete(number);
    return null;
  }

  #startFeed(id: number, args: unknown): void {
    const { engine, limits } = this.#serving;
    const { creditBytes, keepWords = false, ...query } = ARGUMENTS.feed(args, 'feed');
    if (this.#feeds >= limits.feedsMax)
      throw new SutraError('SUTRA_STORAGE_BUSY', `Cannot follow: this connection has ${limits.feedsMax} feeds`);
    const stop = new AbortController();
    const credit = new FeedCredit(creditBytes, limits.feedCreditBytesMax);
    this.#running.set(id, { stop: (reason) => stop.abort(reason), credit });
    this.#feeds++;
    pushFeed({ engine, frames: this.#frames, id, query, keepWords, credit }, stop.signal)
      .then(
        () => this.#frames.sendMessage(FRAME.answer, id, null),
        (reason: unknown) => this.#fail(id, SutraError.from(reason)),
      )
      .finally(() => {
        this.#running.delete(id);
        this.#feeds--;
      });
  }

  #startRead({ id, payload }: Frame, request: ReadRequest): void {
    const { op, limitMs } = request;
    const bytes = payload.length;
    const answering = {
      begin: () => this.#serving.words.writer(request.keepWords ? this.#keptWords() : undefined),
      take: (outcome: Outcome) => this.#answerWithEvents(id, outcome),
    };
    const read = new RunningRead(limitMs, this.#serving.limits.pageBytesMax, this.#client, answering);
    const deadline = this.#deadlines.add(limitMs, () =>
      read.stop(new SutraError('SUTRA_TIMEOUT', `Cannot finish ${op} within ${limitMs} ms`, { details: { limitMs } })),
    );
    this.#running.set(id, read);
    this.#begun(bytes);
    this.#reads.take(async () => {
      await this.#answerRead(id, request, read);
      this.#deadlines.met(deadline);
      this.#running.delete(id);
      this.#finished(bytes);
      this.#reads.over();
    });
  }

  async #answerRead(id: number, { op, args, tail }: ReadRequest, read: RunningRead): Promise<void> {
    try {
      if (!this.#frames.hasRoom) await this.#frames.room(read.signal); // a client that takes nothing is not worked for either
      if (read.stopped !== undefined) throw read.stopped;
      const outcome = await OPERATIONS[op](this.#serving.engine, args, tail, read);
      if (outcome === undefined) return; // it was sent with its events
      const { head, tail: bytes } = outcome;
      this.#frames.sendMessage(FRAME.answer, id, op === 'stats' ? { ...(head as object), ...this.#serving.counts() } : head, bytes);
      this.#answered();
    } catch (reason) {
      this.#fail(id, SutraError.from(reason));
    }
  }

  /** Undefined once the connection is gone, and where too many others have theirs. */
  #keptWords(): KeptWords | undefined {
    if (!this.#frames.closed) this.#words ??= this.#serving.words.keep();
    return this.#words;
  }

  #answerWithEvents(id: number, { head, tail }: Outcome): void {
    try {
      this.#frames.sendMessage(FRAME.answer, id, head, tail);
    } catch (reason) {
      this.#words?.forget(); // those of a run that was not sent are not known
      throw reason;
    }
    this.#answered();
  }

  #fail(id: number, error: SutraError): void {
    if (error.kind === 'internal')
      this.#serving.logger.error('a request failed in a way it should not', { error: error.message, cause: String(error.cause) });
    this.#frames.sendError(id, error);
  }

  #begun(bytes: number): void {
    this.#requests++;
    this.#requestBytes += bytes;
  }

  #finished(bytes: number): void {
    this.#requests--;
    if (this.#frames.closed) return;
    this.#requestBytes -= bytes;
    this.account();
  }

  #holdIf(reason: 'requests' | 'outbound', full: boolean): void {
    if (full) this.#frames.hold(reason);
    else this.#frames.release(reason);
  }
}

/** Unsent bytes at which a connection is not read any more. */
const OUTBOUND_BYTES_HIGH = 16 * 1024 * 1024;
/** Half a message of so many bytes may wait for the shared budget only so long. */
const HALF_MESSAGE_BYTES = 64 * 1024;
const HALF_MESSAGE_MS = 10_000;
