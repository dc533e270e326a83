#!/usr/bin/env node
// `npm test`: prepares the checkout, then checks, unit and integration tests, then the tests that drive the whole grid. Ends with one line that
// counts: 'N passed, N failed, N skipped'.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepare, ROOT } from './prepare.mjs';

prepare();
const { installSystemPackages } = await import('./system-packages.mjs');
installSystemPackages();

const bin = (name) => join(ROOT, 'node_modules', '.bin', name);
const only = process.argv.slice(2);
const totals = { passed: 0, failed: 0, skipped: 0 };

function check(name, command, args) {
  const started = Date.now();
  const result = spawnSync(command, args, { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'] });
  const ok = result.status === 0;
  totals[ok ? 'passed' : 'failed']++;
  console.log(`${ok ? 'ok  ' : 'FAIL'} ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
}

function vitest(name, args) {
  const folder = mkdtempSync(join(tmpdir(), 'sutra-tests-'));
  const report = join(folder, 'report.json');
  const result = spawnSync(
    bin('vitest'),
    ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, '--passWithNoTests', ...args, ...only],
    {
      cwd: ROOT,
      stdio: ['ignore', 'inherit', 'inherit'],
    },
  );
  try {
    const json = JSON.parse(readFileSync(report, 'utf8'));
    // A file that does not even load has no failed test of its own, and neither has an error outside of any test.
    const broken = json.testResults.filter(
      (file) => file.status === 'failed' && !file.assertionResults.some((one) => one.status === 'failed'),
    );
    const failed = json.numFailedTests + broken.length;
    totals.passed += json.numPassedTests;
    totals.failed += failed === 0 && result.status !== 0 ? 1 : failed;
    totals.skipped += json.numPendingTests + (json.numTodoTests ?? 0);
  } catch (reason) {
    console.log(`FAIL ${name}: the test runner ended without a report (${result.signal ?? `exit ${result.status}`}): ${reason.message}`);
    totals.failed++;
  }
  rmSync(folder, { recursive: true, force: true });
}

if (only.length === 0) {
  check('format and lint', bin('biome'), ['ci', '--reporter=summary', '.']);
  check('types', bin('tsc'), ['-p', 'tsconfig.check.json']);
  check('rooms and floors', process.execPath, ['tools/boundaries.mjs']);
  check('generated reference is current', process.execPath, ['tools/reference.mjs', '--check']);
}
vitest('packages', ['--project', 'packages']);
// The grid tests kill, pause and time real processes: one file at a time, so that they measure the grid and not each other.
vitest('grid', ['--project', 'grid']);
vitest('grid, waiting', ['--project', 'grid-waiting']);
vitest('beside one another', ['--project', 'beside']);

console.log(`\n${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
process.exit(totals.failed > 0 ? 1 : 0);
