import { connect, type Socket } from 'node:net';
import { crc32 } from 'node:zlib';
import { type Clock, endIfItself, SutraError } from '@sutra/kit';
import {
  decodeMessage,
  encodeClientHello,
  errorDataOf,
  FRAME,
  FRAME_LIMITS,
  type Frame,
  type FrameKind,
  type Message,
  PROTOCOL,
  type ServerHello,
  type StoredEvent,
  StoredReader,
  serverHelloDecoder,
  unpackMessage,
} from '@sutra/wire';
import { connectionLost, connectionSilent } from '../transport/errors.ts';
import { FrameSocket } from '../transport/frame-socket.ts';
import { receiveGreeting } from '../transport/handshake.ts';
import type { StoreAddress } from './address.ts';
import type { ClientSettings } from './settings.ts';

export interface ConnectOptions {
  readonly address: StoreAddress;
  readonly clock: Clock;
  readonly name: string;
  readonly token: string | undefined;
  readonly settings: ClientSettings;
}

/** Pings in a row that nothing came after, before a store is said not to answer. */
const PINGS_UNANSWERED_MAX = 3;

/** Who is told of a connection's life. */
export interface ConnectionListener {
  lost(reason: SutraError): void;
  /** The other end is there and is not heard any more: for so long, ms. */
  silent(silentMs: number): void;
  /** It is heard again. */
  heard(): void;
}

/** Who waits for frames of one request. */
export interface Reply {
  /** A frame with the request's id, errors excepted. Returns whether it was the last. */
  frame(frame: Frame): boolean;
  /** The request failed, or the connection was lost with its outcome unknown (SUTRA_CONNECTION_LOST). */
  failed(reason: SutraError): void;
  /** Who takes what still comes when nobody waits any more; without it nobody does. */
  readonly unasked?: Reply;
}

/** One question. */
export interface Question {
  readonly op: string;
  readonly args: unknown;
  /** Raw bytes that travel behind it. */
  readonly tail?: Uint8Array;
  /** Whether the answer has events. */
  readonly forEvents?: boolean;
}

/** What came back, with its events where the question was for some: then nothing is left of the tail that would be of use. */
export interface Answer extends Message {
  readonly events?: readonly StoredEvent[];
}

/** Who waits for the answer to one question; told once. */
export interface Asker {
  answered(answer: Answer): void;
  /** As `Reply.failed`. */
  failed(reason: SutraError): void;
}

/** One connection to a store, its handshake done. Requests are matched with replies by id, in any order. */
export class Connection {
  readonly hello: ServerHello;
  readonly #frames: FrameSocket;
  readonly #settings: ClientSettings;
  readonly #replies = new Map<number, Reply>();
  /** Runs of answers keep their words: each is read once, in the order in which they arrive. */
  readonly #runs = new StoredReader(crc32);
  readonly #tending: { cancel(): void };
  #lastId = 0;
  #answered = false;
  /** Pings since something was heard. Counted and not timed: while this process itself stands still, the other end is asked nothing. */
  #pingsUnanswered = 0;
  #listener: ConnectionListener | undefined;

