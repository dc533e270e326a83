import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SutraError, silentLogger, systemClock } from '@sutra/kit';
import { type Engine, openEngine } from '@sutra/storage/engine';
import { type StorageServer, serveStorage } from '@sutra/storage/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect, type SutraClient } from './connect.ts';

const folder = mkdtempSync(join(tmpdir(), 'sutra-bad-client-'));
let engine: Engine;
let server: StorageServer;
let client: SutraClient;
beforeAll(async () => {
  const clock = systemClock();
  engine = await openEngine({
    folder,
    clock,
    onFatal: (reason) => {
      throw reason;
    },
  });
  server = await serveStorage({ engine, port: 0, clock, logger: silentLogger });
  client = await connect({ address: server.address, name: 'bad-input' });
  await client.learn({ concepts: [{ id: 'a', content: 'a', embedding: [1, 0, 0] }] });
});
afterAll(async () => {
  await client.close();
  await server.close();
  await engine.close();
  rmSync(folder, { recursive: true });
});

/** Turns around how what follows it is read. */
const TURNED = '\u202e';
const nested = (depth: number): unknown => Array.from({ length: depth }).reduce((inner) => ({ in: inner }), 1 as unknown);
const ring: Record<string, unknown> = {};
ring['ring'] = ring;
const own = (more: object): unknown => ({ type: 'custom.x', entities: ['a'], body: {}, ...more });
const concept = (more: object): object => ({ concepts: [{ id: 'x', content: 'x', ...more }] });
const EVENT = 'SUTRA_EVENT_INVALID';
const INVALID = 'SUTRA_STORE_INVALID';
const MESSAGE = 'SUTRA_MESSAGE_INVALID';

/** What a program in plain JavaScript can send: types do not hold it back. */
type Loose = { readonly [K in keyof SutraClient]: (...args: never[]) => Promise<unknown> };
type Row = readonly [what: string, call: keyof SutraClient, args: readonly unknown[], code: string, names: string];
const CALLS: readonly Row[] = [
  ['an event in the name of the grid', 'append', [own({ type: 'node_crashed' })], EVENT, 'type'],
  ['an event without a type', 'append', [own({ type: undefined })], EVENT, 'type'],
  ['an event of every object', 'append', [own({ type: '__proto__' })], EVENT, 'type'],
  ['an event about nothing', 'append', [own({ entities: [] })], EVENT, 'entities'],
  ['an event about an empty name', 'append', [own({ entities: [''] })], EVENT, 'entities'],
  ['an event about a number', 'append', [own({ entities: [7] })], EVENT, 'entities'],
  ['an event about a line end', 'append', [own({ entities: ['a\nb'] })], EVENT, 'entities'],
  ['an event without a body', 'append', [own({ body: undefined })], EVENT, 'body'],
  ['a body that is a list', 'append', [own({ body: [1] })], EVENT, 'body'],
  ['a body nested 100,000 deep', 'append', [own({ body: nested(100_000) })], EVENT, 'body'],
  ['a body that holds itself', 'append', [own({ body: ring })], EVENT, 'body'],
  ['a body of 2 MiB', 'append', [own({ body: { text: 'x'.repeat(2 ** 21) } })], EVENT, 'body'],
  ['a body with NaN', 'append', [own({ body: { n: Number.NaN } })], EVENT, 'body'],
  ['a body with a function', 'append', [own({ body: { f: () => 1 } })], EVENT, 'body'],
  ['a body with a number beyond JSON', 'append', [own({ body: { n: 1n } })], EVENT, 'body'],
  ['a time that is NaN', 'append', [own({ timeUs: Number.NaN })], EVENT, 'timeUs'],
  ['a time before all', 'append', [own({ timeUs: -1 })], EVENT, 'timeUs'],
  ['a time that is a word', 'append', [own({ timeUs: 'now' })], EVENT, 'timeUs'],
  ['causes that are a word', 'append', [own({ causedBy: 'a' })], EVENT, 'causedBy'],
  ['a severity there is none of', 'append', [own({ severity: 'loud' })], EVENT, 'severity'],
  ['a field there is none of', 'append', [own({ entitys: ['a'] })], EVENT, 'did you mean entities'],
  ['what is no event', 'append', [[null]], EVENT, 'events[0]'],
  ['the second of two', 'append', [[own({}), own({ entities: [] })]], EVENT, 'events[1]'],
  ['a vector with NaN', 'learn', [concept({ embedding: [1, Number.NaN, 0] })], INVALID, 'concepts[0].embedding[1]'],
  ['a vector with infinity', 'learn', [concept({ embedding: [1, Infinity, 0] })], INVALID, 'concepts[0].embedding[1]'],
  ['a vector of another dimension', 'learn', [concept({ embedding: [1, 2] })], 'SUTRA_STORE_DIMENSION', 'concepts[0].embedding'],
  ['content nested too deep', 'learn', [concept({ content: nested(100) })], MESSAGE, 'concepts[0].content.in'],
  ['content that holds itself', 'learn', [concept({ content: ring })], MESSAGE, 'concepts[0].content.ring'],
  ['content with a number beyond JSON', 'learn', [concept({ content: { n: 1n } })], MESSAGE, 'concepts[0].content.n is a bigint'],
  ['content with a function', 'learn', [concept({ content: [() => 1] })], MESSAGE, 'concepts[0].content[0] is a function'],
  ['content that is a date', 'learn', [concept({ content: { at: new Date(0) } })], MESSAGE, 'concepts[0].content.at is a Date'],
  ['content that is bytes', 'learn', [concept({ content: new Uint8Array(2) })], MESSAGE, 'concepts[0].content is a Uint8Array'],
  ['content with a field of every object', 'learn', [concept({ content: JSON.parse('{"__proto__":1}') })], INVALID, '__proto__'],
  ['metadata with a number beyond JSON', 'learn', [concept({ metadata: { n: 1n } })], MESSAGE, 'concepts[0].metadata.n'],
  ['content of 2 MiB', 'learn', [concept({ content: 'x'.repeat(2 ** 21) })], INVALID, 'concepts[0].content'],
  ['an id with a bell', 'learn', [concept({ id: 'x\u0007' })], INVALID, 'concepts[0].id'],
  ['an id that is empty', 'learn', [concept({ id: '' })], MESSAGE, 'concepts[0].id'],
  ['a confidence of 2', 'learn', [concept({ confidence: 2 })], INVALID, 'concepts[0].confidence'],
  ['a batch of nothing', 'learn', [{}], INVALID, 'batch is empty'],
  ['an unknown field', 'learn', [{ concept: [] }], MESSAGE, 'concepts'],
  ['forgetting what is not known', 'forget', [{ concepts: ['nobody'] }], 'SUTRA_STORE_UNKNOWN', 'nobody'],
  ['a path from nowhere', 'paths', [{ from: 'nobody', to: 'a' }], 'SUTRA_STORE_UNKNOWN', 'nobody'],
  ['a path of no hops', 'paths', [{ from: 'a', to: 'a', depth: 0 }], MESSAGE, 'depth'],
  ['a search for nothing', 'search', [{}], INVALID, 'text'],
  ['a search vector with NaN', 'search', [{ vector: [Number.NaN, 0, 0] }], MESSAGE, 'vector'],
  ['a limit below zero', 'query', [{ limit: -1 }], MESSAGE, 'limit'],
  ['a limit that is too large', 'query', [{ limit: 1e9 }], MESSAGE, 'limit'],
  ['a field there is none of, with the one that was meant', 'query', [{ tpyes: ['x'] }], MESSAGE, 'did you mean types'],
  ['a time that is no time', 'query', [{ fromUs: 'yesterday' }], MESSAGE, 'fromUs'],
  ['a cursor of somebody else', 'query', [{ cursor: 'AAAA' }], 'SUTRA_STORE_CURSOR', 'cursor'],
  ['an order there is none of', 'query', [{ order: 'sideways' }], MESSAGE, 'order'],
  ['a snapshot that is a path', 'putSnapshot', ['../etc', 0, new Uint8Array(1)], INVALID, '../etc'],
  ['a snapshot of the future', 'putSnapshot', ['s', 1e6, new Uint8Array(1)], INVALID, 'seq 1000000'],
];

