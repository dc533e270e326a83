import { type Chance, durationText } from '@sutra/kit';
import { exitText } from './catalogue/index.ts';
import type { RestartMode } from './state.ts';

/** Delay before the first restart, the second, …: 0, 1, 2, 4 … s, doubling up to `RESTART_DELAY_MAX_MS`. */
export const RESTART_DELAY_MAX_MS = 300_000;
/** Share of a delay that chance may take away: a thousand nodes that fail together do not come back in step. */
export const RESTART_JITTER = 0.25;
/** A run at least this long forgets the past, or twice the current delay if that is longer. */
export const RESTART_RESET_AFTER_MS = 600_000;
/** An exit this soon after the start counts towards a crash loop. */
export const QUICK_EXIT_MS = 10_000;
/** This many quick exits in a row are a crash loop. */
export const CRASH_LOOP_EXITS = 5;

/**
 * What is remembered of a node's ends: plain numbers, no clock readings, so that it can be written to disk and the budget
 * survives the agent.
 */
export interface RestartHistory {
  /** Restarts since the node was last stable. */
  readonly restarts: number;
  /** Delay of the last restart before chance was taken off, ms. */
  readonly delayMs: number;
  /** Exits in a row that came within QUICK_EXIT_MS of the start. */
  readonly quickExits: number;
  /** From the first of those exits to the last start, ms. */
  readonly streakMs: number;
  /** The crash loop has been said; it is said once until the node is stable again. */
  readonly looping: boolean;
}

export const FRESH_HISTORY: RestartHistory = { restarts: 0, delayMs: 0, quickExits: 0, streakMs: 0, looping: false };

export interface ExitFacts {
  readonly exitCode?: number;
  readonly signal?: string;
  /** From start to end, ms. */
  readonly uptimeMs: number;
}

export interface RestartPolicy {
  readonly mode: RestartMode;
}

/** Set on the exit that makes it a crash loop, and only on that one: the body of `node_crash_looping`. */
export interface CrashLoop {
  readonly crashes: number;
  readonly windowMs: number;
}

export type RestartDecision =
  | {
      readonly do: 'restart';
      readonly delayMs: number;
      /** When to start it, on the caller's monotonic clock. */
      readonly atMonoMs: number;
      /** Goes into `node_restarted` as restart_count. */
      readonly restartCount: number;
      readonly because: string;
      readonly history: RestartHistory;
      readonly crashLoop?: CrashLoop;
    }
  | {
      readonly do: 'give-up';
      readonly because: string;
      /** True when it ended as it should (code 0): it has finished, and is said `stop_succeeded`; otherwise `node_gave_up`. */
      readonly clean: boolean;
      readonly history: RestartHistory;
    };

/** What to do about a node that has ended by itself. A node that was asked to stop is never restarted: do not ask here. */
export function decideRestart(
  history: RestartHistory,
  exit: ExitFacts,
  policy: RestartPolicy,
  nowMonoMs: number,
  chance: Chance,
): RestartDecision {
  const how = exitText(exit);
  const clean = exit.exitCode === 0 && exit.signal === undefined;
  if (policy.mode === 'never') return { do: 'give-up', because: `${how}; the restart policy is never`, clean, history };
  if (policy.mode === 'on-failure' && clean) return { do: 'give-up', because: `${how}; the restart policy is on-failure`, clean, history };

  const resetAfterMs = Math.max(RESTART_RESET_AFTER_MS, 2 * history.delayMs);
  const was = exit.uptimeMs >= resetAfterMs ? FRESH_HISTORY : history;
  const fullMs = was.restarts === 0 ? 0 : Math.min(RESTART_DELAY_MAX_MS, 1000 * 2 ** Math.min(was.restarts - 1, 30));
  const delayMs = Math.round(fullMs * (1 - RESTART_JITTER * chance.next()));
  const quick = exit.uptimeMs < QUICK_EXIT_MS;
  const quickExits = quick ? was.quickExits + 1 : 0;
  // The first quick exit begins the window; every later one adds the run it ended.
  const windowMs = quickExits <= 1 ? 0 : was.streakMs + exit.uptimeMs;
  const loops = quickExits >= CRASH_LOOP_EXITS && !was.looping;
  const next: RestartHistory = {
    restarts: was.restarts + 1,
    delayMs: fullMs,
    quickExits,
    streakMs: quick ? windowMs + delayMs : 0,
    looping: was.looping || loops,
  };
  const ran = `${how} after ${durationText(exit.uptimeMs)}`;
  const because =
    was !== history && history.restarts > 0
      ? `${ran}; that is longer than ${durationText(resetAfterMs)}, so counting starts again: restart ${next.restarts} at once`
      : `${ran}; restart ${next.restarts} ${delayMs === 0 ? 'at once' : `in ${durationText(delayMs)}`} (policy ${policy.mode})`;
  return {
    do: 'restart',
    delayMs,
    atMonoMs: nowMonoMs + delayMs,
    restartCount: next.restarts,
    because,
    history: next,
    ...(loops ? { crashLoop: { crashes: quickExits, windowMs: Math.round(windowMs) } } : {}),
  };
}
