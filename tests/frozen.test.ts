import { readFileSync } from 'node:fs';
import type { EventJson, Freshness } from '@sutra/api';
import type { MasterClient } from '@sutra/rpc';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Grid, type Pids, pidIsAlive, startGrid, until } from './harness/grid.ts';
import { startLoad, storedNumbers } from './harness/load.ts';
import { masterOf } from './harness/nodes.ts';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('parts that freeze (SIGSTOP) and thaw', () => {
  let grid: Grid;
  let master: MasterClient;
  beforeAll(async () => {
    grid = await startGrid();
    master = masterOf(grid);
  });
  afterAll(async () => {
    await master.close();
    await grid.close();
  });

  /** Freezes a part while `during` runs, and shows that it was frozen. */
  const frozen = async (part: keyof Pids, forMs: number, during: () => Promise<void>) => {
    const pid = grid.pids()[part];
    process.kill(pid, 'SIGSTOP');
    try {
      await until(`${part} is frozen`, 2_000, async () => /^State:\s+T/m.test(readFileSync(`/proc/${pid}/status`, 'utf8')));
      const beganMs = performance.now();
      await during();
      await pause(Math.max(0, forMs - (performance.now() - beganMs)));
    } finally {
      process.kill(pid, 'SIGCONT');
    }
    expect(grid.pids()[part], `${part} is the same process as before`).toBe(pid);
  };
  const command = (nodeId: string) => ({ agentId: 'agent-1', nodeId, workload: { kind: 'command', command: 'sleep', args: ['1000'] } });

  /** The one standstill of storage that began after `sinceMs` (wall), and its end. */
  const standstill = async (sinceMs: number): Promise<readonly [EventJson, EventJson]> => {
    const from = new Date(sinceMs).toISOString();
    const stalled = await grid.events({ event_type: 'storage_stalled', from });
    const recovered = await grid.events({ event_type: 'storage_recovered', from });
    expect([stalled.length, recovered.length]).toEqual([1, 1]);
    expect(recovered[0]?.caused_by).toEqual([stalled[0]?.event_id]);
    return [stalled[0], recovered[0]] as [EventJson, EventJson];
  };

  it('storage for 6 s: who asks is told at once that it stands still, and afterwards it is a fact; a restart is none', async () => {
    const [sinceMs, before] = [Date.now(), grid.pids().storage];
    process.kill(before, 'SIGTERM');
    await until(
      'storage was stopped and started',
      20_000,
      async () => grid.pids().storage !== before && (await grid.events({ limit: '1' })),
    );
    await until('the master reads it again', 20_000, async () => {
      const ready = (await (await fetch(`http://127.0.0.1:${7_001 + grid.offset}/readyz`)).json()) as { readonly store: string };
      return ready.store === 'up';
    });
    const question = 'did the storage stop answering today?';
    expect(await grid.ask(question), 'a restart').toMatchObject({ status: 'empty', text: expect.stringMatching(/^No/) });
    const asked = async (): Promise<{ readonly ms: number; readonly error: unknown }> => {
      const beganMs = performance.now();
      const { error } = (await grid.ask('how many crashes today?')) as unknown as { readonly error: unknown };
      return { ms: performance.now() - beganMs, error };
    };
    const still = {
      code: 'SUTRA_CONTROL_STORE_STILL',
      message: expect.stringMatching(/storage has not answered since \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/),
      mend: expect.stringMatching(/sutra doctor/),
    };
    await frozen('storage', 6_000, async () => {
      const early = await asked();
      expect(early.error).toMatchObject(still);
      expect(early.ms, 'asked before anybody knew').toBeLessThan(5_000);
      const late = await asked();
      expect(late.error).toMatchObject(still);
      expect(late.ms, 'asked when it was known').toBeLessThan(1_000);
      const ran = await grid.sutra('ask', 'how many crashes today?');
      expect(ran).toMatchObject({ code: 7, stderr: expect.stringMatching(/has not answered since .*\n.*doctor/) });
    });
    const [stalled, recovered] = await until('both are on record', 20_000, () => standstill(sinceMs));
    expect(stalled).toMatchObject({
      entity_id: 'event-storage',
      severity: 'error',
      emitter: 'master',
      details: { endpoint: expect.stringMatching(/:\d+$/) },
    });
    expect(stalled.details['silent_ms']).toBeGreaterThanOrEqual(2_000);
    expect(stalled.details['silent_ms']).toBeLessThan(5_000);
    expect(recovered.details['silent_ms']).toBeGreaterThanOrEqual(5_900);
    const answer = await grid.ask(question);
    expect(answer).toMatchObject({ status: 'answered', text: expect.stringMatching(/^Yes/) });
    expect(JSON.stringify(answer.evidence)).toContain(stalled.event_id);
    expect((await grid.ask('why did storage stop answering?')).text).toMatch(/nothing came over it/);
  });

  it('storage for 20 s: wishes are still carried out in their time, nothing is lost, and the backlog arrives in order', async () => {
    const sinceMs = Date.now();
    const load = await startLoad(grid.at.storage);
    await until('traffic before', 10_000, async () => load.batches() > 20);
    let during = 0;
    await frozen('storage', 20_000, async () => {
      await until(
        'the page is told that storage does not answer',
        5_000,
        async () => (await grid.get<Freshness>('/api/grid/status')).stale,
      );
      during = load.batches();
      for (const nodeId of ['ice-1', 'ice-2', 'ice-3']) {
        const beganMs = performance.now();
        expect(await master.spawnStorageNode(command(nodeId))).toMatchObject({ success: true, outcome: 'succeeded' });
        expect(performance.now() - beganMs, `spawn of ${nodeId}`).toBeLessThan(10_000); // not when storage thaws
      }
      expect(await master.stopStorageNode({ nodeId: 'ice-3', graceMs: 500 })).toMatchObject({ success: true });
      expect((await master.getClusterStatus({})).totalAgents).toBe(1);
    });
    expect(load.batches() - during, 'nothing was acknowledged while storage was frozen').toBeLessThanOrEqual(1);
    await until('traffic after', 20_000, async () => load.batches() > during + 20);
    await until('the page is told that storage answers again', 5_000, async () => !(await grid.get<Freshness>('/api/grid/status')).stale);
    await load.stop();
    const numbers = await storedNumbers(grid.at.storage);
    expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, i) => i + 1));
    expect(numbers.length).toBeGreaterThanOrEqual(load.acknowledged());
    const story = await until('the story of ice-3 in the record', 20_000, async () => {
      const seen = await grid.events({ entity_id: 'ice-3', order: 'asc' });
      return seen.some((event) => event.event_type === 'stop_succeeded') ? seen : undefined;
    });
    expect(story.map((event) => event.event_type).filter((type) => /^(spawn|stop)_/.test(type))).toEqual([
      'spawn_requested',
      'spawn_succeeded',
      'stop_requested',
      'stop_succeeded',
    ]);
    for (const emitter of new Set(story.map((event) => event.emitter))) {
      const own = story.filter((event) => event.emitter === emitter).map((event) => event.emitter_seq);
      expect(own, `${emitter} in its own order`).toEqual([...own].sort((a, b) => a - b));
    }
    expect(await grid.events({ event_type: 'emitter_gap' })).toEqual([]);
    const [, recovered] = await until('the standstill is on record, once', 20_000, () => standstill(sinceMs));
    expect(recovered.details['silent_ms']).toBeGreaterThanOrEqual(19_000);
  });

  it('storage while the master is killed: the next master says when it is over', async () => {
    const [sinceMs, before] = [Date.now(), grid.pids().master];
    let lostMs = 0;
    const beganMs = performance.now();
    await frozen('storage', 0, async () => {
      await until('the page is told', 5_000, async () => (await grid.get<Freshness>('/api/grid/status')).stale);
      await pause(2_000); // the master may notice a second later, and flushes what it says
      process.kill(before, 'SIGKILL');
      await until('a new master serves', 30_000, async () => grid.pids().master !== before && (await master.getClusterStatus({})));
      lostMs = performance.now() - beganMs;
    });
    const [stalled, recovered] = await until('both are on record', 20_000, () => standstill(sinceMs));
    expect(recovered.details['silent_ms']).toBeGreaterThanOrEqual(lostMs - 100);
    expect(stalled.details['silent_ms']).toBeLessThan(5_000);
  });

  it('the agent for 45 s: degraded, offline and recovered once each; its nodes are not touched', async () => {
    const nodes = (await grid.nodes()).filter((node) => node.status === 'running');
    expect(nodes.length).toBeGreaterThanOrEqual(2);
    await frozen('agent', 45_000, async () => {
      await until('degraded', 25_000, async () => (await grid.events({ event_type: 'agent_degraded' }))[0]);
      await until('offline', 25_000, async () => (await grid.events({ event_type: 'agent_offline' }))[0]);
      await expect(master.spawnStorageNode(command('too-late'))).rejects.toMatchObject({
        code: expect.stringMatching(/^SUTRA_AGENT_(OFFLINE|NOT_CONNECTED)$/),
      });
      for (const node of nodes) expect(pidIsAlive(node.pid as number)).toBe(true);
    });
    await until('recovered', 20_000, async () => (await grid.events({ event_type: 'agent_recovered' }))[0]);
    await until('a healthy grid', 20_000, async () => (await grid.status()).status === 'healthy');
    const counts = await Promise.all(
      ['agent_degraded', 'agent_offline', 'agent_recovered'].map(async (event_type) => (await grid.events({ event_type })).length),
    );
    expect(counts).toEqual([1, 1, 1]);
    const after = (await grid.nodes()).filter((node) => node.status === 'running');
    expect(after.map(({ node_id, pid, generation }) => ({ node_id, pid, generation }))).toEqual(
      nodes.map(({ node_id, pid, generation }) => ({ node_id, pid, generation })),
    );
    expect(await master.spawnStorageNode(command('after'))).toMatchObject({ success: true });
    const answer = await grid.ask('why did agent-1 go offline?');
    expect(answer.status).toBe('answered');
    expect(JSON.stringify(answer)).toMatch(/heartbeat|silent|heard/i);
  });

  it('control: the command line says what is wrong and where to look, within its limit', async () => {
    await frozen('control', 0, async () => {
      const beganMs = performance.now();
      const ran = await grid.sutra('events');
      const said = `${ran.stdout}${ran.stderr}`;
      expect(ran.code).not.toBe(0);
      expect(said).toMatch(/control/i);
      expect(performance.now() - beganMs).toBeLessThan(40_000);
      expect(await master.spawnStorageNode(command('without-control'))).toMatchObject({ success: true });
    });
    await until('control answers again', 10_000, async () => (await grid.status()).status === 'healthy');
  });
});
