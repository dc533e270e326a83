import { defineErrors, manualClock, SutraError, silentLogger } from '@sutra/kit';
import { toEventJson, validateBody } from '@sutra/model';
import { openAgentLink } from '@sutra/rpc';
import { afterEach, describe, expect, it } from 'vitest';
import { obedient } from './testing/fake-agent.ts';
import { type Bench, type BenchOptions, startBench, until } from './testing/harness.ts';
import { recordingSink } from './testing/recording-sink.ts';

defineErrors({ SUTRA_TEST_DISK: { kind: 'unavailable', retry: true, mend: 'The test gives it back.' } });

let bench: Bench;
afterEach(() => bench.scope.close());

async function start(options: BenchOptions = {}): Promise<Bench> {
  bench = await startBench(options);
  return bench;
}

/** The agent's own emitter: its events reach the store like everyone's. */
const agentSink = (id: string, epoch = 1) =>
  recordingSink({ clock: manualClock(Date.now() * 1_000), emitter: `agent-${id}`, epoch, deliver: (event) => bench.store.append(event) });

const failureOf = async (work: Promise<unknown>): Promise<SutraError> => {
  const reason = await work.then(
    (value) => new Error(`it succeeded with ${JSON.stringify(value, (_, v) => (typeof v === 'bigint' ? String(v) : v))}`),
    (thrown: unknown) => thrown,
  );
  if (!(reason instanceof SutraError)) throw reason;
  return reason;
};

