import type { GridEvent, GridState } from '@sutra/model';
import type { Plan, Where } from '../../../core/plan.ts';
import { BODY, DAYS, meets, type Wished } from './conditions.ts';
import { inWindow, order, windowOf } from './window.ts';
import { type Denotation, dur, entities, stateAt, type World } from './world.ts';

const QUIET = [
  'agent_heartbeat',
  'node_metrics',
  'agent_metrics',
  'query_performance',
  'storage_metrics',
  'embedding_latency',
  'pathfinding_metrics',
  'reconciliation_complete',
  'question_asked',
  'snapshot_written',
];

const WHOSE = ['agent', 'node', 'entity', 'host', 'region', 'env', 'platform', 'version'];

export const loud = (where: Where | undefined, e: GridEvent): boolean =>
  !Object.keys(where ?? {}).every((f) => WHOSE.includes(f)) || !QUIET.includes(e.type);

export const ids = (events: readonly GridEvent[], value: unknown): Denotation => ({
  empty: events.length === 0,
  ...(value === undefined || events.length === 0 ? {} : { value }),
  rows: events.map((e) => e.id),
});

type Wanted = (e: GridEvent) => boolean;

export const latest = (where: Where | undefined, world: World, n: number, wanted: Wanted = (e) => loud(where, e)): GridEvent[] => {
  const state = stateAt(world, world.nowUs);
  return world.events
    .filter((e) => e.timeUs <= world.nowUs && meets(e, where, state) && wanted(e))
    .sort(order)
    .slice(-n);
};

export function listEvents(plan: Extract<Plan, { op: 'list' }>, world: World): Denotation {
  const edge = plan.order !== undefined && plan.limit === 1;
  const narrow = plan.having !== undefined || plan.seq !== undefined;
  const open = plan.limit !== undefined || plan.anchor !== undefined || plan.seq !== undefined || edge;
  const w = windowOf(plan.time, plan.anchor, world, open ? 'all' : 'day');
  const by = plan.order === undefined || plan.order.by === 'time' || plan.order.by === 'value' ? undefined : plan.order.by;
  const number = (e: GridEvent): number => (e.body as Record<string, number>)[by as string] as number;
  // What is put in the order of a number has one.
  const wanted: Wanted = (e) => (by === undefined ? narrow || loud(plan.where, e) : number(e) !== undefined);
  let found = inWindow(plan, world, w).filter(wanted);
  let total: number | undefined;
  if (found.length === 0 && plan.time === undefined && plan.anchor === undefined && !edge && !narrow) {
    found = latest(plan.where, world, Math.min(plan.limit ?? 100, 10), wanted);
    total = latest(plan.where, world, world.events.length, wanted).length;
  }
  if (by !== undefined) found.sort((a, b) => (plan.order?.dir === 'asc' ? number(a) - number(b) : number(b) - number(a)) || order(b, a));
  else if (plan.order?.dir !== 'asc') found.reverse();
  const from = plan.offset ?? 0;
  const shown = found.slice(from, from + (plan.limit ?? 100));
  return ids(shown, plan.limit === undefined ? (total ?? found.length) : shown.length);
}

function valuesOf(e: GridEvent, dim: string, state: GridState): unknown[] {
  const named = entities(state, 'entity', 0).filter((one) => e.entities.includes(one.id));
  if (dim === 'agent' || dim === 'node') return named.filter((one) => one.kind === dim).map((one) => one.id);
  if (dim === 'event') return [e.type];
  if (dim === 'user') return [(e as Wished).asker ?? e.actor ?? null];
  if (dim === 'hour_of_day') return [new Date(e.timeUs / 1000).getUTCHours()];
  if (dim === 'weekday') return [cap(DAYS[new Date(e.timeUs / 1000).getUTCDay()] as string)];
  if (BODY.includes(dim)) return [(e.body as Record<string, unknown>)[dim] ?? null];
  return [...new Set(named.filter((one) => one.kind === 'agent').map((one) => one.of[dim] ?? null))];
}

const cap = (text: string): string => (text[0] as string).toUpperCase() + text.slice(1);

