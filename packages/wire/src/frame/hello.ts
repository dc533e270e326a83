import { type ErrorData, type ErrorKind, SURFACES, SutraError } from '@sutra/kit';
import { malformedFrame } from './errors.ts';
import { joined, putU32, u32At } from './frame.ts';
import { FRAME_LIMITS } from './limits.ts';
import { packMessage, unpackMessage } from './message.ts';

/** The protocol versions this build speaks, oldest and newest. */
export const PROTOCOL = { min: 1, max: 1 } as const;

/** "SUTRA": the first bytes of either side. */
const MAGIC = Uint8Array.of(0x53, 0x55, 0x54, 0x52, 0x41);
/** Magic, then version bytes, then the length of the body. The same in every version, so that a refusal can always be read. */
const PREFIX_BYTES = MAGIC.length + 2 + 4;

export interface ClientHello {
  readonly versionMin: number;
  readonly versionMax: number;
  /** Who is calling, for the server's log and for the record of the backups it asks for: at most 128 characters. */
  readonly name: string;
  readonly token?: string;
}

/** What the server will take on this connection. Bytes, counts and ms. */
export interface ServerLimitsNotice {
  readonly frameBytesMax: number;
  readonly messageBytesMax: number;
  readonly inFlightBytesMax: number;
  readonly inFlightRequestsMax: number;
  readonly feedsMax: number;
  readonly sessionsMax: number;
  readonly idleMs: number;
}

export interface ServerHello {
  readonly version: number;
  readonly server: string;
  readonly serverVersion: string;
  readonly limits: ServerLimitsNotice;
  /** Highest durable position when the connection was made. */
  readonly lastSeq: number;
  /** Whether feeds can keep their words: a feed that asks for it sends each once. */
  readonly feedWords?: boolean;
  /** Whether answers can keep their words: a call that asks for it gets each once a connection. */
  readonly answerWords?: boolean;
}

export type ServerGreeting = { readonly hello: ServerHello } | { readonly refusal: SutraError };

/** Magic, lowest and highest version, u32 length, MessagePack `{name, token?}`. */
export function encodeClientHello(hello: ClientHello): Uint8Array {
  const body = packMessage({ name: hello.name, ...(hello.token === undefined ? {} : { token: hello.token }) });
  return withPrefix(hello.versionMin, hello.versionMax, body);
}

/** Magic, 0, chosen version, u32 length, MessagePack of the rest. */
export function encodeServerHello(hello: ServerHello): Uint8Array {
  const { version, ...body } = hello;
  return withPrefix(0, version, packMessage(body));
}

/** Magic, 1, newest version spoken, u32 length, MessagePack of ErrorData. */
export function encodeRefusal(error: SutraError): Uint8Array {
  return withPrefix(1, PROTOCOL.max, packMessage(error.toData()));
}

function withPrefix(a: number, b: number, body: Uint8Array): Uint8Array {
  const prefix = new Uint8Array(PREFIX_BYTES);
  prefix.set(MAGIC);
  prefix[5] = a;
  prefix[6] = b;
  putU32(prefix, 7, body.length);
  return joined([prefix, body]);
}

/** The version both speak, or undefined. */
export function chooseVersion(hello: Pick<ClientHello, 'versionMin' | 'versionMax'>): number | undefined {
  const version = Math.min(hello.versionMax, PROTOCOL.max);
  return version >= Math.max(hello.versionMin, PROTOCOL.min) ? version : undefined;
}

/**
 * Collects the first message of a connection. Foreign bytes are told at the first byte that differs.
 * @template T what the message is
 */
class GreetingDecoder<T> {
  readonly #bodyBytesMax: number;
  readonly #read: (a: number, b: number, body: Uint8Array) => T;
  #bytes: Uint8Array = new Uint8Array(0);

  constructor(bodyBytesMax: number, read: (a: number, b: number, body: Uint8Array) => T) {
    this.#bodyBytesMax = bodyBytesMax;
    this.#read = read;
  }

