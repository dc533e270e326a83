#!/usr/bin/env node
/**
 * npm run bench:peers [-- systems…] [--events N] [--rounds N] [--write] [--install]
 * The same events and the same questions to Sutra Storage and to other systems as they are installed here, one after the other in every
 * round. Every answer is checked against an oracle before its time counts. A system that is absent is skipped with the name of its package;
 * `--install` installs it with apt-get. `--write` puts the tables into docs/PERFORMANCE.md.
 */
import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeSection } from '../document.mjs';
import { machine } from '../measure.mjs';
import { machineLimits } from './machine-limits.mjs';
import { goalLines, lossLines, progressLine, tables } from './report.mjs';
import { loadSystem, NEEDS_CLIENTS, SYSTEM_NAMES } from './systems.mjs';

const FOLDER = fileURLToPath(new URL('.', import.meta.url));
const FLAGS = { '--events': true, '--rounds': true, '--write': false, '--install': false };

const options = parsed(process.argv.slice(2));
const command = `npm run bench:peers -- ${[...options.names, '--events', options.events, '--rounds', options.rounds].join(' ')}`;
const where = machine();
console.log(`${where}\n${command}\n`);
const systems = await present(options);
const rounds = Object.fromEntries(systems.map(({ key }) => [key, []]));
for (let round = 1; round <= options.rounds; round++)
  for (const system of systems) {
    const found = await inFolder((folder) => measured(system.key, folder));
    rounds[system.key].push(found);
    console.log(progressLine(round, system, found));
  }
const limits = await inFolder(machineLimits);
const report = [...tables(systems, rounds, limits), ...goalLines(systems, rounds), ...lossLines(systems, rounds, limits)];
console.log(`\n${report.join('\n')}`);
if (options.write) writeSection('peers', command, where, report);

function parsed(args) {
  const numberOf = (flag, usual) => (args.includes(flag) ? Number(args[args.indexOf(flag) + 1]) : usual);
  const isValue = (i) => FLAGS[args[i - 1]] === true;
  const names = args.filter((word, i) => !word.startsWith('--') && !isValue(i));
  const unknown = args.find(
    (word, i) => !isValue(i) && (word.startsWith('--') ? !Object.hasOwn(FLAGS, word) : !SYSTEM_NAMES.includes(word)),
  );
  const [events, count] = [numberOf('--events', 100_000), numberOf('--rounds', 3)];
  if (unknown !== undefined)
    refuse(`Cannot run ${unknown}: systems are ${SYSTEM_NAMES.join(', ')}; flags are ${Object.keys(FLAGS).join(', ')}`);
  if (!Number.isInteger(events) || events < 2_000) refuse('Cannot measure fewer than 2,000 events: give --events a whole number');
  if (!Number.isInteger(count) || count < 1) refuse('Cannot measure less than one round: give --rounds a whole number');
  if (args.includes('--write') && names.length > 0) refuse('Cannot write a part of the tables: leave out the names');
  return {
    names: names.length > 0 ? names : SYSTEM_NAMES,
    events,
    rounds: count,
    write: args.includes('--write'),
    install: args.includes('--install'),
  };
}

function refuse(why) {
  console.error(why);
  process.exit(2);
}

/** The systems that can be measured here; says why the others cannot. */
async function present({ names, install }) {
  if (names.some((name) => NEEDS_CLIENTS.includes(name)) && !existsSync(join(FOLDER, 'node_modules'))) {
    console.log('installing the client libraries of bench/peers/package-lock.json');
    execFileSync('npm', ['ci', '--prefix', FOLDER, '--ignore-scripts', '--no-audit', '--no-fund'], { stdio: 'inherit' });
  }
  const found = [];
  for (const key of names) {
    const system = await loadSystem(key);
    if (system.find() === undefined && install) {
      execFileSync('apt-get', ['install', '-y', '--no-install-recommends', system.packages], { stdio: 'inherit' });
    }
    const path = system.find();
    if (path === undefined) {
      console.log(`${system.name}: skipped, its program is not installed (package ${system.packages}; --install installs it)`);
      continue;
    }
    const durable = typeof system.durable === 'function' ? system.durable(path) : system.durable;
    const isDurable = system.isDurable?.(path) ?? true;
    found.push({ ...system, key, version: system.version(path), durable, isDurable });
    console.log(`${system.name} ${found.at(-1).version}: ${durable}; ${system.design}`);
  }
  return found;
}

async function inFolder(work) {
  const folder = mkdtempSync(join(tmpdir(), 'sutra-peers-'));
  chmodSync(folder, 0o755); // a server that will not run as root reaches its own folder through it
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** One system in a process of its own. A wrong answer or a broken server ends the whole run: there is no table with a hole. */
async function measured(key, folder) {
  const child = fork(join(FOLDER, 'driver.mjs'), [key, options.events, folder], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  let found;
  child.on('message', (message) => {
    found = message;
  });
  const [code] = await once(child, 'exit');
  if (code !== 0 || found === undefined) throw new Error(`${key} ended with ${code}`);
  return found;
}
