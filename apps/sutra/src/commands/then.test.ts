import { startControl } from '@sutra/control';
import { silentSink } from '@sutra/events';
import { history, memoryReader } from '@sutra/hybrid/testing';
import { isoFromUs, manualClock, SutraError, silentLogger } from '@sutra/kit';
import pc from 'picocolors';
import { expect, it } from 'vitest';
import type { Invocation } from '../client/invocation.ts';
import { agentList } from './agents.ts';
import { nodeList } from './nodes.ts';
import { status } from './status.ts';

it('how long something had been so is measured to the instant that is asked about', async () => {
  const told = history();
  const agent = { agent_id: 'edge-1', hostname: 'box-1', platform: 'process', agent_endpoint: 's', max_storage_nodes: 9 } as const;
  told.tell(0, 'agent_registered', agent);
  told.tell(10, 'spawn_requested', { agent_id: 'edge-1', node_id: 'web', port: 0, storage_path: '', memory_limit_mb: 9, generation: 1 });
  told.tell(10, 'spawn_succeeded', { agent_id: 'edge-1', node_id: 'web', pid: 7, port: 0, generation: 1 });
  told.tell(41, 'agent_degraded', { agent_id: 'edge-1', missed_heartbeats: 2 } as never);
  told.tell(42, 'agent_offline', { agent_id: 'edge-1', last_seen: isoFromUs(told.startUs + 30_000_000) });
  told.tell(42, 'cluster_degraded', { reason: 'an agent is offline', healthy_agents: 0, total_agents: 1 } as never);
  told.tell(53, 'agent_recovered', { agent_id: 'edge-1', downtime_seconds: 11 });
  const unasked = () => Promise.reject(new SutraError('SUTRA_NO_GRID', 'what was is not asked of the master'));
  const clock = manualClock(told.startUs + 3_600_000_000);
  const control = await startControl({
    config: { host: '127.0.0.1', port: 0, token: 'test-token-of-at-least-thirty-two-characters' },
    store: memoryReader(told.events),
    master: { spawnStorageNode: unasked, stopStorageNode: unasked, restartStorageNode: unasked, getNodeLogs: unasked, serving: unasked },
    emitter: silentSink,
    clock,
    logger: silentLogger,
  });
  try {
    await control.ready();
    const address = `127.0.0.1:${control.port}`;
    const lines: string[] = [];
    const out = (text: string): void => void lines.push(text);
    const terminal = { isTty: false, columns: undefined, color: false, out, note: out, paint: pc.createColors(false) };
    const shown = { gridName: 'g', output: 'table', headers: false, quiet: true, zone: 'UTC', actor: 'cli:ann' } as const;
    const invocation = { ...shown, clock, terminal, at: { control: address, master: address, storage: address } } as unknown as Invocation;
    const at = isoFromUs(told.startUs + 50_000_000);
    await agentList(invocation, { at });
    expect(lines.splice(0).join('\n')).toMatch(/edge-1 .*offline .* 8\.?0? s\b/);
    await nodeList(invocation, { at });
    expect(lines.splice(0).join('\n')).toMatch(/web .* 40\.?0? s\b/);
    await status(invocation, { at });
    const text = lines.splice(0).join('\n');
    expect(text).toMatch(/since 12:00:42 UTC \(8\.?0? s\)/);
    expect(text).toMatch(/edge-1.* 8\.?0? s\b/);
    expect(text).not.toMatch(/\d min/);
    // Of now: to now.
    await agentList(invocation, {});
    expect(lines.splice(0).join('\n')).toMatch(/edge-1 .*healthy .* 59 min 7 s\b/);
  } finally {
    await control.close();
  }
});
