/** What this machine allows whoever writes and answers: the floor under the figures, taken in the same run. Medians, ms. */
import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { median } from '../measure.mjs';

const TIMES = 500;
const APPEND_BYTES = 300;
const CALL_BYTES = 120;

export async function machineLimits(folder) {
  return {
    flush: flushed(folder),
    call: await bareCall(),
    bareAppend: await exchanged([join(folder, 'bare')], APPEND_BYTES),
    nodeStart: await nodeStart(),
  };
}

/** An append of 300 bytes and its flush. */
function flushed(folder) {
  const path = join(folder, 'flushed');
  const fd = openSync(path, 'w');
  const bytes = Buffer.alloc(APPEND_BYTES, 1);
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

/** 120 bytes to a server in another process that answers with the bytes of a small answer and does nothing else. */
const bareCall = () => exchanged([], CALL_BYTES);

/** Bytes to a bare server in another process, one at a time; for what is above it there is nobody but us to blame. */
async function exchanged(args, size) {
  const child = fork(fileURLToPath(new URL('./bare-server.mjs', import.meta.url)), args);
  const [port] = await once(child, 'message');
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  const bytes = Buffer.alloc(size, 1);
  const times = [];
  for (let i = 0; i < 4 * TIMES; i++) {
    const start = performance.now();
    socket.write(bytes);
    await once(socket, 'data');
    times.push(performance.now() - start);
  }
  socket.destroy();
  const ended = once(child, 'exit');
  child.disconnect();
  await ended;
  for (const path of args) rmSync(path);
  return median(times.slice(2 * TIMES));
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
