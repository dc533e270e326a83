import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { systemClock } from '@sutra/kit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import '../errors.ts';
import { loadConfig } from '../config/load.ts';
import { type Config, resolveConfig } from '../config/resolve.ts';
import { isRunning, processMark, readGridFile, writeGridFile } from './runfile.ts';
import { Supervisor, type SupervisorListener } from './supervisor.ts';

const STUB = fileURLToPath(new URL('../../testdata/stub-part.mjs', import.meta.url));
const NEVER = new AbortController().signal;

let folder: string;
let config: Config;
let running: Supervisor[];

/** Four ports nobody holds now, from the system. */
async function freePorts(): Promise<number[]> {
  const servers = await Promise.all([1, 2, 3, 4].map(() => listen(0)));
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

function listen(port: number): Promise<Server> {
  return new Promise((resolve) => {
    const server = createServer().listen(port, '127.0.0.1', () => resolve(server));
  });
}

function supervise(env: Record<string, string> = {}, heard: string[] = [], took: number[] = []): Supervisor {
  const listener: SupervisorListener = {
    ready: (name, _endpoints, tookMs) => {
      heard.push(`ready ${name}`);
      took.push(tookMs);
    },
    trouble: (message) => heard.push(message),
  };
  const supervisor = new Supervisor({
    config,
    executable: STUB,
    passOn: [],
    env: { PATH: process.env['PATH'], STUB_DIARY: join(folder, 'diary'), ...env },
    clock: systemClock(),
    listener,
  });
  running.push(supervisor);
  return supervisor;
}

const diary = (): string[] => readFileSync(join(folder, 'diary'), 'utf8').trim().split('\n');

async function until(what: string, holds: () => boolean): Promise<void> {
  for (const end = performance.now() + 10_000; !holds(); ) {
    if (performance.now() > end) throw new Error(`not within 10 s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sutra-up-'));
  running = [];
  const [storage, master, http, control] = (await freePorts()).map(String);
  const flags = {
    'grid.data': folder,
    'event_storage.port': storage,
    'master.port': master,
    'master.http_port': http,
    'control.port': control,
  };
  // The range for nodes lies below the ports the system gives out, so that none of those can fall into it.
  const given = { ...flags, 'storage.default_port_range_start': '20000' };
  config = resolveConfig(await loadConfig({ env: {}, sections: [], flags: given }), {});
});

afterEach(async () => {
  for (const supervisor of running) await supervisor.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('the supervisor', () => {
  it('starts four parts, tells others where they are, and stops them in reverse order of need', async () => {
    const supervisor = supervise();
    await supervisor.start(NEVER);
    const file = readGridFile(config.runFolder);
    expect(file).toMatchObject({ name: 'local', supervisor: { pid: process.pid }, master: `127.0.0.1:${config.master.port}` });
    expect(Object.keys(file?.components ?? {}).sort()).toEqual(['agent', 'control', 'master', 'storage']);
    await supervisor.stop();
    expect(diary().filter((line) => line.startsWith('stopped'))).toEqual(
      ['control', 'agent', 'master', 'storage'].map((name) => `stopped ${name}`),
    );
    expect(readGridFile(config.runFolder)).toBeUndefined();
  });

  it('starts a killed part again and says so', async () => {
    const heard: string[] = [];
    const took: number[] = [];
    const begun = performance.now();
    await supervise({}, heard, took).start(NEVER);
    const killed = performance.now() - begun;
    const before = readGridFile(config.runFolder)?.components['master'] as number;
    process.kill(before, 'SIGKILL');
    await until('the master is back', () => heard.filter((line) => line === 'ready master').length === 2);
    expect(heard).toContain('master ended (SIGKILL); starting it again');
    const whole = performance.now() - begun;
    expect(took.at(-1), 'how long it took to come back, not how long the grid has run').toBeLessThanOrEqual(whole - killed);
    expect(readGridFile(config.runFolder)?.components['master']).not.toBe(before);
  });

  it('gives up on a part that ends again and again, showing its last words, and leaves nothing running', async () => {
    const supervisor = supervise({ STUB_BROKEN: 'master' });
    const failure = await supervisor.start(NEVER).catch((reason: unknown) => reason);
    expect(failure).toMatchObject({ code: 'SUTRA_COMPONENT_FAILED', message: expect.stringContaining('Cannot start master') });
    expect((failure as { mend: string }).mend).toContain('master | master cannot find its shoes');
    expect(diary().filter((line) => line === 'started master')).toHaveLength(4);
    expect(diary()).toContain('stopped storage');
  });

  it('does not try again what a part says cannot be helped by trying', async () => {
    const failure = supervise({ STUB_REFUSED: 'storage' }).start(NEVER);
    await expect(failure).rejects.toMatchObject({ message: 'storage: Cannot open the door: it is locked', mend: 'Unlock it.' });
    expect(diary().filter((line) => line === 'started storage')).toHaveLength(1);
  });

  it('names who holds a port that it needs, before anything is started', async () => {
    const holder = await listen(config.control.port);
    const failure = supervise().start(NEVER);
    await expect(failure).rejects.toMatchObject({
      code: 'SUTRA_PORT_IN_USE',
      message: expect.stringContaining(`port ${config.control.port} (control centre) is taken`),
    });
    if (process.platform === 'linux') await expect(failure).rejects.toThrow(`(pid ${process.pid})`);
    await new Promise((resolve) => holder.close(resolve));
    expect(() => diary()).toThrow('ENOENT');
  });

  it('refuses a folder in which a grid runs', async () => {
    await supervise().start(NEVER);
    const second = new Supervisor({
      config,
      executable: STUB,
      passOn: [],
      env: {},
      clock: systemClock(),
      listener: { ready: () => 0, trouble: () => 0 },
    });
    await expect(second.start(NEVER)).rejects.toMatchObject({
      code: 'SUTRA_ALREADY_UP',
      mend: expect.stringContaining(`kill ${process.pid}`),
    });
  });

  it.runIf(process.platform === 'linux')('refuses a folder that cannot be made, also where the system gives a strange reason', async () => {
    const odd = { ...config, grid: { ...config.grid, data: '/proc/none/such' } };
    const supervisor = new Supervisor({
      config: odd,
      executable: STUB,
      passOn: [],
      env: {},
      clock: systemClock(),
      listener: { ready: () => 0, trouble: () => 0 },
    });
    await expect(supervisor.start(NEVER)).rejects.toMatchObject({ code: 'SUTRA_DATA_UNUSABLE' });
  });

  it('can be stopped while it is still starting', async () => {
    const stop = new AbortController();
    const started = supervise({ STUB_SLOW: 'agent' }).start(stop.signal);
    setTimeout(() => stop.abort(), 300);
    await expect(started).rejects.toMatchObject({ code: 'SUTRA_ABORTED' });
    expect(readGridFile(config.runFolder)).toBeUndefined();
  });
});

describe('the file that says where a grid runs', () => {
  it('counts for nothing once its supervisor is gone, even if another process has that pid', () => {
    const mine = processMark(process.pid);
    if (mine === undefined) throw new Error('this process runs');
    const file = { version: 1 as const, name: 'x', master: '', masterHttp: '', storage: '', control: '', components: {}, started: {} };
    writeGridFile(config.runFolder, { ...file, supervisor: mine });
    expect(readGridFile(config.runFolder)?.name).toBe('x');
    writeGridFile(config.runFolder, { ...file, supervisor: { ...mine, startTicks: '1' } });
    expect(readGridFile(config.runFolder)).toBeUndefined();
    expect(isRunning({ pid: 2 ** 22 + 1, startTicks: '', boot: '' })).toBe(false);
  });
});
