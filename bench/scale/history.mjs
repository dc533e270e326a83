/** What a store of the first n events of the workload must answer. Keeps only what is asked about, so that it stays small at any n. */
import { mustEqual } from '../measure.mjs';
import { AGENTS, LATEST } from '../workload.mjs';

const CRASHES_KEPT = 2_000;
/** Crashes whose chains are walked. */
const CHAINS = 50;

export class History {
  count = 0;
  #latest = new Map();
  #counts = new Map();
  #crashes = [];

  add(event) {
    this.count++;
    this.fromUs ??= event.timeUs;
    this.toUs = event.timeUs + 1;
    const agent = event.body.agent_id;
    const key = `${event.type} ${agent}`;
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
    const numbers = this.#latest.get(agent) ?? [];
    numbers.push(event.emitterSeq);
    if (numbers.length > LATEST) numbers.shift();
    this.#latest.set(agent, numbers);
    if (event.type !== 'node_crashed') return;
    this.#crashes.push(event.id);
    if (this.#crashes.length > 2 * CRASHES_KEPT) this.#crashes.splice(0, CRASHES_KEPT);
  }

  /** Agents in an order that hops about. */
  entity(i) {
    return `agent-${String((i * 37) % AGENTS).padStart(3, '0')}`;
  }

  /** Numbers of its newest events, newest first. */
  latest(entity) {
    return [...(this.#latest.get(entity) ?? [])].reverse();
  }

  checkCounts(groups) {
    const found = groups.map(({ key, count }) => [key.join(' '), count]).sort();
    mustEqual(found, [...this.#counts].sort(), 'the counts by type and agent');
  }

  chain(i, steps) {
    const start = this.#crashes.length - 1 - (i % CHAINS);
    return { id: this.#crashes[start], expected: this.#crashes.slice(start - steps, start + 1).reverse() };
  }
}
