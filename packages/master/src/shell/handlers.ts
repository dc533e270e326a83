import { randomUUID } from 'node:crypto';
import { type Clock, misleads, quoted, SutraError } from '@sutra/kit';
import { clusterVerdict, type GridState, type NodeState, type SpawnCommand } from '@sutra/model';
import {
  type AgentStream,
  agentRecordMessage,
  type CallContext,
  type gridpb,
  type Init,
  type LinkListener,
  type MasterHandlers,
  nodeStatusMessage,
} from '@sutra/rpc';
import { nodesByAgent } from '../core/desired.ts';
import type { MasterLimits } from '../limits.ts';
import type { Agents } from './agents.ts';
import type { Ledger } from './ledger.ts';
import type { AgentLinks } from './links.ts';
import type { Operations, Outcome } from './operations.ts';

export interface HandlerParts {
  readonly ledger: Ledger;
  readonly agents: Agents;
  readonly links: AgentLinks;
  readonly operations: Operations;
  readonly clock: Clock;
  readonly limits: MasterLimits;
  readonly version: string;
  readonly newId: () => string;
  readonly greet: (stream: AgentStream) => LinkListener;
}

/** The RPCs, one function each: read the message, let the rooms behind do it, write the answer. */
export function masterHandlers(parts: HandlerParts): MasterHandlers {
  const { ledger, agents, links, operations, clock, version } = parts;
  const seconds = (): bigint => BigInt(Math.floor(clock.wallUs() / 1_000_000));
  const asked = (request: { actor: string; reason: string; operationId: string }, context: CallContext) => askedBy(request, context, parts);
  return {
    async registerAgent(info) {
      agents.register(info);
      await ledger.safe();
      return { success: true, masterVersion: version };
    },
    async heartbeat({ agentId, storageNodeCount }) {
      if (agents.heartbeat(agentId, storageNodeCount)) await ledger.safe();
      return { acknowledged: true, timestamp: seconds() };
    },
    async unregisterAgent({ agentId }, context) {
      agents.unregister(agentId, `grpc:${hostOf(context.remote)}`);
      await ledger.safe();
      return {};
    },
    async spawnStorageNode(request, context) {
      const outcome = await operations.carryOut({ ...spawnCommand(request), ...asked(request, context) }, 'grpc');
      const node = ledger.read().nodes.get(outcome.nodeId);
      return { ...resultOf(outcome), nodeId: outcome.nodeId, endpoint: endpointOf(ledger.read(), node) };
    },
    async stopStorageNode(request, context) {
      const { agentId, nodeId, graceMs } = request;
      const command = { kind: 'stop', nodeId, ...(agentId === '' ? {} : { agentId }), ...(graceMs === 0 ? {} : { graceMs }) } as const;
      return resultOf(await operations.carryOut({ ...command, ...asked(request, context) }, 'grpc'));
    },
    async restartStorageNode(request, context) {
      return resultOf(await operations.carryOut({ kind: 'restart', nodeId: request.nodeId, ...asked(request, context) }, 'grpc'));
    },
    getStorageNodeStatus: ({ nodeId }) => nodeStatus(parts, nodeId),
    listAgents() {
      const state = ledger.read();
      const nodes = nodesByAgent(state);
      const listed = [...state.agents.values()].filter(({ health }) => health !== 'unregistered').sort((a, b) => (a.id < b.id ? -1 : 1));
      const own = (id: string): NodeState[] => (nodes.get(id) ?? []).sort((a, b) => (a.id < b.id ? -1 : 1));
      return { agents: listed.map((agent) => agentRecordMessage(agent, own(agent.id), agents.lastHeardUs(agent))) };
    },
    getClusterStatus() {
      const { verdict, because, census } = clusterVerdict(ledger.read());
      return {
        totalAgents: census.agents,
        healthyAgents: census.healthy,
        totalStorageNodes: census.nodes,
        runningStorageNodes: census.running,
        status: verdict,
        reason: because,
      };
    },
    async getNodeLogs({ nodeId, maxBytes }) {
      const node = knownNode(ledger.read(), nodeId, 'read the logs of');
      const answer = await links.request(node.agentId, { case: 'logs', value: { nodeId, maxBytes } }, parts.limits.statusMs);
      if (answer.case !== 'logs')
        throw new SutraError(
          'SUTRA_AGENT_REFUSED',
          `Cannot read the logs of ${nodeId}: the agent answered with ${answer.case ?? 'nothing'}`,
        );
      const { success, stdout, stderr, truncated, errorMessage, errorCode } = answer.value;
      if (!success)
        throw new SutraError('SUTRA_AGENT_REFUSED', errorMessage || `Cannot read the logs of ${nodeId}`, { details: { code: errorCode } });
      return { nodeId, stdout, stderr, truncated };
    },
    agentLink: (stream) => parts.greet(stream),
  };
}

