import { rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { type ManualClock, manualClock } from '@sutra/kit';
import { foldAll } from '@sutra/model';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openScriptedMaster } from './testing/master.ts';
import { eventually, openStage, type Stage } from './testing/stage.ts';

interface Spawn {
  nodeId: string;
  generation: number;
  port?: number;
  storagePath?: string;
  memoryLimitMb?: bigint;
  restart?: string;
  operationId?: string;
  causedBy?: string;
  workload?: { kind: string; command: string; args?: string[]; env?: Record<string, string> };
}

const command = (nodeId: string, script: string, over: Partial<Spawn> = {}): Spawn => ({
  ...{ nodeId, generation: 1, operationId: `op-${nodeId}`, causedBy: `event-asked-${nodeId}`, restart: 'never' },
  workload: { kind: 'command', command: '/bin/sh', args: ['-c', script] },
  ...over,
});

let stage: Stage;
const spawn = async (value: Spawn) => {
  const { answer } = await stage.master.ask({ case: 'spawn', value });
  if (answer.case !== 'spawn') throw new Error(`not an answer to a spawn: ${JSON.stringify(answer.value)}`);
  return answer.value;
};
const stop = async (nodeId: string, generation = 0) => {
  const { answer } = await stage.master.ask({
    case: 'stop',
    value: { nodeId, generation, operationId: `stop-${nodeId}`, causedBy: `event-stop-${nodeId}` },
  });
  if (answer.case !== 'stop') throw new Error(`not an answer to a stop: ${JSON.stringify(answer.value)}`);
  return answer.value;
};
const alive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

async function takenPort() {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  return { taken, port: (taken.address() as { port: number }).port };
}

async function freePort(): Promise<number> {
  const { taken, port } = await takenPort();
  await new Promise((resolve) => taken.close(resolve));
  return port;
}

