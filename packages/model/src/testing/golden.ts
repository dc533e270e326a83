import { EVENT_TYPES } from '../catalogue/index.ts';
import { type Command, decide } from '../commands/index.ts';
import { emitInOrder } from '../envelope.ts';
import type { AnyDraft, GridEvent } from '../event.ts';
import { apply, EMPTY_GRID } from '../fold/index.ts';
import { bodyOf, emitterOf, stored, T0 } from './events.ts';
import { interleave, playWorld } from './world.ts';

/**
 * Histories as this version writes them, by name. They were written to testdata/histories once; what is there must fold to its
 * golden state for ever, whatever becomes of this file. A new version adds new ones.
 */
export function histories(): Record<string, GridEvent[]> {
  return {
    'demo-v1': demo(),
    'every-type-v1': everyType(),
    'busy-grid-v1': stored(interleave(playWorld(2, 60).streams, 3)),
    'later-types-v1': laterTypes(),
    'watches-v1': watches(),
    'model-readings-v1': modelReadings(),
    'denials-v1': denials(),
    'full-disk-v1': fullDisk(),
    'stalled-storage-v1': stalledStorage(),
  };
}

/** The story of the demo: three storage nodes, one killed and restarted, a command that crash-loops, an agent that goes and comes back. */
function demo(): GridEvent[] {
  const log: GridEvent[] = [];
  const master = emitterOf('master');
  const agent = emitterOf('agent-001');
  let state = EMPTY_GRID;
  let nowUs = T0;
  const say = (drafts: readonly AnyDraft[], as = master): void => {
    emitInOrder(drafts, (draft) => {
      const event = as(draft, nowUs);
      log.push(event);
      state = apply(state, event);
      nowUs += 1_000;
      return event.id;
    });
    nowUs += 500_000;
  };
  const command = (wish: Command): void => {
    const decision = decide(state, wish, { wallUs: nowUs, nodeId: 'node-x' });
    if ('rejected' in decision) throw decision.rejected;
    say(decision.drafts);
  };
  const agentSays = (draft: AnyDraft): void => say([draft], agent);
  command({
    kind: 'register',
    agentId: 'agent-001',
    hostname: 'web-1',
    platform: 'process',
    endpoint: 'stream',
    maxNodes: 8,
    region: 'eu',
    epoch: 1,
  });
  say([{ type: 'cluster_healthy', body: { total_agents: 1, healthy_agents: 1, total_nodes: 0, running_nodes: 0 } }]);
  for (const n of [1, 2, 3]) {
    const nodeId = `node-${n}`;
    command({ kind: 'spawn', operationId: `op-${n}`, nodeId, memoryLimitMb: 256, actor: 'cli' });
    const body = { node_id: nodeId, agent_id: 'agent-001', pid: 100 + n, port: 50_060 + n, generation: 1, took_ms: 41.5 };
    agentSays({ type: 'spawn_succeeded', body, operationId: `op-${n}` });
  }
  const one = { node_id: 'node-1', agent_id: 'agent-001', generation: 1 };
  agentSays({
    type: 'node_metrics',
    body: { node_id: 'node-1', agent_id: 'agent-001', cpu_pct: 2.5, memory_mb: 81.25, memory_limit_mb: 256 },
  });
  agentSays({
    type: 'node_crashed',
    body: { ...one, signal: 'SIGKILL', cause: 'unknown', summary: 'killed by SIGKILL', uptime_ms: 8_000 },
  });
  agentSays({ type: 'node_restarted', body: { ...one, restart_count: 1, new_pid: 201, delay_ms: 0 } });
  const workload = { kind: 'command', command: 'sh', args: ['-c', 'exit 3'] } as const;
  command({ kind: 'spawn', operationId: 'op-4', nodeId: 'broken', agentId: 'agent-001', workload });
  const broken = { node_id: 'broken', agent_id: 'agent-001', generation: 1 };
  agentSays({ type: 'spawn_succeeded', body: { ...broken, pid: 300, port: 0 }, operationId: 'op-4' });
  for (let exit = 1; exit <= 5; exit++) {
    agentSays({ type: 'node_crashed', body: { ...broken, exit_code: 3, cause: 'unknown', uptime_ms: 5 } });
    if (exit < 5) agentSays({ type: 'node_restarted', body: { ...broken, restart_count: exit, new_pid: 300 + exit } });
  }
  agentSays({ type: 'node_crash_looping', body: { ...broken, crashes: 5, window_ms: 7_040, next_delay_ms: 8_000, exit_code: 3 } });
  command({ kind: 'stop', operationId: 'op-5', nodeId: 'node-3', reason: 'no longer needed' });
  agentSays({
    type: 'stop_succeeded',
    body: { node_id: 'node-3', agent_id: 'agent-001', generation: 1, exit_code: 0 },
    operationId: 'op-5',
  });
  say([
    { type: 'agent_degraded', body: { agent_id: 'agent-001', seconds_since_heartbeat: 15 } },
    { type: 'agent_offline', body: { agent_id: 'agent-001', last_seen: '2025-10-09T08:53:40.000000Z' } },
    { type: 'cluster_critical', body: { total_agents: 1, healthy_agents: 0, reason: 'no healthy agent' } },
    { type: 'agent_recovered', body: { agent_id: 'agent-001', downtime_seconds: 44 } },
  ]);
  command({ kind: 'restart', operationId: 'op-6', nodeId: 'node-2' });
  agentSays({ type: 'stop_succeeded', body: { node_id: 'node-2', agent_id: 'agent-001', generation: 1 }, operationId: 'op-6' });
  agentSays({
    type: 'spawn_succeeded',
    body: { node_id: 'node-2', agent_id: 'agent-001', pid: 401, port: 50_062, generation: 2 },
    operationId: 'op-6',
  });
  return stored(log);
}

