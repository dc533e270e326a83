import type { PathQuery } from '../../contract/graph.ts';
import type { Association, NeighbourQuery } from '../../contract/query.ts';
import type { CallOptions } from '../../contract/store.ts';
import type { EdgeEnd, Visible } from '../graph/edge-rows.ts';
import type { GraphIndex } from '../graph/graph-index.ts';
import { type Graph, TEMPORAL } from '../graph/neighbours.ts';
import type { Budget } from '../read/budget.ts';

/** Rows of the index read before others may run. */
const ROWS_AT_ONCE = 1_024;
/** Associations kept in memory by one question. */
const EDGES_MAX = 1_000_000;
/** Of what events imply, the newest so many of one node. */
const VIEWS_MAX = 1_000;

/** An association as it is walked. */
export interface Step {
  readonly from: string;
  readonly to: string;
  readonly edge: Association;
  readonly direction: 'out' | 'in';
}

type Direction = 'out' | 'in' | 'both';
const AGAINST: Readonly<Record<Direction, Direction>> = { out: 'in', in: 'out', both: 'both' };

export interface WalkParts {
  readonly index: GraphIndex;
  readonly graph: Graph;
  readonly visible: Visible;
  readonly budget: Budget;
  readonly options: CallOptions | undefined;
  /** The events that count. */
  readonly through: number;
  readonly visitedMax: number;
}

/** The graph as one question sees it: which steps lead from a node, each node read once; and what that has cost. */
export class Walk {
  readonly #parts: WalkParts;
  readonly #query: PathQuery;
  readonly #direction: Direction;
  readonly #known = new Map<string, readonly Step[]>();
  readonly #seen = new Set<string>();
  #edges = 0;

  constructor(query: PathQuery, parts: WalkParts) {
    this.#query = query;
    this.#parts = parts;
    this.#direction = query.direction ?? 'both';
  }

  get budget(): Budget {
    return this.#parts.budget;
  }

  get visited(): number {
    return this.#seen.size;
  }

  get visitedMax(): number {
    return this.#parts.visitedMax;
  }

  get edges(): number {
    return this.#edges;
  }

  /** Counts a node. False when it is one too many: the search must end. */
  visit(node: string): boolean {
    if (this.#seen.has(node)) return true;
    if (this.#seen.size >= this.#parts.visitedMax) {
      this.budget.end(`${this.#parts.visitedMax} nodes were visited, the limit`);
      return false;
    }
    this.#seen.add(node);
    return true;
  }

  /** Steps away from a node as paths go, or with `backwards` the steps that lead to it, turned round: `from` is the node asked about. */
  async steps(node: string, backwards: boolean): Promise<readonly Step[]> {
    const direction = backwards ? AGAINST[this.#direction] : this.#direction;
    const key = `${direction}${node}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const steps = await this.#read(node, direction);
    this.#known.set(key, steps);
    return steps;
  }

  /** How many learned steps lead away, counted up to `ROWS_AT_ONCE`. */
  async breadth(node: string, backwards: boolean): Promise<number> {
    const { index, visible, budget } = this.#parts;
    await budget.goOn();
    const direction = backwards ? AGAINST[this.#direction] : this.#direction;
    return index.edges.page(this.#neighbours(node, direction), visible, undefined, ROWS_AT_ONCE).edges.length;
  }

  #neighbours(id: string, direction: Direction): NeighbourQuery {
    const { types } = this.#query;
    return { id, direction, ...(types === undefined ? {} : { types }) };
  }

  async #read(node: string, direction: Direction): Promise<Step[]> {
    const { index, visible, budget, visitedMax } = this.#parts;
    const query = this.#neighbours(node, direction);
    const steps: Step[] = [];
    let next: EdgeEnd | undefined;
    while (await budget.goOn()) {
      const page = index.edges.page(query, visible, next, ROWS_AT_ONCE);
      for (const edge of page.edges) this.#add(steps, node, edge);
      next = page.next;
      if (next === undefined) break;
      // As many as may be visited at all: more of them would lead nowhere.
      if (steps.length > visitedMax)
        budget.end(`${JSON.stringify(node)} has more than ${visitedMax} associations, the limit of nodes to visit`);
      else if (this.#edges > EDGES_MAX) budget.end(`${this.#edges} associations were read, the limit`);
    }
    if (this.#query.learnedOnly !== true && budget.spent === undefined) await this.#addViews(query, steps);
    return steps;
  }

  async #addViews(query: NeighbourQuery, steps: Step[]): Promise<void> {
    const { graph, through, options, budget } = this.#parts;
    const views = await graph.views(query, through, VIEWS_MAX + 1, options);
    if (views.length > VIEWS_MAX) budget.note(`of ${JSON.stringify(query.id)} only the newest ${VIEWS_MAX} events were followed`);
    for (const edge of views.slice(0, VIEWS_MAX)) if (edge.type !== TEMPORAL || query.types !== undefined) this.#add(steps, query.id, edge);
  }

  #add(steps: Step[], node: string, edge: Association): void {
    this.#edges++;
    if (edge.source === edge.target) return; // no path uses it
    const outward = edge.source === node;
    steps.push({ from: node, to: outward ? edge.target : edge.source, edge, direction: outward ? 'out' : 'in' });
  }
}

/** A step walked the other way. */
export const turned = ({ from, to, edge, direction }: Step): Step => {
  return { from: to, to: from, edge, direction: direction === 'out' ? 'in' : 'out' };
};
