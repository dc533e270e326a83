#!/usr/bin/env node
// `npm run demo`: plays a day in the life of a grid and prints it. Every command below is really run, on a grid of its own with
// temporary data, and everything told is checked: the exit code is 1 if anything did not happen as told.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepare, ROOT } from './prepare.mjs';

const EXECUTABLE = join(ROOT, 'apps/sutra/bin/sutra.js');
/** The demo takes half a minute; a grid that hangs must not hang it. */
const LIMIT_MS = 90_000;
/** Every port of a grid, to be shifted together until all are free. */
const PORTS = [7_000, 7_001, 9_000, 50_052];

const color = process.stdout.isTTY === true && !process.env.NO_COLOR;
const paint = (code) => (text) => (color ? `\u001b[${code}m${text}\u001b[0m` : text);
const bold = paint(1);
const dim = paint(2);
const green = paint(32);
const red = paint(31);

const say = (text) => console.log(`\n${bold(`— ${text}`)}`);
const indent = (text) => text.trimEnd().replace(/^/gm, '    ');
let told = 0;
const untrue = [];

/** A sentence of the story, and whether it came true. */
function truth(sentence, holds) {
  told++;
  if (!holds) untrue.push(sentence);
  console.log(holds ? green(`  ✓ ${sentence}`) : red(`  ✕ not so: ${sentence}`));
}

const grid = { data: mkdtempSync(join(tmpdir(), 'sutra-demo-')), offset: 0, up: undefined, said: '' };

function run(args) {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, SUTRA_DATA: grid.data, SUTRA_PORT_OFFSET: String(grid.offset), COLUMNS: '120' };
    const child = spawn(process.execPath, [EXECUTABLE, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let all = '';
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
      all += chunk;
    });
    child.stderr.on('data', (chunk) => {
      all += chunk;
    });
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout, all }));
  });
}

const word = (arg) => (/^[\w./:@=-]+$/.test(arg) ? arg : `'${arg}'`);

/** Types a command, runs it, prints what it printed. */
async function type(...args) {
  console.log(`\n  ${dim('$')} sutra ${args.map(word).join(' ')}`);
  const ran = await run(args);
  console.log(indent(ran.all));
  return ran;
}

/** The same without a word, for the story's own eyes. */
async function look(...args) {
  const ran = await run([...args, '-o', 'json']);
  if (ran.code !== 0) throw new Error(`sutra ${args.join(' ')} ended with ${ran.code}:\n${ran.all}`);
  return JSON.parse(ran.stdout);
}

async function until(what, limitMs, attempt) {
  for (const end = performance.now() + limitMs; performance.now() < end; ) {
    const found = await attempt();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`not within ${limitMs / 1000} s: ${what}`);
}

