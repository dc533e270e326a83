#!/usr/bin/env node
import { main } from '../dist/main.js';

process.exitCode = await main(process.argv.slice(2), process.env);
// What was written to a pipe may not have been read yet: the process ends when it has.
const written = (stream) => new Promise((resolve) => (stream.writableLength === 0 ? resolve() : stream.write('', resolve)));
await Promise.all([process.stdout, process.stderr].map(written));
// Sockets that a cancelled call left behind must not keep a finished command alive.
process.exit();
