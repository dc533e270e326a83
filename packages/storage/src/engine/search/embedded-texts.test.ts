import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { seededChance, systemClock } from '@sutra/kit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SearchAnswer, SearchQuery } from '../../contract/graph.ts';
import { HttpEmbedder } from '../../embedder/http-embedder.ts';
import { EmbeddingService } from '../../testing/embedding-service.ts';
import type { Engine } from '../index.ts';
import { range, TestStore } from '../testing/store.ts';

let store: TestStore;
let service: EmbeddingService;
let engine: Engine;
let embedder: HttpEmbedder;

const LIMITS = { restMs: 0, attempts: 1, requestMs: 500 };
async function open(model = 'stub'): Promise<void> {
  await engine?.close();
  embedder?.close();
  const parts = { clock: systemClock(), chance: seededChance(1), tell: () => undefined, limits: LIMITS };
  embedder = new HttpEmbedder({ baseUrl: service.baseUrl, model, ...parts });
  engine = await store.open({ embedder });
}

beforeEach(async () => {
  store = new TestStore();
  service = await EmbeddingService.open();
  await open();
});
afterEach(async () => {
  await engine.close();
  embedder.close();
  await store.remove();
  await service.close();
});

const ids = ({ hits }: SearchAnswer): string[] => hits.map(({ concept }) => concept.id);

