import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { openEmitter } from '@sutra/events';
import { seededChance, silentLogger, systemClock } from '@sutra/kit';
import { openProcessPlatform } from '@sutra/platform/process';
import { afterAll, expect, it, onTestFinished } from 'vitest';
import { bundled } from './testing/bundle.ts';
import { openScriptedMaster } from './testing/master.ts';
import { eventually } from './testing/stage.ts';

const KILLS = 20;
const NODES = 3;
const SAYS_TIME = 'setInterval(() => console.log(Date.now()), 50)';
const host = bundled(new URL('./testing/host-agent.ts', import.meta.url));
afterAll(async () => rm(dirname(await host), { recursive: true, force: true }));

it(`keeps its nodes through ${KILLS} kills of the agent: same processes, no restart, no silence`, { timeout: 60_000 }, async () => {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'sutra-kill-')));
  const master = await openScriptedMaster();
  const platform = await openProcessPlatform({ dataFolder: root, clock: systemClock(), logger: silentLogger, selfPid: process.pid });
  onTestFinished(async () => {
    for (const handle of await platform.list(AbortSignal.timeout(5_000))) await platform.stop(handle, 0, AbortSignal.timeout(5_000));
    await platform.close();
    await master.close();
    await rm(root, { recursive: true, force: true });
  });
  const chance = seededChance(11);
  const start = async (): Promise<ChildProcess> => {
    const child = fork(await host, [root, master.address], { execArgv: [] });
    await once(child, 'message');
    return child;
  };
  let agent = await start();
  await eventually('the agent to be connected', () => master.streams.some((stream) => stream.open));
  const spawnAll = async (): Promise<number[]> => {
    const asked = Array.from({ length: NODES }, async (_, i) => {
      const workload = { kind: 'command', command: process.execPath, args: ['-e', SAYS_TIME] };
      const { answer } = await master.ask({ case: 'spawn', value: { nodeId: `node-${i}`, generation: 1, restart: 'always', workload } });
      return answer.case === 'spawn' ? answer.value.pid : 0;
    });
    return Promise.all(asked);
  };
  const pids = await spawnAll();
  expect(pids.every((pid) => pid > 0)).toBe(true);
  for (let kill = 0; kill < KILLS; kill++) {
    // Half of them right after the start, half while it works.
    await new Promise((resolve) => setTimeout(resolve, kill % 2 === 0 ? 0 : chance.next() * 120));
    const gone = once(agent, 'exit');
    agent.kill('SIGKILL');
    await gone;
    agent = await start();
  }
  await eventually('the last agent to be connected', () => master.streams.some((stream) => stream.open));
  await eventually('the same answer to the same wish', async () => {
    const open = master.streams.findLast((stream) => stream.open);
    return open !== undefined && JSON.stringify(await spawnAll()) === JSON.stringify(pids);
  });
  agent.kill('SIGKILL');
  await once(agent, 'exit');

  const emitter = await openEmitter({
    ...{ emitter: 'agent-1', folder: join(root, 'spool'), store: null },
    ...{ clock: systemClock(), chance, logger: silentLogger },
  });
  const said = emitter.pending();
  const count = (type: string): number => said.filter((event) => event.type === type).length;
  expect({
    spawned: count('spawn_succeeded'),
    crashed: count('node_crashed'),
    restarted: count('node_restarted'),
    lost: count('node_lost'),
  }).toEqual({
    ...{ spawned: NODES, crashed: 0, restarted: 0, lost: 0 },
  });
  expect(count('node_adopted')).toBe(NODES * KILLS);
  await emitter.close();

  const found = await platform.list(AbortSignal.timeout(5_000));
  expect(found.map(({ pid }) => pid).sort()).toEqual([...pids].sort());
  for (let i = 0; i < NODES; i++) {
    const times = (await readFile(join(root, 'nodes', `node-${i}`, '.sutra', 'stdout.log'), 'utf8')).trim().split('\n').map(Number);
    const gaps = times.slice(1).map((time, at) => time - (times[at] as number));
    expect(times.length).toBeGreaterThan(50);
    expect(Math.max(...gaps)).toBeLessThan(10_000); // a line every 50 ms, on a machine that may do much else: it never hangs on its agent
  }
});
