import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { OwnEvent } from '../contract/own-event.ts';
import type { FaultPoint } from './index.ts';
import { event, range, TestStore } from './testing/store.ts';

const stores: TestStore[] = [];
const make = (limits = {}): TestStore => {
  const store = new TestStore(limits);
  stores.push(store);
  return store;
};
afterEach(async () => {
  for (const store of stores.splice(0)) await store.remove();
});

/** Fails the n-th time a point is passed. */
function failing(point: FaultPoint, message: string, after = 0) {
  const state = { armed: false, hits: 0 };
  return {
    state,
    faults: (at: FaultPoint): void => {
      if (!state.armed || at !== point || state.hits++ < after) return;
      throw Object.assign(new Error(message), { code: message.split(':')[0] });
    },
  };
}

describe('a write or flush that fails', () => {
  const points: [FaultPoint, string][] = [
    ['segment.write', 'ENOSPC: no space left on device'],
    ['segment.flush', 'EIO: i/o error, fdatasync'],
    ['segment.create', 'ENOSPC: no space left on device'],
    ['segment.create.sync', 'EIO: i/o error, fsync'],
    ['segment.folder.sync', 'EIO: i/o error, fsync'],
    ['index.write', 'ENOSPC: no space left on device'],
    ['index.flush', 'EIO: i/o error, fdatasync'],
    ['index.rename', 'EIO: i/o error, rename'],
    ['index.folder.sync', 'EIO: i/o error, fsync'],
  ];
  it.each(points)(
    'at %s stops the store: nothing more is acknowledged or readable, and a new start has all that was',
    async (point, message) => {
      const store = make({ segmentBytes: 4096 });
      const { state, faults } = failing(point, message);
      const engine = await store.open({ faults });
      const session = await engine.session('m', 1);
      await session.append(range(1, 20));
      state.armed = true;
      let acked = 20;
      let failed: unknown;
      for (let n = 21; n < 2000 && failed === undefined; n += 10) {
        try {
          acked = (await session.append(range(n, n + 9))).storedThrough;
        } catch (reason) {
          failed = reason;
        }
      }
      expect(failed).toMatchObject({ code: 'SUTRA_STORE_FATAL', message: expect.stringContaining(message) });
      expect(store.fatal).toEqual([failed]);
      expect(state.hits).toBe(1);
      expect(engine.lastSeq).toBe(acked);
      await expect(engine.query({})).rejects.toBe(failed);
      await expect(engine.learn({ concepts: [{ id: 'x', content: 1 }] })).rejects.toBe(failed);
      await expect(session.append(range(acked + 1, acked + 1))).rejects.toBe(failed);
      const again = await store.copy().open();
      const stored = (await again.session('m', 1)).storedThrough;
      expect(stored).toBeGreaterThanOrEqual(acked);
      expect(again.lastSeq).toBe(stored);
      await again.close();
    },
  );

  it('rejects everyone who waits, and ends every feed', async () => {
    const store = make();
    const { state, faults } = failing('segment.flush', 'EIO: i/o error');
    const engine = await store.open({ faults });
    const items: string[] = [];
    const following = (async () => {
      for await (const item of engine.feed({ fromSeq: 0 }, new AbortController().signal)) items.push(item.kind);
    })();
    const ended = expect(following).rejects.toMatchObject({ code: 'SUTRA_STORE_FATAL' });
    state.armed = true;
    const sessions = await Promise.all(['a', 'b', 'c'].map((name) => engine.session(name, 1)));
    const results = await Promise.allSettled([
      ...sessions.map((session) => session.append([event(1, {}, session.emitter)])),
      engine.flush(),
      engine.learn({ concepts: [{ id: 'x', content: 1 }] }),
    ]);
    expect(results.map(({ status }) => status)).toEqual(Array.from({ length: 5 }, () => 'rejected'));
    await ended;
    expect(items).toEqual(['live']);
    expect(store.fatal.length).toBe(1);
  });

  it('in a snapshot or the graph index stops the store too', async () => {
    for (const point of ['snapshot.write', 'snapshot.rename', 'graph.commit'] as const) {
      const store = make();
      const { state, faults } = failing(point, 'EIO: i/o error');
      const engine = await store.open({ faults });
      await (await engine.session('m', 1)).append(range(1, 3));
      state.armed = true;
      if (point === 'graph.commit') {
        await engine.learn({ concepts: [{ id: 'x', content: 1 }] });
        await expect(engine.concept('x')).rejects.toMatchObject({ code: 'SUTRA_STORE_FATAL' });
      } else await expect(engine.putSnapshot('state', 3, new Uint8Array(10))).rejects.toMatchObject({ code: 'SUTRA_STORE_FATAL' });
      expect(store.fatal.length).toBe(1);
    }
  });
});

