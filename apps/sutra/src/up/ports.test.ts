import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { nodeFlagsOf } from '../process/node-flags.ts';
import { portHolder, portIsFree } from './ports.ts';

const LISTENS = "const server = require('node:net').createServer().listen(0, '127.0.0.1', () => process.send(server.address().port));";
const GOES_OUT = "const socket = require('node:net').connect(Number(process.argv[3]), '127.0.0.1', () => process.send(socket.localPort));";

/** What the commands of a grid are started as, doing something else; and the port it tells of. */
async function runAs(command: string, does: string, ...args: readonly string[]) {
  const script = join(folder, 'bin', 'sutra.js');
  mkdirSync(join(folder, 'bin'));
  writeFileSync(script, does);
  const child = spawn(process.execPath, [...nodeFlagsOf('master'), script, command, ...args], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const gone = once(child, 'exit');
  const [port] = await once(child, 'message');
  const end = async (): Promise<void> => {
    child.kill('SIGKILL');
    await gone;
  };
  return { pid: child.pid, port: port as number, end };
}

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sutra-ports-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe.runIf(process.platform === 'linux')('who holds a port', () => {
  it('is named by what it does, with whatever flags its Node was started', async () => {
    const { pid, port, end } = await runAs('master', LISTENS);
    expect(portHolder(port)).toBe(`sutra master (pid ${pid})`);
    await end();
  });

  it('may have a connection that goes out from it', async () => {
    const server = createServer();
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const to = (server.address() as AddressInfo).port;
    const { pid, port, end } = await runAs('agent', GOES_OUT, String(to));
    expect(await portIsFree('127.0.0.1', port)).toBe(false);
    expect(portHolder(port)).toBe(`sutra agent (pid ${pid}), with an open connection`);
    expect(portHolder(to)).toMatch(new RegExp(`\\(pid ${process.pid}\\)$`));
    await end();
    await once(server.close(), 'close');
  });
});
