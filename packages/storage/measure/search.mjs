// Graph paths and search, measured: `node packages/storage/measure/search.mjs [concepts] [dimension]` after `npx tsc -b packages/storage`.
// One run on one machine, every answer checked before its time counts. Times are of the embedded engine, in ms.
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { seededChance, systemClock } from '@sutra/kit';
import { openEngine } from '@sutra/storage/engine';

const CONCEPTS = Number(process.argv[2] ?? 50_000);
const DIMENSION = Number(process.argv[3] ?? 384);
const HUB = 1_000_000;
const clock = systemClock();
const chance = seededChance(42);
const whole = (max) => Math.floor(chance.next() * max);
const folder = mkdtempSync(join(tmpdir(), 'sutra-search-'));
const options = {
  folder,
  clock,
  onFatal: (reason) => {
    throw reason;
  },
};
const rss = () => Math.round(process.memoryUsage.rss() / 2 ** 20);
const say = (name, value) =>
  void process.stdout.write(`${name.padEnd(58)} ${typeof value === 'number' ? value.toFixed(value < 10 ? 3 : 0) : value}`.concat('\n'));

async function timed(work) {
  const start = performance.now();
  const value = await work();
  return [performance.now() - start, value];
}

async function latency(name, count, work) {
  for (let i = 0; i < 5; i++) await work(i);
  const times = [];
  for (let i = 0; i < count; i++) times.push((await timed(() => work(i)))[0]);
  times.sort((a, b) => a - b);
  say(`${name} p50`, times[count >> 1]);
  say(`${name} p99`, times[Math.floor(count * 0.99)]);
}

function must(holds, what) {
  if (!holds) throw new Error(`wrong: ${what}`);
}

/** Words as in language: the n-th most frequent is as frequent as 1 / n. */
const WORDS = Array.from({ length: 20_000 }, (_, i) => `w${(i * 7919).toString(36)}`);
const zipf = () => WORDS[Math.min(WORDS.length - 1, Math.floor(WORDS.length ** chance.next()) - 1)];
/** Vectors in clusters, as embeddings are: no cluster is far from all others, and neighbours are near. */
const centres = Array.from({ length: 500 }, () => Array.from({ length: DIMENSION }, () => chance.next() - 0.5));
const near = (centre) => Float32Array.from(centre, (value) => value + (chance.next() - 0.5) * 0.8);
const unit = (vector) => {
  const norm = Math.hypot(...vector);
  return Float32Array.from(vector, (value) => value / norm);
};

