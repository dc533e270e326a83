#!/usr/bin/env node
// `npm start`: installs and builds what is missing, then starts the embedded grid. Arguments go to `sutra up`:
// `npm start -- --port-offset 100`.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import { prepare, ROOT } from './prepare.mjs';

/** One Ctrl-C may arrive twice, from the terminal and from npm; this close together they are one. */
const SAME_MS = 250;

prepare();
// In a group of its own the grid hears signals from here alone, each of them once.
const child = spawn(process.execPath, [join(ROOT, 'apps/sutra/bin/sutra.js'), 'up', ...process.argv.slice(2)], {
  stdio: 'inherit',
  detached: true,
});
let lastMs = Number.NEGATIVE_INFINITY;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    const nowMs = performance.now();
    if (nowMs - lastMs > SAME_MS) child.kill(signal);
    lastMs = nowMs;
  });
}
child.on('error', (reason) => {
  process.stderr.write(`sutra: Cannot start the grid: ${reason.message}\n`);
  process.exit(1);
});
child.on('exit', (code, signal) => process.exit(signal === null ? code : 128 + (constants.signals[signal] ?? 0)));
