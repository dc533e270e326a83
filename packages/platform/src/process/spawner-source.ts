/**
 * The spawner: a small Node process that does nothing but start shims. fork() copies the page tables of its caller, which
 * stalls a large agent's event loop for tens of milliseconds; it costs this process well under one. Kept as text so that it is
 * the same file whether the agent runs from source, from a build or from one bundle. It ends when the agent's channel closes;
 * what it started lives on in sessions of its own.
 */
export const SPAWNER_SOURCE = `'use strict';
const { spawn } = require('node:child_process');
const told = (message) => { if (process.connected) process.send(message, () => undefined); };
process.on('message', ({ id, command, args, cwd, env }) => {
  let child;
  try {
    child = spawn(command, args, { cwd, env, detached: true, stdio: 'ignore' });
  } catch (reason) {
    told({ id, error: reason.message, code: reason.code });
    return;
  }
  child.once('error', (reason) => told({ id, error: reason.message, code: reason.code }));
  child.unref(); // the channel alone keeps this process alive
  child.once('spawn', () => told({ id, pid: child.pid }));
  child.once('exit', () => told({ ended: child.pid }));
});
`;
