import { counted } from '@sutra/kit';
import { holdsPlace, idlePlacesByAgent, namesOf, placesByAgent, placesText } from './census.ts';
import type { AgentState, GridState, NodeState } from './state.ts';

/** Most candidates listed one by one in a decision; the others are counted by reason. */
export const CANDIDATES_LISTED_MAX = 100;

export interface Candidate {
  readonly agentId: string;
  readonly fits: boolean;
  /** Why it does not fit, or how the score came about. */
  readonly why: string;
  /** 0–100, higher is better; 0 when it does not fit. */
  readonly score: number;
}

export type Placement =
  | { readonly do: 'place'; readonly agentId: string; readonly because: string; readonly candidates: readonly Candidate[] }
  | { readonly do: 'refuse'; readonly because: string; readonly candidates: readonly Candidate[] };

export interface PlacementWish {
  /** 0 or absent when any port will do. */
  readonly port?: number;
}

/** Places and ports that nodes take. Whoever places many counts them once, and says of each where it went. */
export class Taken {
  readonly #state: GridState;
  readonly #places: Map<string, number>;
  /** By port and host, the node that has it; counted when a port is first asked for. */
  #holders: Map<number, Map<string, string>> | undefined;

  constructor(state: GridState) {
    this.#state = state;
    this.#places = placesByAgent(state);
  }

  placesOn(agentId: string): number {
    return this.#places.get(agentId) ?? 0;
  }

  /** Hosts on which a port is taken, each with the node that has it. Agents on one host share its ports. */
  holdersOf(port: number): ReadonlyMap<string, string> {
    return this.#holdersOf(port);
  }

  /** A node more on an agent. */
  add(nodeId: string, agentId: string, port = 0): void {
    this.#places.set(agentId, this.placesOn(agentId) + 1);
    const host = this.#state.agents.get(agentId)?.hostname;
    if (port !== 0 && host !== undefined) this.#holdersOf(port).set(host, nodeId);
  }

  #holdersOf(port: number): Map<string, string> {
    this.#holders ??= holdersByPort(this.#state);
    let hosts = this.#holders.get(port);
    if (hosts === undefined) {
      hosts = new Map();
      this.#holders.set(port, hosts);
    }
    return hosts;
  }
}

function holdersByPort(state: GridState): Map<number, Map<string, string>> {
  const holders = new Map<number, Map<string, string>>();
  for (const node of state.nodes.values()) {
    const host = state.agents.get(node.agentId)?.hostname;
    if (host === undefined || !holdsPlace(node)) continue;
    for (const port of new Set([node.spec.port, node.port ?? 0])) {
      const hosts = holders.get(port);
      if (hosts === undefined) holders.set(port, new Map([[host, node.id]]));
      else hosts.set(host, node.id);
    }
  }
  return holders;
}

/**
 * Chooses where a node goes: the healthy, undrained agent with the largest free share of its places, less a tenth of its
 * memory use where that is known; equal scores go to the lower id. Every agent considered is in the answer.
 * @param taken what nodes take already; default what those of the state do
 */
export function place(state: GridState, wish: PlacementWish = {}, taken: Taken = new Taken(state)): Placement {
  const { port = 0 } = wish;
  const holders = port === 0 ? undefined : taken.holdersOf(port);
  let idle: ReadonlyMap<string, number> | undefined;
  const idleOn = (agentId: string): number => {
    idle ??= idlePlacesByAgent(state);
    return idle.get(agentId) ?? 0;
  };
  const candidates = [...state.agents.values()]
    .filter((agent) => agent.health !== 'unregistered')
    .map((agent) => candidateOf(agent, taken.placesOn(agent.id), idleOn, holders?.get(agent.hostname), port))
    .sort((a, b) => Number(b.fits) - Number(a.fits) || b.score - a.score || (a.agentId < b.agentId ? -1 : 1));
  const [best, second] = candidates;
  if (best?.fits !== true) {
    const why = candidates.map(({ agentId, why }) => `${agentId}: ${why}`);
    return { do: 'refuse', because: why.length === 0 ? 'no agent is registered' : `no agent fits (${namesOf(why)})`, candidates };
  }
  const fitting = candidates.filter(({ fits }) => fits).length;
  const next = second?.fits === true ? `; next is ${second.agentId} with ${second.score}` : '';
  const because = `${best.agentId} scores ${best.score} (${best.why}), best of ${fitting} that fit out of ${candidates.length}${next}`;
  return { do: 'place', agentId: best.agentId, because, candidates };
}

/** The candidates as the event `placement_decided` carries them: bounded, the rest counted by reason. */
export function candidatesJson(candidates: readonly Candidate[]): Record<string, unknown> {
  const listed = candidates
    .slice(0, CANDIDATES_LISTED_MAX)
    .map(({ agentId, fits, why, score }) => ({ agent_id: agentId, fits, why, score }));
  const rest = candidates.slice(CANDIDATES_LISTED_MAX);
  if (rest.length === 0) return { considered: candidates.length, listed };
  const byReason: Record<string, number> = {};
  for (const { fits, why } of rest) {
    const reason = fits ? 'fits, lower score' : why.replace(/\d+/g, 'n');
    byReason[reason] = (byReason[reason] ?? 0) + 1;
  }
  return { considered: candidates.length, listed, not_listed: byReason };
}

/** The wanted or possibly still running node that holds this port on the agent's host, if any. Agents on one host share its ports. */
export function portHolder(state: GridState, agent: AgentState, port: number, exceptNodeId: string): NodeState | undefined {
  if (port === 0) return undefined;
  return state.nodes.find(
    (node) =>
      node.id !== exceptNodeId &&
      usesPort(node, port) &&
      (node.agentId === agent.id || state.agents.get(node.agentId)?.hostname === agent.hostname),
  );
}

const usesPort = (node: NodeState, port: number): boolean => holdsPlace(node) && (node.spec.port === port || node.port === port);

function candidateOf(
  agent: AgentState,
  used: number,
  idleOn: (agentId: string) => number,
  holder: string | undefined,
  port: number,
): Candidate {
  const no = (why: string): Candidate => ({ agentId: agent.id, fits: false, why, score: 0 });
  if (agent.health !== 'healthy') return no(agent.health);
  if (agent.draining) return no('draining');
  const free = agent.maxNodes - used;
  if (free <= 0) return no(`full: ${placesText(used, agent.maxNodes, idleOn(agent.id))}`);
  if (holder !== undefined) return no(`port ${port} is held by ${holder} on ${agent.hostname}`);
  const share = (100 * free) / agent.maxNodes;
  const memoryPct = agent.metrics?.memoryPct ?? 0;
  const score = Math.max(0, Math.round(10 * (share - memoryPct / 10)) / 10);
  const memory = agent.metrics === undefined ? '' : `, memory ${Math.round(memoryPct)} % used`;
  return { agentId: agent.id, fits: true, why: `${free} of ${counted(agent.maxNodes, 'place')} free${memory}`, score };
}
