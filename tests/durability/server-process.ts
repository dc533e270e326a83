import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';

const EXECUTABLE = join(import.meta.dirname, '..', '..', 'apps', 'sutra', 'bin', 'sutra.js');
const STORE_PROCESS = join(import.meta.dirname, 'store-process.mjs');

/** A storage server as a process of its own. */
export interface ServerProcess {
  readonly pid: number;
  /** Resolves with the exit code, or the signal that ended it. */
  readonly ended: Promise<number | string>;
  said(): string;
  /** Bytes of heap and buffers in use once garbage is gone. Only of the small server of these tests. */
  inUse(): Promise<number>;
  /** kill -9, also of what it runs under. */
  kill(): void;
}

/** How a server is started: `before` is what it runs under. */
export interface Launch {
  readonly folder: string;
  readonly port: number;
  /** Limits that `sutra storage` has no option for; given any, the small server of these tests runs instead of the executable. */
  readonly limits?: Readonly<Record<string, number>> | undefined;
  readonly before?: readonly string[];
}

export async function startServer({ folder, port, limits, before = [] }: Launch): Promise<ServerProcess> {
  const program =
    limits === undefined
      ? [EXECUTABLE, 'storage', '--storage-path', folder, '--port', String(port), '--event-storage', 'off', '--data', `${folder}.data`]
      : [STORE_PROCESS, folder, String(port), JSON.stringify(limits)];
  const [command, ...args] = [...before, process.execPath, ...program];
  const env = { ...process.env, UV_USE_IO_URING: '0' };
  // A group of its own: what strace started ends with it.
  const child = spawn(command!, args, { stdio: ['ignore', 'pipe', 'pipe'], env, detached: true });
  let said = '';
  const ended = once(child, 'exit').then(([code, signal]) => (code ?? signal) as number | string);
  await new Promise<void>((resolve, reject) => {
    const hear = (chunk: Buffer): void => {
      said += chunk.toString();
      if (/listening \d+|storage listens/.test(said)) resolve();
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    void ended.then((how) => reject(new Error(`the server ended with ${how} before it listened: ${said}`)));
  });
  const kill = (): void => {
    if (child.exitCode === null && child.signalCode === null) process.kill(-child.pid!, 'SIGKILL');
  };
  const inUse = async (): Promise<number> => {
    const from = said.length;
    child.kill('SIGUSR2');
    for (;;) {
      const [, bytes] = /in use (\d+)\n/.exec(said.slice(from)) ?? [];
      if (bytes !== undefined) return Number(bytes);
      await Promise.race([once(child.stdout, 'data'), ended.then((how) => Promise.reject(new Error(`the server ended with ${how}`)))]);
    }
  };
  return { pid: child.pid!, ended, said: () => said, inUse, kill };
}

export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen({ host: '127.0.0.1', port: 0 }, () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
