import type { GridEvent } from '@sutra/model';
import { EVENT_TYPES } from '@sutra/model';
import type { Cond, Having, Seq, Target, Where } from '../../core/plan.ts';
import type { Work } from '../answer.ts';
import { carries, typesOf } from '../conditions.ts';
import { durationUs } from '../events/bucket.ts';
import { groupingOf } from '../events/grouping.ts';
import { groupEvents } from '../events/groups.ts';
import { type Times, timesByStore, timesOf } from '../events/times.ts';
import { bounds, type Compiled, compileWhere, readEvents, type Window } from '../filter.ts';
import { idsOf, isAgent, isNode, onlyImported } from '../imported.ts';
import { entitiesOf, holds, idOf } from './entity.ts';

/** What one event says of entities of a kind, and what reading it cost. */
export interface Cost {
  readonly asOfSeq: number;
  readonly scanned: number;
  readonly partial: boolean;
}
/** Things counted apart, and named in one question to the store. */
const THINGS_MAX = 100_000;
const NAMES_MAX = 10_000;

export const NO_COST: Cost = { asOfSeq: 0, scanned: 0, partial: false };
export const costs = (...parts: readonly Cost[]): Cost => ({
  asOfSeq: Math.max(...parts.map((part) => part.asOfSeq)),
  scanned: parts.reduce((sum, part) => sum + part.scanned, 0),
  partial: parts.some((part) => part.partial),
});

export interface Tally {
  readonly count: number;
  readonly firstUs: number;
  readonly lastUs: number;
}

/** How often events of a condition name each agent or node. */
export async function tallies(
  where: Where,
  window: Window,
  target: Target,
  work: Work,
): Promise<{ counts: Map<string, Tally>; cost: Cost; total: number }> {
  const compiled = compileWhere(where, work);
  const counts = new Map<string, Tally>();
  const parts: Cost[] = [];
  let total = 0;
  for (const dim of target === 'node' ? (['node'] as const) : target === 'agent' ? (['agent'] as const) : (['agent', 'node'] as const)) {
    const found = await groupEvents(work, compiled, window, { by: [dim] });
    for (const group of found.groups) counts.set(String(group.key[dim]), group);
    parts.push(found);
    total = found.total;
  }
  return { counts, cost: costs(...parts), total };
}

/** What an entity's events came to, one entry a condition. */
export interface Met {
  readonly counts: readonly number[];
  /** The busiest stretch of a condition with `per`, and where it began. */
  readonly busiest: readonly ({ readonly count: number; readonly fromUs: number } | undefined)[];
}

/** Entities that meet every count condition; `eq: 0` asks for those it never happened to. */
export async function havingEntities(
  having: readonly Having[],
  where: Where,
  universe: readonly string[],
  window: Window,
  target: Target,
  work: Work,
): Promise<{ met: Map<string, Met>; cost: Cost }> {
  let met = new Map<string, Met>(universe.map((id) => [id, { counts: [], busiest: [] }]));
  const parts: Cost[] = [];
  for (const one of having) {
    const asked: Where = { ...where, ...one.where, event: one.event };
    const told = one.per === undefined ? undefined : await timesByStore(work, compileWhere(asked, work), window, new Set(universe));
    const { counts, cost } = told === undefined ? await tallies(asked, window, target, work) : talliesOf(told);
    parts.push(cost);
    const peaks = one.per === undefined ? undefined : await peaksOf(one, asked, counts, told, window, work);
    if (peaks !== undefined) parts.push(peaks.cost);
    const next = new Map<string, Met>();
    for (const [id, before] of met) {
      const count = counts.get(id)?.count ?? 0;
      const peak = one.per === undefined ? undefined : (peaks?.peaks.get(id) ?? { count, fromUs: counts.get(id)?.firstUs ?? 0 });
      if (!holds(peak?.count ?? count, one.count as Cond, 'count')) continue;
      next.set(id, { counts: [...before.counts, count], busiest: [...before.busiest, peak] });
    }
    met = next;
  }
  return { met, cost: costs(NO_COST, ...parts) };
}

/**
 * The busiest stretch of `per` for each entity that could reach the limit at all: for the others the whole count settles it. Only
 * the times of those are asked for, where the store has not told those of all.
 */
