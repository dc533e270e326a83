import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { portHolder } from './ports.ts';
import { nodeFlagsOf } from './young-generation.ts';

const LISTENS = "const server = require('node:net').createServer().listen(0, '127.0.0.1', () => process.send(server.address().port));";

let folder = '';
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('who holds a port', () => {
  it.runIf(process.platform === 'linux')('is named by what it does, with whatever flags its Node was started', async () => {
    folder = mkdtempSync(join(tmpdir(), 'sutra-ports-'));
    const script = join(folder, 'bin', 'sutra.js');
    mkdirSync(join(folder, 'bin'));
    writeFileSync(script, LISTENS);
    const child = spawn(process.execPath, [...nodeFlagsOf('master'), script, 'master'], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    const gone = once(child, 'exit');
    const [port] = await once(child, 'message');
    expect(portHolder(port as number)).toBe(`sutra master (pid ${child.pid})`);
    child.kill('SIGKILL');
    await gone;
  });
});
