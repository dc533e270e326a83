// Runs under strace: starts the real server, drives it over TCP as clients do, and writes what was acknowledged to a file with one
// system call per line. Client, server and acknowledgements are thus in one trace, in one order.
//   traced-workload.mjs NAME FOLDER ACKS_FILE [DIST]
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { seededChance, systemClock } from '@sutra/kit';
import { openStoreClient } from '@sutra/storage/client';
import { batchOf, EPOCH, eventOf, snapshotOf } from './told.mjs';

const [name, folder, acksFile, dist] = process.argv.slice(2);
const acks = openSync(acksFile, 'a');
const acknowledged = (what) => writeSync(acks, `${JSON.stringify(what)}\n`);

const MIB = 1024 * 1024;
/** Small segments roll every few writes; `appends` is per emitter. */
const WORKLOADS = {
  'one producer': { emitters: 1, appends: 150, limits: { segmentBytes: MIB } },
  'ten producers': { emitters: 10, appends: 60, limits: { segmentBytes: MIB } },
  'learning beside events': { emitters: 3, appends: 50, batches: 50, limits: { segmentBytes: 64 * 1024 } },
  'snapshots being written': { emitters: 2, appends: 60, snapshots: 24, limits: { segmentBytes: 64 * 1024, snapshotsKept: 3 } },
  'segments rolling': { emitters: 3, appends: 60, limits: { segmentBytes: 8 * 1024 } },
  'killed and started again': { emitters: 4, appends: 70, batches: 20, kills: 3, limits: { segmentBytes: 16 * 1024 } },
};
const KILL_EVERY_MS = 120;
const CALL_MS = 60_000;

const work = WORKLOADS[name];
let port = 0;
async function start() {
  const args = [join(import.meta.dirname, 'store-process.mjs'), folder, String(port), JSON.stringify(work.limits)];
  const child = spawn(process.execPath, dist === undefined ? args : [...args, dist], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [said] = await once(child.stdout, 'data');
  port = Number(/listening (\d+)/.exec(String(said))[1]);
  return child;
}

let server = await start();
const clock = systemClock();
const store = openStoreClient({ address: `127.0.0.1:${port}`, clock, chance: seededChance(1), name: 'workload' });

async function produce(emitter, offset) {
  const session = await store.session(emitter, EPOCH);
  let next = 1;
  const flying = new Set();
  for (let i = 0; i < work.appends; i++) {
    const width = 1 + ((i * 7 + offset) % 12);
    const events = Array.from({ length: width }, (_, k) => eventOf(emitter, next + k));
    next += width;
    const append = session
      .append(events, { limitMs: CALL_MS })
      .then(({ storedThrough }) => acknowledged({ emitter, through: storedThrough }))
      .finally(() => flying.delete(append));
    flying.add(append);
    // Sometimes alone on the wire, sometimes three deep.
    while (flying.size > i % 4) await Promise.race(flying);
  }
  await Promise.all(flying);
}

async function learn() {
  for (let n = 1; n <= (work.batches ?? 0); n++) {
    await store.learn(batchOf(n), { limitMs: CALL_MS });
    acknowledged({ batch: n });
  }
}

async function snapshot() {
  for (let i = 0; i < (work.snapshots ?? 0); i++) {
    const { lastSeq: seq } = await store.stats();
    await store.putSnapshot('state', seq, snapshotOf(seq), { limitMs: CALL_MS });
    acknowledged({ snapshot: seq });
  }
}

async function kill() {
  for (let i = 0; i < (work.kills ?? 0); i++) {
    await new Promise((resolve) => setTimeout(resolve, KILL_EVERY_MS));
    const gone = once(server, 'exit');
    server.kill('SIGKILL');
    await gone;
    acknowledged({ killed: i + 1 });
    server = await start();
  }
}

const emitters = Array.from({ length: work.emitters }, (_, i) => `e${i}`);
await Promise.all([...emitters.map(produce), learn(), snapshot(), kill()]);
await store.close();
// No clean close: a crash is what all of this is about.
server.kill('SIGKILL');
