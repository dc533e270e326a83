import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, renameSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Clock, ErrorData, Timer } from '@sutra/kit';
import type { ReadyNote } from '../process/daemon.ts';
import type { ComponentName } from '../process/facts.ts';
import { makeFolder } from '../process/folder.ts';
import { lastLines } from './log-tail.ts';

export interface ComponentPlan {
  readonly name: ComponentName;
  /** Of Node, before the executable. */
  readonly nodeFlags: readonly string[];
  /** Arguments after the executable. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** How a run of a component ended. */
export interface Ending {
  readonly name: ComponentName;
  /** `exit 1`, `SIGKILL`. */
  readonly how: string;
  /** What it said of its own failure, when it could. */
  readonly failure: ErrorData | undefined;
  /** Ends in a row without ever having served for long. */
  readonly crashes: number;
  readonly restartInMs: number;
  /** Last lines this run wrote to its log. */
  readonly lastWords: readonly string[];
}

export interface ComponentEvents {
  ready(name: ComponentName, endpoints: Readonly<Record<string, string>>): void;
  ended(ending: Ending): void;
}

/** Waits before the starts after a crash, ms. The last one repeats. */
const DELAYS_MS = [0, 250, 500, 1_000, 2_000, 5_000] as const;
/** After this long alive, the next crash starts at the first delay again: it came up, so what killed it came later. */
const STABLE_AFTER_MS = 5_000;
const LOG_BYTES_MAX = 16 * 1024 * 1024;
const LAST_WORDS_LINES = 6;

/**
 * One component as a child process. The IPC channel is its lifeline: when this process dies, however it dies, the channel
 * closes and the child ends by itself, so no half grid is left behind.
 */
export class Component {
  readonly name: ComponentName;
  readonly logFile: string;
  readonly #plan: ComponentPlan;
  readonly #clock: Clock;
  readonly #events: ComponentEvents;
  readonly #executable: string;
  #child: ChildProcess | undefined;
  #timer: Timer | undefined;
  #crashes = 0;
  #startedMs = 0;
  #logStart = 0;
  #failure: ErrorData | undefined;
  #stopping = false;

  constructor(plan: ComponentPlan, executable: string, logFolder: string, clock: Clock, events: ComponentEvents) {
    this.name = plan.name;
    this.#plan = plan;
    this.#executable = executable;
    this.#clock = clock;
    this.#events = events;
    this.logFile = join(logFolder, `${plan.name}.log`);
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  start(): void {
    this.#startedMs = this.#clock.monotonicMs();
    this.#failure = undefined;
    let log: number;
    try {
      log = openLog(this.logFile);
      this.#logStart = statSync(this.logFile).size;
    } catch (reason) {
      this.#exited(`its log cannot be opened: ${(reason as Error).message}`);
      return;
    }
    const child = spawn(process.execPath, [...this.#plan.nodeFlags, this.#executable, ...this.#plan.args], {
      stdio: ['ignore', log, log, 'ipc'],
      env: this.#plan.env as NodeJS.ProcessEnv,
      // Its own group: Ctrl-C in the terminal reaches the supervisor alone, which then stops the parts in order.
      detached: true,
    });
    closeSync(log);
    this.#child = child;
    child.on('message', (note: ReadyNote | { failed: ErrorData }) => {
      if ('ready' in note) this.#events.ready(this.name, note.endpoints);
      else this.#failure = note.failed;
    });
    let gone = false;
    const exited = (how: string): void => {
      if (gone) return; // a process that could not be started says 'error' alone, or 'error' and 'exit'
      gone = true;
      this.#exited(how);
    };
    child.on('error', (reason) => child.pid === undefined && exited(reason.message));
    child.on('exit', (code, signal) => exited(signal === null ? `exit ${code}` : signal));
  }

  #exited(how: string): void {
    this.#child = undefined;
    if (this.#stopping) return;
    const alive = this.#clock.monotonicMs() - this.#startedMs;
    this.#crashes = alive > STABLE_AFTER_MS ? 1 : this.#crashes + 1;
    const restartInMs = DELAYS_MS[Math.min(this.#crashes - 1, DELAYS_MS.length - 1)] as number;
    this.#timer = this.#clock.after(restartInMs, () => this.start());
    const lastWords = lastLines(this.logFile, this.#logStart, LAST_WORDS_LINES);
    this.#events.ended({ name: this.name, how, failure: this.#failure, crashes: this.#crashes, restartInMs, lastWords });
  }

  /** From now on it is not started again, however it ends. */
  retire(): void {
    this.#stopping = true;
    this.#timer?.cancel();
  }

  /** TERM, then KILL after `graceMs`. Resolves when it is gone. */
  stop(graceMs: number): Promise<void> {
    this.retire();
    const child = this.#child;
    if (child === undefined) return Promise.resolve();
    return new Promise((resolve) => {
      const kill = this.#clock.after(graceMs, () => child.kill('SIGKILL'));
      child.once('exit', () => {
        kill.cancel();
        resolve();
      });
      child.kill('SIGTERM');
    });
  }
}

/** Opens the log for appending; one that has grown too large is kept once as `.1`. */
function openLog(file: string): number {
  makeFolder(dirname(file));
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > LOG_BYTES_MAX) renameSync(file, `${file}.1`);
  return openSync(file, 'a', 0o600);
}
