import { manualClock, seededChance } from '@sutra/kit';
import type { gridpb } from '@sutra/rpc';
import { expect, it } from 'vitest';
import { type FakeAgent, obedient } from './testing/fake-agent.ts';
import { startBench, until } from './testing/harness.ts';
import { recordingSink } from './testing/recording-sink.ts';

const SPAWNS = 60;
const FATES = ['answered', 'request lost', 'reply lost', 'reply never', 'stream lost after'] as const;

it.each([1, 2])('however messages are lost, every spawn ends once and runs at most once (seed %i)', async (seed) => {
  const clock = manualClock(Date.now() * 1_000);
  const chance = seededChance(seed);
  const bench = await startBench({ clock });
  try {
    const sink = recordingSink({ clock, emitter: 'agent-a', deliver: (event) => bench.store.append(event) });
    const starts = new Map<string, number>();
    const fates = new Map<string, number>();
    const obey = obedient(sink);
    const act = (request: gridpb.Request, agent: FakeAgent) => {
      if (request.wish.case === 'spawn') {
        const { nodeId, generation } = request.wish.value;
        const known = agent.nodes.some((node) => node.nodeId === nodeId && node.generation === generation);
        if (!known) starts.set(`${nodeId}#${generation}`, (starts.get(`${nodeId}#${generation}`) ?? 0) + 1);
      }
      return obey(request, agent);
    };
    const agent = bench.agent('a', {
      maxNodes: 10_000,
      answer(request, self) {
        if (request.wish.case !== 'spawn') return act(request, self);
        const fate = FATES[Math.floor(chance.next() * FATES.length)] ?? 'answered';
        fates.set(fate, (fates.get(fate) ?? 0) + 1);
        if (fate === 'request lost') return undefined;
        const answer = act(request, self);
        if (fate === 'answered') return answer;
        if (fate === 'stream lost after') self.reply(request.requestId, answer as never);
        if (fate !== 'reply never') self.drop();
        return undefined;
      },
      reconcile(desired, self) {
        for (const { spec, wanted } of desired.nodes) {
          if (spec === undefined || wanted !== 'running' || self.nodes.some(({ nodeId }) => nodeId === spec.nodeId)) continue;
          act({ $typeName: 'grid.Request', requestId: 0n, masterEpoch: 0n, wish: { case: 'spawn', value: spec } }, self);
        }
      },
    });
    const connect = async (): Promise<void> => {
      const { length } = agent.welcomes;
      agent.connect();
      await until(() => agent.welcomes.length > length, 'it is welcomed');
    };
    await connect();
    const outcomes: string[] = [];
    for (let i = 0; i < SPAWNS; i++) {
      const asked = agent.requests.length;
      const spawning = bench.client.spawnStorageNode({ agentId: 'a', nodeId: `n${i}`, operationId: `op-${i}` });
      await until(() => agent.requests.length > asked, 'it is asked');
      let done = false;
      void spawning.finally(() => {
        done = true;
      });
      while (!done) {
        agent.heartbeat();
        clock.advance(1_000);
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
      outcomes.push((await spawning).outcome);
      if (agent.closed.length > 0) {
        agent.closed.length = 0;
        await connect();
      }
    }
    const open = (): number =>
      [...bench.master.state().operations.values()].filter(({ status }) => status === 'unknown' || status === 'requested').length;
    for (let s = 0; s < 60 && open() > 0; s++) {
      agent.heartbeat();
      clock.advance(1_000);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect(open()).toBe(0);
    expect(fates.size).toBe(FATES.length);
    expect(outcomes.filter((outcome) => outcome === 'unknown').length).toBeGreaterThan(SPAWNS / 4);
    expect([...starts.values()].filter((count) => count !== 1)).toEqual([]);
    for (let i = 0; i < SPAWNS; i++) {
      const runs = agent.nodes.some(({ nodeId }) => nodeId === `n${i}`);
      expect([`op-${i}`, bench.master.state().operations.get(`op-${i}`)?.status]).toEqual([`op-${i}`, runs ? 'succeeded' : 'failed']);
    }
  } finally {
    await bench.scope.close();
  }
});
