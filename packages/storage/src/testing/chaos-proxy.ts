import { connect, createServer, type Socket } from 'node:net';
import type { Chance, Clock, Closable } from '@sutra/kit';

/** What a proxy does to a piece of traffic. */
export type Fault =
  | 'delay' // holds it back, in order
  | 'drop' // closes the connection instead of passing it on
  | 'cut' // passes on a part of it, somewhere inside a frame, and closes
  | 'late' // closes towards the client, and delivers this piece a while after, when the client is back on another connection
  | 'loseReplies' // from here on swallows what the server says, and closes a moment later
  | 'blackhole'; // from here on swallows everything, and never closes

/** Likelihood of each fault per piece of traffic, 0..1; together at most 1. */
export type FaultRates = Readonly<Partial<Record<Fault, number>>>;

export interface ChaosProxyOptions {
  readonly targetPort: number;
  readonly chance: Chance;
  readonly clock: Clock;
  readonly rates: FaultRates;
  /** Longest delay, ms. */
  readonly delayMs?: number;
  /** Strikes exactly where it says; where it says nothing, chance decides. */
  readonly plan?: (piece: Piece) => Fault | undefined;
}

/** Traffic as it came in one read: mostly a frame, or a few. */
export interface Piece {
  readonly direction: 'request' | 'reply';
  readonly bytes: Uint8Array;
}

/** A TCP proxy that breaks things, seeded, and counts what it broke. */
export interface ChaosProxy extends Closable {
  readonly address: string;
  readonly faults: Readonly<Record<Fault, number>>;
  /** Connections accepted so far. */
  readonly accepted: number;
  readonly bytesPassed: number;
  /** Changes the likelihoods from now on; `{}` is calm. */
  setRates(rates: FaultRates): void;
  /** Closes every connection, and refuses new ones while `away`. */
  goAway(away: boolean): void;
}

const NONE: Record<Fault, number> = { delay: 0, drop: 0, cut: 0, late: 0, loseReplies: 0, blackhole: 0 };
const ORDER = Object.keys(NONE) as readonly Fault[];

export async function openChaosProxy(options: ChaosProxyOptions): Promise<ChaosProxy> {
  const faults = { ...NONE };
  const pairs = new Set<Pair>();
  let rates = options.rates;
  let away = false;
  let accepted = 0;
  let bytesPassed = 0;
  const draw = (): Fault | undefined => {
    let left = options.chance.next();
    for (const fault of ORDER) {
      left -= rates[fault] ?? 0;
      if (left < 0) return fault;
    }
    return undefined;
  };
  const server = createServer({ noDelay: true }, (client) => {
    if (away) return void client.destroy();
    accepted++;
    const pair = new Pair(client, connect({ port: options.targetPort, host: '127.0.0.1', noDelay: true }), options, {
      draw: (piece) => options.plan?.(piece) ?? draw(),
      struck: (fault) => void faults[fault]++,
      passed: (bytes) => {
        bytesPassed += bytes;
      },
      ended: () => void pairs.delete(pair),
    });
    pairs.add(pair);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const bound = server.address() as { port: number };
  return {
    address: `127.0.0.1:${bound.port}`,
    faults,
    get accepted() {
      return accepted;
    },
    get bytesPassed() {
      return bytesPassed;
    },
    setRates(next) {
      rates = next;
    },
    goAway(next) {
      away = next;
      if (away) for (const pair of [...pairs]) pair.destroy();
    },
    async close() {
      for (const pair of [...pairs]) pair.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** Late is later than a client needs to come back. */
const LATE_FACTOR = 20;

interface PairHooks {
  draw(piece: Piece): Fault | undefined;
  struck(fault: Fault): void;
  passed(bytes: number): void;
  ended(): void;
}

/** One proxied connection. */
class Pair {
  readonly #client: Socket;
  readonly #server: Socket;
  readonly #options: ChaosProxyOptions;
  readonly #hooks: PairHooks;
  #mute: 'replies' | 'all' | undefined;
  #late = false;

  constructor(client: Socket, server: Socket, options: ChaosProxyOptions, hooks: PairHooks) {
    this.#client = client;
    this.#server = server;
    this.#options = options;
    this.#hooks = hooks;
    this.#pipe(client, server, 'request');
    this.#pipe(server, client, 'reply');
    for (const socket of [client, server]) {
      socket.on('error', () => this.destroy());
      socket.on('close', () => this.#closed(socket));
    }
  }

  destroy(): void {
    this.#client.destroy();
    this.#server.destroy();
    this.#hooks.ended();
  }

  /** One end is gone: so is the other, unless something is still to be delivered late. */
  #closed(socket: Socket): void {
    if (this.#late && socket === this.#client) return;
    this.destroy();
  }

  #pipe(from: Socket, to: Socket, direction: 'request' | 'reply'): void {
    let turn = Promise.resolve();
    from.on('data', (chunk: Buffer) => {
      turn = turn.then(() => this.#piece(chunk, to, direction));
    });
  }

  async #piece(chunk: Buffer, to: Socket, direction: 'request' | 'reply'): Promise<void> {
    if (this.#mute === 'all' || (this.#mute === 'replies' && direction === 'reply')) return;
    const { chance, clock, delayMs = 20 } = this.#options;
    const fault = this.#hooks.draw({ direction, bytes: chunk });
    if (fault !== undefined) this.#hooks.struck(fault);
    if (fault === 'delay') await new Promise<void>((resolve) => clock.after(chance.next() * delayMs, resolve));
    if (fault === 'drop') return this.destroy();
    if (fault === 'blackhole') {
      this.#mute = 'all';
      return;
    }
    if (fault === 'loseReplies') {
      // Requests still go through: the server does the work, and nobody hears of it.
      this.#mute = 'replies';
      clock.after(delayMs, () => this.destroy());
      if (direction === 'reply') return;
    }
    if (fault === 'late') {
      this.#mute = 'all';
      this.#late = true;
      this.#client.destroy();
      clock.after(delayMs * LATE_FACTOR, () => {
        if (direction === 'request' && this.#server.writable) this.#server.write(chunk);
        this.#server.end(() => this.destroy());
      });
      return;
    }
    const passed = fault === 'cut' ? chunk.subarray(0, Math.floor(chance.next() * chunk.length)) : chunk;
    this.#hooks.passed(passed.length);
    if (to.writable) to.write(passed);
    if (fault === 'cut') this.#client.end(() => this.destroy());
  }
}
