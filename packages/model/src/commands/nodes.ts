import { shown } from '@sutra/kit';
import { defined } from '../defined.ts';
import type { AnyDraft } from '../event.ts';
import type { GridState, OperationState } from '../state.ts';
import { envelopeOf } from './agents.ts';
import { aboutOf, type DecideContext, type Decision, type OutcomeCommand, reject, repeated, type StopCommand } from './command.ts';
import { offlineAgent } from './spawn.ts';

/** Longest time between TERM and KILL that may be asked for, ms. */
export const GRACE_MAX_MS = 600_000;

/** Stops a node. One that has stopped, or is asked to already, is answered with what there is. */
export function stop(state: GridState, command: StopCommand, ctx: DecideContext): Decision {
  const before = repeated(state, command.operationId, { verb: 'stop', nodeId: command.nodeId });
  if (before !== undefined) return before;
  const { nodeId, graceMs } = command;
  const node = state.nodes.get(nodeId);
  if (node === undefined) return reject('SUTRA_NODE_UNKNOWN', `Cannot stop ${shown(nodeId)}: no such node`);
  if (command.agentId !== undefined && command.agentId !== '' && command.agentId !== node.agentId)
    return reject('SUTRA_NODE_UNKNOWN', `Cannot stop ${nodeId} on ${shown(command.agentId)}: it is on ${node.agentId}`, {
      agent_id: node.agentId,
    });
  if (graceMs !== undefined && !(Number.isInteger(graceMs) && graceMs >= 0 && graceMs <= GRACE_MAX_MS))
    return reject('SUTRA_SPAWN_INVALID', `Cannot stop ${nodeId}: grace ${graceMs} ms is not 0–${GRACE_MAX_MS}`);
  const about = { operationId: command.operationId, nodeId, agentId: node.agentId, generation: node.generation };
  if (node.status === 'stopped') return { drafts: [], because: `${nodeId} has stopped before`, about, already: true };
  if (node.status === 'stopping') {
    const under = node.ask?.operationId === undefined ? undefined : state.operations.get(node.ask.operationId);
    return { drafts: [], because: `${nodeId} is being stopped`, about: under === undefined ? about : aboutOf(under), already: true };
  }
  const agent = state.agents.get(node.agentId);
  const offline = agent === undefined ? undefined : offlineAgent(agent, `stop ${nodeId}`);
  if (offline !== undefined) return offline;
  const because = `${nodeId} is ${node.status} in generation ${node.generation}`;
  const body = { node_id: nodeId, agent_id: node.agentId, generation: node.generation, ...defined({ grace_ms: graceMs }) };
  return {
    drafts: [{ type: 'stop_requested', body, because, operationId: command.operationId, ...envelopeOf(command, ctx) }],
    because,
    about,
  };
}

/** Records how an operation ended, once. An outcome that was unknown and now is known says so. */
export function outcome(state: GridState, command: OutcomeCommand, ctx: DecideContext): Decision {
  const operation = state.operations.get(command.operationId);
  if (operation === undefined)
    return reject('SUTRA_OPERATION_UNKNOWN', `Cannot record the outcome of ${command.operationId.slice(0, 130)}: no such operation`);
  const about = aboutOf(operation);
  const settled = operation.status === 'succeeded' || operation.status === 'failed';
  if (settled || operation.status === command.outcome)
    return { drafts: [], because: `operation ${operation.id} is ${operation.status}`, about, already: true };
  const draft = outcomeDraft(operation, command);
  const because = command.error ?? `${operation.verb} of ${operation.nodeId} ${command.outcome}`;
  const causedBy = operation.requestEvent === '' ? {} : { causedBy: [operation.requestEvent] };
  return { drafts: [{ ...draft, because, operationId: operation.id, timeUs: ctx.wallUs, ...causedBy }], because, about };
}

function outcomeDraft(operation: OperationState, command: OutcomeCommand): AnyDraft {
  const base = { node_id: operation.nodeId, agent_id: operation.agentId, generation: operation.generation };
  const error = command.error ?? 'no reason was given';
  const code = defined({ error_code: command.errorCode });
  const took = defined({ took_ms: command.tookMs });
  const resolved = operation.status === 'unknown' ? { resolved: true } : {};
  if (operation.verb === 'stop') {
    if (command.outcome === 'succeeded') return { type: 'stop_succeeded', body: { ...base, ...took } };
    if (command.outcome === 'failed') return { type: 'stop_failed', body: { ...base, error, ...code } };
    return { type: 'stop_unknown', body: { ...base, error } };
  }
  if (command.outcome === 'succeeded') {
    const { pid = 0, port = 0, endpoint } = command;
    return { type: 'spawn_succeeded', body: { ...base, pid, port, ...defined({ endpoint }), ...took, ...resolved } };
  }
  if (command.outcome === 'failed') return { type: 'spawn_failed', body: { ...base, error, ...code, ...resolved } };
  return { type: 'spawn_unknown', body: { ...base, error } };
}
