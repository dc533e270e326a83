#!/usr/bin/env node
// `node tools/screenshot.mjs [folder]`: the pictures of docs/images, taken of a real grid that it starts, troubles and stops. Needs a build
// and Chromium. Nothing is staged in the page: two agents, six nodes, one killed -9, one whose program fails.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const EXECUTABLE = join(ROOT, 'apps/sutra/bin/sutra.js');
const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) => existsSync(path));
const OFFSET = 1_700 + Math.floor(Math.random() * 5_000);
const BASE = `http://localhost:${9_000 + OFFSET}`;
/** A picture is taken when this much of the grid's life is recorded: a few heartbeats and metrics, some restarts. */
const LIFE_MS = 75_000;
const LIMIT_MS = 60_000;

if (CHROMIUM === undefined) {
  process.stderr.write('screenshot: no Chromium found. Install it first: apt-get install chromium\n');
  process.exit(1);
}
const folder = process.argv[2] ?? join(ROOT, 'docs/images');
const data = mkdtempSync(join(tmpdir(), 'sutra-screenshot-'));
const common = ['--data', data, '--port-offset', String(OFFSET)];
const sutra = (...args) => {
  const dashes = args.includes('--') ? args.indexOf('--') : args.length;
  return execFileSync(process.execPath, [EXECUTABLE, ...args.slice(0, dashes), ...common, ...args.slice(dashes)], { encoding: 'utf8' });
};
const nodes = async () => (await (await fetch(`${BASE}/api/grid/nodes`)).json()).nodes;
const until = async (what, look) => {
  const endMs = performance.now() + LIMIT_MS;
  for (;;) {
    const seen = await Promise.resolve(look()).catch(() => undefined);
    if (seen) return seen;
    if (performance.now() > endMs) throw new Error(`not within ${LIMIT_MS / 1000} s: ${what}`);
    await sleep(100);
  }
};

const started = [];
const start = (...args) => {
  const child = spawn(process.execPath, [EXECUTABLE, ...args, ...common], { stdio: 'ignore' });
  started.push(child);
  return child;
};
try {
  start('up', '--no-open', '--name', 'demo');
  await until('the grid answers', async () => (await fetch(`${BASE}/health`)).ok);
  start('agent', 'run', '--agent-id', 'agent-2', '--data-path', join(data, 'agent-2'));
  await until('two agents', async () => (await (await fetch(`${BASE}/api/grid/agents`)).json()).agents.length === 2);
  for (const name of ['store-1', 'store-2', 'store-3']) sutra('node', 'spawn', '--node', name);
  sutra('node', 'spawn', '--node', 'api', '--', 'sh', '-c', 'while :; do sleep 1; done');
  sutra('node', 'spawn', '--node', 'report', '--', 'sh', '-c', 'while :; do sleep 5; done');
  await sleep(LIFE_MS / 2);
  const victim = (await nodes()).find((node) => node.node_id === 'store-2');
  process.kill(victim.pid, 'SIGKILL');
  await until('the crash on record', async () => (await nodes()).some((node) => node.node_id === 'store-2' && node.crash_count === 1));
  sutra('node', 'spawn', '--node', 'importer', '--', 'sh', '-c', 'echo "cannot reach the source: connection refused" >&2; sleep 1; exit 3');
  await until('the crash loop on record', async () => (await nodes()).some((node) => node.node_id === 'importer' && node.crash_looping));
  await sleep(LIFE_MS / 2);
  await until('importer waiting', async () => (await nodes()).some((node) => node.node_id === 'importer' && node.status === 'crashed'));
  await takeAll();
} finally {
  const left = await nodes().catch(() => []);
  const running = left.filter((node) => node.wanted === 'running').map((node) => node.node_id);
  if (running.length > 0) sutra('node', 'stop', '--grace-ms', '2000', ...running);
  for (const child of started.reverse()) {
    child.kill('SIGTERM');
    await new Promise((resolve) => (child.exitCode === null ? child.once('exit', resolve) : resolve()));
  }
  rmSync(data, { recursive: true, force: true });
}

async function takeAll() {
  mkdirSync(folder, { recursive: true });
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--headless', '--disable-gpu'] });
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(/http:\S+/.exec(sutra('login'))[0]);
  const why = `/ask?q=${encodeURIComponent('why did store-2 crash?')}`;
  for (const [name, path, colorScheme] of [
    ['dashboard', why, 'dark'],
    ['answer-light', why, 'light'],
    ['overview-dark', '/', 'dark'],
    ['overview-light', '/', 'light'],
    ['nodes-light', '/nodes', 'light'],
    ['node-dark', '/nodes/store-2', 'dark'],
  ]) {
    await page.emulateMedia({ colorScheme });
    await page.goto(`${BASE}${path}`);
    await page.waitForSelector('[data-testid="live-dot"][data-phase="live"]');
    await page.evaluate(() => document.fonts.ready);
    await sleep(800);
    await page.screenshot({ path: join(folder, `${name}.png`) });
    process.stdout.write(`${join(folder, `${name}.png`)}\n`);
  }
  await browser.close();
}
