import type { AgentJson, NodeJson, StatusJson } from '@sutra/api';
import { isoFromUs, SutraError } from '@sutra/kit';
import type { MasterClient } from '@sutra/rpc';
import { type Invocation, limitOf } from './invocation.ts';

/** What the master alone can say of a node: what is missing comes from the record, through control. */
export type NodeRow = Pick<NodeJson, 'node_id' | 'agent_id' | 'status' | 'generation' | 'restart_count'> & Partial<NodeJson>;
export type AgentRow = Pick<
  AgentJson,
  'agent_id' | 'hostname' | 'platform' | 'status' | 'max_storage_nodes' | 'current_storage_nodes' | 'last_heartbeat' | 'storage_nodes'
> &
  Partial<AgentJson>;
export type StatusRow = Omit<StatusJson, 'since' | 'problems' | 'as_of_seq'> & Partial<StatusJson>;

/** Limit of a look at the master, ms. */
const LOOK_LIMIT_MS = 5_000;

/**
 * Agents and nodes as the master sees them now.
 * @param because the failure of control that made us ask here
 */
export async function agentsFromMaster(
  invocation: Invocation,
  because: SutraError,
): Promise<{ readonly agents: readonly AgentRow[]; readonly nodes: readonly NodeRow[] }> {
  const { agents } = await askMaster(invocation, because, (master, limitMs) => master.listAgents({}, { limitMs }));
  const nodes = agents.flatMap((agent) =>
    agent.storageNodes.map(
      (node): NodeRow => ({
        node_id: node.nodeId,
        agent_id: node.agentId === '' ? agent.agentId : node.agentId,
        status: (node.detail === '' ? node.status : node.detail) as NodeRow['status'],
        generation: node.generation,
        restart_count: node.restartCount,
        ...(node.pid === 0 ? {} : { pid: node.pid }),
        ...(node.endpoint === '' ? {} : { endpoint: node.endpoint }),
      }),
    ),
  );
  const rows = agents.map(
    (agent): AgentRow => ({
      agent_id: agent.agentId,
      hostname: agent.hostname,
      platform: agent.platform,
      status: agent.status as AgentRow['status'],
      max_storage_nodes: agent.maxStorageNodes,
      current_storage_nodes: agent.currentStorageNodes,
      last_heartbeat: isoFromUs(Number(agent.lastHeartbeat) * 1e6),
      storage_nodes: nodes.filter((node) => node.agent_id === agent.agentId),
    }),
  );
  return { agents: rows, nodes };
}

/** The verdict as the master sees it now. */
export async function statusFromMaster(invocation: Invocation, because: SutraError): Promise<StatusRow> {
  const status = await askMaster(invocation, because, (master, limitMs) => master.getClusterStatus({}, { limitMs }));
  return {
    status: status.status as StatusRow['status'],
    reason: status.reason,
    total_agents: status.totalAgents,
    healthy_agents: status.healthyAgents,
    total_storage_nodes: status.totalStorageNodes,
    running_storage_nodes: status.runningStorageNodes,
    timestamp: isoFromUs(invocation.clock.wallUs()),
  };
}

/** Says on stderr where the data come from when it is not where they should. */
export function noteMasterView(invocation: Invocation, because: SutraError): void {
  const { terminal } = invocation;
  terminal.note(
    terminal.paint.yellow(`! ${because.message}. This is what the master at ${invocation.at.master} knows itself: no causes, no past.`),
  );
}

async function askMaster<T>(
  invocation: Invocation,
  because: SutraError,
  ask: (master: MasterClient, limitMs: number) => Promise<T>,
): Promise<T> {
  const { openMaster } = await import('./master.ts');
  const master = openMaster(invocation);
  try {
    return await ask(master, Math.min(LOOK_LIMIT_MS, limitOf(invocation)));
  } catch (reason) {
    const error = SutraError.from(reason);
    if (error.kind !== 'unavailable' && error.kind !== 'timeout') throw error;
    throw new SutraError(because.code, `${because.message}; the master at ${invocation.at.master} does not answer either`, {
      cause: reason,
      mend: because.mend,
    });
  } finally {
    await master.close();
  }
}
