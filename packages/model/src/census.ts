import { counted } from '@sutra/kit';
import type { AgentState, GridState, NodeState } from './state.ts';

/** The agents and nodes a verdict, a status page or a placement counts. Every surface counts with these, so that none disagrees. */
export interface Census {
  /** Registered: everything but unregistered. */
  readonly agents: number;
  readonly healthy: number;
  /** Wanted to run. */
  readonly nodes: number;
  /** Wanted, reported running, on an agent that can be heard, and not between two crashes of a loop. */
  readonly running: number;
  /** Wanted and not running, except those whose start is under way. */
  readonly missing: readonly NodeState[];
  readonly unhealthy: readonly AgentState[];
}

export function censusOf(state: GridState): Census {
  let agents = 0;
  let nodes = 0;
  let running = 0;
  const unhealthy: AgentState[] = [];
  const missing: NodeState[] = [];
  for (const agent of state.agents.values()) {
    if (agent.health === 'unregistered') continue;
    agents++;
    if (agent.health !== 'healthy') unhealthy.push(agent);
  }
  for (const node of state.nodes.values()) {
    if (node.wanted !== 'running') continue;
    nodes++;
    // A node that loops runs for a moment again and again: counting those moments would flip the verdict with every one of them.
    if (node.status === 'running' && !node.crashLooping && isObserved(state, node)) running++;
    else if (node.status !== 'pending') missing.push(node);
  }
  return { agents, healthy: agents - unhealthy.length, nodes, running, missing, unhealthy };
}

/** Whether the node's agent can be heard: what is said of a node on a silent agent is only what was last known. */
export function isObserved(state: GridState, node: NodeState): boolean {
  const health = state.agents.get(node.agentId)?.health;
  return health === 'healthy' || health === 'degraded';
}

/**
 * Since when the node is in its status. Adopting a node says again that it runs: it has since it started, whoever looked after it
 * meanwhile.
 */
export function inStatusSinceUs(node: NodeState): number {
  return node.status === 'running' ? (node.startedUs ?? node.statusSinceUs) : node.statusSinceUs;
}

/** Whether the node holds a place on its agent: it runs, is meant to run, or may still run. */
export function holdsPlace(node: NodeState): boolean {
  return node.wanted === 'running' || !(node.status === 'stopped' || node.status === 'failed');
}

/** How many nodes hold a place on each agent. */
export function placesByAgent(state: GridState): Map<string, number> {
  const places = new Map<string, number>();
  for (const node of state.nodes.values()) if (holdsPlace(node)) places.set(node.agentId, (places.get(node.agentId) ?? 0) + 1);
  return places;
}

/** How many of the nodes that hold a place on each agent do not run and are not about to: they wait for a restart, or for somebody. */
export function idlePlacesByAgent(state: GridState): Map<string, number> {
  const idle = new Map<string, number>();
  for (const node of state.nodes.values())
    if (holdsPlace(node) && (node.status === 'crashed' || node.status === 'failed'))
      idle.set(node.agentId, (idle.get(node.agentId) ?? 0) + 1);
  return idle;
}

/** `10 of 10 places used, 3 by nodes that do not run` */
export function placesText(used: number, max: number, idle: number): string {
  return `${used} of ${counted(max, 'place')} used${idle === 0 ? '' : `, ${idle} by ${idle === 1 ? 'a node that does' : 'nodes that do'} not run`}`;
}

/** Ids in words, bounded: "a, b, c and 9 more". */
export function namesOf(ids: readonly string[], max = 4): string {
  return ids.length <= max ? ids.join(', ') : `${ids.slice(0, max).join(', ')} and ${ids.length - max} more`;
}
