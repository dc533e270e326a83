// Rolls up a store of a million events while an emitter goes on appending, and prints what the appends and the event loop noticed of it.
//   node packages/storage/measure/retention.mjs [events]
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { systemClock } from '@sutra/kit';
import { openEngine } from '@sutra/storage/engine';
import { workload } from '@sutra/storage/testing';

const EVENTS = Number(process.argv[2] ?? 1_000_000);
const BATCH = 512;
const DAY_US = 86_400_000_000;
const APPEND_EVERY_MS = 5;
const REST_MS = 3_000;

const folder = mkdtempSync(join(tmpdir(), 'sutra-retention-'));
const clock = systemClock();
const rollUps = [{ afterUs: DAY_US, widthUs: 60_000_000 }];
const types = ['agent_heartbeat', 'node_metrics', 'storage_metrics'];
const retention = { rules: [{ name: 'metrics', types, rollUps }] };
const fatal = (reason) => {
  throw reason;
};
const engine = await openEngine({ folder, clock, retention, onFatal: fatal });
const size = () => readdirSync(join(folder, 'log')).reduce((sum, name) => sum + statSync(join(folder, 'log', name)).size, 0);
const quantile = (values, share) => values.sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(share * values.length))] ?? 0;
const say = (text) => void process.stdout.write(`${text}\n`);
const ms = (value) => `${value.toFixed(1)} ms`;

// A grid's day, two days ago, one event each 86 ms: agents every 30 s or so, nodes and stores every minute.
const history = workload({ startUs: clock.wallUs() - 2 * DAY_US - EVENTS * 10_000, stepUs: 10_000 });
const session = await engine.session('master-1', 1);
for (let done = 0; done < EVENTS; done += BATCH)
  await session.append(Array.from({ length: Math.min(BATCH, EVENTS - done) }, () => history.next().value));

const late = workload({ emitter: 'late', startUs: clock.wallUs(), stepUs: 5_000, seed: 7 });
const appending = await engine.session('late', 1);
let next = 0;
/** Appends a few events every few ms until the work is done; how long each took. */
async function appendDuring(work) {
  const took = [];
  let running = true;
  const done = Promise.resolve(work()).finally(() => {
    running = false;
  });
  const loop = monitorEventLoopDelay({ resolution: 1 });
  loop.enable();
  while (running) {
    const before = performance.now();
    await appending.append(Array.from({ length: 5 }, () => late.next().value));
    took.push(performance.now() - before);
    next += 5;
    await new Promise((resolve) => setTimeout(resolve, APPEND_EVERY_MS));
  }
  loop.disable();
  return { result: await done, took, loop };
}

const row = (name, { took, loop }) =>
  say(
    `${name.padEnd(22)} appends ${String(took.length).padStart(5)}   p50 ${ms(quantile(took, 0.5))}   p99 ${ms(quantile(took, 0.99))}   worst ${ms(Math.max(...took))}` +
      `   event loop p99 ${ms(loop.percentile(99) / 1e6)}   worst ${ms(loop.max / 1e6)}`,
  );
const before = size();
row('at rest', await appendDuring(() => new Promise((resolve) => setTimeout(resolve, REST_MS))));
const rolled = await appendDuring(() => engine.retain());
row('during retention', rolled);
const { rolledUp, rewritten, tookMs, longestSliceMs, slices, bytesBefore, bytesAfter } = rolled.result;
say(
  `${EVENTS} events, ${rolledUp} rolled up in ${rewritten} segments: ${(tookMs / 1000).toFixed(1)} s, ${slices} slices, longest ${ms(longestSliceMs)}`,
);
say(`segments with columns ${bytesBefore} -> ${bytesAfter} bytes; log folder ${before} -> ${size()}`);
const { total, partial } = await engine.aggregate({
  types: [...types, 'spawn_requested', 'spawn_succeeded', 'node_crashed', 'node_restarted'],
});
if (total !== EVENTS + next || partial) throw new Error(`counted ${total}, ${EVENTS + next} were stored`);
await engine.close();
rmSync(folder, { recursive: true });
