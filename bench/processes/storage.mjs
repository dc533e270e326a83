/**
 * A storage server in a process of its own: `node storage.mjs <folder> [retention policy]`; says its port, ends when told to. Told to `watch`, it takes the
 * delay of its event loop until it is told that it has `watched`.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { silentLogger, systemClock } from '@sutra/kit';
import { openEngine } from '@sutra/storage/engine';
import { serveStorage } from '@sutra/storage/server';

const clock = systemClock();
const engine = await openEngine({
  folder: process.argv[2],
  clock,
  retention: JSON.parse(process.argv[3] ?? '{"rules":[]}'),
  onFatal(reason) {
    console.error(reason);
    process.exit(70);
  },
});
const server = await serveStorage({ engine, port: 0, clock, logger: silentLogger });
process.once('disconnect', () => process.exit()); // told to stop, or the benchmark itself is gone
/** Samples more often than a slice of a read lasts; what a sample measures beyond its own period is delay. */
const EVERY_MS = 1;
const delay = monitorEventLoopDelay({ resolution: EVERY_MS });
const inMs = (ns) => Math.max(0, ns / 1e6 - EVERY_MS);

async function stop() {
  await server.close();
  await engine.close();
  process.disconnect();
}

function watch() {
  delay.reset();
  delay.enable();
  process.send({ watching: true });
}

function watched() {
  delay.disable();
  process.send({ delayP50Ms: inMs(delay.percentile(50)), delayP99Ms: inMs(delay.percentile(99)), delayMaxMs: inMs(delay.max) });
}

const TOLD = { stop, watch, watched };
process.on('message', (word) => void TOLD[word]());
process.send({ port: server.port });
