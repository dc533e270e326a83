import { type Chance, seededChance } from '@sutra/kit';
import { history, type Teller } from '../history.ts';

const AGENTS = [
  { id: 'agent-1', region: 'us-east', env: 'production', platform: 'process', version: '1.5.0' },
  { id: 'agent-2', region: 'us-east', env: 'staging', platform: 'docker', version: '1.5.1' },
  { id: 'agent-12', region: 'eu-west', env: 'production', platform: 'process', version: '1.5.1' },
  { id: 'edge-tokyo', region: 'ap-northeast', env: 'production', platform: 'systemd', version: '1.4.2' },
] as const;
export const NODES = ['node-1', 'node-2', 'node-3', 'node-17', 'cache-1', 'cache-2'] as const;
const CAUSES = ['oom', 'segfault', 'port_conflict', 'unknown'] as const;
const ERRORS = ['address already in use', 'no memory left', 'Permission denied'] as const;

/** Length of a history, s: three days, so that hours, days and weekdays all differ. */
export const HISTORY_S = 3 * 86_400;

type Told = { readonly atS: number; readonly tell: (told: Teller, atS: number, recordedAtS?: number) => void };

/**
 * Three days of a small grid, different for every seed: agents that leave and come back, nodes that crash for several reasons, figures,
 * settings, people. Some events reach the record late. No two happen at one instant.
 */
export function seededHistory(seed: number): Teller {
  const chance = seededChance(seed);
  const script: Told[] = [];
  for (const [n, agent] of AGENTS.entries()) script.push({ atS: 1 + n, tell: (told, atS) => register(told, atS, agent) });
  for (const [n, node] of NODES.entries())
    script.push({ atS: 10 + n * 2, tell: (told, atS) => spawn(told, atS, node, agentOf(node), { actor: 'cli:priya' }) });
  const events = 260 + Math.floor(chance.next() * 120);
  for (let n = 0; n < events; n++) {
    const atS = Math.floor(60 + chance.next() * (HISTORY_S - 120)) + chance.next();
    script.push({ atS, tell: oneEvent(chance) });
  }
  script.sort((a, b) => a.atS - b.atS);
  const told = bounded(history(Date.UTC(2026, 2, 15) * 1000));
  const late: Told[] = [];
  for (const one of script) {
    while (late[0] !== undefined && late[0].atS < one.atS - 3_000) {
      const waiting = late.shift() as Told;
      waiting.tell(told, waiting.atS, one.atS);
    }
    if (chance.next() < 0.05 && one.atS > 60) late.push(one);
    else one.tell(told, one.atS);
  }
  for (const waiting of late) waiting.tell(told, waiting.atS, HISTORY_S - 30);
  return told;
}

/** Nothing happens after the end: "now" lies there. */
function bounded(told: Teller): Teller {
  return { ...told, tell: (atS, ...rest) => (atS < HISTORY_S - 1 ? told.tell(atS, ...rest) : '') };
}

const agentOf = (node: string): string =>
  (AGENTS[NODES.indexOf(node as (typeof NODES)[number]) % AGENTS.length] as (typeof AGENTS)[number]).id;

function register(told: Teller, atS: number, agent: (typeof AGENTS)[number]): void {
  told.tell(atS, 'agent_registered', {
    agent_id: agent.id,
    hostname: `box-${agent.id}`,
    platform: agent.platform,
    agent_endpoint: 'stream',
    max_storage_nodes: 10,
    region: agent.region,
    env: agent.env,
    version: agent.version,
    labels: agent.id === 'agent-2' ? { gpu: 'true' } : {},
  });
}

interface Spawn {
  readonly actor: string;
  /** An answer that never comes, where it is false. */
  readonly answered?: boolean;
  /** Why it failed. */
  readonly error?: string;
}

/** A spawn that somebody asks for; what comes of it is told by the agent, which names nobody. */
function spawn(told: Teller, atS: number, node: string, agent: string, of: Spawn, recordedAtS?: number): void {
  const { actor, answered = true, error } = of;
  const more = { operation: `op-${node}-${Math.floor(atS)}`, ...(recordedAtS === undefined ? {} : { recordedAtS }) };
  const body = { node_id: node, agent_id: agent };
  told.tell(atS, 'spawn_requested', { ...body, port: 0, storage_path: '', memory_limit_mb: 512 }, { ...more, meta: { actor } });
  if (!answered) return;
  if (error === undefined) told.tell(atS + 0.731, 'spawn_succeeded', { ...body, pid: 1_000, port: 9_000 }, more);
  else told.tell(atS + 0.731, 'spawn_failed', { ...body, error }, more);
}