/** One event of every type, with every optional field absent, after an agent and a node that they can be about. */
function everyType(): GridEvent[] {
  const say = emitterOf('master');
  const types = ['agent_registered', 'spawn_requested', ...EVENT_TYPES] as const;
  return stored(types.map((type, i) => say({ type, body: bodyOf(type) } as AnyDraft, T0 + i * 1_000_000)));
}

/** Types that came after `every-type-v1` was written. */
function laterTypes(): GridEvent[] {
  const say = emitterOf('control');
  const types = ['agent_registered', 'spawn_requested', 'forecast_made', 'forecast_scored', 'storage_damaged'] as const;
  return stored(types.map((type, i) => say({ type, body: bodyOf(type) } as AnyDraft, T0 + i * 1_000_000)));
}

/** A watch that is set up, tells, fails to deliver, is over and is taken down. */
function watches(): GridEvent[] {
  const say = emitterOf('control');
  const types = ['watch_added', 'watch_fired', 'watch_delivery_failed', 'watch_recovered', 'watch_removed'] as const;
  return stored(types.map((type, i) => say({ type, body: bodyOf(type) } as AnyDraft, T0 + i * 1_000_000)));
}

/** A question that a model helped to read. */
function modelReadings(): GridEvent[] {
  const say = emitterOf('control');
  return stored([say({ type: 'model_asked', body: bodyOf('model_asked') } as AnyDraft, T0)]);
}

/** Somebody who may not. */
function denials(): GridEvent[] {
  const say = emitterOf('control');
  return stored([say({ type: 'access_denied', body: bodyOf('access_denied'), actor: 'browser' } as AnyDraft, T0)]);
}

/** A disk that fills up, and has space again. */
function fullDisk(): GridEvent[] {
  const say = emitterOf('storage.event-storage');
  const types = ['storage_full', 'storage_resumed'] as const;
  return stored(types.map((type, i) => say({ type, body: bodyOf(type) } as AnyDraft, T0 + i * 1_000_000)));
}

/** A storage that stands still, and answers again. */
function stalledStorage(): GridEvent[] {
  const say = emitterOf('master');
  const types = ['storage_stalled', 'storage_recovered'] as const;
  return stored(types.map((type, i) => say({ type, body: bodyOf(type) } as AnyDraft, T0 + i * 1_000_000)));
}