describe('a spawn', () => {
  it('is recorded as asked, decided and done, each caused by the one before', async () => {
    const { client, connected, sink, store } = await start();
    await connected('a', { sink: agentSink('a') });
    const reply = await client.spawnStorageNode({ agentId: 'a', nodeId: 'web', actor: 'ada', reason: 'more room' });
    expect(reply).toMatchObject({ success: true, outcome: 'succeeded', nodeId: 'web' });
    const [asked] = sink.of('action_requested');
    const [requested] = sink.of('spawn_requested');
    expect(asked).toMatchObject({
      actor: 'ada',
      reason: 'more room',
      operationId: reply.operationId,
      body: { verb: 'spawn', target: 'web', surface: 'grpc' },
    });
    expect(requested?.causedBy).toEqual([asked?.id]);
    const done = store.events.find(({ type }) => type === 'spawn_succeeded');
    expect(done).toMatchObject({ emitter: 'agent-a', causedBy: [requested?.id], operationId: reply.operationId });
    expect(sink.of('spawn_succeeded')).toEqual([]);
    await until(() => bench.master.storedState().nodes.get('web')?.status === 'running', 'the record has it too');
    expect(bench.master.state().nodes.get('web')).toMatchObject({ status: 'running', generation: 1 });
  });

  it('is recorded by the master when the agent records nothing', async () => {
    const { client, connected, sink } = await start();
    await connected('a');
    const { nodeId } = await client.spawnStorageNode({ agentId: 'a', port: 9_100 });
    expect(sink.of('spawn_succeeded')).toMatchObject([{ body: { node_id: nodeId, agent_id: 'a', port: 9_100, generation: 1 } }]);
  });

  it('happens once however often its operation is sent, at once or later', async () => {
    const { client, connected } = await start();
    const agent = await connected('a');
    const request = { agentId: 'a', operationId: 'op-7' };
    const replies = await Promise.all([
      client.spawnStorageNode(request),
      client.spawnStorageNode(request),
      client.spawnStorageNode(request),
    ]);
    replies.push(await client.spawnStorageNode(request));
    expect(new Set(replies.map(({ nodeId }) => nodeId)).size).toBe(1);
    expect(replies.every(({ success, outcome, operationId }) => success && outcome === 'succeeded' && operationId === 'op-7')).toBe(true);
    expect(agent.requests).toHaveLength(1);
    expect((await failureOf(client.stopStorageNode({ nodeId: 'web', operationId: 'op-7' }))).code).toBe('SUTRA_OPERATION_MISMATCH');
  });

  it('that the agent refuses is an answer, not an error', async () => {
    const answer = () => ({
      case: 'spawn' as const,
      value: { success: false, errorMessage: 'port 80 is taken', errorCode: 'SUTRA_PORT_TAKEN' },
    });
    const { client, connected, sink } = await start();
    await connected('a', { answer });
    const reply = await client.spawnStorageNode({ agentId: 'a', nodeId: 'web', port: 80 });
    expect(reply).toMatchObject({ success: false, outcome: 'failed', errorMessage: 'port 80 is taken', errorCode: 'SUTRA_PORT_TAKEN' });
    expect(sink.of('spawn_failed')).toMatchObject([{ body: { error: 'port 80 is taken', error_code: 'SUTRA_PORT_TAKEN' } }]);
    expect(bench.master.state().nodes.get('web')?.status).toBe('failed');
  });

  it('reaches the agent with its secrets, and the record without them', async () => {
    const { client, connected, store } = await start();
    const agent = await connected('a');
    const workload = { kind: 'command', command: '/bin/job', args: ['--fast'], env: { DB_PASSWORD: 'hunter2', MODE: 'x' } };
    await client.spawnStorageNode({ agentId: 'a', nodeId: 'job', workload });
    const wish = agent.requests[0]?.wish;
    expect(wish?.case === 'spawn' && wish.value.workload?.env).toEqual({ DB_PASSWORD: 'hunter2', MODE: 'x' });
    expect(JSON.stringify(store.events)).not.toContain('hunter2');
  });

  it('goes to the agent that fits when none is named', async () => {
    const { client, connected, sink } = await start();
    await connected('full', { maxNodes: 0 });
    const free = await connected('free');
    await client.spawnStorageNode({ nodeId: 'web' });
    expect(free.requests).toHaveLength(1);
    const [placed] = sink.of('placement_decided');
    const [requested] = sink.of('spawn_requested');
    expect(placed?.body).toMatchObject({ agent_id: 'free' });
    expect(requested?.causedBy).toContain(placed?.id);
  });

  it('is denied in the record too when it cannot be', async () => {
    const { client, sink } = await start();
    const error = await failureOf(client.spawnStorageNode({ agentId: 'nobody', nodeId: 'web' }));
    expect(error.code).toBe('SUTRA_AGENT_UNKNOWN');
    const [asked] = sink.of('action_requested');
    expect(sink.of('action_denied')).toMatchObject([
      { causedBy: [asked?.id], body: { verb: 'spawn', target: 'web', error: error.message } },
    ]);
    expect(sink.of('spawn_requested')).toEqual([]);
  });

  it('is denied to who asked, by the name it would have had', async () => {
    const { client, sink } = await start();
    const error = await failureOf(client.spawnStorageNode({ actor: 'cli:ada', reason: 'more room' }));
    expect(error.code).toBe('SUTRA_NO_AGENT_FITS');
    const denied = sink.of('action_denied').map(toEventJson);
    expect(denied).toMatchObject([{ actor: 'cli:ada', reason: 'more room' }]);
    expect(error.message).toContain(` ${String(denied[0]?.entity_id)}:`);
  });

  it.each(['bad name!', 'a\u0000b', 'line\nbreak', 'x'.repeat(300)])(
    'under a name that can be nobody’s (%j) is in the record all the same',
    async (nodeId) => {
      const { client, sink } = await start();
      const error = await failureOf(client.spawnStorageNode({ nodeId, actor: 'cli:eve' }));
      const kept = sink.of('action_requested', 'action_denied');
      expect(kept.map(({ type, actor }) => [type, actor])).toEqual([
        ['action_requested', 'cli:eve'],
        ['action_denied', 'cli:eve'],
      ]);
      for (const { type, body } of kept) expect(validateBody(type, body)).toEqual({ ok: true });
      expect(kept[1]?.body).toMatchObject({ target: 'cluster', error: error.message });
    },
  );

  it.each([
    [{ agentId: 'a', nodeId: '../x' }, 'invalid'],
    [{ agentId: 'a', storagePath: '../../etc' }, 'invalid'],
    [{ agentId: 'a', port: 99_999 }, 'invalid'],
    [{ agentId: 'a', restart: 'sometimes' }, 'invalid'],
    [{ agentId: 'a', workload: { kind: 'dance' } }, 'invalid'],
    [{ agentId: 'a', operationId: 'with spaces in it' }, 'invalid'],
    [{ agentId: 'a', reason: 'x'.repeat(2_000) }, 'invalid'],
    [{ agentId: 'y'.repeat(5_000) }, 'not_found'],
  ])('of nonsense is refused and changes nothing (%#)', async (request, kind) => {
    const { client, connected } = await start();
    const agent = await connected('a');
    expect((await failureOf(client.spawnStorageNode(request))).kind).toBe(kind);
    expect(agent.requests).toEqual([]);
    expect((await client.spawnStorageNode({ agentId: 'a' })).success).toBe(true);
  });
});

