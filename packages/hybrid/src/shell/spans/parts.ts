import type { GridEvent } from '@sutra/model';
import { COMPONENTS } from '../../core/language/lexicon/components.ts';
import type { PlanOf, Work } from '../answer.ts';
import type { Cost } from '../entities/having.ts';
import { endOf, readEvents, type Window } from '../filter.ts';
import { LIFE, STANDS_STILL, STANDSTILLS, standstillsIn } from '../standstills.ts';
import { unwatchedIn } from '../unwatched.ts';
import type { Span } from './spans.ts';

/** The parts of the grid that a length of time is asked of; undefined when it is of agents and nodes. */
export function partsOf(plan: PlanOf<'duration'>): readonly string[] | undefined {
  const named = plan.where?.['entity'];
  if (plan.target !== 'entity' || !/^(?:uptime|downtime|time_in:stalled)$/.test(plan.of) || !Array.isArray(named)) return undefined;
  return Object.keys(plan.where ?? {}).length === 1 && named.every((name) => COMPONENTS.includes(String(name)))
    ? named.map(String)
    : undefined;
}

export interface PartSpans {
  readonly spans: readonly Span[];
  /** What cannot be said of them. */
  readonly unknown: readonly string[];
  /** What was taken for them. */
  readonly assumed: readonly string[];
  readonly cost: Cost;
  readonly types: readonly string[];
}

/**
 * How long parts of the grid ran, or did not: from a start to the stop after it, and from a stop to the start after it. Of a run that ended without
 * a stop the end is not recorded: where nothing at all was recorded until the next start it ended with that silence, else it counts as running
 * until the next start, and that is said. While storage stands still it is not up, though its process runs.
 */
export async function partSpans(names: readonly string[], of: string, window: Window, work: Work): Promise<PartSpans> {
  const until = { toUs: endOf(window, work) + 1 };
  const filter = { types: LIFE, where: [{ field: 'component', is: [...names] }] };
  const [read, { stretches }, still] = await Promise.all([
    readEvents(work, { filter }, until, 'asc'),
    unwatchedIn(until, work),
    names.includes(STANDS_STILL) ? readEvents(work, { filter: { types: STANDSTILLS } }, until, 'asc') : undefined,
  ]);
  const stalls = stallsOf(read.events, still?.events ?? [], endOf(window, work));
  const spans: Span[] = [];
  const unclean = new Map<string, number>();
  for (const [id, events] of byProcess(read.events)) {
    let before: GridEvent | undefined;
    for (const event of events) {
      if (before !== undefined) {
        const silent = stretches.find(({ fromUs, toUs }) => fromUs >= (before?.timeUs ?? 0) && toUs <= event.timeUs);
        const gone = before.type === 'component_started' && event.type === 'component_started';
        if (gone && silent === undefined) unclean.set(id, (unclean.get(id) ?? 0) + 1);
        const endUs = gone && silent !== undefined ? silent.fromUs : event.timeUs;
        if (of === (before.type === 'component_started' ? 'uptime' : 'downtime'))
          push(spans, { id, fromUs: before.timeUs, toUs: endUs, open: false, cut: false, start: before, end: event }, window);
        if (gone && endUs < event.timeUs && of === 'downtime')
          push(spans, { id, fromUs: endUs, toUs: event.timeUs, open: false, cut: false, end: event }, window);
      }
      before = event;
    }
    if (before !== undefined && of === (before.type === 'component_started' ? 'uptime' : 'downtime'))
      push(spans, { id, fromUs: before.timeUs, toUs: endOf(window, work), open: true, cut: false, start: before }, window);
  }
  if (of !== 'uptime') for (const stall of stalls) push(spans, stall, window);
  return {
    spans: of === 'uptime' ? spans.flatMap((span) => (span.id === STANDS_STILL ? without(span, stalls) : [span])) : spans,
    assumed: stalls.length === 0 || of === 'time_in:stalled' ? [] : ['while storage stands still it is down'],
    unknown: [...unclean].map(
      ([id, times]) =>
        `how long ${id} was away ${times === 1 ? 'once' : `${times} times`} when it ended without saying so and was started again: it counts as running until then`,
    ),
    cost: {
      asOfSeq: read.asOfSeq,
      scanned: read.scanned + (still?.scanned ?? 0),
      partial: [read, still].some((one) => one !== undefined && (one.partial || one.more)),
    },
    types: still === undefined ? LIFE : [...LIFE, ...STANDSTILLS],
  };
}

/** When storage stood still, as stretches: until it answered again, stopped or was started anew. */
function stallsOf(lives: readonly GridEvent[], still: readonly GridEvent[], endUs: number): Span[] {
  const own = lives.filter((event) => (event.body as { readonly component?: string }).component === STANDS_STILL);
  const events = [...own, ...still].sort((a, b) => a.timeUs - b.timeUs);
  return standstillsIn(events).map(({ end, ...stall }) => ({
    id: STANDS_STILL,
    ...stall,
    toUs: end?.timeUs ?? endUs,
    open: end === undefined,
    cut: false,
    ...(end === undefined ? {} : { end }),
  }));
}

/** What of a run is left between the stretches in which it did not answer. */
function without(run: Span, stalls: readonly Span[]): Span[] {
  const left: Span[] = [];
  let rest: Span | undefined = run;
  for (const { fromUs, toUs, start, end, open } of stalls) {
    if (rest === undefined || toUs <= rest.fromUs || fromUs >= rest.toUs) continue;
    const { end: _end, ...before }: Span = rest;
    if (fromUs > rest.fromUs) left.push({ ...before, toUs: fromUs, open: false, ...(start === undefined ? {} : { end: start }) });
    const { start: _start, ...after }: Span = rest;
    rest = open || toUs >= rest.toUs ? undefined : { ...after, fromUs: toUs, ...(end === undefined ? {} : { start: end }) };
  }
  return rest === undefined ? left : [...left, rest];
}

/** Starts and stops of each process: of agents there may be several. */
function byProcess(events: readonly GridEvent[]): Map<string, GridEvent[]> {
  const found = new Map<string, GridEvent[]>();
  for (const event of events) {
    if (event.type !== 'component_started' && event.type !== 'component_stopped') continue;
    const id = event.body.component === 'agent' ? event.emitter : event.body.component;
    found.set(id, [...(found.get(id) ?? []), event]);
  }
  return found;
}

/** As much of a stretch as lies in the window. */
function push(spans: Span[], span: Span, { fromUs }: Window): void {
  if (span.toUs <= span.fromUs && !span.open) return;
  if (fromUs !== undefined && span.toUs <= fromUs) return;
  const { start: _start, ...cut } = span;
  spans.push(fromUs !== undefined && span.fromUs < fromUs ? { ...cut, fromUs, cut: true } : span);
}
