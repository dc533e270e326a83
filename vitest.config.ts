import { defineConfig } from 'vitest/config';

// Packages are tested from source (the `source` export condition). tests/ drives the built executable, as a user would.
/** Stories that mostly wait for timeouts of the grid: two of them at a time measure the same as one. */
const WAITING = ['pause', 'start-order', 'frozen', 'cut-lines', 'clock-steps'].map((name) => `tests/${name}.test.ts`);
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
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'grid',
          include: ['tests/**/*.test.ts'],
          exclude: WAITING,
          pool: 'forks',
          fileParallelism: false,
          testTimeout: 300_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: { name: 'grid-waiting', include: WAITING, pool: 'forks', testTimeout: 300_000, hookTimeout: 120_000 },
      },
    ],
    maxWorkers: 2,
  },
});
