import { BlockEncoder, decodeAppended, decodeMessage, decodeStored, encodeAppend, encodeCredit, FRAME } from '@sutra/wire';
import { afterEach, describe, expect, it } from 'vitest';
import type { EngineLimits } from '../engine/index.ts';
import { RawPeer } from '../testing/raw-peer.ts';
import { sampleEvent, serveTemporaryStore } from '../testing/served-store.ts';

const closers: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function served(engineLimits: Partial<EngineLimits> = {}) {
  const store = await serveTemporaryStore({}, undefined, engineLimits);
  closers.push(() => store.close());
  return store;
}

async function peerOf(port: number): Promise<RawPeer> {
  const peer = await RawPeer.greeted(port);
  closers.push(() => peer.close());
  return peer;
}

const head = (payload: Uint8Array): unknown => decodeMessage(payload).head;

/** Lets sockets work while no clock moves. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('sessions', () => {
  async function opened(peer: RawPeer, id: number, claim: object) {
    peer.call(id, 'session', claim);
    return head((await peer.next())!.payload) as { session: number; storedThrough: number };
  }
  const append = (peer: RawPeer, id: number, session: number, block: Uint8Array): void =>
    peer.frame(FRAME.append, id, Buffer.concat(encodeAppend(session, block)));

  it('store blocks as they come and say how far they are', async () => {
    const { server, engine } = await served();
    const peer = await peerOf(server.port);
    const { session, storedThrough } = await opened(peer, 1, { emitter: 'e', epoch: 4 });
    expect(storedThrough).toBe(0);
    const encoder = new BlockEncoder('e', 4);
    append(peer, 2, session, encoder.encode([sampleEvent('e', 4, 1), sampleEvent('e', 4, 2)]));
    append(peer, 3, session, encoder.encode([sampleEvent('e', 4, 3)]));
    expect(decodeAppended((await peer.next())!.payload)).toEqual({ storedThrough: 2, seq: 2, duplicates: 0 });
    expect(decodeAppended((await peer.next())!.payload)).toEqual({ storedThrough: 3, seq: 3, duplicates: 0 });
    expect((await engine.query({ order: 'asc' })).events.map((event) => event.id)).toEqual([1, 2, 3].map((n) => sampleEvent('e', 4, n).id));
  });

  it('are taken over by a newer one, but not by a late attempt of the same holder', async () => {
    const { server } = await served();
    const old = await peerOf(server.port);
    const young = await peerOf(server.port);
    const claim = { emitter: 'e', epoch: 1, holder: 'h' };
    const { session: first } = await opened(old, 1, { ...claim, turn: 1 });
    const { session: second } = await opened(young, 1, { ...claim, turn: 3 });
    append(old, 2, first, new BlockEncoder('e', 1).encode([sampleEvent('e', 1, 1)]));
    expect(await old.nextError()).toEqual({ id: 2, code: 'SUTRA_SESSION_REPLACED' });
    old.call(3, 'session', { ...claim, turn: 2 });
    expect(await old.nextError()).toEqual({ id: 3, code: 'SUTRA_SESSION_REPLACED' });
    append(young, 2, second, new BlockEncoder('e', 1).encode([sampleEvent('e', 1, 1)]));
    expect(await young.next()).toMatchObject({ kind: FRAME.appended });
    await opened(old, 4, { ...claim, holder: 'another', turn: 1 });
    append(young, 3, second, new BlockEncoder('e', 1).encode([sampleEvent('e', 1, 2)]));
    expect(await young.nextError()).toEqual({ id: 3, code: 'SUTRA_SESSION_REPLACED' });
  });

  it('take nothing after a refused block, until opened again', async () => {
    const { server, engine } = await served();
    const peer = await peerOf(server.port);
    const { session } = await opened(peer, 1, { emitter: 'e', epoch: 1 });
    const encoder = new BlockEncoder('e', 1);
    const damaged = encoder.encode([sampleEvent('e', 1, 1)]);
    damaged[damaged.length - 1] = (damaged[damaged.length - 1] as number) ^ 0xff;
    append(peer, 2, session, damaged);
    append(peer, 3, session, new BlockEncoder('e', 1).encode([sampleEvent('e', 1, 1)]));
    const errors = [await peer.nextError(), await peer.nextError()].sort((a, b) => a!.id - b!.id);
    expect(errors[0]).toEqual({ id: 2, code: 'SUTRA_WIRE_MALFORMED' });
    expect(['SUTRA_SESSION_BROKEN', 'SUTRA_STORE_SESSION']).toContain(errors[1]?.code);
    expect(engine.lastSeq).toBe(0);
    const again = await opened(peer, 4, { emitter: 'e', epoch: 1 });
    append(peer, 5, again.session, new BlockEncoder('e', 1).encode([sampleEvent('e', 1, 1)]));
    expect(await peer.next()).toMatchObject({ kind: FRAME.appended, id: 5 });
  });
});

describe('feeds', () => {
  it('send only what the reader allowed, and tell a reader that fell too far behind what it missed', async () => {
    const { server, engine } = await served({ feedLagMax: 500 });
    const writer = await engine.session('w', 1);
    const peer = await peerOf(server.port);
    peer.call(1, 'feed', { fromSeq: 1, creditBytes: 2_000 });
    expect(head((await peer.next())!.payload)).toEqual({ kind: 'live', seq: 0 });
    const before = peer.received;
    for (let n = 1; n <= 5_000; n += 50)
      await writer.append(Array.from({ length: 50 }, (_, k) => sampleEvent('w', 1, n + k, { text: 'x'.repeat(100) })));
    peer.frame(FRAME.ping, 9);
    const seen: number[] = [];
    const items: { kind: string; fromSeq?: number; toSeq?: number }[] = [];
    const take = async (until: (frame: { kind: number }) => boolean): Promise<void> => {
      for (let frame = await peer.next(); frame !== undefined; frame = await peer.next()) {
        if (frame.kind === FRAME.feed) {
          const { head: item, tail } = decodeMessage(frame.payload);
          items.push(item as (typeof items)[number]);
          if ((item as { kind: string }).kind === 'events') seen.push(...decodeStored(tail).map((event) => event.seq));
        }
        if (until(frame)) return;
      }
    };
    await take((frame) => frame.kind === FRAME.pong);
    expect(peer.received - before).toBeLessThan(64 * 1024);
    peer.frame(FRAME.credit, 1, encodeCredit(10_000_000));
    await take(() => items.some((item) => item.kind === 'gap'));
    const gap = items.find((item) => item.kind === 'gap');
    expect(gap).toEqual({ kind: 'gap', fromSeq: seen.length + 1, toSeq: 5_000 });
    expect(seen).toEqual(Array.from({ length: seen.length }, (_, i) => i + 1));
    await writer.append([sampleEvent('w', 1, 5_001)]);
    await take(() => seen.includes(5_001));
    expect(seen[seen.length - 1]).toBe(5_001);
  });

  it('catch up however long that takes a slow reader, without a gap', async () => {
    const { server, engine } = await served({ feedLagMax: 100 });
    const writer = await engine.session('w', 1);
    await writer.append(Array.from({ length: 2_000 }, (_, k) => sampleEvent('w', 1, k + 1)));
    const peer = await peerOf(server.port);
    peer.call(1, 'feed', { fromSeq: 1, creditBytes: 1 });
    const seen: number[] = [];
    while (seen.length < 2_000) {
      const { head: item, tail } = decodeMessage((await peer.next())!.payload);
      expect(item).toEqual({ kind: 'events' });
      seen.push(...decodeStored(tail).map((event) => event.seq));
      peer.frame(FRAME.credit, 1, encodeCredit(50_000));
    }
    expect(seen).toEqual(Array.from({ length: 2_000 }, (_, i) => i + 1));
  });

  it('count as subscribers in the stats, until cancelled', async () => {
    const { server } = await served();
    const peer = await peerOf(server.port);
    peer.call(1, 'feed', { fromSeq: 0, creditBytes: 1_000 });
    await peer.next();
    peer.call(2, 'stats');
    expect(head((await peer.next())!.payload)).toMatchObject({ connections: 1, subscribers: 1 });
    peer.frame(FRAME.cancel, 1);
    await peer.next();
    await turn();
    peer.call(3, 'stats');
    expect(head((await peer.next())!.payload)).toMatchObject({ connections: 1, subscribers: 0 });
  });
});
