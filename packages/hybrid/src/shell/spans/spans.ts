import { type AgentState, type GridEvent, isObserved } from '@sutra/model';
import { firstOf, type Work } from '../answer.ts';
import { clock } from '../clock.ts';
import { type Cost, costs } from '../entities/having.ts';
import { groupingOf } from '../events/grouping.ts';
import { bounds, endOf, readEvents, type Window } from '../filter.ts';
import { onlyImported } from '../imported.ts';
import { type Stretch as Unseen, type Unwatched, unwatchedIn, watchedUs } from '../unwatched.ts';
import { type Kind, type Stretch, trackOf } from './track.ts';

/** A stretch of time of one entity, cut to the window. */
export interface Span {
  readonly id: string;
  readonly fromUs: number;
  readonly toUs: number;
  /** It has not ended: its end is the end of the window, or now. */
  readonly open: boolean;
  /** Nothing says how it went on: its end is the last that imported history tells of the entity. */
  readonly toldTo?: boolean;
  /** It began before the window: only what lies within counts. */
  readonly cut: boolean;
  /** The event it began with; absent when that lies before the window. */
  readonly start?: GridEvent;
  readonly end?: GridEvent;
  /** Stretches of all time in which nobody watched: where they lie within, they do not count. */
  readonly unwatched?: readonly Unseen[];
  /** The agent that told of it, which is not heard any more: whether it goes on is not known. */
  readonly unheard?: AgentState;
}

/** How long it was, as far as somebody watched. */
export const lengthUs = (span: Span): number => watchedUs(span.fromUs, span.toUs, span.unwatched ?? []);

export interface Spans {
  readonly spans: readonly Span[];
  /** Begun and not ended, where only ended ones count. */
  readonly unended: number;
  readonly cost: Cost;
}

/** Ids one query is narrowed to; more are sorted out here. */
const NAMES_MAX = 10_000;
/** Ids named in one sentence. */
const NAMED_MAX = 6;

/** Stretches in which each entity had one of these statuses. */
export async function statusSpans(
  kind: Kind,
  statuses: readonly string[],
  ids: ReadonlySet<string>,
  window: Window,
  work: Work,
): Promise<Spans> {
  const [spans] = await statusSpansOfEach(kind, [statuses], ids, window, work);
  return spans as Spans;
}

/** The same for several lists of statuses, of events that are read once. */
export async function statusSpansOfEach(
  kind: Kind,
  lists: readonly (readonly string[])[],
  ids: ReadonlySet<string>,
  window: Window,
  work: Work,
): Promise<Spans[]> {
  const [found, { stretches }] = await Promise.all([
    read(kind, Object.keys(trackOf(kind, lists.flat())), ids, window, work),
    unwatchedIn(window, work),
  ]);
  return lists.map((statuses) => ({
    spans: [...ids].flatMap((id) => spansOf(id, kind, statuses, found, stretches, window, work)),
    unended: 0,
    cost: found.cost,
  }));
}

function spansOf(
  id: string,
  kind: Kind,
  statuses: readonly string[],
  { events, latest }: Read,
  unwatched: readonly Unwatched[],
  window: Window,
  work: Work,
): Span[] {
  const track = trackOf(kind, statuses);
  const told = kind === 'cluster' ? undefined : onlyImported(kind, work).get(id);
  const endUs = Math.min(endOf(window, work), told?.lastUs ?? Number.POSITIVE_INFINITY);
  const spans: Span[] = [];
  const before = latest.get(id);
  let open: { fromUs: number; cut: boolean; start?: GridEvent } | undefined;
  if (before !== undefined && statuses.includes(track[before.type] as string)) open = { fromUs: window.fromUs ?? before.timeUs, cut: true };
  for (const event of events.get(id) ?? []) {
    const within = statuses.includes(track[event.type] as string);
    if (within && open === undefined) open = { fromUs: event.timeUs, cut: false, start: event };
    if (within || open === undefined) continue;
    spans.push({ id, ...open, toUs: event.timeUs, open: false, end: event, unwatched });
    open = undefined;
  }
  if (open !== undefined)
    spans.push({
      id,
      ...open,
      toUs: Math.max(endUs, open.fromUs),
      open: told === undefined,
      ...(told === undefined ? {} : { toldTo: true }),
      ...(statuses.includes('running') ? unheardSince(id, endUs, unwatched, work) : { unwatched }),
    });
  return spans;
}

/** Of a node that ran when its agent was last heard, nothing is seen from then on until the agent is heard again. */
function unheardSince(id: string, endUs: number, unwatched: readonly Unwatched[], work: Work): Pick<Span, 'unwatched' | 'unheard'> {
  const node = work.state.nodes.get(id);
  const agent = node === undefined || work.past || isObserved(work.state, node) ? undefined : work.state.agents.get(node.agentId);
  if (agent === undefined || agent.lastHeartbeatUs >= endUs) return { unwatched };
  const heardUs = agent.lastHeartbeatUs;
  const before = unwatched.flatMap(({ fromUs, toUs }) => (fromUs >= heardUs ? [] : [{ fromUs, toUs: Math.min(toUs, heardUs) }]));
  return { unwatched: [...before, { fromUs: heardUs, toUs: endUs }], unheard: agent };
}

