import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AgentJson, AnswerJson, EventJson, NodeJson, StatusJson } from '@sutra/api';

export const EXECUTABLE = fileURLToPath(new URL('../../apps/sutra/bin/sutra.js', import.meta.url));

/** What one command printed and how it ended. */
export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export type Pids = Readonly<Record<'storage' | 'master' | 'agent' | 'control', number>>;

/** A real grid: `sutra up` as a user starts it, in a folder and on ports of its own. */
export interface Grid {
  readonly data: string;
  readonly offset: number;
  readonly at: { readonly master: string; readonly storage: string; readonly control: string };
  readonly token: string;
  /** Runs `sutra ARGS` against this grid. */
  sutra(...args: string[]): Promise<Ran>;
  /** The same with `-o json`, parsed; fails when the command fails. */
  json<T>(...args: string[]): Promise<T>;
  get<T>(path: string): Promise<T>;
  /** Pids of the components now. */
  pids(): Pids;
  events(query: Readonly<Record<string, string>>): Promise<readonly EventJson[]>;
  nodes(): Promise<readonly NodeJson[]>;
  agents(): Promise<readonly AgentJson[]>;
  status(): Promise<StatusJson>;
  ask(question: string): Promise<AnswerJson>;
  /** Everything `sutra up` has said. */
  said(): string;
  /** Ends the supervisor with this signal and waits for it; resolves with its exit code. */
  end(signal: NodeJS.Signals): Promise<number>;
  /** Stops the grid and its nodes and removes the folder. */
  close(): Promise<void>;
}

/** Waits until `look` gives something, asking again shortly; fails with what it saw last when the limit passes. */
export async function until<T>(what: string, limitMs: number, look: () => Promise<T | undefined | false | null>): Promise<T> {
  const startedMs = performance.now();
  let last: unknown;
  for (;;) {
    try {
      const seen = await look();
      if (seen !== undefined && seen !== false && seen !== null) return seen;
    } catch (reason) {
      last = reason;
    }
    if (performance.now() - startedMs > limitMs) {
      throw new Error(
        `not within ${limitMs} ms: ${what}${last === undefined ? '' : ` (${last instanceof Error ? last.message : String(last)})`}`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** Runs the executable as a user would. */
export function runSutra(args: readonly string[], env: NodeJS.ProcessEnv = process.env): Promise<Ran> {
  return new Promise((resolve) => {
    execFile(process.execPath, [EXECUTABLE, ...args], { env, maxBuffer: 64 * 1024 * 1024, timeout: 120_000 }, (failure, stdout, stderr) => {
      const code = failure === null ? 0 : typeof failure.code === 'number' ? failure.code : 1;
      resolve({ code, stdout, stderr });
    });
  });
}

/** Offsets given to this process: a port that is free now may be bound by another of its grids later. */
const GIVEN: number[] = [];
/** Between the master's port and the control centre's. */
const APART = 2_000;

/**
 * An offset whose fixed ports are all free now. Odd, so that storage's port is: connections go out from even ports while there are any
 * (Linux, since 4.2), and one that goes out from this port, as somebody waits for it to answer, would keep storage from binding it.
 */
export async function freeOffset(): Promise<number> {
  for (let tries = 0; tries < 200; tries++) {
    const offset = 201 + 2 * Math.floor(Math.random() * 4_500);
    if (GIVEN.some((other) => other === offset || Math.abs(other - offset) === APART)) continue;
    const ports = [7_000, 7_001, 9_000, 50_052, 50_100].map((base) => base + offset);
    if (!(await Promise.all(ports.map(isFree))).every(Boolean)) continue;
    GIVEN.push(offset);
    return offset;
  }
  throw new Error('no free ports found');
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ host: '127.0.0.1', port }, () => server.close(() => resolve(true)));
  });
}

export function pidIsAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // A zombie answers signal 0 but runs nothing.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

