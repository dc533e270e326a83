import type { Chance } from '@sutra/kit';
import type { AggregateQuery, EventFilter, EventQuery, Measure, Predicate } from '../../contract/query.ts';

/** Of the events that `mixedEvents` makes. */
const NAMES = ['agent-1', 'agent-2', 'node-1', 'node-4', 'cluster', 'nobody'];
const TYPES = ['beat', 'crash', 'metric', 'unheard-of'];
const BASE_US = 1_760_000_000_000_000;
const GROUPINGS = [
  [],
  ['type'],
  ['entity:agent-'],
  ['type', 'entity:*'],
  ['emitter'],
  ['operation'],
  ['meta.severity', 'type'],
  ['n', 'entity:node-'],
] as const;

/** Questions of every form, drawn by chance. */
export class RandomQuery {
  readonly #chance: Chance;
  /** Positions and times of recording that an `asOf` is drawn from. */
  readonly #past: () => { readonly seq: number; readonly recordedAtUs: number };

  constructor(chance: Chance, past: () => { readonly seq: number; readonly recordedAtUs: number }) {
    this.#chance = chance;
    this.#past = past;
  }

  below(max: number): number {
    return Math.floor(this.#chance.next() * max);
  }

  #likely(share: number): boolean {
    return this.#chance.next() < share;
  }

  #some<T>(list: readonly T[]): T[] {
    return list.filter(() => this.#likely(0.4));
  }

  filter(): EventFilter {
    const { seq, recordedAtUs } = this.#past();
    const when = this.#chance.next();
    return {
      ...(this.#likely(0.4) ? { types: this.#some(TYPES) } : {}),
      ...(this.#likely(0.2) ? { typesNot: this.#some(['beat', 'custom.a']) } : {}),
      ...(this.#likely(0.5) ? { entities: [this.#some(NAMES), ...(this.#likely(0.3) ? [this.#some(NAMES)] : [])] } : {}),
      ...(this.#likely(0.4) ? { fromUs: BASE_US + this.below(900_000) } : {}),
      ...(this.#likely(0.4) ? { toUs: BASE_US + this.below(6_000_000) } : {}),
      ...(this.#likely(0.2) ? { afterSeq: this.below(seq + 1) } : {}),
      ...(this.#likely(0.4) ? { where: this.#some(this.#predicates()) } : {}),
      ...(when < 0.3 ? { asOf: { seq } } : when < 0.5 ? { asOf: { timeUs: recordedAtUs } } : {}),
    };
  }

  #predicates(): Predicate[] {
    return [
      { field: 'n', is: [1, 2, 3] },
      { field: 'n', gt: this.below(10), lte: this.below(10) },
      { field: 'cpu', gte: 20, lt: 70 },
      { field: 'text', contains: 'TEXT 1' },
      { field: 'text', exists: this.#likely(0.5) },
      { field: 'meta.severity', not: ['info'] },
      { field: 'operation', exists: this.#likely(0.5) },
      { field: 'emitter', is: ['m'] },
      { field: 'type', not: ['beat', 'crash'] },
    ];
  }

  page(): EventQuery {
    return { ...this.filter(), order: this.#likely(0.5) ? 'asc' : 'desc', limit: 1 + this.below(this.#likely(0.5) ? 20 : 1_500) };
  }

  aggregate(): AggregateQuery {
    const fns = ['min', 'max', 'sum', 'avg', 'p50', 'p90', 'p95', 'p99'] as const;
    const measures: Measure[] = fns.filter(() => this.#likely(0.3)).map((fn, i) => ({ fn, field: ['n', 'cpu', 'text'][i % 3]! }));
    return {
      ...this.filter(),
      groupBy: GROUPINGS[this.below(GROUPINGS.length)]!,
      ...(this.#likely(0.4) ? { bucketUs: [1_000, 250_000, 60_000_000][this.below(3)]! } : {}),
      ...(measures.length > 0 ? { measures } : {}),
      limit: this.#likely(0.7) ? 100_000 : 1 + this.below(12),
    };
  }
}
