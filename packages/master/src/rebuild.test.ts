import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { manualClock } from '@sutra/kit';
import { type AnyDraft, stateHash } from '@sutra/model';
import { afterEach, describe, expect, it } from 'vitest';
import { SNAPSHOT } from './shell/follow.ts';
import { type Bench, startBench, until } from './testing/harness.ts';
import { type MemoryStore, memoryStore } from './testing/memory-store.ts';
import { type RecordingSink, recordingSink } from './testing/recording-sink.ts';

const benches: Bench[] = [];
afterEach(async () => {
  for (const bench of benches.splice(0).reverse()) await bench.scope.close();
});
async function start(options: Parameters<typeof startBench>[0] = {}): Promise<Bench> {
  const bench = await startBench(options);
  benches.push(bench);
  return bench;
}
const stop = (bench: Bench): Promise<void> => bench.master.close('SIGTERM');
const settled = (bench: Bench, store: MemoryStore): Promise<void> =>
  until(() => bench.master.storedState().seq === store.events.length, 'the feed has brought everything back');

describe('a restarted master', () => {
  it('has the state it had, event for event, and a higher epoch', async () => {
    const store = memoryStore();
    const first = await start({ memory: store });
    const agent = await first.connected('a');
    await first.client.spawnStorageNode({ agentId: 'a', nodeId: 'web' });
    await first.client.spawnStorageNode({ agentId: 'a', nodeId: 'db' });
    await first.client.stopStorageNode({ nodeId: 'web' });
    await settled(first, store);
    const before = stateHash(first.master.state());
    expect(stateHash(first.master.storedState())).toBe(before);
    const seq = store.events.length;
    agent.drop();
    await stop(first);
    store.events.length = seq; // a crash: no farewell reached the store

    const second = await start({
      memory: store,
      run: 2,
      dataDir: first.dataDir,
      sink: recordingSink({ clock: manualClock(), epoch: 2, deliver: () => true }),
    });
    expect(stateHash(second.master.storedState())).toBe(before);
    expect(second.master.epoch).toBeGreaterThan(first.master.epoch);
    expect((await second.client.listAgents({})).agents[0]?.storageNodes.map(({ nodeId, detail }) => [nodeId, detail])).toEqual([
      ['db', 'running'],
      ['web', 'stopped'],
    ]);
  });

  it('says whether the last run ended cleanly', async () => {
    const store = memoryStore();
    const first = await start({ memory: store });
    expect(first.sink.of('component_started')[0]?.body).toMatchObject({ component: 'master', pid: 4_242 });
    expect(first.sink.of('component_started')[0]?.body).not.toHaveProperty('recovered');
    // The first still holds its mark, as if it had been killed.
    const second = await start({ memory: store, run: 2, dataDir: first.dataDir });
    expect(second.sink.of('component_started')[0]).toMatchObject({
      body: { recovered: true },
      because: 'the last run did not end cleanly',
    });
    await stop(second);
    expect(second.sink.of('component_stopped')).toMatchObject([{ body: { reason: 'SIGTERM' } }]);
    const third = await start({ memory: store, run: 3, dataDir: first.dataDir });
    expect(third.sink.of('component_started')[0]?.body).not.toHaveProperty('recovered');
    const [started] = third.sink.of('component_started');
    expect(third.sink.of('leader_elected')).toMatchObject([{ causedBy: [started?.id], body: { epoch: third.master.epoch } }]);
  });

  it('still says so after a start in between that failed', async () => {
    const store = memoryStore();
    const first = await start({ memory: store });
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    await expect(startBench({ memory: store, run: 2, dataDir: first.dataDir, port })).rejects.toThrow(String(port));
    taken.close();
    const third = await start({ memory: store, run: 3, dataDir: first.dataDir });
    expect(third.sink.of('component_started')[0]?.body).toMatchObject({ recovered: true });
  });

  it('takes up operations an earlier run left open: unknown first, then what the agent says', async () => {
    const clock = manualClock(Date.now() * 1_000);
    const store = memoryStore();
    const first = await start({ memory: store, clock });
    const silent = first.agent('a', { answer: () => undefined });
    silent.connect();
    await until(() => silent.welcomes.length === 1, 'it is welcomed');
    const asked = first.client.spawnStorageNode({ agentId: 'a', nodeId: 'web', operationId: 'op-1' }).catch(() => undefined);
    await until(() => silent.requests.length === 1, 'it is asked');
    const seq = store.events.length;
    await stop(first);
    await asked;
    store.events.length = seq;

    const second = await start({ memory: store, clock, run: 2, dataDir: first.dataDir });
    const agent = second.agent('a');
    agent.nodes = [{ nodeId: 'web', generation: 1, status: 'running', pid: 12, port: 9_012 }];
    agent.connect();
    await until(() => agent.welcomes.length === 1, 'it is welcomed');
    for (let s = 0; s < 8; s++) clock.advance(1_000);
    expect(second.sink.of('spawn_unknown')).toMatchObject([
      { operationId: 'op-1', body: { error: 'the master was restarted before an answer came' } },
    ]);
    await until(() => second.master.state().operations.get('op-1')?.status === 'succeeded', 'it is settled');
    expect(agent.requests.some(({ wish }) => wish.case === 'spawn')).toBe(false);
  });
});

