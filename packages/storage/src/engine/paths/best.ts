import { type Cost, less, NOTHING } from './cost.ts';
import { Heap } from './heap.ts';
import { HopBound } from './hop-bound.ts';
import type { Step, Walk } from './walk.ts';

/** Paths begun and not yet ended that one question may hold. */
const PARTIAL_PATHS_MAX = 1_000_000;

/** Paths taken up before their bounds are made to know of the hops that are left: most questions are answered sooner. */
const PATIENCE = 500;

export interface BestQuery {
  readonly from: string;
  readonly to: string;
  readonly depth: number;
  readonly limit: number;
  readonly timeRespecting: boolean;
  /** Cost of a step, a whole number of at least 0; Infinity where it may not be used. */
  costOf(step: Step): number;
  /** True when every step costs nothing: paths are then ordered, and cut, by hops alone. */
  readonly hopsOnly: boolean;
}

interface Begun extends Cost {
  readonly node: string;
  readonly step: Step | undefined;
  readonly before: Begun | undefined;
  /** Its cost and the least that the rest can cost. */
  readonly whole: Cost;
}

/**
 * Paths without a repeated node, the cheapest first. Begun paths are taken up in the order of what they cost at least when whole; what the
 * rest costs at least comes from a search back from the end. Both go to meet: a path is gone on with while it has cost less than the search
 * back has, and only then is the rest of it asked for more exactly. So each looks at about half of the way, which is far less than half of
 * the graph.
 */
export async function bestPaths(walk: Walk, query: BestQuery): Promise<Step[][]> {
  const { from, to, depth, limit, hopsOnly } = query;
  const rest = new RestCost(walk, query);
  const begun = new Heap<Begun>((a, b) => less(a.whole, b.whole));
  begun.push({ node: from, cost: 0, hops: 0, step: undefined, before: undefined, whole: NOTHING });
  const found: Step[][] = [];
  const bounded = new HopBound(walk, to, query.costOf);
  let taken = 0;
  for (let path = begun.take(); path !== undefined && (await walk.budget.goOn()); path = begun.take()) {
    if (path.node === to) {
      if (found.length === limit) {
        walk.budget.note(`there are more than ${limit} paths`);
        break;
      }
      found.push(stepsOf(path));
      if (found.length === limit && !hopsOnly) break;
      continue;
    }
    const assumed = { cost: path.whole.cost - path.cost, hops: path.whole.hops - path.hops };
    let least = rest.isBeyond(path) ? rest.known(path.node) : await rest.bound(path.node, assumed);
    if (least === undefined) continue;
    if (!hopsOnly && taken++ > PATIENCE) {
      const exact = await bounded.within(path.node, depth - path.hops);
      if (exact === 'unreachable') continue;
      if (exact !== 'unknown') least = exact;
    }
    const whole = { cost: path.cost + least.cost, hops: path.hops + least.hops };
    if (hopsOnly && whole.hops > depth) continue;
    if (less(path.whole, whole)) begun.push({ ...path, whole });
    else if (path.hops < depth && walk.visit(path.node)) await goOn(path, walk, query, rest, begun);
    if (begun.size > PARTIAL_PATHS_MAX) walk.budget.end(`${PARTIAL_PATHS_MAX} paths were begun, the limit`);
  }
  return found;
}

/** Begins every path that is one step longer. */
async function goOn(path: Begun, walk: Walk, { timeRespecting, costOf }: BestQuery, rest: RestCost, begun: Heap<Begun>): Promise<void> {
  for (const step of await walk.steps(path.node, false)) {
    const cost = costOf(step);
    if (cost === Number.POSITIVE_INFINITY || holds(path, step.to)) continue;
    if (timeRespecting && path.step !== undefined && step.edge.timeUs < path.step.edge.timeUs) continue;
    const remains = rest.known(step.to);
    if (remains === undefined) continue;
    const next = { cost: path.cost + cost, hops: path.hops + 1 };
    begun.push({ ...next, node: step.to, step, before: path, whole: { cost: next.cost + remains.cost, hops: next.hops + remains.hops } });
  }
}

function holds(path: Begun, node: string): boolean {
  for (let at: Begun | undefined = path; at !== undefined; at = at.before) if (at.node === node) return true;
  return false;
}

function stepsOf(path: Begun): Step[] {
  const steps: Step[] = [];
  for (let at: Begun | undefined = path; at?.step !== undefined; at = at.before) steps.push(at.step);
  return steps.reverse();
}

/**
 * What it costs at least to reach the end: a search backwards from it, cheapest node first, taken up again when more is asked. What a node
 * costs is known as soon as nothing cheaper is left to look at; its own associations need not be read for that.
 */
class RestCost {
  readonly #walk: Walk;
  readonly #query: BestQuery;
  /** The least found so far. */
  readonly #least = new Map<string, Cost>();
  readonly #lookedAt = new Set<string>();
  readonly #frontier = new Heap<Cost & { readonly node: string }>(less);

  constructor(walk: Walk, query: BestQuery) {
    this.#walk = walk;
    this.#query = query;
    this.#least.set(query.to, NOTHING);
    this.#frontier.push({ ...NOTHING, node: query.to });
  }

  /** What is to be looked at next; undefined when everything that leads to the end was. */
  #next(): (Cost & { readonly node: string }) | undefined {
    for (;;) {
      const next = this.#frontier.peek();
      if (next === undefined || !this.#lookedAt.has(next.node)) return next;
      this.#frontier.take();
    }
  }

  /** Whether the search back has come further than this cost. */
  isBeyond(cost: Cost): boolean {
    const next = this.#next();
    return next !== undefined && less(cost, next);
  }

  /** A bound without looking further; undefined when the end cannot be reached. */
  known(node: string): Cost | undefined {
    const [least, next] = [this.#least.get(node), this.#next()];
    return least !== undefined && (next === undefined || !less(next, least)) ? least : next;
  }

  /** A bound that is exact or above `than`. */
  async bound(node: string, than: Cost): Promise<Cost | undefined> {
    for (;;) {
      const known = this.known(node);
      const next = this.#next();
      if (known === undefined || next === undefined || known !== next || less(than, next)) return known;
      this.#frontier.take();
      await this.#lookAt(next);
      // What was not looked at may be near: the bound is what was known.
      if (this.#walk.budget.spent !== undefined) return than;
    }
  }

  async #lookAt({ node, cost, hops }: Cost & { readonly node: string }): Promise<void> {
    this.#lookedAt.add(node);
    if ((this.#query.hopsOnly && hops >= this.#query.depth) || !this.#walk.visit(node)) return;
    for (const step of await this.#walk.steps(node, true)) {
      const more = this.#query.costOf(step);
      if (more === Number.POSITIVE_INFINITY || this.#lookedAt.has(step.to)) continue;
      const whole = { cost: cost + more, hops: hops + 1 };
      const before = this.#least.get(step.to);
      if (before !== undefined && !less(whole, before)) continue;
      this.#least.set(step.to, whole);
      this.#frontier.push({ ...whole, node: step.to });
    }
    await this.#walk.budget.goOn();
  }
}
