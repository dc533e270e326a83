import type { Map as PMap } from 'immutable';
import type { CrashCause } from './catalogue/causes.ts';

/**
 * The state of the grid: a fold of its events and of nothing else. Persistent maps, so that a past state is kept by keeping
 * a reference. Leaves are plain frozen records.
 */
export interface GridState {
  /** Position of the last event folded in; 0 for the empty grid. */
  readonly seq: number;
  /** Time of the last event folded in, µs. */
  readonly atUs: number;
  readonly agents: PMap<string, AgentState>;
  readonly nodes: PMap<string, NodeState>;
  readonly operations: PMap<string, OperationState>;
  readonly cluster: ClusterState;
  /** Which events of each emitter have been folded in, so that one seen twice counts once. */
  readonly heard: PMap<string, readonly HeardRun[]>;
}

/**
 * What has been folded in of one run (epoch) of one emitter: everything up to `upTo`, and the ranges in `ahead`, which came
 * before their turn (a master applies what it has just said before the store gives it back).
 */
export interface HeardRun {
  readonly epoch: number;
  readonly upTo: number;
  readonly ahead: readonly (readonly [from: number, to: number])[];
}

/**
 * healthy ──15 s silent──▶ degraded ──30 s silent──▶ offline; any ──heartbeat──▶ healthy; any ──leaves──▶ unregistered.
 * `draining` is a wish beside health (see `draining`), not a health.
 */
export const AGENT_HEALTH = ['healthy', 'degraded', 'offline', 'unregistered'] as const;
export type AgentHealth = (typeof AGENT_HEALTH)[number];

export interface AgentState {
  readonly id: string;
  readonly health: AgentHealth;
  /** Since when, µs, and the event that made it so. */
  readonly healthSinceUs: number;
  readonly healthEvent: string;
  readonly hostname: string;
  readonly platform: string;
  readonly endpoint: string;
  readonly maxNodes: number;
  readonly version?: string;
  readonly region?: string;
  readonly env?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly draining: boolean;
  /** Draining, and nothing is left on it. */
  readonly drained?: boolean;
  /** Which run of the agent registered last. */
  readonly epoch?: number;
  readonly registeredUs: number;
  /** Last heartbeat known from events (sampled), µs. */
  readonly lastHeartbeatUs: number;
  readonly reportedNodes: number;
  /** Last host metrics. */
  readonly metrics?: {
    readonly atUs: number;
    readonly cpuPct: number;
    readonly memoryPct: number;
    readonly diskPct: number;
    readonly load: number;
  };
}

/**
 * pending ──spawn ok──▶ running ──crash──▶ crashed ──restart──▶ running; pending ──no answer──▶ unknown ──answer──▶ running
 * or failed; running ──stop asked──▶ stopping ──gone──▶ stopped; crashed ──policy exhausted──▶ failed. See transitions.ts
 * for every arrow.
 */
export const NODE_STATUS = ['pending', 'unknown', 'running', 'crashed', 'failed', 'stopping', 'stopped', 'lost'] as const;
export type NodeStatus = (typeof NODE_STATUS)[number];

export interface Workload {
  readonly kind: 'storage' | 'command';
  /** Program and arguments of a command; absent for a storage node. */
  readonly command?: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

export const RESTART_MODES = ['always', 'on-failure', 'never'] as const;
export type RestartMode = (typeof RESTART_MODES)[number];

/** What is wanted of a node. */
export interface NodeSpec {
  readonly workload: Workload;
  /** 0 lets the agent choose. */
  readonly port: number;
  /** A name under the agent's data folder; empty means the node id. */
  readonly storagePath: string;
  /** MiB; 0 for none. */
  readonly memoryLimitMb: number;
  readonly restart: RestartMode;
}

/** The master's last word on a generation. Grows only: a spawn may become unknown, either may become a stop, never back. */
export interface NodeAsk {
  readonly kind: 'spawn' | 'unknown' | 'stop';
  readonly atUs: number;
  readonly event: string;
  readonly operationId?: string;
  /** True once a stop has been answered with a failure: the node is again what its agent says it is. */
  readonly refused: boolean;
}

/** The agent's last word on a generation, with its place among that agent's words. `stopped` is final. */
export interface NodeReport {
  readonly status: 'running' | 'crashed' | 'failed' | 'stopped' | 'lost';
  readonly atUs: number;
  readonly event: string;
  readonly emitter: string;
  readonly emitterEpoch: number;
  readonly emitterSeq: number;
}

export interface NodeState {
  readonly id: string;
  readonly agentId: string;
  /** Grows by one with every wanted start: the key of a spawn is (id, generation). */
  readonly generation: number;
  readonly status: NodeStatus;
  readonly statusSinceUs: number;
  /** The event that put it into this status: where "why?" begins. */
  readonly statusEvent: string;
  /** What should be: a stopped node that crashes is not restarted. */
  readonly wanted: 'running' | 'stopped';
  readonly spec: NodeSpec;
  readonly pid?: number;
  readonly port?: number;
  readonly endpoint?: string;
  readonly startedUs?: number;
  /** Restarts since it was last stable. */
  readonly restartCount: number;
  readonly crashCount: number;
  readonly crashLooping: boolean;
  /** The first of the newest crashes in a row that each came soon after a start, µs. */
  readonly quickExitsSinceUs?: number;
  /** The first crash of the newest crash loop that was told, µs. */
  readonly loopingSinceUs?: number;
  readonly lastExit?: {
    readonly atUs: number;
    readonly event: string;
    readonly exitCode?: number;
    readonly signal?: string;
    readonly cause: CrashCause;
    readonly summary: string;
  };
  readonly metrics?: { readonly atUs: number; readonly cpuPct: number; readonly memoryMb: number; readonly memoryLimitMb?: number };
  /** The operation that asked for this generation, or for its stop. */
  readonly operationId?: string;
  /**
   * What was asked and what was reported of this generation. `status` follows from the two (see `statusOf`), so the order in
   * which the master's and the agent's events reach the log does not matter.
   */
  readonly ask?: NodeAsk;
  readonly report?: NodeReport;
}

/** requested ──▶ succeeded | failed | unknown; unknown ──resolved──▶ succeeded | failed. */
export const OPERATION_STATUS = ['requested', 'succeeded', 'failed', 'unknown'] as const;
export type OperationStatus = (typeof OPERATION_STATUS)[number];

export interface OperationState {
  readonly id: string;
  readonly verb: 'spawn' | 'stop' | 'restart';
  readonly nodeId: string;
  readonly agentId: string;
  readonly generation: number;
  readonly status: OperationStatus;
  readonly requestedUs: number;
  readonly requestEvent: string;
  readonly endedUs?: number;
  readonly endEvent?: string;
  readonly error?: string;
  readonly actor?: string;
}

export const VERDICTS = ['unknown', 'healthy', 'degraded', 'critical'] as const;
export type Verdict = (typeof VERDICTS)[number];

export interface ClusterState {
  readonly verdict: Verdict;
  readonly sinceUs: number;
  /** The event that said so; empty while nothing has been said. */
  readonly event: string;
  readonly reason: string;
}
