// A small grid with an hour of history: what the development server replays. Times are relative to when it is played.
import { apply, CATALOGUE, EMPTY_GRID, entitiesOf, severityOf, summaryOf, toEventJson } from '@sutra/model';

/** Builds events one after another, as their emitters would number them, and folds them. */
export function recorder() {
  const events = [];
  const numbers = new Map();
  let state = EMPTY_GRID;
  const say = (timeUs, type, body, extra = {}) => {
    const emitter = extra.emitter ?? (CATALOGUE[type].emittedBy === 'agent' ? `agent:${body.agent_id}` : 'master');
    const number = (numbers.get(emitter) ?? 0) + 1;
    numbers.set(emitter, number);
    const event = {
      id: `event-${type}-${timeUs}-${emitter.replace(/\W/g, '')}${number}`,
      type,
      body,
      timeUs,
      seq: events.length + 1,
      recordedAtUs: timeUs + 3_000,
      emitter,
      emitterEpoch: 1,
      emitterSeq: number,
      entities: entitiesOf(type, body, extra.operationId),
      causedBy: extra.causedBy ?? [],
      severity: extra.severity ?? severityOf(type),
      schemaVersion: 1,
      ...(extra.operationId === undefined ? {} : { operationId: extra.operationId }),
      ...(extra.because === undefined ? {} : { because: extra.because }),
      ...(extra.actor === undefined ? {} : { actor: extra.actor }),
      ...(extra.reason === undefined ? {} : { reason: extra.reason }),
    };
    events.push(event);
    state = apply(state, event);
    return event.id;
  };
  const stateAt = (iso) =>
    events.filter((event) => iso === null || event.timeUs <= Date.parse(iso) * 1000 + 1000).reduce(apply, EMPTY_GRID);
  return { events, say, at: stateAt, json: (event) => toEventJson(event), state: () => state, summary: summaryOf };
}

const AGENTS = [
  { id: 'agent-1', hostname: 'rack-a-01', platform: 'process', region: 'eu-west', max: 8, cpu: 31, memory: 44, disk: 38 },
  { id: 'agent-2', hostname: 'rack-a-02', platform: 'process', region: 'eu-west', max: 8, cpu: 12, memory: 27, disk: 61 },
  { id: 'agent-3', hostname: 'rack-b-07', platform: 'systemd', region: 'eu-north', max: 4, cpu: 55, memory: 91, disk: 22 },
];
const NODES = [
  { id: 'node-1', agent: 'agent-1', port: 50_061, memory: 512, used: 148 },
  { id: 'node-2', agent: 'agent-1', port: 50_062, memory: 512, used: 203 },
  { id: 'node-3', agent: 'agent-2', port: 50_061, memory: 1024, used: 640 },
  { id: 'cache-1', agent: 'agent-2', port: 6_380, memory: 256, used: 251, command: 'node', args: ['cache.js', '--port', '6380'] },
  { id: 'ingest-1', agent: 'agent-1', port: 0, memory: 0, used: 61, command: 'python3', args: ['ingest.py', '--batch', '500'] },
  { id: 'writer-1', agent: 'agent-3', port: 50_061, memory: 512, used: 320 },
];

/** An hour of a grid: start, quiet, a memory limit lowered, an OOM crash, a crash loop, an agent that falls silent. */
export function playHistory(nowUs) {
  const grid = recorder();
  const todo = [];
  const at = (secondsAgo, act) => todo.push({ us: nowUs - Math.round(secondsAgo * 1e6), act });
  const lastSilentS = 400;
  at(3600, (us) => grid.say(us, 'component_started', { component: 'master', pid: 811, version: '0.1.0', endpoint: '127.0.0.1:7000' }));
  for (const [i, agent] of AGENTS.entries())
    at(3590 - i, (us) => {
      agent.registered = register(grid, us, agent);
    });
  at(3580, (us) =>
    grid.say(
      us,
      'cluster_healthy',
      { total_agents: 3, healthy_agents: 3, total_nodes: 0, running_nodes: 0 },
      { causedBy: [AGENTS[2].registered] },
    ),
  );
  for (const [i, node] of NODES.entries()) spawn(grid, at, node, 3500 - i * 7);
  for (let s = 3540; s > 0; s -= 30) for (const agent of AGENTS) if (agent.id !== 'agent-3' || s > lastSilentS) pulse(grid, at, agent, s);
  for (let s = 3400; s > 0; s -= 20) for (const node of NODES) if (node.agent !== 'agent-3' || s > lastSilentS) metrics(grid, at, node, s);
  outOfMemory(grid, at);
  crashLoop(grid, at);
  silence(grid, at, lastSilentS);
  for (const { us, act } of todo.sort((a, b) => a.us - b.us)) act(us);
  return grid;
}

