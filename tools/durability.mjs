#!/usr/bin/env node
// `npm run test:durability [-- FILE]`: the durability tests in full length; `npm test` runs the same with less of each.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { prepare, ROOT } from './prepare.mjs';

const FULL = {
  SUTRA_POWER_LOSS_IMAGES: '300',
  SUTRA_KILL9_ROUNDS: '200',
  SUTRA_CRASH_STRIDE: '1',
  SUTRA_CORRUPTIONS: '10000',
  SUTRA_FUZZ_FRAMES: '1000000',
  SUTRA_CHAOS_EVENTS: '100000',
};
/** Every project of vitest.config.ts in which durability tests run. */
const PROJECTS = ['grid', 'grid-waiting', 'beside'];
const TEST_TIMEOUT_MS = 1_800_000;

prepare();
const files = process.argv.slice(2).map((name) => `tests/durability/${name}`);
const { status } = spawnSync(
  join(ROOT, 'node_modules', '.bin', 'vitest'),
  [
    'run',
    ...PROJECTS.flatMap((project) => ['--project', project]),
    '--project',
    'beside',
    '--reporter',
    'verbose',
    `--testTimeout=${TEST_TIMEOUT_MS}`,
    ...(files.length > 0 ? files : ['tests/durability']),
  ],
  { cwd: ROOT, stdio: 'inherit', env: { ...FULL, ...process.env } },
);
process.exit(status ?? 1);