function isFree(port) {
  return new Promise((resolve) => {
    const server = createServer().once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

async function freeOffset() {
  for (let offset = 2_503; offset < 4_503; offset += 7) {
    if ((await Promise.all(PORTS.map((port) => isFree(port + offset)))).every(Boolean)) return offset;
  }
  throw new Error('no free ports between 9503 and 13503, and between 52555 and 54555');
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false; // gone, which is what was asked
  }
}

async function startGrid() {
  grid.offset = await freeOffset();
  console.log(`\n  ${dim('$')} sutra up --data ${grid.data} --port-offset ${grid.offset}`);
  const args = [EXECUTABLE, 'up', '--no-open', '--data', grid.data, '--port-offset', String(grid.offset)];
  grid.up = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  grid.up.stderr.on('data', (chunk) => {
    grid.said += chunk;
  });
  grid.ended = new Promise((resolve) => grid.up.once('exit', (code) => resolve(code)));
  await until('the grid is up', 60_000, () => {
    if (grid.up.exitCode !== null) throw new Error(`sutra up ended with ${grid.up.exitCode}:\n${grid.said}`);
    return grid.said.includes('The grid is up.');
  });
  console.log(indent(grid.said.split('\n  sign in')[0]));
}

async function useNode(node) {
  const [{ openStoreClient }, { systemClock, seededChance, hash32 }] = await Promise.all([
    import('@sutra/storage/client'),
    import('@sutra/kit'),
  ]);
  const store = openStoreClient({ address: node.endpoint, name: 'demo', clock: systemClock(), chance: seededChance(hash32('demo')) });
  try {
    await store.learn({
      concepts: [
        { id: 'whale', content: 'A whale is a mammal.' },
        { id: 'mammal', content: 'Mammals breathe air.' },
      ],
      associations: [{ source: 'whale', type: 'is_a', target: 'mammal' }],
    });
    const { associations } = await store.neighbours({ id: 'mammal', direction: 'in' });
    console.log(
      indent(
        `\nstore.learn({ concepts: [whale, mammal], associations: [whale is_a mammal] })\nstore.neighbours({ id: 'mammal', direction: 'in' })\n→ ${associations.map((one) => `${one.source} ${one.type} ${one.target}`).join(', ')}`,
      ),
    );
    truth(
      'what was learned through the client library is found again',
      associations.some((one) => one.source === 'whale'),
    );
  } finally {
    await store.close();
  }
}

async function play() {
  say('One command starts a grid: event storage, master, one agent, control centre.');
  await startGrid();

  say('Three storage nodes.');
  await type('node', 'spawn', '--count', '3');
  await type('node', 'ls');
  const nodes = await look('node', 'ls');
  truth('three nodes run', nodes.filter((node) => node.status === 'running').length === 3);

  say('Each of them is a store of its own. One is used through the client library.');
  const [node] = nodes;
  await useNode(node);

  const before = new Date();
  say('Now it is killed, the hard way.');
  console.log(`\n  ${dim('$')} kill -9 ${node.pid}    ${dim(`# ${node.node_id}`)}`);
  const killedMs = Date.now();
  process.kill(node.pid, 'SIGKILL');
  const back = await until('the node runs again', 10_000, async () => {
    const seen = await look('node', 'get', node.node_id);
    return seen.status === 'running' && seen.pid !== node.pid ? seen : undefined;
  });
  await type('timeline', node.node_id);
  const { events } = await look('events', '--entity', node.node_id, '--event', 'node_crashed,node_restarted');
  const restarted = events.find((event) => event.event_type === 'node_restarted');
  const tookMs = restarted === undefined ? Number.POSITIVE_INFINITY : Date.parse(restarted.timestamp) - killedMs;
  truth(`crash and restart are on record, ${tookMs} ms after the kill (at most 2 s), with pid ${back.pid}`, tookMs <= 2_000);

  say('Why?');
  const why = await type('why', node.node_id);
  truth(
    'the answer names SIGKILL and the recorded events that lead to it',
    why.code === 0 && /SIGKILL|signal 9/.test(why.all) && why.all.includes('recorded cause'),
  );

  say('A command that cannot stay up: it says a word and exits with 3.');
  await type('node', 'spawn', '--node', 'grumpy', '--', 'sh', '-c', 'echo no mood today >&2; exit 3');
  const grumpy = await until('the crash-loop verdict', 30_000, async () => {
    const seen = await look('node', 'get', 'grumpy');
    return seen.crash_looping ? seen : undefined;
  });
  await type('node', 'get', 'grumpy');
  await type('status');
  truth(`after ${grumpy.crash_count} crashes with growing waits it is called crash-looping, exit code 3`, grumpy.last_exit.exit_code === 3);

  say('Questions in plain words are computed from the record.');
  const asked = await type('ask', 'which nodes crashed today?');
  truth('both crashed nodes are named', asked.code === 0 && asked.all.includes('grumpy') && asked.all.includes(node.node_id));

  say('And the grid can be seen as it was before any of this.');
  const then = await type('state', '--at', before.toISOString());
  truth(
    `then ${node.node_id} still had pid ${node.pid}, and grumpy was not there`,
    then.all.includes(`pid ${node.pid}`) && !then.all.includes('grumpy'),
  );
}

async function stopEverything() {
  if (grid.up === undefined) return;
  say('Everything is stopped and cleaned up.');
  const nodes = grid.up.exitCode === null ? await look('node', 'ls').catch(() => []) : [];
  const wanted = nodes.filter((node) => node.wanted === 'running').map((node) => node.node_id);
  if (wanted.length > 0) await type('node', 'stop', '--grace-ms', '2000', ...wanted);
  grid.up.kill('SIGTERM');
  const code = await grid.ended;
  const left = nodes.filter((node) => node.pid !== undefined && isAlive(node.pid));
  for (const node of left) process.kill(node.pid, 'SIGKILL');
  truth('the grid ended cleanly and nothing is left running', code === 0 && left.length === 0);
}

prepare();
const startedMs = Date.now();
const giveUp = setTimeout(() => {
  console.log(red(`\nThe story did not end within ${LIMIT_MS / 1000} s.`));
  grid.up?.kill('SIGTERM');
  process.exit(1);
}, LIMIT_MS);
let interrupted = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    if (interrupted) process.exit(130);
    interrupted = true;
    console.log('\nInterrupted; stopping the grid …');
    stopEverything().finally(() => {
      rmSync(grid.data, { recursive: true, force: true });
      process.exit(130);
    });
  });
}
try {
  await play();
} catch (reason) {
  untrue.push(reason.message);
  console.log(red(`\n${reason.message}`));
} finally {
  if (!interrupted) await stopEverything().catch((reason) => untrue.push(`the grid stops: ${reason.message}`));
  rmSync(grid.data, { recursive: true, force: true });
  clearTimeout(giveUp);
}
const took = `${((Date.now() - startedMs) / 1000).toFixed(0)} s`;
console.log(
  untrue.length === 0
    ? bold(green(`\nIt all happened as told: ${told} of ${told}, ${took}.`))
    : bold(red(`\nNot as told, ${took}:\n  ${untrue.join('\n  ')}`)),
);
process.exitCode = untrue.length === 0 ? 0 : 1;