  constructor(socket: Socket, hello: ServerHello, { clock, settings }: ConnectOptions) {
    this.hello = hello;
    this.#settings = settings;
    this.#frames = new FrameSocket({
      socket,
      clock,
      frameBytesMax: FRAME_LIMITS.frameBytesMax,
      messageBytesMax: FRAME_LIMITS.messageBytesMax,
      sendBytesMax: hello.limits.messageBytesMax,
      onFrame: (frame) => this.#frame(frame),
      onClose: (reason) => this.#closed(reason),
    });
    this.#tending = clock.every(settings.pingAfterMs, () => this.#tend());
  }

  /** Whether the other end has ever replied to a request. */
  get answered(): boolean {
    return this.#answered;
  }

  get closed(): boolean {
    return this.#frames.closed;
  }

  start(rest: Uint8Array, listener: ConnectionListener): void {
    this.#listener = listener;
    this.#frames.start(rest);
  }

  /** Registers who waits and gives the request its id. The caller sends the request in the same turn. */
  expect(reply: Reply): number {
    do this.#lastId = this.#lastId >= 0xffff_ffff ? 1 : this.#lastId + 1;
    while (this.#replies.has(this.#lastId));
    if (this.#frames.closed) queueMicrotask(() => reply.failed(lost(undefined)));
    else this.#replies.set(this.#lastId, reply);
    return this.#lastId;
  }

  /** Nobody waits any more: tells the other end, and drops what still comes. */
  cancel(id: number): void {
    const reply = this.#replies.get(id);
    if (reply === undefined) return;
    if (reply.unasked === undefined) this.#replies.delete(id);
    else this.#replies.set(id, reply.unasked);
    this.#frames.send(FRAME.cancel, id);
  }

  send(kind: FrameKind, id: number, ...payload: readonly Uint8Array[]): void {
    this.#frames.send(kind, id, ...payload);
  }

  sendMessage(kind: FrameKind, id: number, head: unknown, tail?: Uint8Array): void {
    this.#frames.sendMessage(kind, id, head, tail);
  }

  /** Hands what was sent to the socket now, not at the end of the turn. */
  flush(): void {
    this.#frames.flush();
  }

  /**
   * One question, one answer, told to whoever asks. The deadline travels along, so that the other end stops too.
   * @returns the id of the request, for `cancel`
   * @throws SutraError when the question cannot be sent; nobody is told then
   */
  ask(question: Question, limitMs: number, asker: Asker): number {
    const { op, args, tail, forEvents = false } = question;
    const keepWords = forEvents && this.hello.answerWords === true;
    const id = this.expect({
      frame: ({ payload }) => {
        asker.answered(this.#answerTo(asker, id, payload, forEvents));
        return true;
      },
      failed: (reason) => asker.failed(reason),
      ...(keepWords ? { unasked: this.#unasked } : {}),
    });
    try {
      const limit = Math.max(1, Math.ceil(limitMs));
      this.sendMessage(FRAME.call, id, keepWords ? { op, args, limitMs: limit, keepWords } : { op, args, limitMs: limit }, tail);
    } catch (reason) {
      this.#replies.delete(id);
      throw SutraError.from(reason);
    }
    return id;
  }

  /** Of an answer that cannot be read its asker is told why; for the others the connection ends: nothing after it can be believed. */
  #answerTo(asker: Asker, id: number, payload: Uint8Array, forEvents: boolean): Answer {
    try {
      return this.#answer(payload, forEvents);
    } catch (reason) {
      this.#replies.delete(id);
      asker.failed(SutraError.from(reason));
      throw reason;
    }
  }

  /** @throws SutraError SUTRA_WIRE_MALFORMED, SUTRA_MESSAGE_INVALID, SUTRA_FRAME_MALFORMED */
  #answer(payload: Uint8Array, forEvents: boolean): Answer {
    const answer = decodeMessage(payload, FRAME_LIMITS.answerItemsMax);
    return forEvents ? { head: answer.head, tail: answer.tail, events: this.#runs.read(answer.tail) } : answer;
  }

  /** An answer with events that nobody waits for any more: those after it rest on its words. */
  readonly #unasked: Reply = {
    frame: ({ payload }) => {
      this.#answer(payload, true);
      return true;
    },
    failed: () => undefined,
  };

  /** The same as a promise. */
  call(question: Question, limitMs: number, signal: AbortSignal): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        this.cancel(id);
        reject(SutraError.from(signal.reason));
      };
      const answered = (answer: Answer): void => {
        signal.removeEventListener('abort', onAbort);
        resolve(answer);
      };
      const failed = (reason: SutraError): void => {
        signal.removeEventListener('abort', onAbort);
        reject(reason);
      };
      const id = this.ask(question, limitMs, { answered, failed });
      signal.addEventListener('abort', onAbort, { once: true });
    });
  }

  close(reason: SutraError): void {
    if (!this.#frames.closed) this.#frames.end(reason, FRAME.goodbye);
  }

  #frame(frame: Frame): void {
    this.#heard();
    if (frame.kind === FRAME.pong) return;
    if (frame.kind === FRAME.goodbye || (frame.kind === FRAME.error && frame.id === 0)) {
      this.#frames.destroy(SutraError.fromData(errorDataOf(unpackMessage(frame.payload))));
      return;
    }
    this.#answered = true;
    const reply = this.#replies.get(frame.id);
    if (reply === undefined) return; // given up by its caller
    if (frame.kind === FRAME.error) {
      this.#replies.delete(frame.id);
      reply.failed(SutraError.fromData(errorDataOf(unpackMessage(frame.payload))));
    } else if (reply.frame(frame)) this.#replies.delete(frame.id);
  }

  #tend(): void {
    const silentMs = this.#frames.silentMs();
    if (silentMs >= this.#settings.silentMs)
      this.#frames.destroy(connectionSilent(`The store was not heard for ${this.#settings.silentMs} ms`));
    else if (silentMs < this.#settings.pingAfterMs * 0.9) this.#heard();
    else {
      this.#frames.send(FRAME.ping, 0);
      if (++this.#pingsUnanswered === PINGS_UNANSWERED_MAX) this.#listener?.silent(silentMs);
    }
  }

  #heard(): void {
    const wasSilent = this.#pingsUnanswered >= PINGS_UNANSWERED_MAX;
    this.#pingsUnanswered = 0;
    if (wasSilent) this.#listener?.heard();
  }

  #closed(reason: SutraError | undefined): void {
    this.#tending.cancel();
    const error = lost(reason);
    const replies = [...this.#replies.values()];
    this.#replies.clear();
    this.#listener?.lost(error);
    for (const reply of replies) reply.failed(error);
  }
}

