/** Starts the programs of this folder and talks to them; whoever starts one ends it. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** @param nodeFlags of Node, where the program stands for one that is started with flags */
export function started(program, args, nodeFlags = []) {
  const child = fork(fileURLToPath(new URL(`./${program}.mjs`, import.meta.url)), args.map(String), {
    execArgv: [...nodeFlags],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  return {
    child,
    /** The next message, or an error when the process ends instead. */
    async message() {
      const over = new AbortController();
      const ended = once(child, 'exit', { signal: over.signal }).then(([code]) => {
        throw new Error(`${program} ended with ${code}`);
      });
      ended.catch(() => undefined);
      const [message] = await Promise.race([once(child, 'message', { signal: over.signal }), ended]);
      over.abort();
      return message;
    },
    say: (message) => child.send(message),
    ended: () => (child.exitCode === null && child.signalCode === null ? once(child, 'exit') : undefined),
  };
}

/** A folder for the time of `work`. */
export async function withFolder(work) {
  const folder = mkdtempSync(join(tmpdir(), 'sutra-bench-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A storage server in its own process for the time of `work`, with a retention policy where one is given. */
export async function withStorage(folder, work, retention) {
  const server = started('storage', [folder, JSON.stringify(retention ?? { rules: [] })]);
  const { port } = await server.message();
  try {
    return await work(`127.0.0.1:${port}`, server.child);
  } finally {
    const ended = server.ended();
    if (server.child.connected) server.say('stop');
    await ended;
  }
}

/** Bytes of a request for so many bytes: about what a small question takes. */
const REQUEST_BYTES = 120;

/** Bytes from another process for the time of `work`, which is given the way to ask for so many and wait until they are there. */
export async function withEcho(work) {
  const server = started('echo', [REQUEST_BYTES]);
  const { port } = await server.message();
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  let missing = 0;
  let arrived;
  socket.on('data', (bytes) => {
    missing -= bytes.length;
    if (missing === 0) arrived();
  });
  const echo = (bytes) =>
    new Promise((resolve) => {
      missing = bytes;
      arrived = resolve;
      const request = Buffer.alloc(REQUEST_BYTES);
      request.writeUInt32LE(bytes, 0);
      socket.write(request);
    });
  try {
    return await work(echo);
  } finally {
    socket.destroy();
    const ended = server.ended();
    server.child.disconnect();
    await ended;
  }
}
