import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seededChance, silentLogger, systemClock } from '@sutra/kit';
import type { StoreClient } from '@sutra/storage';
import { openStoreClient } from '@sutra/storage/client';
import { openEngine } from '@sutra/storage/engine';
import { serveStorage } from '@sutra/storage/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askGraph } from './ask-graph.ts';
import type { GraphAnswer } from './graph-answer.ts';

const clock = systemClock();
const ends: (() => unknown)[] = [];
let store: StoreClient;
let beforeUs: number;

/** A small company: services, a database, teams, and what goes wrong. Over a real server. */
beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sutra-ask-graph-'));
  ends.push(() => rmSync(folder, { recursive: true }));
  const engine = await openEngine({
    folder,
    clock,
    onFatal: (reason) => {
      throw reason;
    },
  });
  ends.push(() => engine.close());
  const server = await serveStorage({ engine, port: 0, clock, logger: silentLogger });
  ends.push(() => server.close());
  store = openStoreClient({ address: server.address, clock, chance: seededChance(1), name: 'test' });
  ends.push(() => store.close());
  const edge = (source: string, type: string, target: string, confidence = 1) => ({ source, type, target, confidence });
  await store.learn({
    concepts: [
      { id: 'payment-service', content: 'takes payments by card and invoice', metadata: { team: 'red' }, confidence: 0.9 },
      { id: 'ledger', content: 'books every payment twice' },
      { id: 'checkout', content: { title: 'Checkout', text: 'the basket and its payment form' } },
      { id: 'redis-1', content: 'cache of baskets' },
      { id: 'redis-2', content: 'cache of sessions' },
      { id: 'postgres', content: 'the database of the ledger' },
      { id: 'svc-77', content: { name: 'Invoice printer' } },
      { id: 'outage-7', content: 'an hour without orders' },
      { id: 'research and development', content: 'a department' },
      { id: 'island', content: 'alone' },
    ],
    associations: [
      edge('checkout', 'depends_on', 'payment-service', 0.9),
      edge('payment-service', 'depends_on', 'ledger', 0.8),
      edge('ledger', 'stores_in', 'postgres'),
      edge('checkout', 'uses', 'redis-1', 0.5),
      edge('payment-service', 'owned_by', 'team-red'),
      edge('disk-full', 'causes', 'outage-7', 0.7),
      edge('research and development', 'owns', 'svc-77'),
    ],
  });
  beforeUs = clock.wallUs();
  await new Promise((resolve) => setTimeout(resolve, 2));
  await store.learn({ associations: [edge('rain', 'causes', 'disk-full', 0.6)] });
});
afterAll(async () => {
  for (const end of ends.reverse()) await end();
});

const ask = (question: string): Promise<GraphAnswer> => askGraph({ question }, store);
const idsOf = ({ rows }: GraphAnswer): unknown[] => (rows ?? []).map((row) => row['id']);

