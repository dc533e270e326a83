/**
 * One system, one round, in a process of its own: `node driver.mjs <system> <events> <folder>`. Starts the system, measures, checks every
 * answer, ends the system, and sends what it found to its parent.
 */
import { join } from 'node:path';
import { median, mustEqual, percentile } from '../measure.mjs';
import { LATEST } from '../workload.mjs';
import { bytesOf, memoryOf } from './server-process.mjs';
import { loadSystem } from './systems.mjs';
import { Answers, ASKED, CHAIN, events, Fold } from './workload.mjs';

const PRODUCERS = 10;
const [name, sizeText, folder] = process.argv.slice(2);
const size = Number(sizeText);
/** How many events each way of appending brings. One at a time is slow, and a round is shared by all systems. */
const COUNTS = { single: Math.min(2_000, size / 20), batch64: Math.min(19_200, size / 5), pipelined: Math.min(40_000, size / 2) };
/** Crashes whose chains are walked. */
const CHAINS = 50;
/** What every system does before it is timed, alike, so that what a program's first calls cost is not taken for what a call costs. */
const REHEARSED = { single: Math.min(1_500, size / 20), many: Math.min(20_000, size) };
const REHEARSAL_MS = Math.min(3_000, size / 20);

const system = await loadSystem(name);
const path = system.find();

/** Everything that was appended, folded: what a replay must come to. */
const history = new Fold();
let made = 0;

/** How long some work took: by the clock of the process that did it, where a system is measured inside one of its own. */
async function timed(store, work) {
  const start = store.ownMs?.() ?? performance.now();
  const value = await work();
  return { ms: (store.ownMs?.() ?? performance.now()) - start, value };
}

/** Appends the events of some emitters, each with at most so many unanswered, and returns events a second. */
async function append(store, lists, batch, inFlight) {
  const producers = await Promise.all(lists.map((list, n) => store.open?.(n, list[0].emitter) ?? n));
  for (const list of lists) for (const event of list) history.add(event);
  const work = async (producer, list) => {
    const waiting = [];
    for (let at = 0; at < list.length; at += batch) {
      waiting.push(store.append(producer, batch === 1 ? [list[at]] : list.slice(at, at + batch)));
      if (waiting.length >= inFlight) await waiting.shift();
    }
    await Promise.all(waiting);
  };
  const { ms } = await timed(store, () => Promise.all(lists.map((list, n) => work(producers[n], list))));
  return lists.reduce((sum, list) => sum + list.length, 0) / (ms / 1000);
}

/** Emitters of one kind of append: their names are new each time, so that nothing is taken for a repeat. */
function emitters(count, each) {
  const lists = [];
  for (let n = 0; n < count; n++) lists.push([...events(`more${made++}`, each, { seed: 7, daysBack: 2 })]);
  return lists;
}

/** Every way of appending, beside the day that is asked about. */
async function appended(store, counts) {
  return {
    single: await append(store, emitters(1, counts.single), 1, 1),
    batch64: await append(store, emitters(1, counts.batch64), 64, store.inFlight.batch),
    // One writer with one append under way at a time has nothing to pipeline.
    pipelined:
      store.inFlight.pipelined > 1
        ? await append(store, emitters(PRODUCERS, counts.pipelined / PRODUCERS), 1, store.inFlight.pipelined)
        : undefined,
  };
}

async function rehearsedAppends(store) {
  await appended(store, { single: REHEARSED.single, batch64: REHEARSED.many, pipelined: REHEARSED.many });
  await append(store, emitters(1, REHEARSED.many), 512, store.inFlight.batch);
}

async function asked(store, answers, offset) {
  const latest = await repeated(ASKED.latest, async (i) => {
    const entity = answers.asked[(i * 37) % answers.asked.length];
    const { ms, value } = await timed(store, () => store.latest(entity, LATEST));
    answers.checkLatest(entity, value);
    return ms;
  });
  const count = await repeated(ASKED.count, async () => {
    const { ms, value } = await timed(store, () => store.count(answers.fromUs, answers.toUs));
    answers.checkCounts(value);
    return ms;
  });
  const chain = await repeated(ASKED.chain, async (i) => {
    const { id, expected } = answers.chainFrom(i % CHAINS);
    const { ms, value } = await timed(store, () => store.chain(id, CHAIN, offset));
    mustEqual(value, expected, 'the causal chain');
    return ms;
  });
  const replay = await repeated(ASKED.replay, async () => {
    const { ms, value } = await timed(store, () => folded(store));
    mustEqual(value, history.result, 'the folded history');
    return history.count / (ms / 1000);
  });
  return {
    latest: median(latest),
    latestP99: percentile(latest, 0.99),
    count: median(count),
    chain: median(chain),
    replay: median(replay),
  };
}

async function folded(store) {
  if (store.fold !== undefined) return store.fold();
  const fold = new Fold();
  await store.replay((event) => fold.add(event));
  return fold.result;
}

async function repeated(times, work) {
  const endMs = performance.now() + REHEARSAL_MS;
  for (let i = 0; i === 0 || performance.now() < endMs; i++) await work(i);
  const results = [];
  for (let i = 0; i < times; i++) results.push(await work(i));
  return results;
}

/** From the start of the program until it has answered: with the files in the cache of the operating system. */
async function reopened(data, answers) {
  const entity = answers.asked[0];
  const start = performance.now();
  const server = await system.start(path, data);
  const store = await system.connect(server, { producers: PRODUCERS, create: false });
  answers.checkLatest(entity, await store.latest(entity, LATEST));
  return { server, store, ms: performance.now() - start };
}

async function measured() {
  const data = join(folder, 'data');
  const answers = new Answers('day', size);
  const server = await system.start(path, data);
  const store = await system.connect(server, { producers: PRODUCERS, create: true });
  await rehearsedAppends(store);
  const offset = history.count;
  const day = [...events('day', size)];
  const batch512 = [await append(store, [day], 512, store.inFlight.batch)];
  await store.settle();
  const questions = await asked(store, answers, offset);
  const memory = server.child === undefined ? undefined : memoryOf(server.child.pid) / 2 ** 20;
  const before = history.count;
  await store.close();
  await server.stop();
  const bytes = bytesOf(server.folder ?? data) / before;
  const again = await reopened(data, answers);
  await rehearsedAppends(again.store);
  const ways = await appended(again.store, COUNTS);
  // The fastest of the systems takes the day in a quarter of a second: once is too short to tell.
  batch512.push(await append(again.store, emitters(1, size), 512, again.store.inFlight.batch));
  mustEqual(await again.store.total(), history.count, 'the events stored');
  await again.store.close();
  await again.server.stop();
  return { ...ways, batch512: median(batch512), ...questions, memory, bytes, open: again.ms, jsonBytes: answers.bytes / answers.count };
}

const results = await measured();
process.send(results, () => process.disconnect());
