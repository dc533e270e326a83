import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MasterClient } from '@sutra/rpc';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Grid, pidIsAlive, startGrid, until } from './harness/grid.ts';
import { type Load, startLoad, storedNumbers } from './harness/load.ts';
import { logOf, masterOf, programs } from './harness/nodes.ts';

const SIZE_MB = 160;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** A small disk of its own, or why there can be none. */
function smallDisk(): { readonly folder: string; readonly skip?: string } {
  const folder = mkdtempSync(join(tmpdir(), 'sutra-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE_MB}m`, 'tmpfs', folder], { stdio: 'pipe' });
    return { folder };
  } catch (reason) {
    return { folder, skip: `no small disk can be mounted here: ${String((reason as Error).message).split('\n')[0]}` };
  }
}

const disk = smallDisk();

describe.skipIf(disk.skip !== undefined)(
  `a disk of ${SIZE_MB} MiB that fills up${disk.skip === undefined ? '' : ` (SKIPPED: ${disk.skip})`}`,
  () => {
    let grid: Grid;
    let master: MasterClient;
    let load: Load;
    const ballast = join(disk.folder, 'ballast');
    const free = (): number => {
      const { bavail, bsize } = statfsSync(disk.folder);
      return bavail * bsize;
    };
    const fill = (): void => {
      const file = openSync(ballast, 'a');
      try {
        for (let size = 1024 * 1024; size >= 4_096; ) {
          try {
            if (writeSync(file, Buffer.alloc(size)) < size) size /= 2;
          } catch {
            size /= 2;
          }
        }
      } finally {
        closeSync(file);
      }
    };
    beforeAll(async () => {
      grid = await startGrid({ data: join(disk.folder, 'data') });
      master = masterOf(grid);
      load = await startLoad(grid.at.storage);
    });
    afterAll(async () => {
      rmSync(ballast, { force: true });
      await master.close();
      await grid.close();
      execFileSync('umount', [disk.folder]);
      rmSync(disk.folder, { recursive: true, force: true });
    });
    const workload = { kind: 'command', command: 'sleep', args: ['1000'] };

    it('keeps what it acknowledged, serves what it has, says what is wrong, and heals by itself', async ({ onTestFailed }) => {
      onTestFailed(() => console.error(`storage said:\n${logOf(grid, 'storage')}\nthe grid said:\n${grid.said()}`));
      expect(await master.spawnStorageNode({ agentId: 'agent-1', nodeId: 'before', workload })).toMatchObject({ success: true });
      await until('traffic before', 10_000, async () => load.batches() > 50);
      const runs = programs(grid);

      fill();
      expect(free(), 'the disk is full').toBeLessThan(64 * 1024);
      await pause(3_000);
      const during = load.batches();
      await pause(3_000);
      expect(load.batches() - during, 'nothing is acknowledged on a full disk').toBe(0);

      const read = await until(
        'reads are served',
        20_000,
        async () => (await grid.events({ entity_id: 'before', event_type: 'spawn_succeeded' }))[0],
      );
      expect(read.entity_id).toBe('before');
      const wish = await master.spawnStorageNode({ agentId: 'agent-1', nodeId: 'during', workload }).then(
        (reply) => `${reply.outcome} ${reply.errorCode} ${reply.errorMessage}`,
        (reason: unknown) => `refused ${String((reason as Error).message)}`,
      );
      expect(wish).toMatch(/^(succeeded|failed SUTRA_\w+ |refused )/);
      await until('words in the terminal', 10_000, async () => /the disk of .* is full/.test(grid.said()));
      expect(programs(grid).filter((one) => one.nodeId === 'before')).toEqual(runs);
      const told = await until('the status says so', 20_000, async () => {
        const { problems } = await grid.status();
        return problems.find(({ what }) => what.startsWith('storage refuses writes'));
      });
      expect(told.what).toMatch(/its disk is full \(\d+ MiB left, 32 MiB are kept free\); free space on it/);

      const killedParts = new Set(['master', 'control', 'agent.agent-1', 'storage.event-storage'].map((name) => `emitter:${name}`));
      // Parts that are killed now come back on the full disk.
      for (const name of ['storage', 'master', 'agent', 'control'] as const) {
        const { [name]: pid } = grid.pids();
        process.kill(pid, 'SIGKILL');
        await until(`${name} starts on a full disk`, 30_000, async () => {
          const now = grid.pids()[name];
          return now !== pid && pidIsAlive(now);
        });
      }
      await until(
        'reads are served again',
        20_000,
        async () => (await grid.events({ entity_id: 'before', event_type: 'spawn_succeeded' }))[0],
      );
      expect(programs(grid).filter((one) => one.nodeId === 'before')).toEqual(runs);

      rmSync(ballast);
      const freed = load.batches();
      await until('traffic after', 60_000, async () => load.batches() > freed + 50);
      // What was refused stays refused until it is asked again; nothing else is wrong, and nobody has done anything.
      const complaints = await until('nothing to complain of but the refused spawn', 30_000, async () => {
        const { status, problems } = await grid.status();
        const others = problems.filter((problem) => problem.entity_id !== 'during');
        return status !== 'critical' && others.length === 0 ? problems : undefined;
      });
      if (complaints.length > 0) expect(await master.restartStorageNode({ nodeId: 'during' })).toMatchObject({ success: true });
      await until('a healthy grid', 20_000, async () => (await grid.status()).status === 'healthy');
      expect(await master.spawnStorageNode({ agentId: 'agent-1', nodeId: 'after', workload })).toMatchObject({ success: true });
      await until('its story on record', 20_000, async () => (await grid.events({ entity_id: 'after', event_type: 'spawn_succeeded' }))[0]);
      for (const one of runs) expect(pidIsAlive(one.pid)).toBe(true);

      await load.stop();
      const numbers = await storedNumbers(grid.at.storage);
      expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, i) => i + 1));
      expect(numbers.length).toBeGreaterThanOrEqual(load.acknowledged());
      // It can be asked about afterwards: when it was, and why nothing was written.
      const [full] = await until('the record says that it was full', 20_000, async () => {
        const found = await grid.events({ event_type: 'storage_full', order: 'asc' });
        return found.length > 0 ? found : undefined;
      });
      expect(full).toMatchObject({
        entity_id: 'event-storage',
        because: expect.stringMatching(/^\d+ MiB are left, 32 MiB are kept free$/),
      });
      await until('and that it is over', 20_000, async () => (await grid.events({ event_type: 'storage_resumed' }))[0]);
      for (const question of ['why did writes stop?', 'why was storage refusing writes?'])
        expect(await grid.ask(question)).toMatchObject({ status: 'answered', text: expect.stringContaining('its disk is full') });
      // What a part had in memory alone when it was killed on the full disk is gone, and said to be; of those that lived nothing is.
      const gaps = await grid.events({ event_type: 'emitter_gap' });
      const ofKilled = gaps.filter(({ entity_id }) => killedParts.has(entity_id));
      expect(gaps).toEqual(ofKilled);
      const state = (await grid.nodes()).filter((node) => node.status === 'running').map((node) => `${node.node_id} ${node.pid}`);
      expect(state.sort()).toEqual(
        programs(grid)
          .map((one) => `${one.nodeId} ${one.pid}`)
          .sort(),
      );
    });
  },
);
