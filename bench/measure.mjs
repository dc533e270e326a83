/** Numbers and how they are taken: every figure is a list of rounds, and a round is checked before its time counts. */
import { cpus, loadavg } from 'node:os';

/** The value below which a share of the numbers lies. */
export function percentile(numbers, share) {
  const sorted = Float64Array.from(numbers).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

/** The middle one, or the mean of the two in the middle. */
export function median(numbers) {
  const sorted = Float64Array.from(numbers).sort();
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
}

/** Runs `work` once to warm up and then `rounds` times; each run returns a number. */
export async function rounds(count, work, { warmUp = true } = {}) {
  if (warmUp) await work(-1);
  const numbers = [];
  for (let round = 0; round < count; round++) numbers.push(await work(round));
  return numbers;
}

export async function timed(work) {
  const start = performance.now();
  const value = await work();
  return { ms: performance.now() - start, value };
}

/** Fails the whole benchmark: a time for a wrong answer is worse than none. */
export function mustEqual(actual, expected, what) {
  if (JSON.stringify(actual) !== JSON.stringify(expected))
    throw new Error(`${what} is wrong: ${JSON.stringify(actual)?.slice(0, 300)}, expected ${JSON.stringify(expected)?.slice(0, 300)}`);
}

/** One line of the table. `goal` is `{ atMost }` or `{ atLeast }`. */
export function figure(name, unit, numbers, n, { goal, note } = {}) {
  return {
    name,
    unit,
    median: median(numbers),
    min: Math.min(...numbers),
    max: Math.max(...numbers),
    best: unit.endsWith('/s') ? Math.max(...numbers) : Math.min(...numbers),
    rounds: numbers.length,
    n,
    goal,
    note,
  };
}

/** Runs every work once a round, one after the other, so that a slow minute of the machine falls on all of them. */
export async function interleaved(count, works, { warmUp = true } = {}) {
  const results = works.map(() => []);
  for (let round = warmUp ? -1 : 0; round < count; round++)
    for (const [i, work] of works.entries()) {
      const result = await work(round);
      if (round >= 0) results[i].push(result);
    }
  return results;
}

export function verdict({ goal, median: value }) {
  if (goal === undefined) return '';
  if ('atMost' in goal) return `≤ ${goal.atMost} ${value <= goal.atMost ? 'pass' : 'MISS'}`;
  return `≥ ${goal.atLeast.toLocaleString('en')} ${value >= goal.atLeast ? 'pass' : 'MISS'}`;
}

/** Where this runs. Taken once, at the start: the run itself is load. */
export function machine() {
  const all = cpus();
  const load = loadavg()[0].toFixed(1); // what else the machine was doing when the run began
  return `${all.length} × ${all[0]?.model.trim() ?? 'unknown processor'}, Node ${process.version}, ${process.platform} ${process.arch}, load ${load} at the start`;
}

export function digits(value) {
  if (value >= 1000) return Math.round(value).toLocaleString('en');
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}
