import { type Cost, less, NOTHING } from './cost.ts';
import type { Step, Walk } from './walk.ts';

/** Nodes that may be read for it: beyond them the graph is so large that reading it back from the end would cost more than it saves. */
const NODES_MAX = 5_000;

/**
 * What it costs at least to reach the end within so many hops. Where steps cost little, the cheapest way of all is often longer than a path
 * may be: a bound that does not know of the hops that are left then says of every path that it could still become a cheap one. Made layer by
 * layer back from the end, one for each number of hops, as far as it is asked for.
 */
export class HopBound {
  readonly #walk: Walk;
  readonly #costOf: (step: Step) => number;
  readonly #layers: Map<string, Cost>[];
  /** Nodes that became cheaper with the last layer. */
  #changed: string[];
  #givenUp = false;

  constructor(walk: Walk, to: string, costOf: (step: Step) => number) {
    this.#walk = walk;
    this.#costOf = costOf;
    this.#layers = [new Map([[to, NOTHING]])];
    this.#changed = [to];
  }

  /** The least cost within `hops`; `unreachable` when there is no way; `unknown` when that would cost too much to find out. */
  async within(node: string, hops: number): Promise<Cost | 'unreachable' | 'unknown'> {
    while (this.#layers.length <= hops && this.#changed.length > 0 && !this.#givenUp) await this.#addLayer();
    if (this.#givenUp) return 'unknown';
    return this.#layers[Math.min(hops, this.#layers.length - 1)]!.get(node) ?? 'unreachable';
  }

  async #addLayer(): Promise<void> {
    const last = this.#layers.at(-1)!;
    const next = new Map(last);
    const changed = new Set<string>();
    if (this.#walk.visited + this.#changed.length > Math.min(NODES_MAX, this.#walk.visitedMax)) this.#givenUp = true;
    for (const node of this.#changed) {
      if (this.#givenUp || !this.#walk.visit(node)) return;
      const { cost, hops } = last.get(node)!;
      for (const step of await this.#walk.steps(node, true)) {
        const whole = { cost: cost + this.#costOf(step), hops: hops + 1 };
        const before = next.get(step.to);
        if (whole.cost === Number.POSITIVE_INFINITY || (before !== undefined && !less(whole, before))) continue;
        next.set(step.to, whole);
        changed.add(step.to);
      }
      // What was not read may be near.
      if (!(await this.#walk.budget.goOn())) this.#givenUp = true;
    }
    this.#layers.push(next);
    this.#changed = [...changed];
  }
}
