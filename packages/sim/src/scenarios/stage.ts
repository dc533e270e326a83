import type { SimGrid, Wanted } from '../grid.ts';
import type { InjectedCause } from '../truth.ts';

export const AGENTS = ['agent-1', 'agent-2', 'agent-3'] as const;
const NODES_EACH = 3;
export const LIMIT_MB = 256;

/** A world that has run for a while, and the node something will happen to. */
export interface Stage {
  readonly grid: SimGrid;
  readonly nodes: readonly string[];
  readonly victim: string;
  readonly agent: string;
  /** When it will happen, virtual ms. */
  readonly faultMs: number;
  /** The trace of the fault is to be removed. */
  readonly traceless: boolean;
}

/** What a scenario did, and what is asked about it. */
export interface Played {
  readonly plan: Readonly<Record<string, unknown>>;
  readonly cause: InjectedCause | 'unknown' | 'nothing';
  readonly names?: string;
  /** How long after the fault the question comes, ms. */
  readonly askAfterMs: number;
}

export interface Template {
  readonly name: string;
  readonly injects: InjectedCause | 'nothing';
  /** Whether there is a trace to remove. */
  readonly canLoseTrace: boolean;
  readonly play: (stage: Stage) => Played;
}

/** Nine nodes on three hosts, up and running. */
export function setStage(grid: SimGrid, traceless: boolean): Stage {
  for (const agent of AGENTS) grid.addHost(agent);
  const nodes: string[] = [];
  const fill = (agent: string, n: number): void => {
    const id = `node-${agent.at(-1)}${'abc'[n]}`;
    nodes.push(id);
    const wanted: Wanted = { memoryLimitMb: LIMIT_MB, port: 50_100 + n, env: { LOG_LEVEL: 'info' } };
    grid.time.at(2_000 + 1_500 * nodes.length, () => grid.spawn(id, agent, wanted, { actor: 'priya' }));
  };
  for (const agent of AGENTS) for (let n = 0; n < NODES_EACH; n++) fill(agent, n);
  const victim = grid.oneOf(nodes);
  return { grid, nodes, victim, agent: agentOf(victim), faultMs: 1_000 * grid.pick(700, 1_000), traceless };
}

export const crashOf = (node: string): Readonly<Record<string, unknown>> => ({
  op: 'why',
  where: { event: ['node_crashed'], node: [node] },
});
export const whyOf = (event: string, kind: 'node' | 'agent', id: string): Readonly<Record<string, unknown>> => ({
  op: 'why',
  where: { event: [event], [kind]: [id] },
});

/** Lets a node's memory grow from where it is to `toMb` between two instants. */
export function growMemory(stage: Stage, fromMs: number, toMs: number, toMb: number): void {
  const { grid, victim, agent } = stage;
  const steps = Math.max(1, Math.round((toMs - fromMs) / 5_000));
  for (let step = 1; step <= steps; step++) {
    grid.time.at(fromMs + ((toMs - fromMs) * step) / steps - 1, () => {
      const node = grid.host(agent).nodes.get(victim);
      if (node !== undefined) node.memoryMb = Math.round(node.memoryMb + (toMb - node.memoryMb) / (steps - step + 1));
    });
  }
}

/** Nodes are named after their host: `node-2a` is on `agent-2`. */
export const agentOf = (node: string): string => `agent-${node.charAt(5)}`;

/** Another node than the victim; of another host where `elsewhere`. */
export function another(stage: Stage, elsewhere = false): string {
  const { grid, nodes, victim } = stage;
  return grid.oneOf(nodes.filter((node) => node !== victim && (!elsewhere || node.charAt(5) !== victim.charAt(5))));
}
