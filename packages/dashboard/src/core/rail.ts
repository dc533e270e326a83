import type { DensityAnswer, EventJson } from '@sutra/api';
import { usFromIso } from '@sutra/kit';

/** Spans the rail of time can show, ms. */
export const RANGES = {
  '15m': 900_000,
  '1h': 3_600_000,
  '6h': 21_600_000,
  '24h': 86_400_000,
  '7d': 604_800_000,
  '30d': 2_592_000_000,
} as const;
export type Range = keyof typeof RANGES;
export const RANGE_DEFAULT: Range = '1h';

export function rangeOf(text: string | undefined): Range {
  return text !== undefined && Object.hasOwn(RANGES, text) ? (text as Range) : RANGE_DEFAULT;
}

/** The stretch of time the rail shows, ms. */
export interface View {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Up to now; when the instant looked at lies before that, around it. */
export function viewOf(range: Range, nowMs: number, momentMs: number | undefined): View {
  const span = RANGES[range];
  if (momentMs === undefined || momentMs >= nowMs - span) return { fromMs: nowMs - span, toMs: nowMs };
  return { fromMs: momentMs - span / 2, toMs: momentMs + span / 2 };
}

/** Where an instant lies in the view: 0 at its beginning, 1 at its end. */
export function placeOf(ms: number, { fromMs, toMs }: View): number {
  return Math.min(1, Math.max(0, (ms - fromMs) / (toMs - fromMs)));
}

/** The instant at a place; undefined within the last half percent of a view that ends now: there it is now. */
export function instantAt(place: number, { fromMs, toMs }: View, nowMs: number): number | undefined {
  const ms = Math.round(fromMs + Math.min(1, Math.max(0, place)) * (toMs - fromMs));
  return ms >= nowMs - (toMs - fromMs) / 200 ? undefined : ms;
}

/** Where keys move the instant to: undefined is now, `stay` is not a key of the rail. */
export function keyed(key: string, shift: boolean, shownMs: number, view: View, nowMs: number): number | undefined | 'stay' {
  const step = ((view.toMs - view.fromMs) / 120) * (shift ? 10 : 1);
  const to: Readonly<Record<string, number>> = {
    ArrowLeft: shownMs - step,
    ArrowDown: shownMs - step,
    ArrowRight: shownMs + step,
    ArrowUp: shownMs + step,
    PageDown: shownMs - step * 20,
    PageUp: shownMs + step * 20,
    Home: view.fromMs,
    End: nowMs,
  };
  const ms = to[key];
  return ms === undefined ? 'stay' : ms >= nowMs ? undefined : Math.round(ms);
}

/** What is read for a view: wider than it and on round times, so that a view that slides on reads anew only now and then. */
export function readFor(range: Range, { fromMs, toMs }: View): View {
  const quarter = RANGES[range] / 4;
  return { fromMs: Math.floor(fromMs / quarter) * quarter, toMs: (Math.floor(toMs / quarter) + 1) * quarter };
}

export interface Bar {
  readonly atMs: number;
  readonly info: number;
  readonly warning: number;
  readonly error: number;
}

type Severity3 = 'info' | 'warning' | 'error';
const SEVERITY: Readonly<Partial<Record<EventJson['severity'], Severity3>>> = {
  info: 'info',
  warning: 'warning',
  error: 'error',
  critical: 'error',
};
/** Types marked one by one, as the server marks them. */
const MARKED: ReadonlySet<string> = new Set([
  'node_crashed',
  'node_lost',
  'node_gave_up',
  'node_crash_looping',
  'agent_offline',
  'cluster_critical',
]);

const msOf = (iso: string): number => (usFromIso(iso) ?? 0) / 1000;

/** The bars of a rail: what the record counted, with what was pushed since. */
export function barsOf(density: DensityAnswer, pushed: readonly EventJson[]): readonly Bar[] {
  const bars = new Map<number, { atMs: number; info: number; warning: number; error: number }>();
  for (const { at, ...counts } of density.buckets) bars.set(msOf(at), { atMs: msOf(at), ...counts });
  for (const event of pushed) {
    const severity = SEVERITY[event.severity];
    if (severity === undefined || event.seq <= density.as_of_seq) continue;
    const atMs = Math.floor(msOf(event.timestamp) / density.bucket_ms) * density.bucket_ms;
    const bar = bars.get(atMs) ?? { atMs, info: 0, warning: 0, error: 0 };
    bars.set(atMs, bar);
    bar[severity] += 1;
  }
  return [...bars.values()].sort((a, b) => a.atMs - b.atMs);
}

export interface Mark {
  readonly timestamp: string;
  readonly atMs: number;
  readonly what: string;
}

/** Crashes and losses, oldest first. */
export function marksOf(density: DensityAnswer, pushed: readonly EventJson[]): readonly Mark[] {
  const fresh = pushed.filter((event) => MARKED.has(event.event_type) && event.seq > density.as_of_seq);
  return [...density.marks, ...fresh]
    .map(({ timestamp, event_type, entity_id }) => ({
      timestamp,
      atMs: msOf(timestamp),
      what: `${entity_id} ${event_type.replace(/^(node|agent|cluster)_/, '').replaceAll('_', ' ')}`,
    }))
    .sort((a, b) => a.atMs - b.atMs);
}

/** Marks that would be drawn on top of one another, as one. */
export function columnsOf(
  marks: readonly Mark[],
  view: View,
  columns: number,
): readonly { readonly place: number; readonly marks: readonly Mark[] }[] {
  const found = new Map<number, Mark[]>();
  for (const mark of marks) {
    if (mark.atMs < view.fromMs || mark.atMs > view.toMs) continue;
    const column = Math.floor(placeOf(mark.atMs, view) * columns);
    const list = found.get(column);
    if (list === undefined) found.set(column, [mark]);
    else list.push(mark);
  }
  return [...found.values()].map((list) => ({ place: placeOf((list[0] as Mark).atMs, view), marks: list }));
}

/** The nearest mark before or after an instant. */
export function stepMark(marks: readonly Mark[], fromMs: number, direction: 1 | -1): Mark | undefined {
  return direction === 1 ? marks.find((mark) => mark.atMs > fromMs + 1) : marks.findLast((mark) => mark.atMs < fromMs - 1);
}

/** Round times to label, as many as there is room for. */
export function ticksOf({ fromMs, toMs }: View, most: number): readonly number[] {
  const step = TICKS_MS.find((one) => (toMs - fromMs) / one <= most) ?? (TICKS_MS.at(-1) as number);
  const ticks: number[] = [];
  for (let at = Math.ceil(fromMs / step) * step; at < toMs; at += step) ticks.push(at);
  return ticks;
}
const TICKS_MS = [
  60_000, 300_000, 600_000, 900_000, 1_800_000, 3_600_000, 7_200_000, 14_400_000, 21_600_000, 43_200_000, 86_400_000, 172_800_000,
  604_800_000,
];
