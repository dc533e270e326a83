import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmitter } from '@sutra/events';
import { manualClock, seededChance, silentLogger, systemClock } from '@sutra/kit';
import { openStoreClient } from '@sutra/storage/client';
import { openEngine } from '@sutra/storage/engine';
import { HttpEmbedder, OwnEvents, serveStorage } from '@sutra/storage/server';
import { afterEach, expect, it } from 'vitest';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const WANTED = [
  'embedding_latency',
  'embedding_service_degraded',
  'embedding_service_healthy',
  'hnsw_index_built',
  'hnsw_index_loaded',
  'pathfinding_metrics',
  'query_performance',
];

it('what a storage node does with its graph is in the record: a real server, emitter and embedding service', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sutra-own-'));
  ends.push(() => rmSync(folder, { recursive: true }));
  let broken = false;
  const service = createServer((request, response) => {
    request.resume().on('end', () => {
      if (broken) response.writeHead(400).end();
      else response.end(JSON.stringify({ data: [{ index: 0, embedding: [1, 2] }] }));
    });
  });
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
  ends.push(() => service.close());
  const [clock, time] = [systemClock(), manualClock(systemClock().wallUs())];
  const own = new OwnEvents();
  const baseUrl = `http://127.0.0.1:${(service.address() as AddressInfo).port}`;
  const embedder = new HttpEmbedder({
    baseUrl,
    model: 'stub',
    clock: time,
    chance: seededChance(1),
    tell: own.tell,
    limits: { restMs: 0 },
  });
  ends.push(() => embedder.close());
  const options = { folder: join(folder, 'store'), clock: time, limits: { nearRowsMin: 300 }, tell: own.tell, onFatal: () => undefined };
  const first = await openEngine(options);
  const concepts = Array.from({ length: 400 }, (_, i) => ({ id: `c${i}`, content: `thing ${i}`, embedding: [i % 7, (i % 11) + 1, 1] }));
  await first.learn({ concepts, associations: [{ source: 'c1', type: 'near', target: 'c2' }] });
  await first.concept('c1');
  const seen = new Set<string>();
  const heard = (type: string): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => (seen.has(type) ? resolve() : void setImmediate(look));
      look();
    });
  const bodies: { type: string; body: object }[] = [];
  own.listen({
    nodeId: 'node-7',
    emit: (event) => {
      seen.add(event.type);
      bodies.push(event);
    },
  });
  await heard('hnsw_index_built');
  await first.close();

  const engine = await openEngine(options);
  ends.push(() => engine.close());
  const server = await serveStorage({ engine, port: 0, clock, logger: silentLogger });
  ends.push(() => server.close());
  const store = openStoreClient({ address: server.address, clock, chance: seededChance(2), name: 'test' });
  ends.push(() => store.close());
  const emitter = await openEmitter({
    emitter: 'storage.node-7',
    folder: join(folder, 'spool'),
    store,
    clock,
    chance: seededChance(3),
    logger: silentLogger,
  });
  ends.push(() => emitter.close());
  own.listen({
    nodeId: 'node-7',
    emit: (event) => {
      seen.add(event.type);
      emitter.emit(event);
    },
  });
  for (const { type, body } of bodies) emitter.emit({ type, body } as Parameters<typeof emitter.emit>[0]);
  await heard('hnsw_index_loaded');
  await store.search({ text: 'thing 7' });
  await store.neighbours({ id: 'c1' });
  await store.paths({ from: 'c1', to: 'c2' });
  await embedder.embed(['a']);
  broken = true;
  await expect(embedder.embed(['b'])).rejects.toThrow(/400/);
  time.advance(60_000);
  await emitter.whenStored(AbortSignal.timeout(20_000));
  const { events } = await store.query({ types: WANTED, limit: 100 });
  expect([...new Set(events.map(({ type }) => type))].sort()).toEqual(WANTED);
  const kinds = events.filter(({ type }) => type === 'query_performance').map(({ body }) => body['query_type']);
  expect(kinds.sort()).toEqual(['graph', 'hybrid']);
  const named = events.filter(({ type }) => !type.startsWith('embedding'));
  expect(named.every(({ body, entities }) => body['node_id'] === 'node-7' && entities.includes('node-7'))).toBe(true);
});