say('machine', `${cpus().length} × ${cpus()[0].model}, Node ${process.version}`);
say('concepts × dimension', `${CONCEPTS} × ${DIMENSION}`);
try {
  let engine = await openEngine(options);
  const vectors = [];
  const loop = monitorEventLoopDelay({ resolution: 1 });
  loop.enable();
  const [buildMs] = await timed(async () => {
    for (let done = 0; done < CONCEPTS; done += 500) {
      const concepts = Array.from({ length: Math.min(500, CONCEPTS - done) }, (_, i) => {
        const embedding = unit(near(centres[whole(centres.length)]));
        vectors.push(embedding);
        return {
          id: `item-${String(done + i).padStart(6, '0')}`,
          content: Array.from({ length: 20 }, zipf).join(' '),
          metadata: { rack: `r${(done + i) % 50}` },
          embedding,
        };
      });
      await engine.learn({ concepts });
    }
    await engine.concept('item-000000'); // waits until all is applied
  });
  loop.disable();
  say('learn and index, concepts/s', CONCEPTS / (buildMs / 1000));
  say('event loop delay meanwhile, p99', loop.percentile(99) / 1e6);
  say('event loop delay meanwhile, max', loop.max / 1e6);
  const { bytes } = await engine.stats();
  say('bytes a concept: log, index', `${Math.round(bytes.log / CONCEPTS)}, ${Math.round(bytes.graph / CONCEPTS)}`);
  await engine.close();
  const before = rss();
  const [openMs, opened] = await timed(() => openEngine(options));
  engine = opened;
  say('open', openMs);
  say('first search (reads columns and vectors)', (await timed(() => engine.search({ text: WORDS[50], vector: vectors[0] })))[0]);
  say('first search in the built-in space', (await timed(() => engine.search({ text: WORDS[50] })))[0]);
  say('memory before, after, MB', `${before}, ${rss()}`);

  const queries = Array.from({ length: 50 }, () => unit(near(centres[whole(centres.length)])));
  let found = 0;
  for (const vector of queries) {
    const exact = vectors
      .map((other, i) => [i, other.reduce((sum, value, at) => sum + value * vector[at], 0)])
      .sort(([, a], [, b]) => b - a)
      .slice(0, 10);
    const { hits } = await engine.search({ vector });
    const ids = new Set(hits.map(({ concept }) => Number(concept.id.slice(5))));
    found += exact.filter(([i]) => ids.has(i)).length;
  }
  say('recall@10 against trying every vector', found / 500);
  const rare = () => `${WORDS[1_000 + whole(10_000)]} ${WORDS[1_000 + whole(10_000)]}`;
  const common = () => `${WORDS[whole(10)]} ${WORDS[whole(100)]} ${WORDS[whole(1_000)]}`;
  await latency('lexical, an id', 300, async (i) => {
    const { hits } = await engine.search({ text: `item-${String(i).padStart(6, '0')}`, mode: 'lexical' });
    must(hits.length === 1, 'an id finds itself alone');
  });
  await latency('lexical, 2 rare words', 300, () => engine.search({ text: rare(), mode: 'lexical' }));
  await latency('lexical, 3 words, one in every third concept', 300, () => engine.search({ text: common(), mode: 'lexical' }));
  await latency('lexical, the same, one rack of 50', 300, async (i) => {
    const { hits } = await engine.search({ text: common(), mode: 'lexical', where: [{ field: 'metadata.rack', is: [`r${i % 50}`] }] });
    must(
      hits.every(({ concept }) => concept.metadata.rack === `r${i % 50}`),
      'a filter is exact',
    );
  });
  await latency('vector, 10 nearest', 300, (i) => engine.search({ vector: queries[i % 50] }));
  await latency('vector, 10 nearest of one rack', 300, (i) =>
    engine.search({ vector: queries[i % 50], where: [{ field: 'metadata.rack', is: [`r${i % 50}`] }] }),
  );
  await latency('fused, words and vector', 300, (i) => engine.search({ text: common(), vector: queries[i % 50] }));
  await latency('fused, words alone (built-in space)', 300, () => engine.search({ text: common() }));

  const nodes = 20_000;
  for (let done = 0; done < 100_000; done += 1_000) {
    const associations = Array.from({ length: 1_000 }, () => {
      return { source: `n${whole(nodes)}`, type: `t${whole(5)}`, target: `n${whole(nodes)}`, confidence: 0.5 + chance.next() / 2 };
    });
    await engine.learn({ associations });
  }
  const pair = () => ({ from: `n${whole(nodes)}`, to: `n${whole(nodes)}` });
  const known = async (work) => {
    for (;;) {
      try {
        return await work(pair());
      } catch (reason) {
        if (reason.code !== 'SUTRA_STORE_UNKNOWN') throw reason;
      }
    }
  };
  const lengths = [];
  await latency('100k associations: shortest path', 200, () =>
    known(async (ends) => {
      const { paths, partial } = await engine.paths({ ...ends, depth: 12 });
      must(!partial, 'a shortest path is complete');
      lengths.push(paths[0]?.hops.length ?? 0);
    }),
  );
  say('hops of the shortest, mean', lengths.reduce((a, b) => a + b) / lengths.length);
  let cut = 0;
  await latency('100k associations: 3 best by confidence, depth 8', 50, () =>
    known(async (ends) => void ((await engine.paths({ ...ends, mode: 'best', depth: 8 })).partial && cut++)),
  );
  await latency('100k associations: all within 4 hops', 50, () =>
    known(async (ends) => void ((await engine.paths({ ...ends, mode: 'all', depth: 4 })).partial && cut++)),
  );
  await latency('100k associations: shortest in order of time', 50, () =>
    known(async (ends) => void ((await engine.paths({ ...ends, timeRespecting: true, depth: 8 })).partial && cut++)),
  );
  say('of these 165 cut short by a limit', String(cut));

  const [hubMs] = await timed(async () => {
    for (let done = 0; done < HUB; done += 10_000) {
      const associations = Array.from({ length: 10_000 }, (_, i) => ({ source: 'hub', type: 'to', target: `leaf-${done + i}` }));
      await engine.learn({ associations });
    }
    await engine.learn({ associations: [{ source: 'hub', type: 'rare', target: 'n1' }] });
    await engine.concept('hub');
  });
  say('learn the associations of one node, /s', HUB / (hubMs / 1000));
  await latency('a node of 10^6: first 100 neighbours', 100, () => engine.neighbours({ id: 'hub', limit: 100 }));
  await latency('a node of 10^6: its one neighbour of another type', 100, async () => {
    must((await engine.neighbours({ id: 'hub', types: ['rare'] })).associations.length === 1, 'the other type');
  });
  say(
    'a node of 10^6: path to a neighbour',
    (await timed(async () => must((await engine.paths({ from: 'hub', to: 'leaf-999999' })).paths.length === 1, 'the neighbour')))[0],
  );
  const [ms, answer] = await timed(() => engine.paths({ from: 'hub', to: 'n2', types: ['to'], timeRespecting: true }));
  say('a node of 10^6: no path', `${ms.toFixed(0)}, partial ${answer.partial}: ${answer.partialBecause}`);
  await engine.close();
} finally {
  rmSync(folder, { recursive: true });
}
