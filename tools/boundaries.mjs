#!/usr/bin/env node
// The house plan as a check. Every message has the form `path:line: what; do this instead`.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Which packages a package may import: its row, nothing else. Mirrors docs/ARCHITECTURE.md. */
export const MAY_IMPORT = {
  kit: [],
  model: ['kit'],
  wire: ['kit'],
  storage: ['kit', 'wire'],
  api: ['kit', 'model'],
  rpc: ['kit', 'model'],
  platform: ['kit', 'model'],
  events: ['kit', 'model', 'wire', 'storage'],
  import: ['kit', 'model', 'wire', 'storage'],
  client: ['kit', 'model', 'wire', 'storage'],
  hybrid: ['kit', 'model', 'storage'],
  agent: ['kit', 'model', 'rpc', 'platform', 'events'],
  master: ['kit', 'model', 'rpc', 'events', 'storage'],
  control: ['kit', 'model', 'api', 'rpc', 'hybrid', 'storage', 'events'],
  dashboard: ['kit', 'model', 'api'],
  mcp: ['kit', 'api', 'hybrid'],
  sim: ['kit', 'model', 'storage', 'agent', 'platform', 'hybrid'],
};

/** Rooms that may know no IO, no clock and no chance: whole packages, and every `core/` folder. */
const SEALED = (path) => /^packages\/(model|wire)\/src\//.test(path) || /\/src\/core\//.test(path);
const SEALED_BANS = [
  [/\bDate\.now\(|\bnew Date\(\)|\bperformance\.now\(/, 'a sealed room has no clock', 'take nowMs or wallUs as an argument'],
  [/\bMath\.random\(|\bcrypto\.random/, 'a sealed room has no chance', 'take a Chance as an argument'],
  [/\bset(Timeout|Interval|Immediate)\(/, 'a sealed room does not wait', 'return what should happen and let the shell wait'],
  [
    /\bfrom '(node:(fs|net|http|https|child_process|worker_threads|os|dgram)|@sutra\/kit\/process-lock)/,
    'a sealed room does no IO',
    'do it in shell/ and pass the bytes in',
  ],
  [/\bprocess\./, 'a sealed room does not know its process', 'take what you need as an argument'],
  [/\bawait\b|\basync\b/, 'a sealed room does not wait', 'make it a plain function'],
];

const IMPORT = /(?:^|\n)\s*(?:import|export)\s[^;]*?from\s+'([^']+)'|import\(\s*'([^']+)'\s*\)/g;

/** Findings of one file. `read` gives its text; pure, so that the check can be tested. */
export function findings(path, text) {
  const found = [];
  const isTest = /\.test\.tsx?$/.test(path) || /\/testing\//.test(path);
  const at = (index) => text.slice(0, index).split('\n').length;
  const owner = /^packages\/([^/]+)\//.exec(path)?.[1];
  for (const match of text.matchAll(IMPORT)) {
    const name = match[1] ?? match[2];
    const line = at(match.index + match[0].indexOf(name));
    const target = /^@sutra\/([^/]+)/.exec(name)?.[1];
    if (target !== undefined && owner !== undefined && target !== owner && !(MAY_IMPORT[owner] ?? []).includes(target) && !isTest) {
      found.push(
        `${path}:${line}: ${owner} may not import ${target}; it may import ${MAY_IMPORT[owner]?.join(', ') || 'nothing'} (docs/ARCHITECTURE.md, rooms and floors)`,
      );
    }
    if (/^@sutra\/[^/]+\/(src|dist)\//.test(name))
      found.push(`${path}:${line}: ${name} goes around the door; import from the package's exports`);
    if (
      name.startsWith('.') &&
      owner !== undefined &&
      !relative(`packages/${owner}`, join(dirname(path), name)).startsWith('..') === false
    ) {
      found.push(`${path}:${line}: ${name} leaves its package; import @sutra/… instead`);
    }
    const adapter = /^packages\/platform\/src\/(process|docker|systemd|kubernetes)\//.exec(path)?.[1];
    if (adapter !== undefined && name.startsWith('..')) {
      const other = /^packages\/platform\/src\/(process|docker|systemd|kubernetes)\//.exec(join(dirname(path), name))?.[1];
      if (other !== undefined && other !== adapter)
        found.push(`${path}:${line}: adapter ${adapter} imports its sibling ${other}; move what both need to contract/`);
    }
    if (/\/src\/core\//.test(path) && /\/shell\//.test(join(dirname(path), name)))
      found.push(`${path}:${line}: core imports shell; pass it in as an argument`);
  }
  if (isTest) return found;
  const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, (m) => m.replace(/[^\n]/g, ' '));
  if (SEALED(path)) {
    for (const [pattern, what, mend] of SEALED_BANS) {
      const match = pattern.exec(code);
      if (match !== null) found.push(`${path}:${at(match.index)}: ${what}; ${mend}`);
    }
  }
  if (owner !== undefined && owner !== 'dashboard') {
    const match = /\bprocess\.(exit|argv|env)\b/.exec(code);
    if (match !== null) found.push(`${path}:${at(match.index)}: only apps/ touch ${match[0]}; take it as an argument`);
  }
  for (const [pattern, what, mend] of [
    [/\bas any\b/, '`as any`', 'name the type, or narrow from unknown'],
    [/@ts-(ignore|nocheck)/, 'a silenced compiler', 'mend the type'],
    [/catch\s*(\([^)]*\))?\s*\{\s*\}/, 'an empty catch', 'handle it, or let it through'],
    [/\b(describe|it|test)\.only\(/, '.only', 'remove it'],
    [/\benum\s+\w+\s*\{/, 'enum', 'use a union of string literals'],
  ]) {
    const match = pattern.exec(text);
    if (match !== null) found.push(`${path}:${at(match.index)}: ${what}; ${mend}`);
  }
  if (/\/(utils?|helpers?|common|misc|manager)\.tsx?$/.test(path))
    found.push(`${path}:1: the file's name says nothing; name it after the one thing it is about`);
  return found;
}

function walk(root, folder, out) {
  for (const name of readdirSync(folder)) {
    if (['node_modules', 'dist', 'gen', 'testdata', '.git'].includes(name)) continue;
    const path = join(folder, name);
    if (statSync(path).isDirectory()) walk(root, path, out);
    else if (/\.tsx?$/.test(name)) out.push(relative(root, path));
  }
  return out;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
  const files = ['packages', 'apps'].flatMap((folder) => walk(root, join(root, folder), []));
  const found = files.flatMap((path) => findings(path, readFileSync(join(root, path), 'utf8')));
  for (const line of found) console.error(line);
  console.log(`boundaries: ${files.length} files, ${found.length} findings`);
  process.exitCode = found.length > 0 ? 1 : 0;
}
