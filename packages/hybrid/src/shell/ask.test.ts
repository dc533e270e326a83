import { describe, expect, it } from 'vitest';
import { apply, EMPTY_GRID, fromStored } from '@sutra/model';
import { catalogueOf } from '../core/names.ts';
import { history, memoryReader, type Teller } from '../testing/index.ts';
import { ask } from './ask.ts';

/** Asks a told history, one hour after its start unless said otherwise. */
export function asker(told: Teller, nowS = 3_600) {
  const reader = memoryReader(told.events);
  const state = told.events.map(fromStored).reduce(apply, EMPTY_GRID);
  return (question: string, more: { atS?: number; context?: string } = {}) =>
    ask(
      {
        question,
        tz: 'UTC',
        nowUs: told.startUs + nowS * 1_000_000,
        ...(more.context === undefined ? {} : { context: more.context }),
        ...(more.atS === undefined ? {} : { atUs: told.startUs + more.atS * 1_000_000 }),
      },
      { reader, catalogue: catalogueOf(state), ...(more.atS === undefined ? { state } : {}) },
    );
}

function killedNode() {
  const told = history();
  told.tell(0, 'agent_registered', { agent_id: 'agent-1', hostname: 'box-1', platform: 'process', agent_endpoint: 'stream', max_storage_nodes: 10, region: 'us-east' });
  told.tell(0.5, 'agent_registered', { agent_id: 'agent-2', hostname: 'box-2', platform: 'docker', agent_endpoint: 'stream', max_storage_nodes: 10, region: 'eu-west' });
  const asked = told.tell(1, 'spawn_requested', { node_id: 'node-a1', agent_id: 'agent-1', port: 0, storage_path: '', memory_limit_mb: 512, generation: 1 }, { operation: 'op-1', meta: { actor: 'priya' } });
  const spawned = told.tell(2, 'spawn_succeeded', { node_id: 'node-a1', agent_id: 'agent-1', pid: 4_100, port: 50_100, generation: 1 }, { causedBy: [asked], operation: 'op-1' });
  told.tell(10, 'node_metrics', { node_id: 'node-a1', agent_id: 'agent-1', cpu_pct: 12, memory_mb: 100, memory_limit_mb: 512 });
  const crash = told.tell(14.3, 'node_crashed', { node_id: 'node-a1', agent_id: 'agent-1', exit_code: 137, signal: 'SIGKILL', cause: 'unknown', generation: 1, pid: 4_100, uptime_ms: 12_300 }, { causedBy: [spawned] });
  const restart = told.tell(14.7, 'node_restarted', { node_id: 'node-a1', agent_id: 'agent-1', restart_count: 1, new_pid: 4_242, generation: 1 }, { causedBy: [crash] });
  const failed = told.tell(20, 'spawn_failed', { node_id: 'node-b2', agent_id: 'agent-2', error: 'address already in use' });
  return { told, asked, spawned, crash, restart, failed };
}

describe('why', () => {
  it('says that a node was killed from outside, how long it lived and when it came back', async () => {
    const { told, asked, spawned, crash, restart } = killedNode();
    const answer = await asker(told)('why did node-a1 crash?');
    expect(answer.text).toBe('node-a1 was killed by SIGKILL (exit 137) sent from outside the grid 12.3 s after its start; it was restarted 0.4 s later (pid 4242).');
    expect(answer.path).toEqual([
      { from: asked, to: spawned, kind: 'recorded', dt_ms: 1_000 },
      { from: spawned, to: crash, kind: 'recorded', dt_ms: 12_300 },
      { from: crash, to: restart, kind: 'recorded', dt_ms: 400 },
    ]);
    expect(answer.ruled_out.map((one) => one.hypothesis)).toEqual(['out of memory', 'stopped on request', 'host or network loss']);
    expect(answer.unknown).toContain('who sent the signal: it did not come through the grid');
    expect(answer.confidence).toBeGreaterThan(0.8);
    expect(answer.confidence).toBeLessThan(1);
  });
});
