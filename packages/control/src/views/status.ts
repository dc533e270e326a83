import type { ProblemJson, StatusJson } from '@sutra/api';
import { isoFromUs } from '@sutra/kit';
import { clusterVerdict, type GridState, type Problem } from '@sutra/model';

/** The verdict in words with its numbers, and what to look at, worst first. */
export function statusJson(state: GridState, problems: readonly Problem[], timestamp: string): StatusJson {
  // The numbers of now: those of the event that gave the verdict may be hours old.
  const now = clusterVerdict(state);
  const agents = [...state.agents.values()].filter((agent) => agent.health !== 'unregistered');
  const nodes = [...state.nodes.values()].filter((node) => node.wanted === 'running');
  return {
    status: state.cluster.verdict,
    reason: now.verdict === state.cluster.verdict ? now.because : state.cluster.reason,
    since: isoFromUs(state.cluster.sinceUs),
    total_agents: agents.length,
    healthy_agents: agents.filter((agent) => agent.health === 'healthy').length,
    total_storage_nodes: nodes.length,
    running_storage_nodes: nodes.filter((node) => node.status === 'running').length,
    problems: problems.map(problemJson),
    as_of_seq: state.seq,
    timestamp,
  };
}

export function problemJson(problem: Problem): ProblemJson {
  return {
    entity_id: problem.entityId,
    kind: problem.kind,
    what: problem.what,
    since: isoFromUs(problem.sinceUs),
    event_id: problem.eventId,
    blast_radius: problem.blastRadius,
  };
}
