/**
 * What happens in a grid, as one event after the other in order of time: mostly heartbeats and figures, and among them crashes and restarts,
 * settings that break something, outages that take nodes with them, rollouts, people who stop and start things. Everything follows from the seed.
 */
import { seededChance } from '@sutra/kit';
import { eventFromDraft } from '@sutra/model';
import { eventId } from '@sutra/wire';
import { Agenda } from './agenda.mjs';

export const AGENTS = 100;
export const NODES = 1_000;
export const EMITTER = 'grid';
const REGIONS = ['us-east', 'us-west', 'eu-west', 'ap-south'];
const ENVS = ['production', 'staging', 'dev'];
const PLATFORMS = ['process', 'docker', 'systemd', 'kubernetes'];
const VERSIONS = ['1.4.2', '1.5.0', '1.5.1'];
const PEOPLE = ['cli:priya', 'cli:marcus', 'deploy-bot'];
/** Time between two events: a million of them are a week. */
export const STEP_US = 604_800;
const SECOND_US = 1_000_000;
const MEMORY_MB = 512;
/** One in so many events begins an episode. */
const EPISODE_SHARE = 0.008;

export const agentName = (n) => `agent-${String(n).padStart(3, '0')}`;
export const nodeName = (n) => `node-${String(n).padStart(4, '0')}`;
export const regionOf = (agent) => REGIONS[agent % REGIONS.length];

/** @param count events, of which the first register every agent and start every node */
export function* happenings(count, startUs, seed = 1) {
  const told = new Told(seed);
  for (const draft of beginning()) yield told.event(draft, startUs + (told.number + 1) * 1_000);
  while (told.number < count) {
    // By the number of events so far: whatever an episode brings, so many events are so much time.
    const timeUs = startUs + told.number * STEP_US;
    for (let due = told.agenda.take(timeUs); due !== undefined && told.number < count; due = told.agenda.take(timeUs))
      for (const draft of due.work()) if (told.number < count) yield told.event(draft, due.timeUs);
    if (told.number < count) yield told.event(told.usual(), timeUs);
  }
}

function* beginning() {
  for (let n = 0; n < AGENTS; n++)
    yield {
      type: 'agent_registered',
      body: {
        agent_id: agentName(n),
        hostname: `host-${n}`,
        platform: PLATFORMS[n % PLATFORMS.length],
        agent_endpoint: 'stream',
        max_storage_nodes: 50,
        version: VERSIONS[n % VERSIONS.length],
        region: regionOf(n),
        env: ENVS[n % ENVS.length],
      },
    };
  for (let n = 0; n < NODES; n++) {
    const [asked, runs] = started(n, 1, `op-first-${n}`, 'deploy-bot');
    yield asked;
    yield runs;
  }
}

const placed = (n) => ({ node_id: nodeName(n), agent_id: agentName(n % AGENTS) });

/** @param generation which start of the node this is: what was stopped begins anew */
function started(n, generation, operationId, actor) {
  const where = { ...placed(n), generation, port: 50_000 + n };
  return [
    { type: 'spawn_requested', body: { ...where, storage_path: `/data/${n}`, memory_limit_mb: MEMORY_MB }, operationId, actor },
    { type: 'spawn_succeeded', body: { ...where, pid: 1_000 + n, took_ms: 300 + (n % 900) }, operationId },
  ];
}

class Told {
  number = 0;
  agenda = new Agenda();
  #chance;
  #operations = 0;
  #generations = new Map();
  #away = new Set();

  constructor(seed) {
    this.#chance = seededChance(seed);
  }

  event(draft, timeUs) {
    const emitterSeq = ++this.number;
    const id = eventId(draft.type, timeUs, EMITTER, 1, emitterSeq);
    const event = eventFromDraft(draft, { id, wallUs: timeUs, emitter: EMITTER, emitterEpoch: 1, emitterSeq });
    draft.told?.(event);
    return event;
  }

  #below(n) {
    return Math.floor(this.#chance.next() * n);
  }

  #oneOf(list) {
    return list[this.#below(list.length)];
  }

