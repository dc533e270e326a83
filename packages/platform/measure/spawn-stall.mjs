// How long a start takes, and how long it stalls the event loop of its caller, when the caller is large.
// Usage, after `npx tsc -b packages/platform`: node packages/platform/measure/spawn-stall.mjs [MiB of the parent] [starts]
import { spawn } from 'node:child_process';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { silentLogger, systemClock } from '@sutra/kit';
import { openProcessPlatform } from '@sutra/platform/process';

const sizeMb = Number(process.argv[2] ?? 1024);
const starts = Number(process.argv[3] ?? 40);
const root = await realpath(await mkdtemp(join(tmpdir(), 'sutra-measure-')));
const platform = await openProcessPlatform({ dataFolder: root, clock: systemClock(), logger: silentLogger, selfPid: process.pid });
const signal = AbortSignal.timeout(120_000);
const ballast = Array.from({ length: sizeMb / 8 }, () => Buffer.alloc(8 * 1024 * 1024, 1));

const say = (line) => process.stdout.write(`${line}\n`);
say(
  `node ${process.version}, ${cpus().length} cores, parent ${Math.round(process.memoryUsage().rss / 1_048_576)} MiB, ${starts} starts each`,
);
say(`${''.padEnd(34)} start, ms: p50 p95 max     longest stall, ms (with about 1 of the timer itself): p50 p95 max`);

async function measure(name, startOne) {
  const took = [];
  const stalls = [];
  for (let i = -5; i < starts; i++) {
    const delay = monitorEventLoopDelay({ resolution: 1 });
    await new Promise((resolve) => setTimeout(resolve, 5));
    delay.enable();
    await new Promise((resolve) => setTimeout(resolve, 3));
    const began = performance.now();
    const end = await startOne(i + 5);
    const ms = performance.now() - began;
    await new Promise((resolve) => setTimeout(resolve, 3));
    delay.disable();
    await end();
    if (i < 0) continue;
    took.push(ms);
    stalls.push(delay.max / 1e6);
  }
  const of = (list) =>
    [0.5, 0.95, 1].map((share) => list[Math.min(list.length - 1, Math.floor(list.length * share))].toFixed(2).padStart(7));
  for (const list of [took, stalls]) list.sort((a, b) => a - b);
  say(`${name.padEnd(34)} ${of(took).join(' ')}   ${of(stalls).join(' ')}`);
}
await measure('child_process.spawn in the parent', async () => {
  const child = spawn('/bin/sleep', ['60'], { stdio: 'ignore', detached: true });
  await new Promise((resolve) => child.once('spawn', resolve));
  return () => {
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    return gone;
  };
});
await measure('process platform (spawner and shim)', async (i) => {
  const nodeId = `node-${i}`;
  const spec = {
    nodeId,
    generation: 1,
    attempt: 0,
    command: '/bin/sleep',
    args: ['60'],
    env: {},
    folder: join(root, 'nodes', nodeId),
    port: 0,
    memoryLimitMb: 0,
  };
  const handle = await platform.start(spec, signal);
  return () => platform.stop(handle, 0, signal);
});
ballast.length = 0;
await platform.close();
await rm(root, { recursive: true, force: true });
