/** From a question in plain words to its answer, over a store of a million and of ten million events, asked over TCP; and how long the reading alone takes. */
import { answersAt } from '../ask/answers.mjs';
import { readingFigures } from '../ask/readings.mjs';
import { withFolder } from '../processes/child.mjs';

/** By how much history there is: what 95 of 100 questions take at most, ms. */
const GOALS = new Map([
  [1_000_000, 50],
  [10_000_000, 200],
]);
const QUICK_EVENTS = 10_000;

/**
 * `SUTRA_BENCH_STORES=<folder>` keeps the stores it fills and asks the large one too, which takes many minutes to fill; `SUTRA_BENCH_EVENTS=n` asks one of that
 * size only.
 */
export async function ask({ quick, rounds }) {
  const { SUTRA_BENCH_STORES: kept, SUTRA_BENCH_EVENTS: given } = process.env;
  const sizes = quick
    ? [QUICK_EVENTS]
    : given === undefined
      ? [...GOALS.keys()].slice(0, kept === undefined ? 1 : undefined)
      : [Number(given)];
  const lines = readingFigures({ quick, rounds }); // first: it is also measured how long it takes a process that has read nothing yet
  const work = async (folder) => {
    for (const size of sizes) lines.push(...(await answersAt(folder, size, { times: quick ? 1 : 2 * rounds, goalMs: GOALS.get(size) })));
    return lines;
  };
  return kept === undefined ? withFolder(work) : work(kept);
}
