// Makes a checkout runnable: installs what is missing and builds what is stale. Only Node's own modules are used here,
// because this runs before anything is installed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const MARKS = join(ROOT, 'node_modules', '.sutra');

/** Installs and builds as needed; ends the process with a message when it cannot. */
export function prepare() {
  checkNode();
  const lock = hashOf([join(ROOT, 'package-lock.json')]);
  if (readMark('install') !== lock) {
    say('Installing dependencies (once) …');
    run(['ci', '--no-audit', '--no-fund', '--loglevel=error'], INSTALL_MEND);
    writeMark('install', lock);
  }
  const source = hashOf(sources());
  if (readMark('build') !== source || !existsSync(join(ROOT, 'apps/sutra/dist/main.js'))) {
    say('Building …');
    run(['run', '--silent', 'build'], BUILD_MEND);
    writeMark('build', source);
  }
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    process.stderr.write(`sutra: Node ${process.versions.node} is too old.\n  → Install Node 20.19 or newer.\n`);
    process.exit(1);
  }
}

function say(text) {
  process.stderr.write(`${text}\n`);
}

const INSTALL_MEND = 'Check that the npm registry can be reached (npm ping) and that the disk is not full, then try again.';
const BUILD_MEND = 'If you changed the sources, mend what is named above; else remove node_modules and try again.';

/** Runs npm; what it says matters only when it fails. */
function run(args, mend) {
  const result = spawnSync('npm', args, { cwd: ROOT, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  if (result.status === 0) return;
  process.stderr.write(`${result.stdout ?? ''}${result.stderr ?? ''}`);
  const how = result.error?.message ?? (result.signal === null ? `exit ${result.status}` : result.signal);
  say(`sutra: npm ${args.filter((arg) => !arg.startsWith('-')).join(' ')} failed (${how})\n  → ${mend}`);
  process.exit(1);
}

function sources() {
  const files = ['tsconfig.base.json', 'tsconfig.json'].map((name) => join(ROOT, name));
  for (const group of ['packages', 'apps']) {
    for (const name of readdirSync(join(ROOT, group))) {
      for (const file of ['package.json', 'tsconfig.json', 'vite.config.ts', 'index.html']) {
        if (existsSync(join(ROOT, group, name, file))) files.push(join(ROOT, group, name, file));
      }
      for (const folder of ['src', 'public', 'proto'])
        if (existsSync(join(ROOT, group, name, folder))) walk(join(ROOT, group, name, folder), files);
    }
  }
  return files;
}

function walk(folder, files) {
  for (const name of readdirSync(folder).sort()) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) walk(path, files);
    else files.push(path);
  }
}

function hashOf(files) {
  const hash = createHash('sha256');
  for (const file of files) hash.update(file.slice(ROOT.length)).update('\0').update(readFileSync(file)).update('\0');
  return hash.digest('hex');
}

function readMark(name) {
  const file = join(MARKS, name);
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

function writeMark(name, value) {
  mkdirSync(MARKS, { recursive: true });
  writeFileSync(join(MARKS, name), value);
}