function register(grid, us, agent) {
  return grid.say(us, 'agent_registered', {
    agent_id: agent.id,
    hostname: agent.hostname,
    platform: agent.platform,
    agent_endpoint: 'stream',
    max_storage_nodes: agent.max,
    version: '0.1.0',
    region: agent.region,
    labels: { tier: agent.id === 'agent-3' ? 'batch' : 'front' },
    agent_epoch: 1,
  });
}

function spawn(grid, at, node, secondsAgo) {
  const operationId = `op-spawn-${node.id}`;
  at(secondsAgo, (us) => {
    node.requested = grid.say(
      us,
      'spawn_requested',
      {
        node_id: node.id,
        agent_id: node.agent,
        port: node.port,
        storage_path: '',
        memory_limit_mb: node.memory,
        generation: 1,
        workload: node.command === undefined ? 'storage' : 'command',
        ...(node.command === undefined ? {} : { command: node.command, args: node.args }),
        restart: node.command === undefined ? 'always' : 'on-failure',
      },
      { operationId, actor: 'priya', because: `${node.agent} has the most free places` },
    );
  });
  at(secondsAgo - 0.8, (us) => {
    node.pid = 4000 + Math.round(secondsAgo);
    node.started = grid.say(
      us,
      'spawn_succeeded',
      {
        node_id: node.id,
        agent_id: node.agent,
        pid: node.pid,
        port: node.port,
        generation: 1,
        endpoint: `127.0.0.1:${node.port}`,
        took_ms: 812,
      },
      { operationId, causedBy: [node.requested] },
    );
  });
}

function pulse(grid, at, agent, s) {
  const missed = agent.id === 'agent-2' && s > 1180 && s < 1290 ? 2 : 0;
  at(s, (us) => grid.say(us, 'agent_heartbeat', { agent_id: agent.id, storage_node_count: 3, received: 6 - missed, missed }));
  const wave = Math.sin(s / 170) * 8;
  at(s - 1, (us) =>
    grid.say(us, 'agent_metrics', {
      agent_id: agent.id,
      host: agent.hostname,
      cpu_pct: agent.cpu + wave,
      memory_pct: agent.memory + wave / 6,
      disk_pct: agent.disk,
      load: 0.8 + wave / 20,
    }),
  );
}

function metrics(grid, at, node, s) {
  at(s - 2, (us) => {
    if (grid.state().nodes.get(node.id)?.status !== 'running') return;
    grid.say(us, 'node_metrics', {
      node_id: node.id,
      agent_id: node.agent,
      cpu_pct: 6 + Math.abs(Math.sin(s / 90 + node.used)) * 20,
      memory_mb: node.used + Math.sin(s / 200) * 4,
      ...(node.memory === 0 ? {} : { memory_limit_mb: node.memory }),
    });
  });
}

