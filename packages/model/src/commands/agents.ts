import { durationText, misleads, quoted } from '@sutra/kit';
import { placesByAgent } from '../census.ts';
import { defined } from '../defined.ts';
import type { AnyDraft } from '../event.ts';
import { AGENTS_MAX } from '../fold/index.ts';
import type { AgentState, GridState } from '../state.ts';
import {
  type Asked,
  type DecideContext,
  type Decision,
  type DrainCommand,
  type HeartbeatCommand,
  type RegisterCommand,
  reject,
  type UnregisterCommand,
} from './command.ts';
import { NODE_ID } from './spec.ts';

/** Most nodes one agent may announce. */
export const AGENT_NODES_MAX = 10_000;

export const envelopeOf = (asked: Asked, ctx: DecideContext) => ({
  timeUs: ctx.wallUs,
  ...defined({ actor: asked.actor, reason: asked.reason }),
});

/**
 * Registers an agent, or registers it again after it was restarted or has changed. The same run of it that merely was silent says nothing
 * new: that it is back is for its next sign of life to say. Two living agents may not share an id: a second host that uses it is refused
 * while the first is healthy.
 */
export function register(state: GridState, command: RegisterCommand, ctx: DecideContext): Decision {
  const problem = registerProblem(command);
  if (problem !== undefined) return reject('SUTRA_AGENT_INVALID', `Cannot register the agent: ${problem}`);
  const was = state.agents.get(command.agentId);
  if (was === undefined && state.agents.size >= AGENTS_MAX)
    return reject('SUTRA_GRID_FULL', `Cannot register ${command.agentId}: the grid holds ${AGENTS_MAX} agents`);
  if (was?.health === 'healthy' && was.hostname !== command.hostname) {
    return reject('SUTRA_AGENT_TAKEN', `Cannot register ${command.agentId} from ${command.hostname}: it is alive on ${was.hostname}`, {
      hostname: was.hostname,
    });
  }
  if (was !== undefined && was.health !== 'unregistered' && saysNothingNew(was, command))
    return { drafts: [], because: `${command.agentId} is registered as it says`, already: true };
  const body = {
    agent_id: command.agentId,
    hostname: command.hostname,
    platform: command.platform,
    agent_endpoint: command.endpoint,
    max_storage_nodes: command.maxNodes,
    ...defined({
      version: command.version,
      region: command.region,
      env: command.env,
      labels: command.labels,
      agent_epoch: command.epoch,
    }),
  };
  const because = was === undefined ? 'first seen' : `${was.health} before; it has started again or changed`;
  const causedBy = was !== undefined && was.health !== 'healthy' && was.healthEvent !== '' ? { causedBy: [was.healthEvent] } : {};
  const registered: AnyDraft = { type: 'agent_registered', body, because, ...causedBy, ...envelopeOf(command, ctx) };
  return { drafts: [...recovery(was, ctx), registered], because };
}

/**
 * An agent that was missed is back however it comes back. It is said before the registration, which says only who is there: after it the
 * agent is healthy, and nothing would be left to recover from.
 */
function recovery(was: AgentState | undefined, { wallUs }: DecideContext): AnyDraft[] {
  if (was?.health !== 'degraded' && was?.health !== 'offline') return [];
  const silentMs = Math.max(0, (wallUs - was.lastHeartbeatUs) / 1000);
  return [
    {
      type: 'agent_recovered',
      timeUs: wallUs,
      body: { agent_id: was.id, downtime_seconds: Math.round(silentMs / 1000) },
      because: `it registered again after ${durationText(silentMs)} of silence; it was ${was.health}`,
      ...(was.healthEvent === '' ? {} : { causedBy: [was.healthEvent] }),
    },
  ];
}

