import { getEventListeners } from 'node:events';
import { createServer } from 'node:net';
import { SutraError, seededChance, silentLogger, systemClock } from '@sutra/kit';
import { afterEach, describe, expect, it } from 'vitest';
import type { StoreClient } from '../contract/store.ts';
import { ENGINE_LIMITS, type Engine } from '../engine/index.ts';
import { type ServeOptions, serveStorage } from '../server/serve.ts';
import { openChaosProxy } from '../testing/chaos-proxy.ts';
import { override, sampleEvent, serveTemporaryStore } from '../testing/served-store.ts';
import { openStoreClient, type StoreClientOptions } from './store-client.ts';

const clock = systemClock();
const closers: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function served(options: Partial<ServeOptions> = {}, around?: (engine: Engine) => Engine) {
  const store = await serveTemporaryStore(options, around);
  closers.push(() => store.close());
  return store;
}

function clientOf(address: string, options: Partial<StoreClientOptions> = {}): StoreClient {
  const client = openStoreClient({ address, clock, chance: seededChance(7), name: 'test', ...options });
  closers.push(() => client.close());
  return client;
}

/** A port that nobody listens on. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe('a client', () => {
  it('reads and writes as the engine itself does', async () => {
    const { server, engine } = await served();
    const client = clientOf(`http://${server.address}`);
    const session = await client.session('w', 1);
    const first = sampleEvent('w', 1, 1);
    const results = await Promise.all([
      session.append([first]),
      session.append([{ ...sampleEvent('w', 1, 2), causes: [first.id] }, sampleEvent('w', 1, 3)]),
    ]);
    expect(results).toEqual([
      { storedThrough: expect.any(Number), seq: 1, duplicates: 0 },
      { storedThrough: 3, seq: 3, duplicates: 0 },
    ]);
    for (const query of [{ order: 'asc' as const }, { entities: [['thing-1']] }, { limit: 2 }, { where: [{ field: 'n', gte: 2 }] }]) {
      const [ours, theirs] = [await client.query(query), await engine.query(query)];
      expect(ours).toEqual(theirs);
    }
    const groups = { groupBy: ['type'], measures: [{ fn: 'max' as const, field: 'n' }] };
    expect(await client.aggregate(groups)).toEqual(await engine.aggregate(groups));
    expect(await client.event(first.id)).toEqual(await engine.event(first.id));
    expect(await client.event('event-none')).toBeUndefined();
    expect((await client.effects({ id: first.id })).map((event) => event.emitterSeq)).toEqual([2]);
    expect(await client.effects({ id: first.id, asOf: { seq: 1 } })).toEqual([]);
    expect(await client.event(first.id, { seq: 1 })).toEqual(await engine.event(first.id));
    expect(await client.event(first.id, { timeUs: 1 })).toBeUndefined();
    const [effect] = await client.effects({ id: first.id });
    expect(await client.causes({ id: effect!.id })).toEqual([await client.event(first.id)]);
    await client.learn({ concepts: [{ id: 'c', content: null }], associations: [{ source: 'c', type: 'knows', target: 'd' }] });
    expect(await client.concept('c')).toEqual(await engine.concept('c'));
    expect(await client.concept('nobody')).toBeUndefined();
    expect((await client.neighbours({ id: 'c' })).associations).toMatchObject([{ target: 'd' }]);
    expect(await client.stats()).toMatchObject({ events: 3, connections: 1 });
    await client.flush();
  });

  it('carries a snapshot of the largest size that is kept, and both ends refuse a larger one', async () => {
    const client = clientOf((await served()).server.address);
    const bytes = Buffer.alloc(ENGINE_LIMITS.snapshotBytesMax, 'snapshot');
    await client.putSnapshot('largest', 0, bytes, { limitMs: 60_000 });
    const back = await client.snapshot('largest', undefined, { limitMs: 60_000 });
    expect(back?.seq).toBe(0);
    expect(Buffer.compare(back?.bytes ?? new Uint8Array(), bytes)).toBe(0);
    const larger = Buffer.alloc(bytes.length + 1);
    await expect(client.putSnapshot('larger', 0, larger, { limitMs: 60_000 })).rejects.toMatchObject({ code: 'SUTRA_STORE_INVALID' });
    await expect(client.putSnapshot('larger', 0, Buffer.alloc(2 ** 26))).rejects.toMatchObject({ code: 'SUTRA_FRAME_LIMIT' });
  });

  it('carries snapshots larger than a frame, in parts', async () => {
    const { server } = await served();
    const client = clientOf(server.address);
    const bytes = new Uint8Array(20_000_000).map((_, i) => i % 251);
    await client.putSnapshot('state', 0, bytes);
    const back = await client.snapshot('state');
    expect(back?.seq).toBe(0);
    expect(Buffer.compare(back!.bytes, bytes)).toBe(0);
    expect(await client.snapshot('other')).toBeUndefined();
    await expect(client.putSnapshot('state', 0, new Uint8Array(70_000_000))).rejects.toMatchObject({ code: 'SUTRA_FRAME_LIMIT' });
    expect(client.connected()).toBe(true);
  });

  it('throws what the store refused, with its code and mend', async () => {
    const { server } = await served();
    const client = clientOf(server.address);
    await expect(client.query({ limit: 10_001 })).rejects.toMatchObject({
      code: 'SUTRA_MESSAGE_INVALID',
      message: expect.stringContaining('query.limit'),
    });
    await expect(client.query({ cursor: 'nonsense' })).rejects.toMatchObject({ code: 'SUTRA_STORE_CURSOR', kind: 'invalid' });
    await expect(client.session('no spaces', 1)).rejects.toMatchObject({ code: 'SUTRA_STORE_INVALID' });
  });

  it('does nothing until it is used', async () => {
    const { server } = await served();
    const client = clientOf(server.address);
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(server.connections).toBe(0);
    expect(client.connected()).toBe(false);
    await client.flush();
    expect(client.connected()).toBe(true);
  });

  it('presents its token, and says at once when it is wrong', async () => {
    const { server } = await served({ token: 'right' });
    await clientOf(server.address, { token: 'right' }).flush();
    await expect(clientOf(server.address, { token: 'wrong' }).flush()).rejects.toMatchObject({
      code: 'SUTRA_STORAGE_TOKEN',
      kind: 'unauthenticated',
    });
  });

  it('gives up on a store that is not there at the deadline, naming the address', async () => {
    const port = await freePort();
    const client = clientOf(`localhost:${port}`);
    for (const call of [client.flush({ limitMs: 150 }), client.session('w', 1, { limitMs: 150 })]) {
      await expect(call).rejects.toMatchObject({
        code: 'SUTRA_STORAGE_UNREACHABLE',
        retry: true,
        message: expect.stringContaining(`localhost:${port}`),
      });
    }
  });

  it('waits for a store that comes later', async () => {
    const port = await freePort();
    const client = clientOf(`127.0.0.1:${port}`);
    const ups: boolean[] = [];
    client.onConnection((up) => ups.push(up));
    const early = client.flush();
    await new Promise((resolve) => setTimeout(resolve, 120));
    await served({ port });
    await early;
    expect(ups).toEqual([true]);
  });

  it('reads what its answers rest on also where nobody waits for it any more', async () => {
    const { server, engine } = await served({}, (real) =>
      // Answered however it was cancelled.
      override(real, { queryEncoded: (query, bytesMax, to) => real.queryEncoded(query, bytesMax, to) }),
    );
    const client = clientOf(server.address);
    const session = await client.session('w', 1);
    await session.append([1, 2, 3, 4, 5, 6, 7, 8].map((n) => sampleEvent('w', 1, n)));
    const ups: boolean[] = [];
    client.onConnection((up) => ups.push(up));
    expect((await client.query({ limit: 1 })).events).toHaveLength(1);
    const stop = new AbortController();
    const given = client.query({ limit: 8 }, { signal: stop.signal });
    stop.abort();
    await expect(given).rejects.toMatchObject({ code: 'SUTRA_ABORTED' });
    for (const limit of [8, 3]) expect(await client.query({ limit })).toEqual(await engine.query({ limit }));
    expect(ups).toEqual([]);
  });

  it('tells a store that does not answer from one that is not there, and stops when its caller does', async () => {
    const { server } = await served({}, (engine) => override(engine, { queryEncoded: () => new Promise(() => undefined) }));
    const client = clientOf(server.address);
    await expect(client.query({}, { limitMs: 100 })).rejects.toMatchObject({ code: 'SUTRA_TIMEOUT' });
    const stop = new AbortController();
    const query = client.query({}, { signal: stop.signal });
    setTimeout(() => stop.abort(), 20);
    await expect(query).rejects.toMatchObject({ code: 'SUTRA_ABORTED' });
  });

  it('rejects what waits when it is closed, and everything after', async () => {
    const client = clientOf(`127.0.0.1:${await freePort()}`);
    const waiting = client.flush();
    await client.close();
    await expect(waiting).rejects.toMatchObject({ code: 'SUTRA_CLIENT_CLOSED' });
    await expect(client.flush()).rejects.toMatchObject({ code: 'SUTRA_CLIENT_CLOSED' });
    await client.close();
  });
});

describe('a session', () => {
  it('goes on over a restart of the server, and nothing is lost or doubled', async () => {
    const { server, engine, gaps } = await served();
    const client = clientOf(server.address);
    const session = await client.session('w', 1);
    const ups: boolean[] = [];
    client.onConnection((up) => ups.push(up));
    const before = Array.from({ length: 50 }, (_, i) => session.append([sampleEvent('w', 1, i + 1)]));
    await before[0];
    await server.close();
    const during = Array.from({ length: 50 }, (_, i) => session.append([sampleEvent('w', 1, i + 51)]));
    const again = await serveStorage({ engine, port: server.port, clock, logger: silentLogger });
    closers.push(() => again.close());
    await Promise.all([...before, ...during]);
    const { events } = await engine.query({ order: 'asc', limit: 1_000 });
    expect(events.map((event) => event.emitterSeq)).toEqual(Array.from({ length: 100 }, (_, i) => i + 1));
    expect(gaps).toEqual([]);
    expect(ups).toEqual([false, true]);
  });

  it('knows after opening what the store has, and a repeat is stored once', async () => {
    const { server, engine } = await served();
    const first = await clientOf(server.address).session('w', 1);
    await first.append([1, 2, 3].map((n) => sampleEvent('w', 1, n)));
    const second = await clientOf(server.address).session('w', 1);
    expect(second.storedThrough).toBe(3);
    expect(await second.append([2, 3, 4].map((n) => sampleEvent('w', 1, n)))).toMatchObject({ storedThrough: 4, duplicates: 2, seq: 4 });
    expect(engine.lastSeq).toBe(4);
    await expect(first.append([sampleEvent('w', 1, 5)])).rejects.toMatchObject({ code: 'SUTRA_SESSION_REPLACED', retry: false });
    await expect(first.append([sampleEvent('w', 1, 5)])).rejects.toMatchObject({ code: 'SUTRA_SESSION_REPLACED' });
    expect((await clientOf(server.address).session('w', 2)).storedThrough).toBe(0);
  });

  it('reports skipped numbers as a gap', async () => {
    const { server, gaps } = await served();
    const session = await clientOf(server.address).session('w', 1);
    expect(await session.append([sampleEvent('w', 1, 1), sampleEvent('w', 1, 5)])).toMatchObject({ gap: { from: 2, to: 4 } });
    expect(gaps).toEqual([{ emitter: 'w', epoch: 1, from: 2, to: 4 }]);
  });

  it('sends many and large events in as many blocks as they need', async () => {
    const { server, engine } = await served();
    const session = await clientOf(server.address).session('w', 1);
    const events = Array.from({ length: 5_000 }, (_, i) => sampleEvent('w', 1, i + 1, i % 500 === 0 ? { text: 'x'.repeat(900_000) } : {}));
    expect(await session.append(events)).toMatchObject({ storedThrough: 5_000, seq: 5_000, duplicates: 0 });
    expect(engine.lastSeq).toBe(5_000);
  });

  it('reads pages of any size: what is too much for one answer comes as more pages', async () => {
    const { server, engine } = await served({ limits: { pageBytesMax: 1_000_000 } });
    const writer = await engine.session('w', 1);
    for (let n = 1; n <= 24; n++) await writer.append([sampleEvent('w', 1, n, { text: String(n % 10).repeat(100_000) })]);
    const client = clientOf(server.address);
    const seen: number[] = [];
    let pages = 0;
    for (let cursor: string | undefined, more = true; more; more = cursor !== undefined) {
      const page = await client.query({ order: 'asc', limit: 10_000, ...(cursor === undefined ? {} : { cursor }) });
      seen.push(...page.events.map((event) => event.seq));
      cursor = page.cursor;
      pages++;
    }
    expect(seen).toEqual(Array.from({ length: 24 }, (_, i) => i + 1));
    expect(pages).toBeGreaterThan(1);
    const stop = new AbortController();
    const followed: number[] = [];
    for await (const item of client.feed({ fromSeq: 1 }, stop.signal)) {
      if (item.kind === 'events') followed.push(...item.events.map((event) => event.seq));
      if (followed.length > 23) stop.abort();
    }
    expect(followed).toEqual(seen);
  });

  it('refuses an event that cannot be stored, and goes on with the next', async () => {
    const { server, engine } = await served();
    const session = await clientOf(server.address).session('w', 1);
    await session.append([sampleEvent('w', 1, 1)]);
    await expect(session.append([sampleEvent('w', 1, 2, { text: 'x'.repeat(2_000_000) })])).rejects.toMatchObject({
      code: 'SUTRA_WIRE_LIMIT',
    });
    await session.append([sampleEvent('w', 1, 2)]);
    expect(engine.lastSeq).toBe(2);
  });

  it('tells every append of one turn its own outcome, although they travel together', async () => {
    const { server } = await served();
    const session = await clientOf(server.address).session('w', 1);
    await session.append([1, 2, 3].map((n) => sampleEvent('w', 1, n)));
    const outcomes = await Promise.all([
      session.append([2, 3].map((n) => sampleEvent('w', 1, n))),
      session.append([4, 5].map((n) => sampleEvent('w', 1, n))),
      session.append([sampleEvent('w', 1, 6)]),
      session.append([sampleEvent('w', 1, 9)]),
      session.append([sampleEvent('w', 1, 10)]),
    ]);
    expect(outcomes.map(({ seq, duplicates }) => [seq, duplicates])).toEqual([
      [0, 2],
      [5, 0],
      [6, 0],
      [7, 0],
      [8, 0],
    ]);
    expect(outcomes.map(({ gap }) => gap)).toEqual([undefined, undefined, undefined, { from: 7, to: 8 }, undefined]);
    expect(session.storedThrough).toBe(10);
  });

  it('refuses one event of a turn without those before it', async () => {
    const { server } = await served();
    const session = await clientOf(server.address).session('w', 1);
    const [before, bad, behind] = [
      session.append([sampleEvent('w', 1, 1)]),
      session.append([sampleEvent('w', 1, 2, { text: 'x'.repeat(2_000_000) })]),
      session.append([sampleEvent('w', 1, 3)]),
    ];
    await expect(bad).rejects.toMatchObject({ code: 'SUTRA_WIRE_LIMIT' });
    await expect(behind).rejects.toMatchObject({ code: 'SUTRA_SESSION_INTERRUPTED' });
    expect(await before).toMatchObject({ storedThrough: 1, seq: 1 });
    expect(await session.append([sampleEvent('w', 1, 2)])).toMatchObject({ storedThrough: 2 });
  });

  it('keeps order when one append is given up: those behind it fail too, and sending them again fills the hole', async () => {
    const { server, engine, gaps } = await served();
    const proxy = await openChaosProxy({ targetPort: server.port, chance: seededChance(1), clock, rates: {} });
    closers.push(() => proxy.close());
    const session = await clientOf(proxy.address).session('w', 1);
    await session.append([sampleEvent('w', 1, 1)]);
    proxy.goAway(true);
    const short = session.append([sampleEvent('w', 1, 2)], { limitMs: 80 });
    const long = session.append([sampleEvent('w', 1, 3)]);
    await expect(short).rejects.toMatchObject({ code: 'SUTRA_STORAGE_UNREACHABLE' });
    await expect(long).rejects.toMatchObject({ code: 'SUTRA_SESSION_INTERRUPTED', retry: true });
    const resent = session.append([2, 3].map((n) => sampleEvent('w', 1, n)));
    proxy.goAway(false);
    await resent;
    expect((await engine.query({ order: 'asc' })).events.map((event) => event.emitterSeq)).toEqual([1, 2, 3]);
    expect(gaps).toEqual([]);
  });

  it('waits and sends again when the store is busy', async () => {
    let refusals = 3;
    const { server, engine } = await served({}, (real) =>
      override(real, {
        openRaw(emitter, epoch) {
          const raw = real.openRaw(emitter, epoch);
          return {
            emitter,
            epoch,
            get storedThrough() {
              return raw.storedThrough;
            },
            append: (block) => (refusals-- > 0 ? Promise.reject(busy()) : raw.append(block)),
            close: () => raw.close(),
          };
        },
      }),
    );
    const session = await clientOf(server.address).session('w', 1);
    await Promise.all([1, 2, 3, 4].map((n) => session.append([sampleEvent('w', 1, n)])));
    expect(refusals).toBeLessThanOrEqual(0);
    expect((await engine.query({ order: 'asc' })).events.map((event) => event.emitterSeq)).toEqual([1, 2, 3, 4]);
  });

  it('bounds what may wait', async () => {
    const { server } = await served();
    const proxy = await openChaosProxy({ targetPort: server.port, chance: seededChance(1), clock, rates: {} });
    closers.push(() => proxy.close());
    const session = await clientOf(proxy.address, { settings: { sessionEventsMax: 3 } }).session('w', 1);
    proxy.goAway(true);
    const waiting = session.append([1, 2, 3].map((n) => sampleEvent('w', 1, n)));
    await expect(session.append([sampleEvent('w', 1, 4)])).rejects.toMatchObject({ code: 'SUTRA_SESSION_BACKLOG' });
    proxy.goAway(false);
    await waiting;
    await session.append([sampleEvent('w', 1, 4)]);
  });
});

describe('a feed', () => {
  it('from 0 gives only what comes, says when it is live, and ends with its signal', async () => {
    const { server, engine } = await served();
    const writer = await engine.session('w', 1);
    await writer.append([sampleEvent('w', 1, 1)]);
    const stop = new AbortController();
    const items: unknown[] = [];
    for await (const item of clientOf(server.address).feed({ fromSeq: 0 }, stop.signal)) {
      items.push(item.kind === 'events' ? item.events.map((event) => event.seq) : item);
      if (item.kind === 'live') await writer.append([sampleEvent('w', 1, 2)]);
      if (item.kind === 'events') stop.abort();
    }
    expect(items).toEqual([{ kind: 'live', seq: 1 }, [2]]);
  });

  it('throws what the store refuses for good', async () => {
    const { server } = await served();
    const feed = clientOf(server.address).feed({ fromSeq: -1 }, new AbortController().signal);
    await expect(feed[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: 'SUTRA_MESSAGE_INVALID' });
  });

  it('leaves nothing behind on its signal, however often it waits', async () => {
    const { server, engine } = await served();
    const writer = await engine.session('w', 1);
    const stop = new AbortController();
    let most = 0;
    let read = 0;
    for await (const item of clientOf(server.address).feed({ fromSeq: 1 }, stop.signal)) {
      most = Math.max(most, getEventListeners(stop.signal, 'abort').length);
      if (item.kind === 'events') read += item.events.length;
      if (read === 50) stop.abort();
      else await writer.append([sampleEvent('w', 1, read + 1)]);
    }
    expect(most).toBeLessThanOrEqual(2);
    expect(getEventListeners(stop.signal, 'abort')).toHaveLength(0);
  });

  it('stops the server when its reader stops', async () => {
    const { server } = await served();
    const client = clientOf(server.address);
    for await (const _item of client.feed({ fromSeq: 0 }, new AbortController().signal)) break;
    for (;;) {
      if ((await client.stats()).subscribers === 0) break;
    }
  });
});

describe('a silent connection', () => {
  it('is noticed by its missing pong, and calls go on over the next one', async () => {
    const { server } = await served();
    const proxy = await openChaosProxy({ targetPort: server.port, chance: seededChance(1), clock, rates: {} });
    closers.push(() => proxy.close());
    const client = clientOf(proxy.address, { settings: { pingAfterMs: 50, silentMs: 150 } });
    await client.flush();
    proxy.setRates({ blackhole: 1 });
    const call = client.flush();
    while (proxy.faults.blackhole === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    proxy.setRates({});
    await call;
    // Beside load the next one may be silent for as long too.
    expect(proxy.accepted).toBeGreaterThanOrEqual(2);
  });

  it('is said not to answer long before it is given up', async () => {
    const { server } = await served();
    const proxy = await openChaosProxy({ targetPort: server.port, chance: seededChance(1), clock, rates: {} });
    closers.push(() => proxy.close());
    const client = clientOf(proxy.address, { settings: { pingAfterMs: 50, silentMs: 60_000 } });
    expect(client.answers()).toBe(false); // nothing was asked yet
    await client.flush();
    expect(client.answers()).toBe(true);
    proxy.setRates({ blackhole: 1 });
    while (client.answers()) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(proxy.faults.blackhole).toBe(1);
    expect(client.connected()).toBe(true);
  });

  it('stands still for whoever asks to be told, once, until the store is heard again over another connection', async () => {
    const { server } = await served();
    const proxy = await openChaosProxy({ targetPort: server.port, chance: seededChance(1), clock, rates: {} });
    closers.push(() => proxy.close());
    const client = clientOf(proxy.address, { settings: { pingAfterMs: 50, silentMs: 400 } });
    const told: [boolean, number][] = [];
    const ups: boolean[] = [];
    client.onAnswering((...what) => told.push(what));
    client.onConnection((up) => ups.push(up));
    await client.flush();
    proxy.setRates({ blackhole: 1 });
    while (told.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(ups).toEqual([true]);
    proxy.setRates({});
    while (client.answers() === false) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(ups).toEqual([true, false, true]);
    expect(told.map(([answers]) => answers)).toEqual([false, true]);
    expect(told[0]?.[1]).toBeGreaterThanOrEqual(2 * 50);
    expect(told[1]?.[1]).toBeGreaterThanOrEqual(400);
  });

  it('stands still too where it is reached and does not greet', async () => {
    const mute = createServer();
    await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
    closers.push(() => void mute.close());
    const client = clientOf(`127.0.0.1:${(mute.address() as { port: number }).port}`, { settings: { pingAfterMs: 50, handshakeMs: 200 } });
    const told: boolean[] = [];
    client.onAnswering((answers) => told.push(answers));
    await expect(client.flush({ limitMs: 1_000 })).rejects.toMatchObject({ code: 'SUTRA_STORAGE_UNREACHABLE' });
    expect(told).toEqual([false]); // once over all attempts
  });

  it('is none where the store was stopped, or where this process itself stood still', async () => {
    const { server, engine } = await served();
    const client = clientOf(server.address, { settings: { pingAfterMs: 50, silentMs: 60_000 } });
    const told: boolean[] = [];
    client.onAnswering((answers) => told.push(answers));
    await client.flush();
    const stillUntilMs = performance.now() + 500;
    while (performance.now() < stillUntilMs); // nothing of this process runs meanwhile
    await client.flush();
    await server.close();
    const again = await serveStorage({ engine, port: server.port, clock, logger: silentLogger });
    closers.push(() => again.close());
    await client.flush();
    expect(told).toEqual([]);
  });
});

function busy(): Error {
  return new SutraError('SUTRA_STORE_BUSY', 'Cannot append: bytes wait for the disk');
}
