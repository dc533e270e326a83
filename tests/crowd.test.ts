import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MasterClient } from '@sutra/rpc';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Grid, startGrid, until } from './harness/grid.ts';
import { markedProcesses, masterOf, programs } from './harness/nodes.ts';

const NODES = 60;
const names = Array.from({ length: NODES }, (_, i) => `crowd-${String(i).padStart(2, '0')}`);

describe(`${NODES} nodes at once on one agent`, () => {
  let grid: Grid;
  let master: MasterClient;
  const config = join(mkdtempSync(join(tmpdir(), 'sutra-crowd-')), 'sutra.toml');
  beforeAll(async () => {
    writeFileSync(config, '[agent]\nmax_storage_nodes = 100\n');
    grid = await startGrid({ args: ['--config', config] });
    master = masterOf(grid);
  });
  afterAll(async () => {
    await master.close();
    await grid.close();
    rmSync(join(config, '..'), { recursive: true, force: true });
  });
  const recorded = (event_type: string) =>
    until(`${NODES} ${event_type}`, 15_000, async () => {
      const seen = await grid.events({ event_type });
      return seen.length >= NODES ? seen : undefined;
    });

  it('starts them all, each once; what runs is what the record says', async () => {
    const workload = { kind: 'command', command: 'sleep', args: ['1000'] };
    const beganMs = performance.now();
    const replies = await Promise.all(names.map((nodeId) => master.spawnStorageNode({ agentId: 'agent-1', nodeId, workload })));
    const tookMs = performance.now() - beganMs;
    expect(replies.filter(({ success }) => !success)).toEqual([]);
    expect(tookMs, `${NODES} spawns took ${Math.round(tookMs)} ms`).toBeLessThan(15_000);
    const events = await recorded('spawn_succeeded');
    expect(events.map((event) => event.entity_id).sort()).toEqual(names);
    const nodes = await until('all of them running', 10_000, async () => {
      const seen = (await grid.nodes()).filter((node) => node.status === 'running');
      return seen.length === NODES ? seen : undefined;
    });
    const real = programs(grid).map((one) => `${one.nodeId} ${one.pid}`);
    expect(nodes.map((node) => `${node.node_id} ${node.pid}`).sort()).toEqual(real.sort());
  });

  it('refuses what is beyond the limit of the agent, says why, and starts nothing for it', async () => {
    const more = await Promise.allSettled(
      Array.from({ length: 45 }, (_, i) =>
        master.spawnStorageNode({
          agentId: 'agent-1',
          nodeId: `more-${i}`,
          workload: { kind: 'command', command: 'sleep', args: ['1000'] },
        }),
      ),
    );
    const refused = more.filter((one) => one.status === 'rejected');
    expect(refused).toHaveLength(5);
    for (const one of refused) expect(String(one.reason.code)).toBe('SUTRA_AGENT_FULL');
    expect(programs(grid)).toHaveLength(100);
  });

  it('stops them all; nothing is left and no event is missing', async () => {
    const beganMs = performance.now();
    const all = (await grid.nodes()).filter((node) => node.wanted === 'running').map((node) => node.node_id);
    expect(all).toHaveLength(100);
    const replies = await Promise.all(all.map((nodeId) => master.stopStorageNode({ nodeId, graceMs: 2_000 })));
    const tookMs = performance.now() - beganMs;
    expect(replies.filter(({ success }) => !success)).toEqual([]);
    expect(tookMs, `100 stops took ${Math.round(tookMs)} ms`).toBeLessThan(15_000);
    expect(markedProcesses(grid)).toEqual([]);
    const stopped = await recorded('stop_succeeded');
    expect(new Set(stopped.map((event) => event.entity_id)).size).toBe(100);
    expect((await grid.nodes()).filter((node) => node.status !== 'stopped')).toEqual([]);
    expect(await grid.events({ event_type: 'emitter_gap' })).toEqual([]);
  });
});
