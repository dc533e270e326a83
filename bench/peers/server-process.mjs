/** Servers of other makers, started for the time of a measurement on a free port of their own, in a folder of their own. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

const READY_MS = 30_000;
const STOP_MS = 20_000;
const FOLDERS = [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/usr/local/sbin'];

/** Where a program is, or undefined. */
export function program(name, more = []) {
  return [...more, ...FOLDERS].map((folder) => join(folder, name)).find((path) => existsSync(path));
}

export const outputOf = (path, ...args) => execFileSync(path, args, { encoding: 'utf8' }).trim();

export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/** A server that refuses to run as root runs as nobody. */
export function owner() {
  return process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
}

export function ownedFolder(path) {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const { uid, gid } = owner();
  if (uid !== undefined) chownSync(path, uid, gid);
  return path;
}

/** Starts a program and waits until `ready` no longer throws. */
export async function startServer(path, args, ready, options = {}) {
  const child = spawn(path, args, { stdio: ['ignore', 'ignore', 'pipe'], ...options });
  let said = '';
  child.stderr.on('data', (chunk) => {
    said = (said + chunk).slice(-2_000);
  });
  const until = performance.now() + READY_MS;
  for (;;) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`${path} ended with ${child.exitCode}: ${said}`);
    const result = await ready().then(
      (value) => ({ value }),
      (reason) => ({ reason }),
    );
    if ('value' in result) return { child, value: result.value };
    if (performance.now() > until) {
      child.kill('SIGKILL');
      throw new Error(`${path} was not ready in ${READY_MS} ms: ${result.reason?.message}; ${said}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

/** Ends a server the way its makers want it ended. */
export async function stopServer(child, signal = 'SIGTERM') {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill(signal);
  const limit = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  await ended;
  clearTimeout(limit);
}

/** Memory of a process and its children, each shared page counted once: bytes. */
export function memoryOf(pid) {
  return [pid, ...childrenOf(pid)].reduce((sum, one) => sum + ownMemory(one), 0);
}

function childrenOf(pid) {
  const found = [];
  for (const task of readdirSync(`/proc/${pid}/task`)) {
    const listed = readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').trim();
    for (const child of listed === '' ? [] : listed.split(' ')) found.push(Number(child), ...childrenOf(Number(child)));
  }
  return found;
}

function ownMemory(pid) {
  return Number(/^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))[1]) * 1024;
}

/** Bytes that the files of a folder take on the disk. */
export function bytesOf(folder) {
  let bytes = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true }))
    if (entry.isFile()) bytes += statSync(join(entry.parentPath ?? entry.path, entry.name)).blocks * 512;
  return bytes;
}
