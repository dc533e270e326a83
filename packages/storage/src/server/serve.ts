import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, isIP, type Server, type Socket } from 'node:net';
import { type Clock, type Closable, type Logger, Scope, SutraError } from '@sutra/kit';
import { type ClientHello, chooseVersion, clientHelloDecoder, encodeRefusal, encodeServerHello, FRAME, PROTOCOL } from '@sutra/wire';
import type { Engine } from '../engine/index.ts';
import { BusyPoll } from '../transport/busy-poll.ts';
import { FrameSocket } from '../transport/frame-socket.ts';
import { receiveGreeting } from '../transport/handshake.ts';
import { AnswerWords } from './answer-words.ts';
import { ByteBudget } from './byte-budget.ts';
import { ServerConnection, type Serving } from './connection.ts';
import { SERVER_LIMITS, type ServerLimits } from './limits.ts';
import { SessionRegistry } from './session-registry.ts';
import './errors.ts';

export interface ServeOptions {
  readonly engine: Engine;
  /** Default 127.0.0.1. Anything beyond loopback needs a token. */
  readonly host?: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly limits?: Partial<ServerLimits>;
  /** What clients must present. */
  readonly token?: string;
  /** Version of the product, told to clients. */
  readonly version?: string;
  /** Listen beyond loopback without a token all the same. */
  readonly allowExposed?: boolean;
}

export interface StorageServer extends Closable {
  /** `host:port` as bound. */
  readonly address: string;
  readonly port: number;
  /** Clients connected now. */
  readonly connections: number;
}

const SERVER_NAME = 'sutra-storage';

/**
 * Serves an engine over TCP until closed. The engine stays open: its owner closes it after the server.
 * @throws SutraError SUTRA_STORAGE_PORT_TAKEN, SUTRA_BIND_FAILED, or SUTRA_BIND_REFUSED for an address beyond loopback without a token.
 */
export async function serveStorage(options: ServeOptions): Promise<StorageServer> {
  const host = options.host ?? '127.0.0.1';
  if (!isLoopback(host) && options.token === undefined && options.allowExposed !== true)
    throw new SutraError('SUTRA_BIND_REFUSED', `Cannot listen on ${host}: others could reach it, and there is no token`);
  const scope = new Scope();
  const porter = new Porter(options);
  const server = createServer({ noDelay: true, keepAlive: true, keepAliveInitialDelay: 30_000 }, (socket) => porter.welcome(socket));
  await listening(server, host, options.port);
  server.on('error', (cause) => options.logger.error('a client could not be accepted', { cause: cause.message }));
  scope.defer('connections', () => porter.close());
  scope.defer('listener', () => void server.close());
  const timer = options.clock.every(TEND_EVERY_MS, () => porter.tend());
  scope.defer('tending', () => timer.cancel());
  const bound = server.address();
  const port = bound !== null && typeof bound === 'object' ? bound.port : options.port;
  const address = isIP(host) === 6 ? `[${host}]:${port}` : `${host}:${port}`;
  options.logger.info('storage listens', { address });
  return {
    address,
    port,
    get connections() {
      return porter.size;
    },
    close: () => scope.close(),
  };
}

const TEND_EVERY_MS = 1_000;

/** Greets, admits, tends and sees off connections. */
class Porter {
  readonly #options: ServeOptions;
  readonly #limits: ServerLimits;
  readonly #serving: Serving;
  readonly #greeting = new Set<Socket>();
  readonly #inside = new Map<ServerConnection, FrameSocket>();
  #closing = false;
  #emptied: (() => void) | undefined;