describe('a wish that cannot be kept on disk', () => {
  it('is not carried out, now or later', async () => {
    const { client, connected, sink } = await start();
    const agent = await connected('a');
    await until(() => agent.desired.length === 1, 'it is told at hello');
    const spool = sink.whenSpooled;
    sink.whenSpooled = () => Promise.reject(new SutraError('SUTRA_TEST_DISK', 'Cannot write the spool: no space left'));
    const error = await failureOf(client.spawnStorageNode({ agentId: 'a', nodeId: 'web' }));
    expect(error.code).toBe('SUTRA_TEST_DISK');
    sink.whenSpooled = spool;
    expect((await client.spawnStorageNode({ agentId: 'a', nodeId: 'other' })).success).toBe(true);
    await until(() => agent.desired.length === 2, 'it is told again');
    expect(agent.requests.map(({ wish }) => wish.case === 'spawn' && wish.value.nodeId)).toEqual(['other']);
    expect(agent.desired[1]?.nodes.map(({ spec }) => spec?.nodeId)).toEqual(['other']);
    expect(bench.master.state().nodes.get('web')?.status).toBe('failed');
  });
});

describe('an outcome that did not arrive', () => {
  it('is unknown when the stream is lost, and known when the agent’s own event comes', async () => {
    const { client, connected, sink, store } = await start();
    const agent = await connected('a', { answer: (_request, self) => void self.drop() });
    const reply = await client.spawnStorageNode({ agentId: 'a', nodeId: 'web' });
    expect(reply).toMatchObject({ success: false, outcome: 'unknown', nodeId: 'web', errorCode: 'SUTRA_AGENT_LINK_LOST' });
    expect(sink.of('spawn_unknown')).toHaveLength(1);
    expect(bench.master.state().nodes.get('web')?.status).toBe('unknown');
    const event = agentSink('a').emit({
      type: 'spawn_succeeded',
      body: { node_id: 'web', agent_id: 'a', pid: 77, port: 9_001, generation: 1 },
      operationId: reply.operationId,
    });
    expect(store.events.some(({ id }) => id === event.id)).toBe(true);
    await until(() => bench.master.state().operations.get(reply.operationId)?.status === 'succeeded', 'the record settles it');
    expect(agent.requests).toHaveLength(1);
  });

  it('is settled by a report on the next stream, before the record has it, and counts once', async () => {
    const { client, connected } = await start();
    const agent = await connected('a', { answer: (_request, self) => void self.drop() });
    const reply = await client.spawnStorageNode({ agentId: 'a', nodeId: 'web' });
    const own = recordingSink({ clock: manualClock(Date.now() * 1_000), emitter: 'agent-a', deliver: () => false });
    const body = { node_id: 'web', agent_id: 'a', exit_code: 3, generation: 1 };
    own.emit({
      type: 'spawn_succeeded',
      body: { node_id: 'web', agent_id: 'a', pid: 77, port: 9_001, generation: 1 },
      operationId: reply.operationId,
    });
    own.emit({ type: 'node_crashed', body });
    agent.connect();
    await until(() => agent.welcomes.length === 2, 'it is welcomed again');
    for (let i = 0; i < 2; i++) for (const event of own.said) agent.report(event.id, event.type, JSON.stringify(toEventJson(event)));
    await until(() => bench.master.state().nodes.get('web')?.status === 'crashed', 'the crash is known');
    expect(bench.master.state().operations.get(reply.operationId)?.status).toBe('succeeded');
    for (const event of own.said) bench.store.append(event);
    await until(() => bench.master.storedState().nodes.get('web')?.status === 'crashed', 'the record has it');
    expect(bench.master.state().nodes.get('web')?.crashCount).toBe(1);
  });

  it('is asked for after the agent is back, and settled with what it says', async () => {
    const clock = manualClock(Date.now() * 1_000);
    const { client, agent: make, sink } = await start({ clock });
    let lose = true;
    const obey = obedient();
    const agent = make('a', {
      answer(request, self) {
        const answer = obey(request, self);
        if (!lose) return answer;
        self.drop();
        return undefined;
      },
    });
    agent.connect();
    await until(() => agent.welcomes.length === 1, 'it is welcomed');
    const { operationId } = await client.spawnStorageNode({ agentId: 'a', nodeId: 'web' });
    lose = false;
    agent.connect();
    await until(() => agent.welcomes.length === 2, 'it is welcomed again');
    for (let s = 0; s < 8; s++) {
      agent.heartbeat();
      clock.advance(1_000);
    }
    await until(() => bench.master.state().operations.get(operationId)?.status === 'succeeded', 'the agent was asked');
    expect(sink.of('spawn_succeeded')).toMatchObject([{ operationId, body: { node_id: 'web', resolved: true } }]);
  });

  it('is failed within 60 s of contact when the agent never got the wish', async () => {
    const clock = manualClock(Date.now() * 1_000);
    const { client, agent: make, sink } = await start({ clock });
    let lose = true;
    const agent = make('a', {
      answer(request, self) {
        if (lose) self.drop();
        if (request.wish.case !== 'status') return undefined;
        return { case: 'failure', value: { code: 'SUTRA_NODE_UNKNOWN', message: 'Cannot find web', mend: '' } };
      },
    });
    agent.connect();
    await until(() => agent.welcomes.length === 1, 'it is welcomed');
    const { operationId } = await client.spawnStorageNode({ agentId: 'a', nodeId: 'web' });
    lose = false;
    agent.connect();
    await until(() => agent.welcomes.length === 2, 'it is welcomed again');
    let waited = 0;
    for (; bench.master.state().operations.get(operationId)?.status === 'unknown' && waited < 60; waited++) {
      agent.heartbeat();
      clock.advance(1_000);
      await new Promise((resolve) => setTimeout(resolve, 5)); // lets a question and its answer cross the socket
    }
    expect(waited).toBeLessThan(60);
    expect(sink.of('spawn_failed')).toMatchObject([
      { operationId, body: { error: 'asked again, a says it does not have the node', resolved: true } },
    ]);
  });

  it('is unknown at the time limit, not sooner, and the late answer changes nothing by itself', async () => {
    const clock = manualClock(Date.now() * 1_000);
    const { client, agent: make, sink } = await start({ clock });
    const agent = make('a', { answer: () => undefined });
    agent.connect();
    await until(() => agent.welcomes.length === 1, 'it is welcomed');
    const waiting = client.spawnStorageNode({ agentId: 'a', nodeId: 'web' });
    await until(() => agent.requests.length === 1, 'it is asked');
    clock.advance(29_999);
    expect(bench.master.state().nodes.get('web')?.status).toBe('pending');
    clock.advance(1);
    const reply = await waiting;
    expect(reply).toMatchObject({ outcome: 'unknown', errorCode: 'SUTRA_TIMEOUT' });
    const again = await client.spawnStorageNode({ agentId: 'a', nodeId: 'web', operationId: reply.operationId });
    expect(again).toMatchObject({ outcome: 'unknown', nodeId: 'web' });
    expect(agent.requests.filter(({ wish }) => wish.case === 'spawn')).toHaveLength(1);
    agent.reply(agent.requests[0]?.requestId ?? 0n, { case: 'spawn', value: { success: true, nodeId: 'web' } });
    agent.heartbeat();
    expect(sink.of('spawn_unknown')).toHaveLength(1);
  });
});

