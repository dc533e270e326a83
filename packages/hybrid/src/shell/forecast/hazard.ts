import { counted, durationText } from '@sutra/kit';

/** When something happened to each thing, µs, oldest first. */
export type Happenings = ReadonlyMap<string, readonly number[]>;

export interface HazardOptions {
  readonly horizonUs: number;
  /** Since when each thing has been there, µs. */
  readonly since: ReadonlyMap<string, number>;
  readonly fromUs: number;
  readonly nowUs: number;
}

const HOUR_US = 3_600_000_000;
const DAY_US = 24 * HOUR_US;
/** Share of the moments that is learned from; what comes later tests it. */
const LEARNED_SHARE = 0.6;
/** A bucket with few moments is drawn towards the base rate as if it had this many more. */
const SHRINK = 5;
/** Moments with and without an event that are needed on either side of the split. */
export const NEEDED = { hits: 5, samples: 40 } as const;
/** The Brier score has to be at least this share better than that of the base rate. */
export const BETTER_BY = 0.02;
const MOMENTS_MAX = 2_000;

const OFTEN = ['none', 'one or two', 'three to nine', 'ten or more'] as const;
const LATELY = ['never', 'in the last hour', 'in the last day', 'longer ago'] as const;
const BUCKETS = OFTEN.length * LATELY.length;
const bucketText = (bucket: number): string =>
  `${OFTEN[Math.floor(bucket / LATELY.length)]} in the last day, the latest ${LATELY[bucket % LATELY.length]}`;

/** Looks at one thing at one moment after the other: how often it happened in the day before, and how long ago it last did. */
class Walk {
  readonly #times: readonly number[];
  /** First happening not before the moment, and first one not before the day that ends there. */
  #next = 0;
  #day = 0;

  constructor(times: readonly number[]) {
    this.#times = times;
  }

