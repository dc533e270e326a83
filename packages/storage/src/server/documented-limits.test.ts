import { readFileSync } from 'node:fs';
import { BlockEncoder, crc32, encodeAppend, encodeClientHello, encodeFrame, encodeMessage, FRAME, FRAME_LIMITS } from '@sutra/wire';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RawPeer } from '../testing/raw-peer.ts';
import { type ServedStore, sampleEvent, serveTemporaryStore } from '../testing/served-store.ts';
import { SERVER_LIMITS } from './limits.ts';

const PAGE = readFileSync(new URL('../../../../docs/reference/protocol.md', import.meta.url), 'utf8');
const MIB = 1024 * 1024;
let store: ServedStore;
let peer: RawPeer;
let lastId = 0;
beforeAll(async () => {
  store = await serveTemporaryStore();
  const session = await store.engine.session('m', 1);
  await session.append([sampleEvent('m', 1, 1)]);
  await store.engine.learn({
    concepts: [{ id: 'a', content: 'text', embedding: [1, 0.5] }],
    associations: [{ source: 'a', type: 't', target: 'b' }],
  });
  peer = await RawPeer.greeted(store.server.port);
});
afterAll(async () => {
  await peer.close();
  await store.close();
});

/** What the server answers to a call: `answered`, or the code of the refusal. */
async function outcome(op: string, args: unknown, tail?: Uint8Array): Promise<string> {
  const id = ++lastId;
  const message = Buffer.concat(encodeMessage({ op, args }, tail));
  for (let at = 0; at + MIB < message.length; at += MIB) peer.frame(FRAME.part, id, message.subarray(at, at + MIB));
  peer.frame(FRAME.call, id, message.subarray(Math.floor(Math.max(0, message.length - 1) / MIB) * MIB));
  return outcomeOf(id);
}

async function outcomeOf(id: number): Promise<string> {
  for (let frame = await peer.next(); frame !== undefined; frame = await peer.next()) {
    if (frame.id !== id) continue;
    if (frame.kind === FRAME.error) return JSON.parse(JSON.stringify(readError(frame.payload))) as string;
    if (frame.kind !== FRAME.part) return 'answered';
  }
  return 'closed';
}

function readError(payload: Uint8Array): string {
  const text = Buffer.from(payload).toString('latin1');
  return /SUTRA_[A-Z_]+/.exec(text)?.[0] ?? text;
}

const texts = (n: number, of = 'x'): string[] => Array.from({ length: n }, (_, i) => `${of}${i}`);
const nested = (depth: number): unknown => Array.from({ length: depth }).reduce<unknown>((inner) => [inner], 1);
const concepts = (n: number) => Array.from({ length: n }, (_, i) => ({ id: `c${i}`, content: i }));
const learnOne = (concept: object) => ({ concepts: [{ id: 'x', content: 1, ...concept }] });
const INVALID = 'SUTRA_MESSAGE_INVALID';
const STORE = 'SUTRA_STORE_INVALID';

