import { afterEach, describe, expect, it } from 'vitest';
import type { FakeAgent } from './testing/fake-agent.ts';
import { type Bench, startBench, until } from './testing/harness.ts';
import { stallableClock } from './testing/stallable-clock.ts';

let bench: Bench;
afterEach(() => bench.scope.close());
const clock = stallableClock(Date.now() * 1_000);

/** Lets everything that is on a socket arrive. */
const settle = async (agents: readonly FakeAgent[], state: () => number): Promise<void> => {
  const before = state();
  for (const agent of agents) agent.heartbeat();
  await until(() => state() === before + agents.length, 'every heartbeat is answered');
};

describe('silence', () => {
  it('is degraded after 15 s and offline after 30 s, each with its probe, and the cluster says so once', async () => {
    bench = await startBench({ clock });
    await bench.connected('a');
    const quiet = await bench.connected('b');
    for (let s = 1; s <= 35; s++) {
      clock.advance(1_000);
      if (s % 5 === 0) {
        const heard = bench.sink.said.length;
        await bench.client.heartbeat({ agentId: 'a', storageNodeCount: 0 });
        expect(bench.sink.said.length).toBeGreaterThanOrEqual(heard);
      }
    }
    const story = bench.sink.of('agent_unreachable_probe', 'agent_degraded', 'agent_offline', 'cluster_healthy', 'cluster_degraded');
    expect(story.map(({ type }) => type)).toEqual([
      'cluster_healthy',
      'agent_unreachable_probe',
      'agent_degraded',
      'cluster_degraded',
      'agent_unreachable_probe',
      'agent_offline',
    ]);
    const [, probe, degraded, cluster, second, offline] = story;
    expect(probe?.body).toMatchObject({ agent_id: 'b', verdict: 'degraded', stream_open: true, limit_ms: 15_000 });
    expect(degraded?.causedBy).toEqual([probe?.id]);
    expect(cluster?.causedBy).toEqual([degraded?.id]);
    expect(offline?.causedBy).toEqual(expect.arrayContaining([second?.id, degraded?.id]));
    expect(offline?.because).toMatch(/no heartbeat for 3\d\.\d s.*; limit 30 s/);
    const { agents } = await bench.client.listAgents({});
    expect(agents.map(({ agentId, status }) => [agentId, status])).toEqual([
      ['a', 'healthy'],
      ['b', 'offline'],
    ]);
    await expect(bench.client.spawnStorageNode({ agentId: 'b' })).rejects.toMatchObject({
      code: 'SUTRA_AGENT_OFFLINE',
      kind: 'unavailable',
    });

    quiet.heartbeat();
    await until(() => bench.sink.of('agent_recovered').length === 1, 'it is back');
    clock.advance(1_000);
    const [recovered] = bench.sink.of('agent_recovered');
    expect(recovered?.body).toMatchObject({ agent_id: 'b', downtime_seconds: 35 });
    expect(recovered?.causedBy).toEqual([offline?.id]);
    expect(bench.sink.of('cluster_healthy').at(-1)?.causedBy).toEqual([recovered?.id]);
  });

  it('of the stream alone means nothing', async () => {
    bench = await startBench({ clock });
    const agent = await bench.connected('a');
    agent.drop();
    for (let s = 0; s < 14; s++) clock.advance(1_000);
    expect(bench.master.state().agents.get('a')?.health).toBe('healthy');
    agent.connect();
    await until(() => agent.welcomes.length === 2, 'it is welcomed again');
    expect(bench.sink.of('agent_registered')).toHaveLength(1);
    expect(bench.sink.of('agent_recovered')).toHaveLength(0);
  });

  it('of a degraded agent still lets it take nodes', async () => {
    bench = await startBench({ clock });
    await bench.connected('a');
    for (let s = 0; s < 16; s++) clock.advance(1_000);
    expect(bench.master.state().agents.get('a')?.health).toBe('degraded');
    expect((await bench.client.spawnStorageNode({ agentId: 'a' })).success).toBe(true);
  });
});

describe('a master that was stalled', () => {
  it('takes none of 100 agents for lost, three times over, and says that it doubted itself', async () => {
    bench = await startBench({ clock });
    const agents = await Promise.all(Array.from({ length: 100 }, (_, i) => bench.connected(`agent-${String(i).padStart(3, '0')}`)));
    const heard = (): number => agents.reduce((sum, agent) => sum + agent.beats, 0);
    for (let stall = 0; stall < 3; stall++) {
      for (let s = 0; s < 10; s++) {
        clock.advance(1_000);
        if (s % 5 === 4) await settle(agents, heard);
      }
      // 60 s pass in which nothing here runs; the agents' heartbeats wait unread in the sockets.
      const before = heard();
      for (const agent of agents) agent.heartbeat();
      clock.stall(60_000);
      clock.advance(1_000);
      await until(() => heard() === before + agents.length, 'the waiting heartbeats are read');
      for (let s = 0; s < 14; s++) clock.advance(1_000);
      await settle(agents, heard);
    }
    expect(bench.sink.of('agent_offline')).toEqual([]);
    expect(bench.sink.of('agent_degraded')).toEqual([]);
    const suspects = bench.sink.of('detector_suspect');
    expect(suspects.map(({ body }) => (body as { kind: string }).kind)).toEqual(['self_pause', 'self_pause', 'self_pause']);
    expect([...bench.master.state().agents.values()].every(({ health }) => health === 'healthy')).toBe(true);
  });

  it('still finds an agent that died in the meantime', async () => {
    bench = await startBench({ clock });
    const [alive, dead] = [await bench.connected('alive'), await bench.connected('dead')];
    dead.drop();
    clock.stall(60_000);
    clock.advance(1_000);
    for (let s = 1; s <= 31; s++) {
      clock.advance(1_000);
      if (s % 5 === 0) await settle([alive], () => alive.beats);
    }
    expect(bench.master.state().agents.get('dead')?.health).toBe('offline');
    expect(bench.master.state().agents.get('alive')?.health).toBe('healthy');
  });
});
