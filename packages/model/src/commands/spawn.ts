import { quoted, shown } from '@sutra/kit';
import { holdsPlace, idlePlacesByAgent, placesByAgent, placesText } from '../census.ts';
import type { AnyDraft } from '../event.ts';
import { NODES_MAX } from '../fold/index.ts';
import { candidatesJson, place, portHolder } from '../placement.ts';
import type { AgentState, GridState, NodeSpec, NodeState } from '../state.ts';
import { envelopeOf, unknownAgent } from './agents.ts';
import { type DecideContext, type Decision, type Rejected, type RestartCommand, reject, repeated, type SpawnCommand } from './command.ts';
import { NODE_ID, specFields, specOf } from './spec.ts';

/** Spawns a node: a new one, or the next generation of one that has been stopped. */
export function spawn(state: GridState, command: SpawnCommand, ctx: DecideContext): Decision {
  const before = repeated(state, command.operationId, { verb: 'spawn', nodeId: command.nodeId });
  if (before !== undefined) return before;
  const nodeId = command.nodeId ?? ctx.nodeId;
  const read = specOf(command);
  if ('problem' in read) return reject('SUTRA_SPAWN_INVALID', `Cannot spawn ${shown(nodeId)}: ${read.problem}`);
  const { spec, reading } = read;
  const node = state.nodes.get(nodeId);
  const refused = nodeIdRefused(state, nodeId, node);
  if (refused !== undefined) return refused;

  const placement = command.agentId === undefined ? place(state, { port: spec.port }) : undefined;
  if (placement?.do === 'refuse') return reject('SUTRA_NO_AGENT_FITS', `Cannot spawn ${nodeId}: ${placement.because}`);
  const agentId = placement?.agentId ?? command.agentId ?? '';
  const agent = state.agents.get(agentId);
  if (agent === undefined || agent.health === 'unregistered') return unknownAgent(agentId, `spawn ${nodeId}`);
  const unfit = unfitAgent(state, agent, nodeId, spec.port, node);
  if (unfit !== undefined) return unfit;

  const generation = (node?.generation ?? 0) + 1;
  const about = { operationId: command.operationId, nodeId, agentId, generation };
  const said = { operationId: command.operationId, ...envelopeOf(command, ctx) };
  const drafts: AnyDraft[] = [];
  if (placement !== undefined) {
    const body = { node_id: nodeId, agent_id: agentId, candidates: candidatesJson(placement.candidates) };
    drafts.push({ type: 'placement_decided', body, because: placement.because, ...said });
  }
  const where = placement?.because ?? `asked for on ${agentId}`;
  const because = reading === undefined ? where : `${where}; ${reading}`;
  drafts.push({
    type: 'spawn_requested',
    body: { node_id: nodeId, agent_id: agentId, generation, ...specFields(spec) },
    because,
    ...(placement === undefined ? {} : { causedByDrafts: [0] }),
    ...said,
  });
  return { drafts, because, about, spec };
}

/** The next generation of a node, in its place: the agent ends the one that runs and starts anew. Its data stays. */
export function restart(state: GridState, command: RestartCommand, ctx: DecideContext): Decision {
  const before = repeated(state, command.operationId, { verb: 'restart', nodeId: command.nodeId });
  if (before !== undefined) return before;
  const node = state.nodes.get(command.nodeId);
  if (node === undefined) return reject('SUTRA_NODE_UNKNOWN', `Cannot restart ${shown(command.nodeId)}: no such node`);
  if (node.status === 'pending' || node.status === 'stopping')
    return reject('SUTRA_NODE_BUSY', `Cannot restart ${node.id}: it is ${node.status}`, { operation_id: node.operationId });
  const agent = state.agents.get(node.agentId);
  if (agent === undefined || agent.health === 'unregistered') return unknownAgent(node.agentId, `restart ${node.id}`);
  const unfit = holdsPlace(node) ? offlineAgent(agent, `restart ${node.id}`) : unfitAgent(state, agent, node.id, node.spec.port, node);
  if (unfit !== undefined) return unfit;
  const generation = node.generation + 1;
  const because = `generation ${node.generation} is ${node.status}; generation ${generation} takes its place`;
  const draft: AnyDraft = {
    type: 'spawn_requested',
    body: { node_id: node.id, agent_id: agent.id, generation, replaces: node.generation, ...specFields(node.spec) },
    because,
    operationId: command.operationId,
    ...envelopeOf(command, ctx),
  };
  const about = { operationId: command.operationId, nodeId: node.id, agentId: agent.id, generation };
  return { drafts: [draft], because, about, spec: node.spec };
}

function nodeIdRefused(state: GridState, nodeId: string, node: NodeState | undefined): Rejected | undefined {
  if (!NODE_ID.test(nodeId))
    return reject(
      'SUTRA_SPAWN_INVALID',
      `Cannot spawn: node id ${quoted(nodeId)} is not 1–63 letters, digits, . _ - beginning with a letter or digit`,
    );
  if (state.agents.has(nodeId)) return reject('SUTRA_NODE_TAKEN', `Cannot spawn ${nodeId}: an agent has that name`);
  if (node !== undefined && holdsPlace(node))
    return reject('SUTRA_NODE_TAKEN', `Cannot spawn ${nodeId}: it is ${node.status} on ${node.agentId}`, { agent_id: node.agentId });
  if (node === undefined && state.nodes.size >= NODES_MAX)
    return reject('SUTRA_GRID_FULL', `Cannot spawn ${nodeId}: the grid holds ${NODES_MAX} nodes`);
  return undefined;
}

export function offlineAgent(agent: AgentState, what: string): Rejected | undefined {
  if (agent.health !== 'offline') return undefined;
  return reject('SUTRA_AGENT_OFFLINE', `Cannot ${what}: ${agent.id} is offline`, { since_us: agent.healthSinceUs });
}

function unfitAgent(
  state: GridState,
  agent: AgentState,
  nodeId: string,
  port: NodeSpec['port'],
  node: NodeState | undefined,
): Rejected | undefined {
  const what = `spawn ${nodeId}`;
  const offline = offlineAgent(agent, what);
  if (offline !== undefined) return offline;
  if (agent.draining) return reject('SUTRA_AGENT_DRAINING', `Cannot ${what}: ${agent.id} is draining`);
  const used = placesByAgent(state).get(agent.id) ?? 0;
  if (used >= agent.maxNodes) {
    const places = placesText(used, agent.maxNodes, idlePlacesByAgent(state).get(agent.id) ?? 0);
    return reject('SUTRA_AGENT_FULL', `Cannot ${what}: ${agent.id} has ${places}`);
  }
  const holder = portHolder(state, agent, port, node?.id ?? '');
  if (holder === undefined) return undefined;
  return reject('SUTRA_PORT_TAKEN', `Cannot ${what}: port ${port} on ${agent.hostname} is held by ${holder.id}`, { node_id: holder.id });
}
