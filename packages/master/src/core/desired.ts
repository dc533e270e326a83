import type { GridState, NodeState } from '@sutra/model';
import { type gridpb, type Init, spawnNodeMessage } from '@sutra/rpc';

/** A node’s environment as it was asked for. The record keeps it without its secrets, so it is not in the state. */
export type PlainEnv = (node: NodeState) => Readonly<Record<string, string>> | undefined;

/**
 * Everything that should run on an agent, and what it has been asked to stop and has not stopped yet. What is not named
 * should not run: a node that failed is started again by asking, not by itself.
 */
export function desiredNodes(state: GridState, agentId: string, plainEnv: PlainEnv): Init<typeof gridpb.DesiredNodeSchema>[] {
  const nodes: Init<typeof gridpb.DesiredNodeSchema>[] = [];
  for (const node of state.nodes.values()) {
    if (node.agentId !== agentId) continue;
    if (node.status === 'stopping') nodes.push({ spec: spawnMessage(node, plainEnv), wanted: 'stopped' });
    else if (node.wanted === 'running' && node.status !== 'failed') nodes.push({ spec: spawnMessage(node, plainEnv), wanted: 'running' });
  }
  return nodes.sort((a, b) => ((a.spec?.nodeId ?? '') < (b.spec?.nodeId ?? '') ? -1 : 1));
}

/** What the agent is told of a node: with the environment as it was asked for where that is still known. */
export function spawnMessage(node: NodeState, plainEnv: PlainEnv): ReturnType<typeof spawnNodeMessage> {
  const env = plainEnv(node);
  const whole = env === undefined ? node : { ...node, spec: { ...node.spec, workload: { ...node.spec.workload, env } } };
  return spawnNodeMessage(whole, node.ask?.event ?? node.statusEvent);
}

/** Equal for equal wishes: tells whether an agent must hear again. */
export function desiredSignature(nodes: readonly Init<typeof gridpb.DesiredNodeSchema>[]): string {
  return nodes.map(({ spec, wanted }) => `${spec?.nodeId}\t${spec?.generation}\t${wanted}`).join('\n');
}
