import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hash32, seededChance, silentLogger } from '@sutra/kit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OwnEvent } from '../../contract/own-event.ts';
import type { Engine, EngineOptions } from '../index.ts';
import { TestStore } from '../testing/store.ts';

const DIMENSION = 24;
const chance = seededChance(21);
const random = (): number[] => Array.from({ length: DIMENSION }, () => chance.next() - 0.5);

let store: TestStore;
let engine: Engine;
let vectors: Map<string, number[]>;
const told: OwnEvent[] = [];
const waiting = new Set<() => void>();

/** Opens the store and listens. */
async function open(extra: Partial<EngineOptions> = {}): Promise<void> {
  engine = await store.reopen({ tell, ...extra });
}

function tell(event: OwnEvent): void {
  told.push(event);
  for (const look of waiting) look();
}

/** Waits until a vector index of the given vectors was told of. */
function indexed(type: 'hnsw_index_built' | 'hnsw_index_loaded', vectorsMin = 1): Promise<OwnEvent> {
  return new Promise((resolve) => {
    const look = (): void => {
      const found = told.find((event) => event.type === type && event.body.space === 'given' && event.body.vector_count >= vectorsMin);
      if (found === undefined) return;
      waiting.delete(look);
      resolve(found);
    };
    waiting.add(look);
    look();
  });
}

async function learn(from: number, to: number): Promise<void> {
  for (let at = from; at < to; at += 200) {
    const concepts = Array.from({ length: Math.min(200, to - at) }, (_, i) => {
      const embedding = random();
      vectors.set(`c${at + i}`, embedding);
      return { id: `c${at + i}`, content: `n ${at + i}`, embedding, metadata: { odd: (at + i) % 2 === 1 } };
    });
    await engine.learn({ concepts });
  }
}

const cosine = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, i) => sum + value * b[i]!, 0) / Math.hypot(...a) / Math.hypot(...b);
const nearest = (vector: readonly number[], among = [...vectors.keys()]): string[] =>
  among.sort((a, b) => cosine(vectors.get(b)!, vector) - cosine(vectors.get(a)!, vector)).slice(0, 10);
const ids = async (vector: readonly number[], more = {}): Promise<string[]> =>
  (await engine.search({ vector, ...more })).hits.map(({ concept }) => concept.id);

/** Share of the 10 nearest that are found. */
async function recall(): Promise<number> {
  let found = 0;
  for (let i = 0; i < 30; i++) {
    const vector = random();
    const got = await ids(vector);
    found += nearest(vector).filter((id) => got.includes(id)).length;
  }
  return found / 300;
}

const NAME = `${hash32('given').toString(16)}.hnsw`;
const file = (): string => join(store.folder, 'graph', NAME);

beforeEach(async () => {
  store = new TestStore({ nearRowsMin: 400 });
  told.length = 0;
  vectors = new Map();
  await open();
});
afterEach(() => store.remove());

describe('a vector index', () => {
  it('answers where there are many vectors, and never in place of a filter', async () => {
    await learn(0, 200);
    expect((await engine.search({ vector: random() })).space).toMatchObject({ method: 'exact' });
    await learn(200, 1_000);
    expect(await indexed('hnsw_index_built', 400)).toMatchObject({ body: { dimension: DIMENSION, build_time_ms: expect.any(Number) } });
    const answer = await engine.search({ vector: vectors.get('c7')! });
    expect(answer.space).toEqual({ name: 'given', dimension: DIMENSION, method: 'hnsw' });
    expect(answer.hits[0]).toMatchObject({ concept: { id: 'c7' }, score: expect.closeTo(1, 5) });
    expect(await recall()).toBeGreaterThan(0.95);
    // What was learned after the index is found at once; what was forgotten or said anew is not.
    await learn(1_000, 1_001);
    expect((await ids(vectors.get('c1000')!))[0]).toBe('c1000');
    await engine.forget({ concepts: ['c7'] });
    const old = vectors.get('c8')!;
    await engine.learn({ concepts: [{ id: 'c8', content: 'other', embedding: old.map((value) => -value) }] });
    expect(await ids(vectors.get('c7')!)).not.toContain('c7');
    expect(await ids(old)).not.toContain('c8');
    vectors.delete('c7');
    vectors.delete('c8');
    const vector = random();
    const odd = [...vectors.keys()].filter((id) => Number(id.slice(1)) % 2 === 1);
    const filtered = await engine.search({ vector, where: [{ field: 'metadata.odd', is: [true] }] });
    expect(filtered.space).toMatchObject({ method: 'exact' });
    expect(filtered.hits.map(({ concept }) => concept.id)).toEqual(nearest(vector, odd));
    expect((await engine.search({ vector, asOf: { seq: 0 } })).space).toMatchObject({ method: 'exact' });
  });

  it('is there again after a start, without being built', async () => {
    await learn(0, 800);
    await indexed('hnsw_index_built', 600);
    const vector = random();
    const before = await engine.search({ vector });
    told.length = 0;
    await open();
    await indexed('hnsw_index_loaded');
    expect(await engine.search({ vector })).toEqual(before);
    expect(told.some(({ type }) => type === 'hnsw_index_built')).toBe(false);
    // It grows: the thread goes on with what there is.
    await learn(800, 1_600);
    await indexed('hnsw_index_built', 1_200);
    expect(await recall()).toBeGreaterThan(0.95);
  });

  it('that is damaged, cut short or of other vectors is built anew, and every vector is compared meanwhile', async () => {
    await learn(0, 800);
    await indexed('hnsw_index_built', 600);
    await engine.close();
    const whole = readFileSync(file());
    const spoils: [string, (path: string) => void][] = [
      [
        'its checksum is wrong',
        (path) =>
          writeFileSync(
            path,
            whole.map((byte, i) => (i === whole.length >> 1 ? byte ^ 4 : byte)),
          ),
      ],
      ['its checksum is wrong', (path) => truncateSync(path, whole.length - 5)],
      ['it is not an index', (path) => writeFileSync(path, 'no index')],
      ['it is not an index', (path) => truncateSync(path, 0)],
    ];
    for (const [because, spoil] of spoils) {
      spoil(file());
      told.length = 0;
      const warned: object[] = [];
      await open({ logger: { ...silentLogger, warn: (_message: string, fields?: object) => void warned.push(fields ?? {}) } });
      const vector = random();
      expect((await ids(vector)).filter((id) => nearest(vector).includes(id)).length).toBeGreaterThanOrEqual(9);
      await indexed('hnsw_index_built');
      expect(warned).toContainEqual({ space: 'given', because });
      expect((await engine.search({ vector })).space).toMatchObject({ method: 'hnsw' });
      await engine.close();
    }
  });

  it('of another log is not taken', async () => {
    await learn(0, 600);
    await indexed('hnsw_index_built', 400);
    await engine.close();
    const other = new TestStore({ nearRowsMin: 400 });
    try {
      const foreign = await other.open();
      await foreign.learn({ concepts: Array.from({ length: 600 }, (_, i) => ({ id: `c${i}`, content: `n ${i}`, embedding: random() })) });
      await foreign.concept('c1');
      await foreign.close();
      writeFileSync(join(other.folder, 'graph', NAME), readFileSync(file()));
      const warned: object[] = [];
      told.length = 0;
      await other.open({ tell, logger: { ...silentLogger, warn: (_m: string, fields?: object) => void warned.push(fields ?? {}) } });
      await indexed('hnsw_index_built');
      expect(warned).toContainEqual({ space: 'given', because: 'it belongs to another graph index' });
    } finally {
      await other.remove();
    }
  });
});
