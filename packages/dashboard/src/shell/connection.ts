import type { ClientMessage, ServerMessage } from '@sutra/api';
import { backoffMs, type Chance, type Clock, type Timer } from '@sutra/kit';
import { EventLog } from '../core/event-log.ts';
import { type LiveState, lost, received, silent, UNCONNECTED } from '../core/live.ts';
import { Asking } from './asking.ts';

/** Readers are told at most this often, ms: a burst of events is one repaint. */
const TELL_MS = 60;
const RETRY = { firstMs: 250, maxMs: 5_000, factor: 2, jitter: 0.3 };

/** The part of a WebSocket used here; tests hand in their own. */
export interface Socket {
  send(text: string): void;
  close(): void;
  onopen: (() => void) | null;
  onclose: (() => void) | null;
  onmessage: ((event: { readonly data: unknown }) => void) | null;
}

export interface ConnectionParts {
  readonly open: () => Socket;
  readonly clock: Clock;
  readonly chance: Chance;
}

/**
 * The one live connection: opens, resumes where it stopped, notices silence, tries again for ever, and folds what comes with
 * the grid's own reducers. Everything shown reads from here.
 */
export class Connection {
  readonly log = new EventLog();
  /** Questions over this connection. */
  readonly asking: Asking;
  readonly #parts: ConnectionParts;
  readonly #readers = new Set<() => void>();
  #state: LiveState = UNCONNECTED;
  #socket: Socket | undefined;
  #open = false;
  #retry: Timer | undefined;
  #watch: Timer | undefined;
  #tell: Timer | undefined;

  constructor(parts: ConnectionParts) {
    this.#parts = parts;
    this.asking = new Asking((message) => this.#post(message), parts.clock);
  }

  get state(): LiveState {
    return this.#state;
  }

  readonly subscribe = (reader: () => void): (() => void) => {
    this.#readers.add(reader);
    return () => void this.#readers.delete(reader);
  };

  start(): void {
    this.#watch = this.#parts.clock.every(1_000, () => {
      if (silent(this.#state, this.#nowMs())) this.#drop();
    });
    this.#connect();
  }

  close(): void {
    this.#watch?.cancel();
    this.#retry?.cancel();
    this.#tell?.cancel();
    this.#detach();
    this.asking.close();
  }

  /** Stops waiting and tries now: the person pressed "try now", or the browser came back online. */
  retryNow(): void {
    if (this.#socket !== undefined) return;
    this.#retry?.cancel();
    this.#connect();
  }

  #nowMs(): number {
    return this.#parts.clock.wallUs() / 1000;
  }

  #connect(): void {
    const socket = this.#parts.open();
    this.#socket = socket;
    socket.onopen = () => {
      this.#open = true;
      this.#subscribeFrom(this.#state.grid?.seq);
      this.asking.opened();
    };
    socket.onclose = () => this.#drop();
    socket.onmessage = (event) => this.#receive(String(event.data));
  }

  #subscribeFrom(seq: number | undefined): void {
    const message: ClientMessage = { type: 'subscribe', ...(seq === undefined ? {} : { resume_seq: seq }) };
    this.#post(message);
  }

  /** Sends when the connection is open; false when it is not. */
  #post(message: ClientMessage): boolean {
    if (!this.#open || this.#socket === undefined) return false;
    this.#socket.send(JSON.stringify(message));
    return true;
  }

  #receive(text: string): void {
    const message = JSON.parse(text) as ServerMessage;
    this.asking.take(message);
    const next = received(this.#state, message, this.#nowMs());
    this.#state = next.state;
    if (next.log === 'restart') this.log.restart();
    if (next.log !== 'keep' && 'events' in message) this.log.append(message.events);
    if (next.resync) this.#subscribeFrom(undefined);
    this.#announce();
  }

  #drop(): void {
    this.#detach();
    this.#state = lost(this.#state);
    this.#retry = this.#parts.clock.after(backoffMs(RETRY, this.#state.attempts - 1, this.#parts.chance), () => this.#connect());
    this.#announce();
  }

  #detach(): void {
    const socket = this.#socket;
    this.#socket = undefined;
    this.#open = false;
    if (socket === undefined) return;
    socket.onopen = null;
    socket.onclose = null;
    socket.onmessage = null;
    socket.close();
  }

  #announce(): void {
    if (this.#tell !== undefined) return;
    this.#tell = this.#parts.clock.after(TELL_MS, () => {
      this.#tell = undefined;
      for (const reader of this.#readers) reader();
    });
  }
}
