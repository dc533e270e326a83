import type { GridEvent } from '@sutra/model';
import type { Measure } from '@sutra/storage';
import type { Dim } from '../../core/plan.ts';
import type { Work } from '../answer.ts';
import { type Compiled, readEvents, type Window } from '../filter.ts';
import { type Group, type Grouped, type GroupQuery, groupEvents, groupsOf, type Key, rankOf } from './groups.ts';

/** A number no event carries as such, worked out of two it does carry. */
export interface Derived {
  readonly of: string;
  readonly used: string;
  readonly limit: string;
  readonly value: (used: number, limit: number) => number;
}

export const DERIVED: Readonly<Record<string, Derived>> = {
  memory_pct: { of: 'node_metrics', used: 'memory_mb', limit: 'memory_limit_mb', value: (used, limit) => (100 * used) / limit },
};

/** What the store groups by at most. */
const GROUPINGS_MAX = 4;

/** Events that carry both numbers, so that the third can be worked out. */
export function carryingBoth(compiled: Compiled, { used, limit }: Derived): Compiled {
  const both = [
    { field: used, gte: -Number.MAX_VALUE },
    { field: limit, gt: 0 },
  ];
  return { ...compiled, filter: { ...compiled.filter, where: [...(compiled.filter.where ?? []), ...both] } };
}

/**
 * Groups of a derived number. It follows from two numbers that come again and again: the store says how often each pair of them came, and every figure
 * is worked out of that. Where there are too many pairs, or one stands for many events, the events themselves are read.
 */
export async function derivedGroups(
  work: Work,
  compiled: Compiled,
  window: Window,
  query: GroupQuery,
  metric: string,
  derived: Derived,
): Promise<Grouped> {
  const pairs = [derived.used, derived.limit] as unknown as Dim[];
  if (query.by.length + pairs.length <= GROUPINGS_MAX) {
    const { measures = [], ...counted } = query;
    const found = await groupEvents(work, compiled, window, { ...counted, by: [...query.by, ...pairs] });
    if (!found.partial) return { ...found, groups: figured(found.groups, query.by, measures, derived) };
  }
  const read = await readEvents(work, compiled, window, 'asc');
  const events = read.events.map((event): GridEvent => {
    const body = event.body as unknown as Readonly<Record<string, number>>;
    return { ...event, body: { ...body, [metric]: derived.value(body[derived.used]!, body[derived.limit]!) } } as unknown as GridEvent;
  });
  return {
    groups: groupsOf(events, query, work),
    total: events.length,
    asOfSeq: read.asOfSeq,
    scanned: read.scanned,
    partial: read.partial || read.more,
  };
}

interface Weighed {
  readonly value: number;
  readonly count: number;
}

/** Groups by pair put together to the groups asked for. */
function figured(pairs: readonly Group[], by: readonly Dim[], measures: readonly Measure[], derived: Derived): Group[] {
  const groups = new Map<string, { key: Key; startUs: number | undefined; members: Group[] }>();
  for (const pair of pairs) {
    const key = Object.fromEntries(by.map((dim) => [dim, pair.key[dim] ?? null]));
    const name = JSON.stringify([key, pair.startUs]);
    const known = groups.get(name);
    if (known === undefined) groups.set(name, { key, startUs: pair.startUs, members: [pair] });
    else known.members.push(pair);
  }
  return [...groups.values()].map(({ key, startUs, members }) => {
    const weighed = members.map(({ key: { [derived.used]: used, [derived.limit]: limit }, count }) => ({
      value: derived.value(Number(used), Number(limit)),
      count,
    }));
    return {
      key,
      ...(startUs === undefined ? {} : { startUs }),
      count: weighed.reduce((sum, { count }) => sum + count, 0),
      measures: measures.map(({ fn }) => weighedFigure(fn, weighed)),
      firstUs: Math.min(...members.map(({ firstUs }) => firstUs)),
      lastUs: Math.max(...members.map(({ lastUs }) => lastUs)),
    };
  });
}

/** A figure over numbers that came so often each; the same as over all of them one by one. */
export function weighedFigure(fn: Measure['fn'], weighed: readonly Weighed[]): number | null {
  const n = weighed.reduce((sum, { count }) => sum + count, 0);
  if (n === 0) return null;
  const sum = weighed.reduce((total, { value, count }) => total + value * count, 0);
  if (fn === 'sum') return sum;
  if (fn === 'avg') return sum / n;
  const sorted = [...weighed].sort((a, b) => a.value - b.value);
  const rank = rankOf(fn, n);
  let before = 0;
  for (const { value, count } of sorted) {
    before += count;
    if (rank < before) return value;
  }
  return null;
}
