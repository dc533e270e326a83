/** What this machine allows whoever writes and answers: the floor under the figures, taken in the same run. Medians, ms. */
import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { median } from '../measure.mjs';

const TIMES = 500;

export async function machineLimits(folder) {
  return { flush: flushed(folder), roundTrip: await roundTrip(), bareAppend: await bareAppend(folder), nodeStart: await nodeStart() };
}

/** An append of 300 bytes and its flush. */
function flushed(folder) {
  const path = join(folder, 'flushed');
  const fd = openSync(path, 'w');
  const bytes = Buffer.alloc(300, 1);
  const times = Array.from({ length: TIMES }, () => {
    const start = performance.now();
    writeSync(fd, bytes);
    fdatasyncSync(fd);
    return performance.now() - start;
  });
  closeSync(fd);
  rmSync(path);
  return median(times);
}

/** 64 bytes there and back over loopback TCP, both ends in this process. */
async function roundTrip() {
  const server = createServer({ noDelay: true }, (socket) => socket.pipe(socket)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = connect({ port: server.address().port, host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  const bytes = Buffer.alloc(64, 1);
  const times = [];
  for (let i = 0; i < TIMES; i++) {
    const start = performance.now();
    socket.write(bytes);
    await once(socket, 'data');
    times.push(performance.now() - start);
  }
  socket.destroy();
  server.close();
  return median(times);
}

/** 300 bytes to a server in another process that writes and flushes them and does nothing else: what is above it is ours to lose. */
async function bareAppend(folder) {
  const path = join(folder, 'bare');
  const child = fork(fileURLToPath(new URL('./bare-server.mjs', import.meta.url)), [path]);
  const [port] = await once(child, 'message');
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  const bytes = Buffer.alloc(300, 1);
  const times = [];
  for (let i = 0; i < 2 * TIMES; i++) {
    const start = performance.now();
    socket.write(bytes);
    await once(socket, 'data');
    times.push(performance.now() - start);
  }
  socket.destroy();
  const ended = once(child, 'exit');
  child.disconnect();
  await ended;
  rmSync(path);
  return median(times.slice(TIMES));
}

async function nodeStart() {
  const times = [];
  for (let i = 0; i < 5; i++) {
    const start = performance.now();
    await once(spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' }), 'exit');
    times.push(performance.now() - start);
  }
  return median(times);
}