export interface GridOptions {
  readonly data?: string;
  readonly offset?: number;
  readonly args?: readonly string[];
  /** Beside the environment of the tests. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts a grid and resolves when it says that it is up. */
export async function startGrid(options: GridOptions = {}): Promise<Grid> {
  const data = options.data ?? mkdtempSync(join(tmpdir(), 'sutra-grid-'));
  const offset = options.offset ?? (await freeOffset());
  const args = [EXECUTABLE, 'up', '--no-open', '--data', data, '--port-offset', String(offset), ...(options.args ?? [])];
  const env = { ...process.env, ...options.env };
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'], env });
  let said = '';
  child.stdout?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const ended = new Promise<number>((resolve) => child.once('exit', (code) => resolve(code ?? 1)));
  await until(`the grid is up\n${said}`, 60_000, async () => {
    if (child.exitCode !== null) throw new Error(`sutra up ended with ${child.exitCode}:\n${said}`);
    return said.includes('The grid is up.');
  }).catch((reason: unknown) => {
    child.kill('SIGTERM');
    throw new Error(`${(reason as Error).message}\n${said}\n${logsOf(data)}`);
  });
  return gridOf(data, offset, child, ended, () => said);
}

function gridOf(data: string, offset: number, child: ChildProcess, ended: Promise<number>, said: () => string): Grid {
  const at = { master: `127.0.0.1:${7_000 + offset}`, storage: `127.0.0.1:${50_052 + offset}`, control: `127.0.0.1:${9_000 + offset}` };
  const token = readFileSync(join(data, 'token'), 'utf8').trim();
  const get = async <T>(path: string): Promise<T> => {
    const response = await fetch(`http://${at.control}${path}`, { headers: { authorization: `Bearer ${token}` } });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  };
  const sutra = (...args: string[]): Promise<Ran> =>
    runSutra([...args.slice(0, splitAt(args)), '--data', data, '--port-offset', String(offset), ...args.slice(splitAt(args))]);
  return {
    data,
    offset,
    at,
    token,
    sutra,
    get,
    said,
    async json<T>(...args: string[]): Promise<T> {
      const ran = await sutra(...args.slice(0, splitAt(args)), '-o', 'json', ...args.slice(splitAt(args)));
      if (ran.code !== 0) throw new Error(`sutra ${args.join(' ')} ended with ${ran.code}: ${ran.stderr}`);
      return JSON.parse(ran.stdout) as T;
    },
    pids: () => (JSON.parse(readFileSync(join(data, 'run', 'grid.json'), 'utf8')) as { components: Pids }).components,
    events: async (query) =>
      (await get<{ events: EventJson[] }>(`/api/grid/events?${new URLSearchParams({ limit: '10000', hours: '24', ...query })}`)).events,
    nodes: async () => (await get<{ nodes: NodeJson[] }>('/api/grid/nodes')).nodes,
    agents: async () => (await get<{ agents: AgentJson[] }>('/api/grid/agents')).agents,
    status: () => get<StatusJson>('/api/grid/status'),
    async ask(question) {
      const response = await fetch(`http://${at.control}/api/ask`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ question }),
      });
      return (await response.json()) as AnswerJson;
    },
    end(signal) {
      child.kill(signal);
      return ended;
    },
    async close() {
      if (child.exitCode === null && child.signalCode === null) {
        const nodes = await get<{ nodes: NodeJson[] }>('/api/grid/nodes').catch(() => ({ nodes: [] }));
        const names = nodes.nodes.filter((node) => node.wanted === 'running').map((node) => node.node_id);
        if (names.length > 0) await sutra('node', 'stop', '--grace-ms', '2000', ...names);
        child.kill('SIGTERM');
        await ended;
      }
      rmSync(data, { recursive: true, force: true });
    },
  };
}

/** Where the grid's flags go: before a `--` that starts a command. */
function splitAt(args: readonly string[]): number {
  const dashes = args.indexOf('--');
  return dashes === -1 ? args.length : dashes;
}

function logsOf(data: string): string {
  return ['storage', 'master', 'agent', 'control']
    .map((name) => {
      try {
        return `--- ${name}\n${readFileSync(join(data, 'logs', `${name}.log`), 'utf8').slice(-2_000)}`;
      } catch {
        return `--- ${name}: no log`;
      }
    })
    .join('\n');
}
