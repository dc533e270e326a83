import type { AgentHealth, NodeStatus, OperationStatus, Verdict } from './state.ts';

/** The arrows of one life: from each state, the states that may follow. What is not listed cannot happen. */
export type Arrows<S extends string> = Readonly<Record<S, readonly S[]>>;

/** Whether the arrow is drawn. Staying is not a move and always allowed. */
export function canMove<S extends string>(arrows: Arrows<S>, from: S, to: S): boolean {
  return from === to || arrows[from].includes(to);
}

/**
 * ```
 *              15 s silent            30 s silent
 *   healthy ───────────────▶ degraded ───────────▶ offline
 *      ▲ ▲                      │                     │
 *      │ └──── recovered ───────┘                     │
 *      ├─────────────── recovered ────────────────────┘
 *      │
 *      └── registered ── unregistered ◀── leaves ── (any)
 * ```
 * There is no arrow from healthy to offline: a tick that comes late says degraded, then offline.
 */
export const AGENT_ARROWS: Arrows<AgentHealth> = {
  healthy: ['degraded', 'unregistered'],
  degraded: ['healthy', 'offline', 'unregistered'],
  offline: ['healthy', 'unregistered'],
  unregistered: ['healthy'],
};

/**
 * Within one generation:
 * ```
 *                 no answer                 stop asked
 *        ┌────────────────────▶ unknown ──────────────┐
 *        │                         │ answer           │
 *   pending ──── spawn ok ───▶ running ── stop asked ─▶ stopping ── gone ──▶ stopped
 *        │                      │    ▲                │    ▲                    (final)
 *        │                 exit │    │ restart        │    │ stop asked
 *        │                      ▼    │   stop refused ▼    │
 *        └─ spawn failed ─▶ failed ◀─▶ crashed ◀─▶ lost ───┘
 *                             gave up       not to be found
 * ```
 * A new generation takes any node to pending: that is the only way out of stopped. running, crashed, failed and lost are what
 * the agent says, in its order, so each may follow each; from pending and unknown every answer is possible; a refused stop
 * goes back to what the agent says.
 */
export const NODE_ARROWS: Arrows<NodeStatus> = {
  pending: ['unknown', 'running', 'crashed', 'failed', 'lost', 'stopping', 'stopped'],
  unknown: ['pending', 'running', 'crashed', 'failed', 'lost', 'stopping', 'stopped'],
  running: ['pending', 'crashed', 'failed', 'lost', 'stopping', 'stopped'],
  crashed: ['pending', 'running', 'failed', 'lost', 'stopping', 'stopped'],
  failed: ['pending', 'running', 'crashed', 'lost', 'stopping', 'stopped'],
  lost: ['pending', 'running', 'crashed', 'failed', 'stopping', 'stopped'],
  stopping: ['pending', 'running', 'crashed', 'failed', 'lost', 'unknown', 'stopped'],
  stopped: ['pending'],
};

/**
 * ```
 *   requested ──▶ succeeded
 *      │  └─────▶ failed
 *      └─no answer─▶ unknown ──resolved──▶ succeeded | failed
 * ```
 */
export const OPERATION_ARROWS: Arrows<OperationStatus> = {
  requested: ['succeeded', 'failed', 'unknown'],
  unknown: ['succeeded', 'failed'],
  succeeded: [],
  failed: [],
};

/**
 * ```
 *   unknown ◀──▶ healthy ◀──▶ degraded ◀──▶ critical     (every pair, both ways)
 * ```
 * A verdict is computed from the whole state, so any may follow any; `unknown` is entered when the last agent leaves.
 */
export const VERDICT_ARROWS: Arrows<Verdict> = {
  unknown: ['healthy', 'degraded', 'critical'],
  healthy: ['unknown', 'degraded', 'critical'],
  degraded: ['unknown', 'healthy', 'critical'],
  critical: ['unknown', 'healthy', 'degraded'],
};
