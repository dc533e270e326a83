import type { Socket } from 'node:net';
import { type Clock, SutraError } from '@sutra/kit';
import { connectionLost } from './errors.ts';

/** Unsent bytes at which large messages wait in our queue instead of the socket's, where urgent frames can pass them. */
const SOCKET_BYTES_HIGH = 256 * 1024;
/** Bytes of large messages at which their makers are asked to wait. */
const BULK_BYTES_HIGH = 4 * 1024 * 1024;
/** Below this, frames of one turn are copied together: one write costs less than many. */
const COPY_BYTES_MAX = 64 * 1024;

/**
 * What waits to be sent. Two lanes: urgent (acknowledgements, errors, pings) and bulk (answers, feeds). Everything that
 * is queued within one turn of the event loop leaves in one write.
 */
export class Outbox {
  readonly #socket: Socket;
  readonly #clock: Clock;
  #urgent: Uint8Array[] = [];
  #urgentBytes = 0;
  readonly #bulk: Uint8Array[][] = [];
  #bulkHead = 0;
  #bulkBytes = 0;
  #scheduled = false;
  #waiting: (() => void)[] = [];
  #closed = false;
  #progress = { sent: 0, sinceMs: 0 };

  constructor(socket: Socket, clock: Clock) {
    this.#socket = socket;
    this.#clock = clock;
    socket.on('drain', () => this.flush());
  }

  get queuedBytes(): number {
    return this.#urgentBytes + this.#bulkBytes + this.#socket.writableLength;
  }

  urgent(pieces: readonly Uint8Array[]): void {
    for (const piece of pieces) {
      this.#urgent.push(piece);
      this.#urgentBytes += piece.length;
    }
    this.#schedule();
  }

  bulk(pieces: Uint8Array[]): void {
    this.#bulk.push(pieces);
    for (const piece of pieces) this.#bulkBytes += piece.length;
    this.#schedule();
  }

  get hasRoom(): boolean {
    return !this.#closed && this.#bulkBytes < BULK_BYTES_HIGH;
  }

  /** Undefined when there is room now. */
  room(signal: AbortSignal): Promise<void> | undefined {
    if (this.hasRoom && !signal.aborted) return undefined;
    return new Promise((resolve, reject) => {
      const check = (): void => {
        if (this.#closed) reject(connectionLost('The connection closed while an answer waited to be sent'));
        else if (signal.aborted)
          reject(signal.reason instanceof SutraError ? signal.reason : new SutraError('SUTRA_ABORTED', 'The work was cancelled'));
        else if (this.#bulkBytes < BULK_BYTES_HIGH) resolve();
        else {
          this.#waiting.push(check);
          return;
        }
        signal.removeEventListener('abort', check);
      };
      signal.addEventListener('abort', check, { once: true });
      check();
    });
  }

  /** How long unsent bytes have made no progress, ms. Asked now and then; the measure starts at the first asking. */
  stalledMs(): number {
    const nowMs = this.#clock.monotonicMs();
    const sent = this.#socket.bytesWritten - this.#socket.writableLength;
    if (this.queuedBytes === 0 || sent !== this.#progress.sent || this.#progress.sinceMs === 0) this.#progress = { sent, sinceMs: nowMs };
    return nowMs - this.#progress.sinceMs;
  }

  flush(): void {
    this.#scheduled = false;
    if (this.#closed || !this.#socket.writable) return;
    if (this.#urgent.length > 0) {
      const pieces = this.#urgent;
      const bytes = this.#urgentBytes;
      this.#urgent = [];
      this.#urgentBytes = 0;
      this.#write(pieces, bytes);
    }
    while (this.#bulkHead < this.#bulk.length && this.#socket.writableLength < SOCKET_BYTES_HIGH) {
      const pieces = this.#bulk[this.#bulkHead++] as Uint8Array[];
      const bytes = pieces.reduce((sum, piece) => sum + piece.length, 0);
      this.#bulkBytes -= bytes;
      this.#write(pieces, bytes);
    }
    if (this.#bulkHead > 64 || this.#bulkHead === this.#bulk.length) {
      this.#bulk.splice(0, this.#bulkHead);
      this.#bulkHead = 0;
    }
    if (this.#bulkBytes < BULK_BYTES_HIGH) this.#wake();
  }

  /** The socket is gone: whoever waits is told. */
  closed(): void {
    this.#closed = true;
    this.#urgent = [];
    this.#bulk.length = 0;
    this.#urgentBytes = 0;
    this.#bulkBytes = 0;
    this.#wake();
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const check of waiting) check();
  }

  #write(pieces: readonly Uint8Array[], bytes: number): void {
    if (pieces.length === 1) this.#socket.write(pieces[0] as Uint8Array);
    else if (bytes <= COPY_BYTES_MAX) this.#socket.write(Buffer.concat(pieces, bytes));
    else {
      this.#socket.cork();
      for (const piece of pieces) this.#socket.write(piece);
      this.#socket.uncork();
    }
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    // After the promises of this turn have settled, so that a whole group commit's acknowledgements share one write.
    process.nextTick(() => this.flush());
  }
}
