import type { GridEvent } from '../event.ts';
import type { GridState, HeardRun } from '../state.ts';

/** Runs of one emitter remembered; an event of an older run is taken as new (the store has already made it unique). */
export const RUNS_MAX = 4;
/** Ranges of unstored events remembered per run. Beyond it the oldest is forgotten: folding such an event twice is nearly harmless. */
export const RANGES_MAX = 64;

/**
 * Remembers an event, and tells whether this very event has been folded in before. The store gives the events of one run back
 * in their order, so a stored event moves `upTo`; an event heard before it was stored is kept as a range until the store has
 * caught up. Events without a number cannot be told apart and count as new.
 */
export function hear(heard: GridState['heard'], event: GridEvent): { readonly heard: GridState['heard']; readonly known: boolean } {
  const n = event.emitterSeq;
  if (!(n > 0)) return { heard, known: false };
  const runs = heard.get(event.emitter) ?? [];
  const was = runs.find((run) => run.epoch === event.emitterEpoch) ?? { epoch: event.emitterEpoch, upTo: 0, ahead: [] };
  if (n <= was.upTo) return { heard, known: true };
  const known = was.ahead.length > 0 && was.ahead.some(([from, to]) => n >= from && n <= to);
  const run: HeardRun =
    event.seq > 0
      ? { epoch: was.epoch, upTo: n, ahead: after(was.ahead, n) }
      : { epoch: was.epoch, upTo: was.upTo, ahead: withNumber(was.ahead, n) };
  return { heard: heard.set(event.emitter, withRun(runs, run)), known };
}

function withRun(runs: readonly HeardRun[], run: HeardRun): readonly HeardRun[] {
  if (runs.length === 0 || (runs.length === 1 && runs[0]?.epoch === run.epoch)) return [run];
  const others = runs.filter((other) => other.epoch !== run.epoch);
  return [...others, run].sort((a, b) => b.epoch - a.epoch).slice(0, RUNS_MAX);
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