describe('a master whose store is away', () => {
  it('starts on its spool, says so, and has everything when the store is back', async () => {
    const clock = manualClock(Date.now() * 1_000);
    const store = memoryStore();
    const early = recordingSink({ clock, deliver: (event) => store.append(event) });
    for (const draft of threeAgents()) early.emit(draft);
    store.setUp(false);
    const spooled = recordingSink({ clock, emitter: 'master', epoch: 2, deliver: (event) => store.append(event) });
    spooled.emit(registered('from-the-spool'));
    let started = false;
    const starting = start({ memory: store, clock, sink: spooled }).finally(() => (started = true));
    // However long the machine takes to come to where it waits for the store.
    while (!started) {
      clock.advance(100);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    const bench = await starting;
    expect(bench.master.store()).toBe('down');
    expect([...bench.master.state().agents.keys()]).toEqual(['from-the-spool']);

    const agent = await bench.connected('a0');
    agent.nodes = [];
    expect(agent.desired).toEqual([]); // half a past tells nobody what to end
    for (let i = 0; i < 3; i++) clock.advance(1_000);
    expect(bench.sink.of('cluster_healthy', 'cluster_degraded', 'cluster_critical')).toEqual([]);

    store.setUp(true);
    for (const event of bench.sink.said) store.append(event);
    while (bench.master.store() !== 'up') {
      clock.advance(100);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    await settled(bench, store);
    expect([...bench.master.state().agents.keys()].sort()).toEqual(['a0', 'a1', 'a2', 'from-the-spool']);
    expect(stateHash(bench.master.state())).toBe(stateHash(bench.master.storedState()));
    await until(() => agent.desired.length === 1, 'now the agent is told');
  });

  it('goes on when the store goes away under it', async () => {
    const store = memoryStore();
    const { client, connected, master } = await start({ memory: store });
    await connected('a');
    store.setUp(false);
    await until(() => master.store() === 'down', 'it is seen to be away');
    expect((await client.spawnStorageNode({ agentId: 'a', nodeId: 'web' })).success).toBe(true);
    expect(master.state().nodes.get('web')?.status).toBe('running');
    expect(master.storedState().nodes.has('web')).toBe(false);
  });
});

describe('a master without a store', () => {
  it('serves on what it hears', async () => {
    const { client, connected, master } = await start({ store: null });
    const agent = await connected('a');
    await client.spawnStorageNode({ agentId: 'a', nodeId: 'web' });
    expect(master.store()).toBe('none');
    await until(() => agent.desired.at(-1)?.nodes.length === 1, 'the agent is told');
  });
});

describe('snapshots', () => {
  it('are written every so many events and make the next start short', async () => {
    const store = memoryStore();
    const first = await start({ memory: store, limits: { snapshotEvents: 50 } });
    const emitter = recordingSink({ clock: manualClock(Date.now() * 1_000), emitter: 'other', deliver: (event) => store.append(event) });
    for (let i = 0; i < 60; i++) emitter.emit(registered(`agent-${i}`));
    await until(() => store.snapshots.has(SNAPSHOT), 'a snapshot is there');
    const seq = store.snapshots.get(SNAPSHOT)?.seq ?? 0;
    await settled(first, store);
    const hash = stateHash(first.master.storedState());
    await stop(first);
    let asked = 0;
    const watched: MemoryStore = {
      ...store,
      client: {
        ...store.client,
        feed(query, signal) {
          asked = query.fromSeq;
          return store.client.feed(query, signal);
        },
      },
    };
    const upTo = store.events.length;
    const second = await start({ memory: watched, run: 2, sink: silent(), dataDir: first.dataDir });
    expect(asked).toBe(seq + 1);
    await until(() => second.master.storedState().seq >= upTo, 'the tail is read');
    expect(second.master.storedState().agents.size).toBe(60);
    expect(hash).toMatch(/^[0-9a-f]{16}$/);
  });

  it('that cannot be read are passed over: the record is folded from its beginning', async () => {
    const store = memoryStore();
    const emitter = recordingSink({ clock: manualClock(Date.now() * 1_000), emitter: 'other', deliver: (event) => store.append(event) });
    for (const draft of threeAgents()) emitter.emit(draft);
    store.snapshots.set(SNAPSHOT, { seq: 2, bytes: new TextEncoder().encode('{"version":99}') });
    const { master } = await start({ memory: store });
    expect(master.state().agents.size).toBe(3);
  });
});

function registered(id: string): AnyDraft {
  return {
    type: 'agent_registered',
    body: { agent_id: id, hostname: `host-of-${id}`, platform: 'process', agent_endpoint: 'stream', max_storage_nodes: 10 },
  };
}
const threeAgents = (): AnyDraft[] => ['a0', 'a1', 'a2'].map(registered);
const silent = (): RecordingSink => recordingSink({ clock: manualClock(), epoch: 9 });
