import { readFileSync } from 'node:fs';
import {
  BlockEncoder,
  crc32,
  encodeAppend,
  encodeClientHello,
  encodeFrame,
  encodePacked,
  FRAME,
  FRAME_LIMITS,
  packTransient,
} from '@sutra/wire';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { REQUEST_LIMITS } from '../contract/request-limits.ts';
import { RawPeer } from '../testing/raw-peer.ts';
import { type ServedStore, sampleEvent, serveTemporaryStore } from '../testing/served-store.ts';
import { ARGUMENTS, OPERATION_NAMES } from './arguments.ts';
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
  const message = Buffer.concat(encodePacked(packTransient({ op, args }, Number.MAX_SAFE_INTEGER), tail));
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

/** Operation, what is limited (its name on the page, where it stands there), its arguments by the number, and what one more than the limit is answered with. */
const ROWS: readonly (readonly [op: string, what: keyof typeof REQUEST_LIMITS | number, args: (n: number) => unknown, refused: string])[] =
  [
    ['query', 'rowsMax', (limit) => ({ limit }), INVALID],
    ['query', 'typesMax', (n) => ({ types: texts(n) }), INVALID],
    ['query', 'entityGroupsMax', (n) => ({ entities: texts(n).map((name) => [name]) }), INVALID],
    ['query', 'entityNamesMax', (n) => ({ entities: [texts(n)] }), INVALID],
    ['query', 'predicatesMax', (n) => ({ where: texts(n).map((field) => ({ field, exists: true })) }), INVALID],
    ['query', 'predicatesMax', (n) => ({ any: [texts(n).map((field) => ({ field, exists: true }))] }), INVALID],
    ['query', 'alternativesMax', (n) => ({ any: texts(n).map((field) => [{ field, exists: true }]) }), INVALID],
    ['query', 'valuesMax', (n) => ({ where: [{ field: 'n', is: texts(n) }] }), INVALID],
    ['query', 'valueCharsMax', (n) => ({ where: [{ field: 'n', is: ['v'.repeat(n)] }] }), INVALID],
    ['query', 'containsCharsMax', (n) => ({ where: [{ field: 'n', contains: 'v'.repeat(n) }] }), INVALID],
    ['aggregate', 'groupingsMax', (n) => ({ groupBy: texts(n) }), INVALID],
    ['aggregate', 'measuresMax', (n) => ({ measures: texts(n).map((field) => ({ fn: 'sum', field })) }), INVALID],
    ['aggregate', 'groupsMax', (limit) => ({ limit }), INVALID],
    ['known', 'knownIdsMax', (n) => ({ ids: texts(n) }), INVALID],
    ['causes', 'rowsMax', (limit) => ({ id: 'x', limit }), INVALID],
    ['causes', 'causesDepthMax', (depth) => ({ id: 'x', depth }), INVALID],
    ['effects', 'rowsMax', (limit) => ({ id: 'x', limit }), INVALID],
    ['neighbours', 'rowsMax', (limit) => ({ id: 'a', limit }), INVALID],
    ['paths', 'visitedMax', (visitedMax) => ({ from: 'a', to: 'b', visitedMax }), INVALID],
    ['paths', 'timeMaxMs', (timeMaxMs) => ({ from: 'a', to: 'b', timeMaxMs }), INVALID],
    ['paths', 'hopsMax', (depth) => ({ from: 'a', to: 'b', depth }), INVALID],
    ['paths', 'pathsMax', (limit) => ({ from: 'a', to: 'b', limit }), INVALID],
    ['search', 'hitsMax', (limit) => ({ text: 'a', limit }), INVALID],
    ['search', 'timeMaxMs', (timeMaxMs) => ({ text: 'a', timeMaxMs }), INVALID],
    ['search', 'searchCharsMax', (n) => ({ text: 'a'.repeat(n) }), INVALID],
    ['search', 'searchWordsMax', (n) => ({ text: texts(n, 'word').join(' '), mode: 'lexical' }), STORE],
    [
      'search',
      'predicatesMax',
      (n) => ({ text: 'a', where: texts(n).map((name) => ({ field: `metadata.${name}`, exists: true })) }),
      INVALID,
    ],
    ['search', FRAME_LIMITS.depthMax - 2, (n) => ({ text: 'a', where: nested(n) }), INVALID],
    ['learn', 'learnItemsMax', (n) => ({ concepts: concepts(n) }), INVALID],
    ['learn', 'learnItemsMax', (n) => ({ concepts: concepts(n - 1), associations: [{ source: 'a', type: 't', target: 'b' }] }), STORE],
    ['forget', 'learnItemsMax', (n) => ({ concepts: texts(n, 'c') }), INVALID],
    ['learn', 'learnIdBytesMax', (n) => learnOne({ id: 'i'.repeat(n) }), STORE],
    ['learn', 'learnIdBytesMax', (n) => ({ ...learnOne({}), key: 'k'.repeat(n) }), INVALID],
    ['learn', 'learnIdBytesMax', (n) => ({ associations: [{ source: 'a', type: 't'.repeat(n), target: 'b' }] }), INVALID],
    ['neighbours', 'learnIdBytesMax', (n) => ({ id: 'i'.repeat(n) }), STORE],
    ['learn', 'contentBytesMax', (n) => learnOne({ content: 'c'.repeat(n - 2) }), STORE],
    ['learn', 'metadataBytesMax', (n) => learnOne({ metadata: { m: 'x'.repeat(n - '{"m":""}'.length) } }), STORE],
    ['learn', 'metadataFieldsMax', (n) => learnOne({ metadata: Object.fromEntries(texts(n).map((name) => [name, 1])) }), INVALID],
    ['learn', 'nestingMax', (n) => learnOne({ content: JSON.parse('['.repeat(n) + ']'.repeat(n)) as unknown }), INVALID],
    ['search', 'vectorNumbersMax', (n) => ({ vector: Array.from({ length: n }, () => 1) }), INVALID],
    ['backup', 64, (n) => ({ to: 'b'.repeat(n) }), INVALID],
    ['feed', FRAME_LIMITS.messageBytesMax, (creditBytes) => ({ fromSeq: 1, creditBytes }), INVALID],
  ];