describe('an agent', () => {
  beforeEach(async () => {
    stage = await openStage();
  });
  afterEach(() => stage.close());

  it('greets the master with what it is, then sends heartbeats', async () => {
    const hello = stage.master.heard[0]?.message;
    expect(hello?.case === 'hello' && hello.value.info).toMatchObject({
      agentId: 'agent-1',
      hostname: 'host-1',
      platform: 'process',
      agentEpoch: 1n,
    });
    await eventually('three heartbeats', () => stage.master.heard.filter(({ message }) => message.case === 'heartbeat').length >= 3);
  });

  it('spawns a storage node, which runs when its port answers', async () => {
    const answer = await spawn({ nodeId: 'node-a', generation: 1, memoryLimitMb: 256n, operationId: 'op-1', causedBy: 'event-asked' });
    expect(answer).toMatchObject({ success: true, endpoint: expect.stringMatching(/^localhost:501\d\d$/) });
    const [event] = stage.sink.of('spawn_succeeded');
    expect(event).toMatchObject({
      id: answer.eventId,
      operationId: 'op-1',
      causedBy: ['event-asked'],
      body: { node_id: 'node-a', pid: answer.pid, port: answer.port, generation: 1 },
    });
    const { answer: logs } = await stage.master.ask({ case: 'logs', value: { nodeId: 'node-a', maxBytes: 4_096 } });
    const folder = join(stage.root, 'nodes', 'node-a', 'data');
    expect(logs.case === 'logs' && logs.value.stdout).toContain(
      `--port ${answer.port} --storage-path ${folder} --node-id node-a --memory-limit 256`,
    );
  });

  it('gives the same answer to the same wish, and starts one process', async () => {
    const answers = await Promise.all([spawn(command('node-a', 'exec sleep 60')), spawn(command('node-a', 'exec sleep 60'))]);
    const third = await spawn(command('node-a', 'exec sleep 60'));
    expect(new Set([...answers, third].map(({ pid, eventId }) => `${pid} ${eventId}`)).size).toBe(1);
    expect(stage.sink.of('spawn_succeeded')).toHaveLength(1);
  });

  it('answers a failed spawn with code, cause and event', async () => {
    const missing = await spawn({ ...command('node-m', ''), workload: { kind: 'command', command: '/no/such/program' } });
    expect(missing).toMatchObject({ success: false, errorCode: 'SUTRA_BINARY_MISSING' });
    expect(stage.sink.of('spawn_failed')[0]).toMatchObject({
      id: missing.eventId,
      causedBy: ['event-asked-node-m'],
      body: { cause: 'missing_binary' },
    });
    const { taken, port } = await takenPort();
    expect(await spawn({ nodeId: 'node-p', generation: 1, port })).toMatchObject({ success: false, errorCode: 'SUTRA_NODE_PORT_TAKEN' });
    expect(stage.sink.of('spawn_failed')[1]?.body.cause).toBe('port_conflict');
    await new Promise((resolve) => taken.close(resolve));
    const early = await spawn(command('node-e', 'echo "Error: listen EADDRINUSE: 127.0.0.1:9" >&2; exit 1', { port: await freePort() }));
    expect(early).toMatchObject({ success: false, errorCode: 'SUTRA_NODE_ENDED_EARLY' });
    expect(stage.sink.of('spawn_failed')[2]?.body).toMatchObject({
      cause: 'port_conflict',
      error: expect.stringContaining('exited with code 1'),
    });
  });

  it('refuses what a request may not say', async () => {
    const refusals: [Spawn, string][] = [
      [{ nodeId: 'n-1', generation: 1, storagePath: '../../etc' }, 'SUTRA_STORAGE_PATH_INVALID'],
      [{ nodeId: 'n-2', generation: 1, storagePath: '/tmp/storage' }, 'SUTRA_STORAGE_PATH_INVALID'],
      [command('n-3', '', { workload: { kind: 'command', command: '/bin/sh', env: { LD_PRELOAD: '/tmp/x.so' } } }), 'SUTRA_ENV_REFUSED'],
      [command('n-4', '', { workload: { kind: 'command', command: '/bin/sh', env: { NODE_OPTIONS: '-r x' } } }), 'SUTRA_ENV_REFUSED'],
      [command('n-5', '', { workload: { kind: 'command', command: '/bin/sh', env: { SUTRA_NODE: 'x:1' } } }), 'SUTRA_ENV_REFUSED'],
      [command('n-6', '', { workload: { kind: 'command', command: '/bin/sh', args: ['a\0b'] } }), 'SUTRA_START_INVALID'],
    ];
    for (const [wish, code] of refusals) expect(await spawn(wish)).toMatchObject({ success: false, errorCode: code });
    const { answer } = await stage.master.ask({ case: 'spawn', value: { nodeId: '../x', generation: 1 } });
    expect(answer).toMatchObject({ case: 'failure', value: { code: 'SUTRA_NODE_ID_INVALID' } });
  });

  it('reports a kill from outside with its autopsy, and restarts at once', async () => {
    const { pid, eventId } = await spawn(
      command('node-k', 'echo token=hunter2hunter2 >&2; echo last words >&2; exec sleep 60', { restart: 'always' }),
    );
    await eventually('its words', async () => {
      const { answer } = await stage.master.ask({ case: 'logs', value: { nodeId: 'node-k' } });
      return answer.case === 'logs' && answer.value.stderr.includes('last words');
    });
    process.kill(pid, 'SIGKILL');
    await eventually('the restart', () => stage.sink.of('node_restarted').length === 1);
    const [crash] = stage.sink.of('node_crashed');
    expect(crash).toMatchObject({ causedBy: [eventId], body: { signal: 'SIGKILL', cause: 'killed_by_operator', pid, generation: 1 } });
    expect(crash?.body.summary).toContain('sent from outside, not by the grid');
    expect(crash?.body.stderr_tail).toBe('token=[redacted]\nlast words\n');
    expect(crash?.body).not.toHaveProperty('exit_code');
    const [restart] = stage.sink.of('node_restarted');
    expect(restart).toMatchObject({ causedBy: [crash?.id], body: { restart_count: 1, delay_ms: 0 } });
    expect(restart?.body.new_pid).not.toBe(pid);
    await eventually('the master to be told', () => stage.master.heard.filter(({ message }) => message.case === 'report').length >= 3);
  });

  it('proves an OOM kill by the counter', async () => {
    if (!stage.platform.can.limitMemory) return;
    await spawn(command('node-o', 'sleep 0.2; x=xxxxxxxxxxxxxxxx; while :; do x=$x$x; done', { memoryLimitMb: 24n }));
    await eventually('the end', () => stage.sink.of('node_crashed').length === 1);
    expect(stage.sink.of('node_crashed')[0]?.body).toMatchObject({
      cause: 'oom',
      signal: 'SIGKILL',
      memory_limit_mb: 24,
      oom_kills: expect.any(Number),
    });
    await eventually('giving up, as the policy says', () => stage.sink.of('node_gave_up').length === 1);
  });

  it('backs off, says once that it loops, and counts on after the agent was restarted', async () => {
    await spawn(command('node-l', 'exit 3', { restart: 'on-failure' }));
    await eventually('the first restart and the crash after it', () => stage.sink.of('node_crashed').length === 2);
    await stage.restartAgent();
    await eventually('the third crash', () => stage.sink.of('node_crashed').length === 3);
    const counts = stage.sink.of('node_restarted').map(({ body }) => body.restart_count);
    expect(counts).toEqual([1, 2]);
    const delay = stage.sink.of('node_restarted')[1]?.body.delay_ms ?? 0;
    expect(delay).toBeGreaterThanOrEqual(750);
    expect(delay).toBeLessThanOrEqual(1_000);
    await stop('node-l');
    expect(stage.agent.nodes()[0]?.phase).toBe('stopped');
  });

  it('takes an end it was asked for as a stop, not as a crash, and an end with code 0 as finished', async () => {
    await spawn(command('node-s', 'exec sleep 60', { restart: 'always' }));
    expect(await stop('node-s', 1)).toMatchObject({ success: true });
    expect(stage.sink.of('stop_succeeded')[0]).toMatchObject({
      operationId: 'stop-node-s',
      causedBy: ['event-stop-node-s'],
      body: { signal: 'SIGTERM', forced: false, generation: 1 },
    });
    expect(await stop('node-s', 1)).toMatchObject({ success: true });
    await spawn(command('node-f', 'exit 0', { restart: 'on-failure' }));
    await eventually('it to be finished', () => stage.agent.nodes().find(({ nodeId }) => nodeId === 'node-f')?.phase === 'finished');
    expect(stage.sink.of('node_crashed')).toEqual([]);
  });

  it('stops a node that waits for its restart, and one that is still coming up', async () => {
    await spawn(command('node-w', 'exit 3', { restart: 'always' }));
    await eventually('the second crash', () => stage.sink.of('node_crashed').length === 2);
    expect(await stop('node-w')).toMatchObject({ success: true });
    const slow = spawn(command('node-u', 'exec sleep 60', { port: await freePort() }));
    await eventually('its process', async () => (await stage.platform.list(AbortSignal.timeout(5_000))).length === 1);
    expect(await stop('node-u')).toMatchObject({ success: true });
    expect(await slow).toMatchObject({ success: false });
    expect(await stage.platform.list(AbortSignal.timeout(5_000))).toEqual([]);
  });

  it('restarts under a new generation: the old one ends first', async () => {
    const first = await spawn(command('node-r', 'exec sleep 60'));
    const { answer } = await stage.master.ask({
      case: 'restart',
      value: { nodeId: 'node-r', generation: 2, operationId: 'op-r', causedBy: 'event-r' },
    });
    expect(answer.case === 'spawn' && answer.value.success).toBe(true);
    expect(alive(first.pid)).toBe(false);
    expect(stage.sink.of('stop_succeeded')[0]?.body.generation).toBe(1);
    expect(stage.sink.of('spawn_succeeded')[1]).toMatchObject({ operationId: 'op-r', body: { generation: 2 } });
    expect(await spawn(command('node-r', 'exec sleep 60'))).toMatchObject({ success: false, errorCode: 'SUTRA_GENERATION_OLD' });
    const { answer: status } = await stage.master.ask({ case: 'status', value: { nodeId: 'node-r' } });
    expect(status.case === 'status' && status.value).toMatchObject({ status: 'running', generation: 2 });
  });

  it('brings about what the master wants, however often it says it', async () => {
    const wanted = [
      { spec: command('node-1', 'exec sleep 60'), wanted: 'running' },
      { spec: command('node-2', 'exec sleep 60'), wanted: 'running' },
    ];
    for (let i = 0; i < 3; i++) stage.master.desire(wanted);
    await eventually('both', () => stage.sink.of('spawn_succeeded').length === 2);
    stage.master.desire([{ spec: command('node-1', 'exec sleep 60'), wanted: 'stopped' }, ...wanted.slice(1)]);
    await eventually('one to stop', () => stage.agent.nodes()[0]?.phase === 'stopped');
    for (let i = 0; i < 3; i++) stage.master.desire(wanted);
    await stage.master.ask({ case: 'list', value: {} });
    expect(stage.agent.nodes().map(({ phase }) => phase)).toEqual(['stopped', 'running']);
    expect(stage.sink.of('spawn_succeeded')).toHaveLength(2);
  });

  it('stops what the master no longer names, and says so', async () => {
    await spawn(command('node-moved', 'exec sleep 60', { restart: 'always' }));
    stage.master.desire([]);
    await eventually('it to stop', () => stage.agent.nodes()[0]?.phase === 'stopped');
    expect(stage.sink.of('stop_succeeded')[0]?.because).toContain('does not want it on this agent');
  });

  it('keeps restarting nodes while the master is away, and finds it again', async () => {
    const { pid } = await spawn(command('node-a', 'exec sleep 60', { restart: 'always' }));
    const port = Number(stage.master.address.split(':')[1]);
    await stage.master.close();
    await eventually('the loss to be noticed', () => !stage.agent.connected);
    process.kill(pid, 'SIGKILL');
    await eventually('the restart', () => stage.agent.nodes()[0]?.phase === 'running' && stage.sink.of('node_restarted').length === 1);
    const next = await openScriptedMaster({ port, epoch: 2n });
    await eventually('the new master to be found', () => stage.agent.connected);
    const hello = next.heard[0]?.message;
    expect(hello?.case === 'hello' && hello.value.nodes).toMatchObject([{ nodeId: 'node-a', status: 'running', restartCount: 1 }]);
    await next.close();
  });

  it('takes no wishes from a master whose time is over', async () => {
    const { answer } = await stage.master.ask({ case: 'spawn', value: command('node-x', 'exec sleep 60') }, 0n);
    expect(answer).toMatchObject({ case: 'failure', value: { code: 'SUTRA_MASTER_STALE' } });
    expect(stage.agent.nodes()).toEqual([]);
  });

  it('adopts running nodes after a restart, and tells of an end that happened meanwhile at its right time', async () => {
    const kept = await spawn(command('node-a', 'exec sleep 60'));
    const lost = await spawn(command('node-b', 'exec sleep 60'));
    await stage.stopAgent();
    process.kill(lost.pid, 'SIGKILL');
    const killedMs = Date.now();
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const startedMs = Date.now();
    await stage.startAgent();
    expect(stage.sink.of('node_adopted')).toMatchObject([{ causedBy: [kept.eventId], body: { node_id: 'node-a', pid: kept.pid } }]);
    const [crash] = stage.sink.of('node_crashed');
    expect(crash?.body).toMatchObject({ node_id: 'node-b', signal: 'SIGKILL', pid: lost.pid });
    // When it ended, not when that was found. Times of files may be a tick of the kernel behind.
    expect((crash?.timeUs ?? 0) / 1000).toBeGreaterThan(killedMs - 50);
    expect((crash?.timeUs ?? 0) / 1000).toBeLessThan(startedMs);
    expect(stage.sink.of('node_restarted')).toEqual([]);
  });

  it('says that a node is lost when nothing is left to tell of its end, and starts it again', async () => {
    const { pid } = await spawn(command('node-a', 'exec sleep 60', { restart: 'always' }));
    const [handle] = await stage.platform.list(AbortSignal.timeout(5_000));
    await stage.stopAgent();
    for (const each of [Number(handle?.detail['shimPid']), pid]) process.kill(each, 'SIGKILL');
    await eventually('both to be gone', () => !alive(pid));
    await stage.startAgent();
    await eventually('the restart', () => stage.sink.of('node_restarted').length === 1);
    const [lost] = stage.sink.of('node_lost');
    expect(lost?.body.error).toContain('no agent watched');
    expect(stage.sink.of('node_restarted')[0]?.causedBy).toEqual([lost?.id]);
    expect(stage.sink.of('node_crashed')).toEqual([]);
  });

  it('stops a process that carries its mark, has no record and is not wanted', async () => {
    const { pid } = await spawn(command('node-o', 'exec sleep 60'));
    await stage.stopAgent();
    await rm(join(stage.root, 'agent', 'nodes', 'node-o.json'));
    await stage.startAgent();
    expect(alive(pid)).toBe(true);
    stage.master.desire([]);
    await eventually('the orphan to be gone', () => !alive(pid));
  });
});

