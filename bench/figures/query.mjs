/**
 * Questions to a store that holds 100,000 and 1,000,000 events, asked over TCP, every answer compared with an oracle. Beside the latest 100, in the
 * same rounds, the yardstick: as many bytes from a process that does nothing else.
 */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { seededChance, systemClock } from '@sutra/kit';
import { openStoreClient } from '@sutra/storage/client';
import { openEngine } from '@sutra/storage/engine';
import { encodeStored } from '@sutra/wire';
import { askedLatest, LATEST, latestOf } from '../latest-of.mjs';
import { figure, median, mustEqual, percentile, timed } from '../measure.mjs';
import { withFolder, withLatest, withStorage } from '../processes/child.mjs';
import { AGENTS, NODES, Oracle, records } from '../workload.mjs';

const BATCH = 1_024;
const CHAIN = 10;

export async function query({ quick, rounds: count }) {
  const figures = [];
  for (const size of quick ? [10_000] : [100_000, 1_000_000]) figures.push(...(await atSize(size, count, quick)));
  return figures;
}

/** Asked over TCP of a server in its own process, then of the same files opened in this one. */
function atSize(size, count, quick) {
  return withFolder(async (folder) => {
    const path = join(folder, 'store');
    let oracle;
    const overTcp = await withStorage(path, async (address) => {
      const store = openStoreClient({
        address,
        clock: systemClock(),
        chance: seededChance(3),
        name: 'bench',
        settings: { callMs: 60_000 },
      });
      oracle = await filled(store, size);
      const of = { size, count, quick, label: `${size.toLocaleString('en')} events, TCP` };
      const figures = await withLatest(address, (client) => asked(store, oracle, { ...of, client }));
      await store.close();
      return figures;
    });
    const onDisk = figure(
      `bytes on disk per event, all indexes in, ${size.toLocaleString('en')} events`,
      'bytes',
      [bytesOf(path) / size],
      size,
      {
        goal: { atMost: 70 },
      },
    );
    const engine = await openEngine({
      folder: path,
      clock: systemClock(),
      onFatal(reason) {
        throw reason;
      },
    });
    const embedded = await asked(engine, oracle, { size, count, quick, label: `${size.toLocaleString('en')} events, embedded` });
    await engine.close();
    return [...overTcp, ...embedded, onDisk];
  });
}

async function asked(store, oracle, { size, count, quick, label, client }) {
  const latest = await latestOfEntity(store, oracle, { asked: quick ? 100 : 300, count, client });
  return [
    figure(`latest 100 of one entity, p50, ${label}`, 'ms', latest.p50, latest.asked),
    figure(`latest 100 of one entity, p99, ${label}`, 'ms', latest.p99, latest.asked, { goal: { atMost: 2 } }),
    ...(client === undefined
      ? []
      : [
          figure(`as many bytes in place of them, p50, ${label}`, 'ms', latest.echoP50, latest.asked, {
            note: 'answered by a process that does nothing else',
          }),
          figure(`as many bytes in place of them, p99, ${label}`, 'ms', latest.echoP99, latest.asked, {
            note: 'answered by a process that does nothing else',
          }),
        ]),
    figure(`latest 100 of one entity, p99 of the first questions, ${label}`, 'ms', latest.first, latest.asked),
    figure(`count by type and agent, ${label}`, 'ms', await countByTypeAndAgent(store, oracle, count), size),
    figure(`causal chain of ${CHAIN}, ${label}`, 'ms', await chain(store, oracle, count), 50),
    figure(`replay from the first event, ${label}`, 'events/s', await replay(store, size, count), size),
  ];
}

async function filled(store, size) {
  const oracle = new Oracle();
  const session = await store.session('bench', 1);
  const waiting = [];
  let batch = [];
  const send = async () => {
    waiting.push(session.append(batch, { limitMs: 60_000 }));
    batch = [];
    if (waiting.length > 8) await waiting.shift();
  };
  for (const record of records('bench', 1, size)) {
    oracle.add(record);
    batch.push(record);
    if (batch.length === BATCH) await send();
  }
  if (batch.length > 0) await send();
  await Promise.all(waiting);
  await session.close();
  const { total } = await store.aggregate({});
  mustEqual(total, size, 'stored events');
  return oracle;
}

/** Rounds until compiled code no longer changes what is measured: what a process answers after its first seconds. */
const WARM_UP_ROUNDS = 8;