describe('what should run', () => {
  it('is told after hello and after every change, and stays the agent’s business while a wish is under way', async () => {
    const { client, connected } = await start();
    const agent = await connected('a');
    await until(() => agent.desired.length === 1, 'it is told at hello');
    expect(agent.desired[0]?.nodes).toEqual([]);
    await client.spawnStorageNode({ agentId: 'a', nodeId: 'web' });
    await client.spawnStorageNode({ agentId: 'a', nodeId: 'db' });
    await client.stopStorageNode({ nodeId: 'web' });
    await until(() => agent.desired.at(-1)?.nodes.length === 1, 'the last word is one node');
    expect(agent.desired.at(-1)?.nodes).toMatchObject([{ spec: { nodeId: 'db', generation: 1 }, wanted: 'running' }]);
    const revisions = agent.desired.map(({ revision }) => Number(revision));
    expect(revisions).toEqual([...revisions].sort((x, y) => x - y));
  });

  it('is started from its whole wish by a restart when its agent never heard of it, or has lost it', async () => {
    const unknown = { case: 'failure', value: { code: 'SUTRA_NODE_UNKNOWN', message: 'Cannot find web on this agent', mend: '' } } as const;
    const { client, connected } = await start();
    const agent = await connected('a', {
      answer: (request, self) => (request.wish.case === 'restart' ? unknown : obedient()(request, self)),
    });
    await client.spawnStorageNode({ agentId: 'a', nodeId: 'web', workload: { kind: 'command', command: 'serve', args: ['--all'] } });
    agent.nodes = [];
    expect(await client.restartStorageNode({ nodeId: 'web' })).toMatchObject({ success: true, outcome: 'succeeded' });
    expect(agent.requests.map(({ wish }) => wish.case)).toEqual(['spawn', 'restart', 'spawn']);
    expect(agent.requests.at(-1)?.wish.value).toMatchObject({
      nodeId: 'web',
      generation: 2,
      workload: { command: 'serve', args: ['--all'] },
    });
  });

  it('gets a new generation by a restart', async () => {
    const { client, connected } = await start();
    const obey = obedient();
    const agent = await connected('a', {
      answer: (request, self) =>
        request.wish.case === 'restart'
          ? { case: 'spawn', value: { success: true, nodeId: 'web', pid: 9, port: 9_009 } }
          : obey(request, self),
    });
    await client.spawnStorageNode({ agentId: 'a', nodeId: 'web' });
    expect(await client.restartStorageNode({ nodeId: 'web', reason: 'new config' })).toMatchObject({ success: true, outcome: 'succeeded' });
    expect(bench.master.state().nodes.get('web')).toMatchObject({ generation: 2, status: 'running', pid: 9 });
    await until(() => agent.desired.at(-1)?.nodes[0]?.spec?.generation === 2, 'generation 2 is wanted');
  });

  it('includes what the agent runs and the record does not know', async () => {
    const { agent: make, sink } = await start();
    const agent = make('a');
    agent.nodes = [{ nodeId: 'old', generation: 4, status: 'running', pid: 55, port: 9_005 }];
    agent.connect();
    await until(() => agent.desired.length === 1, 'it is told at hello');
    expect(agent.desired[0]?.nodes).toMatchObject([{ spec: { nodeId: 'old', generation: 4 }, wanted: 'running' }]);
    expect(sink.of('node_adopted')).toMatchObject([{ body: { node_id: 'old', agent_id: 'a', pid: 55, generation: 4 } }]);
  });
});

