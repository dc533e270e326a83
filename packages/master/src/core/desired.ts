import type { GridState, NodeState } from '@sutra/model';
import { type gridpb, type Init, spawnNodeMessage } from '@sutra/rpc';

/** A node’s environment as it was asked for. The record keeps it without its secrets, so it is not in the state. */
export type PlainEnv = (node: NodeState) => Readonly<Record<string, string>> | undefined;

/** A node and what is wanted of it. */
export interface Wanted {
  readonly node: NodeState;
  readonly wanted: 'running' | 'stopped';
}

/**
 * Of the nodes of one agent: everything that should run, and what has been asked to stop and has not stopped yet. What is not
 * named need not run: a node that failed is started again by asking, not by itself.
 */
export function wantedOf(nodes: Iterable<NodeState>): Wanted[] {
  const wanted: Wanted[] = [];
  for (const node of nodes) {
    if (node.status === 'stopping') wanted.push({ node, wanted: 'stopped' });
    else if (node.wanted === 'running' && node.status !== 'failed') wanted.push({ node, wanted: 'running' });
  }
  return wanted.sort((a, b) => (a.node.id < b.node.id ? -1 : 1));
}

/** Nodes by the agent they are on, in one pass. */
export function nodesByAgent(state: GridState): Map<string, NodeState[]> {
  const byAgent = new Map<string, NodeState[]>();
  for (const node of state.nodes.values()) {
    const own = byAgent.get(node.agentId);
    if (own === undefined) byAgent.set(node.agentId, [node]);
    else own.push(node);
  }
  return byAgent;
}

export function desiredMessages(wanted: readonly Wanted[], plainEnv: PlainEnv): Init<typeof gridpb.DesiredNodeSchema>[] {
  return wanted.map(({ node, wanted: what }) => ({ spec: spawnMessage(node, plainEnv), wanted: what }));
}

/** What the agent is told of a node: with the environment as it was asked for where that is still known. */
export function spawnMessage(node: NodeState, plainEnv: PlainEnv): ReturnType<typeof spawnNodeMessage> {
  const env = plainEnv(node);
  const whole = env === undefined ? node : { ...node, spec: { ...node.spec, workload: { ...node.spec.workload, env } } };
  return spawnNodeMessage(whole, node.ask?.event ?? node.statusEvent);
}

/** Equal for equal wishes: tells whether an agent must hear again. */
export function wantedSignature(wanted: readonly Wanted[]): string {
  return wanted.map(({ node, wanted: what }) => `${node.id}\t${node.generation}\t${what}`).join('\n');
}