/** Operation, what is limited, the limit, its arguments by the number, and what one more than the limit is answered with. */
const ROWS: readonly (readonly [op: string, what: string, limit: number, args: (n: number) => unknown, refused: string])[] = [
  ['query', 'rows of a page', 10_000, (limit) => ({ limit }), INVALID],
  ['query', 'types', 1_000, (n) => ({ types: texts(n) }), INVALID],
  ['query', 'groups of entities', 16, (n) => ({ entities: texts(n).map((name) => [name]) }), INVALID],
  ['query', 'predicates', 32, (n) => ({ where: texts(n).map((field) => ({ field, exists: true })) }), STORE],
  ['query', 'values of a predicate', 10_000, (n) => ({ where: [{ field: 'n', is: texts(n) }] }), INVALID],
  ['aggregate', 'groupings', 4, (n) => ({ groupBy: texts(n) }), INVALID],
  ['aggregate', 'measures', 8, (n) => ({ measures: texts(n).map((field) => ({ fn: 'sum', field })) }), INVALID],
  ['aggregate', 'groups', 100_000, (limit) => ({ limit }), INVALID],
  ['effects', 'events', 10_000, (limit) => ({ id: 'x', limit }), INVALID],
  ['neighbours', 'associations', 10_000, (limit) => ({ id: 'a', limit }), INVALID],
  ['paths', 'visited nodes', 1_000_000, (visitedMax) => ({ from: 'a', to: 'b', visitedMax }), INVALID],
  ['paths', 'time', 30_000, (timeMaxMs) => ({ from: 'a', to: 'b', timeMaxMs }), INVALID],
  ['paths', 'hops', 32, (depth) => ({ from: 'a', to: 'b', depth }), INVALID],
  ['paths', 'paths', 1_000, (limit) => ({ from: 'a', to: 'b', limit }), INVALID],
  ['search', 'hits', 1_000, (limit) => ({ text: 'a', limit }), INVALID],
  ['search', 'time', 30_000, (timeMaxMs) => ({ text: 'a', timeMaxMs }), INVALID],
  ['search', 'characters', 65_536, (n) => ({ text: 'a'.repeat(n) }), INVALID],
  ['search', 'nesting of a message', FRAME_LIMITS.depthMax - 2, (n) => ({ text: 'a', where: nested(n) }), INVALID],
  ['learn', 'concepts and associations together', 10_000, (n) => ({ concepts: concepts(n) }), STORE],
  ['learn', 'bytes of an id', 480, (n) => learnOne({ id: 'i'.repeat(n) }), STORE],
  ['learn', 'content', MIB, (n) => learnOne({ content: 'c'.repeat(n - 2) }), STORE],
  ['learn', 'metadata', 64 * 1024, (n) => learnOne({ metadata: { m: 'x'.repeat(n - '{"m":""}'.length) } }), STORE],
  ['learn', 'nesting of content', 32, (n) => learnOne({ content: JSON.parse('['.repeat(n) + ']'.repeat(n)) as unknown }), INVALID],
  ['backup', 'characters of a name', 64, (n) => ({ to: 'b'.repeat(n) }), INVALID],
  ['feed', 'credit', FRAME_LIMITS.messageBytesMax, (creditBytes) => ({ fromSeq: 1, creditBytes }), INVALID],
];

