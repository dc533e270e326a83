/**
 * The chance of at least `k` events where `mean` are usual (upper tail of the Poisson distribution), computed from the lower terms in
 * logarithms so that neither large counts nor small chances overflow.
 */
export function chanceOfAtLeast(k: number, mean: number): number {
  if (k <= 0) return 1;
  if (mean <= 0) return 0;
  let logTerm = -mean;
  let below = Math.exp(logTerm);
  for (let n = 1; n < k; n++) {
    logTerm += Math.log(mean / n);
    below += Math.exp(logTerm);
  }
  return Math.max(0, 1 - below);
}

export function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length === 0
    ? 0
    : sorted.length % 2 === 1
      ? (sorted[middle] as number)
      : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}

/** Scale of the median absolute deviation that makes it one standard deviation of a normal distribution. */
const MAD_SCALE = 1.4826;

/** How many robust standard deviations a value lies from the usual ones. A baseline that never moved counts as moving by 1 % of itself. */
export function robustDistance(value: number, usual: readonly number[]): number {
  const median = medianOf(usual);
  const spread = MAD_SCALE * medianOf(usual.map((one) => Math.abs(one - median)));
  return (value - median) / Math.max(spread, Math.abs(median) * 0.01, 1e-9);
}