describe('what makes no sense, through @sutra/client', () => {
  it.each(CALLS)(
    '%s is refused by its code and field, with how to mend it, and the next is answered',
    async (_what, call, args, code, names) => {
      const { lastSeq } = await client.stats();
      const send = (client as unknown as Loose)[call] as (...given: readonly unknown[]) => Promise<unknown>;
      const reason = await Promise.resolve()
        .then(() => send(...args))
        .then(
          (answer) => Promise.reject(new Error(`it was answered with ${JSON.stringify(answer)}`)),
          (failure: unknown) => failure,
        );
      expect(reason).toBeInstanceOf(SutraError);
      const error = reason as SutraError;
      expect([error.code, error.message]).toEqual([code, expect.stringContaining(names)]);
      expect(error.mend).toMatch(/\S{3}/);
      expect(error.message.length).toBeLessThan(1_000);
      expect((await client.get('a'))?.content).toBe('a');
      expect((await client.stats()).lastSeq, 'nothing was stored').toBe(lastSeq);
    },
  );

  it.each<readonly [what: string, options: object, code: string]>([
    ['an address that is none', { address: 'not an address', name: 'x' }, 'SUTRA_STORAGE_ADDRESS'],
    ['an address with a port there is none of', { address: '127.0.0.1:99999', name: 'x' }, 'SUTRA_STORAGE_ADDRESS'],
    ['an address that is empty', { address: '', name: 'x' }, 'SUTRA_STORAGE_ADDRESS'],
    ['an address where nobody listens', { address: '127.0.0.1:1', name: 'x', limitMs: 300 }, 'SUTRA_STORAGE_UNREACHABLE'],
  ])('%s is no connection', async (_what, options, code) => {
    await expect(connect(options as Parameters<typeof connect>[0])).rejects.toMatchObject({ code, mend: expect.stringMatching(/\S{3}/) });
  });

  it.each(['', 'a b', 'x'.repeat(100), `x${TURNED}`, 'x\u0007', '../x'])(
    'a program called %j cannot append, and is told why',
    async (name) => {
      const failing = connect({ address: server.address, name }).then(async (other) => {
        try {
          await other.append({ type: 'custom.x', entities: ['a'], body: {} });
        } finally {
          await other.close();
        }
      });
      await expect(failing).rejects.toMatchObject({
        kind: 'invalid',
        message: expect.stringMatching(/name|emitter/),
        mend: expect.stringMatching(/\S{3}/),
      });
    },
  );
});
