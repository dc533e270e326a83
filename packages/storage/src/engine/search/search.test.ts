import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { seededChance } from '@sutra/kit';
import { afterEach, describe, expect, it } from 'vitest';
import type { SearchQuery } from '../../contract/graph.ts';
import type { ConceptDraft, Predicate } from '../../contract/query.ts';
import type { Engine } from '../index.ts';
import { range, TestStore } from '../testing/store.ts';

let store: TestStore;
let engine: Engine;
const open = async (): Promise<void> => {
  store = new TestStore();
  engine = await store.open();
};
afterEach(() => store.remove());

const ids = async (query: SearchQuery): Promise<string[]> => (await engine.search(query)).hits.map(({ concept }) => concept.id);
const lexical = (text: string, more: Partial<SearchQuery> = {}): Promise<string[]> => ids({ text, mode: 'lexical', ...more });

const WORDS = ['disk', 'full', 'crash', 'agent', 'node', 'slow', 'network', 'restart', 'memory', 'leak', 'rack', 'fan'];

/** Random concepts, some learned again with other words, some forgotten; and what is true of them now. */
async function learnRandom(seed: number, count: number, dimension: number): Promise<Map<string, ConceptDraft & { content: string }>> {
  const chance = seededChance(seed);
  const whole = (max: number): number => Math.floor(chance.next() * max);
  const now = new Map<string, ConceptDraft & { content: string }>();
  for (let done = 0; done < count; ) {
    const concepts = Array.from({ length: 1 + whole(40) }, () => {
      const id = `c${whole(count)}`;
      const content = Array.from({ length: 1 + whole(25) }, () => WORDS[Math.min(whole(WORDS.length), whole(WORDS.length))]).join(' ');
      const embedding = Array.from({ length: dimension }, () => chance.next() - 0.5);
      return { id, content, metadata: { floor: whole(4), odd: done % 2 === 1 }, embedding };
    });
    const unique = [...new Map(concepts.map((concept) => [concept.id, concept])).values()];
    await engine.learn({ concepts: unique });
    for (const concept of unique) now.set(concept.id, concept);
    done += unique.length;
    if (chance.next() < 0.3) {
      const gone = unique[0]!.id;
      await engine.forget({ concepts: [gone] });
      now.delete(gone);
    }
  }
  return now;
}

/** BM25 over all texts, word by word. */
function bm25(texts: ReadonlyMap<string, string>, words: readonly string[]): Map<string, number> {
  const split = new Map([...texts].map(([id, text]) => [id, [id, ...text.split(' ')]]));
  const average = [...split.values()].reduce((sum, list) => sum + list.length, 0) / split.size;
  const scores = new Map<string, number>();
  for (const word of words) {
    const holding = [...split].filter(([, list]) => list.includes(word));
    const idf = Math.log(1 + (split.size - holding.length + 0.5) / (holding.length + 0.5));
    for (const [id, list] of holding) {
      const often = Math.min(15, list.filter((other) => other === word).length);
      const score = (idf * often * 2.2) / (often + 1.2 * (0.25 + (0.75 * list.length) / average));
      scores.set(id, (scores.get(id) ?? 0) + score);
    }
  }
  return scores;
}