function oneEvent(chance: Chance): Told['tell'] {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(chance.next() * list.length)] as T;
  const whole = (max: number): number => Math.floor(chance.next() * max);
  const node = pick(NODES);
  const body = { node_id: node, agent_id: chance.next() < 0.85 ? agentOf(node) : pick(AGENTS).id };
  const agent = { agent_id: pick(AGENTS).id };
  const [draw, a, b, c] = [chance.next(), whole(1_000), whole(1_000), chance.next()];
  const cause = pick(CAUSES);
  const error = pick(ERRORS);
  const actor = pick(['cli:priya', 'deploy-bot', 'browser']);
  return (told, atS, recordedAtS) => {
    const more = recordedAtS === undefined ? {} : { recordedAtS };
    if (draw < 0.2) {
      told.tell(
        atS,
        'node_crashed',
        {
          ...body,
          ...(cause === 'oom' ? { signal: 'SIGKILL' } : { exit_code: [0, 1, 137][a % 3] as number }),
          ...(c < 0.9 ? { cause } : {}),
        },
        more,
      );
      if (c < 0.7) told.tell(atS + 0.2 + c * 40, 'node_restarted', { ...body, restart_count: 1 + (a % 4), new_pid: 2_000 + b }, more);
    } else if (draw < 0.23) told.tell(atS, 'spawn_failed', { ...body, error }, more);
    else if (draw < 0.27) spawn(told, atS, node, body.agent_id, { actor, error }, recordedAtS);
    else if (draw < 0.33) spawn(told, atS, node, body.agent_id, { actor, answered: c < 0.8 }, recordedAtS);
    else if (draw < 0.38) {
      told.tell(atS, 'stop_requested', body, { meta: { actor }, ...more });
      if (c < 0.8) told.tell(atS + 1 + c, c < 0.6 ? 'stop_succeeded' : 'stop_failed', { ...body, error: 'busy' } as never, more);
    } else if (draw < 0.45) {
      told.tell(atS, 'agent_degraded', { ...agent, seconds_since_heartbeat: 16 }, more);
      if (c < 0.7) told.tell(atS + 15.5, 'agent_offline', { ...agent, last_seen: '2026-03-15T00:00:00.000000Z' }, more);
      if (c < 0.55) told.tell(atS + 20 + a, 'agent_recovered', { ...agent, downtime_seconds: a }, more);
    } else if (draw < 0.62) told.tell(atS, 'node_metrics', { ...body, cpu_pct: a / 10, memory_mb: b / 2, memory_limit_mb: 512 }, more);
    else if (draw < 0.7)
      told.tell(
        atS,
        'agent_metrics',
        { ...agent, host: `box-${agent.agent_id}`, cpu_pct: b / 10, memory_pct: a / 10, disk_pct: 40, load: c },
        more,
      );
    else if (draw < 0.8)
      told.tell(
        atS,
        'query_performance',
        { node_id: node, query_type: pick2(c), query_depth: 1, result_count: a, latency_ms: b, confidence: c },
        more,
      );
    else if (draw < 0.84)
      told.tell(
        atS,
        'config_changed',
        { target: node, key: 'memory_limit_mb', before: String(a), after: String(b) },
        { meta: { actor }, ...more },
      );
    else if (draw < 0.86) told.tell(atS, 'node_rescheduled', { node_id: node, agent_id: agent.agent_id, from_agent: body.agent_id }, more);
    else if (draw < 0.89) told.tell(atS, c < 0.5 ? 'cluster_degraded' : 'cluster_healthy', verdict(c) as never, more);
    else told.tell(atS, 'agent_heartbeat', { ...agent, storage_node_count: 2 }, more);
  };
}

const pick2 = (c: number): string => (c < 0.4 ? 'semantic' : c < 0.8 ? 'graph' : 'hybrid');
const verdict = (c: number): object =>
  c < 0.5
    ? { total_agents: 4, healthy_agents: 3, reason: 'one is late' }
    : { total_agents: 4, healthy_agents: 4, total_nodes: 6, running_nodes: 6 };
