import { chmodSync, lstatSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hash32, seededChance, systemClock } from '@sutra/kit';
import type { StoreClient } from '@sutra/storage';
import { openStoreClient } from '@sutra/storage/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freeOffset, type Grid, pidIsAlive, runSutra, startGrid, until } from './harness/grid.ts';
import { logOf, masterOf, programs } from './harness/nodes.ts';

const PARTS = ['storage', 'master', 'agent', 'control'] as const;

describe('starts from a wrong state: said exactly, or healed, never served silently', () => {
  let grid: Grid;
  let offset: number;
  let offered: readonly string[] = [];
  const data = mkdtempSync(join(tmpdir(), 'sutra-wrong-'));
  const start = async (): Promise<Grid> => (grid = await startGrid({ data, offset }));
  const up = () => runSutra(['up', '--no-open', '--data', data, '--port-offset', String(offset)]);
  const told = async (): Promise<string[]> => (await grid.events({ order: 'asc', limit: '10000' })).map((event) => event.event_id);
  const spools = (part: string): string[] => {
    const folder = join(data, part, 'spool');
    return readdirSync(folder)
      .filter((name) => name.endsWith('.spool'))
      .map((name) => join(folder, name));
  };
  const store = async <T>(work: (client: StoreClient) => Promise<T>): Promise<T> => {
    const client = openStoreClient({
      address: grid.at.storage,
      name: 'wrong',
      clock: systemClock(),
      chance: seededChance(hash32('wrong')),
    });
    try {
      return await work(client);
    } finally {
      await client.close();
    }
  };
  /** Kills everything at once: nothing gets to clean up after itself. */
  const killAll = async () => {
    const pids = Object.values(grid.pids());
    // Stopped first: its death would have the others close down in order, and alive it would start them again.
    void grid.end('SIGSTOP');
    for (const pid of pids) process.kill(pid, 'SIGKILL');
    await grid.end('SIGKILL');
    await until('all parts are dead', 5_000, async () => pids.every((pid) => !pidIsAlive(pid)));
  };
  beforeAll(async () => {
    offset = await freeOffset();
    await start();
    expect((await grid.sutra('node', 'spawn', '-n', 'steady', '--', 'sleep', '100000')).code).toBe(0);
    await store((client) =>
      client.learn({
        concepts: [{ id: 'whale', content: 'A whale is a mammal.' }],
        associations: [{ source: 'whale', type: 'is_a', target: 'mammal' }],
      }),
    );
    offered = await told();
  });
  afterAll(() => grid.close());

  it('locks and a grid.json left by kill -9 of everything: starts, adopts the node, has every event', async () => {
    const [steady] = programs(grid);
    await killAll();
    for (const left of ['run/grid.json', 'storage/lock', 'master/spool/owner.lock'])
      expect(lstatSync(join(data, left), { throwIfNoEntry: false }), left).toBeDefined();
    await start();
    await until('the node adopted', 10_000, async () =>
      (await grid.nodes()).find((node) => node.node_id === 'steady' && node.status === 'running' && node.pid === steady?.pid),
    );
    expect(await told()).toEqual(expect.arrayContaining([...offered]));
  });

  it('a grid.json that names a living process of somebody else, and one that is torn: neither counts', async () => {
    await grid.end('SIGTERM');
    const file = join(data, 'run', 'grid.json');
    const stranger = { pid: process.pid, startTicks: '1', boot: 'not-this-one' };
    writeFileSync(
      file,
      JSON.stringify({
        version: 1,
        name: 'local',
        supervisor: stranger,
        master: '',
        masterHttp: '',
        storage: '',
        control: '',
        components: { storage: stranger },
      }),
    );
    await start();
    await grid.end('SIGTERM');
    writeFileSync(file, '{"version":1,"name":"loc');
    await start();
    expect(pidIsAlive(process.pid)).toBe(true);
  });

  it('a folder whose grid runs: the second says who has it, and the first does not notice', async () => {
    const before = grid.pids();
    const ran = await runSutra(['up', '--no-open', '--data', data, '--port-offset', String(await freeOffset())]);
    expect(ran.code).not.toBe(0);
    expect(ran.stderr).toMatch(/one runs there \(pid \d+/);
    expect(grid.pids()).toEqual(before);
    await until('the first goes on', 10_000, async () => (await grid.status()).status === 'healthy');
    // A storage server by itself in the same folder is refused by the folder's own lock.
    const alone = await runSutra(['storage', '--data', data, '--port', String(50_052 + (await freeOffset()))]);
    expect(alone.code).not.toBe(0);
    expect(alone.stderr).toMatch(/Another storage process|uses this folder|locked|in use/i);
  });

  it('a token file that others may read: refused, with the command that mends it', async () => {
    await grid.end('SIGTERM');
    chmodSync(join(data, 'token'), 0o644);
    const ran = await up();
    expect(ran.code).not.toBe(0);
    expect(ran.stderr).toContain(`chmod 600 ${join(data, 'token')}`);
    chmodSync(join(data, 'token'), 0o600);
  });

  it('a run folder that cannot be written: refused, naming it', async () => {
    renameSync(join(data, 'run'), join(data, 'run.aside'));
    writeFileSync(join(data, 'run'), 'not a folder');
    const ran = await up();
    rmSync(join(data, 'run'));
    renameSync(join(data, 'run.aside'), join(data, 'run'));
    expect(ran.code).not.toBe(0);
    expect(ran.stderr).toContain(join(data, 'run'));
    expect(ran.stderr).not.toMatch(/\n\s+at .*\.js:\d+/);
  });

  it('the index of the graph is gone or damaged: rebuilt from the log', async () => {
    for (const harm of [
      (file: string) => rmSync(join(file, '..'), { recursive: true }),
      (file: string) => writeFileSync(file, Buffer.alloc(8_192, 0xa5)),
    ]) {
      harm(join(data, 'storage', 'graph', 'graph.mdb'));
      await start();
      expect((await store((client) => client.concept('whale')))?.content).toBe('A whale is a mammal.');
      expect((await store((client) => client.neighbours({ id: 'mammal', direction: 'in' }))).associations).toHaveLength(1);
      await grid.end('SIGTERM');
    }
    await start();
  });

  /** Flips one bit among the first events, which every fold reads; gives back what mends it, leaving what was appended since. */
  const flip = () => {
    const folder = join(data, 'storage', 'log');
    const file = join(folder, readdirSync(folder).filter((name) => name.endsWith('.seg'))[0] as string);
    const bytes = readFileSync(file);
    const at = 200;
    const turn = (): void => {
      const now = readFileSync(file);
      now[at] = (now[at] as number) ^ 0x40;
      writeFileSync(file, now);
    };
    turn();
    return {
      exact: new RegExp(`Cannot read ${file} at byte \\d+ \\(\\d+ bytes, seq \\d+ to \\d+\\)`),
      mend: turn,
      bytes: bytes.length,
      file,
    };
  };

  it('a bit of the log flipped after everything was killed: does not start, names file, place and events; mended, all is there', async () => {
    await killAll();
    const { exact, mend, bytes, file } = flip();
    const ran = await up();
    expect(ran.code).not.toBe(0);
    expect(`${ran.stdout}${ran.stderr}`).toMatch(exact);
    expect(readFileSync(file).length, 'nothing was cut off').toBe(bytes);
    mend();
    await start();
    expect(await told()).toEqual(expect.arrayContaining([...offered]));
  });

  it('a bit of the log flipped while nothing ran: names it when it is read, serves nothing in its stead; mended, all is there', async () => {
    await grid.end('SIGTERM');
    const { exact, mend } = flip();
    try {
      await start();
      await until('the damage is named exactly', 20_000, async () => exact.test(`${logOf(grid, 'master')}${logOf(grid, 'control')}`));
      await expect(grid.nodes(), 'a record that cannot be read is not an empty grid').rejects.toThrow(/SUTRA_STORE_CORRUPT/);
      await expect(grid.events({ order: 'asc' }), 'nor an empty history').rejects.toThrow(/50[03]/);
      await grid.end('SIGTERM');
    } finally {
      mend();
    }
    await start();
    expect(await told()).toEqual(expect.arrayContaining([...offered]));
  });

  it('a spool torn and one damaged, after everything was killed while storage slept: what is whole arrives, what is not is counted', async () => {
    const { storage } = grid.pids();
    process.kill(storage, 'SIGSTOP');
    const master = masterOf(grid);
    try {
      for (let i = 0; i < 6; i++) {
        await master.stopStorageNode({ nodeId: `no-such-${i}` }).catch(() => undefined);
        await master.spawnStorageNode({
          agentId: 'agent-1',
          nodeId: `waiting-${i}`,
          workload: { kind: 'command', command: 'sleep', args: ['100000'] },
        });
      }
    } finally {
      await master.close();
    }
    await killAll();
    const torn = spools('agents/agent-1/agent')[0] as string;
    const harmed = spools('master')[0] as string;
    expect(torn !== undefined && harmed !== undefined, 'events waited on disk').toBe(true);
    writeFileSync(torn, Buffer.concat([readFileSync(torn), Buffer.alloc(40, 0)]));
    const bytes = readFileSync(harmed);
    const at = 200;
    bytes[at] = (bytes[at] as number) ^ 0x01;
    writeFileSync(harmed, bytes);
    await start();
    const refused = await until('the loss is on record, with its number', 20_000, async () =>
      (await grid.events({ event_type: 'events_refused' })).find((event) => JSON.stringify(event).includes('damaged')),
    );
    expect(refused.details).toMatchObject({ source_emitter: 'master', count: expect.any(Number) });
    expect(Number(refused.details['count'])).toBeGreaterThan(0);
    expect(logOf(grid, 'master')).toContain('A spool file is damaged and was put aside');
    expect(readdirSync(join(data, 'master', 'spool')).some((name) => name.endsWith('.quarantined'))).toBe(true);
    const succeeded = await until('what the agent said is all there', 20_000, async () => {
      const seen = (await grid.events({ event_type: 'spawn_succeeded' })).filter((event) => event.entity_id.startsWith('waiting-'));
      return seen.length >= 6 ? seen : undefined;
    });
    expect(new Set(succeeded.map((event) => event.entity_id)).size).toBe(6);
    const running = await until('record and machine agree', 30_000, async () => {
      const nodes = (await grid.nodes()).filter((node) => node.status === 'running').map((node) => `${node.node_id} ${node.pid}`);
      const real = programs(grid).map((one) => `${one.nodeId} ${one.pid}`);
      return JSON.stringify(nodes.sort()) === JSON.stringify(real.sort()) ? nodes : undefined;
    }).catch(async (reason: unknown) => {
      throw new Error(
        `${(reason as Error).message}\n${JSON.stringify(await grid.nodes(), null, 1)}\n${JSON.stringify(programs(grid))}\n${logOf(grid, 'agent').slice(-3_000)}`,
      );
    });
    expect(running.length).toBeGreaterThan(0);
  });

  it('a record of the agent that cannot be read: said with its path; moved away, the node is found again by its marks', async () => {
    const steady = programs(grid).find((one) => one.nodeId === 'steady');
    await grid.end('SIGTERM');
    const record = join(data, 'agents', 'agent-1', 'agent', 'nodes', 'steady.json');
    writeFileSync(record, '{"version":1,"nodeId":"ste');
    const ran = await up();
    expect(ran.code).not.toBe(0);
    expect(`${ran.stderr}${readFileSync(join(data, 'logs', 'agent.log'), 'utf8').slice(-2_000)}`).toContain(record);
    rmSync(record);
    await start();
    await until('the node found again', 20_000, async () =>
      (await grid.nodes()).find((node) => node.node_id === 'steady' && node.status === 'running' && node.pid === steady?.pid),
    );
    expect(programs(grid).filter((one) => one.nodeId === 'steady')).toHaveLength(1);
  });

  it('leaves all parts of the last grid running under one supervisor', () => {
    for (const part of PARTS) expect(pidIsAlive(grid.pids()[part])).toBe(true);
  });
});