function registerProblem({ agentId, hostname, platform, maxNodes, region, env }: RegisterCommand): string | undefined {
  if (!NODE_ID.test(agentId)) return `id ${quoted(agentId)} is not 1–63 letters, digits, . _ - beginning with a letter or digit`;
  if (!isWord(hostname, 128)) return 'hostname is empty, too long or holds spaces, control characters or marks of direction';
  if (!/^[a-z][a-z0-9-]{0,31}$/.test(platform)) return `platform ${quoted(platform, 40)} is not a name such as process`;
  if (!Number.isInteger(maxNodes) || maxNodes < 0 || maxNodes > AGENT_NODES_MAX)
    return `max_storage_nodes ${maxNodes} is not 0–${AGENT_NODES_MAX}`;
  if (region !== undefined && !isWord(region, 64))
    return 'region is empty, too long or holds spaces, control characters or marks of direction';
  return env !== undefined && !isWord(env, 64)
    ? 'env is empty, too long or holds spaces, control characters or marks of direction'
    : undefined;
}

const isWord = (text: string, charsMax: number): boolean => text.length <= charsMax && /^\S+$/.test(text) && !misleads(text);

function saysNothingNew(was: AgentState, now: RegisterCommand): boolean {
  return (
    was.epoch !== undefined &&
    was.epoch === now.epoch &&
    was.hostname === now.hostname &&
    was.platform === now.platform &&
    was.endpoint === now.endpoint &&
    was.maxNodes === now.maxNodes &&
    was.version === now.version &&
    was.region === now.region &&
    was.env === now.env &&
    JSON.stringify(Object.entries(was.labels).sort()) === JSON.stringify(Object.entries(now.labels ?? {}).sort())
  );
}

export function unregister(state: GridState, command: UnregisterCommand, ctx: DecideContext): Decision {
  const agent = state.agents.get(command.agentId);
  if (agent === undefined) return unknownAgent(command.agentId, 'unregister it');
  if (agent.health === 'unregistered') return { drafts: [], because: `${agent.id} has left before`, already: true };
  const because = `${agent.id} leaves while ${agent.health}`;
  return { drafts: [{ type: 'agent_unregistered', body: { agent_id: agent.id }, because, ...envelopeOf(command, ctx) }], because };
}

/** Whether a heartbeat is accepted at all. What it means is `onHeartbeat`'s business: that needs the watches. */
export function heartbeat(state: GridState, command: HeartbeatCommand): Decision {
  const agent = state.agents.get(command.agentId);
  if (agent === undefined || agent.health === 'unregistered') return unknownAgent(command.agentId, 'take its heartbeat');
  return { drafts: [], because: `${agent.id} is registered` };
}

export function drain(state: GridState, command: DrainCommand, ctx: DecideContext): Decision {
  const agent = state.agents.get(command.agentId);
  if (agent === undefined || agent.health === 'unregistered') return unknownAgent(command.agentId, `${command.kind} it`);
  const wanted = command.kind === 'drain';
  if (agent.draining === wanted) return { drafts: [], because: `${agent.id} is ${wanted ? '' : 'not '}draining already`, already: true };
  const body = { agent_id: agent.id };
  if (!wanted)
    return { drafts: [{ type: 'agent_undrained', body, ...envelopeOf(command, ctx) }], because: `${agent.id} takes nodes again` };
  const left = placesByAgent(state).get(agent.id) ?? 0;
  const because = `${left === 1 ? '1 node is' : `${left} nodes are`} on ${agent.id}; it takes no new ones`;
  return { drafts: [{ type: 'agent_draining', body, because, ...envelopeOf(command, ctx) }], because };
}

/** Says of every draining agent, once, that nothing is left on it. */
export function decideDrained(state: GridState): AnyDraft[] {
  const draining = [...state.agents.values()].filter(
    (agent) => agent.draining && agent.drained !== true && agent.health !== 'unregistered',
  );
  if (draining.length === 0) return [];
  const places = placesByAgent(state);
  return draining
    .filter((agent) => (places.get(agent.id) ?? 0) === 0)
    .map((agent) => ({ type: 'agent_drained', body: { agent_id: agent.id }, because: `no node is left on ${agent.id}` }));
}

export function unknownAgent(agentId: string, what: string): Decision {
  return reject('SUTRA_AGENT_UNKNOWN', `Cannot ${what}: no agent ${quoted(agentId)} is registered`);
}