function lost(reason: SutraError | undefined): SutraError {
  if (reason?.code === 'SUTRA_CONNECTION_LOST') return reason;
  return connectionLost(`The connection to the store was lost${reason === undefined ? '' : `: ${reason.message}`}`, reason);
}

/**
 * Connects and shakes hands. `onSilent` is told, with for how long, ms, where somebody is there and does not greet in the time of a connection's pings.
 * @throws SutraError SUTRA_CONNECTION_LOST or SUTRA_TIMEOUT when that fails, or the server's refusal.
 */
export async function openConnection(
  options: ConnectOptions,
  signal: AbortSignal,
  onSilent: (silentMs: number) => void,
): Promise<{ connection: Connection; rest: Uint8Array }> {
  const { address, clock, settings, name, token } = options;
  const { host, port, text } = address;
  const socket = await connected(connect({ host, port, noDelay: true }), text, clock, settings.connectMs, signal);
  const onAbort = (): void => void socket.destroy();
  signal.addEventListener('abort', onAbort, { once: true });
  const sinceMs = clock.monotonicMs();
  let periods = 0;
  const waiting = clock.every(settings.pingAfterMs, () => {
    if (++periods === PINGS_UNANSWERED_MAX) onSilent(clock.monotonicMs() - sinceMs);
  });
  try {
    const hello = { versionMin: PROTOCOL.min, versionMax: PROTOCOL.max, name: name.slice(0, 128) };
    socket.write(encodeClientHello(token === undefined ? hello : { ...hello, token }));
    const { greeting, rest } = await receiveGreeting(socket, serverHelloDecoder(), clock, settings.handshakeMs);
    if ('refusal' in greeting) throw greeting.refusal;
    return { connection: new Connection(socket, greeting.hello, options), rest };
  } catch (reason) {
    socket.destroy();
    throw reason;
  } finally {
    waiting.cancel();
    signal.removeEventListener('abort', onAbort);
  }
}

/**
 * Waits until a socket is connected with somebody else. `text` is where to, for messages.
 * @throws SutraError SUTRA_CONNECTION_LOST when nobody listens there, SUTRA_TIMEOUT, or the signal's reason; the socket is closed then
 */
export function connected(socket: Socket, text: string, clock: Clock, limitMs: number, signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const settle = (error?: SutraError): void => {
      timer.cancel();
      signal.removeEventListener('abort', onAbort);
      if (error === undefined) resolve(socket);
      else {
        socket.destroy();
        reject(error);
      }
    };
    const onAbort = (): void => settle(SutraError.from(signal.reason));
    const timer = clock.after(limitMs, () => settle(new SutraError('SUTRA_TIMEOUT', `Cannot connect to ${text} within ${limitMs} ms`)));
    signal.addEventListener('abort', onAbort, { once: true });
    socket.once('connect', () => {
      if (endIfItself(socket)) settle(connectionLost(`Cannot connect to ${text}: nobody listens there, the connection reached itself`));
      else settle();
    });
    // Stays for the life of the socket: whoever holds it learns of the end through 'close'.
    socket.on('error', (cause) => settle(connectionLost(`Cannot connect to ${text}: ${cause.message}`, cause)));
  });
}