  #later(timeUs, seconds, work) {
    this.agenda.add(timeUs + Math.round(seconds * SECOND_US), work);
  }

  usual() {
    const share = this.#chance.next();
    if (share < EPISODE_SHARE) return this.#begun();
    const node = this.#below(NODES);
    const agent = this.#present(node % AGENTS);
    const cpu_pct = this.#below(1_000) / 10;
    if (share < 0.5)
      return { type: 'agent_heartbeat', body: { agent_id: agentName(agent), storage_node_count: 10, received: 6, missed: 0 } };
    if (share < 0.86)
      return { type: 'node_metrics', body: { ...placed(node), cpu_pct, memory_mb: 64 + this.#below(380), memory_limit_mb: MEMORY_MB } };
    if (share < 0.94)
      return {
        type: 'agent_metrics',
        body: {
          agent_id: agentName(agent),
          host: `host-${agent}`,
          cpu_pct,
          memory_pct: 20 + this.#below(60),
          disk_pct: 30 + this.#below(50),
          load: 0.7,
        },
      };
    return {
      type: 'query_performance',
      body: {
        node_id: nodeName(node),
        query_type: this.#oneOf(['semantic', 'graph', 'hybrid']),
        query_depth: 1 + this.#below(4),
        result_count: this.#below(500),
        latency_ms: 1 + this.#below(200),
        confidence: 0.5,
      },
    };
  }

  #present(agent) {
    let at = agent;
    while (this.#away.has(at)) at = (at + 1) % AGENTS;
    return at;
  }

  /** An episode begins with an event of its own. */
  #begun() {
    const share = this.#chance.next();
    const node = this.#below(NODES);
    if (share < 0.35) return this.#outOfMemory(node);
    if (share < 0.5) return this.#crash(node, { exit_code: 139, signal: 'SIGSEGV', cause: 'segfault' });
    if (share < 0.6) return this.#badSetting(node);
    if (share < 0.78) return this.#restartByHand(node);
    if (share < 0.83) return this.#outage(this.#below(AGENTS));
    if (share < 0.84) return this.#rollout();
    if (share < 0.9) return { type: 'auth_failed', body: { surface: 'rest', error: 'wrong token', remote: '10.0.0.9' } };
    if (share < 0.95)
      return {
        type: 'question_asked',
        body: { question: 'which nodes crashed today?', status: 'answered', ms: 12 },
        actor: this.#oneOf(PEOPLE),
      };
    return { type: 'scaled_up', body: { from: 10, to: 11 }, actor: 'autoscaler' };
  }

  #outOfMemory(node) {
    const body = { ...placed(node), cpu_pct: 40, memory_limit_mb: MEMORY_MB };
    return {
      type: 'node_metrics',
      body: { ...body, memory_mb: MEMORY_MB - 4 },
      ...this.#follows(20, () => [this.#crash(node, { exit_code: 137, signal: 'SIGKILL', cause: 'oom', memory_mb: MEMORY_MB - 1 })]),
    };
  }

  #badSetting(node) {
    return {
      type: 'config_changed',
      body: { target: nodeName(node), key: 'memory_limit_mb', before: String(MEMORY_MB), after: '64' },
      actor: this.#oneOf(PEOPLE),
      ...this.#follows(30, (changed) => [{ ...this.#crash(node, { exit_code: 1, cause: 'config' }), causedBy: [changed.id] }]),
    };
  }

  #crash(node, facts) {
    const again = (crash) => [
      {
        type: 'node_restarted',
        body: { ...placed(node), restart_count: 1 + this.#below(4), new_pid: 2_000 + node, delay_ms: 1_000 },
        causedBy: [crash.id],
      },
    ];
    return {
      type: 'node_crashed',
      body: { ...placed(node), ...facts, uptime_ms: 60_000, memory_limit_mb: MEMORY_MB },
      ...this.#follows(1 + this.#below(40), again),
    };
  }

  #restartByHand(node) {
    const operationId = `op-${++this.#operations}`;
    const actor = this.#oneOf(PEOPLE);
    const generation = (this.#generations.get(node) ?? 1) + 1;
    this.#generations.set(node, generation);
    const [asked, runs] = started(node, generation, `${operationId}-b`, actor);
    const fails = this.#chance.next() < 0.25;
    const failed = {
      type: 'spawn_failed',
      body: { ...placed(node), generation, error: 'address already in use', cause: 'port_conflict' },
      operationId: asked.operationId,
    };
    const end = (request) => [{ ...(fails ? failed : runs), causedBy: [request.id] }];
    const start = (stopped) => [{ ...asked, causedBy: [stopped.id], ...this.#follows(2, end) }];
    const stop = (request) => [
      { type: 'stop_succeeded', body: { ...placed(node), took_ms: 900 }, operationId, causedBy: [request.id], ...this.#follows(1, start) },
    ];
    return { type: 'stop_requested', body: placed(node), operationId, actor, ...this.#follows(1, stop) };
  }

  #outage(agent) {
    if (this.#away.has(agent) || this.#away.size > AGENTS / 10)
      return { type: 'scaled_down', body: { from: 11, to: 10 }, actor: 'autoscaler' };
    this.#away.add(agent);
    const agent_id = agentName(agent);
    const lost = (offline) => [
      {
        type: 'cluster_degraded',
        body: { total_agents: AGENTS, healthy_agents: AGENTS - 1, reason: `${agent_id} is offline` },
        causedBy: [offline.id],
      },
      { type: 'node_lost', body: { ...placed(agent), error: 'its agent is offline' }, causedBy: [offline.id] },
    ];
    const back = (offline) => {
      this.#away.delete(agent);
      return [
        { type: 'agent_recovered', body: { agent_id, downtime_seconds: 300 }, causedBy: [offline.id] },
        { type: 'node_adopted', body: { ...placed(agent), pid: 1_000 + agent } },
        { type: 'cluster_healthy', body: { total_agents: AGENTS, healthy_agents: AGENTS, total_nodes: NODES, running_nodes: NODES } },
      ];
    };
    const away = 60 + this.#below(1_200);
    const gone = (late) => {
      const told = (event) => {
        this.#later(event.timeUs, 1, () => lost(event));
        this.#later(event.timeUs, away, () => back(event));
      };
      return [{ type: 'agent_offline', body: { agent_id, last_seen: '2026-03-15T00:00:00.000000Z' }, causedBy: [late.id], told }];
    };
    return { type: 'agent_degraded', body: { agent_id, seconds_since_heartbeat: 16 }, ...this.#follows(15, gone) };
  }

  #rollout() {
    const operation = `rollout-${++this.#operations}`;
    const version = this.#oneOf(VERSIONS);
    const downloads = (began) =>
      [0, 1, 2, 3].map((n) => ({
        type: 'binary_downloaded',
        body: { agent_id: agentName(n), name: 'node', version, took_ms: 80 },
        causedBy: [began.id],
      }));
    const ends = (began) => [{ type: 'update_completed', body: { operation, version }, causedBy: [began.id] }];
    const told = (event) => {
      this.#later(event.timeUs, 5, () => downloads(event));
      this.#later(event.timeUs, 300, () => ends(event));
    };
    return { type: 'update_started', body: { operation, version }, actor: 'cli:priya', told };
  }

  /** What comes a while after the event that a draft becomes, and knows its id. */
  #follows(seconds, work) {
    return { told: (event) => this.#later(event.timeUs, seconds, () => work(event)) };
  }
}
