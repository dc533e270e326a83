// Runs under strace: starts the real server, drives it over TCP as clients do, and writes what was acknowledged to a file with one
// system call per line. Client, server and acknowledgements are thus in one trace, in one order.
//   traced-workload.mjs NAME FOLDER ACKS_FILE [DIST]
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { seededChance, systemClock } from '@sutra/kit';
import { openStoreClient } from '@sutra/storage/client';
import { agedOf, batchOf, COARSE, EPOCH, eventOf, FINE, snapshotOf } from './told.mjs';

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
  'readers beside writers': { emitters: 3, appends: 40, batches: 15, snapshots: 12, readers: true, limits: { segmentBytes: 32 * 1024 } },
  'retention beside writers': {
    emitters: 2,
    appends: 50,
    batches: 12,
    snapshots: 12,
    kills: 2,
    aged: true,
    limits: { segmentBytes: 16 * 1024, snapshotsKept: 1, snapshotHoursKept: 0, snapshotDaysKept: 0 },
  },
  'killed and started again': { emitters: 4, appends: 70, batches: 20, kills: 3, limits: { segmentBytes: 16 * 1024 } },
};
const KILL_EVERY_MS = 120;
const RETAIN_EVERY_MS = 25;
const CALL_MS = 60_000;

const work = WORKLOADS[name];
let port = 0;
let starts = 0;
async function start() {
  // A later start of a store whose events grow old rolls up more than the one before it did.
  const aged = work.aged === true ? { retention: starts++ === 0 ? FINE : COARSE } : {};
  const args = [join(import.meta.dirname, 'store-process.mjs'), folder, String(port), JSON.stringify({ ...work.limits, ...aged })];
  const child = spawn(process.execPath, dist === undefined ? args : [...args, dist], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [said] = await once(child.stdout, 'data');
  port = Number(/listening (\d+)/.exec(String(said))[1]);
  return child;
}

let server = await start();
// Whatever goes wrong here: a server that was left would keep whoever traces it waiting.
process.on('exit', () => server.kill('SIGKILL'));
const clock = systemClock();
const store = openStoreClient({ address: `127.0.0.1:${port}`, clock, chance: seededChance(1), name: 'workload' });

async function produce(emitter, offset) {
  const session = await store.session(emitter, EPOCH);
  let next = 1;
  const flying = new Set();
  for (let i = 0; i < work.appends; i++) {
    // An effect goes with its cause: what names nothing that is still to come may be rolled up.
    const width = work.aged === true ? 20 : 1 + ((i * 7 + offset) % 12);
    const events = Array.from({ length: width }, (_, k) => (work.aged === true ? agedOf : eventOf)(emitter, next + k));
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

/** While events keep arriving, those that did are rolled up and dropped, again and again, whatever became of the last time. */
async function retain(writing) {
  let done = false;
  void writing.finally(() => (done = true));
  for (let last = false; !last; ) {
    last = done;
    try {
      const { removed, rolledUp } = await store.retain({}, { limitMs: CALL_MS });
      acknowledged({ retained: { removed, rolledUp } });
    } catch (reason) {
      if (reason.retry !== true) throw reason;
    }
    await new Promise((resolve) => setTimeout(resolve, RETAIN_EVERY_MS));
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

/** Whoever was shown something may have acted on it: what a reader has seen counts like what a writer was promised. */
async function read(writing) {
  let done = false;
  void writing.finally(() => (done = true));
  let newest = 0;
  const saw = (seq) => {
    if (seq <= newest) return;
    newest = seq;
    acknowledged({ seen: seq });
  };
  const stop = new AbortController();
  const following = (async () => {
    for await (const item of store.feed({ fromSeq: 1 }, stop.signal)) if (item.kind === 'events') saw(item.events.at(-1).seq);
  })();
  const asking = async (ask) => {
    while (!done) await ask();
  };
  let [batch, snapshot] = [0, 0];
  const every = [
    async () => {
      const { events, asOfSeq } = await store.query({ limit: 5 });
      saw(Math.max(asOfSeq, ...events.map(({ seq }) => seq)));
    },
    async () => {
      const { total, asOfSeq } = await store.aggregate({ groupBy: ['type'] });
      saw(Math.max(total, asOfSeq));
    },
    async () => saw((await store.stats()).lastSeq),
    async () => {
      if ((await store.concept(`concept-${batch + 1}`)) === undefined) return void (await new Promise((go) => setTimeout(go, 1)));
      acknowledged({ batch: ++batch });
    },
    async () => {
      const found = await store.snapshot('state');
      if ((found?.seq ?? 0) <= snapshot) return;
      snapshot = found.seq;
      acknowledged({ snapshot });
    },
  ];
  await Promise.all(every.map(asking));
  stop.abort();
  await following;
}

const emitters = Array.from({ length: work.emitters }, (_, i) => `e${i}`);
const writing = Promise.all([...emitters.map(produce), learn(), snapshot(), kill()]);
await Promise.all([writing, ...(work.readers === true ? [read(writing)] : []), ...(work.aged === true ? [retain(writing)] : [])]);
await store.close();
// No clean close: a crash is what all of this is about.
server.kill('SIGKILL');