describe('a stop, the logs and the status', () => {
  it('of a stopped node is done already', async () => {
    const { client, connected } = await start();
    const agent = await connected('a');
    const { nodeId } = await client.spawnStorageNode({ agentId: 'a' });
    expect(await client.stopStorageNode({ nodeId, graceMs: 1_500 })).toMatchObject({ success: true, outcome: 'succeeded' });
    expect(await client.stopStorageNode({ nodeId })).toMatchObject({ success: true, outcome: 'succeeded' });
    const stops = agent.requests.map(({ wish }) => wish).filter((wish) => wish.case === 'stop');
    expect(stops).toMatchObject([{ value: { nodeId, generation: 1, graceMs: 1_500 } }]);
  });

  it('come from the agent, and the status from what is known when it is away', async () => {
    const { client, connected } = await start();
    const agent = await connected('a');
    await client.spawnStorageNode({ agentId: 'a', nodeId: 'web', port: 9_200 });
    expect(await client.getNodeLogs({ nodeId: 'web' })).toMatchObject({ nodeId: 'web', stdout: 'out of web', truncated: false });
    agent.drop();
    await until(() => agent.closed.length === 1, 'it is gone');
    await expect.poll(async () => (await failureOf(client.getNodeLogs({ nodeId: 'web' }))).code).toBe('SUTRA_AGENT_NOT_CONNECTED');
    expect(await client.getStorageNodeStatus({ nodeId: 'web' })).toMatchObject({
      status: 'running',
      detail: 'running',
      agentId: 'a',
      generation: 1,
    });
    const error = await failureOf(client.stopStorageNode({ nodeId: 'web' }));
    expect(error).toMatchObject({ code: 'SUTRA_AGENT_NOT_CONNECTED', kind: 'unavailable', retry: true });
  });
});

