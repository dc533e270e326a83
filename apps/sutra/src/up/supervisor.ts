import { accessSync, constants, mkdirSync } from 'node:fs';
import { type Clock, type ErrorData, SutraError } from '@sutra/kit';
import type { Config } from '../config/resolve.ts';
import { Component, type ComponentEvents, type ComponentName, type ComponentPlan } from './component.ts';
import { portHolder, portIsFree } from './ports.ts';
import { processMark, readGridFile, removeGridFile, writeGridFile } from './runfile.ts';

const ORDER: readonly ComponentName[] = ['storage', 'master', 'agent', 'control'];
/** Longest wait for all four to serve. */
const READY_LIMIT_MS = 60_000;
const STOP_GRACE_MS = 12_000;

export interface SupervisorListener {
  ready(name: ComponentName, endpoints: Readonly<Record<string, string>>, tookMs: number): void;
  trouble(message: string): void;
}

/** The embedded grid: four processes that need one another but start in any order, restarted when they die. */
export class Supervisor {
  readonly #config: Config;
  readonly #clock: Clock;
  readonly #listener: SupervisorListener;
  readonly #components: readonly Component[];
  readonly #isReady = new Set<ComponentName>();
  readonly #startedMs: number;
  #onAllReady: () => void = () => undefined;

  constructor(config: Config, executable: string, passOn: readonly string[], env: Readonly<Record<string, string | undefined>>, clock: Clock, listener: SupervisorListener) {
    this.#config = config;
    this.#clock = clock;
    this.#listener = listener;
    this.#startedMs = clock.monotonicMs();
    const events: ComponentEvents = {
      ready: (name, endpoints) => this.#ready(name, endpoints),
      failed: (name, error) => this.#failed(name, error),
      ended: (name, how, restartInMs) =>
        listener.trouble(`${name} ended (${how}); starting it again${restartInMs === 0 || restartInMs === null ? '' : ` in ${restartInMs / 1000} s`}`),
    };
    this.#components = ORDER.map((name) => new Component(planOf(name, config, passOn, env), executable, config.logFolder, clock, events));
  }

  /**
   * Starts everything and resolves when all four serve.
   * @throws SutraError SUTRA_ALREADY_UP, SUTRA_PORT_IN_USE, SUTRA_DATA_UNUSABLE before anything is started;
   *   SUTRA_COMPONENT_FAILED when one does not come up in time (the others are stopped first).
   */
  async start(): Promise<void> {
    this.#prepareData();
    await this.#checkPorts();
    const allReady = new Promise<void>((resolve) => {
      this.#onAllReady = resolve;
    });
    this.#writeRunFile();
    for (const component of this.#components) component.start();
    this.#writeRunFile();
    const late = new Promise<never>((_, reject) => {
      const timer = this.#clock.after(READY_LIMIT_MS, () => {
        const missing = this.#components.filter((component) => !this.#isReady.has(component.name));
        reject(
          new SutraError('SUTRA_COMPONENT_FAILED', `Cannot start ${missing.map((component) => component.name).join(', ')} within ${READY_LIMIT_MS / 1000} s`, {
            mend: `Read ${missing.map((component) => component.logFile).join(', ')}; then run \`sutra doctor\`.`,
          }),
        );
      });
      void allReady.then(() => timer.cancel());
    });
    try {
      await Promise.race([allReady, late]);
    } catch (reason) {
      await this.stop();
      throw reason;
    }
  }

  /** Stops the parts in reverse order of need. Nodes go on: they belong to nobody's process. */
  async stop(): Promise<void> {
    for (const component of [...this.#components].reverse()) await component.stop(STOP_GRACE_MS);
    removeGridFile(this.#config.runFolder);
  }

  #prepareData(): void {
    const { data } = this.#config.grid;
    try {
      mkdirSync(data, { recursive: true, mode: 0o700 });
      accessSync(data, constants.W_OK);
    } catch (reason) {
      throw new SutraError('SUTRA_DATA_UNUSABLE', `Cannot use the data folder ${data}: ${(reason as Error).message}`, { cause: reason });
    }
    const other = readGridFile(this.#config.runFolder);
    if (other !== undefined) {
      throw new SutraError('SUTRA_ALREADY_UP', `Cannot start a grid in ${data}: one runs there (pid ${other.supervisor.pid}, http://${other.control})`);
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
      throw new SutraError('SUTRA_PORT_IN_USE', `Cannot start: port ${port} (${what}) is taken${holder === undefined ? '' : ` by ${holder}`}`, {
        mend: `Stop it, or shift every port: sutra up --port-offset ${grid.portOffset + 100} --data DIR`,
      });
    }
  }

  #ready(name: ComponentName, endpoints: Readonly<Record<string, string>>): void {
    this.#isReady.add(name);
    this.#listener.ready(name, endpoints, this.#clock.monotonicMs() - this.#startedMs);
    this.#writeRunFile();
    if (this.#isReady.size === ORDER.length) this.#onAllReady();
  }

  #failed(name: ComponentName, error: ErrorData): void {
    this.#listener.trouble(`${name}: ${error.message}\n  → ${error.mend}`);
  }

  #writeRunFile(): void {
    const { storage, master, control, grid, runFolder } = this.#config;
    const supervisor = processMark(process.pid);
    if (supervisor === undefined) return;
    writeGridFile(runFolder, {
      version: 1,
      name: grid.name,
      supervisor,
      master: `${master.host}:${master.port}`,
      masterHttp: `${master.host}:${master.httpPort}`,
      storage: `${storage.host}:${storage.port}`,
      control: `${control.host}:${control.port}`,
      components: Object.fromEntries(this.#components.flatMap((component) => (component.pid === undefined ? [] : [[component.name, component.pid]]))),
    });
  }
}

function planOf(
  name: ComponentName,
  config: Config,
  passOn: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): ComponentPlan {
  const command: Record<ComponentName, readonly string[]> = {
    storage: ['storage'],
    master: ['master'],
    agent: ['agent', 'run'],
    control: ['control'],
  };
  // A master on its own runs without events unless told where they go; in the embedded grid it is told.
  const eventStorage = name === 'master' && config.events.endpoint !== null ? { EVENT_STORAGE: config.events.endpoint } : {};
  return { name, args: [...command[name], ...passOn], env: { ...env, ...eventStorage } };
}
