import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EventJson } from '@sutra/api';
import type { MasterClient } from '@sutra/rpc';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Grid, pidIsAlive, startGrid, until } from './harness/grid.ts';
import { markedProcesses, masterOf, programs } from './harness/nodes.ts';

const MB = 1024 * 1024;

describe('nodes that do not behave, on a real grid', () => {
  let grid: Grid;
  let master: MasterClient;
  const config = join(mkdtempSync(join(tmpdir(), 'sutra-rough-')), 'sutra.toml');
  beforeAll(async () => {
    writeFileSync(config, '[agent]\nmax_storage_nodes = 60\n');
    grid = await startGrid({ args: ['--config', config] });
    master = masterOf(grid);
  });
  afterAll(async () => {
    await master.close();
    await grid.close();
    rmSync(join(config, '..'), { recursive: true, force: true });
  });

  const start = (nodeId: string, script: string, over: { restart?: string; memoryLimitMb?: bigint; port?: number } = {}) =>
    master.spawnStorageNode({
      agentId: 'agent-1',
      nodeId,
      restart: 'never',
      workload: { kind: 'command', command: '/bin/sh', args: ['-c', script] },
      ...over,
    });
  const stop = (nodeId: string, graceMs = 1_000) => master.stopStorageNode({ nodeId, graceMs });
  const ofNode = (nodeId: string) => markedProcesses(grid).filter((one) => one.nodeId === nodeId);
  const event = (entity_id: string, event_type: string): Promise<EventJson> =>
    until(`${event_type} of ${entity_id}`, 15_000, async () => (await grid.events({ entity_id, event_type }))[0]);

  it('ends the whole family of a node that ignores TERM and has double-forked', async () => {
    const script = `trap '' TERM HUP INT; (trap '' TERM HUP; setsid sh -c "trap '' TERM HUP; sleep 1000 & sleep 1000" >/dev/null 2>&1 &) ; while :; do sleep 1; done`;
    expect(await start('stubborn', script)).toMatchObject({ success: true });
    await until(
      'the family has grown',
      5_000,
      async () => ofNode('stubborn').filter(({ command }) => command.startsWith('sleep 1000')).length === 2,
    );
    expect(await stop('stubborn')).toMatchObject({ success: true });
    expect(ofNode('stubborn')).toEqual([]);
    expect((await event('stubborn', 'stop_succeeded')).details).toMatchObject({ forced: true });
  });

  it('ends a node with 200 children, every one of them', async () => {
    expect(await start('mother', 'i=0; while [ $i -lt 200 ]; do sleep 1000 & i=$((i+1)); done; wait')).toMatchObject({ success: true });
    await until('200 children', 10_000, async () => ofNode('mother').length >= 201);
    expect(await stop('mother')).toMatchObject({ success: true });
    expect(ofNode('mother')).toEqual([]);
  });

  it('keeps the output of a node that writes 100 MB within its bounds, and the end of what it said', async () => {
    expect(await start('chatter', 'head -c 104857600 /dev/zero | tr "\\0" x; echo; echo the last word; exec sleep 1000')).toMatchObject({
      success: true,
    });
    const file = join(grid.data, 'agents', 'agent-1', 'nodes', 'chatter', '.sutra', 'stdout.log');
    const size = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;
    await until('its output was cut', 20_000, async () => size(`${file}.1`) > 0 && size(file) < 17 * MB);
    expect(size(`${file}.1`)).toBeLessThanOrEqual(17 * MB);
    const logs = await master.getNodeLogs({ nodeId: 'chatter', maxBytes: 1_000 });
    expect(logs.stdout).toMatch(/the last word\n$/);
    expect(await stop('chatter')).toMatchObject({ success: true });
  });

  it.each([
    [0, 'finished'],
    [1, 'unknown'],
    [126, 'permission'],
    [127, 'unknown'],
    [255, 'unknown'],
  ])('records an exit at once with code %i: first that it started, then how it ended, in time and in the record', async (code, cause) => {
    const nodeId = `exits-${code}`;
    expect(await start(nodeId, `exit ${code}`)).toMatchObject({ success: true });
    const end = await event(nodeId, code === 0 ? 'stop_succeeded' : 'node_crashed');
    expect(end.details).toMatchObject({ exit_code: code, ...(code === 0 ? {} : { cause }) });
    const requested = await event(nodeId, 'spawn_requested');
    const started = await event(nodeId, 'spawn_succeeded');
    expect([requested.timestamp, started.timestamp, end.timestamp]).toEqual([requested.timestamp, started.timestamp, end.timestamp].sort());
    expect(started.timestamp).not.toBe(end.timestamp);
    expect(requested.seq).toBeLessThan(started.seq);
    expect(started.seq).toBeLessThan(end.seq);
    expect(end.caused_by).toContain(started.event_id);
  });

  it('names the signal of a segmentation fault', async () => {
    const reply = await start('faulty', 'exec sleep 1000');
    const [program] = ofNode('faulty').filter(({ isShim }) => !isShim);
    expect(reply.success && program !== undefined).toBe(true);
    process.kill(program?.pid as number, 'SIGSEGV');
    expect((await event('faulty', 'node_crashed')).details).toMatchObject({ signal: 'SIGSEGV', cause: 'segfault' });
  });

  it('names out of memory with its numbers when a node goes over its limit', async () => {
    const grow = `${process.execPath} -e 'const held=[];const grow=()=>{held.push(Buffer.alloc(20*1048576,1));if(held.length<10)setTimeout(grow,100);else setInterval(()=>held,1e6)};setTimeout(grow,300)'`;
    expect(await start('greedy', `exec ${grow}`, { memoryLimitMb: 64n })).toMatchObject({ success: true });
    const crashed = await event('greedy', 'node_crashed');
    expect(crashed.details).toMatchObject({ cause: 'oom', memory_limit_mb: 64 });
    expect(String(crashed.details['summary'])).toMatch(/\d+ MiB/);
    expect(ofNode('greedy')).toEqual([]);
  });

  it('says port_conflict when somebody else has the port, and leaves that somebody alone', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as { port: number };
    expect(await master.spawnStorageNode({ agentId: 'agent-1', nodeId: 'homeless', port })).toMatchObject({
      success: false,
      errorCode: 'SUTRA_NODE_PORT_TAKEN',
    });
    expect((await event('homeless', 'spawn_failed')).details).toMatchObject({ cause: 'port_conflict' });
    expect(other.listening).toBe(true);
    await new Promise((resolve) => other.close(resolve));
  });

  it('stops a node that is frozen', async () => {
    await start('frozen', 'exec sleep 1000');
    const [program] = ofNode('frozen').filter(({ isShim }) => !isShim);
    process.kill(program?.pid as number, 'SIGSTOP');
    expect(await stop('frozen')).toMatchObject({ success: true });
    expect(ofNode('frozen')).toEqual([]);
  });

  it('outlives a node that deletes and forbids the folders it is kept in', async () => {
    // What the agent still writes there can make one removal fail: the vandal goes on until the folder is gone.
    await start('vandal', 'chmod 000 .sutra/*.0; while [ -e .sutra ]; do rm -rf .sutra; done; exec sleep 1000');
    await until(
      'the folder is gone',
      5_000,
      async () => statSync(join(grid.data, 'agents', 'agent-1', 'nodes', 'vandal', '.sutra'), { throwIfNoEntry: false }) === undefined,
    );
    const { agent } = grid.pids();
    expect(await stop('vandal')).toMatchObject({ success: true });
    expect(ofNode('vandal')).toEqual([]);
    expect(grid.pids().agent).toBe(agent);
    expect(pidIsAlive(agent)).toBe(true);
  });

  it('leaves a stranger alone that merely has the pid of a node that ended', async () => {
    // A process of ours in the same folder, without the grid's mark: nothing may end it.
    const stranger = spawn('sleep', ['1000'], { cwd: grid.data, stdio: 'ignore' });
    await start('neighbour', 'exec sleep 1000');
    expect(await stop('neighbour')).toMatchObject({ success: true });
    expect(pidIsAlive(stranger.pid as number)).toBe(true);
    stranger.kill('SIGKILL');
  });

  it('leaves nothing behind: no process carries the mark of a node that was stopped', () => {
    expect(programs(grid)).toEqual([]);
  });
});