describe('a stream', () => {
  it('without hello is closed when its time is up, and one with hello is not', async () => {
    const clock = manualClock(Date.now() * 1_000);
    const { connected } = await start({ clock });
    const polite = await connected('a');
    const closed: (string | undefined)[] = [];
    const mute = openAgentLink({
      address: bench.master.address,
      logger: silentLogger,
      received: () => undefined,
      closed: (reason) => closed.push(reason?.code),
    });
    bench.scope.own(mute, 'mute');
    await until(() => {
      clock.advance(1_000);
      return closed.length === 1;
    }, 'it is closed');
    expect(closed).toEqual(['SUTRA_HELLO_MISSING']);
    expect(polite.closed).toEqual([]);
  });

  it('must begin with hello, belongs to one agent, and survives reports that are nonsense', async () => {
    const { agent: make, connected } = await start();
    const rude = make('rude');
    rude.connect();
    await until(() => rude.welcomes.length === 1, 'hello came first');
    rude.send({ message: { case: 'hello', value: { info: { agentId: 'other', hostname: 'h', platform: 'process' } } } });
    await until(() => rude.closed.length === 1, 'it is refused');
    expect(rude.closed).toEqual(['SUTRA_REQUEST_INVALID']);

    const agent = await connected('a');
    agent.report('event-x', 'node_crashed', '{');
    agent.report('event-x', 'node_crashed', JSON.stringify({ event_id: 'event-x' }));
    const foreign = recordingSink({ clock: manualClock(), emitter: 'agent-a', deliver: () => false }).emit({
      type: 'node_crashed',
      body: { node_id: 'web', agent_id: 'somebody-else' },
    });
    agent.report(foreign.id, foreign.type, JSON.stringify(toEventJson(foreign)));
    agent.send({ message: { case: undefined } });
    expect((await bench.client.spawnStorageNode({ agentId: 'a', nodeId: 'n2' })).success).toBe(true);
    expect(bench.master.state().nodes.has('web')).toBe(false);
    expect(agent.closed).toEqual([]);
  });

  it('replaces an older one of the same agent on the same host', async () => {
    const { client, connected } = await start();
    const first = await connected('a');
    const second = await connected('a');
    await until(() => first.closed.length === 1, 'the older one is closed');
    expect(first.closed).toEqual(['SUTRA_HELLO_REPLACED']);
    await client.spawnStorageNode({ agentId: 'a' });
    expect(second.requests).toHaveLength(1);
  });
});
