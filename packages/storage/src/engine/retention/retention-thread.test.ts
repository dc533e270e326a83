import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { aged, everyEvent, history, POLICY } from '../testing/aged-store.ts';
import type { TestStore } from '../testing/store.ts';

const stores: TestStore[] = [];
afterEach(async () => {
  for (const store of stores.splice(0)) await store.remove();
});

/** Every segment is large. */
const IN_A_THREAD = { segmentBytes: 24 * 1024, rewrittenHereBytesMax: 0 };

/** A closed store of which much is due, by its own clock. */
async function closedStore(): Promise<TestStore> {
  const { store } = await aged(stores, 8, history(1200, 3));
  await store.engine!.close();
  return store;
}

function filesOf({ folder }: TestStore): Record<string, string> {
  const log = join(folder, 'log');
  return Object.fromEntries(readdirSync(log).map((name) => [name, readFileSync(join(log, name), 'base64')]));
}

describe('retention of large segments, in a thread', () => {
  it('comes to the same files, byte for byte, as between other work', async () => {
    const here = await closedStore();
    const there = here.copy();
    stores.push(there);
    const said = [];
    for (const [store, limits] of [[here, here.limits] as const, [there, IN_A_THREAD] as const]) {
      const engine = await store.open({ retention: POLICY, clock: here.clock, limits });
      const { slices: _slices, longestSliceMs: _longest, sliceRowsMost, tookMs: _took, ...result } = await engine.retain();
      expect(sliceRowsMost === 0, 'whether rows were decided about in a thread').toBe(store === there);
      said.push({ result, events: await everyEvent(engine), again: (await engine.retain()).rewritten });
      await engine.close();
    }
    expect(said[0]!.result.rewritten).toBeGreaterThan(1);
    expect(said[1]).toEqual(said[0]);
    expect(filesOf(there)).toEqual(filesOf(here));
  });

  it('damage is refused with its bounds, and nothing is written', async () => {
    const store = await closedStore();
    const path = join(store.folder, 'log', '0000000001.seg');
    const bytes = readFileSync(path);
    bytes[bytes.length >> 1]! ^= 1;
    const engine = await store.open({ retention: POLICY, limits: IN_A_THREAD });
    writeFileSync(path, bytes);
    const before = filesOf(store);
    await expect(engine.retain({ thorough: false })).rejects.toMatchObject({
      code: 'SUTRA_STORE_CORRUPT',
      details: { file: path },
    });
    expect(filesOf(store)).toEqual(before);
    expect(store.fatal).toEqual([]);
  });

  it('ends with the store, which is whole', async () => {
    const store = await closedStore();
    const engine = await store.open({ retention: POLICY, limits: IN_A_THREAD });
    const all = await everyEvent(engine);
    const retaining = engine.retain().catch((reason: unknown) => reason);
    await engine.close();
    expect(await retaining).toMatchObject({ code: 'SUTRA_STORE_CLOSED' });
    const again = await store.open();
    expect((await everyEvent(again)).filter(({ type }) => type === 'crash')).toEqual(all.filter(({ type }) => type === 'crash'));
  });
});
