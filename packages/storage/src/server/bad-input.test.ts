import { BlockEncoder, decodeMessage, type EventRecord, encodeAppend, FRAME } from '@sutra/wire';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RawPeer } from '../testing/raw-peer.ts';
import { type ServedStore, sampleEvent, serveTemporaryStore } from '../testing/served-store.ts';

const SNAPSHOT_MAX = 100_000;
let store: ServedStore;
let peer: RawPeer;
let id = 0;

beforeAll(async () => {
  store = await serveTemporaryStore({}, undefined, { snapshotBytesMax: SNAPSHOT_MAX });
  peer = await RawPeer.greeted(store.server.port);
  const concept = (name: string) => ({ id: name, content: name, embedding: [1, 0, 0] });
  // A ring: walks must end in it.
  await store.engine.learn({
    concepts: ['a', 'b', 'c'].map(concept),
    associations: [
      { source: 'a', type: 'next', target: 'b' },
      { source: 'b', type: 'next', target: 'c' },
      { source: 'c', type: 'next', target: 'a' },
    ],
  });
});
afterAll(async () => {
  await peer.close();
  await store.close();
});

/** The connection that sent it still answers. */
async function lives(): Promise<void> {
  peer.call(++id, 'concept', { id: 'a' });
  const frame = await peer.next();
  expect(frame).toMatchObject({ kind: FRAME.answer, id });
  expect(decodeMessage(frame!.payload).head).toMatchObject({ id: 'a' });
}

const nested = (depth: number): unknown => Array.from({ length: depth }).reduce((inner) => ({ in: inner }), 1 as unknown);
const learned = (part: object) => ({ concepts: [{ id: 'x', content: 1, ...part }] });
const INVALID = 'SUTRA_STORE_INVALID';
const MESSAGE = 'SUTRA_MESSAGE_INVALID';

