#!/usr/bin/env node
// Kept for old scripts: storage-server --port N --storage-path DIR. The same as `sutra storage`.
import { main } from '../dist/main.js';

process.exitCode = await main(['storage', ...process.argv.slice(2)], process.env);
process.exit();