async function peaksOf(
  having: Having,
  where: Where,
  counts: ReadonlyMap<string, Tally>,
  told: Times | undefined,
  window: Window,
  work: Work,
) {
  const { gt, gte, lt, lte, eq } = having.count;
  const limits = [gt === undefined ? undefined : gt + 1, gte, lt, lte === undefined ? undefined : lte + 1, eq];
  const least = Math.min(...limits.filter((one) => one !== undefined));
  const candidates = [...counts].filter(([, { count }]) => count >= least).map(([id]) => id);
  const peaks = new Map<string, { count: number; fromUs: number }>();
  if (candidates.length === 0) return { peaks, cost: NO_COST };
  const found = told ?? (await timesOf(work, narrowedTo(candidates, counts.size, where, work), window, new Set(candidates)));
  for (const id of candidates) {
    const times = found.of.get(id);
    if (times !== undefined) peaks.set(id, peakOf(times, durationUs(having.per as string)));
  }
  return { peaks, cost: told === undefined ? found : NO_COST };
}

/** A condition of those that could reach a limit alone. */
function narrowedTo(candidates: readonly string[], all: number, where: Where, work: Work): Compiled {
  const compiled = compileWhere(where, work);
  const few = candidates.length <= Math.min(NAMES_MAX, all / 2);
  // Asking for most of them by name would only cost.
  return few ? { ...compiled, filter: { ...compiled.filter, entities: [...(compiled.filter.entities ?? []), candidates] } } : compiled;
}

const talliesOf = ({ of, ...cost }: Times): { readonly counts: ReadonlyMap<string, Tally>; readonly cost: Cost } => ({
  counts: new Map(
    [...of].map(([id, times]) => [id, { count: times.length, firstUs: times[0] as number, lastUs: times.at(-1) as number }] as const),
  ),
  cost,
});

/** Most of these instants (ascending) that lie within any stretch shorter than `perUs`. */
export function peakOf(times: readonly number[], perUs: number): { count: number; fromUs: number } {
  let best = { count: 0, fromUs: times[0] ?? 0 };
  let from = 0;
  times.forEach((time, i) => {
    while (time - (times[from] as number) >= perUs) from++;
    if (i - from + 1 > best.count) best = { count: i - from + 1, fromUs: times[from] as number };
  });
  return best;
}

export interface Followed {
  readonly id: string;
  readonly first: GridEvent;
  /** What followed; absent when nothing did. */
  readonly then?: GridEvent;
}

/**
 * First events of a condition that were followed by another of the same entity (which need not meet the condition), or (absent) were not. One that could still be followed in time is
 * in neither: `undecided` counts them.
 */
export async function sequences(
  seq: Seq,
  where: Where,
  window: Window,
  target: Target,
  work: Work,
): Promise<{ found: Followed[]; undecided: number; firsts: number; cost: Cost }> {
  const later = { ...(window.fromUs === undefined ? {} : { fromUs: window.fromUs }), ...(work.past ? { toUs: work.nowUs + 1 } : {}) };
  const asked = { first: compileWhere({ ...where, ...seq.first }, work), next: compileWhere(followedBy(seq.then), work), window, later };
  const waiting = seq.absent === true && seq.within === undefined ? await stillWaiting(asked, target, work) : undefined;
  if (waiting?.ids.size === 0) return { found: [], undecided: 0, firsts: waiting.firsts, cost: waiting.cost };
  const from = waiting === undefined ? {} : { fromUs: waiting.fromUs };
  const firsts = await readEvents(work, of(asked.first, waiting?.ids), { ...window, ...from }, 'asc');
  const thens = await readEvents(work, of(asked.next, waiting?.ids), { ...later, ...from }, 'asc');
  const every = keysFor(target, work);
  const keysOf = waiting === undefined ? every : (event: GridEvent) => every(event).filter((id) => waiting.ids.has(id));
  const byKey = new Map<string, GridEvent[]>();
  for (const event of thens.events)
    for (const key of keysOf(event)) {
      const known = byKey.get(key);
      if (known === undefined) byKey.set(key, [event]);
      else known.push(event);
    }
  const withinUs = seq.within === undefined ? Number.POSITIVE_INFINITY : durationUs(seq.within);
  const found: Followed[] = [];
  let undecided = 0;
  for (const first of firsts.events)
    for (const key of keysOf(first)) {
      const then = nextAfter(byKey.get(key) ?? [], first);
      const followed = then !== undefined && then.timeUs - first.timeUs <= withinUs;
      if (seq.absent !== true && followed) found.push({ id: key, first, then });
      if (seq.absent !== true || followed) continue;
      if (withinUs !== Number.POSITIVE_INFINITY && first.timeUs + withinUs > work.nowUs) undecided++;
      else found.push({ id: key, first, ...(then === undefined ? {} : { then }) });
    }
  const read = costs({ ...firsts, partial: firsts.partial || firsts.more }, { ...thens, partial: thens.partial || thens.more });
  const cost = waiting === undefined ? read : costs(waiting.cost, read);
  return { found, undecided, firsts: waiting?.firsts ?? firsts.events.length, cost };
}

/** After which of their events agents and nodes are there again, whoever saw to it. */
export const COMES_BACK = {
  agent: ['agent_recovered', 'agent_registered'],
  node: ['node_restarted', 'spawn_succeeded', 'node_adopted'],
} as const;

