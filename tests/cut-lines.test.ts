import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MasterClient } from '@sutra/rpc';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freeOffset, type Grid, startGrid, until } from './harness/grid.ts';
import { type Load, startLoad, storedNumbers } from './harness/load.ts';
import { logOf, markedProcesses, masterOf, programs } from './harness/nodes.ts';
import { type FaultyLine, openProxy } from './harness/proxy.ts';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('lines that are cut, swallow everything, or are slow', () => {
  let grid: Grid;
  let master: MasterClient;
  let toStorage: FaultyLine;
  let toMaster: FaultyLine;
  let load: Load;
  const folder = mkdtempSync(join(tmpdir(), 'sutra-lines-'));
  beforeAll(async () => {
    const offset = await freeOffset();
    toStorage = await openProxy(0, 50_052 + offset);
    toMaster = await openProxy(0, 7_000 + offset);
    const config = join(folder, 'sutra.toml');
    writeFileSync(
      config,
      `[events]\nstorage_endpoint = "${toStorage.address}"\n[agent]\nmaster_host = "${toMaster.address}"\nmax_storage_nodes = 50\n`,
    );
    grid = await startGrid({ offset, args: ['--config', config] });
    master = masterOf(grid);
    load = await startLoad(toStorage.address);
    await until('a healthy grid', 20_000, async () => (await grid.status()).status === 'healthy');
  });
  afterAll(async () => {
    await master.close();
    await grid.close();
    await toStorage.close();
    await toMaster.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const workload = { kind: 'command', command: 'sleep', args: ['1000'] };
  const spawn = (nodeId: string, limitMs?: number) =>
    master.spawnStorageNode({ agentId: 'agent-1', nodeId, workload }, limitMs === undefined ? {} : { limitMs });
  const traffic = async (what: string) => {
    const batches = load.batches();
    await until(`traffic ${what}`, 30_000, async () => load.batches() > batches + 5);
  };
  /** No operation hangs, each node of the record runs once, and nobody else does. */
  const settled = () =>
    until('every operation settled, record and machine agreed', 90_000, async () => {
      const nodes = await grid.nodes();
      const wanted = nodes.filter((node) => node.status === 'running').map((node) => `${node.node_id} ${node.pid}`);
      const real = programs(grid).map((one) => `${one.nodeId} ${one.pid}`);
      return (
        nodes.every((node) => ['running', 'stopped', 'failed'].includes(node.status)) &&
        JSON.stringify(wanted.sort()) === JSON.stringify(real.sort())
      );
    }).catch(async (reason: unknown) => {
      throw new Error(
        `${(reason as Error).message}\n${JSON.stringify(await grid.nodes())}\n${JSON.stringify(markedProcesses(grid))}\n${logOf(grid, 'master').slice(-3_000)}`,
      );
    });

  it('cut in the middle of frames, again and again, to storage and to the master: nothing is lost or doubled', async () => {
    await traffic('before');
    for (let round = 0; round < 8; round++) {
      const struck = toStorage.struck;
      toStorage.cut();
      if (round % 2 === 1) toMaster.cut();
      expect(toStorage.struck, 'there were lines to cut').toBeGreaterThan(struck);
      await spawn(`cut-${round}`, 40_000).catch(() => undefined);
      await traffic(`after cut ${round}`);
    }
    expect(toStorage.lost, 'frames were cut').toBeGreaterThan(0);
    await settled();
  });

  it('slow by 500 ms each way: wishes are carried out and the record follows', async () => {
    toStorage.delay(500);
    toMaster.delay(500);
    const reply = await spawn('slow');
    expect(reply).toMatchObject({ success: true });
    await traffic('while slow');
    toStorage.calm();
    toMaster.calm();
    await settled();
  });

  it('storage unheard for 20 s: wishes go on, emitters wait on disk, the backlog arrives whole', async () => {
    toStorage.blackhole();
    await pause(500);
    const during = load.batches();
    const beganMs = performance.now();
    expect(await spawn('unheard')).toMatchObject({ success: true });
    expect(performance.now() - beganMs).toBeLessThan(10_000); // not when storage is heard again
    await pause(20_000);
    expect(load.batches() - during, 'nothing got through').toBeLessThanOrEqual(1);
    expect(toStorage.lost).toBeGreaterThan(0);
    toStorage.calm();
    await traffic('after');
    await until(
      'the spawn is on record',
      30_000,
      async () => (await grid.events({ entity_id: 'unheard', event_type: 'spawn_succeeded' }))[0],
    );
  });

  const itsPrograms = (nodeId: string) => programs(grid).filter((one) => one.nodeId === nodeId);

  it('the agent unheard before it has the wish, and after: unknown, then resolved, and never two processes', async () => {
    const { port } = await new Promise<{ port: number }>((resolve) => {
      const server = createServer().listen(0, '127.0.0.1', () => {
        const address = server.address() as { port: number };
        server.close(() => resolve(address));
      });
    });
    // It serves its port late, so that its process is there well before the agent can answer.
    const script = `setTimeout(() => require('node:net').createServer().listen(${port}, '127.0.0.1'), 3000); setInterval(() => undefined, 1e6)`;
    const late = { kind: 'command', command: process.execPath, args: ['-e', script] };
    const heard = master.spawnStorageNode({ agentId: 'agent-1', nodeId: 'lost-reply', port, workload: late }, { limitMs: 60_000 });
    await until('its process is there', 5_000, async () => itsPrograms('lost-reply').length === 1);
    const [first] = itsPrograms('lost-reply');
    const unheard = spawn('lost-wish', 60_000);
    toMaster.blackhole();
    for (const asked of [heard, unheard]) expect(await asked).toMatchObject({ success: false, outcome: 'unknown' });
    toMaster.calm();
    await settled();
    expect(itsPrograms('lost-reply'), 'the very process of the first wish').toEqual([first]);
    expect(itsPrograms('lost-wish').length).toBeLessThanOrEqual(1);
    await until('a healthy grid again', 60_000, async () => (await grid.status()).status === 'healthy');
    expect(await spawn('afterwards')).toMatchObject({ success: true });
  });

  it('leaves no gap and no double in the record', async () => {
    await load.stop();
    const numbers = await storedNumbers(grid.at.storage);
    expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, i) => i + 1));
    expect(numbers.length).toBeGreaterThanOrEqual(load.acknowledged());
    expect(await grid.events({ event_type: 'emitter_gap' })).toEqual([]);
    const all = await grid.events({ order: 'asc' });
    const mine = all.filter((event) => event.event_type !== 'custom.load');
    expect(new Set(mine.map((event) => event.event_id)).size).toBe(mine.length);
    for (const type of ['spawn_succeeded', 'spawn_failed']) {
      const ends = (await grid.events({ event_type: type })).map((event) => event.entity_id);
      expect(new Set(ends).size, `${type} once a node`).toBe(ends.length);
    }
  });
});