  constructor(options: ServeOptions) {
    this.#options = options;
    this.#limits = { ...SERVER_LIMITS, ...options.limits };
    this.#serving = {
      engine: options.engine,
      clock: options.clock,
      logger: options.logger,
      limits: this.#limits,
      budget: new ByteBudget(this.#limits.inFlightBytesMaxAll),
      sessions: new SessionRegistry(options.engine),
      poll: new BusyPoll(options.clock),
      words: new AnswerWords(this.#limits),
      counts: () => ({ connections: this.size, subscribers: [...this.#inside.keys()].reduce((sum, one) => sum + one.feeds, 0) }),
    };
  }

  get size(): number {
    return this.#inside.size;
  }

  welcome(socket: Socket): void {
    // Before and after the handshake a broken socket ends in 'close', where it is handled.
    socket.on('error', (cause) => this.#options.logger.debug('a connection broke', { cause: cause.message }));
    const full = this.#refusal();
    if (full !== undefined) {
      refuse(socket, full, this.#options.clock);
      return;
    }
    this.#greeting.add(socket);
    this.#admit(socket)
      .catch((reason: unknown) => {
        const error = SutraError.from(reason);
        this.#options.logger.debug('a connection was not admitted', { code: error.code, reason: error.message });
        refuse(socket, error, this.#options.clock);
      })
      .finally(() => this.#greeting.delete(socket));
  }

  #refusal(): SutraError | undefined {
    if (this.#closing) return new SutraError('SUTRA_STORAGE_CLOSING', 'Cannot connect: the storage server is closing');
    const { connectionsMax } = this.#limits;
    if (this.#inside.size + this.#greeting.size < connectionsMax) return undefined;
    return new SutraError('SUTRA_CONNECTION_LIMIT', `Cannot connect: ${connectionsMax} connections are open`);
  }

  async #admit(socket: Socket): Promise<void> {
    const { clock, engine, logger } = this.#options;
    const { greeting, rest } = await receiveGreeting(socket, clientHelloDecoder(), clock, this.#limits.handshakeMs);
    const version = this.#check(greeting);
    let connection: ServerConnection | undefined;
    const frames = new FrameSocket({
      socket,
      clock,
      frameBytesMax: this.#limits.frameBytesMax,
      messageBytesMax: this.#limits.messageBytesMax,
      onFrame: (frame) => connection?.frame(frame),
      onTraffic: () => connection?.account(),
      onClose: (reason) => {
        if (connection === undefined) return;
        connection.closed();
        this.#inside.delete(connection);
        if (reason !== undefined)
          logger.debug('a client was disconnected', { client: greeting.name, code: reason.code, reason: reason.message });
        if (this.#inside.size === 0) this.#emptied?.();
      },
    });
    connection = new ServerConnection(this.#serving, frames, greeting.name);
    this.#inside.set(connection, frames);
    socket.write(
      encodeServerHello({
        version,
        server: SERVER_NAME,
        serverVersion: this.#options.version ?? 'unknown',
        lastSeq: engine.lastSeq,
        feedWords: true,
        answerWords: true,
        limits: {
          frameBytesMax: this.#limits.frameBytesMax,
          messageBytesMax: this.#limits.messageBytesMax,
          inFlightBytesMax: this.#limits.inFlightBytesMax,
          inFlightRequestsMax: this.#limits.inFlightRequestsMax,
          feedsMax: this.#limits.feedsMax,
          sessionsMax: this.#limits.sessionsMax,
          idleMs: this.#limits.idleMs,
        },
      }),
    );
    frames.start(rest);
  }

  #check(hello: ClientHello): number {
    const version = chooseVersion(hello);
    if (version === undefined) {
      throw new SutraError(
        'SUTRA_PROTOCOL_VERSION',
        `Cannot speak protocol ${hello.versionMin} to ${hello.versionMax}: this server speaks ${PROTOCOL.min} to ${PROTOCOL.max}`,
      );
    }
    const { token } = this.#options;
    if (token !== undefined && !sameSecret(token, hello.token ?? ''))
      throw new SutraError(
        'SUTRA_STORAGE_TOKEN',
        `Cannot admit the client: its token is ${hello.token === undefined ? 'missing' : 'wrong'}`,
      );
    return version;
  }

  tend(): void {
    for (const connection of this.#inside.keys()) connection.tend();
  }

  /** Lets begun work finish within the grace, then says goodbye. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#serving.poll.stop();
    for (const socket of this.#greeting) socket.destroy();
    const { clock } = this.#options;
    const lastMs = clock.monotonicMs() + this.#limits.closeGraceMs;
    const busy = (): boolean => [...this.#inside.keys()].some((connection) => connection.requests > 0);
    while (busy() && clock.monotonicMs() < lastMs) await new Promise<void>((resolve) => clock.after(CLOSE_LOOK_MS, resolve));
    for (const frames of this.#inside.values())
      frames.end(new SutraError('SUTRA_STORAGE_CLOSING', 'The storage server is closing'), FRAME.goodbye);
    if (this.#inside.size === 0) return;
    await new Promise<void>((resolve) => {
      this.#emptied = resolve;
    });
  }
}

const CLOSE_LOOK_MS = 10;
const REFUSAL_MS = 2_000;

/** Says why, and closes. What the other end still sends is read and dropped, or the refusal would be lost with a reset. */
function refuse(socket: Socket, reason: SutraError, clock: Clock): void {
  if (socket.destroyed) return;
  socket.end(encodeRefusal(reason));
  socket.resume();
  const timer = clock.after(REFUSAL_MS, () => socket.destroy());
  socket.once('close', () => timer.cancel());
}

function listening(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const code = cause.code === 'EADDRINUSE' ? 'SUTRA_STORAGE_PORT_TAKEN' : 'SUTRA_BIND_FAILED';
      const why = cause.code === 'EADDRINUSE' ? 'it is taken' : cause.message;
      reject(new SutraError(code, `Cannot listen on ${host}:${port}: ${why}`, { cause, details: { host, port } }));
    });
    server.listen({ host, port, exclusive: true }, resolve);
  });
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

function sameSecret(expected: string, given: string): boolean {
  const digest = (secret: string): Buffer => createHash('sha256').update(secret).digest();
  return timingSafeEqual(digest(expected), digest(given));
}
