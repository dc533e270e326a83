import { afterEach, describe, expect, it } from 'vitest';
import type { FaultPoint } from './index.ts';
import { snapshotsToDrop } from './snapshots.ts';
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

  it('are thinned out with age: the newest few, then one an hour for a day, four a day for a week, one a day for a month', () => {
    const MINUTE = 60_000;
    const limits = { snapshotsKept: 8, snapshotHoursKept: 24, snapshotDaysKept: 30 };
    // One every ten minutes for forty days, thinned out each time one is added.
    let kept: { seq: number; atMs: number }[] = [];
    const start = Date.UTC(2026, 0, 1);
    for (let seq = 1; seq <= 40 * 144; seq++) {
      kept.unshift({ seq, atMs: start + seq * 10 * MINUTE });
      const drop = new Set(snapshotsToDrop(kept, limits));
      kept = kept.filter((one) => !drop.has(one.seq));
    }
    const ages = kept.map(({ atMs }) => (kept[0]!.atMs - atMs) / MINUTE);
    expect(ages.slice(0, 8)).toEqual([0, 10, 20, 30, 40, 50, 60, 70]);
    expect(kept.length).toBeLessThan(8 + 24 + 28 + 30 + 1);
    for (let hours = 2; hours < 24; hours++)
      expect(
        ages.some((age) => Math.abs(age - hours * 60) <= 60),
        `${hours} h`,
      ).toBe(true);
    for (let hours = 24; hours < 7 * 24; hours += 6)
      expect(
        ages.some((age) => Math.abs(age - hours * 60) <= 6 * 60),
        `${hours} h`,
      ).toBe(true);
    for (let days = 1; days < 30; days++)
      expect(
        ages.some((age) => Math.abs(age - days * 1440) <= 1440),
        `${days} d`,
      ).toBe(true);
    expect(Math.max(...ages)).toBeLessThan(30 * 1440);
  });
});
