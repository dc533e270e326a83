import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OwnEvent } from '../contract/own-event.ts';
import type { Engine } from './index.ts';
import { TestStore } from './testing/store.ts';

let store: TestStore;
let engine: Engine;
let told: OwnEvent[];
const bodies = (): unknown[] => told.map(({ body }) => body);

beforeEach(async () => {
  store = new TestStore();
  told = [];
  engine = await store.open({ tell: (event) => void told.push(event) });
  await engine.learn({
    concepts: [
      { id: 'a', content: 'disk full', confidence: 0.5 },
      { id: 'b', content: 'disk slow' },
    ],
    associations: [{ source: 'a', type: 'near', target: 'b', confidence: 0.25 }],
  });
});
afterEach(() => store.remove());

describe('reads of the graph', () => {
  it('are told of once a minute: the slowest of a kind, and how many there were', async () => {
    for (let i = 0; i < 5; i++) await engine.search({ text: 'disk' });
    await engine.search({ text: 'disk', mode: 'lexical' });
    await engine.neighbours({ id: 'a' });
    await engine.paths({ from: 'a', to: 'b' });
    expect(told).toEqual([]);
    store.clock.advance(60_000);
    expect(bodies()).toEqual([
      { query_type: 'hybrid', query_depth: 0, result_count: 2, latency_ms: 0, confidence: 0.75, queries: 5 },
      { query_type: 'semantic', query_depth: 0, result_count: 2, latency_ms: 0, confidence: 0.75, queries: 1 },
      { query_type: 'graph', query_depth: 1, result_count: 1, latency_ms: 0, confidence: 0.25, queries: 1 },
      {
        source_id: 'a',
        target_id: 'b',
        path_length: 1,
        paths_explored: expect.any(Number),
        latency_ms: 0,
        strategy: 'bidirectional',
        queries: 1,
      },
    ]);
    store.clock.advance(600_000);
    expect(told).toHaveLength(4);
    await engine.paths({ from: 'a', to: 'b', mode: 'best' });
    await engine.close();
    expect(told[4]).toMatchObject({ type: 'pathfinding_metrics', body: { strategy: 'best_first', queries: 1 } });
  });

  it('that fail are not told of as if they had answered', async () => {
    await expect(engine.paths({ from: 'a', to: 'nobody' })).rejects.toThrow();
    await expect(engine.search({})).rejects.toThrow();
    store.clock.advance(60_000);
    expect(told).toEqual([]);
  });
});
