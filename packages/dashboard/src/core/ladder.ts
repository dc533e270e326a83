import type { EventJson } from '@sutra/api';
import { usFromIso } from '@sutra/kit';

/** One rung: a crash and what followed it. */
export interface Rung {
  readonly crash: EventJson;
  /** Back-off that was waited before the next start, ms; undefined when it was not restarted (yet). */
  readonly delayMs: number | undefined;
  readonly restart: EventJson | undefined;
  /** Time it ran before this crash, ms, where the autopsy knows it. */
  readonly ranMs: number | undefined;
}

export interface Ladder {
  /** Oldest first. */
  readonly rungs: readonly Rung[];
  /** A verdict that the record holds after the last crash: crash-looping or given up. */
  readonly verdict: EventJson | undefined;
  /** When the next start is due, µs, as the last verdict said. */
  readonly nextStartUs: number | undefined;
}

/** The restart history of a node from its events, in any order: which crash was followed by which restart after which wait. */
export function restartLadder(events: readonly EventJson[], max = 12): Ladder {
  const ordered = [...events].sort((a, b) => a.seq - b.seq);
  const rungs: Rung[] = [];
  let verdict: EventJson | undefined;
  for (const event of ordered) {
    if (event.event_type === 'node_crashed') {
      rungs.push({ crash: event, delayMs: undefined, restart: undefined, ranMs: numberOf(event.details['uptime_ms']) });
      verdict = undefined;
    } else if (event.event_type === 'node_restarted') {
      const last = rungs.at(-1);
      if (last !== undefined && last.restart === undefined)
        rungs[rungs.length - 1] = { ...last, restart: event, delayMs: numberOf(event.details['delay_ms']) };
    } else if (event.event_type === 'node_crash_looping' || event.event_type === 'node_gave_up') verdict = event;
    else if (event.event_type === 'stop_succeeded' || event.event_type === 'spawn_succeeded') verdict = undefined;
  }
  const waiting = rungs.at(-1)?.restart === undefined ? verdict : undefined;
  const delayMs = waiting?.event_type === 'node_crash_looping' ? numberOf(waiting.details['next_delay_ms']) : undefined;
  const saidUs = waiting === undefined ? undefined : usFromIso(waiting.timestamp);
  return {
    rungs: rungs.slice(-max),
    verdict,
    nextStartUs: delayMs === undefined || saidUs === undefined ? undefined : saidUs + delayMs * 1000,
  };
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}