const REQUESTS: readonly (readonly [what: string, op: string, args: unknown, code: string, names: string])[] = [
  ['an id with a control character', 'learn', learned({ id: 'x\u0007' }), INVALID, 'concepts[0].id'],
  ['an id of 500 bytes', 'learn', learned({ id: 'é'.repeat(250) }), INVALID, 'concepts[0].id'],
  ['an empty id', 'learn', learned({ id: '' }), MESSAGE, 'learn.concepts[0].id'],
  ['an id that is a number', 'learn', learned({ id: 7 }), MESSAGE, 'learn.concepts[0].id'],
  [
    'an association of a type with a line end',
    'learn',
    { associations: [{ source: 'a', type: 'x\ny', target: 'b' }] },
    INVALID,
    'associations[0].type',
  ],
  ['a concept without content', 'learn', { concepts: [{ id: 'x' }] }, MESSAGE, 'learn.concepts[0].content'],
  ['content of 2 MiB', 'learn', learned({ content: 'x'.repeat(2 ** 21) }), INVALID, 'concepts[0].content'],
  ['content nested too deep for a message', 'learn', learned({ content: nested(40) }), MESSAGE, 'nested deeper than 32'],
  ['metadata of 100 KiB', 'learn', learned({ metadata: { text: 'x'.repeat(100_000) } }), INVALID, 'concepts[0].metadata'],
  ['content that is NaN inside', 'learn', learned({ content: { n: Number.NaN } }), INVALID, 'concepts[0].content.n'],
  ['a confidence of 2', 'learn', learned({ confidence: 2 }), INVALID, 'concepts[0].confidence'],
  ['a strength that is NaN', 'learn', learned({ strength: Number.NaN }), MESSAGE, 'learn.concepts[0].strength'],
  ['a vector with NaN', 'learn', learned({ embedding: [1, Number.NaN, 0] }), MESSAGE, 'learn.concepts[0].embedding'],
  ['a vector of nothing', 'learn', learned({ embedding: [0, 0, 0] }), INVALID, 'concepts[0].embedding'],
  [
    'a vector of infinity in base64',
    'learn',
    learned({ embedding: Buffer.from(Float32Array.of(1, Infinity, 0).buffer).toString('base64') }),
    INVALID,
    'concepts[0].embedding',
  ],
  ['a vector of another dimension', 'learn', learned({ embedding: [1, 2] }), 'SUTRA_STORE_DIMENSION', 'concepts[0].embedding'],
  ['a key of the wrong kind', 'learn', { key: 5, concepts: [] }, MESSAGE, 'learn.key'],
  ['a batch of nothing', 'learn', {}, INVALID, 'batch is empty'],
  ['forgetting what is not known', 'forget', { concepts: ['nobody'] }, 'SUTRA_STORE_UNKNOWN', 'nobody'],
  ['a search vector with NaN', 'search', { vector: [Number.NaN] }, MESSAGE, 'search.vector[0]'],
  ['a search vector of another dimension', 'search', { vector: [1, 2] }, 'SUTRA_STORE_DIMENSION', 'vector'],
  ['a search for nothing', 'search', {}, INVALID, 'text'],
  ['more hits than there may be', 'search', { text: 'a', limit: 5_000 }, MESSAGE, 'search.limit'],
  ['a path of no hops', 'paths', { from: 'a', to: 'b', depth: 0 }, MESSAGE, 'paths.depth'],
  ['a path that may visit too much', 'paths', { from: 'a', to: 'b', visitedMax: 1e9 }, MESSAGE, 'paths.visitedMax'],
  ['a path from nowhere', 'paths', { from: 'nowhere', to: 'b' }, 'SUTRA_STORE_UNKNOWN', 'nowhere'],
  ['a field that does not exist, with the one that was meant', 'query', { tpyes: ['x'] }, MESSAGE, 'did you mean types'],
  ['a cursor of somebody else', 'query', { cursor: 'AAAA' }, 'SUTRA_STORE_CURSOR', 'cursor'],
  ['a time that is NaN', 'query', { fromUs: Number.NaN }, MESSAGE, 'query.fromUs'],
  ['a position below zero', 'query', { asOf: { seq: -1 } }, MESSAGE, 'query.asOf'],
  ['too many ids at once', 'known', { ids: Array.from({ length: 10_001 }, String) }, MESSAGE, 'known.ids'],
  ['an emitter with a control character', 'session', { emitter: 'e\u0000', epoch: 1 }, INVALID, 'emitter'],
  ['an epoch that is NaN', 'session', { emitter: 'e', epoch: Number.NaN }, MESSAGE, 'session.epoch'],
  ['a snapshot that is a path', 'putSnapshot', { name: '../etc', seq: 0 }, INVALID, '../etc'],
  ['a snapshot of the future', 'putSnapshot', { name: 's', seq: 999 }, INVALID, 'seq 999'],
  ['a feed without credit', 'feed', { fromSeq: 1, creditBytes: 0 }, MESSAGE, 'feed.creditBytes'],
  ['a backup that is a path', 'backup', { to: '/tmp/x' }, MESSAGE, 'backup.to'],
  ['an operation nobody has', 'drop', {}, 'SUTRA_STORAGE_OPERATION_UNKNOWN', 'drop'],
  ['arguments that are a list', 'query', [1], MESSAGE, 'query'],
];

/** What is wrong with them is one part of the request: that part is named for programs too. Nesting is measured before parts have names. */
const WITH_FIELD = [INVALID, MESSAGE, 'SUTRA_STORE_DIMENSION'];

describe('what makes no sense', () => {
  it.each(REQUESTS)('%s is refused by name and with its mend, and the connection lives', async (_what, op, args, code, names) => {
    peer.call(++id, op, args);
    const failure = await peer.nextFailure();
    expect(failure).toMatchObject({ code, message: expect.stringContaining(names), mend: expect.stringMatching(/\S{3}/) });
    if (WITH_FIELD.includes(code) && !failure.message.includes('nested deeper'))
      expect(failure.details?.['field'], failure.message).toEqual(expect.any(String));
    await lives();
  });

  it('a snapshot above the limit is refused with the number; one at the limit comes back as it was', async () => {
    peer.call(++id, 'putSnapshot', { name: 's', seq: 0 }, new Uint8Array(SNAPSHOT_MAX + 1));
    expect(await peer.nextFailure()).toMatchObject({ code: INVALID, message: expect.stringContaining(`at most ${SNAPSHOT_MAX}`) });
    const bytes = new Uint8Array(SNAPSHOT_MAX).fill(7);
    peer.call(++id, 'putSnapshot', { name: 's', seq: 0 }, bytes);
    expect(await peer.next()).toMatchObject({ kind: FRAME.answer });
    peer.call(++id, 'snapshot', { name: 's' });
    const { head, tail } = decodeMessage((await peer.next())!.payload);
    expect([head, Buffer.compare(tail, bytes)]).toEqual([{ seq: 0 }, 0]);
    await lives();
  });

  it('a walk in a ring ends', async () => {
    peer.call(++id, 'paths', { from: 'a', to: 'a', mode: 'all', depth: 32 });
    expect(await peer.next()).toMatchObject({ kind: FRAME.answer });
    peer.call(++id, 'paths', { from: 'a', to: 'c', mode: 'all', direction: 'out', learnedOnly: true });
    const { head } = decodeMessage((await peer.next())!.payload);
    expect((head as { paths: { hops: unknown[] }[] }).paths.map(({ hops }) => hops.length)).toEqual([2]);
  });
});

