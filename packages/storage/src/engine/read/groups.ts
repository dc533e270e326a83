import type { AggregateGroup, AggregateQuery, Measure } from '../../contract/query.ts';

const PERCENTILE: Readonly<Record<string, number>> = { p50: 0.5, p90: 0.9, p95: 0.95, p99: 0.99 };

export const isPercentile = (fn: string): boolean => fn in PERCENTILE;
export const isMeasure = (fn: string): boolean => ['min', 'max', 'sum', 'avg'].includes(fn) || fn in PERCENTILE;

export type Key = string | number | boolean | null;

/** Counts and measures one group. */
export interface Group {
  readonly key: readonly Key[];
  readonly bucketUs: number | undefined;
  count: number;
  firstTimeUs: number;
  lastTimeUs: number;
  readonly measures: readonly Tally[];
}

export interface Tally {
  count: number;
  sum: number;
  min: number;
  max: number;
  /** Kept only for percentiles. */
  readonly values: number[] | undefined;
}

/** Of groups of which nothing is measured. */
const NO_TALLIES: readonly Tally[] = Object.freeze([]);

/** One step on the way to a group: a value of its key, and where there are buckets its bucket last. */
type Branch = Map<Key | undefined, Branch | Group>;

/** All groups of one aggregate. */
export class Groups {
  /** By the values of the key, one after the other, and the bucket: no text has to be made to find a group. */
  readonly #tree: Branch = new Map();
  readonly #groups: Group[] = [];
  readonly #measures: readonly Measure[];
  readonly #max: number;
  readonly #bucketed: boolean;
  total = 0;
  partialBecause: string | undefined;

  constructor(query: AggregateQuery, max: number) {
    this.#measures = query.measures ?? [];
    this.#bucketed = query.bucketUs !== undefined;
    this.#max = max;
  }

  /** The group of a key; undefined when there are too many. */
  of(key: readonly Key[], bucketUs: number | undefined): Group | undefined {
    const steps = this.#bucketed ? key.length : key.length - 1;
    const last = this.#bucketed ? bucketUs : key[steps];
    let branch: Branch | undefined = this.#tree;
    for (let i = 0; i < steps && branch !== undefined; i++) branch = branch.get(key[i]) as Branch | undefined;
    const known = branch?.get(last);
    if (known !== undefined) return known as Group;
    if (this.#groups.length >= this.#max) {
      this.partialBecause = `more than ${this.#max} groups`;
      return undefined;
    }
    const measures = this.#measures.length === 0 ? NO_TALLIES : this.#measures.map(({ fn }) => newTally(fn in PERCENTILE));
    const group = { key, bucketUs, count: 0, firstTimeUs: Number.POSITIVE_INFINITY, lastTimeUs: Number.NEGATIVE_INFINITY, measures };
    (branch ?? this.#place(key, steps)).set(last, group);
    this.#groups.push(group);
    return group;
  }

  /** Where so many steps of a key lead, made where it is not there. */
  #place(key: readonly Key[], steps: number): Branch {
    let branch = this.#tree;
    for (let i = 0; i < steps; i++) {
      const part = key[i];
      let next = branch.get(part) as Branch | undefined;
      if (next === undefined) {
        next = new Map();
        branch.set(part, next);
      }
      branch = next;
    }
    return branch;
  }

  result(limit: number): { groups: AggregateGroup[]; groupsTotal: number } {
    const ordered = [...this.#groups].sort((a, b) => b.count - a.count || inOrder(a, b));
    const groups = ordered.slice(0, limit).map((group) => this.#told(group));
    return { groups, groupsTotal: ordered.length };
  }

  #told({ key, bucketUs, count, measures: tallies, firstTimeUs, lastTimeUs }: Group): AggregateGroup {
    const measures = tallies.map((tally, i) => measured(tally, this.#measures[i]!));
    if (bucketUs === undefined) return { key, count, measures, firstTimeUs, lastTimeUs };
    return { key, bucketUs, count, measures, firstTimeUs, lastTimeUs };
  }
}

const newTally = (isKept: boolean): Tally => {
  return { count: 0, sum: 0, min: Number.POSITIVE_INFINITY, max: Number.NEGATIVE_INFINITY, values: isKept ? [] : undefined };
};

function measured({ count, sum, min, max, values }: Tally, { fn }: Measure): number | null {
  if (count === 0) return null;
  if (fn === 'sum') return sum;
  if (fn === 'avg') return sum / count;
  if (fn === 'min') return min;
  if (fn === 'max') return max;
  // Nearest rank: always a value that occurred.
  const sorted = Float64Array.from(values!).sort();
  return sorted[Math.max(0, Math.ceil(PERCENTILE[fn]! * sorted.length) - 1)]!;
}

/** An order among groups of one size: that of their keys, then of their buckets. */
function inOrder(a: Group, b: Group): number {
  for (let i = 0; i < a.key.length; i++) {
    const left = a.key[i]!;
    const right = b.key[i]!;
    if (left === right) continue;
    if (typeof left === 'string' && typeof right === 'string') return left < right ? -1 : 1;
    const said = textOf(left);
    const other = textOf(right);
    if (said !== other) return said < other ? -1 : 1;
  }
  return (a.bucketUs ?? 0) - (b.bucketUs ?? 0);
}

/** Texts stand behind what is none. */
const textOf = (part: Key): string => (typeof part === 'string' ? `~${part}` : String(part));

/** Brings more of its events to a group. */
export function addCount(group: Group, times: number, firstTimeUs: number, lastTimeUs: number): void {
  group.count += times;
  group.firstTimeUs = Math.min(group.firstTimeUs, firstTimeUs);
  group.lastTimeUs = Math.max(group.lastTimeUs, lastTimeUs);
}
