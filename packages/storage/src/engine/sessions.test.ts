import { afterEach, describe, expect, it } from 'vitest';
import type { EmitterGap, Engine } from './index.ts';
import { blocksOf, event, range, TestStore } from './testing/store.ts';

let store: TestStore;
let engine: Engine;
const open = async (limits = {}): Promise<void> => {
  store = new TestStore(limits);
  engine = await store.open();
};
afterEach(() => store.remove());

const numbers = async (): Promise<number[]> =>
  (await engine.query({ order: 'asc', limit: 10_000 })).events.map(({ emitterSeq }) => emitterSeq);

describe('an event sent more than once', () => {
  it('is stored once, also by another session, also after a restart', async () => {
    await open();
    const [first, second] = blocksOf(range(1, 20), 10);
    const raw = engine.openRaw('m', 1);
    expect(await raw.append(first!)).toEqual({ storedThrough: 10, seq: 10, duplicates: 0 });
    expect(await raw.append(second!)).toEqual({ storedThrough: 20, seq: 20, duplicates: 0 });
    const again = engine.openRaw('m', 1);
    expect(again.storedThrough).toBe(20);
    expect(await again.append(first!)).toEqual({ storedThrough: 20, seq: 0, duplicates: 10 });
    engine = await store.reopen();
    const later = engine.openRaw('m', 1);
    expect(later.storedThrough).toBe(20);
    expect(await later.append(first!)).toEqual({ storedThrough: 20, seq: 0, duplicates: 10 });
    expect(await later.append(second!)).toEqual({ storedThrough: 20, seq: 0, duplicates: 10 });
    expect(await numbers()).toEqual(range(1, 20).map(({ emitterSeq }) => emitterSeq));
    expect(engine.openRaw('m', 2).storedThrough).toBe(0);
  });

  it('in a block that is partly new adds only what is new, and later blocks still know the words of the others', async () => {
    await open();
    const named = range(1, 40).map((record) => ({
      ...record,
      entities: [`entity-${record.emitterSeq}`],
      body: { word: `w${record.emitterSeq % 7}` },
    }));
    await engine.openRaw('m', 1).append(blocksOf(named.slice(0, 15), 15)[0]!);
    const raw = engine.openRaw('m', 1);
    const blocks = blocksOf(named, 10);
    expect(await raw.append(blocks[0]!)).toMatchObject({ seq: 0, duplicates: 10 });
    expect(await raw.append(blocks[1]!)).toMatchObject({ seq: 20, duplicates: 5 });
    expect(await raw.append(blocks[2]!)).toMatchObject({ seq: 30, duplicates: 0 });
    expect(await raw.append(blocks[3]!)).toMatchObject({ seq: 40, duplicates: 0 });
    const check = async (): Promise<void> => {
      const { events } = await engine.query({ order: 'asc' });
      expect(events.map(({ entities, body }) => ({ entities, body }))).toEqual(named.map(({ entities, body }) => ({ entities, body })));
    };
    await check();
    const copy = store.copy();
    engine = await copy.open();
    await check();
    await copy.remove();
  });

  it('while the first is still on its way to the disk is acknowledged only when that one is durable', async () => {
    store = new TestStore();
    let hold: Promise<void> | undefined;
    engine = await store.open({ faults: (point) => (point === 'segment.flush' ? hold : undefined) });
    let release = (): void => undefined;
    hold = new Promise((resolve) => {
      release = resolve;
    });
    const [block] = blocksOf(range(1, 5), 5);
    const order: string[] = [];
    const original = engine
      .openRaw('m', 1)
      .append(block!)
      .then(() => order.push('original'));
    const duplicate = engine
      .openRaw('m', 1)
      .append(block!)
      .then((result) => order.push(`duplicate ${result.storedThrough}`));
    for (let i = 0; i < 50; i++) await new Promise((resolve) => setImmediate(resolve));
    expect(order).toEqual([]);
    release();
    await Promise.all([original, duplicate]);
    expect(order).toEqual(['original', 'duplicate 5']);
    expect(engine.lastSeq).toBe(5);
  });
});

