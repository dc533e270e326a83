import { seededChance, silentLogger, systemClock } from '@sutra/kit';
import { type EventRecord, eventId } from '@sutra/wire';
import { expect, it } from 'vitest';
import { serveStorage } from '../server/serve.ts';
import { fakeEngine } from '../testing/fake-engine.ts';
import { openStoreClient } from './store-client.ts';

const clock = systemClock();
function event(n: number): EventRecord {
  const timeUs = 1_760_000_000_000_000 + n;
  return { id: eventId('t', timeUs, 'e', 1, n), type: 't', timeUs, emitterSeq: n, entities: ['a'], causes: [], body: { n } };
}

it('appends, queries and follows', async () => {
  const engine = fakeEngine();
  const server = await serveStorage({ engine, port: 0, clock, logger: silentLogger });
  const client = openStoreClient({ address: server.address, clock, chance: seededChance(1), name: 'test' });
  const session = await client.session('e', 1);
  const results = await Promise.all([1, 2, 3, 4].map((n) => session.append([event(n)])));
  expect(results.map((r) => r.seq)).toEqual([1, 2, 3, 4]);
  const page = await client.query({ order: 'asc' });
  expect(page.events.map((e) => e.emitterSeq)).toEqual([1, 2, 3, 4]);
  await client.putSnapshot('s', 4, new Uint8Array(20_000_000).fill(7));
  expect((await client.snapshot('s'))?.bytes.length).toBe(20_000_000);
  const stop = new AbortController();
  const seen: number[] = [];
  for await (const item of client.feed({ fromSeq: 2 }, stop.signal)) {
    if (item.kind === 'events') seen.push(...item.events.map((e) => e.seq));
    if (item.kind === 'live') void session.append([event(5)]);
    if (seen.length === 4) stop.abort();
  }
  expect(seen).toEqual([2, 3, 4, 5]);
  await expect(client.query({ limit: 0 })).rejects.toThrow('limit');
  await client.close();
  await server.close();
});