/**
 * With a client, it is the one that asks, as nothing of what this process holds and checks is in its way; and every round asks for as many bytes once
 * more. Otherwise it is asked here.
 */
async function latestOfEntity(store, oracle, { asked, count, client }) {
  const chance = seededChance(11);
  const answered = client === undefined ? (entities) => latestOf(store, entities) : client.latestOf;
  const p50 = [];
  const p99 = [];
  const first = [];
  const echoP50 = [];
  const echoP99 = [];
  for (let round = -WARM_UP_ROUNDS; round < count; round++) {
    const entities = Array.from({ length: asked }, (_, i) => drawn(chance, i));
    const { times, numbers } = await answered(entities);
    for (const [i, entity] of entities.entries()) mustBeLatest(numbers[i], oracle, entity);
    if (round === -WARM_UP_ROUNDS) first.push(percentile(times, 0.99));
    const echoed = client === undefined ? undefined : (await client.bytesOf(await sizesOf(store, entities))).times;
    if (round < 0) continue;
    p50.push(median(times));
    p99.push(percentile(times, 0.99));
    if (echoed === undefined) continue;
    echoP50.push(median(echoed));
    echoP99.push(percentile(echoed, 0.99));
  }
  return { p50, p99, first, echoP50, echoP99, asked };
}

/** An agent for every three nodes. */
function drawn(chance, i) {
  return i % 4 === 0
    ? `agent-${String(Math.floor(chance.next() * AGENTS)).padStart(3, '0')}`
    : `node-${String(Math.floor(chance.next() * NODES)).padStart(4, '0')}`;
}

async function sizesOf(store, entities) {
  const sizes = [];
  for (const entity of entities) sizes.push(encodeStored((await askedLatest(store, entity)).events).length);
  return sizes;
}

function mustBeLatest(numbers, oracle, entity) {
  mustEqual(numbers, (oracle.byEntity.get(entity) ?? []).slice(-LATEST).reverse(), `latest ${LATEST} of ${entity}`);
}

async function countByTypeAndAgent(store, oracle, count) {
  const times = [];
  for (let round = -1; round < count; round++) {
    const { ms, value } = await timed(() => store.aggregate({ groupBy: ['type', 'entity:agent-'], limit: 10_000 }));
    if (round >= 0) times.push(ms);
    const counted = value.groups
      .filter(({ key }) => key[1] !== null)
      .map(({ key, count: n }) => [key.join(' '), n])
      .sort();
    mustEqual(counted, [...oracle.byTypeAndAgent].sort(), 'counts by type and agent');
  }
  return times;
}

async function chain(store, oracle, count) {
  const times = [];
  for (let round = -1; round < count; round++) {
    const of50 = [];
    for (let i = 0; i < 50; i++) {
      const start = oracle.crashes.length - 1 - i * 7;
      const { ms, value } = await timed(() => walkedBack(store, oracle.crashes[start]));
      of50.push(ms);
      mustEqual(value, oracle.crashes.slice(start - CHAIN, start + 1).reverse(), 'causal chain');
    }
    if (round >= 0) times.push(median(of50));
  }
  return times;
}

async function walkedBack(store, from) {
  const causes = await store.causes({ id: from, depth: CHAIN });
  return [from, ...causes.map((event) => event.id)];
}

async function replay(store, size, count) {
  const perSecond = [];
  for (let round = -1; round < Math.min(count, 3); round++) {
    const { ms, value } = await timed(async () => {
      const over = new AbortController();
      let read = 0;
      let last = 0;
      for await (const item of store.feed({ fromSeq: 1 }, over.signal)) {
        if (item.kind === 'gap') throw new Error('the reader was told of a gap');
        if (item.kind === 'live') break;
        for (const event of item.events) {
          if (event.seq !== last + 1) throw new Error(`seq ${event.seq} follows ${last}`);
          last = event.seq;
          read++;
        }
      }
      over.abort();
      return read;
    });
    mustEqual(value, size, 'replayed events');
    if (round >= 0) perSecond.push(size / (ms / 1000));
  }
  return perSecond;
}

function bytesOf(folder) {
  let bytes = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true }))
    if (entry.isFile()) bytes += statSync(join(entry.parentPath ?? entry.path, entry.name)).blocks * 512;
  return bytes;
}
