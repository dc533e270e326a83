import { type Census, censusOf, type GridState, type NodeState, type Problem, placesByAgent, problemsOf } from '@sutra/model';

/** What is computed from a state, once a state: states are values, so their identity is the key. */
export interface Derived {
  readonly problems: readonly Problem[];
  readonly faulty: ReadonlySet<string>;
  readonly census: Census;
  readonly nodesByAgent: ReadonlyMap<string, readonly NodeState[]>;
  /** How many nodes hold a place on each agent. */
  readonly places: ReadonlyMap<string, number>;
}

const KNOWN = new WeakMap<GridState, Derived>();

export function derivedOf(grid: GridState): Derived {
  const known = KNOWN.get(grid);
  if (known !== undefined) return known;
  const problems = problemsOf(grid);
  const nodesByAgent = new Map<string, NodeState[]>();
  for (const node of [...grid.nodes.values()].sort(byName)) {
    const list = nodesByAgent.get(node.agentId);
    if (list === undefined) nodesByAgent.set(node.agentId, [node]);
    else list.push(node);
  }
  const derived = {
    problems,
    faulty: new Set(problems.map((problem) => problem.entityId)),
    census: censusOf(grid),
    nodesByAgent,
    places: placesByAgent(grid),
  };
  KNOWN.set(grid, derived);
  return derived;
}

/** By name, with numbers in names counted: node-2 before node-10. */
export function byName(a: { readonly id: string }, b: { readonly id: string }): number {
  return a.id.localeCompare(b.id, 'en', { numeric: true });
}