  /**
   * @returns the greeting and the bytes after it, or undefined while more is needed
   * @throws SutraError SUTRA_PROTOCOL_FOREIGN, SUTRA_FRAME_MALFORMED or SUTRA_MESSAGE_INVALID
   */
  push(chunk: Uint8Array): { readonly greeting: T; readonly rest: Uint8Array } | undefined {
    this.#bytes = joined([this.#bytes, chunk]);
    const bytes = this.#bytes;
    for (let i = 0; i < Math.min(bytes.length, MAGIC.length); i++) {
      if (bytes[i] !== MAGIC[i])
        throw new SutraError('SUTRA_PROTOCOL_FOREIGN', 'Cannot speak with the other end: it does not speak the Sutra Storage protocol');
    }
    if (bytes.length < PREFIX_BYTES) return undefined;
    const length = u32At(bytes, 7);
    if (length > this.#bodyBytesMax) throw malformedFrame(`a hello of ${length} bytes is over the limit of ${this.#bodyBytesMax}`);
    if (bytes.length < PREFIX_BYTES + length) return undefined;
    const body = bytes.subarray(PREFIX_BYTES, PREFIX_BYTES + length);
    return { greeting: this.#read(bytes[5] as number, bytes[6] as number, body), rest: bytes.subarray(PREFIX_BYTES + length) };
  }
}

export function clientHelloDecoder(): GreetingDecoder<ClientHello> {
  return new GreetingDecoder(FRAME_LIMITS.clientHelloBytesMax, (versionMin, versionMax, body) => {
    // A version we do not speak may lay its body out differently: it is refused by number, not by its body.
    if (chooseVersion({ versionMin, versionMax }) === undefined) return { versionMin, versionMax, name: '' };
    const { name, token } = fields(unpackMessage(body));
    if (typeof name !== 'string' || name.length > 128) throw malformedFrame('a client hello needs a name of at most 128 characters');
    if (token !== undefined && typeof token !== 'string') throw malformedFrame('the token of a client hello is text');
    return { versionMin, versionMax, name, ...(token === undefined ? {} : { token }) };
  });
}

export function serverHelloDecoder(): GreetingDecoder<ServerGreeting> {
  return new GreetingDecoder<ServerGreeting>(FRAME_LIMITS.serverHelloBytesMax, (refused, version, body) => {
    const value = unpackMessage(body);
    if (refused !== 0) return { refusal: SutraError.fromData(errorDataOf(value)) };
    const { server, serverVersion, limits, lastSeq, feedWords, answerWords } = fields(value);
    if (typeof server !== 'string' || typeof serverVersion !== 'string' || typeof lastSeq !== 'number')
      throw malformedFrame('a server hello names its server, version and last position');
    const hello = { version, server, serverVersion, lastSeq, limits: limitsOf(limits) };
    return { hello: { ...hello, ...(feedWords === true ? { feedWords } : {}), ...(answerWords === true ? { answerWords } : {}) } };
  });
}

const NOTICE_KEYS = [
  'frameBytesMax',
  'messageBytesMax',
  'inFlightBytesMax',
  'inFlightRequestsMax',
  'feedsMax',
  'sessionsMax',
  'idleMs',
] as const satisfies readonly (keyof ServerLimitsNotice)[];

function limitsOf(value: unknown): ServerLimitsNotice {
  const given = fields(value);
  const entries = NOTICE_KEYS.map((key) => {
    const limit = given[key];
    if (typeof limit !== 'number' || !(limit > 0)) throw malformedFrame(`the server's limit ${key} is not a positive number`);
    return [key, limit] as const;
  });
  return Object.fromEntries(entries) as unknown as ServerLimitsNotice;
}

function fields(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw malformedFrame('a map was expected');
  return value as Readonly<Record<string, unknown>>;
}

/**
 * Error data from a peer, checked.
 * @throws SutraError SUTRA_FRAME_MALFORMED when it is not error data.
 */
export function errorDataOf(value: unknown): ErrorData {
  const { code, message, mend, kind, retry, details } = fields(value);
  if (
    typeof code !== 'string' ||
    typeof message !== 'string' ||
    typeof mend !== 'string' ||
    typeof retry !== 'boolean' ||
    typeof kind !== 'string'
  )
    throw malformedFrame('an error needs code, message, mend, kind and retry');
  const known = (kind in SURFACES ? kind : 'internal') as ErrorKind;
  return { code, message, mend, kind: known, retry, ...(details === undefined || details === null ? {} : { details: fields(details) }) };
}
