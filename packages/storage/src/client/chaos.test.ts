import { seededChance, sleep, systemClock } from '@sutra/kit';
import { afterEach, describe, expect, it } from 'vitest';
import { openChaosProxy } from '../testing/chaos-proxy.ts';
import { type ServedStore, sampleEvent, serveTemporaryStore } from '../testing/served-store.ts';
import { openStoreClient } from './store-client.ts';

const clock = systemClock();
const closers: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** A client that notices a dead connection within a second, so that black holes are survived within a test. */
async function throughChaos(seed: number, rates: Parameters<typeof openChaosProxy>[0]['rates']) {
  const store = await serveTemporaryStore();
  closers.push(() => store.close());
  const proxy = await openChaosProxy({ targetPort: store.server.port, chance: seededChance(seed), clock, rates, delayMs: 10 });
  closers.push(() => proxy.close());
  const client = openStoreClient({
    address: proxy.address,
    clock,
    chance: seededChance(seed + 1),
    name: 'chaos',
    settings: { connectMs: 1_000, handshakeMs: 500, pingAfterMs: 150, silentMs: 500, callMs: 20_000 },
  });
  closers.push(() => client.close());
  return { store, proxy, client };
}

/** Every number of the emitter from 1 to `last`, once each, in order of the log. */
async function expectStoredOnce(store: ServedStore, emitter: string, last: number): Promise<void> {
  const numbers: number[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.engine.query({
      order: 'asc',
      limit: 10_000,
      where: [{ field: 'emitter', is: [emitter] }],
      ...(cursor === undefined ? {} : { cursor }),
    });
    numbers.push(...page.events.map((event) => event.emitterSeq));
    cursor = page.cursor;
  } while (cursor !== undefined);
  expect(numbers).toEqual(Array.from({ length: last }, (_, i) => i + 1));
}

describe('a client behind a broken network', () => {
  it.each([
    ['every fault at once', 11, { delay: 0.1, drop: 0.02, cut: 0.02, loseReplies: 0.02, blackhole: 0.005 }],
    ['lost replies', 12, { loseReplies: 0.08 }],
    ['connections cut inside frames', 13, { cut: 0.08 }],
  ])('stores every event exactly once, without a gap: %s', async (_name, seed, rates) => {
    const { store, proxy, client } = await throughChaos(seed, rates);
    const last = 1_500;
    const session = await client.session('chaos', 1);
    const waiting: Promise<unknown>[] = [];
    for (let n = 1; n <= last; n += 5) {
      waiting.push(session.append([0, 1, 2, 3, 4].map((k) => sampleEvent('chaos', 1, n + k))));
      // A few at a time: pieces of traffic are what faults strike, so there must be many.
      if (waiting.length % 4 === 0) await waiting[waiting.length - 4];
    }
    await Promise.all(waiting);
    expect(session.storedThrough).toBe(last);
    await expectStoredOnce(store, 'chaos', last);
    expect(store.gaps).toEqual([]);
    for (const fault of Object.keys(rates) as (keyof typeof proxy.faults)[]) expect(proxy.faults[fault], fault).toBeGreaterThan(0);
    expect(proxy.accepted).toBeGreaterThan(3);
  });

  it('follows the log without loss and without repeats', async () => {
    const { store, proxy, client } = await throughChaos(21, { delay: 0.1, drop: 0.04, cut: 0.04 });
    const last = 2_000;
    const writing = await store.engine.session('writer', 1);
    const stop = new AbortController();
    const seen: number[] = [];
    const reading = (async () => {
      for await (const item of client.feed({ fromSeq: 1 }, stop.signal)) {
        expect(item.kind).not.toBe('gap');
        if (item.kind === 'events') seen.push(...item.events.map((event) => event.seq));
        if (seen.length >= last) stop.abort();
      }
    })();
    for (let n = 1; n <= last; n += 10) {
      await writing.append(Array.from({ length: 10 }, (_, k) => sampleEvent('writer', 1, n + k)));
      if (n % 100 === 1) await sleep(clock, 2);
    }
    await reading;
    expect(seen).toEqual(Array.from({ length: last }, (_, i) => i + 1));
    expect(proxy.faults.drop + proxy.faults.cut).toBeGreaterThan(0);
    expect(proxy.accepted).toBeGreaterThan(1);
  });

  it('answers questions and learns once although replies are lost', async () => {
    const { store, proxy, client } = await throughChaos(31, { loseReplies: 0.12, drop: 0.05 });
    for (let i = 0; i < 20; i++) await client.learn({ concepts: [{ id: `concept-${i}`, content: `text ${i}` }] });
    for (let i = 0; i < 20; i++) expect(await client.concept(`concept-${i}`)).toMatchObject({ content: `text ${i}`, version: 1 });
    expect((await store.engine.stats()).concepts).toBeGreaterThanOrEqual(20);
    expect(proxy.faults.loseReplies).toBeGreaterThan(0);
  });
});
