import { existsSync } from 'node:fs';
import { chmod, rename, writeFile } from 'node:fs/promises';
import { platform as osPlatform } from 'node:os';
import { join } from 'node:path';
import { type Clock, hash32, type Logger, Scope, SutraError } from '@sutra/kit';
import type { LogTail, NodeExit, NodeHandle, NodeUsage, Platform, StartSpec } from '../contract/index.ts';
import { folderFailure } from '../folder-failure.ts';
import { type MemoryGroups, openMemoryGroups } from './cgroup.ts';
import { settled } from './ending.ts';
import { detailOf, keyText, markOf } from './identity.ts';
import { assertStartable, findProgram, handleFor, shimLaunch, startTimeOf, untilUp } from './launch.ts';
import {
  createExclusive,
  ensureInside,
  foldersOf,
  forgetOldRuns,
  nodeFolder,
  openRoot,
  type RunKey,
  readJson,
  readRecord,
  runFolder,
  runName,
  runsOf,
  writeRecord,
} from './layout.ts';
import { openMemoryWatch } from './memory-watch.ts';
import { type OutputStart, outputSizes, readOutput, rotateWhenFull } from './output.ts';
import { type HostFacts, hostFacts, procTable, readCommandLine, sameProc } from './proc.ts';
import { SHIM_SOURCE } from './shim.ts';
import { openSpawner, type Spawner } from './spawner.ts';
import { SPAWNER_SOURCE } from './spawner-source.ts';
import { endTree, leaveNothing, livingTree, type StopContext } from './stop.ts';
import { UsageMeter } from './usage.ts';
import { type ExitWatch, openExitWatch } from './watch.ts';
import '../errors.ts';

export interface ProcessPlatformOptions {
  /** Folder under which every node has its own; made when missing. */
  readonly dataFolder: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** The agent's own pid, never ended by a stop. */
  readonly selfPid: number;
  /** False keeps control groups out of use, as on a machine without them. */
  readonly useCgroups?: boolean;
}

/** The process platform, and what is particular to it. */
export interface ProcessPlatform extends Platform {
  /** Why the kernel does not enforce memory limits here; empty when it does. */
  readonly withoutCgroupBecause: string;
  readonly spawnerPid: number | undefined;
}

const ROTATE_EVERY_MS = 5_000;

/**
 * Nodes as plain processes of this machine. Forks the spawner at once, so open it early, while the agent is small.
 * @throws SutraError SUTRA_PLATFORM_UNSUPPORTED, SUTRA_FOLDER_DENIED, SUTRA_DISK_FULL
 */
export async function openProcessPlatform(options: ProcessPlatformOptions): Promise<ProcessPlatform> {
  if (osPlatform() !== 'linux')
    throw new SutraError('SUTRA_PLATFORM_UNSUPPORTED', `Cannot run nodes as processes on ${osPlatform()}: this adapter reads /proc`);
  const root = await openRoot(options.dataFolder);
  ensureInside(root, join(root, 'nodes'));
  ensureInside(root, join(root, 'run'));
  const shim = await install(join(root, 'run', 'node-shim.sh'), SHIM_SOURCE);
  const script = await install(join(root, 'run', 'spawner.cjs'), SPAWNER_SOURCE);
  const groups =
    options.useCgroups === false
      ? { why: 'switched off in the configuration' }
      : openMemoryGroups(hash32(root).toString(16).padStart(8, '0'));
  return new ProcessNodes(options, root, shim, script, groups);
}

/** Puts a program of ours where nodes find it. What is there already is left alone: an agent also starts on a disk that is full. */
async function install(path: string, source: string): Promise<string> {
  try {
    if ((await readRecord(path)) === source) return path;
    await writeFile(`${path}.new`, source, { mode: 0o550 });
    await chmod(`${path}.new`, 0o550);
    await rename(`${path}.new`, path);
    return path;
  } catch (reason) {
    throw folderFailure(reason, `write ${path}`);
  }
}

class ProcessNodes implements ProcessPlatform {
  readonly name = 'process';
  readonly can;
  readonly withoutCgroupBecause: string;
  readonly #root: string;
  readonly #shim: string;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #host: HostFacts;
  readonly #groups: MemoryGroups | undefined;
  readonly #spawner: Spawner;
  readonly #exits: ExitWatch;
  readonly #usage: UsageMeter;
  readonly #context: StopContext;
  readonly #scope = new Scope();
  /** One start at a time a node: two attempts must not race past each other. */
  readonly #starting = new Map<string, Promise<unknown>>();
  #rotating = false;