describe('an agent on a clock of its own', () => {
  afterEach(() => stage.close());

  it('waits exactly as long as the policy says, and says once that a node loops', async () => {
    const clock = manualClock();
    stage = await openStage({}, clock);
    await spawn(command('node-l', 'exit 3', { restart: 'always' }));
    const delays: number[] = [];
    for (let crash = 1; crash <= 8; crash++) {
      await eventually(`crash ${crash}`, () => stage.sink.of('node_crashed').length === crash);
      if (crash === 1)
        await eventually('the first restart, at once', () => advanced(clock, 0) && stage.sink.of('node_restarted').length === 1);
      else {
        await eventually('its wait to begin', () => stage.agent.nodes()[0]?.phase === 'waiting');
        const full = 1_000 * 2 ** (crash - 2);
        clock.advance(full * 0.75 - 1);
        await new Promise((resolve) => setTimeout(resolve, 30));
        expect(stage.sink.of('node_restarted')).toHaveLength(crash - 1);
        clock.advance(full * 0.25 + 1);
        await eventually(`restart ${crash}`, () => advanced(clock, 1) && stage.sink.of('node_restarted').length === crash);
      }
      delays.push(stage.sink.of('node_restarted').at(-1)?.body.delay_ms ?? -1);
    }
    expect(delays[0]).toBe(0);
    delays.slice(1).forEach((delay, i) => {
      expect(delay).toBeGreaterThanOrEqual(750 * 2 ** i);
      expect(delay).toBeLessThanOrEqual(1_000 * 2 ** i);
    });
    expect(stage.sink.of('node_crash_looping')).toMatchObject([{ body: { crashes: 5, exit_code: 3 } }]);
    expect(stage.sink.of('node_restarted').map(({ body }) => body.restart_count)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });
});

/** Moves the clock a little, so that short waits inside a start come to their end too. */
function advanced(clock: ManualClock, ms: number): true {
  clock.advance(ms);
  return true;
}

describe('the events of an agent', () => {
  afterEach(() => stage.close());

  it('fold into the state that it is in', async () => {
    stage = await openStage({ metricsEveryMs: 100 });
    const kept = await spawn(command('node-a', 'exec sleep 60'));
    await spawn(command('node-b', 'exit 3', { restart: 'never' }));
    await spawn(command('node-c', 'exit 0', { restart: 'on-failure' }));
    await spawn(command('node-d', 'exec sleep 60'));
    await stop('node-d', 1);
    await eventually(
      'all ends',
      () =>
        stage.agent
          .nodes()
          .map(({ phase }) => phase)
          .join() === 'running,failed,finished,stopped',
    );
    await eventually('metrics', () => stage.sink.of('node_metrics').length > 0);
    const state = foldAll(stage.sink.events.map((event, i) => ({ ...event, seq: i + 1 })));
    const seen = ['node-a', 'node-b', 'node-c', 'node-d'].map((id) => state.nodes.get(id)?.status);
    expect(seen).toEqual(['running', 'failed', 'stopped', 'stopped']);
    expect(state.nodes.get('node-a')).toMatchObject({ pid: kept.pid, agentId: 'agent-1', metrics: { memoryMb: expect.any(Number) } });
    expect(state.nodes.get('node-b')?.lastExit).toMatchObject({ exitCode: 3, cause: 'unknown' });
  });
});

describe('an agent with limits', () => {
  afterEach(() => stage.close());

  it('refuses one node more than it may have, and measures those it has', async () => {
    stage = await openStage({ maxNodes: 1, metricsEveryMs: 50 });
    await spawn(command('node-1', 'exec sleep 60'));
    expect(await spawn(command('node-2', 'exec sleep 60'))).toMatchObject({ success: false, errorCode: 'SUTRA_AGENT_FULL' });
    await eventually(
      'metrics of node and host',
      () => stage.sink.of('node_metrics').length > 1 && stage.sink.of('agent_metrics').length > 1,
    );
    expect(stage.sink.of('node_metrics')[0]?.body).toMatchObject({ node_id: 'node-1', agent_id: 'agent-1' });
    await stop('node-1');
    expect(await spawn(command('node-2', 'exec sleep 60'))).toMatchObject({ success: true });
  });

  it('fails a node that never serves its port, and leaves nothing of it', async () => {
    stage = await openStage({ startWithinMs: 300 });
    expect(await spawn(command('node-t', 'exec sleep 60', { port: await freePort() }))).toMatchObject({
      success: false,
      errorCode: 'SUTRA_NODE_NOT_READY',
    });
    expect(stage.sink.of('spawn_failed')[0]?.body.cause).toBe('timeout');
    expect(await stage.platform.list(AbortSignal.timeout(5_000))).toEqual([]);
  });
});
