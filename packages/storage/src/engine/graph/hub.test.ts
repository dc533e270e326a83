import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../index.ts';
import { TestStore } from '../testing/store.ts';

/** Associations of one node; a million with SUTRA_HUB_EDGES=1000000. */
const EDGES = Number(process.env['SUTRA_HUB_EDGES'] ?? 100_000);
const BATCH = 10_000;
const LIMIT = 10_000;

const store = new TestStore();
let engine: Engine;
let beforeUs: number;

beforeAll(async () => {
  engine = await store.open();
  for (let from = 0; from < EDGES; from += BATCH) {
    if (from === EDGES / 2) {
      beforeUs = store.clock.wallUs();
      store.clock.advance(1_000);
    }
    const associations = Array.from({ length: BATCH }, (_, i) => {
      return { source: 'hub', type: 'to', target: `leaf-${from + i}`, confidence: (from + i) % 10_000 === 0 ? 1 : 0.5 };
    });
    await engine.learn({ associations });
  }
  await engine.learn({ associations: [{ source: 'sun', type: 'lights', target: 'hub' }] });
  await engine.concept('hub');
}, 600_000);
afterAll(() => store.remove());

describe(`a node with ${EDGES} associations`, () => {
  it('gives all of them in pages, each once', async () => {
    const seen = new Set<string>();
    let cursor: string | undefined;
    do {
      const page = await engine.neighbours({ id: 'hub', direction: 'out', limit: LIMIT, ...(cursor === undefined ? {} : { cursor }) });
      for (const { target } of page.associations) seen.add(target);
      cursor = page.cursor;
    } while (cursor !== undefined);
    expect(seen.size).toBe(EDGES);
  }, 300_000);

  it('is asked by type, by side, by confidence and by time without its other associations in the answer', async () => {
    expect((await engine.neighbours({ id: 'hub', types: ['lights'] })).associations.map(({ source }) => source)).toEqual(['sun']);
    expect((await engine.neighbours({ id: 'hub', direction: 'in' })).associations).toHaveLength(1);
    const sure = await engine.neighbours({ id: 'hub', types: ['to'], confidenceMin: 0.9, limit: LIMIT });
    expect(sure.partial || sure.associations.length === EDGES / 10_000).toBe(true);
    expect(sure.associations.every(({ confidence }) => confidence === 1)).toBe(true);
    const early = await engine.neighbours({ id: 'hub', direction: 'out', toUs: beforeUs + 1, limit: 50 });
    expect(early.associations).toHaveLength(50);
    expect(early.associations.every(({ timeUs }) => timeUs <= beforeUs)).toBe(true);
    expect((await engine.neighbours({ id: 'hub', asOf: { timeUs: beforeUs }, types: ['lights'] })).associations).toEqual([]);
  }, 60_000);

  it('is walked through as far as a path may go, and says where it stopped', async () => {
    expect((await engine.paths({ from: 'sun', to: `leaf-${EDGES - 1}` })).paths[0]?.hops.length).toBe(2);
    const none = await engine.paths({ from: 'sun', to: 'leaf-7', types: ['lights'] });
    expect(none).toMatchObject({ paths: [], partial: false });
    const cut = await engine.paths({ from: 'sun', to: 'leaf-7', timeRespecting: true, visitedMax: 1_000 });
    expect(cut).toMatchObject({ partial: true, partialBecause: expect.stringMatching(/1000/) });
  }, 60_000);
});

describe('learning without a pause', () => {
  const batchOf = (name: string, from: number) =>
    engine.learn({ associations: Array.from({ length: BATCH }, (_, i) => ({ source: name, type: 'to', target: `${name}-${from + i}` })) });

  it('takes no more than the index keeps up with', async () => {
    const before = (await engine.stats()).associations;
    const batches = 10;
    for (let i = 0; i < batches; i++) await batchOf('flood', i * BATCH);
    expect((await engine.stats()).associations - before).toBeGreaterThanOrEqual((batches - 2) * BATCH);
  }, 60_000);

  it('lets reads wait for what was learned before them, not for what is learned meanwhile', async () => {
    await engine.learn({ concepts: [{ id: 'asked', content: 'asked meanwhile' }] });
    const [most, begun] = [12, 2];
    let learned = 0;
    let learnedAtAnswer = most;
    let answer: Promise<void> | undefined;
    for (let i = 0; i < most && learnedAtAnswer === most; i++) {
      await batchOf('stream', i * BATCH);
      learned++;
      if (learned === begun) {
        answer = engine.concept('asked').then(() => {
          learnedAtAnswer = learned;
        });
      }
    }
    await answer;
    expect(learnedAtAnswer).toBeLessThanOrEqual(begun + 3);
  }, 60_000);
});