  /** @param atUs not before that of the call before */
  bucketAt(atUs: number): number {
    const times = this.#times;
    while (this.#next < times.length && (times[this.#next] as number) < atUs) this.#next++;
    while (this.#day < this.#next && (times[this.#day] as number) < atUs - DAY_US) this.#day++;
    const day = this.#next - this.#day;
    const often = day === 0 ? 0 : day < 3 ? 1 : day < 10 ? 2 : 3;
    const ago = this.#next === 0 ? undefined : atUs - (times[this.#next - 1] as number);
    const lately = ago === undefined ? 0 : ago < HOUR_US ? 1 : ago < DAY_US ? 2 : 3;
    return often * LATELY.length + lately;
  }

  /** Whether it happens from the moment looked at last to another. */
  happensBy(toUs: number): boolean {
    return (this.#times[this.#next] ?? Number.POSITIVE_INFINITY) < toUs;
  }
}

/** How many moments there were of each kind, and after how many of them it happened. */
class Tally {
  readonly n = new Float64Array(BUCKETS);
  readonly hit = new Float64Array(BUCKETS);

  add(bucket: number, hit: boolean): void {
    this.n[bucket] = (this.n[bucket] ?? 0) + 1;
    if (hit) this.hit[bucket] = (this.hit[bucket] ?? 0) + 1;
  }

  static sum(tallies: readonly Tally[]): Tally {
    const all = new Tally();
    for (const { n, hit } of tallies)
      for (let bucket = 0; bucket < BUCKETS; bucket++) {
        all.n[bucket] = (all.n[bucket] ?? 0) + (n[bucket] ?? 0);
        all.hit[bucket] = (all.hit[bucket] ?? 0) + (hit[bucket] ?? 0);
      }
    return all;
  }

  get samples(): number {
    return this.n.reduce((sum, n) => sum + n, 0);
  }

  get hits(): number {
    return this.hit.reduce((sum, n) => sum + n, 0);
  }
}

/** Moments one horizon apart, oldest first, so that no event is counted twice. */
function talliesOf(happenings: Happenings, { horizonUs, since, fromUs, nowUs }: HazardOptions): Tally[] {
  const moments = Math.min(MOMENTS_MAX, Math.floor((nowUs - fromUs) / horizonUs));
  const things = [...since].map(([entity, startUs]) => ({ startUs, walk: new Walk(happenings.get(entity) ?? []) }));
  const tallies: Tally[] = [];
  for (let n = moments; n >= 1; n--) {
    const atUs = nowUs - n * horizonUs;
    const tally = new Tally();
    for (const { startUs, walk } of things) if (startUs <= atUs) tally.add(walk.bucketAt(atUs), walk.happensBy(atUs + horizonUs));
    tallies.push(tally);
  }
  return tallies;
}

interface Rates {
  readonly base: number;
  readonly of: (bucket: number) => number;
}

function learn(tally: Tally): Rates {
  const { samples, hits } = tally;
  const base = samples === 0 ? 0 : hits / samples;
  return { base, of: (bucket) => ((tally.hit[bucket] ?? 0) + SHRINK * base) / ((tally.n[bucket] ?? 0) + SHRINK) };
}

function brier(tally: Tally, chance: (bucket: number) => number): number {
  let sum = 0;
  for (let bucket = 0; bucket < BUCKETS; bucket++) {
    const [n, hits, said] = [tally.n[bucket] ?? 0, tally.hit[bucket] ?? 0, chance(bucket)];
    sum += hits * (1 - said) ** 2 + (n - hits) * said ** 2;
  }
  return sum / tally.samples;
}

export interface BackTest {
  readonly samples: number;
  readonly hits: number;
  readonly tested: number;
  readonly testedHits: number;
  readonly brier: number;
  readonly brierOfBase: number;
}

export type Hazard =
  | {
      readonly speaks: true;
      readonly test: BackTest;
      readonly base: number;
      readonly chances: readonly { readonly entity: string; readonly chance: number; readonly because: string }[];
    }
  | { readonly speaks: false; readonly because: string; readonly test: BackTest };

function tooLittle({ hits, samples }: BackTest, { nowUs, fromUs, horizonUs }: HazardOptions): string {
  if (nowUs - fromUs < horizonUs)
    return `the record of them is ${durationText((nowUs - fromUs) / 1000)} long, less than one stretch of ${durationText(horizonUs / 1000)}`;
  return `${hits} of ${counted(samples, 'moment')} had one; ${NEEDED.hits} are needed before and after the split`;
}

/**
 * The chance of an event within a horizon, for each thing, from how often and how lately it happened to such things before. The
 * earlier part of the record is learned from, the later part tests it: a forecast that does not beat the base rate is not made. Pure.
 */
export function hazard(happenings: Happenings, options: HazardOptions): Hazard {
  const tallies = talliesOf(happenings, options);
  const all = Tally.sum(tallies);
  const cut = Math.floor(all.samples * LEARNED_SHARE);
  let split = 0;
  for (let seen = tallies[0]?.samples ?? 0; split < tallies.length && seen <= cut; split++) seen += tallies[split + 1]?.samples ?? 0;
  const learned = Tally.sum(tallies.slice(0, split));
  const tested = Tally.sum(tallies.slice(split));
  const before = learn(learned);
  const test: BackTest = {
    samples: all.samples,
    hits: all.hits,
    tested: tested.samples,
    testedHits: tested.hits,
    brier: tested.samples === 0 ? 0 : brier(tested, before.of),
    brierOfBase: tested.samples === 0 ? 0 : brier(tested, () => before.base),
  };
  if (learned.hits < NEEDED.hits || test.testedHits < NEEDED.hits || tested.samples < NEEDED.samples)
    return {
      speaks: false,
      test,
      because: `too little to learn from: ${tooLittle(test, options)}`,
    };
  if (test.brier > test.brierOfBase * (1 - BETTER_BY))
    return {
      speaks: false,
      test,
      because: `the forecast does not beat the base rate: Brier score ${test.brier.toFixed(4)} against ${test.brierOfBase.toFixed(4)} over ${counted(test.tested, 'moment')}`,
    };
  const rates = learn(all);
  const chances = [...options.since.keys()].map((entity) => {
    const bucket = new Walk(happenings.get(entity) ?? []).bucketAt(options.nowUs);
    return { entity, chance: rates.of(bucket), because: bucketText(bucket) };
  });
  return { speaks: true, test, base: rates.base, chances: chances.sort((a, b) => b.chance - a.chance || (a.entity < b.entity ? -1 : 1)) };
}
