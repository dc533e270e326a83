import { accessSync, constants } from 'node:fs';
import { type Clock, inert, SutraError, sleep, type Timer } from '@sutra/kit';
import type { Config } from '../config/resolve.ts';
import { reachable } from '../config/resolve.ts';
import type { ComponentName } from '../process/facts.ts';
import { makeFolder } from '../process/folder.ts';
import { nodeFlagsOf } from '../process/node-flags.ts';
import { Component, type ComponentPlan, type Ending } from './component.ts';
import { watchDisk } from './disk-watch.ts';
import { portHolder, portIsFree } from './ports.ts';
import { orphansOf, processMark, readGridFile, removeGridFile, writeGridFile } from './runfile.ts';

const ORDER: readonly ComponentName[] = ['storage', 'master', 'agent', 'control'];
/** Longest wait for all four to serve. */
const READY_LIMIT_MS = 60_000;
/** So many ends in a row before it ever served mean that it will not. */
const STARTS_MAX = 4;
const STOP_GRACE_MS = 12_000;
/** Parts of a killed grid end by themselves within the limit of their own closing. */
const ORPHAN_LIMIT_MS = 20_000;
const ORPHAN_LOOK_MS = 100;
const NOTE_AGAIN_MS = 2_000;

type Env = Readonly<Record<string, string | undefined>>;

export interface SupervisorListener {
  /** @param tookMs since the start of the grid, or since this part last ended */
  ready(name: ComponentName, endpoints: Readonly<Record<string, string>>, tookMs: number): void;
  trouble(message: string): void;
}

export interface SupervisorOptions {
  readonly config: Config;
  /** Path of the `sutra` program. */
  readonly executable: string;
  /** Flags every part is given, so that all of them resolve the same configuration. */
  readonly passOn: readonly string[];
  readonly env: Env;
  readonly clock: Clock;
  readonly listener: SupervisorListener;
}

/** The embedded grid: four processes that need one another but start in any order, restarted when they die. */
export class Supervisor {
  readonly #config: Config;
  readonly #clock: Clock;
  readonly #listener: SupervisorListener;
  readonly #components: readonly Component[];
  readonly #isReady = new Set<ComponentName>();
  readonly #startedMs: number;
  /** When each part last ended; of one that never did, its start is the grid's. */
  readonly #endedMs = new Map<ComponentName, number>();
  /** Settles the start; nothing once it is settled. */
  #onAllReady: () => void = () => undefined;
  #onHopeless: (reason: SutraError) => void = () => undefined;
  #endDiskWatch: () => void = () => undefined;
  #retryNote: Timer | undefined;

  constructor({ config, executable, passOn, env, clock, listener }: SupervisorOptions) {
    this.#config = config;
    this.#clock = clock;
    this.#listener = listener;
    this.#startedMs = clock.monotonicMs();
    const events = {
      ready: (name: ComponentName, endpoints: Readonly<Record<string, string>>) => this.#ready(name, endpoints),
      ended: (ending: Ending) => this.#ended(ending),
    };
    this.#components = ORDER.map((name) => new Component(planOf(name, config, passOn, env), executable, config.logFolder, clock, events));
  }

