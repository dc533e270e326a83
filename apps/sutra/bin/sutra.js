#!/usr/bin/env node
import { main } from '../dist/main.js';

process.exitCode = await main(process.argv.slice(2), process.env);
// Sockets that a cancelled call left behind must not keep a finished command alive.
process.exit();
