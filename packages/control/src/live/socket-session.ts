import { ClientMessage, type ServerMessage } from '@sutra/api';
import { type Clock, SutraError } from '@sutra/kit';
import type { WebSocket } from 'ws';
import { errorBody } from '../failure.ts';
import { LIMITS } from '../limits.ts';
import { invalid } from '../validation.ts';
import { type Answering, Chat } from './chat.ts';
import '../errors.ts';

export interface SocketSource {
  /** What a subscriber that has everything up to `resumeSeq` is sent first: the missing events, or a snapshot. Undefined while nothing is known. */
  opening(resumeSeq: number | undefined): { readonly text: string; readonly seq: number } | undefined;
  /** A snapshot for a reader that fell behind after `seq`: what failed since then comes with it. */
  snapshot(afterSeq: number): { readonly text: string; readonly seq: number } | undefined;
}

/**
 * One browser on the live stream. It is `waiting` for something to be known, `following`, or `behind`: a socket whose unsent
 * bytes pass the limit gets no deltas until it has drained, and then one fresh snapshot instead of everything it missed.
 */
export class SocketSession {
  readonly #socket: WebSocket;
  readonly #source: SocketSource;
  readonly #clock: Clock;
  readonly #chat: Chat;
  #mode: 'silent' | 'waiting' | 'following' | 'behind' = 'silent';
  /** Everything up to this position was sent. */
  #sentSeq = 0;
  #resumeSeq: number | undefined;
  #behindSinceMs = 0;
  #messages = 0;
  #messagesSinceMs = 0;

  constructor(socket: WebSocket, source: SocketSource, clock: Clock, answering: Answering) {
    this.#socket = socket;
    this.#source = source;
    this.#clock = clock;
    this.#chat = new Chat({ answering, clock, send: (answer) => this.#send(answer) });
    this.#messagesSinceMs = clock.monotonicMs();
  }

  /** One message of the browser, as text. */
  receive(text: string): void {
    if (!this.#withinRate()) {
      this.#socket.close(1008, 'too many messages');
      return;
    }
    const message = parseMessage(text);
    if (message instanceof SutraError) this.#send(JSON.stringify({ type: 'error', ...errorBody(message) } satisfies ServerMessage));
    else if (message.type === 'ping') this.#send(JSON.stringify({ type: 'pong', n: message.n } satisfies ServerMessage));
    else if (message.type === 'ask') this.#chat.ask(message);
    else if (message.type === 'cancel') this.#chat.cancel(message.id);
    else {
      this.#resumeSeq = message.resume_seq;
      this.#mode = 'waiting';
      this.open();
    }
  }

  /** Sends the opening when something is known and the browser waits for it. */
  open(): void {
    if (this.#mode !== 'waiting') return;
    const opening = this.#source.opening(this.#resumeSeq);
    if (opening === undefined) return;
    this.#mode = 'following';
    this.#sentSeq = opening.seq;
    this.#send(opening.text);
  }

  /** Sends a delta made for everybody; it must continue where this socket stands. */
  delta(text: string, fromSeq: number, toSeq: number): void {
    if (this.#mode !== 'following' || toSeq <= this.#sentSeq) return;
    if (this.#socket.bufferedAmount > LIMITS.socketBufferBytesMax || fromSeq !== this.#sentSeq + 1) {
      this.#mode = 'behind';
      this.#behindSinceMs = this.#clock.monotonicMs();
      return;
    }
    this.#sentSeq = toSeq;
    this.#send(text);
  }

  /** Called every tick: `text` is the tick for everybody. Sockets that were behind and have drained get their snapshot here. */
  tick(text: string): void {
    if (this.#mode === 'behind') {
      if (this.#socket.bufferedAmount > LIMITS.socketBufferBytesMax / 2) {
        if (this.#clock.monotonicMs() - this.#behindSinceMs > LIMITS.socketStuckMs) this.#socket.close(1013, 'reads too slowly');
        return;
      }
      const snapshot = this.#source.snapshot(this.#sentSeq);
      if (snapshot === undefined) return;
      this.#mode = 'following';
      this.#sentSeq = snapshot.seq;
      this.#send(snapshot.text);
    }
    this.#send(text);
  }

  /** The state was replaced: everybody starts again from a snapshot. */
  reset(): void {
    if (this.#mode === 'silent') return;
    this.#resumeSeq = undefined;
    this.#mode = 'waiting';
    this.open();
  }

  close(): void {
    this.ended();
    this.#socket.close(1001, 'control stops');
  }

  /** The connection is over: nobody waits for answers any more. */
  ended(): void {
    this.#chat.close();
  }

  #send(text: string): void {
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.send(text);
  }

  #withinRate(): boolean {
    const now = this.#clock.monotonicMs();
    if (now - this.#messagesSinceMs >= 1_000) {
      this.#messagesSinceMs = now;
      this.#messages = 0;
    }
    return ++this.#messages <= LIMITS.messagesPerSecondMax;
  }
}

function parseMessage(text: string): ClientMessage | SutraError {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (reason) {
    return new SutraError('SUTRA_CONTROL_INVALID', 'Cannot read the message: it is not JSON', { cause: reason });
  }
  const parsed = ClientMessage.safeParse(data);
  if (parsed.success) return parsed.data;
  const form = ClientMessage.options.find(({ shape }) => shape.type.safeParse((data as { type?: unknown } | null)?.type).success);
  if (form !== undefined) return invalid('the message', parsed.error, Object.keys(form.shape));
  return new SutraError('SUTRA_CONTROL_INVALID', 'Cannot read the message: it is none of subscribe, ask, cancel and ping', {
    details: { field: 'type' },
  });
}
