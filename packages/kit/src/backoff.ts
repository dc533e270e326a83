import type { Chance } from './chance.ts';

/** Exponential waiting between attempts to reach something. Jitter keeps a thousand clients from returning in step. */
export interface BackoffPolicy {
  readonly firstMs: number;
  readonly maxMs: number;
  /** Multiplier per attempt. */
  readonly factor: number;
  /** Share of the delay that is random, 0..1: the delay lies in [d·(1−jitter), d]. */
  readonly jitter: number;
}

export const RECONNECT: BackoffPolicy = { firstMs: 50, maxMs: 5_000, factor: 2, jitter: 0.5 };

/** Delay before attempt number `attempt` (0 = the first retry), in ms. */
export function backoffMs(policy: BackoffPolicy, attempt: number, chance: Chance): number {
  const full = Math.min(policy.maxMs, policy.firstMs * policy.factor ** Math.min(attempt, 60));
  return full * (1 - policy.jitter * chance.next());
}
