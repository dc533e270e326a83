import type { AgentJson, NodeJson } from '@sutra/api';
import { isoFromUs } from '@sutra/kit';
import { type AgentState, type GridState, holdsPlace, inStatusSinceUs, isObserved, type NodeState } from '@sutra/model';

/** A node as the outside sees it. Environment values of its workload are not shown. */
export function nodeJson(node: NodeState, state: GridState): NodeJson {
  const { workload } = node.spec;
  return {
    node_id: node.id,
    agent_id: node.agentId,
    status: node.status,
    status_since: isoFromUs(inStatusSinceUs(node)),
    status_event: node.statusEvent,
    observed: isObserved(state, node),
    wanted: node.wanted,
    generation: node.generation,
    workload: {
      kind: workload.kind,
      ...(workload.command === undefined ? {} : { command: workload.command }),
      ...(workload.args === undefined ? {} : { args: [...workload.args] }),
    },
    restart: node.spec.restart,
    memory_limit_mb: node.spec.memoryLimitMb,
    ...(node.pid === undefined ? {} : { pid: node.pid }),
    ...(node.port === undefined ? {} : { port: node.port }),
    ...(node.endpoint === undefined ? {} : { endpoint: node.endpoint }),
    ...(node.startedUs === undefined ? {} : { started_at: isoFromUs(node.startedUs) }),
    restart_count: node.restartCount,
    crash_count: node.crashCount,
    crash_looping: node.crashLooping,
    ...(node.crashLooping && node.loopingSinceUs !== undefined ? { crash_looping_since: isoFromUs(node.loopingSinceUs) } : {}),
    ...(node.lastExit === undefined ? {} : { last_exit: exitJson(node.lastExit) }),
    ...(node.metrics === undefined ? {} : { metrics: nodeMetrics(node.metrics) }),
  };
}

function exitJson(exit: NonNullable<NodeState['lastExit']>): NonNullable<NodeJson['last_exit']> {
  return {
    at: isoFromUs(exit.atUs),
    event_id: exit.event,
    ...(exit.exitCode === undefined ? {} : { exit_code: exit.exitCode }),
    ...(exit.signal === undefined ? {} : { signal: exit.signal }),
    cause: exit.cause,
    summary: exit.summary,
  };
}

function nodeMetrics(metrics: NonNullable<NodeState['metrics']>): NonNullable<NodeJson['metrics']> {
  return {
    at: isoFromUs(metrics.atUs),
    cpu_pct: metrics.cpuPct,
    memory_mb: metrics.memoryMb,
    ...(metrics.memoryLimitMb === undefined ? {} : { memory_limit_mb: metrics.memoryLimitMb }),
  };
}

/** An agent with the nodes it holds. `nodes` are the nodes placed on it. */
export function agentJson(agent: AgentState, nodes: readonly NodeState[]): AgentJson {
  return {
    agent_id: agent.id,
    hostname: agent.hostname,
    platform: agent.platform,
    status: agent.health,
    status_since: isoFromUs(agent.healthSinceUs),
    status_event: agent.healthEvent,
    ...(agent.region === undefined ? {} : { region: agent.region }),
    ...(agent.env === undefined ? {} : { env: agent.env }),
    ...(agent.version === undefined ? {} : { version: agent.version }),
    labels: { ...agent.labels },
    draining: agent.draining,
    max_storage_nodes: agent.maxNodes,
    current_storage_nodes: nodes.filter((node) => node.status === 'running').length,
    places_taken: nodes.filter(holdsPlace).length,
    last_heartbeat: isoFromUs(agent.lastHeartbeatUs),
    ...(agent.metrics === undefined
      ? {}
      : {
          metrics: {
            at: isoFromUs(agent.metrics.atUs),
            cpu_pct: agent.metrics.cpuPct,
            memory_pct: agent.metrics.memoryPct,
            disk_pct: agent.metrics.diskPct,
            load: agent.metrics.load,
          },
        }),
    storage_nodes: nodes.map((node) => ({
      node_id: node.id,
      status: node.status,
      ...(node.pid === undefined ? {} : { pid: node.pid }),
      ...(node.endpoint === undefined ? {} : { endpoint: node.endpoint }),
    })),
  };
}

const byId = (a: { readonly id: string }, b: { readonly id: string }): number => a.id.localeCompare(b.id, 'en', { numeric: true });

/** Every agent, by name. Those that left stay visible with status `unregistered`. */
export function agentsJson(state: GridState): AgentJson[] {
  const held = new Map<string, NodeState[]>();
  for (const node of [...state.nodes.values()].sort(byId)) {
    const list = held.get(node.agentId);
    if (list === undefined) held.set(node.agentId, [node]);
    else list.push(node);
  }
  return [...state.agents.values()].sort(byId).map((agent) => agentJson(agent, held.get(agent.id) ?? []));
}

/** Every node, by name. */
export function nodesJson(state: GridState): NodeJson[] {
  return [...state.nodes.values()].sort(byId).map((node) => nodeJson(node, state));
}
