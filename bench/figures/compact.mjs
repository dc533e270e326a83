/**
 * What appends notice of a compaction: one producer over TCP, a few events every few ms, each append acknowledged, while the server rolls up
 * and rewrites the whole store; and as many appends at rest, with which the longest wait is compared.
 */
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { seededChance, systemClock } from '@sutra/kit';
import { openStoreClient } from '@sutra/storage/client';
import { figure, mustEqual, percentile, timed } from '../measure.mjs';
import { withFolder, withStorage } from '../processes/child.mjs';
import { records } from '../workload.mjs';

const BATCH = 512;
const IN_FLIGHT = 8;
const DAY_US = 86_400_000_000;
/** All of the workload happened long ago: metrics and heartbeats become a row a minute. */
const POLICY = {
  rules: [
    {
      name: 'metrics',
      types: ['agent_heartbeat', 'node_metrics', 'agent_metrics'],
      rollUps: [{ afterUs: DAY_US, widthUs: 60_000_000 }],
    },
  ],
};
const EACH_MS = 5;
const EVENTS_EACH = 5;
/** A compaction of so many events lasts some seconds. */
const CALL_MS = 180_000;

export function compact({ quick, rounds: count }) {
  const events = quick ? 10_000 : 1_000_000;
  return withFolder(async (folder) => {
    const filled = join(folder, 'filled');
    await withStorage(filled, (address) => withStore(address, (store) => fill(store, events)));
    const waits = [];
    for (let round = 0; round < count; round++) {
      const copy = join(folder, `round-${round}`);
      cpSync(filled, copy, { recursive: true });
      waits.push(await withStorage(copy, (address) => withStore(address, (store) => waitsOf(store, events)), POLICY));
    }
    const of = (pick) => waits.map(pick);
    const n = Math.min(...of(({ during }) => during.length));
    const label = `while ${events.toLocaleString('en')} events are compacted`;
    return [
      figure(
        'append at rest, p99 of the wait',
        'ms',
        of(({ rest }) => percentile(rest, 0.99)),
        n,
      ),
      figure(
        'append at rest, longest wait',
        'ms',
        of(({ rest }) => Math.max(...rest)),
        n,
      ),
      figure(
        `append ${label}, p99 of the wait`,
        'ms',
        of(({ during }) => percentile(during, 0.99)),
        n,
      ),
      figure(
        `append ${label}, longest wait`,
        'ms',
        of(({ during }) => Math.max(...during)),
        n,
      ),
      figure(
        'compaction, added to the longest wait of an append',
        'ms',
        of(({ during, rest }) => Math.max(0, Math.max(...during) - Math.max(...rest))),
        n,
        { goal: { atMost: 20 } },
      ),
    ];
  });
}

async function withStore(address, work) {
  const store = openStoreClient({
    address,
    clock: systemClock(),
    chance: seededChance(1),
    name: 'bench',
    settings: { callMs: CALL_MS },
  });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

async function fill(store, events) {
  const session = await store.session('bench', 1);
  const waiting = [];
  let batch = [];
  for (const record of records('bench', 1, events)) {
    batch.push(record);
    if (batch.length < BATCH) continue;
    waiting.push(session.append(batch));
    batch = [];
    if (waiting.length >= IN_FLIGHT) await waiting.shift();
  }
  if (batch.length > 0) waiting.push(session.append(batch));
  await Promise.all(waiting);
  await session.close();
}

async function waitsOf(store, events) {
  const session = await store.session('late', 1);
  const late = records('late', 1, 100_000_000, 7);
  let appended = 0;
  const appendUntil = async (over) => {
    const waits = [];
    while (!over(waits.length)) {
      const made = Array.from({ length: EVENTS_EACH }, () => late.next().value);
      waits.push((await timed(() => session.append(made))).ms);
      appended += EVENTS_EACH;
      await sleep(EACH_MS);
    }
    return waits;
  };
  await appendUntil((count) => count === 100); // what is not compiled yet is slow in either half
  let compacted;
  const compacting = store.retain({}).then((result) => {
    compacted = result;
  });
  const during = await appendUntil((count) => compacted !== undefined && count > 0);
  await compacting;
  const rest = await appendUntil((count) => count >= during.length);
  if (compacted.rolledUp < events / 2) throw new Error(`only ${compacted.rolledUp} of ${events} events were rolled up`);
  mustEqual((await store.aggregate({})).total, events + appended, 'events after the compaction');
  await session.close();
  return { during, rest };
}