describe('asking a store in plain words', () => {
  it('finds concepts, with the scores and the embedder they were found by', async () => {
    const answer = await ask('What do we know about payments?');
    expect(answer).toMatchObject({
      status: 'answered',
      reading: 'concepts about “payments”',
      space: { name: 'hashed-grams-256', method: 'exact' },
    });
    expect(idsOf(answer).slice(0, 3)).toContain('payment-service');
    expect(answer.evidence).toEqual(idsOf(answer));
    expect(answer.confidence_from).toContain('words (BM25)');
    const unknown = await ask('find concepts about zeppelins');
    expect(unknown).toMatchObject({ status: 'empty', text: 'Nothing is known about “zeppelins”.', value: 0 });
    const half = await ask('what do we know about ledger zeppelins');
    expect(half.unknown).toContain('nothing found holds the word “zeppelins”');
    expect(half.confidence).toBe(0.5);
  });

  it('says what stands around a thing, by the relation asked for', async () => {
    expect(await ask('what is connected to payment-service?')).toMatchObject({
      status: 'answered',
      value: 3,
      text: 'payment-service is connected to 3 things: ledger, team-red and checkout.',
      evidence: ['ledger', 'team-red', 'checkout'],
    });
    expect(await ask('what depends on payment-service')).toMatchObject({
      text: '1 thing —depends_on→ payment-service: checkout.',
      evidence: ['checkout'],
    });
    expect(await ask('what does the payment service depend on?')).toMatchObject({
      text: 'payment-service —depends_on→ 1 thing: ledger.',
      evidence: ['ledger'],
    });
    expect((await ask('who owns payment-service')).evidence).toEqual(['team-red']);
    expect((await ask('what does team-red own')).evidence).toEqual(['payment-service']);
    expect((await ask('what causes outage-7?')).evidence).toEqual(['disk-full']);
    expect((await ask('what are the effects of disk-full')).evidence).toEqual(['outage-7']);
    expect(await ask('how many things are connected to checkout')).toMatchObject({ value: 2 });
    expect(await ask('what feeds checkout')).toMatchObject({
      status: 'clarify',
      text: 'No association of checkout is called “feeds”; it has depends_on (1) and uses (1).',
    });
    expect(await ask('what does outage-7 cause')).toMatchObject({ status: 'empty', text: expect.stringContaining('the other way') });
    expect(await ask('what is connected to island')).toMatchObject({ status: 'empty', value: 0 });
  });

  it('explains how two things are related as the path between them', async () => {
    const answer = await ask('How are checkout and postgres related?');
    expect(answer).toMatchObject({
      status: 'answered',
      value: true,
      text: 'checkout —depends_on→ payment-service —depends_on→ ledger —stores_in→ postgres: 3 hops, confidence 0.72.',
      evidence: ['checkout', 'payment-service', 'ledger', 'postgres'],
      confidence: 0.72,
    });
    expect(answer.paths?.[0]?.hops.map(({ score }) => Number(score.toFixed(2)))).toEqual([0.9, 0.72, 0.72]);
    expect((await ask('how is redis-1 connected to team-red')).paths?.[0]?.text).toBe(
      'redis-1 ←uses— checkout —depends_on→ payment-service —owned_by→ team-red',
    );
    expect(await ask('is island related to checkout?')).toMatchObject({ status: 'empty', value: false });
    expect(await ask('how are research and development and svc-77 related')).toMatchObject({
      status: 'answered',
      evidence: ['research and development', 'svc-77'],
    });
  });

  it('mends spelling in letters, never in digits, and asks where several could be meant', async () => {
    expect(await ask('what is connected to paymnt-service')).toMatchObject({
      status: 'answered',
      assumptions: ['nothing is called “paymnt-service”; read as payment-service, 1 letter apart'],
    });
    expect(await ask('what is connected to Payment Service')).toMatchObject({ assumptions: ['“Payment Service” read as payment-service'] });
    expect((await ask('what is connected to the invoice printer')).assumptions).toEqual(['“the invoice printer” is what svc-77 is called']);
    expect(await ask('what is connected to redis-3')).toMatchObject({
      status: 'refused',
      text: expect.stringContaining('Nothing is called “redis-3”'),
    });
    expect(await ask('what is connected to cache')).toMatchObject({ status: 'refused', text: expect.stringContaining('redis-1') });
    expect(await ask('how are checkout and unicorns related')).toMatchObject({ status: 'refused', unknown: ['what “unicorns” is'] });
  });

  it('counts, describes, and sees the past', async () => {
    expect(await ask('how many concepts are there?')).toMatchObject({ value: 10, text: '10 concepts are known.' });
    expect(await ask('how many concepts mention cache')).toMatchObject({ value: 2, evidence: ['redis-1', 'redis-2'] });
    expect(await ask('what is payment-service')).toMatchObject({
      status: 'answered',
      evidence: ['payment-service'],
      text: expect.stringContaining('takes payments'),
    });
    const question = 'how is rain connected to outage-7';
    expect(await ask(question)).toMatchObject({ status: 'answered' });
    expect(await askGraph({ question, asOf: { timeUs: beforeUs } }, store)).toMatchObject({ status: 'refused' });
    expect(await askGraph({ question: 'what causes disk-full', asOf: { timeUs: beforeUs } }, store)).toMatchObject({ status: 'empty' });
    expect(await askGraph({ question: 'how many concepts are there', asOf: { timeUs: beforeUs } }, store)).toMatchObject({
      status: 'refused',
    });
  });

  it('says honestly what it did not understand, and changes nothing', async () => {
    expect(await ask('Was ist mit redis-1 verbunden?')).toMatchObject({ status: 'clarify', confidence: 0, evidence: [] });
    expect(await ask('furiously sleep green ideas of redis tonight')).toMatchObject({ status: 'clarify' });
    expect(await ask('forget redis-1')).toMatchObject({ status: 'refused' });
    expect(await ask('what is connected to a\u0007b')).toMatchObject({ status: 'refused' });
    expect((await ask('how many concepts')).value).toBe(10);
  });
});
