import { Heap } from './heap.ts';
import type { Step, Walk } from './walk.ts';

/** Paths begun and not yet ended that one question may hold. */
const PARTIAL_PATHS_MAX = 1_000_000;

/** What paths are ordered by: cost first, then hops. Costs are whole numbers, so that sums in another order are the same sums. */
export interface Cost {
  readonly cost: number;
  readonly hops: number;
}

const less = (a: Cost, b: Cost): boolean => a.cost < b.cost || (a.cost === b.cost && a.hops < b.hops);

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
 * rest costs at least comes from a search back from the end, which goes only as far as it is asked.
 */
export async function bestPaths(walk: Walk, query: BestQuery): Promise<Step[][]> {
  const { from, to, depth, limit, timeRespecting, costOf, hopsOnly } = query;
  const rest = new RestCost(walk, query);
  const begun = new Heap<Begun>((a, b) => less(a.whole, b.whole));
  begun.push({ node: from, cost: 0, hops: 0, step: undefined, before: undefined, whole: { cost: 0, hops: 0 } });
  const found: Step[][] = [];
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
    const least = await rest.bound(path.node, { cost: path.whole.cost - path.cost, hops: path.whole.hops - path.hops });
    if (least === undefined) continue;
    const whole = { cost: path.cost + least.cost, hops: path.hops + least.hops };
    if (hopsOnly && whole.hops > depth) continue;
    if (less(path.whole, whole)) {
      begun.push({ ...path, whole });
      continue;
    }
    if (path.hops >= depth || !walk.visit(path.node)) continue;
    for (const step of await walk.steps(path.node, false)) {
      const cost = costOf(step);
      if (cost === Number.POSITIVE_INFINITY || holds(path, step.to)) continue;
      if (timeRespecting && path.step !== undefined && step.edge.timeUs < path.step.edge.timeUs) continue;
      const next = { cost: path.cost + cost, hops: path.hops + 1 };
      const remains = rest.known(step.to);
      if (remains === undefined) continue;
      begun.push({ ...next, node: step.to, step, before: path, whole: { cost: next.cost + remains.cost, hops: next.hops + remains.hops } });
    }
    if (begun.size > PARTIAL_PATHS_MAX) walk.budget.end(`${PARTIAL_PATHS_MAX} paths were begun, the limit`);
  }
  return found;
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

const NOTHING: Cost = { cost: 0, hops: 0 };

/** What it costs at least to reach the end: a search backwards from it, cheapest node first, taken up again when more is asked. */
class RestCost {
  readonly #walk: Walk;
  readonly #query: BestQuery;
  readonly #settled = new Map<string, Cost>();
  readonly #frontier = new Heap<Cost & { readonly node: string }>(less);

  constructor(walk: Walk, query: BestQuery) {
    this.#walk = walk;
    this.#query = query;
    this.#frontier.push({ ...NOTHING, node: query.to });
  }

  /** A bound without looking further; undefined when the end cannot be reached. */
  known(node: string): Cost | undefined {
    return this.#settled.get(node) ?? this.#frontier.peek();
  }

  /** A bound that is exact or above `than`. */
  async bound(node: string, than: Cost): Promise<Cost | undefined> {
    for (;;) {
      const settled = this.#settled.get(node);
      if (settled !== undefined) return settled;
      const next = this.#frontier.peek();
      if (next === undefined || less(than, next)) return next;
      this.#frontier.take();
      if (!this.#settled.has(next.node)) await this.#settle(next);
      // What was not looked at may be near: the bound is what was known.
      if (this.#walk.budget.spent !== undefined) return than;
    }
  }

  async #settle({ node, cost, hops }: Cost & { readonly node: string }): Promise<void> {
    this.#settled.set(node, { cost, hops });
    if ((this.#query.hopsOnly && hops >= this.#query.depth) || !this.#walk.visit(node)) return;
    for (const step of await this.#walk.steps(node, true)) {
      if (this.#settled.has(step.to)) continue;
      const more = this.#query.costOf(step);
      if (more !== Number.POSITIVE_INFINITY) this.#frontier.push({ node: step.to, cost: cost + more, hops: hops + 1 });
    }
    await this.#walk.budget.goOn();
  }
}