  /**
   * Starts everything and resolves when all four serve.
   * @throws SutraError SUTRA_ALREADY_UP, SUTRA_PORT_IN_USE, SUTRA_DATA_UNUSABLE before anything is started;
   *   SUTRA_COMPONENT_FAILED when one does not come up (the others are stopped first); SUTRA_ABORTED when `signal` fires.
   */
  async start(signal: AbortSignal): Promise<void> {
    this.#prepareData();
    await this.#outlastOrphans(signal);
    await this.#checkPorts();
    const up = new Promise<void>((resolve, reject) => {
      this.#onAllReady = resolve;
      this.#onHopeless = reject;
    });
    const limit = this.#clock.after(READY_LIMIT_MS, () => this.#onHopeless(this.#tooLate()));
    const stopWaiting = (): void => this.#onHopeless(new SutraError('SUTRA_ABORTED', 'The start was interrupted'));
    signal.addEventListener('abort', stopWaiting, { once: true });
    this.#writeRunFile();
    for (const component of this.#components) component.start();
    this.#writeRunFile();
    this.#endDiskWatch = watchDisk({
      folder: this.#config.grid.data,
      clock: this.#clock,
      trouble: (message) => this.#listener.trouble(message),
    });
    try {
      await up;
    } catch (reason) {
      await this.stop();
      throw reason;
    } finally {
      limit.cancel();
      signal.removeEventListener('abort', stopWaiting);
    }
  }

  /** Stops the parts in reverse order of need. Nodes go on: they belong to nobody's process. */
  async stop(): Promise<void> {
    this.#endDiskWatch();
    this.#retryNote?.cancel();
    // All at once first: while one is being stopped another must not be started again.
    for (const component of this.#components) component.retire();
    for (const component of [...this.#components].reverse()) await component.stop(STOP_GRACE_MS);
    removeGridFile(this.#config.runFolder);
  }

  #prepareData(): void {
    const { data } = this.#config.grid;
    makeFolder(data);
    try {
      accessSync(data, constants.W_OK);
    } catch (reason) {
      throw new SutraError('SUTRA_DATA_UNUSABLE', `Cannot use the data folder ${data}: ${(reason as Error).message}`, { cause: reason });
    }
    const other = readGridFile(this.#config.runFolder);
    if (other !== undefined) {
      const address = `http://${other.control}`;
      throw new SutraError('SUTRA_ALREADY_UP', `Cannot start a grid in ${data}: one runs there (pid ${other.supervisor.pid}, ${address})`, {
        mend: `Use it, stop it with \`kill ${other.supervisor.pid}\`, or start a second grid with --data DIR --port-offset N.`,
      });
    }
  }

  /** After a `kill -9` of a supervisor its parts end by themselves; a new grid in the same folder waits for that. */
  async #outlastOrphans(signal: AbortSignal): Promise<void> {
    const startMs = this.#clock.monotonicMs();
    for (let told = false; ; told = true) {
      const orphans = orphansOf(this.#config.runFolder);
      if (orphans.length === 0) return;
      const pids = orphans.map((mark) => mark.pid).join(', ');
      if (this.#clock.monotonicMs() - startMs > ORPHAN_LIMIT_MS) {
        throw new SutraError(
          'SUTRA_ALREADY_UP',
          `Cannot start a grid in ${this.#config.grid.data}: parts of the last one still run (pids ${pids})`,
          {
            mend: `Its supervisor is gone and they do not end by themselves. Stop them: kill -9 ${pids.replaceAll(',', '')}`,
          },
        );
      }
      if (!told) this.#listener.trouble(`the last grid here was killed; waiting for its parts to end (pids ${pids})`);
      await sleep(this.#clock, ORPHAN_LOOK_MS, signal);
    }
  }

  async #checkPorts(): Promise<void> {
    const { storage, master, control, grid } = this.#config;
    const wanted = [
      { what: 'event storage', host: storage.host, port: storage.port },
      { what: 'master', host: master.host, port: master.port },
      { what: 'master health', host: master.host, port: master.httpPort },
      { what: 'control centre', host: control.host, port: control.port },
    ];
    for (const { what, host, port } of wanted) {
      if (await portIsFree(host, port)) continue;
      const holder = portHolder(port);
      throw new SutraError(
        'SUTRA_PORT_IN_USE',
        `Cannot start: port ${port} (${what}) is taken${holder === undefined ? '' : ` by ${holder}`}`,
        {
          mend: `Stop it, or shift every port: sutra up --port-offset ${grid.portOffset + 100} --data DIR`,
        },
      );
    }
  }

  #ready(name: ComponentName, endpoints: Readonly<Record<string, string>>): void {
    this.#isReady.add(name);
    this.#listener.ready(name, endpoints, this.#clock.monotonicMs() - (this.#endedMs.get(name) ?? this.#startedMs));
    this.#noteRun();
    if (this.#isReady.size === ORDER.length) this.#onAllReady();
  }

  #ended(ending: Ending): void {
    const { name, how, failure, crashes, restartInMs } = ending;
    this.#endedMs.set(name, this.#clock.monotonicMs());
    if (!this.#isReady.has(name) && (crashes >= STARTS_MAX || failure?.retry === false)) {
      this.#onHopeless(this.#hopeless(ending));
      return;
    }
    const because = failure === undefined ? '' : `: ${inert(failure.message)}`;
    this.#listener.trouble(`${name} ended (${how})${because}; starting it again${restartInMs === 0 ? '' : ` in ${restartInMs / 1000} s`}`);
    if (failure === undefined && crashes === 1) for (const line of ending.lastWords) this.#listener.trouble(`  ${name} | ${inert(line)}`);
  }

  #hopeless({ name, how, failure, lastWords }: Ending): SutraError {
    if (failure !== undefined) return new SutraError('SUTRA_COMPONENT_FAILED', `${name}: ${failure.message}`, { mend: failure.mend });
    const log = this.#components.find((component) => component.name === name)?.logFile;
    const said = lastWords.length === 0 ? '' : `\n${lastWords.map((line) => `${name} | ${line}`).join('\n')}`;
    return new SutraError('SUTRA_COMPONENT_FAILED', `Cannot start ${name}: it ends at once, again and again (${how})`, {
      mend: `Read ${log}; its last lines are:${said}`,
    });
  }

  #tooLate(): SutraError {
    const missing = this.#components.filter((component) => !this.#isReady.has(component.name));
    return new SutraError(
      'SUTRA_COMPONENT_FAILED',
      `Cannot start ${missing.map((component) => component.name).join(', ')} within ${READY_LIMIT_MS / 1000} s`,
      { mend: `Read ${missing.map((component) => component.logFile).join(', ')}; then run \`sutra doctor\`.` },
    );
  }

  /** Notes who runs now. What cannot be written is said and tried again: a full disk must not end a grid. */
  #noteRun(): void {
    this.#retryNote?.cancel();
    this.#retryNote = undefined;
    try {
      this.#writeRunFile();
    } catch (reason) {
      this.#listener.trouble(`where the parts run could not be noted in ${this.#config.runFolder}: ${SutraError.from(reason).message}`);
      this.#retryNote = this.#clock.after(NOTE_AGAIN_MS, () => this.#noteRun());
    }
  }

  #writeRunFile(): void {
    const { storage, master, control, grid, runFolder } = this.#config;
    const supervisor = processMark(process.pid);
    if (supervisor === undefined) return;
    const marks = this.#components.flatMap(({ name, pid }) => {
      const mark = pid === undefined ? undefined : processMark(pid);
      return mark === undefined ? [] : [[name, mark] as const];
    });
    writeGridFile(runFolder, {
      version: 1,
      name: grid.name,
      supervisor,
      master: `${reachable(master.host)}:${master.port}`,
      masterHttp: `${reachable(master.host)}:${master.httpPort}`,
      storage: `${reachable(storage.host)}:${storage.port}`,
      control: `${reachable(control.host)}:${control.port}`,
      components: Object.fromEntries(marks.map(([name, mark]) => [name, mark.pid])),
      started: Object.fromEntries(marks.map(([name, mark]) => [name, mark.startTicks])),
    });
  }
}

function planOf(name: ComponentName, config: Config, passOn: readonly string[], env: Env): ComponentPlan {
  const command: Record<ComponentName, readonly string[]> = {
    storage: ['storage'],
    master: ['master'],
    agent: ['agent', 'run'],
    control: ['control'],
  };
  // A master on its own runs without events unless told where they go; in the embedded grid it is told.
  const eventStorage = name === 'master' && config.events.endpoint !== null ? { EVENT_STORAGE: config.events.endpoint } : {};
  return {
    name,
    nodeFlags: nodeFlagsOf(name),
    args: [...command[name], ...passOn],
    env: { ...env, SUTRA_GRID_NAME: config.grid.name, ...eventStorage },
  };
}
