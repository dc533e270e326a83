import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

// Packages are tested from source (the `source` export condition). tests/ drives the built executable, as a user would.
/** Stories that mostly wait for timeouts of the grid: two of them at a time measure the same as one. The longest first. */
const WAITING = ['pause', 'frozen', 'cut-lines', 'start-order', 'clock-steps'].map((name) => `tests/${name}.test.ts`);
/** What needs no grid and looks at no time: two of them at a time prove the same as one. The longest first. */
const BESIDE = [
  ...['saboteurs', 'power-loss'].map((name) => `tests/durability/${name}.test.ts`),
  'tests/bench.test.ts',
  ...['crash-between', 'corruption', 'full-disk', 'emitter-chaos'].map((name) => `tests/durability/${name}.test.ts`),
  ...['bench-peers', 'client-examples'].map((name) => `tests/${name}.test.ts`),
];

/** The longest first, so that no worker is left alone with one at the end. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => [...WAITING, ...BESIDE].findIndex((name) => moduleId.endsWith(name));
    return (await super.sort(files)).sort((a, b) => place(a) - place(b));
  }
}
const fromSource = { resolve: { conditions: ['source'] }, ssr: { resolve: { conditions: ['source'] } } };

export default defineConfig({
  test: {
    projects: [
      {
        ...fromSource,
        test: {
          name: 'packages',
          include: ['packages/**/src/**/*.test.{ts,tsx}', 'apps/**/src/**/*.test.ts', 'tools/**/*.test.ts'],
          pool: 'forks',
          // Loading the modules anew for each of 250 files takes longer than running the tests; none of them keeps anything a test could see.
          isolate: false,
          // Ends a test that hangs; what is slow shows in benchmarks, which know on what machine they run.
          testTimeout: 120_000,
          hookTimeout: 120_000,
          expect: { poll: { timeout: 30_000, interval: 20 } },
        },
      },
      {
        test: {
          name: 'grid',
          include: ['tests/**/*.test.ts'],
          exclude: [...WAITING, ...BESIDE],
          pool: 'forks',
          fileParallelism: false,
          testTimeout: 300_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: { name: 'beside', include: BESIDE, pool: 'forks', testTimeout: 300_000, hookTimeout: 120_000 },
      },
      {
        // All six orders of start-order at once.
        test: { name: 'grid-waiting', include: WAITING, pool: 'forks', testTimeout: 300_000, hookTimeout: 120_000, maxConcurrency: 6 },
      },
    ],
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
  },
});
