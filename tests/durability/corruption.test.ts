import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { corrupt, type Original, original, TARGETS, type Target } from './corruption.ts';

/** Corruptions of all kinds together: `npm run test:durability` makes 10,000, continuous integration this many. */
const COUNT = Number(process.env['SUTRA_CORRUPTIONS'] ?? 210);
const SEED = Number(process.env['SUTRA_CORRUPTION_SEED'] ?? 1);
const TOLD = 5;
/** Memory that damage may make the process take beside what it took before. */
const GROWTH_MAX_BYTES = 300 * 1024 * 1024;
const targets = Object.keys(TARGETS) as Target[];

describe(`${COUNT} corruptions, each reported with its bounds or of no effect:`, () => {
  let store: Original;
  beforeAll(async () => {
    store = await original();
  });
  afterAll(() => store.remove());

  it.each(targets)('%s', async (target) => {
    const count = Math.ceil(COUNT / targets.length);
    const before = process.memoryUsage().rss;
    const { done, refused, harmless, failures } = await corrupt(store, target, count, SEED);
    console.log(`${target}: ${done} corruptions, ${refused} refused, ${harmless} without effect`);
    expect(failures.slice(0, TOLD), `${failures.length} of ${done} corruptions were not reported as they should`).toEqual([]);
    expect(done).toBe(count);
    expect(process.memoryUsage().rss - before).toBeLessThan(GROWTH_MAX_BYTES);
  });
});
