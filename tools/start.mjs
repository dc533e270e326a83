#!/usr/bin/env node
// `npm start`: installs and builds what is missing, then starts the embedded grid. Arguments go to `sutra up`.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { prepare, ROOT } from './prepare.mjs';

prepare();
const child = spawn(process.execPath, [join(ROOT, 'apps/sutra/bin/sutra.js'), 'up', ...process.argv.slice(2)], { stdio: 'inherit' });
// The terminal signals the whole group; the grid stops by itself and this process only passes its exit code on.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => (signal === 'SIGINT' ? undefined : child.kill(signal)));
child.on('exit', (code, signal) => process.exit(signal === null ? (code ?? 1) : 1));