function outOfMemory(grid, at) {
  const node = NODES.find((one) => one.id === 'cache-1');
  let changed;
  let crashed;
  at(1500, (us) => {
    changed = grid.say(
      us,
      'config_changed',
      { target: 'cache-1', key: 'memory_limit_mb', before: '1024', after: '256', agent_id: 'agent-2' },
      { emitter: 'control', actor: 'deploy-bot', reason: 'fit two caches on one host' },
    );
  });
  at(1250, (us) => {
    crashed = grid.say(
      us,
      'node_crashed',
      {
        node_id: 'cache-1',
        agent_id: 'agent-2',
        exit_code: 137,
        signal: 'SIGKILL',
        generation: 1,
        cause: 'oom',
        summary: 'killed by SIGKILL (exit 137): out of memory, 254 of 256 MB used, 1 OOM kill in its cgroup',
        pid: node.pid,
        port: 6380,
        uptime_ms: 2_246_000,
        oom_kills: 1,
        memory_mb: 254.2,
        memory_limit_mb: 256,
        last_metrics_age_ms: 3_100,
        stderr_tail:
          'cache: 81,204 keys, 248 MB\ncache: eviction cannot keep up: 1,912 inserts/s against 340 evictions/s\ncache: 81,990 keys, 254 MB',
        changed: ['memory_limit_mb 1024 → 256, 4 min 10 s before'],
        missing: ['core dump: not enabled on this host'],
      },
      { causedBy: [changed], because: 'memory.events oom_kill grew from 0 to 1' },
    );
  });
  at(1249, (us) =>
    grid.say(
      us,
      'cluster_degraded',
      { total_agents: 3, healthy_agents: 3, reason: '5 of 6 nodes run: cache-1 crashed' },
      { causedBy: [crashed] },
    ),
  );
  at(1248.5, (us) => {
    node.pid = 5120;
    grid.say(
      us,
      'node_restarted',
      { node_id: 'cache-1', agent_id: 'agent-2', restart_count: 1, new_pid: 5120, generation: 1, port: 6380, delay_ms: 0 },
      { causedBy: [crashed], because: 'restart policy on-failure, attempt 1: no wait' },
    );
  });
  at(1247, (us) => grid.say(us, 'cluster_healthy', { total_agents: 3, healthy_agents: 3, total_nodes: 6, running_nodes: 6 }));
}

const LOOP = [
  { s: 300, delay: 0 },
  { s: 295, delay: 1_000 },
  { s: 289, delay: 2_000 },
  { s: 280, delay: 4_000 },
  { s: 268, delay: undefined },
];

function crashLoop(grid, at) {
  let crashed;
  LOOP.forEach(({ s, delay }, i) => {
    at(s, (us) => {
      crashed = grid.say(
        us,
        'node_crashed',
        {
          node_id: 'ingest-1',
          agent_id: 'agent-1',
          exit_code: 3,
          generation: 1,
          cause: 'config',
          summary: 'exited with code 3: configuration could not be read (it said so before it ended)',
          pid: 6000 + i,
          uptime_ms: 640 + i * 35,
          memory_mb: 24.1,
          stderr_tail:
            'Traceback (most recent call last):\n  File "ingest.py", line 12, in <module>\n    limit = int(os.environ["BATCH_LIMIT"])\nKeyError: \'BATCH_LIMIT\'',
          missing: ['metrics: it ended before the first sample'],
        },
        { causedBy: crashed === undefined ? [] : [crashed] },
      );
    });
    if (delay !== undefined)
      at(s - 0.5 - delay / 1000, (us) =>
        grid.say(
          us,
          'node_restarted',
          { node_id: 'ingest-1', agent_id: 'agent-1', restart_count: i + 1, new_pid: 6001 + i, generation: 1, delay_ms: delay },
          { causedBy: [crashed] },
        ),
      );
  });
  at(267, (us) =>
    grid.say(
      us,
      'node_crash_looping',
      { node_id: 'ingest-1', agent_id: 'agent-1', crashes: 5, window_ms: 32_000, next_delay_ms: 300_000, generation: 1, exit_code: 3 },
      { causedBy: [crashed], because: '5 crashes in 32 s; limit 5 in 10 min' },
    ),
  );
}

function silence(grid, at, lastS) {
  let degraded;
  let offline;
  at(lastS - 15, (us) => {
    degraded = grid.say(
      us,
      'agent_degraded',
      { agent_id: 'agent-3', seconds_since_heartbeat: 15 },
      { because: 'no heartbeat for 15.4 s; limit 15 s' },
    );
  });
  at(lastS - 31, (us) => {
    offline = grid.say(
      us,
      'agent_offline',
      { agent_id: 'agent-3', last_seen: new Date((us - 31e6) / 1000).toISOString().replace('Z', '000Z') },
      { causedBy: [degraded], because: 'no heartbeat for 31.2 s; limit 30 s' },
    );
  });
  at(lastS - 31.2, (us) =>
    grid.say(
      us,
      'cluster_degraded',
      { total_agents: 3, healthy_agents: 2, reason: '1 of 3 agents offline, 1 node crash-looping' },
      { causedBy: [offline] },
    ),
  );
}
