import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MasterClient } from '@sutra/rpc';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXECUTABLE, type Grid, startGrid, until } from './harness/grid.ts';
import { masterOf } from './harness/nodes.ts';

const SIZE_MB = 24;

const folder = mkdtempSync(join(tmpdir(), 'sutra-agent-disk-'));
const disk = join(folder, 'disk');

/** Mounts a small disk, or says why there can be none. */
function withoutDisk(): string | undefined {
  mkdirSync(disk);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE_MB}m`, 'tmpfs', disk], { stdio: 'pipe' });
    return undefined;
  } catch (reason) {
    return `no small disk can be mounted here: ${String((reason as Error).message).split('\n')[0]}`;
  }
}
const noDisk = withoutDisk();

describe.skipIf(noDisk !== undefined)(
  `an agent whose own disk of ${SIZE_MB} MiB is full${noDisk === undefined ? '' : ` (SKIPPED: ${noDisk})`}`,
  () => {
    let grid: Grid;
    let master: MasterClient;
    let agent: ChildProcess;
    const log = join(folder, 'agent-2.log');
    const ballast = join(disk, 'ballast');
    const workload = { kind: 'command', command: 'sleep', args: ['1000'] };
    const spawnOn2 = (nodeId: string, restart = 'on-failure') => master.spawnStorageNode({ agentId: 'agent-2', nodeId, restart, workload });
    const happened = (entity_id: string, event_type: string) =>
      until(`${event_type} of ${entity_id}`, 30_000, async () => (await grid.events({ entity_id, event_type }))[0]);

    beforeAll(async () => {
      const config = join(folder, 'sutra.toml');
      writeFileSync(config, '[monitoring]\nheartbeat_interval_secs = 2\nmetrics_interval_secs = 1\n');
      grid = await startGrid({ args: ['--config', config] });
      master = masterOf(grid);
      const out = openSync(log, 'a');
      const at = ['--master', grid.at.master, '--event-storage', grid.at.storage, '--data-path', join(disk, 'agent-2')];
      const settings = ['--config', config, '--data', grid.data, '--port-offset', String(grid.offset)];
      agent = spawn(process.execPath, [EXECUTABLE, 'agent', 'run', '--agent-id', 'agent-2', ...at, ...settings], {
        stdio: ['ignore', out, out],
      });
      await happened('agent-2', 'agent_registered');
    });
    afterAll(async () => {
      rmSync(ballast, { force: true });
      for (const { node_id, status } of await grid.nodes())
        if (status === 'running') await master.stopStorageNode({ nodeId: node_id, graceMs: 500 });
      const gone = new Promise((resolve) => agent.once('exit', resolve));
      agent.kill('SIGTERM');
      await gone;
      await master.close();
      await grid.close();
      execFileSync('umount', [disk]);
      rmSync(folder, { recursive: true, force: true });
    });

    it('fails its starts and restarts for that, on record, and why is answered with the disk', async ({ onTestFailed }) => {
      onTestFailed(() => console.error(`the agent said:\n${readFileSync(log, 'utf8')}`));
      for (const nodeId of ['stays', 'comes-back']) expect(await spawnOn2(nodeId)).toMatchObject({ success: true });
      const { bavail, bsize } = statfsSync(disk);
      // Takes what is left, however much of it the agent takes meanwhile.
      try {
        writeFileSync(ballast, Buffer.alloc(bavail * bsize));
      } catch (reason) {
        expect((reason as NodeJS.ErrnoException).code).toBe('ENOSPC');
      }
      await until('the figures say so', 20_000, async () => {
        const [latest] = await grid.events({ entity_id: 'agent-2', event_type: 'agent_metrics' });
        return Number(latest?.details['disk_pct']) > 99;
      });

      for (const nodeId of ['first', 'second'])
        expect(await spawnOn2(nodeId)).toMatchObject({ success: false, errorCode: 'SUTRA_DISK_FULL' });
      for (const nodeId of ['first', 'second'])
        expect((await happened(nodeId, 'spawn_failed')).details).toMatchObject({ cause: 'disk_full', error_code: 'SUTRA_DISK_FULL' });
      const running = (await grid.nodes()).find(({ node_id }) => node_id === 'comes-back');
      process.kill(Number(running?.pid), 'SIGKILL');
      await until('a restart that failed', 20_000, async () =>
        (await grid.events({ entity_id: 'comes-back', event_type: 'node_crashed' })).some(
          ({ details }) => details['cause'] === 'disk_full',
        ),
      );

      const failures = (await grid.events({ event_type: 'spawn_failed' })).map(({ event_id }) => event_id);
      for (const question of ['why did spawns fail on agent-2?', 'why did first fail to start?', 'what is wrong with second?']) {
        const answer = await grid.ask(question);
        expect([question, answer.status, answer.value]).toEqual([question, 'answered', 'disk_full']);
        expect(answer.text).toMatch(/could not write: the disk was full \((?:99|100) % of agent-2\)/);
        expect(answer.evidence.filter((id) => failures.includes(id)).length).toBeGreaterThan(0);
        expect(
          answer.evidence.some((id) => id.includes('agent_metrics')),
          'the figure it rests on',
        ).toBe(true);
      }
      expect((await grid.ask('failed spawns on agent-2 by cause')).text).toBe('2 failed spawns: disk_full 2.');
      expect((await grid.nodes()).find(({ node_id }) => node_id === 'stays')?.status, 'what ran goes on').toBe('running');

      rmSync(ballast);
      expect(await spawnOn2('after')).toMatchObject({ success: true });
      await until('what crashed is back', 30_000, async () =>
        (await grid.nodes()).some(({ node_id, status }) => node_id === 'comes-back' && status === 'running'),
      );
      // The agent kept in memory what its disk refused: nothing of it is missing.
      expect(await grid.events({ event_type: 'emitter_gap' })).toEqual([]);
      expect(await grid.events({ event_type: 'events_refused' })).toEqual([]);
    });
  },
);
