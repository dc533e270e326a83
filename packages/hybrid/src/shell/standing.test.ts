import { foldAll, fromStored, type GridState, snapshotText, toSnapshot } from '@sutra/model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HISTORY_S, seededHistory } from '../testing/denotation/histories.ts';
import { history, memoryReader } from '../testing/index.ts';
import { partsFor } from './standing.ts';
import { GRID_SNAPSHOT, stateAt } from './state-at.ts';

/** How things stand: everything but figures, operations and when something was last heard. */
function standing(state: GridState) {
  const { agents, nodes, cluster } = toSnapshot(state);
  return {
    agents: agents.map(({ metrics: _metrics, lastHeartbeatUs: _heard, reportedNodes: _nodes, ...agent }) => agent),
    nodes: nodes.map(({ metrics: _metrics, ...node }) => node),
    cluster,
  };
}

/** The same without how often nodes were restarted. */
const verdicts = ({ nodes, ...rest }: ReturnType<typeof standing>) => ({
  ...rest,
  nodes: nodes.map(({ restartCount: _count, ...node }) => node),
});

describe('how things stood at an instant', () => {
  it('is the same whether or not all figures up to it were folded in', async () => {
    const told = [1, 2, 3].map((seed) => seededHistory(seed));
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...told), fc.integer({ min: 0, max: HISTORY_S }), async ({ events, startUs }, second) => {
        const atUs = startUs + second * 1_000_000;
        const found = await stateAt(memoryReader(events), { atUs }, {}, 'standing');
        const whole = standing(foldAll(events.filter((event) => event.timeUs <= atUs).map(fromStored)));
        expect(standing(found)).toEqual(whole);
        expect(verdicts(standing(await stateAt(memoryReader(events), { atUs }, {}, 'verdicts')))).toEqual(verdicts(whole));
      }),
      { numRuns: 40 },
    );
  });

  it('is the same from a snapshot, of whose operations few are read: also where a stop reaches the log after its refusal', async () => {
    const told = history();
    const node = { node_id: 'node-1', agent_id: 'agent-1', generation: 1 };
    const under = (operation: string) => ({ operation });
    told.tell(0, 'spawn_requested', { ...node, port: 50_100, storage_path: '/data/1', memory_limit_mb: 512 }, under('op-1'));
    told.tell(1, 'spawn_succeeded', { ...node, port: 50_100, pid: 1, took_ms: 5 }, under('op-1'));
    told.tell(3, 'stop_failed', { ...node, error: 'busy' }, under('op-2'));
    told.tell(4, 'stop_failed', { ...node, error: 'busy' }, under('op-3'));
    told.tell(3.5, 'stop_requested', node, under('op-3'));
    told.tell(2, 'stop_requested', node, under('op-2'));
    // An operation that has ended well ends no other way, whatever the log says after it.
    told.tell(5, 'stop_failed', { ...node, error: 'late' }, under('op-1'));
    told.tell(6, 'stop_requested', node, under('op-1'));
    for (let snapshotAt = 1; snapshotAt <= told.events.length; snapshotAt++)
      for (let second = 0; second <= 8; second++) {
        const reader = memoryReader(told.events);
        const state = foldAll(told.events.slice(0, snapshotAt).map(fromStored));
        reader.keepSnapshot(GRID_SNAPSHOT, snapshotAt, new TextEncoder().encode(snapshotText(state)));
        const atUs = told.startUs + second * 1_000_000;
        const whole = standing(foldAll(told.events.filter((event) => event.timeUs <= atUs).map(fromStored)));
        for (const parts of ['standing', 'verdicts', 'standing'] as const)
          expect(standing(await stateAt(reader, { atUs }, {}, parts)), `${parts} from ${snapshotAt} at ${second} s`).toEqual(whole);
      }
  });

  it('forgets the restarts of a node that ran on, which its figures tell', async () => {
    const told = history();
    const node = { node_id: 'node-1', agent_id: 'agent-1', generation: 1 };
    told.tell(0, 'spawn_requested', { ...node, port: 50_100, storage_path: '/data/1', memory_limit_mb: 512 });
    told.tell(1, 'spawn_succeeded', { ...node, port: 50_100, pid: 1, took_ms: 5 });
    told.tell(2, 'node_crashed', { ...node, exit_code: 1 });
    told.tell(3, 'node_restarted', { ...node, restart_count: 1, new_pid: 2, delay_ms: 1_000 });
    const figures = { ...node, cpu_pct: 1, memory_mb: 64 };
    told.tell(60, 'node_metrics', figures);
    told.tell(3_000, 'node_metrics', figures);
    const at = async (second: number) =>
      (await stateAt(memoryReader(told.events), { atUs: told.startUs + second * 1_000_000 }, {}, 'standing')).nodes.get('node-1');
    expect(await at(100)).toMatchObject({ restartCount: 1 });
    expect(await at(4_000)).toMatchObject({ restartCount: 0, status: 'running' });
  });

  it('forgets a crash loop of a node that ran on, also where nobody asks how often it was restarted', async () => {
    const told = history();
    const node = { node_id: 'node-1', agent_id: 'agent-1', generation: 1 };
    told.tell(0, 'spawn_requested', { ...node, port: 50_100, storage_path: '/data/1', memory_limit_mb: 512 });
    told.tell(1, 'spawn_succeeded', { ...node, port: 50_100, pid: 1, took_ms: 5 });
    told.tell(2, 'node_crashed', { ...node, exit_code: 1 });
    told.tell(3, 'node_restarted', { ...node, restart_count: 5, new_pid: 2, delay_ms: 1_000 });
    told.tell(4, 'node_crash_looping', { ...node, crashes: 5, window_seconds: 60 } as never);
    told.tell(3_000, 'node_metrics', { ...node, cpu_pct: 1, memory_mb: 64 });
    const at = async (second: number) =>
      (await stateAt(memoryReader(told.events), { atUs: told.startUs + second * 1_000_000 }, {}, 'verdicts')).nodes.get('node-1');
    expect(await at(100)).toMatchObject({ crashLooping: true });
    expect(await at(4_000)).toMatchObject({ crashLooping: false });
  });

  it('is folded as far as a plan asks for it, or shows it', () => {
    expect(partsFor({ op: 'state', target: 'cluster', at: '2026-03-17T12:00:00Z' })).toBe('verdicts');
    expect(partsFor({ op: 'changed', time: { from: null, to: null } })).toBe('verdicts');
    expect(partsFor({ op: 'changed', where: { restart_count: { gt: 3 } } })).toBe('standing');
    expect(partsFor({ op: 'list', target: 'agent', at: '2026-03-17T12:00:00Z' })).toBe('verdicts');
    expect(partsFor({ op: 'list', target: 'node', at: '2026-03-17T12:00:00Z' })).toBe('standing');
    expect(partsFor({ op: 'state', target: 'entity', at: '2026-03-17T12:00:00Z' })).toBe('standing');
    expect(partsFor({ op: 'list', target: 'node', where: { any: [{ cpu_pct: { gt: 90 } }] } })).toBe('all');
    expect(partsFor({ op: 'list', target: 'agent', order: { by: 'heartbeat_age_s', dir: 'desc' } })).toBe('all');
  });
});