export function groups(events: readonly GridEvent[], by: readonly string[], state: GridState): [unknown[], GridEvent[]][] {
  const found = new Map<string, [unknown[], GridEvent[]]>();
  for (const e of events) {
    let keys: unknown[][] = [[]];
    for (const dim of by) keys = keys.flatMap((key) => valuesOf(e, dim, state).map((v) => [...key, v]));
    for (const key of keys) {
      const group = found.get(JSON.stringify(key)) ?? [key, []];
      group[1].push(e);
      found.set(JSON.stringify(key), group as [unknown[], GridEvent[]]);
    }
  }
  return [...found.values()];
}

export const nat = (a: unknown, b: unknown): number =>
  a === b
    ? 0
    : a === null
      ? 1
      : b === null
        ? -1
        : typeof a === 'number' && typeof b === 'number'
          ? a - b
          : String(a).localeCompare(String(b), 'en', { numeric: true });

/** Rows of [...key, number, …] with the number at `keys` places in. */
export function sortGroups(rows: unknown[][], keys: number, dir: 'asc' | 'desc' = 'desc', by = keys): unknown[][] {
  const sign = dir === 'asc' ? 1 : -1;
  return rows.sort((a, b) => nat(a[by], b[by]) * sign || a.slice(0, keys).reduce((first: number, v, i) => first || nat(v, b[i]), 0));
}

export function countEvents(plan: Extract<Plan, { op: 'count' }>, world: World): Denotation {
  const state = stateAt(world, world.nowUs);
  const w = windowOf(plan.time, plan.anchor, world, plan.anchor === undefined && plan.seq === undefined ? 'day' : 'all');
  const found = inWindow(plan, world, w);
  if (found.length === 0) return { empty: true, value: 0, rows: [] };
  const distinct = (list: readonly GridEvent[]): number =>
    new Set(list.flatMap((e) => valuesOf(e, plan.distinct as string, state)).filter((v) => v !== null)).size;
  const value = plan.distinct === undefined ? found.length : distinct(found);
  if (plan.by === undefined && plan.bucket === undefined) return { empty: false, value, rows: [] };
  const by = plan.by ?? [];
  const width = plan.bucket === undefined ? undefined : dur(plan.bucket);
  const rows: unknown[][] = [];
  for (const [key, list] of groups(found, by, state)) {
    if (plan.distinct !== undefined && distinct(list) === 0) continue;
    if (width === undefined) rows.push([...key, plan.distinct === undefined ? list.length : distinct(list)]);
    else {
      const starts = new Map<number, GridEvent[]>();
      for (const e of list)
        starts.set(Math.floor(e.timeUs / width) * width, [...(starts.get(Math.floor(e.timeUs / width) * width) ?? []), e]);
      for (const [start, part] of starts) rows.push([...key, start, plan.distinct === undefined ? part.length : distinct(part)]);
    }
  }
  if (width !== undefined && plan.by === undefined) {
    const began = Math.min(...world.events.map((e) => e.timeUs));
    const first = w.from > 0 ? w.from : Math.min(...rows.map((r) => r[0] as number));
    for (let t = Math.floor(first / width) * width; t < Math.min(w.to, world.nowUs); t += width)
      if (!rows.some((r) => r[0] === t)) rows.push([t, Math.min(t + width, w.to, world.nowUs) <= began ? null : 0]);
  }
  const keys = by.length + (width === undefined ? 0 : 1);
  const on =
    plan.order === undefined
      ? width === undefined
        ? keys
        : by.length
      : plan.order.by === 'value' || plan.order.by === 'count'
        ? keys
        : plan.order.by === 'time'
          ? by.length
          : by.indexOf(plan.order.by as never);
  const sorted = sortGroups(rows, keys, plan.order?.dir ?? (width === undefined ? 'desc' : 'asc'), on);
  return {
    empty: false,
    value,
    rows: sorted.slice(plan.offset ?? 0, plan.limit === undefined ? undefined : (plan.offset ?? 0) + plan.limit),
  };
}