const SECOND = [`search ${FRAME_LIMITS.depthMax - 2}`, 'learn nestingMax', 'search vectorNumbersMax', 'forget learnItemsMax'];

describe('the operations', () => {
  const FILTER = ['types', 'typesNot', 'entities', 'fromUs', 'toUs', 'afterSeq', 'where', 'any', 'asOf'];
  it('are those of the page, with the arguments it names', () => {
    const said = [...PAGE.matchAll(/^\| `(\w+)` \| ([^|]+) \| [^|]* \| [^|]*\|$/gm)].filter(([, op]) => !(op! in REQUEST_LIMITS));
    const onPage = new Map(
      said.map(([, op, args]) => [
        op,
        args!.split(', ').flatMap((arg) => (arg === 'filter' ? FILTER.map((name) => `${name}?`) : arg === '–' ? [] : [arg])),
      ]),
    );
    expect([...onPage.keys()].sort()).toEqual([...OPERATION_NAMES].sort());
    for (const op of OPERATION_NAMES) {
      const { required, optional } = ARGUMENTS[op];
      expect([op, onPage.get(op)!.toSorted()]).toEqual([op, [...required, ...optional.map((name) => `${name}?`)].sort()]);
    }
  });

  it('and every limit of a request has a row here', () => {
    const tested = new Set(ROWS.map(([, what]) => what));
    expect(Object.keys(REQUEST_LIMITS).filter((name) => !tested.has(name as never))).toEqual([]);
  });
});

describe('a limit of the protocol', () => {
  it.each(ROWS)('%s, %s: as many are taken, one more is refused by name, and the connection lives', async (op, what, args, refused) => {
    const limit = typeof what === 'number' ? what : REQUEST_LIMITS[what];
    // What is of the right size may still be wrong in itself, which comes second: nesting that means nothing, a vector of another dimension.
    if (!SECOND.includes(`${op} ${what}`)) expect(await outcome(op, args(limit))).toBe('answered');
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
