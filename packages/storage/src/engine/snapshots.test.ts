import { afterEach, describe, expect, it } from 'vitest';
import type { FaultPoint } from './index.ts';
import { range, TestStore } from './testing/store.ts';

const stores: TestStore[] = [];
const make = (): TestStore => {
  const store = new TestStore();
  stores.push(store);
  return store;
};
afterEach(async () => {
  for (const store of stores.splice(0)) await store.remove();
});

describe('snapshots', () => {
  it('of one name and seq sent many times at once are kept, and the store lives', async () => {
    const store = make();
    const engine = await store.open();
    await (await engine.session('m', 1)).append(range(1, 3));
    const puts = Array.from({ length: 40 }, (_, i) => engine.putSnapshot('state', 3, new Uint8Array(10_000).fill(i)));
    await Promise.all([...puts, ...Array.from({ length: 20 }, () => engine.stats())]);
    expect(store.fatal).toEqual([]);
    expect((await engine.snapshot('state'))?.bytes.every((byte) => byte === 39)).toBe(true);
  });

  it('are not shown before their name is durable', async () => {
    const store = make();
    let release = (): void => undefined;
    let hold = false;
    const faults = (point: FaultPoint): void | Promise<void> => {
      if (!hold || point !== 'snapshot.folder.sync') return;
      return new Promise((resolve) => {
        release = resolve;
        hold = false;
      });
    };
    const engine = await store.open({ faults });
    await (await engine.session('m', 1)).append(range(1, 3));
    hold = true;
    const putting = engine.putSnapshot('state', 2, new Uint8Array(5));
    while (hold) await new Promise((resolve) => setImmediate(resolve));
    expect(await engine.snapshot('state')).toBeUndefined();
    release();
    await putting;
    expect(await engine.snapshot('state')).toMatchObject({ seq: 2 });
  });
});