/** Searches until the vectors of all texts are there. Virtual time goes on meanwhile: a loop that waits for the embedder looks again. */
async function caughtUp(query: SearchQuery): Promise<SearchAnswer> {
  for (;;) {
    const answer = await engine.search(query);
    if (!answer.partial) return answer;
    store.clock.advance(1_000);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('texts with an embedder', () => {
  it('are found by meaning, by the vectors of that embedder, also after a start', async () => {
    await engine.learn({
      concepts: [
        { id: 'a', content: 'outage of the shop' },
        { id: 'b', content: 'rain all day' },
      ],
    });
    const query = { text: 'failure', mode: 'vector' as const, similarityMin: 0.5 };
    const answer = await caughtUp(query);
    expect(ids(answer)).toEqual(['a']);
    expect(answer.space).toEqual({ name: 'stub', dimension: 4, method: 'exact' });
    await engine.learn({
      concepts: [
        { id: 'a', content: 'weather' },
        { id: 'c', content: 'crash' },
      ],
    });
    expect(ids(await caughtUp(query))).toEqual(['c']);
    const { length } = service.texts;
    await open();
    expect(ids(await caughtUp(query))).toEqual(['c']);
    expect(service.texts.slice(length)).toEqual(['failure']);
  });

  it('are learned and found by their words while the embedder is away, and catch up when it is back', async () => {
    service.mood = 'broken';
    await engine.learn({ concepts: [{ id: 'a', content: 'outage of the shop' }] });
    const answer = await engine.search({ text: 'outage' });
    expect(ids(answer)).toEqual(['a']);
    expect(answer).toMatchObject({
      partial: true,
      partialBecause: expect.stringContaining('stub has made no vectors yet'),
      space: { name: 'hashed-grams-256' },
    });
    service.mood = 'well';
    expect(await caughtUp({ text: 'failure', mode: 'vector' })).toMatchObject({
      space: { name: 'stub' },
      hits: [{ concept: { id: 'a' } }],
    });
    service.mood = 'not a number';
    expect(await engine.search({ text: 'crash failure' })).toMatchObject({
      partial: true,
      partialBecause: expect.stringMatching(/stub did not answer: .*is null.*likeness in form/),
    });
    service.mood = 'slow';
    await engine.learn({ concepts: [{ id: 'b', content: 'money' }] });
    expect((await engine.concept('b'))?.content).toBe('money');
    expect(ids(await engine.search({ text: 'money', mode: 'lexical' }))).toEqual(['b']);
  });

  it('are not kept waiting by one for which the embedder fails: that one has no vector, which answers say, also after a start', async () => {
    service.poison = 'nan';
    const concepts = Array.from({ length: 150 }, (_, i) => ({ id: `c-${i}`, content: i % 50 === 7 ? `nan ${i}` : 'rain' }));
    await engine.learn({ concepts: [...concepts, { id: 'last', content: 'outage' }] });
    const query = { text: 'failure', mode: 'vector' as const, similarityMin: 0.5 };
    const settled = async (until: RegExp): Promise<SearchAnswer> => {
      for (;;) {
        const answer = await engine.search(query);
        if (until.test(answer.partialBecause ?? 'complete')) return answer;
        store.clock.advance(1_000);
        await new Promise((resolve) => setImmediate(resolve));
      }
    };
    expect(ids(await settled(/^3 texts have no vector: stub refuses them/))).toEqual(['last']);
    await open();
    expect(ids(await settled(/^3 texts have no vector/))).toEqual(['last']);
    await engine.learn({ concepts: [7, 57, 107].map((i) => ({ id: `c-${i}`, content: 'crash' })) });
    expect(ids(await settled(/complete/)).sort()).toEqual(['c-107', 'c-57', 'c-7', 'last']);
    expect((await engine.search({ text: 'nan', mode: 'lexical' })).hits).toEqual([]);
  });

  it('that were replaced before the embedder came have no vector, which a search of that past says', async () => {
    service.mood = 'broken';
    await engine.learn({
      concepts: [
        { id: 'a', content: 'outage' },
        { id: 'b', content: 'rain' },
      ],
    });
    while (service.calls === 0) await new Promise((resolve) => setImmediate(resolve));
    await (await engine.session('m', 1)).append(range(1, 1));
    await engine.learn({ concepts: [{ id: 'a', content: 'money' }] });
    expect((await engine.concept('a'))?.content).toBe('money');
    service.mood = 'well';
    const query = { text: 'failure', mode: 'vector' as const, similarityMin: 0.5 };
    expect(ids(await caughtUp(query))).toEqual([]);
    expect(await engine.search({ ...query, asOf: { seq: 0 } })).toMatchObject({
      hits: [],
      partial: true,
      partialBecause: '1 texts of that time have no vector of stub',
    });
    expect(await engine.search({ ...query, text: 'invoice', asOf: { seq: 1 } })).toMatchObject({
      hits: [{ concept: { id: 'a' } }],
      partial: false,
    });
  });

  it('are not blamed for a service that is away', async () => {
    service.mood = 'broken';
    await engine.learn({ concepts: [{ id: 'a', content: 'outage' }] });
    while (service.calls < 12) {
      store.clock.advance(60_000);
      await new Promise((resolve) => setImmediate(resolve));
    }
    service.mood = 'well';
    expect(ids(await caughtUp({ text: 'failure', mode: 'vector' }))).toEqual(['a']);
  });

  it('get new vectors when the embedder, its dimension or the file of the old ones is another', async () => {
    await engine.learn({ concepts: [{ id: 'a', content: 'crash' }] });
    const query = { text: 'outage', mode: 'vector' as const, similarityMin: 0.5 };
    await caughtUp(query);
    await open('other');
    expect(await caughtUp(query)).toMatchObject({ space: { name: 'other' }, hits: [{ concept: { id: 'a' } }] });
    service.dimension = 6;
    await open('other');
    await engine.learn({ concepts: [{ id: 'b', content: 'failure' }] });
    const grown = await caughtUp(query);
    expect(grown.space).toMatchObject({ dimension: 6 });
    expect(ids(grown).sort()).toEqual(['a', 'b']);
    await engine.close();
    writeFileSync(join(store.folder, 'embedding', 'graph.mdb'), 'this is no database'.repeat(500));
    await open('other');
    expect(ids(await caughtUp(query)).sort()).toEqual(['a', 'b']);
  });
});