describe('a block that cannot be believed', () => {
  const sound = (): Uint8Array => new BlockEncoder('bad', 1).encode([sampleEvent('bad', 1, 1)]);
  const changed = (at: number, to: number): Uint8Array => {
    const block = sound();
    block[at] = to;
    return block;
  };

  it.each([
    ['of an unknown version', () => changed(2, 9), 'its version is 9, this build reads 1'],
    ['with a byte turned', () => changed(30, 0xff), 'its checksum does not match'],
    ['that is no block', () => new Uint8Array(64), 'it does not start like one'],
    ['cut short', () => sound().subarray(0, 40), 'it says'],
    ['of somebody else', () => new BlockEncoder('other', 1).encode([sampleEvent('other', 1, 1)]), 'the block belongs to other:1'],
    [
      'that continues what never began',
      () => {
        const encoder = new BlockEncoder('bad', 1);
        encoder.encode([sampleEvent('bad', 1, 1)]);
        return encoder.encode([sampleEvent('bad', 1, 2)]);
      },
      'never opened',
    ],
  ] as const)('%s is refused with what is wrong; a new session of the same connection goes on', async (_what, block, names) => {
    const session = await opened();
    peer.frame(FRAME.append, ++id, Buffer.concat(encodeAppend(session, block())));
    expect(await peer.nextFailure()).toMatchObject({ code: 'SUTRA_WIRE_MALFORMED', message: expect.stringContaining(names) });
    peer.frame(FRAME.append, ++id, Buffer.concat(encodeAppend(session, sound())));
    expect(await peer.nextFailure()).toMatchObject({ code: 'SUTRA_SESSION_BROKEN', retry: true });
    peer.frame(FRAME.append, ++id, Buffer.concat(encodeAppend(await opened(), sound())));
    expect(await peer.next()).toMatchObject({ kind: FRAME.appended });
    await lives();
  });

  it.each<readonly [what: string, field: string, wrong: Partial<EventRecord>]>([
    ['an event', 'id', { id: 'x\u0000y' }],
    ['a type', 'type', { type: 'cra\nsh', id: 'own' }],
    ['an entity', 'entities[1]', { entities: ['thing', 'node\u001b[2J'] }],
    ['a cause', 'causes', { causes: ['because\u0085'] }],
    ['a cause that looks like an event of ours', 'causes', { causes: ['event-cra\u007fsh-1-m:1.1'] }],
    ['an operation', 'operation', { operation: 'op\t1' }],
  ])('that calls %s by a name with a control character is refused by its field; a new session goes on', async (_what, field, wrong) => {
    const event = { ...sampleEvent('bad', 2, 1), ...wrong };
    peer.frame(FRAME.append, ++id, Buffer.concat(encodeAppend(await opened(2), new BlockEncoder('bad', 2).encode([event]))));
    const failure = await peer.nextFailure();
    expect(failure).toMatchObject({
      code: 'SUTRA_WIRE_INVALID',
      retry: false,
      details: { field },
      mend: expect.stringContaining('control'),
    });
    expect(failure.message).toMatch(/contains a control character$/);
    const fresh = await opened(2);
    const next = new BlockEncoder('bad', 2).encode([sampleEvent('bad', 2, ++lastNumber, { text: 'a value\u0007 may\nhold any' })]);
    peer.frame(FRAME.append, ++id, Buffer.concat(encodeAppend(fresh, next)));
    expect(await peer.next()).toMatchObject({ kind: FRAME.appended });
    await lives();
  });

  let lastNumber = 0;

  async function opened(epoch = 1): Promise<number> {
    peer.call(++id, 'session', { emitter: 'bad', epoch });
    const { head } = decodeMessage((await peer.next())!.payload);
    return (head as { session: number }).session;
  }
});
