import type { ProblemJson, StatusJson } from '@sutra/api';
import { isoFromUs } from '@sutra/kit';
import { clusterVerdict, type GridState, type Problem, problemsOf } from '@sutra/model';

/**
 * The verdict in words with its numbers, and what to look at, worst first.
 *
 * @param untold a problem that no event can tell: a grid that has it is not healthy, whatever its events say
 */
export function statusJson(state: GridState, untold: Problem | undefined, timestamp: string): StatusJson {
  // The numbers of now: those of the event that gave the verdict may be hours old.
  const now = clusterVerdict(state);
  const recorded = {
    status: state.cluster.verdict,
    reason: now.verdict === state.cluster.verdict ? now.because : state.cluster.reason,
    since: isoFromUs(state.cluster.sinceUs),
  };
  const found = problemsOf(state);
  return {
    ...(untold !== undefined && recorded.status === 'healthy' ? degradedBy(untold) : recorded),
    total_agents: now.census.agents,
    healthy_agents: now.census.healthy,
    total_storage_nodes: now.census.nodes,
    running_storage_nodes: now.census.running,
    problems: (untold === undefined ? found : [untold, ...found]).map(problemJson),
    as_of_seq: state.seq,
    timestamp,
  };
}

function degradedBy({ what, sinceUs }: Problem): Pick<StatusJson, 'status' | 'reason' | 'since'> {
  return { status: 'degraded', reason: what, since: isoFromUs(sinceUs) };
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
