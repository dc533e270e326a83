/** When something happened to each thing, µs, oldest first. */
export type Happenings = ReadonlyMap<string, readonly number[]>;

export interface HazardOptions {
  readonly horizonUs: number;
  /** Since when each thing has been there, µs. */
  readonly since: ReadonlyMap<string, number>;
  readonly fromUs: number;
  readonly nowUs: number;
}

/** One thing at one moment: what was known then, and whether it happened within the horizon. */
interface Sample {
  readonly atUs: number;
  readonly bucket: string;
  readonly hit: boolean;
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

/** What is looked at of a thing: how often it happened in the last day, and how long ago it last did. */
function bucketOf(times: readonly number[], atUs: number): string {
  let day = 0;
  let last: number | undefined;
  for (const time of times) {
    if (time >= atUs) break;
    last = time;
    if (time >= atUs - DAY_US) day++;
  }
  const often = day === 0 ? 'none' : day < 3 ? 'one or two' : day < 10 ? 'three to nine' : 'ten or more';
  const ago = last === undefined ? 'never' : atUs - last < HOUR_US ? 'the last hour' : atUs - last < DAY_US ? 'the last day' : 'longer ago';
  return `${often} in the last day, the latest ${ago === 'never' ? 'never' : ago === 'longer ago' ? 'longer ago' : `in ${ago}`}`;
}

function happensWithin(times: readonly number[], fromUs: number, toUs: number): boolean {
  return times.some((time) => time >= fromUs && time < toUs);
}

/** Moments one horizon apart, so that no event is counted twice. */
function samplesOf(happenings: Happenings, { horizonUs, since, fromUs, nowUs }: HazardOptions): Sample[] {
  const moments = Math.min(MOMENTS_MAX, Math.floor((nowUs - fromUs) / horizonUs));
  const samples: Sample[] = [];
  for (let n = moments; n >= 1; n--) {
    const atUs = nowUs - n * horizonUs;
    for (const [entity, startUs] of since) {
      if (startUs > atUs) continue;
      const times = happenings.get(entity) ?? [];
      samples.push({ atUs, bucket: bucketOf(times, atUs), hit: happensWithin(times, atUs, atUs + horizonUs) });
    }
  }
  return samples;
}

interface Rates {
  readonly base: number;
  readonly of: (bucket: string) => number;
}

function learn(samples: readonly Sample[]): Rates {
  const base = samples.length === 0 ? 0 : samples.filter(({ hit }) => hit).length / samples.length;
  const buckets = new Map<string, { n: number; hits: number }>();
  for (const { bucket, hit } of samples) {
    const seen = buckets.get(bucket) ?? { n: 0, hits: 0 };
    buckets.set(bucket, { n: seen.n + 1, hits: seen.hits + Number(hit) });
  }
  return {
    base,
    of: (bucket) => {
      const { n, hits } = buckets.get(bucket) ?? { n: 0, hits: 0 };
      return (hits + SHRINK * base) / (n + SHRINK);
    },
  };
}

const brier = (samples: readonly Sample[], chance: (sample: Sample) => number): number =>
  samples.reduce((sum, sample) => sum + (chance(sample) - Number(sample.hit)) ** 2, 0) / samples.length;

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

/**
 * The chance of an event within a horizon, for each thing, from how often and how lately it happened to such things before. The
 * earlier part of the record is learned from, the later part tests it: a forecast that does not beat the base rate is not made. Pure.
 */
export function hazard(happenings: Happenings, options: HazardOptions): Hazard {
  const samples = samplesOf(happenings, options);
  const cut = Math.floor(samples.length * LEARNED_SHARE);
  const splitUs = samples[cut]?.atUs ?? options.nowUs;
  const learned = samples.filter(({ atUs }) => atUs < splitUs);
  const tested = samples.filter(({ atUs }) => atUs >= splitUs);
  const hits = (some: readonly Sample[]): number => some.filter(({ hit }) => hit).length;
  const before = learn(learned);
  const test: BackTest = {
    samples: samples.length,
    hits: hits(samples),
    tested: tested.length,
    testedHits: hits(tested),
    brier: tested.length === 0 ? 0 : brier(tested, ({ bucket }) => before.of(bucket)),
    brierOfBase: tested.length === 0 ? 0 : brier(tested, () => before.base),
  };
  if (hits(learned) < NEEDED.hits || test.testedHits < NEEDED.hits || tested.length < NEEDED.samples)
    return {
      speaks: false,
      test,
      because: `too little to learn from: ${test.hits} of ${test.samples} moments had one; ${NEEDED.hits} are needed before and after the split`,
    };
  if (test.brier > test.brierOfBase * (1 - BETTER_BY))
    return {
      speaks: false,
      test,
      because: `the forecast does not beat the base rate: Brier score ${test.brier.toFixed(4)} against ${test.brierOfBase.toFixed(4)} over ${test.tested} moments`,
    };
  const all = learn(samples);
  const chances = [...options.since.keys()].map((entity) => {
    const bucket = bucketOf(happenings.get(entity) ?? [], options.nowUs);
    return { entity, chance: all.of(bucket), because: bucket };
  });
  return { speaks: true, test, base: all.base, chances: chances.sort((a, b) => b.chance - a.chance || (a.entity < b.entity ? -1 : 1)) };
}
