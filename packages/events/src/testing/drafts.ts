import type { AnyDraft } from '@sutra/model';

export const heartbeat = (n: number): AnyDraft => ({
  type: 'agent_heartbeat',
  body: { agent_id: `agent-${n % 100}`, storage_node_count: n % 50 },
});

export const metric = (n: number): AnyDraft => ({
  type: 'node_metrics',
  body: { node_id: `node-${n % 1000}`, agent_id: `agent-${n % 100}`, cpu_pct: (n % 1000) / 10, memory_mb: 64 + (n % 128) },
});

export const spawned = (n: number): AnyDraft => ({
  type: 'spawn_succeeded',
  body: { node_id: `node-${n}`, agent_id: `agent-${n % 100}`, pid: 1000 + n, port: 50_000 + (n % 1000) },
});

export const denied = (n: number): AnyDraft => ({ type: 'action_denied', body: { verb: 'stop', target: `node-${n}`, error: 'not yours' } });
