import type { NodeSpec } from '@sutra/model';

/** A start somebody asked for. The key is (nodeId, generation): the same wish twice is one start. */
export interface SpawnWish {
  readonly nodeId: string;
  readonly generation: number;
  readonly spec: NodeSpec;
  readonly operationId: string;
  /** Event that asked for it; empty when unknown. */
  readonly causedBy: string;
}

export interface StopWish {
  readonly nodeId: string;
  /** 0 for whatever runs. */
  readonly generation: number;
  /** undefined for the agent's default. */
  readonly graceMs: number | undefined;
  readonly operationId: string;
  readonly causedBy: string;
  /** Why, when nobody asked in so many words. */
  readonly why?: string;
}

export interface RestartWish {
  readonly nodeId: string;
  /** The new one. */
  readonly generation: number;
  readonly graceMs: number | undefined;
  readonly operationId: string;
  readonly causedBy: string;
}

export interface Outcome {
  readonly ok: boolean;
  readonly eventId: string;
  readonly pid: number;
  readonly port: number;
  readonly endpoint: string;
  readonly errorCode: string;
  readonly error: string;
}

/** What the master wants of one node. */
export interface Desired {
  readonly wish: SpawnWish;
  readonly wanted: 'running' | 'stopped';
}

/** What the agent knows of one node. */
export interface Known {
  readonly nodeId: string;
  readonly generation: number;
  /** It runs, or is on the way to. */
  readonly live: boolean;
  /** It runs. */
  readonly running: boolean;
}

export type Action = { readonly do: 'spawn'; readonly wish: SpawnWish } | { readonly do: 'stop'; readonly wish: StopWish };

/**
 * Compares what should run with what is known. A generation that was started once is not started again, however it ended:
 * restarting is the policy's business, starting anew the master's, with a new generation. What runs and is not named should not run here:
 * it was moved or given up while this agent was away, and the master had the agent's own list before it said so.
 */
export function reconcile(desired: readonly Desired[], known: ReadonlyMap<string, Known>): readonly Action[] {
  const named = new Set(desired.map(({ wish }) => wish.nodeId));
  const actions = desired.flatMap(({ wish, wanted }): Action[] => {
    const have = known.get(wish.nodeId);
    if (wanted === 'running') return have === undefined || have.generation < wish.generation ? [{ do: 'spawn', wish }] : [];
    if (have?.live !== true || have.generation > wish.generation) return [];
    const { nodeId, operationId, causedBy } = wish;
    return [{ do: 'stop', wish: { nodeId, generation: have.generation, graceMs: undefined, operationId, causedBy } }];
  });
  for (const { nodeId, generation, running } of known.values()) {
    if (!running || named.has(nodeId)) continue;
    const why = 'the master does not want it on this agent';
    actions.push({ do: 'stop', wish: { nodeId, generation, graceMs: undefined, operationId: '', causedBy: '', why } });
  }
  return actions;
}