  constructor(
    options: ProcessPlatformOptions,
    root: string,
    shim: string,
    script: string,
    groups: MemoryGroups | { readonly why: string },
  ) {
    this.#root = root;
    this.#shim = shim;
    this.#clock = options.clock;
    this.#logger = options.logger;
    this.#host = hostFacts();
    this.#groups = 'why' in groups ? undefined : groups;
    this.withoutCgroupBecause = 'why' in groups ? groups.why : '';
    this.can = { limitMemory: this.#groups !== undefined, outliveAgent: true, logs: true, metrics: true };
    this.#context = { root, host: this.#host, clock: this.#clock, self: options.selfPid };
    this.#sweepGroups();
    this.#scope.defer('control groups', () => {
      this.#sweepGroups();
      this.#groups?.close();
    });
    this.#usage = new UsageMeter(root, this.#host, this.#clock);
    this.#exits = this.#scope.own(openExitWatch(root, this.#host, this.#clock), 'exit watch');
    this.#scope.own(
      openMemoryWatch(() => this.#exits.following(), this.#context, this.#logger),
      'memory watch',
    );
    const timer = this.#clock.every(ROTATE_EVERY_MS, () => void this.#rotate());
    this.#scope.defer('output rotation', () => timer.cancel());
    this.#spawner = this.#scope.own(
      openSpawner(script, (pid) => this.#exits.shimEnded(pid)),
      'spawner',
    );
  }

  get spawnerPid(): number | undefined {
    return this.#spawner.pid;
  }

  async start(spec: StartSpec, signal: AbortSignal): Promise<NodeHandle> {
    assertStartable(spec);
    if (nodeFolder(this.#root, spec.nodeId) !== spec.folder)
      throw new SutraError(
        'SUTRA_FOLDER_ESCAPES',
        `Cannot start ${spec.nodeId} in ${spec.folder}: its folder is ${nodeFolder(this.#root, spec.nodeId)}`,
      );
    const before = this.#starting.get(spec.nodeId);
    const turn = (async () => {
      await before?.catch(() => undefined); // its own caller hears of its failure
      return this.#startOne(spec, signal);
    })();
    this.#starting.set(spec.nodeId, turn);
    try {
      return await turn;
    } finally {
      if (this.#starting.get(spec.nodeId) === turn) this.#starting.delete(spec.nodeId);
    }
  }

  async #startOne(spec: StartSpec, signal: AbortSignal): Promise<NodeHandle> {
    const known = await this.#handleOf(spec);
    if (known !== undefined) {
      this.#exits.follow(known, false);
      return known;
    }
    const earlier = await this.#earlierRuns(spec);
    const run = runFolder(this.#root, spec);
    ensureInside(this.#root, foldersOf(spec.folder).own);
    const program = await findProgram(spec);
    ensureInside(this.#root, run);
    // The claim says that a start of this attempt began; the shim's own exclusive file then lets only one launch through,
    // so a start that was cut off anywhere can simply be done again.
    const beganUs = this.#clock.wallUs();
    const began = await outputSizes(spec.folder);
    const first = await createExclusive(join(run, 'claim'), JSON.stringify(began));
    const from = first ? began : claimed((await readRecord(join(run, 'claim'))) ?? '');
    // Moving a process into a group waits for a grace period of the kernel (10 to 20 ms here): only a limit is worth that.
    const group = spec.memoryLimitMb > 0 ? (this.#groups?.create(`${spec.nodeId}.${runName(spec)}`, spec.memoryLimitMb) ?? '') : '';
    if ((await readRecord(join(run, 'launched'))) === undefined) {
      try {
        await this.#spawner.launch(await shimLaunch(spec, program, this.#root, this.#shim, group));
      } catch (reason) {
        // The helper may have died after starting the shim: then the records tell, and waiting for them is right.
        if ((await readRecord(join(run, 'launched'))) === undefined) throw reason;
      }
    }
    const up = await untilUp(spec, this.#root, this.#shim, this.#clock, signal);
    const startedUs = startTimeOf(run, first ? beganUs : 0, this.#clock.wallUs());
    const handle = handleFor(spec, up, group, from, this.#host, startedUs);
    await writeRecord(join(run, 'handle.json'), handle);
    this.#exits.follow(handle, true);
    await forgetOldRuns(this.#root, earlier);
    return handle;
  }

  /**
   * Every other run of the node; all have ended.
   * @throws SutraError SUTRA_NODE_PROCESS_BUSY while one of them has its program running
   */
  async #earlierRuns(spec: StartSpec): Promise<readonly RunKey[]> {
    const others = (await runsOf(this.#root, spec.nodeId)).filter((run) => runName(run) !== runName(spec));
    for (const other of others) {
      const handle = await this.#handleOf(other);
      if (handle === undefined) continue;
      const detail = detailOf(handle);
      if (detail.bootId === this.#host.bootId && sameProc(handle.pid, detail.startTicks) !== undefined)
        throw new SutraError(
          'SUTRA_NODE_PROCESS_BUSY',
          `Cannot start ${keyText(spec)}: ${keyText(handle)} still runs with pid ${handle.pid}`,
        );
    }
    return others;
  }

  async #handleOf(key: {
    readonly nodeId: string;
    readonly generation: number;
    readonly attempt: number;
  }): Promise<NodeHandle | undefined> {
    return readJson<NodeHandle>(join(runFolder(this.#root, key), 'handle.json'));
  }

  async recover(
    handle: NodeHandle,
    signal: AbortSignal,
  ): Promise<{ readonly state: 'running' } | { readonly state: 'gone'; readonly exit: NodeExit }> {
    signal.throwIfAborted();
    const node = this.#exits.follow(handle, false);
    const detail = detailOf(handle);
    if (detail.bootId === this.#host.bootId && sameProc(handle.pid, detail.startTicks) !== undefined && node.exit === undefined)
      return { state: 'running' };
    return { state: 'gone', exit: await untilAborted(node.ended, signal) };
  }

  wait(handle: NodeHandle, signal: AbortSignal): Promise<NodeExit> {
    return untilAborted(this.#exits.follow(handle, false).ended, signal);
  }

  async stop(handle: NodeHandle, graceMs: number, signal: AbortSignal): Promise<NodeExit & { readonly forced: boolean }> {
    const node = this.#exits.follow(handle, false);
    const forced = await endTree(handle, graceMs, this.#context, signal);
    node.look();
    const exit = await untilAborted(node.ended, signal);
    this.#usage.forget(handle);
    return { ...(await leaveNothing(handle, exit, this.#context, signal)), forced };
  }

  async list(signal: AbortSignal): Promise<readonly NodeHandle[]> {
    signal.throwIfAborted();
    const found = new Map<string, NodeHandle>();
    for (const proc of procTable().values()) {
      const mark = markOf(proc.pid, this.#root);
      if (mark === undefined || found.has(keyText(mark)) || readCommandLine(proc.pid)[1] === this.#shim) continue;
      const kept = await this.#handleOf(mark);
      if (kept !== undefined) {
        if (sameProc(kept.pid, detailOf(kept).startTicks) !== undefined) found.set(keyText(mark), kept);
      } else {
        found.set(keyText(mark), this.#orphan(mark, proc));
      }
    }
    return [...found.values()];
  }

  /** A handle for a process that carries our mark but has no record: enough to stop it. */
  #orphan(
    mark: { nodeId: string; generation: number; attempt: number },
    proc: { pid: number; startTicks: number; session: number },
  ): NodeHandle {
    const shim = sameProc(proc.session, procTable().get(proc.session)?.startTicks ?? -1);
    return {
      version: 1,
      ...mark,
      platform: 'process',
      pid: proc.pid,
      port: 0,
      startedUs: this.#host.bootedUs + Math.round((proc.startTicks / this.#host.ticksPerSecond) * 1e6),
      detail: {
        startTicks: proc.startTicks,
        bootId: this.#host.bootId,
        shimPid: shim?.pid ?? 0,
        shimStartTicks: shim?.startTicks ?? 0,
        cgroup: '',
        memoryLimitMb: 0,
        withoutRecord: 1,
      },
    };
  }

  async usage(handle: NodeHandle): Promise<NodeUsage | undefined> {
    if ((await settled(handle, this.#root)) !== undefined) return undefined;
    const tree = livingTree(handle, this.#context, false);
    return tree.size === 0 ? undefined : this.#usage.read(handle, tree);
  }

  async logs(folder: string, maxBytes: number, run?: NodeHandle): Promise<LogTail> {
    ensureInside(this.#root, foldersOf(folder).own);
    return readOutput(folder, maxBytes, run === undefined ? { stdoutFrom: 0, stderrFrom: 0 } : detailOf(run));
  }

  #sweepGroups(): void {
    this.#groups?.sweep((name) => {
      const match = /^(.+)\.(\d+)\.(\d+)$/.exec(name);
      if (match === null) return false;
      const run = runFolder(this.#root, { nodeId: match[1] as string, generation: Number(match[2]), attempt: Number(match[3]) });
      return !existsSync(run) || existsSync(join(run, 'exit.json'));
    });
  }

  /** One pass at a time: on a slow disk a second one would find the first one's half-made copies. */
  async #rotate(): Promise<void> {
    if (this.#rotating) return;
    this.#rotating = true;
    try {
      for (const handle of this.#exits.following()) {
        const { stdout, stderr } = foldersOf(nodeFolder(this.#root, handle.nodeId));
        for (const path of [stdout, stderr]) await this.#rotateOne(path);
      }
    } finally {
      this.#rotating = false;
    }
  }

  async #rotateOne(path: string): Promise<void> {
    try {
      if ((await rotateWhenFull(path)) === 'dropped') this.#logger.warn('no room to keep a full output file; it was emptied', { path });
    } catch (reason) {
      this.#logger.warn('cannot move a full output file aside', { path, error: String(reason) });
    }
  }

  close(): Promise<void> {
    return this.#scope.close();
  }
}

/** What an interrupted start wrote into its claim; a claim torn by a crash counts from the beginning. */
function claimed(text: string): OutputStart {
  const match = /^{"stdoutFrom":(\d+),"stderrFrom":(\d+)}$/.exec(text);
  return { stdoutFrom: Number(match?.[1] ?? 0), stderrFrom: Number(match?.[2] ?? 0) };
}

/** The value of `work`, or the reason of the signal, whichever comes first. `work` itself goes on. */
function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  if (signal.aborted) return Promise.reject(SutraError.from(signal.reason));
  return new Promise((resolve, reject) => {
    const stop = (): void =>
      reject(signal.reason instanceof SutraError ? signal.reason : new SutraError('SUTRA_ABORTED', 'The wait for a node was cancelled'));
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
