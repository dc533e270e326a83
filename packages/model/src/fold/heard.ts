import type { GridEvent } from '../event.ts';
import type { GridState, HeardRun } from '../state.ts';

/** Runs of one emitter remembered; an event of an older run is taken as new (the store has already made it unique). */
export const RUNS_MAX = 4;
/** Ranges of unstored events remembered per run. Beyond it the oldest is forgotten: folding such an event twice is nearly harmless. */
export const RANGES_MAX = 64;

/** Whether this very event has been folded in before. Events without a number cannot be told apart and count as new. */
export function wasHeard(heard: GridState['heard'], event: GridEvent): boolean {
  const n = event.emitterSeq;
  const run = heard.get(event.emitter)?.find((r) => r.epoch === event.emitterEpoch);
  if (run === undefined || !(n > 0)) return false;
  return n <= run.upTo || run.ahead.some(([from, to]) => n >= from && n <= to);
}

/**
 * Remembers an event. The store gives the events of one run back in their order, so a stored event moves `upTo`; an event
 * heard before it was stored is kept as a range until the store has caught up.
 */
export function hear(heard: GridState['heard'], event: GridEvent): GridState['heard'] {
  const n = event.emitterSeq;
  if (!(n > 0)) return heard;
  const runs = heard.get(event.emitter) ?? [];
  const index = runs.findIndex((run) => run.epoch === event.emitterEpoch);
  const was: HeardRun = runs[index] ?? { epoch: event.emitterEpoch, upTo: 0, ahead: [] };
  if (n <= was.upTo) return heard;
  const run = event.seq > 0 ? { ...was, upTo: n, ahead: after(was.ahead, n) } : { ...was, ahead: withNumber(was.ahead, n) };
  if (runs.length === 1 && index === 0) return heard.set(event.emitter, [run]);
  const others = runs.filter((r) => r.epoch !== run.epoch);
  return heard.set(event.emitter, [...others, run].sort((a, b) => b.epoch - a.epoch).slice(0, RUNS_MAX));
}

type Ranges = HeardRun['ahead'];

function after(ranges: Ranges, upTo: number): Ranges {
  if (ranges.length === 0) return ranges;
  return ranges.filter(([, to]) => to > upTo).map(([from, to]) => [Math.max(from, upTo + 1), to] as const);
}

function withNumber(ranges: Ranges, n: number): Ranges {
  if (ranges.some(([from, to]) => n >= from && n <= to)) return ranges;
  const touching = ranges.filter(([from, to]) => n === from - 1 || n === to + 1);
  const joined = [Math.min(n, ...touching.map(([from]) => from)), Math.max(n, ...touching.map(([, to]) => to))] as const;
  const rest = ranges.filter((range) => !touching.includes(range));
  return [...rest, joined].sort(([a], [b]) => a - b).slice(-RANGES_MAX);
}
