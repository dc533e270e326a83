import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Chance, seededChance } from '@sutra/kit';
import type { MasterClient } from '@sutra/rpc';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Grid, pidIsAlive, startGrid, until } from './harness/grid.ts';
import { logOf, markedProcesses, masterOf, programs } from './harness/nodes.ts';

const ROUNDS = Number(process.env['SUTRA_KILL_ROUNDS'] ?? 9);
const SEED = Number(process.env['SUTRA_SEED'] ?? 11);

describe(`an agent killed -9 in the middle of spawn, stop and restart, ${ROUNDS} times (seed ${SEED})`, () => {
  let grid: Grid;
  let master: MasterClient;
  const chance: Chance = seededChance(SEED);
  const config = join(mkdtempSync(join(tmpdir(), 'sutra-kills-')), 'sutra.toml');
  beforeAll(async () => {
    writeFileSync(config, '[agent]\nmax_storage_nodes = 100\n');
    grid = await startGrid({ args: ['--config', config] });
    master = masterOf(grid);
  });
  afterAll(async () => {
    await master.close();
    await grid.close();
    rmSync(join(config, '..'), { recursive: true, force: true });
  });

  const workload = { kind: 'command', command: '/bin/sh', args: ['-c', 'sleep 1000 & exec sleep 1000'] };
  const spawn = (nodeId: string) => master.spawnStorageNode({ agentId: 'agent-1', nodeId, restart: 'always', workload });
  const operations = {
    spawn: (round: number) => spawn(`made-${round}`),
    stop: () => master.stopStorageNode({ nodeId: 'stopped', graceMs: 500 }),
    restart: () => master.restartStorageNode({ nodeId: 'restarted' }),
  };
  const killAgent = async () => {
    const { agent } = grid.pids();
    expect(pidIsAlive(agent)).toBe(true);
    process.kill(agent, 'SIGKILL');
    await until('the agent runs again', 20_000, async () => grid.pids().agent !== agent);
  };
  /** What runs is what the record says, and each node once. */
  const whole = () =>
    until('record and machine agree', 60_000, async () => {
      const nodes = await grid.nodes();
      if (
        nodes.some(
          (node) => !['running', 'stopped', 'failed'].includes(node.status) || (node.wanted === 'running') !== (node.status === 'running'),
        )
      )
        return undefined;
      const running = nodes.filter((node) => node.status === 'running').map((node) => `${node.node_id}:${node.generation}:${node.pid}`);
      const real = markedProcesses(grid)
        .filter(({ pid }) => nodes.some((node) => node.pid === pid))
        .map((one) => `${one.nodeId}:${one.generation}:${one.pid}`);
      const generations = new Set(programs(grid).map((one) => `${one.nodeId}:${one.generation}`));
      return JSON.stringify(running.sort()) === JSON.stringify(real.sort()) && generations.size === running.length ? nodes : undefined;
    }).catch(async (reason: unknown) => {
      throw new Error(
        `${(reason as Error).message}\n${JSON.stringify(await grid.nodes())}\n${JSON.stringify(markedProcesses(grid))}\n${logOf(grid, 'agent').slice(-3_000)}`,
      );
    });

  it('leaves each node at most one generation running, and the record equal to the machine', async () => {
    expect(await spawn('stopped')).toMatchObject({ success: true });
    expect(await spawn('restarted')).toMatchObject({ success: true });
    for (let round = 0; round < ROUNDS; round++) {
      const verb = (['spawn', 'restart', 'stop'] as const)[round % 3] as 'spawn' | 'restart' | 'stop';
      const asked = operations[verb](round).catch(() => undefined); // an unknown outcome is an answer too: what counts is what then is
      await new Promise((resolve) => setTimeout(resolve, chance.next() * 60));
      await killAgent();
      await asked;
      await whole();
      // Each round begins with something to stop.
      if (verb === 'stop') await until('it is started again', 20_000, async () => (await spawn('stopped').catch(() => undefined))?.success);
    }
  });

  it('never took a process of its own for a stranger, and left no orphan', async () => {
    const strays = logOf(grid, 'agent')
      .split('\n')
      .filter((line) => line.includes('no record knows'));
    expect(strays).toEqual([]);
    const started = await grid.events({ event_type: 'component_started', order: 'asc' });
    expect(started.filter((event) => event.details['component'] === 'agent').length, 'every kill happened').toBe(ROUNDS + 1);
  });

  it('does not during normal restarts either', async () => {
    const before = logOf(grid, 'agent').length;
    for (let i = 0; i < 10; i++) expect(await master.restartStorageNode({ nodeId: 'restarted' })).toMatchObject({ success: true });
    await whole();
    expect(logOf(grid, 'agent').slice(before)).not.toContain('no record knows');
  });
});
