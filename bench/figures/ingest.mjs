/** Bulk ingest: the events of an export into an empty store, over TCP (storage in a process of its own) and into a folder, beside what the same log takes from a producer. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { seededChance, systemClock } from '@sutra/kit';
import { openStoreClient } from '@sutra/storage/client';
import { exportToFile, openEngine } from '@sutra/storage/engine';
import { figure, interleaved, mustEqual } from '../measure.mjs';
import { started, withFolder, withStorage } from '../processes/child.mjs';
import { records } from '../workload.mjs';

const EPOCH = 1_764_000_000_000_000;
const FORMS = ['ndjson', 'blocks'];
const BATCH = 512;

export function ingest({ quick, rounds: count }) {
  const events = quick ? 5_000 : 1_000_000;
  return withFolder(async (folder) => {
    const nativeBytes = await exported(folder, events);
    const ways = FORMS.flatMap((form) => ['tcp', 'folder'].map((way) => ({ form, way })));
    const works = [
      ...ways.map(
        ({ form, way }) =>
          () =>
            imported(folder, events, form, way),
      ),
      () => produced(join(folder, 'produced'), events),
    ];
    const results = await interleaved(count, works, { warmUp: false });
    const per = (result) => events / (result.ms / 1000);
    const label = ({ form, way }) =>
      `ingest of ${events.toLocaleString('en')} events, ${form}, ${way === 'tcp' ? 'over TCP' : 'into a folder'}`;
    return [
      ...ways.map((one, i) => figure(label(one), 'events/s', results[i].map(per), events)),
      figure('the same events from one producer, batch 512, over TCP', 'events/s', results.at(-1).map(per), events),
      figure(
        'bytes on disk per event, imported',
        'bytes',
        results[1].map(({ bytes }) => bytes),
        events,
      ),
      figure('bytes on disk per event, from their own emitter', 'bytes', [nativeBytes], events),
      figure(
        'memory of an import of ndjson over TCP, at most',
        'MiB',
        results[0].map(({ mb }) => mb),
        events,
      ),
    ];
  });
}

/** Fills a store and exports it in every form. Returns its bytes per event. */
async function exported(folder, events) {
  const at = join(folder, 'origin');
  const origin = await openedAt(at);
  const session = await origin.session('agent-1', EPOCH);
  for (const batch of batches(events)) await session.append(batch);
  for (const form of FORMS) mustEqual((await exportToFile(origin, join(folder, form), { form })).events, events, `exported as ${form}`);
  await origin.close();
  return bytesPerEvent(at, events);
}

async function imported(folder, events, form, way) {
  const at = join(folder, `target-${form}-${way}`);
  rmSync(at, { recursive: true, force: true });
  const run = async (where) => {
    const importer = started('importer', [form, join(folder, form), way, where]);
    await importer.message();
    importer.child.send('go');
    return importer.message();
  };
  const result = await (way === 'tcp' ? withStorage(at, run) : run(at));
  mustEqual(result.stored, events, `imported from ${form}`);
  return { ...result, bytes: await bytesPerEvent(at, events) };
}

async function produced(at, events) {
  rmSync(at, { recursive: true, force: true });
  return withStorage(at, async (address) => {
    const client = openStoreClient({ address, clock: systemClock(), chance: seededChance(4), name: 'producer' });
    const session = await client.session('agent-1', EPOCH);
    let ms = 0;
    const window = [];
    // Making the events is no part of the log: only sending them is timed.
    for (const batch of batches(events)) {
      const start = performance.now();
      window.push(session.append(batch));
      if (window.length >= 16) await window.shift();
      ms += performance.now() - start;
    }
    const start = performance.now();
    await Promise.all(window);
    ms += performance.now() - start;
    await client.close();
    return { ms };
  });
}

function* batches(events) {
  let batch = [];
  for (const record of records('agent-1', EPOCH, events, 1)) {
    batch.push(record);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

async function bytesPerEvent(folder, events) {
  const engine = await openedAt(folder);
  const { bytesPerEvent: bytes, events: stored } = await engine.stats();
  await engine.close();
  mustEqual(stored, events, 'stored events');
  return bytes;
}

const openedAt = (folder) =>
  openEngine({
    folder,
    clock: systemClock(),
    onFatal(reason) {
      throw reason;
    },
  });
