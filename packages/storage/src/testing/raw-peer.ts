import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { ErrorData } from '@sutra/kit';
import {
  encodeClientHello,
  encodeFrame,
  encodePacked,
  errorDataOf,
  FRAME,
  type Frame,
  FrameDecoder,
  type FrameKind,
  packTransient,
  type ServerGreeting,
  serverHelloDecoder,
  unpackMessage,
} from '@sutra/wire';

/** A client made of bare bytes: it may send anything, and reads only when asked to. */
export class RawPeer {
  readonly socket: Socket;
  readonly #decoder = new FrameDecoder();
  readonly #frames: Frame[] = [];
  #greeting = serverHelloDecoder();
  #greeted = false;
  #wake: (() => void) | undefined;
  /** What the server said first. */
  greeting: ServerGreeting | undefined;
  closed = false;
  received = 0;

  constructor(port: number) {
    this.socket = connect({ port, host: '127.0.0.1', noDelay: true });
    this.socket.on('data', (chunk: Buffer) => this.#received(chunk));
    this.socket.on('error', () => this.#wake?.());
    this.socket.on('close', () => {
      this.closed = true;
      this.#wake?.();
    });
  }

  /** Connects and shakes hands. */
  static async greeted(port: number, token?: string): Promise<RawPeer> {
    const peer = new RawPeer(port);
    peer.send(encodeClientHello({ versionMin: 1, versionMax: 1, name: 'raw', ...(token === undefined ? {} : { token }) }));
    await peer.until(() => peer.greeting !== undefined || peer.closed);
    if (peer.greeting === undefined) throw new Error('the server closed the connection before it said anything');
    return peer;
  }

  send(...bytes: readonly Uint8Array[]): void {
    for (const piece of bytes) this.socket.write(piece);
  }

  frame(kind: FrameKind, id: number, payload?: Uint8Array): void {
    this.send(encodeFrame(kind, id, payload));
  }

  call(id: number, op: string, args: unknown = {}, tail?: Uint8Array): void {
    this.callWith(id, { op, args }, tail);
  }

  callWith(id: number, head: object, tail?: Uint8Array): void {
    this.frame(FRAME.call, id, Buffer.concat(encodePacked(packTransient(head, Number.MAX_SAFE_INTEGER), tail)));
  }

  /** The next frame; undefined when the server closed instead. */
  async next(): Promise<Frame | undefined> {
    await this.until(() => this.#frames.length > 0 || this.closed);
    return this.#frames.shift();
  }

  /** The next frame as error data. */
  async nextError(): Promise<{ id: number; code: string } | undefined> {
    const frame = await this.next();
    if (frame === undefined) return undefined;
    if (frame.kind !== FRAME.error && frame.kind !== FRAME.goodbye) throw new Error(`frame of kind ${frame.kind} is no error`);
    return { id: frame.id, code: (unpackMessage(frame.payload) as { code: string }).code };
  }

  /** The next frame, which must be the failure of a request: all of what is said about it. */
  async nextFailure(): Promise<ErrorData> {
    const frame = await this.next();
    if (frame?.kind !== FRAME.error) throw new Error(`frame of kind ${frame?.kind} is no error`);
    return errorDataOf(unpackMessage(frame.payload));
  }

  async until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  async close(): Promise<void> {
    if (this.closed) return;
    const closed = once(this.socket, 'close');
    this.socket.destroy();
    await closed;
  }

  #received(chunk: Buffer): void {
    this.received += chunk.length;
    let rest: Uint8Array = chunk;
    if (!this.#greeted) {
      const got = this.#greeting.push(chunk);
      if (got === undefined) return;
      this.#greeted = true;
      this.greeting = got.greeting;
      rest = got.rest;
    }
    this.#frames.push(...this.#decoder.push(rest));
    this.#wake?.();
  }
}
