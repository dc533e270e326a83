import { type ChildProcess, spawn } from 'node:child_process';
import { type Closable, SutraError } from '@sutra/kit';
import '../errors.ts';

export interface Launch {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

type Said = { id: number; pid: number } | { id: number; error: string; code?: string } | { ended: number };

/** Starts processes from a small helper process, so that the size of the agent does not matter. */
export interface Spawner extends Closable {
  /**
   * @returns the pid of the started process
   * @throws SutraError SUTRA_SPAWN_FAILED; the start may have happened when the helper died in between
   */
  launch(what: Launch): Promise<number>;
  /** The helper's pid, for tests and for the doctor. */
  readonly pid: number | undefined;
}

/** Most starts waiting for the helper at once. */
const WAITING_MAX = 1_024;
const HELPER_STABLE_MS = 1_000;

/**
 * Forks the helper at once, while the agent is small, and again whenever it died.
 * @param onEnded told the pid of each started process when it ended, as long as this helper lives
 */
export function openSpawner(script: string, onEnded: (pid: number) => void): Spawner {
  let serial = 0;
  let closed = false;
  let helper: ChildProcess | undefined;
  const waiting = new Map<number, { resolve: (pid: number) => void; reject: (reason: SutraError) => void }>();

  const failAll = (why: string): void => {
    for (const { reject } of waiting.values()) reject(new SutraError('SUTRA_SPAWN_FAILED', `Cannot start a process: ${why}`));
    waiting.clear();
  };
  const hear = (said: Said): void => {
    if ('ended' in said) {
      onEnded(said.ended);
      return;
    }
    const waiter = waiting.get(said.id);
    if (waiter === undefined) return;
    waiting.delete(said.id);
    if ('pid' in said) waiter.resolve(said.pid);
    else
      waiter.reject(new SutraError('SUTRA_SPAWN_FAILED', `Cannot start a process: ${said.error}`, { details: { errno: said.code ?? '' } }));
  };
  const fork = (): ChildProcess => {
    // Its own session: a Ctrl-C meant for the agent must not end it half way through a start.
    const child = spawn(process.execPath, ['--max-old-space-size=32', '--max-semi-space-size=1', script], {
      detached: true,
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      env: {},
      serialization: 'json',
    });
    const forkedAt = performance.now();
    const gone = (why: string): void => {
      if (helper !== child) return;
      helper = undefined;
      failAll(why);
      // A helper that cannot even live is not forked in a loop; the next launch tries again and says why it fails.
      if (!closed && performance.now() - forkedAt > HELPER_STABLE_MS) helper = fork();
    };
    child.on('message', (said) => hear(said as Said));
    child.once('exit', (code, signal) => gone(`the spawner ended (${signal ?? `code ${code}`})`));
    child.once('error', (reason) => {
      if (helper === child) helper = undefined;
      failAll(reason.message);
    });
    return child;
  };
  helper = fork();

  return {
    get pid() {
      return helper?.pid;
    },
    launch(what) {
      if (closed) return Promise.reject(new SutraError('SUTRA_SPAWN_FAILED', 'Cannot start a process: the platform is closed'));
      if (waiting.size >= WAITING_MAX) {
        return Promise.reject(new SutraError('SUTRA_SPAWN_FAILED', `Cannot start a process: ${WAITING_MAX} starts are already waiting`));
      }
      helper ??= fork();
      const child = helper;
      const id = ++serial;
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject });
        child.send({ id, ...what }, (reason) => {
          if (reason !== null && waiting.delete(id))
            reject(new SutraError('SUTRA_SPAWN_FAILED', `Cannot start a process: ${reason.message}`));
        });
      });
    },
    close() {
      closed = true;
      failAll('the platform was closed');
      helper?.disconnect();
      helper = undefined;
    },
  };
}