/** What follows when something came back or was started again: a node that somebody had started anew runs again as well. Whose deed it was is another question. */
function followedBy(then: Where): Where {
  const { event, ...rest } = then;
  if (!Array.isArray(event) || Object.keys(rest).length > 0) return then;
  const back = Object.values(COMES_BACK).filter(([first]) => event.includes(first));
  return { event: [...new Set([...event, ...back.flat()])] };
}

/** The same of these things only. */
function of({ filter, ...rest }: Compiled, ids: ReadonlySet<string> | undefined): Compiled {
  return ids === undefined ? { filter, ...rest } : { ...rest, filter: { ...filter, entities: [...(filter.entities ?? []), [...ids]] } };
}

interface Asked {
  readonly first: Compiled;
  readonly next: Compiled;
  readonly window: Window;
  readonly later: Window;
}

/**
 * Things whose last first was not followed, by what the store counts alone, and since when their events must be read: what was followed once is settled,
 * and that is most of what ever happened. Undefined where only the events themselves can tell.
 */
async function stillWaiting({ first, next, window, later }: Asked, target: Target, work: Work) {
  const kinds = ({ agent: ['agent'], node: ['node'], entity: ['agent', 'node'] } as const)[target as string];
  const exact = [first, next].every(({ also, ids }) => also === undefined && ids === undefined);
  if (kinds === undefined || !exact) return undefined;
  const things = new Set(kinds.flatMap((kind) => idsOf(kind, work)));
  const groupBy = [groupingOf(things)];
  const lasts = ({ filter }: Compiled, within: Window) =>
    work.reader.aggregate({ ...filter, ...bounds(within), groupBy, limit: THINGS_MAX }, work.options);
  const [began, ended] = await Promise.all([lasts(first, window), lasts(next, later)]);
  if ([began, ended].some(({ partial, groupsTotal }) => partial || groupsTotal > THINGS_MAX)) return undefined;
  const endedUs = new Map(ended.groups.map(({ key, lastTimeUs }) => [key[0], lastTimeUs]));
  const ids = new Set<string>();
  let fromUs = Number.POSITIVE_INFINITY;
  for (const { key, firstTimeUs, lastTimeUs } of began.groups) {
    const [id] = key;
    if (typeof id !== 'string' || !things.has(id)) continue;
    const lastEndUs = endedUs.get(id);
    if (lastEndUs !== undefined && lastEndUs > lastTimeUs) continue;
    ids.add(id);
    fromUs = Math.min(fromUs, lastEndUs ?? firstTimeUs);
  }
  if (ids.size > NAMES_MAX) return undefined;
  const cost = { asOfSeq: began.asOfSeq, scanned: began.scanned + ended.scanned, partial: false };
  return { ids, fromUs, firsts: began.total, cost };
}

/** The first of these (by time) that is later than the event; of two at one instant the record's order decides. */
function nextAfter(events: readonly GridEvent[], first: GridEvent): GridEvent | undefined {
  let low = 0;
  let high = events.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const event = events[middle] as GridEvent;
    if (event.timeUs > first.timeUs || (event.timeUs === first.timeUs && event.seq > first.seq)) high = middle;
    else low = middle + 1;
  }
  return events[low];
}

/** What a sequence is followed by: agents, nodes, or (for what names neither) the grid as a whole. */
function keysFor(target: Target, work: Work): (event: GridEvent) => string[] {
  if (target === 'agent') return (event) => event.entities.filter((id) => isAgent(id, work));
  if (target === 'node') return (event) => event.entities.filter((id) => isNode(id, work));
  if (target === 'entity') return (event) => event.entities.filter((id) => isAgent(id, work) || isNode(id, work));
  return () => ['cluster'];
}

/** Whose events these are: of nodes when every type names one, else of agents, else of the grid. */
export function kindOfEvents(wheres: readonly (Where | undefined)[]): Target {
  const types = wheres.flatMap((where): readonly string[] => {
    const named = where?.['event'];
    return Array.isArray(named) ? (typesOf(named) ?? EVENT_TYPES) : EVENT_TYPES;
  });
  if (types.every((type) => carries(type, 'node_id'))) return 'node';
  return types.every((type) => carries(type, 'agent_id')) ? 'agent' : 'cluster';
}

/** Everything of a kind by id, in the state and in imported history: what "more than" and "never" are asked of. */
export const universeOf = (target: Target, work: Work): string[] => [
  ...entitiesOf(work.state, target).map(idOf),
  ...(['agent', 'node'] as const)
    .filter((kind) => target === kind || target === 'entity')
    .flatMap((kind) => [...onlyImported(kind, work).keys()]),
];
