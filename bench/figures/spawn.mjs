/** What the process platform adds to starting a program: its `start` until the node counts as running, against plain `spawn`. */
import { spawn as spawnProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { silentLogger, systemClock } from '@sutra/kit';
import { openProcessPlatform } from '@sutra/platform/process';
import { figure, median, mustEqual } from '../measure.mjs';
import { withFolder } from '../processes/child.mjs';

const COMMAND = '/bin/sleep';
const ARGS = ['300'];

export async function spawn({ quick, rounds: count }) {
  const n = quick ? 5 : 20;
  return withFolder(async (folder) => {
    const platform = await openProcessPlatform({
      dataFolder: join(folder, 'agent'),
      clock: systemClock(),
      logger: silentLogger,
      selfPid: process.pid,
    });
    const added = [];
    const plain = [];
    const ours = [];
    try {
      for (let round = -1; round < count; round++) {
        const bare = await plainStarts(n);
        const full = await platformStarts(platform, join(folder, 'agent'), n, round);
        if (round < 0) continue;
        plain.push(bare);
        ours.push(full);
        added.push(full - bare);
      }
    } finally {
      await platform.close();
    }
    return [
      figure('spawn, plain child_process', 'ms', plain, n),
      figure('spawn, process platform', 'ms', ours, n),
      figure('spawn, added by the platform', 'ms', added, n, { goal: { atMost: 5 } }),
    ];
  });
}

async function plainStarts(n) {
  const times = [];
  for (let i = 0; i < n; i++) {
    const start = performance.now();
    const child = spawnProcess(COMMAND, ARGS, { stdio: 'ignore' });
    await once(child, 'spawn');
    times.push(performance.now() - start);
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  return median(times);
}

async function platformStarts(platform, dataFolder, n, round) {
  const times = [];
  const pids = new Set();
  const limit = AbortSignal.timeout(60_000);
  for (let i = 0; i < n; i++) {
    const nodeId = `node-${round + 1}-${i}`;
    const folder = join(dataFolder, 'nodes', nodeId);
    mkdirSync(folder, { recursive: true });
    const spec = {
      nodeId,
      generation: 1,
      attempt: 0,
      command: COMMAND,
      args: ARGS,
      env: { PATH: '/usr/bin:/bin' },
      folder,
      port: 0,
      memoryLimitMb: 0,
    };
    const start = performance.now();
    const handle = await platform.start(spec, limit);
    times.push(performance.now() - start);
    process.kill(handle.pid, 0); // throws when there is no such process
    pids.add(handle.pid);
    await platform.stop(handle, 1, limit);
  }
  mustEqual(pids.size, n, 'processes started');
  return median(times);
}
