import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { manualClock, seededChance, silentLogger } from '@sutra/kit';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { SearchQuery } from '../../contract/graph.ts';
import type { Engine } from '../engine.ts';
import { noFaults } from '../faults.ts';
import type { LearnRecord } from '../graph/batch.ts';
import { GraphIndex } from '../graph/graph-index.ts';
import { verifyGraph } from '../life/verify-graph.ts';
import { event, TestStore } from '../testing/store.ts';
import type { RetirementStep } from './retirement.ts';

/** In full: SUTRA_RETIRED_CONCEPTS=1000. Continuous integration takes fewer of them. */
const CONCEPTS = Number(process.env['SUTRA_RETIRED_CONCEPTS'] ?? 40);
const ROUNDS = 50;
const ENDED_MIN = CONCEPTS;
const DIMENSION = 8;
const WORDS = ['disk', 'fan', 'switch', 'cable', 'power', 'rack', 'core', 'edge', 'tokyo', 'oslo', 'lima'];
const FULL_TIMEOUT_MS = 600_000;

const stores: TestStore[] = [];
afterEach(async () => {
  for (const store of stores.splice(0)) await store.remove();
});

const word = (i: number): string => WORDS[i % WORDS.length]!;
const vectorOf = (i: number, round: number): number[] => {
  const chance = seededChance(i * 1_000 + round);
  return Array.from({ length: DIMENSION }, () => chance.next() - 0.5);
};
const conceptOf = (i: number, round: number) => ({
  id: `thing-${i}`,
  content: `${word(i)} ${word(i + round)} ${word(round)} version ${round}`,
  metadata: { kind: word(i), round },
  embedding: vectorOf(i, round),
});

/** Says every concept anew, a round after the other, with an event in between so that each round has a position of its own. */
async function sayAnew(engine: Engine, from: number, to: number): Promise<void> {
  const session = await engine.session('m', 1);
  for (let round = from; round <= to; round++) {
    for (let i = 0; i < CONCEPTS; i += 100)
      await engine.learn({ concepts: Array.from({ length: Math.min(100, CONCEPTS - i) }, (_, k) => conceptOf(i + k, round)) });
    await session.append([event(round)]);
  }
  await engine.concept('thing-0');
}

const QUERIES: readonly SearchQuery[] = [
  { text: 'disk tokyo', mode: 'lexical', limit: 20 },
  { text: 'version 50', mode: 'lexical', limit: 20 },
  { vector: vectorOf(3, ROUNDS), limit: 20 },
  { text: 'power rack', vector: vectorOf(5, ROUNDS), limit: 20 },
  { text: 'core', where: [{ field: 'metadata.kind', is: ['core', 'edge'] }], limit: 20 },
];

const answers = (engine: Engine, asOf?: { readonly seq: number }) =>
  Promise.all(
    QUERIES.map(async (query) => {
      const { hits, partialBecause } = await engine.search({ ...query, ...(asOf === undefined ? {} : { asOf }) });
      return { hits: hits.map(({ concept, score }) => [concept.id, concept.content, score]), partialBecause };
    }),
  );

async function bytesOf(engine: Engine): Promise<number> {
  return (await engine.stats()).bytes['search']!;
}

describe('texts that concepts do not say any longer', () => {
  it(
    `are retired: ${CONCEPTS} concepts said ${ROUNDS} times cost what few do, and are found as by an index built from nothing`,
    async () => {
      const store = new TestStore({ endedTextsMin: ENDED_MIN });
      stores.push(store);
      const engine = await store.open();
      await sayAnew(engine, 1, 3);
      const few = await bytesOf(engine);
      await sayAnew(engine, 4, ROUNDS);
      // The last of it is retired beside everything else. Some pages more or less: what lies in them depends on the order of things.
      const wait = { timeout: 60_000, interval: 20 };
      await vi.waitFor(async () => expect(await bytesOf(engine)).toBeLessThan(few * 1.6), wait);
      const [now, before] = [await answers(engine), await answers(engine, { seq: ROUNDS - 1 })];
      expect(now[0]!.hits.length).toBeGreaterThan(0);
      expect(now.every(({ partialBecause }) => partialBecause === undefined)).toBe(true);
      // What is kept is exact; what is not is said to be missing. Concepts themselves are read as of any position.
      expect(before.every(({ partialBecause }) => partialBecause === undefined)).toBe(true);
      expect((await answers(engine, { seq: 5 }))[0]!.partialBecause).toMatch(/texts replaced up to seq \d+ are not searched any more/);
      expect((await engine.concept('thing-7', { seq: 4 }))!.content).toBe(conceptOf(7, 5).content);
      await engine.close();
      rmSync(join(store.folder, 'graph'), { recursive: true });
      const whole = new TestStore({ endedTextsMin: Number.MAX_SAFE_INTEGER });
      stores.push(whole);
      const rebuilt = await whole.open({ folder: store.folder });
      expect(await bytesOf(rebuilt)).toBeGreaterThan(few * 4);
      expect(await answers(rebuilt)).toEqual(now);
      expect(await answers(rebuilt, { seq: ROUNDS - 1 })).toEqual(before);
      expect((await answers(rebuilt, { seq: 5 }))[0]!.partialBecause).toBeUndefined();
      await rebuilt.close();
    },
    FULL_TIMEOUT_MS,
  );
});

describe('a retirement', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sutra-retirement-'));
  const STORE = 7;
  const near = { clock: manualClock(), logger: silentLogger, rowsMin: Number.MAX_SAFE_INTEGER, tell: () => undefined };
  const records = (rounds: number): LearnRecord[] =>
    Array.from({ length: rounds }, (_, n) => ({
      ...{ number: n + 1, seq: n, atUs: 1_000 * n, associations: [] },
      concepts: Array.from({ length: 60 }, (_, i) => {
        const { embedding, ...rest } = conceptOf(i, n);
        return { ...rest, embedding: Buffer.from(Float32Array.from(embedding).buffer).toString('base64') };
      }),
    }));
  const open = (endedTextsMin: number): Promise<GraphIndex> =>
    GraphIndex.open(join(folder, 'graph'), STORE, 100, noFaults, silentLogger, { ...near, endedTextsMin });

  it('does little at a time, is cut off at any step and gone on with, and leaves what an index built from the log would hold', async () => {
    const told = records(12);
    const filled = await open(Number.MAX_SAFE_INTEGER);
    await filled.apply(told);
    await filled.close();
    const steps: RetirementStep[] = [];
    let cuts = 0;
    for (let done = false; !done; cuts++) {
      const index = await open(80);
      let left = cuts === 0 ? 0 : cuts * 2;
      index.search.retirement.onStep = (step) => {
        steps.push(step);
        // From here on it stops behind the step it is in.
        if (--left < 0) void index.search.retirement.close();
      };
      index.search.retirement.consider(index.conceptCount);
      await index.search.retirement.settled();
      done = !index.search.horizon.isOpen && index.search.horizon.number > 0;
      await index.close();
    }
    expect(cuts, 'it was cut off').toBeGreaterThan(2);
    expect(await verifyGraph(join(folder, 'graph'), STORE, told)).toEqual({});
    for (const step of steps) {
      if ('documents' in step) expect(step.documents).toBeLessThanOrEqual(96);
      else expect(step.postings).toBeLessThanOrEqual(32_768 + 4_096);
    }
    const index = await open(80);
    expect(index.search.documents.kept).toBeLessThanOrEqual(60 + 80);
    await index.close();
    rmSync(folder, { recursive: true });
  });
});