describe('a limit of the protocol', () => {
  it.each(ROWS)('%s, %s: %i is taken, one more is refused by name, and the connection lives', async (op, what, limit, args, refused) => {
    // The nesting of a message is refused whatever it means, that of what it means comes second: either way in the shape of an error.
    if (what !== 'nesting of a message' && !(op === 'learn' && what === 'nesting of content'))
      expect(await outcome(op, args(limit))).toBe('answered');
    expect(await outcome(op, args(limit + 1))).toBe(refused);
    expect(await outcome('flush', {})).toBe('answered');
  });

  it('a frame: one of 8 MiB is taken, one byte more ends the connection', async () => {
    expect(PAGE).toContain('| frame, after its length field | 8 MiB |');
    expect(FRAME_LIMITS.frameBytesMax).toBe(8 * MIB);
    const other = await RawPeer.greeted(store.server.port);
    other.frame(FRAME.part, 1, new Uint8Array(8 * MIB - 5));
    other.frame(FRAME.ping, 2);
    expect(await other.next()).toMatchObject({ kind: FRAME.pong });
    other.send(Uint8Array.of(0, 0x80, 0, 1, FRAME.call));
    expect(await other.nextError()).toEqual({ id: 0, code: 'SUTRA_FRAME_LIMIT' });
    await other.until(() => other.closed);
  });

  it('a message in parts: 64 MiB are held, one byte more ends the connection; empty parts are counted too', async () => {
    expect(FRAME_LIMITS.messageBytesMax).toBe(64 * MIB);
    const other = await RawPeer.greeted(store.server.port);
    for (let i = 0; i < 64; i++) other.frame(FRAME.part, 1, new Uint8Array(MIB));
    other.frame(FRAME.ping, 2);
    expect(await other.next()).toMatchObject({ kind: FRAME.pong });
    other.frame(FRAME.part, 3, new Uint8Array(1));
    expect(await other.nextError()).toEqual({ id: 0, code: 'SUTRA_FRAME_LIMIT' });
    await other.close();
    const empty = await RawPeer.greeted(store.server.port);
    const parts = Array.from({ length: 10_000 }, (_, i) => encodeFrame(FRAME.part, i + 1));
    for (let sent = 0; sent <= (64 * MIB) / 128 && !empty.closed; sent += parts.length) empty.send(Buffer.concat(parts));
    expect(await empty.nextError()).toEqual({ id: 0, code: 'SUTRA_FRAME_LIMIT' });
    await empty.close();
  });

  it('a hello: 4 KiB are read, one byte more is refused', async () => {
    const hello = (bytes: number): Uint8Array => {
      const made = (token: string): Uint8Array => encodeClientHello({ versionMin: 1, versionMax: 1, name: 'x', token });
      const around = made('t'.repeat(3_000)).length - 11 - 3_000;
      return made('t'.repeat(bytes - around));
    };
    for (const [bytes, greeting] of [
      [FRAME_LIMITS.clientHelloBytesMax, { hello: expect.anything() as unknown }],
      [FRAME_LIMITS.clientHelloBytesMax + 1, { refusal: expect.objectContaining({ code: 'SUTRA_FRAME_MALFORMED' }) as unknown }],
    ] as const) {
      const other = new RawPeer(store.server.port);
      other.send(hello(bytes));
      await other.until(() => other.greeting !== undefined);
      expect(other.greeting).toMatchObject(greeting);
      await other.close();
    }
  });

  it('values of a message: 500,000 are taken, one more is refused', async () => {
    // Call, args and content have their keys and values beside the numbers.
    const learning = (n: number) => learnOne({ content: Array.from({ length: n }, () => 1) });
    const beside = 14;
    expect(await outcome('learn', learning(FRAME_LIMITS.requestItemsMax - beside))).toBe('answered');
    expect(await outcome('learn', learning(FRAME_LIMITS.requestItemsMax))).toBe(INVALID);
  });

  it('a block: 4,096 events are taken, one more is malformed', async () => {
    const events = Array.from({ length: 4_096 }, (_, i) => sampleEvent('full', 1, i + 1));
    const block = Buffer.from(new BlockEncoder('full', 1).encode(events));
    const session = async (): Promise<number> => {
      const before = ++lastId;
      peer.call(before, 'session', { emitter: 'full', epoch: 1 });
      await outcomeOf(before);
      return ++sessions;
    };
    let sessions = 0;
    const append = async (bytes: Uint8Array): Promise<string> => {
      const number = await session();
      const id = ++lastId;
      peer.frame(FRAME.append, id, Buffer.concat(encodeAppend(number, bytes)));
      return outcomeOf(id);
    };
    const more = Buffer.from(block);
    expect([...more.subarray(17, 19)]).toEqual([0x80, 0x20]); // 4,096 as a varint
    more[17] = 0x81;
    more.writeUInt32LE(crc32(more.subarray(8)), 4);
    expect(await append(more)).toBe('SUTRA_WIRE_MALFORMED');
    expect(await append(block)).toBe('answered');
  });

  it.each([
    ['sessions', SERVER_LIMITS.sessionsMax, 'session', (n: number) => ({ emitter: `s${n}`, epoch: 1 })],
    ['feeds', SERVER_LIMITS.feedsMax, 'feed', () => ({ fromSeq: 0, creditBytes: 1 })],
  ] as const)('%s of a connection: as many as the page says, and one more is refused', async (what, limit, op, args) => {
    expect(PAGE).toContain('| sessions, feeds of a connection | 256, 64 |');
    expect(limit).toBe(what === 'sessions' ? 256 : 64);
    const other = await RawPeer.greeted(store.server.port);
    for (let n = 1; n <= limit + 1; n++) other.call(n, op, args(n));
    for (let frame = await other.next(); frame !== undefined; frame = await other.next()) {
      if (frame.kind !== FRAME.error) continue;
      expect([frame.id, readError(frame.payload)]).toEqual([limit + 1, 'SUTRA_STORAGE_BUSY']);
      break;
    }
    await other.close();
  });
});
