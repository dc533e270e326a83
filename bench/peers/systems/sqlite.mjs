/** SQLite: embedded in a Python process that times the work itself; no npm driver of it works here without a build script. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { outputOf, ownedFolder, program } from '../server-process.mjs';
import { documentOf } from '../workload.mjs';

const SCRIPT = fileURLToPath(new URL('./sqlite.py', import.meta.url));
const VERSIONS = 'import sqlite3, sys; print(f"{sqlite3.sqlite_version}, Python {sys.version.split()[0]}")';

export const sqlite = {
  name: 'SQLite, embedded',
  packages: 'python3',
  networked: false,
  durable: 'WAL, synchronous=FULL',
  design: 'in a Python process, by its own clock; one writer, so nothing is in flight beside another',
  find: () => program('python3'),
  version: (path) => outputOf(path, '-c', VERSIONS),

  async start(path, folder) {
    const child = spawn(path, [SCRIPT, ownedFolder(folder)], { stdio: ['pipe', 'pipe', 'inherit'] });
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const server = { child, ownMs: 0 };
    server.ask = async (op, ...args) => {
      child.stdin.write(`${JSON.stringify({ op, args })}\n`);
      const { value: line, done } = await lines.next();
      if (done) throw new Error('the Python process ended');
      const { error, ms, value } = JSON.parse(line);
      if (error !== undefined) throw new Error(error);
      server.ownMs += ms;
      return value;
    };
    server.stop = async () => {
      const ended = once(child, 'exit');
      child.stdin.end();
      await ended;
    };
    return server;
  },

  async connect(server) {
    const { ask } = server;
    return {
      inFlight: { batch: 1, pipelined: 1 },
      ownMs: () => server.ownMs,
      append: (_producer, events) => ask('append', events.map(documentOf)),
      settle: () => ask('settle'),
      latest: (entity, limit) => ask('latest', entity, limit),
      count: (fromUs, toUs) => ask('count', fromUs, toUs),
      chain: (id, depth) => ask('chain', id, depth),
      fold: () => ask('fold'),
      total: () => ask('total'),
      close: async () => undefined,
    };
  },
};
