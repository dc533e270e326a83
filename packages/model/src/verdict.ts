import { counted } from '@sutra/kit';
import { type Census, censusOf, namesOf } from './census.ts';
import type { AnyDraft } from './event.ts';
import type { GridState, NodeState, Verdict } from './state.ts';

/** Most events a verdict names as its causes. */
const VERDICT_CAUSES_MAX = 8;

export interface ClusterVerdict {
  readonly verdict: Verdict;
  /** In words, with numbers and ids. */
  readonly because: string;
  readonly census: Census;
}

/**
 * critical when no agent is healthy, degraded when any agent is not healthy or any wanted node is not running, healthy
 * otherwise, unknown without agents. A node whose start is under way is neither: spawning a node does not degrade the cluster.
 */
export function clusterVerdict(state: GridState): ClusterVerdict {
  const census = censusOf(state);
  const { agents, healthy, nodes, running, missing, unhealthy } = census;
  if (agents === 0) return { verdict: 'unknown', because: 'no agent is registered', census };
  const wrong: string[] = [];
  if (unhealthy.length > 0) {
    const who = unhealthy.map((agent) => `${agent.id} ${agent.health}`).sort();
    wrong.push(`${unhealthy.length} of ${counted(agents, 'agent')} not healthy (${namesOf(who)})`);
  }
  if (missing.length > 0) {
    const who = missing.map((node) => `${node.id} ${wrongWith(node)}`).sort();
    wrong.push(`${missing.length} of ${counted(nodes, 'wanted node')} not running (${namesOf(who)})`);
  }
  if (healthy === 0) return { verdict: 'critical', because: `no healthy agent: ${wrong.join('; ')}`, census };
  if (wrong.length > 0) return { verdict: 'degraded', because: wrong.join('; '), census };
  return { verdict: 'healthy', because: `${healthy}/${agents} agents healthy, ${running}/${nodes} nodes running`, census };
}

/** The event that says a changed verdict: one per change, none while it stands. */
export function decideVerdict(state: GridState): AnyDraft[] {
  const { verdict, because, census } = clusterVerdict(state);
  if (verdict === state.cluster.verdict || verdict === 'unknown') return [];
  const counts = { total_agents: census.agents, healthy_agents: census.healthy };
  const envelope = { because, causedBy: causesOf(state, verdict, census) };
  if (verdict === 'healthy') {
    return [{ type: 'cluster_healthy', body: { ...counts, total_nodes: census.nodes, running_nodes: census.running }, ...envelope }];
  }
  const type = verdict === 'degraded' ? 'cluster_degraded' : 'cluster_critical';
  return [{ type, body: { ...counts, reason: because }, ...envelope }];
}

/** A bad verdict was caused by what is wrong now, newest first; a good one by the newest change for the better. */
function causesOf(state: GridState, verdict: Verdict, census: Census): string[] {
  if (verdict === 'healthy') return newestChange(state);
  const wrong = [
    ...census.unhealthy.map((agent) => ({ event: agent.healthEvent, atUs: agent.healthSinceUs })),
    ...(verdict === 'critical' ? [] : census.missing.map((node) => ({ event: node.statusEvent, atUs: node.statusSinceUs }))),
  ];
  return wrong
    .filter(({ event }) => event !== '')
    .sort((a, b) => b.atUs - a.atUs)
    .slice(0, VERDICT_CAUSES_MAX)
    .map(({ event }) => event);
}

function newestChange(state: GridState): string[] {
  let event = '';
  let atUs = -1;
  for (const agent of state.agents.values()) {
    if (agent.healthSinceUs > atUs && agent.healthEvent !== '') ({ healthEvent: event, healthSinceUs: atUs } = agent);
  }
  for (const node of state.nodes.values()) {
    if (node.statusSinceUs > atUs && node.statusEvent !== '') ({ statusEvent: event, statusSinceUs: atUs } = node);
  }
  return event === '' ? [] : [event];
}

function wrongWith(node: NodeState): string {
  if (node.crashLooping) return 'crash-looping';
  return node.status === 'running' ? 'not observed' : node.status;
}
