import type { Closable } from '@sutra/kit';
import type { CrashCause } from '@sutra/model';

/** What a platform can do, constant for its life: the conformance suite skips what is not announced here. */
export interface PlatformCan {
  /** Enforces the memory limit itself (cgroup, container, unit); when false the agent watches and enforces it. */
  readonly limitMemory: boolean;
  /** Keeps nodes running, and finds them again, when the agent dies. */
  readonly outliveAgent: boolean;
  readonly logs: boolean;
  readonly metrics: boolean;
}

/** One start of one node: what to run and where. Paths are absolute and already inside the agent's data folder. */
export interface StartSpec {
  readonly nodeId: string;
  readonly generation: number;
  /** Which local start within the generation: 0 for the wanted one, one more with every restart by the agent's own policy. */
  readonly attempt: number;
  /** Program and arguments; never passed through a shell as text. */
  readonly command: string;
  readonly args: readonly string[];
  /** The whole environment of the node. */
  readonly env: Readonly<Record<string, string>>;
  /** The node's own folder: working folder, output files, handle. */
  readonly folder: string;
  /** Port it is expected to serve; 0 when it serves none. */
  readonly port: number;
  /** MiB; 0 for none. */
  readonly memoryLimitMb: number;
}

/** What is needed to find a node again after the agent died: plain data, persisted before the node counts as running. */
export interface NodeHandle {
  readonly version: 1;
  readonly nodeId: string;
  readonly generation: number;
  readonly attempt: number;
  readonly platform: string;
  readonly pid: number;
  readonly port: number;
  readonly startedUs: number;
  /** Adapter's own facts, such as process start time and boot id. */
  readonly detail: Readonly<Record<string, string | number>>;
}

/** How a node ended. Fields that could not be had are absent, and `missing` says why. */
export interface NodeExit {
  readonly exitCode?: number;
  /** Such as `SIGKILL`. */
  readonly signal?: string;
  /** When it ended, µs, as near as could be established. */
  readonly atUs: number;
  /** Growth of the kernel's OOM-kill counter for this node. */
  readonly oomKills?: number;
  /** A cause the platform itself knows for certain, such as its own memory enforcement. */
  readonly knownCause?: CrashCause;
  /** What `knownCause` rests on, in one sentence with its numbers. */
  readonly evidence?: string;
  /** Highest memory of the whole tree, MiB, where the platform counts it. */
  readonly peakMemoryMb?: number;
  readonly missing: readonly string[];
}

export interface NodeUsage {
  readonly cpuPct: number;
  readonly memoryMb: number;
  readonly diskMb?: number;
}

export interface LogTail {
  readonly stdout: string;
  readonly stderr: string;
  readonly truncated: boolean;
}

/**
 * Where nodes run. Every verb is idempotent by (nodeId, generation, attempt), and a node never has two attempts running at
 * once; every wait takes a signal. Failures are SutraError with a
 * code from the table.
 */
export interface Platform extends Closable {
  readonly name: string;
  readonly can: PlatformCan;
  /** Starts, or returns the handle of what was already started under the same (nodeId, generation, attempt), running or ended. */
  start(spec: StartSpec, signal: AbortSignal): Promise<NodeHandle>;
  /** Takes a handle from an earlier life: is it still that node? Ended nodes report how, if that can still be had. */
  recover(
    handle: NodeHandle,
    signal: AbortSignal,
  ): Promise<{ readonly state: 'running' } | { readonly state: 'gone'; readonly exit: NodeExit }>;
  /** Resolves when the node has ended, whoever ended it. */
  wait(handle: NodeHandle, signal: AbortSignal): Promise<NodeExit>;
  /** TERM, then KILL after `graceMs`; resolves when the whole tree is gone and its port is free. */
  stop(handle: NodeHandle, graceMs: number, signal: AbortSignal): Promise<NodeExit & { readonly forced: boolean }>;
  /** Handles of everything this platform can see running that carries this grid's mark under `root`. */
  list(signal: AbortSignal): Promise<readonly NodeHandle[]>;
  usage(handle: NodeHandle): Promise<NodeUsage | undefined>;
  /** Last `maxBytes` of each of the node's output streams; with a handle, only what that run wrote. */
  logs(folder: string, maxBytes: number, run?: NodeHandle): Promise<LogTail>;
}