/** "how db and web went on after 12:00:30 UTC: their agent edge-3 is offline, and what is not seen does not count". */
export function unheardOf(spans: readonly Span[], work: Work): string[] {
  const agents = new Map(spans.flatMap(({ unheard }) => (unheard === undefined ? [] : [[unheard.id, unheard] as const])));
  return [...agents.values()].map((agent) => {
    const ids = spans.flatMap(({ id, unheard }) => (unheard?.id === agent.id ? [id] : []));
    return `how ${firstOf(ids, NAMED_MAX)} went on after ${clock(agent.lastHeartbeatUs, work)}: ${ids.length === 1 ? 'its' : 'their'} agent ${agent.id} is ${agent.health}, and what is not seen does not count`;
  });
}

/** Stretches that ended in the window, whole, whenever they began. */
export async function endedStretches(stretch: Stretch, ids: ReadonlySet<string>, window: Window, work: Work): Promise<Spans> {
  const types = [...new Set([...stretch.start, ...stretch.end, ...stretch.cancel])];
  const { events, latest, cost } = await read(stretch.kind, types, ids, window, work);
  const spans: Span[] = [];
  let unended = 0;
  for (const id of ids) {
    const before = latest.get(id);
    let begun: { fromUs: number; cut: boolean; start?: GridEvent } | undefined;
    if (before !== undefined && stretch.start.includes(before.type)) begun = { fromUs: before.timeUs, cut: false };
    for (const event of events.get(id) ?? []) {
      if (stretch.end.includes(event.type)) {
        if (begun !== undefined) spans.push({ id, ...begun, toUs: event.timeUs, open: false, end: event });
        begun = undefined;
      } else if (stretch.cancel.includes(event.type)) begun = undefined;
      if (stretch.start.includes(event.type)) begun = { fromUs: event.timeUs, cut: false, start: event };
    }
    if (begun !== undefined) unended++;
  }
  return { spans, unended, cost };
}

interface Read {
  /** Events in the window by entity, in order of time. */
  readonly events: ReadonlyMap<string, readonly GridEvent[]>;
  /** The last of them before the window. */
  readonly latest: ReadonlyMap<string, { readonly type: string; readonly timeUs: number }>;
  readonly cost: Cost;
}

async function read(kind: Kind, types: readonly string[], ids: ReadonlySet<string>, window: Window, work: Work): Promise<Read> {
  const entities = kind === 'cluster' || ids.size > NAMES_MAX || ids.size === 0 ? {} : { entities: [[...ids]] };
  const filter = { types, ...(everything(kind, ids, work) ? {} : entities) };
  const keyOf = (event: GridEvent): readonly string[] => (kind === 'cluster' ? ['cluster'] : event.entities.filter((id) => ids.has(id)));
  const { fromUs } = window;
  const [found, before] = await Promise.all([
    readEvents(work, { filter }, window, 'asc'),
    fromUs === undefined
      ? undefined
      : work.reader.aggregate(
          { ...filter, ...bounds({ toUs: fromUs }), groupBy: ['type', kind === 'cluster' ? 'entity:*' : groupingOf(ids)], limit: 100_000 },
          work.options,
        ),
  ]);
  const events = new Map<string, GridEvent[]>();
  for (const event of found.events)
    for (const id of keyOf(event)) {
      const known = events.get(id);
      if (known === undefined) events.set(id, [event]);
      else known.push(event);
    }
  const cost = { asOfSeq: found.asOfSeq, scanned: found.scanned, partial: found.partial || found.more };
  if (before === undefined) return { events, latest: new Map(), cost };
  const latest = new Map<string, { type: string; timeUs: number }>();
  for (const { key, lastTimeUs } of before.groups) {
    const [type, id] = key as [string, string | null];
    const name = kind === 'cluster' ? 'cluster' : id;
    if (name === null || !ids.has(name)) continue;
    if ((latest.get(name)?.timeUs ?? Number.NEGATIVE_INFINITY) < lastTimeUs) latest.set(name, { type, timeUs: lastTimeUs });
  }
  return { events, latest, cost: costs(cost, { ...before, partial: before.partial || before.groupsTotal > 100_000 }) };
}

/** Asking for all of a kind by name would only cost. */
function everything(kind: Kind, ids: ReadonlySet<string>, work: Work): boolean {
  return kind === 'agent' ? ids.size === work.state.agents.size : kind === 'node' && ids.size === work.state.nodes.size;
}
