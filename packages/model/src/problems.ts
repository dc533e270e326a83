import { counted, durationText } from '@sutra/kit';
import { namesOf, placesByAgent } from './census.ts';
import type { AgentState, GridState, NodeState } from './state.ts';
import { clusterVerdict } from './verdict.ts';

/** Something an operator should look at. */
export interface Problem {
  readonly entityId: string;
  readonly kind: 'agent' | 'node' | 'cluster';
  /** What is wrong, in words. */
  readonly what: string;
  readonly sinceUs: number;
  /** The event to ask "why?" about. */
  readonly eventId: string;
  /** What depends on it, in words. */
  readonly blastRadius: string;
}

interface Ranked extends Problem {
  /** 0 is worst. */
  readonly rank: number;
  /** How many things it touches; more is worse. */
  readonly weight: number;
}

/** Everything that is wrong now, worst first: by kind of trouble, then by how much depends on it, then the oldest. */
export function problemsOf(state: GridState): Problem[] {
  const found: Ranked[] = [...clusterProblems(state)];
  const places = placesByAgent(state);
  const wanted = new Map<string, NodeState[]>();
  for (const node of state.nodes.values()) {
    if (node.wanted === 'running') {
      const there = wanted.get(node.agentId);
      if (there === undefined) wanted.set(node.agentId, [node]);
      else there.push(node);
    }
    const problem = nodeProblem(state, node, (places.get(node.agentId) ?? 1) - 1);
    if (problem !== undefined) found.push(problem);
  }
  for (const agent of state.agents.values()) {
    const problem = agentProblem(agent, wanted.get(agent.id) ?? []);
    if (problem !== undefined) found.push(problem);
  }
  return found
    .sort((a, b) => a.rank - b.rank || b.weight - a.weight || a.sinceUs - b.sinceUs || (a.entityId < b.entityId ? -1 : 1))
    .map(({ rank: _rank, weight: _weight, ...problem }) => problem);
}

function clusterProblems(state: GridState): Ranked[] {
  if (state.cluster.verdict !== 'critical') return [];
  const { verdict, because, census } = clusterVerdict(state);
  const { agents, nodes } = census;
  // What made it critical may not be what keeps it so.
  const reason = verdict === 'critical' ? because : state.cluster.reason;
  return [
    {
      rank: 0,
      weight: agents + nodes,
      entityId: 'cluster',
      kind: 'cluster',
      what: `cluster critical: ${reason}`,
      sinceUs: state.cluster.sinceUs,
      eventId: state.cluster.event,
      blastRadius: `the whole grid: ${counted(agents, 'agent')}, ${counted(nodes, 'wanted node')}`,
    },
  ];
}

function agentProblem(agent: AgentState, wanted: readonly NodeState[]): Ranked | undefined {
  const ids = wanted.map((node) => node.id).sort();
  const base = { entityId: agent.id, kind: 'agent', sinceUs: agent.healthSinceUs, eventId: agent.healthEvent, weight: ids.length } as const;
  const nodes = ids.length === 0 ? 'no wanted node is on it' : `${counted(ids.length, 'wanted node')} on it: ${namesOf(ids)}`;
  switch (agent.health) {
    case 'offline':
      return {
        ...base,
        rank: 1,
        what: `${agent.id} offline`,
        blastRadius: ids.length === 0 ? nodes : `${nodes}; they may still run, unobserved`,
      };
    case 'degraded':
      return { ...base, rank: 6, what: `${agent.id} degraded: heartbeats are late`, blastRadius: nodes };
    case 'unregistered':
      if (ids.length === 0) return undefined;
      return { ...base, rank: 5, what: `${agent.id} has left with nodes still wanted`, blastRadius: `${nodes}; unobserved` };
    case 'healthy':
      return undefined;
  }
}

function nodeProblem(state: GridState, node: NodeState, others: number): Ranked | undefined {
  const base = {
    entityId: node.id,
    kind: 'node',
    weight: 1,
    sinceUs: node.statusSinceUs,
    eventId: node.statusEvent,
    blastRadius: `${node.id} on ${node.agentId}; ${others <= 0 ? 'no other node there' : `${counted(others, 'other node')} there`}`,
  } as const;
  const lastExit = node.lastExit === undefined ? '' : `: ${node.lastExit.summary}`;
  if (node.wanted === 'stopped') {
    if (node.ask?.kind === 'stop' && node.ask.refused && node.status !== 'stopped')
      return { ...base, rank: 5, what: `${node.id} could not be stopped`, eventId: node.ask.event };
    return undefined;
  }
  if (node.crashLooping && node.status !== 'failed')
    return {
      ...base,
      rank: 2,
      sinceUs: node.loopingSinceUs ?? node.statusSinceUs,
      what: `${node.id} is crash-looping (${node.crashCount} crashes)${lastExit}`,
    };
  switch (node.status) {
    case 'failed':
      return { ...base, rank: 2, what: `${node.id} failed and will not be restarted${lastExit}` };
    case 'lost':
      return { ...base, rank: 3, what: `${node.id} lost: nothing is known of its end` };
    case 'unknown':
      return { ...base, rank: 3, what: `${node.id}: the outcome of its start is unknown` };
    case 'crashed':
      return { ...base, rank: 4, what: `${node.id} crashed${lastExit}` };
    case 'pending': {
      const waitingUs = state.atUs - node.statusSinceUs;
      if (waitingUs < PENDING_SLOW_US) return undefined;
      return { ...base, rank: 6, what: `${node.id} has been starting for ${durationText(waitingUs / 1000)}` };
    }
    default:
      return undefined;
  }
}

/** A start that takes longer than the spawn limit is worth a look. */
const PENDING_SLOW_US = 30_000_000;
