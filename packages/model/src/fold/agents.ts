import { usFromIso } from '@sutra/kit';
import { defined } from '../defined.ts';
import type { TypedEvent } from '../event.ts';
import type { AgentHealth, AgentState, GridState } from '../state.ts';
import { AGENT_ARROWS, canMove } from '../transitions.ts';
import type { Note, Reducer } from './step.ts';

/** Agents the state holds, unregistered ones included. */
export const AGENTS_MAX = 10_000;

type AgentEvent = TypedEvent<
  | 'agent_heartbeat'
  | 'agent_degraded'
  | 'agent_offline'
  | 'agent_recovered'
  | 'agent_unregistered'
  | 'agent_draining'
  | 'agent_drained'
  | 'agent_undrained'
  | 'agent_metrics'
>;

export const registered: Reducer<'agent_registered'> = (state, event, note) => {
  const { body } = event;
  const was = state.agents.get(body.agent_id);
  if (was === undefined && state.agents.size >= AGENTS_MAX) {
    note('limit', `the state holds ${AGENTS_MAX} agents`);
    return state;
  }
  const stays = was?.health === 'healthy';
  const back = was !== undefined && was.health !== 'unregistered';
  const agent: AgentState = {
    id: body.agent_id,
    health: 'healthy',
    healthSinceUs: stays ? was.healthSinceUs : event.timeUs,
    healthEvent: stays ? was.healthEvent : event.id,
    hostname: body.hostname,
    platform: body.platform,
    endpoint: body.agent_endpoint,
    maxNodes: body.max_storage_nodes,
    labels: body.labels ?? {},
    draining: back ? was.draining : false,
    registeredUs: event.timeUs,
    lastHeartbeatUs: event.timeUs,
    reportedNodes: back ? was.reportedNodes : 0,
    ...defined({
      version: body.version,
      region: body.region,
      env: body.env,
      epoch: body.agent_epoch,
      drained: back ? was.drained : undefined,
      metrics: was?.metrics,
    }),
  };
  return { ...state, agents: state.agents.set(agent.id, agent) };
};

export const heartbeat: Reducer<'agent_heartbeat'> = (state, event, note) =>
  change(state, event, note, { lastHeartbeatUs: event.timeUs, reportedNodes: event.body.storage_node_count });

export const degraded: Reducer<'agent_degraded'> = (state, event, note) => move(state, event, note, 'degraded');

export const offline: Reducer<'agent_offline'> = (state, event, note) => {
  const lastSeenUs = usFromIso(String(event.body.last_seen));
  return move(state, event, note, 'offline', defined({ lastHeartbeatUs: lastSeenUs }));
};

export const recovered: Reducer<'agent_recovered'> = (state, event, note) =>
  move(state, event, note, 'healthy', { lastHeartbeatUs: event.timeUs });

export const unregistered: Reducer<'agent_unregistered'> = (state, event, note) => {
  const next = move(state, event, note, 'unregistered');
  if (next === state || next.agents.some((agent) => agent.health !== 'unregistered')) return next;
  // Nobody is left to judge, and no event type says "unknown": leaving is what says it.
  const cluster = { verdict: 'unknown', sinceUs: event.timeUs, event: event.id, reason: 'no agent is registered' } as const;
  return { ...next, cluster };
};

export const draining: Reducer<'agent_draining'> = (state, event, note) => change(state, event, note, { draining: true, drained: false });
export const drained: Reducer<'agent_drained'> = (state, event, note) => change(state, event, note, { draining: true, drained: true });
export const undrained: Reducer<'agent_undrained'> = (state, event, note) =>
  change(state, event, note, { draining: false, drained: false });

export const agentMetrics: Reducer<'agent_metrics'> = (state, event, note) => {
  const { body, timeUs } = event;
  const metrics = { atUs: timeUs, cpuPct: body.cpu_pct, memoryPct: body.memory_pct, diskPct: body.disk_pct, load: body.load };
  return change(state, event, note, { metrics });
};

function move(state: GridState, event: AgentEvent, note: Note, to: AgentHealth, also: Partial<AgentState> = {}): GridState {
  const agent = state.agents.get(event.body.agent_id);
  if (agent !== undefined && !canMove(AGENT_ARROWS, agent.health, to)) {
    note('not-drawn', `${agent.id} cannot go from ${agent.health} to ${to}`);
    return state;
  }
  const since = agent?.health === to ? {} : { health: to, healthSinceUs: event.timeUs, healthEvent: event.id };
  return change(state, event, note, { ...also, ...since });
}

function change(state: GridState, event: AgentEvent, note: Note, fields: Partial<AgentState>): GridState {
  const agent = state.agents.get(event.body.agent_id);
  if (agent === undefined) {
    note('not-drawn', `${event.body.agent_id} is not registered`);
    return state;
  }
  if (agent.health === 'unregistered' && fields.health === undefined) {
    note('not-drawn', `${agent.id} has left`);
    return state;
  }
  return { ...state, agents: state.agents.set(agent.id, { ...agent, ...fields }) };
}
