/** The nearest of vectors of 384 numbers: every vector compared, and by the HNSW index, embedded, at four sizes; recall against brute force. */
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { seededChance, systemClock } from '@sutra/kit';
import { openEngine } from '@sutra/storage/engine';
import { figure, percentile, timed } from '../measure.mjs';
import { withFolder } from '../processes/child.mjs';

const DIMENSION = 384;
/** Vectors lie in clusters, as embeddings do: a query is near one of them. */
const CLUSTERS = 500;
const SPREAD = 0.8;
const QUERIES = 200;

/** From where the HNSW index is used by default follows from these: where it has become faster than looking at every vector. */
const SIZES = [5_000, 10_000, 20_000, 50_000];

export async function search({ quick, rounds: count }) {
  const lines = [];
  for (const vectorsTotal of quick ? [2_000] : SIZES) lines.push(...(await searchOf(vectorsTotal, count)));
  return lines;
}

export async function searchOf(vectorsTotal, count) {
  const chance = seededChance(42);
  const centres = Array.from({ length: CLUSTERS }, () => Array.from({ length: DIMENSION }, () => chance.next() - 0.5));
  const near = () => unit(centres[Math.floor(chance.next() * CLUSTERS)].map((value) => value + (chance.next() - 0.5) * SPREAD));
  const vectors = Array.from({ length: vectorsTotal }, near);
  const queries = Array.from({ length: QUERIES }, near);
  const truth = queries.map((query) => bruteForce(vectors, query));
  return withFolder(async (folder) => {
    const options = {
      folder: join(folder, 'store'),
      clock: systemClock(),
      onFatal: (reason) => {
        throw reason;
      },
    };
    const label = `${vectorsTotal.toLocaleString('en')} × ${DIMENSION}`;
    const exactly = { limits: { nearRowsMin: Number.MAX_SAFE_INTEGER } };
    const indexed = { limits: { nearRowsMin: vectorsTotal / 2 } };
    const { learnMs, loopP99 } = await learn(vectors, { ...options, ...exactly });
    const exact = await asked(await openEngine({ ...options, ...exactly }), queries, truth, count, 'exact');
    const [built, buildMs] = await noted({ ...options, ...indexed }, 'hnsw_index_built', vectorsTotal);
    const quickly = await asked(built, queries, truth, count, 'hnsw');
    const [loaded, loadMs] = await noted({ ...options, ...indexed }, 'hnsw_index_loaded', vectorsTotal);
    await asked(loaded, queries.slice(0, 20), truth, 1, 'hnsw');
    const goal = { atLeast: 0.95 };
    return [
      figure(`learn and index, concepts with a vector, ${label}`, 'concepts/s', [vectorsTotal / (learnMs / 1000)], vectorsTotal),
      figure(`event loop delay while learning, p99, ${label}`, 'ms', [loopP99], vectorsTotal),
      figure(`10 nearest, every vector compared, ${label}`, 'queries/s', exact.perSecond, QUERIES),
      figure(`10 nearest, every vector compared, p99, ${label}`, 'ms', exact.p99, QUERIES),
      figure(`10 nearest, every vector compared, recall@10, ${label}`, 'share', [exact.recall], QUERIES, { goal }),
      figure(`10 nearest, HNSW, ${label}`, 'queries/s', quickly.perSecond, QUERIES),
      figure(`10 nearest, HNSW, p99, ${label}`, 'ms', quickly.p99, QUERIES),
      figure(`10 nearest, HNSW, recall@10, ${label}`, 'share', [quickly.recall], QUERIES, { goal }),
      figure(`HNSW built in a thread, ${label}`, 'ms', [buildMs], vectorsTotal),
      figure(`HNSW read at the start and checked, ${label}`, 'ms', [loadMs], vectorsTotal),
    ];
  });
}

function unit(vector) {
  const norm = Math.hypot(...vector);
  return Float32Array.from(vector, (value) => value / norm);
}

function dot(a, b) {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

function bruteForce(vectors, query) {
  const scores = vectors.map((vector) => dot(vector, query));
  return new Set([...scores.keys()].sort((a, b) => scores[b] - scores[a]).slice(0, 10));
}

async function learn(vectors, options) {
  const engine = await openEngine(options);
  const loop = monitorEventLoopDelay({ resolution: 1 });
  loop.enable();
  const { ms } = await timed(async () => {
    for (let done = 0; done < vectors.length; done += 500) {
      const concepts = vectors
        .slice(done, done + 500)
        .map((embedding, i) => ({ id: `item-${done + i}`, content: `thing ${done + i}`, embedding }));
      await engine.learn({ concepts });
    }
    await engine.concept('item-0'); // waits until all is applied
  });
  loop.disable();
  await engine.close();
  return { learnMs: ms, loopP99: loop.percentile(99) / 1e6 };
}

/** Opens the store and waits until its index of given vectors is built, or read back; how long that took. */
async function noted(options, type, vectors) {
  const { promise, resolve } = later();
  const engine = await openEngine({
    ...options,
    tell(event) {
      if (event.type === type && event.body.space === 'given' && event.body.vector_count === vectors) resolve(event.body);
    },
  });
  const { build_time_ms, load_time_ms } = await promise;
  return [engine, build_time_ms ?? load_time_ms];
}

function later() {
  let resolve;
  const promise = new Promise((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

/** Asks every query once a round, closes the engine, and checks how many of the true nearest were found. */
async function asked(engine, queries, truth, rounds, method) {
  const perSecond = [];
  const p99 = [];
  let found = 0;
  for (let round = -1; round < rounds; round++) {
    const times = [];
    for (const [i, vector] of queries.entries()) {
      const { ms, value } = await timed(() => engine.search({ vector }));
      times.push(ms);
      if (value.space.method !== method || value.partial)
        throw new Error(`asked for ${method}, got ${value.space.method}, partial ${value.partial}`);
      if (round < 0) found += value.hits.filter(({ concept }) => truth[i].has(Number(concept.id.slice(5)))).length;
    }
    if (round < 0) continue;
    perSecond.push(queries.length / (times.reduce((sum, ms) => sum + ms) / 1000));
    p99.push(percentile(times, 0.99));
  }
  await engine.close();
  return { perSecond, p99, recall: found / queries.length / 10 };
}
