import type { TypedEvent } from '../event.ts';
import type { GridState, Verdict } from '../state.ts';
import type { Reducer } from './step.ts';

export const clusterHealthy: Reducer<'cluster_healthy'> = (state, event) => {
  const { healthy_agents, total_agents, running_nodes, total_nodes } = event.body;
  return say(state, event, 'healthy', `${healthy_agents}/${total_agents} agents healthy, ${running_nodes}/${total_nodes} nodes running`);
};
export const clusterDegraded: Reducer<'cluster_degraded'> = (state, event) => say(state, event, 'degraded', event.body.reason);
export const clusterCritical: Reducer<'cluster_critical'> = (state, event) => say(state, event, 'critical', event.body.reason);

type ClusterEvent = TypedEvent<'cluster_healthy' | 'cluster_degraded' | 'cluster_critical'>;

function say(state: GridState, event: ClusterEvent, verdict: Verdict, reason: string): GridState {
  const sinceUs = state.cluster.verdict === verdict ? state.cluster.sinceUs : event.timeUs;
  return { ...state, cluster: { verdict, sinceUs, event: event.id, reason } };
}