describe('a session', () => {
  it('goes on over segments: each can be read by itself', async () => {
    await open({ segmentBytes: 4096 });
    const raw = engine.openRaw('m', 1);
    const named = range(1, 2000).map((record) => ({ ...record, entities: [`entity-${record.emitterSeq % 97}`] }));
    for (const block of blocksOf(named, 20)) await raw.append(block);
    expect((await engine.stats()).segments).toBeGreaterThan(3);
    engine = await store.reopen();
    const { events } = await engine.query({ order: 'asc', limit: 10_000 });
    expect(events.map(({ entities }) => entities)).toEqual(named.map(({ entities }) => entities));
  });

  it('reports the numbers that were skipped, between batches and within one', async () => {
    await open();
    const gaps: EmitterGap[] = [];
    engine.onGap((gap) => gaps.push(gap));
    const session = await engine.session('m', 1);
    expect(await session.append([event(3), event(4), event(8)])).toMatchObject({ storedThrough: 8, gap: { from: 1, to: 2 } });
    await session.append([event(12)]);
    expect(gaps.map(({ from, to }) => [from, to])).toEqual([
      [1, 2],
      [5, 7],
      [9, 11],
    ]);
    expect(await engine.event(event(8).id)).toMatchObject({ emitterSeq: 8 });
    expect(await engine.event(event(7).id)).toBeUndefined();
  });

  it('is replaced by a newer one of the same emitter and epoch', async () => {
    await open();
    const older = engine.openRaw('m', 1);
    engine.openRaw('m', 1);
    await expect(older.append(blocksOf(range(1, 1), 1)[0]!)).rejects.toMatchObject({ code: 'SUTRA_STORE_SESSION' });
  });

  it('refuses blocks of others, broken ones and unopened ones, stores nothing of them, and is closed', async () => {
    await open();
    const good = blocksOf(range(1, 30), 10);
    const cut = good[0]!.slice(0, -3);
    const bad = [blocksOf(range(1, 5), 5, 'other')[0]!, blocksOf(range(1, 5), 5, 'm', 2)[0]!, cut, good[1]!, new Uint8Array(0)];
    for (const block of bad) {
      const raw = engine.openRaw('m', 1);
      await expect(raw.append(block)).rejects.toMatchObject({ code: 'SUTRA_WIRE_MALFORMED' });
      await expect(raw.append(good[0]!)).rejects.toMatchObject({ code: 'SUTRA_STORE_SESSION' });
    }
    expect(await numbers()).toEqual([]);
    const raw = engine.openRaw('m', 1);
    for (const block of good) await raw.append(block);
    expect((await numbers()).length).toBe(30);
    expect(() => engine.openRaw('a:b', 1)).toThrow(expect.objectContaining({ code: 'SUTRA_STORE_INVALID' }));
  });

  it('is told to wait when too much waits for the disk: from the refused block on, nothing is skipped, and it goes on from there', async () => {
    await open({ pendingBytesMax: 3000 });
    const gaps: EmitterGap[] = [];
    engine.onGap((gap) => gaps.push(gap));
    const raw = engine.openRaw('m', 1);
    let blocks = blocksOf(range(1, 1000), 10);
    let rounds = 0;
    while (blocks.length > 0) {
      const results = await Promise.allSettled(blocks.map((block) => raw.append(block)));
      const taken = results.findIndex((result) => result.status === 'rejected');
      for (const result of results.slice(taken === -1 ? results.length : taken))
        expect(result).toMatchObject({ reason: { code: 'SUTRA_STORE_BUSY', retry: true } });
      blocks = taken === -1 ? [] : blocks.slice(taken);
      rounds++;
    }
    expect(rounds).toBeGreaterThan(2);
    expect(await numbers()).toEqual(range(1, 1000).map(({ emitterSeq }) => emitterSeq));
    expect(gaps).toEqual([]);
  });

  it('refuses a small block behind a large one it refused, although there would be room: no number may be jumped over', async () => {
    await open({ pendingBytesMax: 3000 });
    const raw = engine.openRaw('m', 1);
    const large = event(2, { body: { text: 'x'.repeat(4000) } });
    const [first, second, third] = blocksOf([event(1), large, event(3)], 1);
    const results = await Promise.allSettled([first!, second!, third!].map((block) => raw.append(block)));
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
    expect(results[2]).toMatchObject({ reason: { code: 'SUTRA_STORE_BUSY', message: expect.stringContaining('number 2') } });
    expect(await numbers()).toEqual([1]);
  });

  it('takes the same events again after it refused them, without a new session', async () => {
    await open({ pendingBytesMax: 3000 });
    const session = await engine.session('m', 1);
    const named = range(1, 400).map((record) => ({ ...record, entities: [`entity-${record.emitterSeq}`] }));
    const results = await Promise.allSettled([0, 1, 2, 3].map((i) => session.append(named.slice(i * 100, i * 100 + 100))));
    expect(results.some(({ status }) => status === 'rejected')).toBe(true);
    while (session.storedThrough < 400) await session.append(named.slice(session.storedThrough, session.storedThrough + 50));
    expect(await numbers()).toEqual(named.map(({ emitterSeq }) => emitterSeq));
  });

  it('shares flushes: what arrived during one is the next', async () => {
    await open();
    const sessions = await Promise.all(Array.from({ length: 50 }, (_, i) => engine.session(`e${i}`, 1)));
    for (let n = 1; n <= 5; n++) await Promise.all(sessions.map((session) => session.append([event(n, {}, session.emitter)])));
    expect(engine.lastSeq).toBe(250);
    expect((await engine.stats()).flushes).toBeLessThanOrEqual(10);
  });

  it('cannot be used after close, nor can the store', async () => {
    await open();
    const session = await engine.session('m', 1);
    await session.append(range(1, 3));
    await engine.close();
    await engine.close();
    await expect(session.append(range(4, 4))).rejects.toMatchObject({ code: 'SUTRA_STORE_SESSION' });
    await expect(engine.query({})).rejects.toMatchObject({ code: 'SUTRA_STORE_CLOSED' });
    expect(() => engine.openRaw('m', 1)).toThrow(expect.objectContaining({ code: 'SUTRA_STORE_CLOSED' }));
  });
});

describe('events that do not fit', () => {
  it('into one block are sent in several; one that fits none is refused and takes no other with it', async () => {
    await open();
    const session = await engine.session('m', 1);
    const large = Array.from({ length: 12 }, (_, i) => event(i + 1, { body: { text: 'x'.repeat(900_000) } }));
    expect(await session.append(large)).toEqual({ storedThrough: 12, seq: 12, duplicates: 0 });
    await expect(session.append([event(13), event(14, { body: { text: 'x'.repeat(2 ** 20 + 1) } })])).rejects.toMatchObject({
      code: 'SUTRA_WIRE_LIMIT',
    });
    expect(await session.append([event(13)])).toEqual({ storedThrough: 13, seq: 13, duplicates: 0 });
  });
});
