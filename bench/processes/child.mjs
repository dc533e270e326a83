/** Starts the programs of this folder and talks to them; whoever starts one ends it. */

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nodeFlagsOf } from '../../apps/sutra/dist/process/node-flags.js';

/** @param nodeFlags of Node: those of every process of a grid, where the program does not stand for one that has its own */
export function started(program, args, nodeFlags = nodeFlagsOf('storage')) {
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

/**
 * A client in a process that holds nothing else, for the time of `work`, which is given the way to ask it for the latest events of entities, and for as many
 * bytes as there are of a process that does nothing else: each says what it took, in ms.
 */
export async function withLatest(address, work) {
  const echo = started('echo', [REQUEST_BYTES]);
  const { port } = await echo.message();
  const client = started('latest', [address, port, REQUEST_BYTES]);
  await client.message();
  const told = async (order) => {
    client.say(order);
    return await client.message();
  };
  try {
    return await work({ latestOf: (entities) => told({ entities }), bytesOf: (bytes) => told({ bytes }) });
  } finally {
    for (const { child, ended } of [client, echo]) {
      const gone = ended();
      if (child.connected) child.disconnect();
      await gone;
    }
  }
}
