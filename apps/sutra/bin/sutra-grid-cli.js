#!/usr/bin/env node
// Kept for old scripts: the five commands of the first CLI, as thin aliases.
import { gridCli } from '../dist/cli/grid-cli.js';
import { main } from '../dist/main.js';

const argv = gridCli(process.argv.slice(2));
if (typeof argv === 'string') process.stderr.write(`${argv}\n`);
process.exitCode = typeof argv === 'string' ? 2 : await main(argv, process.env);
process.exit();
