import { type Chance, seededChance } from '@sutra/kit';
import { type EventRecord, eventId, type Json } from '@sutra/wire';

/** What a generated history looks like. */
export interface WorkloadShape {
  readonly seed: number;
  readonly agents: number;
  readonly nodes: number;
  readonly emitter: string;
  readonly epoch: number;
  /** Time of the first event, µs. */
  readonly startUs: number;
  /** Mean time between events, µs. */
  readonly stepUs: number;
}

export const WORKLOAD: WorkloadShape = {
  seed: 1,
  agents: 100,
  nodes: 1000,
  emitter: 'master-1',
  epoch: 1,
  startUs: 1_760_000_000_000_000,
  stepUs: 1_000,
};

const REGIONS = ['us-east', 'us-west', 'eu-central', 'ap-south'] as const;
const CRASH_CAUSES = ['oom', 'segfault', 'port_conflict', 'disk_full', 'unknown'] as const;
const RECENT_MAX = 64;

/** Shares of a grid under way: heartbeats lead, lifecycle is rare. Sums to 1. */
const MIX: readonly (readonly [number, string])[] = [
  [0.62, 'agent_heartbeat'],
  [0.2, 'node_metrics'],
  [0.08, 'storage_metrics'],
  [0.03, 'spawn_requested'],
  [0.03, 'spawn_succeeded'],
  [0.02, 'node_crashed'],
  [0.02, 'node_restarted'],
];

/** An endless, repeatable history of one emitter: the same shape gives the same events. */
export function* workload(shape: Partial<WorkloadShape> = {}): Generator<EventRecord, never, undefined> {
  const at = { ...WORKLOAD, ...shape };
  const chance = seededChance(at.seed);
  const recent: string[] = [];
  let timeUs = at.startUs;
  for (let emitterSeq = 1; ; emitterSeq++) {
    timeUs += 1 + Math.floor(chance.next() * 2 * at.stepUs);
    const type = pickType(chance.next());
    const node = Math.floor(chance.next() * at.nodes);
    const agent = type === 'agent_heartbeat' ? Math.floor(chance.next() * at.agents) : node % at.agents;
    const id = eventId(type, timeUs, at.emitter, at.epoch, emitterSeq);
    const follows = type === 'spawn_succeeded' || type === 'node_restarted';
    const cause = follows && recent.length > 0 ? recent[Math.floor(chance.next() * recent.length)] : undefined;
    yield {
      id,
      type,
      timeUs,
      emitterSeq,
      entities: entitiesOf(type, agent, node),
      causes: cause === undefined ? [] : [cause],
      ...(follows ? { operation: `op-${Math.floor(emitterSeq / 50)}` } : {}),
      meta: { severity: severityOf(type), version: 1 },
      body: bodyOf(type, agent, node, chance),
    };
    if (type === 'spawn_requested' || type === 'node_crashed') {
      recent.push(id);
      if (recent.length > RECENT_MAX) recent.shift();
    }
  }
}

/** The first `count` events of a history. */
export function takeEvents(count: number, shape: Partial<WorkloadShape> = {}): EventRecord[] {
  const events = workload(shape);
  return Array.from({ length: count }, () => events.next().value);
}

const pad = (n: number, width: number): string => String(n).padStart(width, '0');
export const agentName = (n: number): string => `agent-${pad(n, 3)}`;
export const nodeName = (n: number): string => `node-${pad(n, 4)}`;

function pickType(draw: number): string {
  let left = draw;
  for (const [share, type] of MIX) {
    left -= share;
    if (left < 0) return type;
  }
  return MIX[0]![1];
}

function entitiesOf(type: string, agent: number, node: number): string[] {
  const place = `region:${REGIONS[agent % REGIONS.length]}`;
  return type === 'agent_heartbeat' ? [agentName(agent), `host-${pad(agent, 3)}`, place] : [nodeName(node), agentName(agent), place];
}

function severityOf(type: string): string {
  if (type === 'node_crashed') return 'error';
  return type === 'agent_heartbeat' || type.endsWith('_metrics') ? 'debug' : 'info';
}

function bodyOf(type: string, agent: number, node: number, chance: Chance): Record<string, Json> {
  const whole = (max: number): number => Math.floor(chance.next() * max);
  const ids = { node_id: nodeName(node), agent_id: agentName(agent) };
  switch (type) {
    case 'agent_heartbeat':
      return { agent_id: agentName(agent), storage_node_count: 10, received: 6, missed: chance.next() < 0.02 ? 1 : 0 };
    case 'node_metrics':
      return { ...ids, cpu_pct: whole(1000) / 10, memory_mb: whole(4096), request_rate: whole(5000) / 10, queue_depth: whole(40) };
    case 'storage_metrics':
      return { ...ids, concepts: whole(1_000_000), queries: whole(10_000), p99_ms: whole(500) / 100 };
    case 'node_crashed':
      return {
        ...ids,
        exit_code: whole(2) * 137,
        cause: CRASH_CAUSES[whole(CRASH_CAUSES.length)]!,
        stderr: `panic at block ${whole(1e9)}`,
      };
    case 'spawn_requested':
      return { ...ids, port: 9000 + node, storage_path: `/var/lib/sutra/${nodeName(node)}`, memory_limit_mb: 512 };
    default:
      return { ...ids, pid: 1000 + whole(30_000), port: 9000 + node, generation: whole(5) };
  }
}