function cosine(a: readonly number[], b: readonly number[]): number {
  const dot = (x: readonly number[], y: readonly number[]): number => x.reduce((sum, value, i) => sum + value * y[i]!, 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}

describe('search', () => {
  it('by words and by vectors gives what trying every concept gives, now and after its index is lost', async () => {
    await open();
    const dimension = 24;
    const now = await learnRandom(3, 500, dimension);
    const texts = new Map([...now].map(([id, { content }]) => [id, content]));
    const chance = seededChance(5);
    const check = async (): Promise<void> => {
      for (const words of [['disk'], ['crash', 'leak'], ['fan', 'rack', 'slow', 'c7'], ['nothing']]) {
        const expected = [...bm25(texts, words)].sort(([, a], [, b]) => b - a);
        const { hits, partial } = await engine.search({ text: words.join(' '), mode: 'lexical', limit: 1000 });
        expect(partial).toBe(false);
        expect(hits.length).toBe(expected.length);
        hits.forEach(({ concept, score, from }, i) => {
          expect(score).toBeCloseTo(expected[i]![1], 9);
          expect(score).toBeCloseTo(bm25(texts, words).get(concept.id)!, 9);
          expect(concept.content).toBe(texts.get(concept.id));
          expect(from).toEqual({ lexical: { score, rank: i + 1 } });
        });
      }
      for (let i = 0; i < 10; i++) {
        const vector = Array.from({ length: dimension }, () => chance.next() - 0.5);
        const where = i % 2 === 0 ? [] : [{ field: 'metadata.floor', is: [i % 4] }];
        const expected = [...now.values()]
          .filter(({ metadata }) => i % 2 === 0 || metadata!['floor'] === i % 4)
          .map(({ id, embedding }) => [id, cosine(embedding as number[], vector)] as const)
          .sort(([, a], [, b]) => b - a);
        const { hits, space } = await engine.search({ vector: new Float32Array(vector), limit: 10, where });
        expect(space).toEqual({ name: 'given', dimension, method: 'exact' });
        expect(hits.map(({ concept }) => concept.id)).toEqual(expected.slice(0, 10).map(([id]) => id));
        hits.forEach(({ score }, at) => void expect(score).toBeCloseTo(expected[at]![1], 5));
      }
    };
    await check();
    await check();
    engine = await store.reopen();
    await check();
    await engine.close();
    rmSync(join(store.folder, 'graph'), { recursive: true });
    engine = await store.open();
    await check();
  });

  it('takes ids whole, and other compounds also in parts', async () => {
    await open();
    await engine.learn({
      concepts: [
        { id: 'agent-0042', content: 'first' },
        { id: 'agent-0043', content: 'second' },
        { id: 'note', content: { about: ['Agent-0042', { deep: 'the LOAD balancer of Zürich' }], agent: 43 } },
        { id: 'x', content: 'a load-balancer' },
      ],
    });
    expect((await lexical('agent-0042')).sort()).toEqual(['agent-0042', 'note']);
    expect((await lexical('0042')).sort()).toEqual(['agent-0042', 'note']);
    expect((await lexical('agent')).sort()).toEqual(['agent-0042', 'agent-0043', 'note']);
    expect((await lexical('load-balancer'))[0]).toBe('x');
    expect((await lexical('Load-Balancer')).sort()).toEqual(['note', 'x']);
    expect(await lexical('zurich')).toEqual(['note']);
    expect(await lexical('about')).toEqual([]);
    expect(await lexical('!?')).toEqual([]);
  });

  it('finds likeness of form without an embedder, nothing for what is unlike, and says where each hit is from', async () => {
    await open();
    await engine.learn({
      concepts: [
        { id: 'a', content: 'restarting the payment gateway' },
        { id: 'b', content: 'a recipe for apple cake' },
      ],
    });
    expect(await lexical('restarted payments')).toEqual([]);
    const { hits, space } = await engine.search({ text: 'restarted payments' });
    expect(hits.map(({ concept }) => concept.id)).toEqual(['a']);
    expect(hits[0]!.from).toEqual({ vector: { score: expect.any(Number), rank: 1 } });
    expect(space).toEqual({ name: 'hashed-grams-256', dimension: 256, method: 'exact' });
    const [hit] = (await engine.search({ text: 'payment gateway' })).hits;
    expect(hit!.from).toEqual({ lexical: { score: expect.any(Number), rank: 1 }, vector: { score: expect.any(Number), rank: 1 } });
    expect(hit!.score).toBeCloseTo(2 / 61, 12);
    expect(await ids({ text: 'qqq zzz' })).toEqual([]);
  });

  it('applies filters exactly: a hit that fails one is none, however well it ranks', async () => {
    await open();
    const concepts = Array.from({ length: 300 }, (_, i) => ({
      id: `c${i}`,
      content: { text: i === 299 ? 'one disk among many other words that make it long' : 'disk disk', size: i },
      confidence: i / 300,
      metadata: { rack: `r${i % 3}`, place: { room: i % 7 }, 'a.b': i === 5 },
    }));
    await engine.learn({ concepts: concepts.slice(0, 150) });
    const between = store.clock.wallUs() + 1;
    store.clock.advance(10);
    await engine.learn({ concepts: concepts.slice(150) });
    const where = async (...filter: NonNullable<SearchQuery['where']>): Promise<string[]> =>
      ids({ text: 'disk', where: filter, limit: 1000 });
    expect(await where({ field: 'id', is: ['c299'] })).toEqual(['c299']);
    expect((await where({ field: 'metadata.rack', is: ['r1', 'r2'] })).length).toBe(200);
    expect((await where({ field: 'metadata.rack', is: ['r1'] }, { field: 'metadata.place.room', is: [3] })).length).toBe(14);
    expect(await where({ field: 'metadata.a.b', is: [true] })).toEqual(['c5']);
    expect(await where({ field: 'content.size', gt: 297 })).toHaveLength(2);
    expect(await where({ field: 'confidence', lt: 0.01 })).toHaveLength(3);
    expect(await where({ field: 'kind', is: ['concept'] })).toHaveLength(300);
    expect(await where({ field: 'kind', not: ['concept'] })).toEqual([]);
    expect(await ids({ text: 'disk', fromUs: between, limit: 1000 })).toHaveLength(150);
    expect((await lexical('disk', { toUs: between, limit: 1000 })).length).toBe(150);
    await expect(where({ field: 'floor', is: [1] })).rejects.toThrow(/no field "floor"/);
  });

  it('finds by one of the values of a list, as a filter on a field of an event does', async () => {
    await open();
    await engine.learn({
      concepts: [
        { id: 'a', content: 'thing', metadata: { tags: ['red', 7, null, ['deep'], 'red'], kind: 'x' } },
        { id: 'b', content: 'thing', metadata: { tags: 'red', kind: 'y' } },
        { id: 'c', content: 'thing', metadata: { tags: ['blue'], kind: 'x' } },
        { id: 'd', content: 'thing', metadata: { tags: [], kind: 'x' } },
        { id: 'e', content: 'thing', metadata: { tags: Array.from({ length: 500 }, (_, i) => `tag-${i}`), kind: 'z' } },
      ],
    });
    const found = async (...where: readonly Predicate[]): Promise<string[]> =>
      (await engine.search({ text: 'thing', where })).hits.map(({ concept }) => concept.id).sort();
    expect(await found({ field: 'metadata.tags', is: ['red'] })).toEqual(['a', 'b']);
    expect(await found({ field: 'metadata.tags', is: [7] })).toEqual(['a']);
    expect(await found({ field: 'metadata.tags', is: [null as never, 'blue'] })).toEqual(['a', 'c']);
    expect(await found({ field: 'metadata.tags', is: ['red'] }, { field: 'metadata.kind', is: ['x'] })).toEqual(['a']);
    expect(await found({ field: 'metadata.tags', is: ['deep'] })).toEqual([]);
    expect(await found({ field: 'metadata.tags', is: ['tag-499'] })).toEqual(['e']);
    expect(await found({ field: 'metadata.tags', not: ['red'] })).toEqual(['c', 'd', 'e']);
  });

  it('says which metadata that was asked for nothing has, where it finds nothing', async () => {
    await open();
    const search = async (...where: NonNullable<SearchQuery['where']>) => (await engine.search({ text: 'disk', where })).unknown;
    expect(await search({ field: 'metadata.rack', is: ['r1'] })).toBeUndefined();
    await engine.learn({
      concepts: range(1, 5).map((_, i) => ({ id: `c${i}`, content: 'disk', metadata: { rack: `r${i}`, place: { room: 1 } } })),
    });
    expect(await search({ field: 'metadata.rcak', is: ['r1'] })).toEqual([
      { field: 'where[0].field', name: 'metadata.rcak', lookedAt: 5, nearest: 'metadata.rack' },
    ]);
    expect(await search({ field: 'kind', is: ['concept'] }, { field: 'metadata.invoice', exists: true })).toEqual([
      { field: 'where[1].field', name: 'metadata.invoice', lookedAt: 5 },
    ]);
    // What some have is known, and what should not be there is missed by nobody.
    expect(await search({ field: 'metadata.rack', is: ['r9'] })).toBeUndefined();
    expect(await search({ field: 'metadata.place.room', gt: 3 })).toBeUndefined();
    expect(await search({ field: 'metadata.rcak', not: ['r1'] }, { field: 'kind', not: ['concept'] })).toBeUndefined();
    await engine.forget({ concepts: ['c0', 'c1', 'c2', 'c3', 'c4'] });
    expect(await search({ field: 'metadata.rcak', is: ['r1'] })).toBeUndefined();
  });

  it('sees the past as it was', async () => {
    await open();
    const session = await engine.session('m', 1);
    const say = async (content: string, n: number): Promise<void> => {
      await session.append(range(n, n));
      await engine.learn({ concepts: [{ id: 'rack', content, embedding: [n, 1] }] });
      store.clock.advance(1);
    };
    const start = store.clock.wallUs();
    await say('cold', 1);
    await say('warm', 2);
    await say('hot', 3);
    await engine.learn({ concepts: [{ id: 'rack', content: 'hot', confidence: 0.5 }] });
    expect(await lexical('cold')).toEqual([]);
    expect(await lexical('warm', { asOf: { seq: 1 } })).toEqual([]);
    expect(await lexical('warm', { asOf: { seq: 2 } })).toEqual(['rack']);
    expect(await lexical('warm', { asOf: { timeUs: start + 1_000 } })).toEqual(['rack']);
    expect(await lexical('hot', { asOf: { timeUs: start + 1_000 } })).toEqual([]);
    expect((await engine.search({ text: 'hot', mode: 'lexical' })).hits[0]!.concept).toMatchObject({ version: 4, confidence: 0.5 });
    const near = async (seq: number): Promise<unknown[]> =>
      (await engine.search({ vector: [1, 1], asOf: { seq } })).hits.map(({ concept, score }) => [concept.content, score.toFixed(3)]);
    expect(await near(0)).toEqual([]);
    expect(await near(1)).toEqual([['cold', '1.000']]);
    expect(await near(3)).toEqual([['hot', '0.894']]);
  });

  it('keeps a vector while the content stays, and drops it when that changes', async () => {
    await open();
    const near = async (): Promise<string[]> => ids({ vector: [0, 1] });
    await engine.learn({ concepts: [{ id: 'a', content: 'x', embedding: [0, 1] }] });
    await engine.learn({ concepts: [{ id: 'a', content: 'x', metadata: { m: 1 } }] });
    expect(await near()).toEqual(['a']);
    await engine.learn({ concepts: [{ id: 'a', content: 'y' }] });
    expect(await near()).toEqual([]);
  });

  it('finds what is learned while it runs either whole or not at all', async () => {
    await open();
    const learned: Promise<unknown>[] = [];
    const searched: Promise<string[]>[] = [];
    for (let i = 0; i < 200; i++) {
      learned.push(engine.learn({ concepts: [{ id: `k${i}`, content: `disk ${i}` }] }));
      if (i % 10 === 0) searched.push(ids({ text: 'disk', limit: 1000 }));
    }
    await Promise.all(learned);
    for (const found of await Promise.all(searched)) expect(new Set(found).size).toBe(found.length);
    expect(await lexical('disk', { limit: 1000 })).toHaveLength(200);
    const crashed = store.copy();
    try {
      const after = await (await crashed.open()).search({ text: 'disk', limit: 1000 });
      expect(after).toEqual(await engine.search({ text: 'disk', limit: 1000 }));
    } finally {
      await crashed.remove();
    }
  });

  it('refuses what makes no sense, naming it', async () => {
    await open();
    const bad: [SearchQuery, RegExp][] = [
      [{}, /neither text nor vector/],
      [{ vector: [1], mode: 'lexical' }, /mode lexical needs text/],
      [{ text: 'a', limit: 0 }, /limit 0/],
      [{ text: 'a', similarityMin: 2 }, /similarityMin 2/],
      [{ text: 'a'.repeat(70_000) }, /70000 characters/],
      [{ vector: [Number.NaN] }, /vector\[0\] is NaN/],
      [{ text: 'a', mode: 'best' as 'fused' }, /mode "best"/],
    ];
    for (const [query, message] of bad)
      await expect(engine.search(query)).rejects.toMatchObject({ code: 'SUTRA_STORE_INVALID', message: expect.stringMatching(message) });
    expect(await engine.search({ vector: [1, 2, 3] })).toMatchObject({ hits: [], partial: false });
  });
});