describe('a disk that is nearly full', () => {
  it('refuses appends and learning, answers meanwhile, and goes on by itself when there is space', async () => {
    const store = make({ reserveBytes: 1000 });
    let free = 10_000;
    const told: OwnEvent[] = [];
    const engine = await store.open({ freeBytes: () => free, tell: (event) => void told.push(event) });
    const session = await engine.session('m', 1);
    await session.append(range(1, 5));
    expect(told).toEqual([]);
    free = 1001;
    store.clock.advance(1000);
    const full = { code: 'SUTRA_STORE_FULL', retry: true };
    await expect(session.append(range(6, 10))).rejects.toMatchObject(full);
    await expect(engine.learn({ concepts: [{ id: 'x', content: 1 }] })).rejects.toMatchObject(full);
    await expect(engine.putSnapshot('state', 5, new Uint8Array(100))).rejects.toMatchObject(full);
    expect((await engine.query({})).events.length).toBe(5);
    expect(store.fatal).toEqual([]);
    free = 10_000;
    expect(await session.append(range(6, 10))).toEqual({ storedThrough: 10, seq: 10, duplicates: 0 });
    expect(await engine.learn({ concepts: [{ id: 'x', content: 1 }] })).toEqual({ seq: 10, duplicate: false });
    // Each told once, however much was refused in between.
    const because = '0 MiB are left, 0 MiB are kept free';
    expect(told).toEqual([
      { type: 'storage_full', body: { free_bytes: 1001, kept_free_bytes: 1000 }, because },
      { type: 'storage_resumed', body: { full_ms: 0, free_bytes: 10_000 } },
    ]);
  });

  it('does not fail who only reads: a store closes though it cannot keep what is made from its log, and leaves nothing half written', async () => {
    const store = make();
    const { state, faults } = failing('index.write', 'ENOSPC: no space left on device, write');
    const engine = await store.open({ faults });
    await (await engine.session('m', 1)).append(range(1, 5));
    state.armed = true;
    await engine.close();
    expect(state.hits).toBe(1);
    expect(store.fatal).toEqual([]);
    expect(readdirSync(join(store.folder, 'log'))).toEqual(['0000000001.seg']);
    const again = await store.open();
    expect((await again.query({})).events.length).toBe(5);
    expect((await again.stats()).recovered).toMatchObject({ rebuiltIndex: true, tornBytes: 0 });
  });

  it('is full until what was refused would be taken: something small that fits does not end it', async () => {
    const store = make({ reserveBytes: 1000 });
    let free = 10_000;
    const told: string[] = [];
    const engine = await store.open({ freeBytes: () => free, tell: ({ type }) => void told.push(type) });
    const session = await engine.session('m', 1);
    const room = (bytes: number): void => {
      free = 1000 + bytes;
      store.clock.advance(1000);
    };
    room(300);
    await expect(session.append(range(1, 50))).rejects.toMatchObject({ code: 'SUTRA_STORE_FULL' });
    await session.append(range(1, 1));
    await expect(session.append(range(2, 50))).rejects.toMatchObject({ code: 'SUTRA_STORE_FULL' });
    expect(told).toEqual(['storage_full']);
    room(100_000);
    await session.append(range(2, 50));
    expect(told).toEqual(['storage_full', 'storage_resumed']);
  });
});

describe('while a flush is under way', () => {
  it('nothing of it is readable, counted or fed', async () => {
    const store = make();
    let release: (() => void) | undefined;
    let hold = false;
    const faults = (point: FaultPoint): void | Promise<void> => {
      if (!hold || point !== 'segment.flush') return;
      return new Promise<void>((resolve) => {
        release = resolve;
      });
    };
    const engine = await store.open({ faults });
    const session = await engine.session('m', 1);
    await session.append(range(1, 3));
    hold = true;
    const fed: number[] = [];
    const stop = new AbortController();
    const following = (async () => {
      for await (const item of engine.feed({ fromSeq: 1 }, stop.signal))
        if (item.kind === 'events') fed.push(...item.events.map(({ seq }) => seq));
    })();
    let acked = false;
    const appending = session.append(range(4, 6)).then((result) => {
      acked = true;
      return result;
    });
    while (release === undefined) await new Promise((resolve) => setImmediate(resolve));
    expect((await engine.query({})).events.map(({ emitterSeq }) => emitterSeq)).toEqual([3, 2, 1]);
    expect((await engine.aggregate({})).total).toBe(3);
    expect(await engine.event(event(5).id)).toBeUndefined();
    expect((await engine.query({ asOf: { seq: 6 } })).events.length).toBe(3);
    expect([engine.lastSeq, acked, fed]).toEqual([3, false, [1, 2, 3]]);
    const twice = engine.openRaw('m', 1);
    expect(twice.storedThrough).toBe(3);
    hold = false;
    release();
    expect(await appending).toEqual({ storedThrough: 6, seq: 6, duplicates: 0 });
    expect((await engine.query({})).events.length).toBe(6);
    stop.abort();
    await following;
  });
});