/** The id of a new thing. Chance here is only about never colliding, so the system's own will do. */
export const newUuid = (): string => randomUUID();

/** Who asked and why; an operation id is made for clients that bring none. */
function askedBy(
  { actor, reason, operationId }: { actor: string; reason: string; operationId: string },
  context: CallContext,
  { limits, newId }: HandlerParts,
): { actor: string; reason?: string; operationId: string } {
  for (const [name, text] of [
    ['actor', actor],
    ['reason', reason],
  ] as const) {
    if (text.length > limits.reasonCharsMax)
      throw new SutraError(
        'SUTRA_REQUEST_INVALID',
        `Cannot read the request: ${name} has ${text.length} characters; at most ${limits.reasonCharsMax} fit`,
      );
    if (misleads(text.replaceAll(/[\n\t]/g, '')))
      throw new SutraError('SUTRA_REQUEST_INVALID', `Cannot read the request: ${name} holds control characters or marks of direction`);
  }
  return {
    actor: actor === '' ? `grpc:${hostOf(context.remote)}` : actor,
    ...(reason === '' ? {} : { reason }),
    operationId: operationId === '' ? `op-${newId()}` : operationId,
  };
}

function spawnCommand(request: gridpb.SpawnRequest): Omit<SpawnCommand, 'operationId'> {
  const { agentId, nodeId, workload, restart } = request;
  const kind = (workload?.kind || 'storage') as 'storage' | 'command'; // the model refuses any other word, naming it
  return {
    kind: 'spawn',
    port: request.port,
    storagePath: request.storagePath,
    original: isOriginal(request),
    memoryLimitMb: Number(request.memoryLimitMb),
    ...(agentId === '' ? {} : { agentId }),
    ...(nodeId === '' ? {} : { nodeId }),
    ...(restart === '' ? {} : { restart: restart as NonNullable<SpawnCommand['restart']> }),
    ...(workload === undefined
      ? {}
      : {
          workload: {
            kind,
            ...(workload.command === '' ? {} : { command: workload.command }),
            ...(workload.args.length === 0 ? {} : { args: [...workload.args] }),
            ...(Object.keys(workload.env).length === 0 ? {} : { env: { ...workload.env } }),
          },
        }),
  };
}

/** Nothing in it that the original contract does not have: its sender knows nothing of what was added. */
function isOriginal({ nodeId, workload, restart, operationId, actor, reason }: gridpb.SpawnRequest): boolean {
  return workload === undefined && [nodeId, restart, operationId, actor, reason].every((text) => text === '');
}

function resultOf(outcome: Outcome): Init<typeof gridpb.SpawnResponseSchema> & Init<typeof gridpb.StopResponseSchema> {
  return {
    success: outcome.outcome === 'succeeded',
    errorMessage: outcome.error ?? '',
    operationId: outcome.operationId,
    outcome: outcome.outcome,
    errorCode: outcome.errorCode ?? '',
  };
}

/** Asks the agent; what is known stands in when it does not answer. */
async function nodeStatus({ ledger, links, limits }: HandlerParts, nodeId: string): Promise<Init<typeof gridpb.NodeStatusSchema>> {
  const node = knownNode(ledger.read(), nodeId, 'tell the status of');
  const known = { ...nodeStatusMessage(node), endpoint: endpointOf(ledger.read(), node) };
  if (!links.isOpen(node.agentId)) return known;
  try {
    const answer = await links.request(node.agentId, { case: 'status', value: { nodeId } }, limits.statusMs);
    if (answer.case !== 'status' || answer.value.status === '') return known;
    const { status, pid, restartCount } = answer.value;
    return { ...known, status, pid, restartCount };
  } catch (reason) {
    if (reason instanceof SutraError) return known;
    throw reason;
  }
}

function knownNode(state: GridState, nodeId: string, what: string): NodeState {
  const node = state.nodes.get(nodeId);
  if (node === undefined) throw new SutraError('SUTRA_NODE_UNKNOWN', `Cannot ${what} ${quoted(nodeId)}: no such node`);
  return node;
}

/** Where a node is served: as its agent says, else the agent's host and the node's port. */
function endpointOf(state: GridState, node: NodeState | undefined): string {
  if (node === undefined) return '';
  if (node.endpoint !== undefined) return node.endpoint;
  const hostname = state.agents.get(node.agentId)?.hostname;
  return node.port === undefined || hostname === undefined ? '' : `${hostname}:${node.port}`;
}

/** `127.0.0.1:4242` → `127.0.0.1`; brackets of IPv6 go too. */
const hostOf = (remote: string): string => remote.replace(/:\d+$/, '').replace(/^\[|\]$/g, '');
