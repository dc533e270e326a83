import type { GridEvent, GridState } from '@sutra/model';
import type { Plan, Where } from '../../../core/plan.ts';
import { BODY, isSo, meets } from './conditions.ts';
import { sortGroups } from './events.ts';
import { EVENTFUL } from './things.ts';
import { order, windowOf } from './window.ts';
import { type Denotation, dur, type Entity, entities, type Window, type World } from './world.ts';

const TRACK: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  agent: {
    agent_registered: 'healthy',
    agent_recovered: 'healthy',
    agent_degraded: 'degraded',
    agent_offline: 'offline',
    agent_unregistered: 'unregistered',
  },
  node: {
    spawn_requested: 'pending',
    spawn_unknown: 'unknown',
    spawn_succeeded: 'running',
    node_restarted: 'running',
    node_adopted: 'running',
    stop_failed: 'running',
    spawn_failed: 'failed',
    node_gave_up: 'failed',
    node_crashed: 'crashed',
    node_lost: 'lost',
    stop_requested: 'stopping',
    stop_succeeded: 'stopped',
  },
};

interface Span {
  readonly e: Entity;
  readonly from: number;
  readonly to: number;
  readonly open: boolean;
  readonly start: GridEvent | undefined;
}

/** A node that ran is seen to run as long as its agent is heard. */
function heardUntil(e: Entity, wanted: readonly string[], state: GridState): number {
  const node = e.kind === 'node' && wanted.includes('running') ? state.nodes.get(e.id) : undefined;
  const agent = node === undefined ? undefined : state.agents.get(node.agentId);
  return agent?.health === 'offline' || agent?.health === 'unregistered' ? agent.lastHeartbeatUs : Number.POSITIVE_INFINITY;
}

/** Stretches of a status within the window, found by walking an entity's whole life. */
function spansOf(e: Entity, wanted: readonly string[], w: Window, world: World, state: GridState): Span[] {
  const track = TRACK[e.kind] as Readonly<Record<string, string>>;
  const life = world.events.filter((x) => x.entities.includes(e.id) && track[x.type] !== undefined && x.timeUs <= world.nowUs).sort(order);
  const end = Math.min(w.to, world.nowUs);
  const spans: Span[] = [];
  life.forEach((x, i) => {
    if (!wanted.includes(track[x.type] as string)) return;
    const before = life[i - 1];
    if (before !== undefined && wanted.includes(track[before.type] as string) && before.timeUs >= 0) return;
    const after = life.slice(i).find((y) => !wanted.includes(track[y.type] as string));
    const from = Math.max(x.timeUs, w.from);
    const stop = after === undefined || after.timeUs >= w.to ? Math.min(end, heardUntil(e, wanted, state)) : after.timeUs;
    if (x.timeUs >= w.to || (after !== undefined && after.timeUs < w.from)) return;
    spans.push({
      e,
      from,
      to: Math.max(from, stop),
      open: after === undefined || after.timeUs >= w.to,
      start: x.timeUs >= w.from ? x : undefined,
    });
  });
  return spans;
}

const STRETCH: Readonly<Record<string, { kind: 'agent' | 'node'; start: string[]; end: string[]; cancel: string[] }>> = {
  spawn_time: { kind: 'node', start: ['spawn_requested'], end: ['spawn_succeeded'], cancel: ['spawn_failed'] },
  stop_time: { kind: 'node', start: ['stop_requested'], end: ['stop_succeeded'], cancel: ['stop_failed'] },
  restart_time: {
    kind: 'node',
    start: ['node_crashed'],
    end: ['node_restarted', 'spawn_succeeded'],
    cancel: ['node_gave_up', 'stop_requested'],
  },
  time_to_crash: {
    kind: 'node',
    start: ['spawn_succeeded', 'node_restarted'],
    end: ['node_crashed'],
    cancel: ['stop_requested', 'stop_succeeded'],
  },
  heartbeat_gap: { kind: 'agent', start: ['agent_heartbeat'], end: ['agent_heartbeat'], cancel: [] },
};

function stretchesOf(e: Entity, of: string, w: Window, world: World): Span[] {
  const s = STRETCH[of] as (typeof STRETCH)[string];
  const life = world.events
    .filter((x) => x.entities.includes(e.id) && [...s.start, ...s.end, ...s.cancel].includes(x.type) && x.timeUs < w.to)
    .sort(order);
  return life.flatMap((x, i) => {
    const start = life[i - 1];
    if (!s.end.includes(x.type) || start === undefined || !s.start.includes(start.type) || x.timeUs < w.from) return [];
    return [{ e, from: start.timeUs, to: x.timeUs, open: false, start: start.timeUs >= w.from ? start : undefined }];
  });
}

const rank = (values: readonly number[], share: number): number =>
  [...values].sort((a, b) => a - b)[Math.max(0, Math.ceil(share * values.length) - 1)] as number;

export function figure(agg: string, values: readonly number[]): number {
  const sum = values.reduce((a, b) => a + b, 0);
  if (agg === 'count') return values.length;
  if (agg === 'sum' || agg === 'each') return sum;
  if (agg === 'min') return Math.min(...values);
  if (agg === 'max' || agg === 'current') return Math.max(...values);
  if (agg === 'last') return values.at(-1) as number;
  if (agg === 'avg' || agg === 'trend') return sum / values.length;
  return rank(values, Number(agg.slice(1)) / 100);
}

const sec = (v: number): number => Math.round(v / 1000) / 1000;

export function duration(plan: Extract<Plan, { op: 'duration' }>, world: World, state: GridState): Denotation {
  const w = windowOf(plan.time, undefined, world, 'all');
  const eventPart = Object.fromEntries(Object.entries(plan.where ?? {}).filter(([f]) => EVENTFUL.includes(f))) as Where;
  const rest = Object.fromEntries(Object.entries(plan.where ?? {}).filter(([f]) => !EVENTFUL.includes(f))) as Where;
  const target = STRETCH[plan.of]?.kind ?? (plan.target === 'agent' && plan.by?.includes('node') === true ? 'node' : plan.target);
  const down = { agent: ['offline'], node: ['crashed', 'failed', 'lost'] };
  const up = { agent: ['healthy', 'degraded'], node: ['running'] };
  const f = plan.filter ?? {};
  const spans = entities(state, target, world.nowUs)
    .filter((e) => isSo(e, rest))
    .flatMap((e) => {
      if (STRETCH[plan.of] !== undefined) return stretchesOf(e, plan.of, w, world);
      return spansOf(e, plan.of === 'downtime' ? down[e.kind] : plan.of === 'uptime' ? up[e.kind] : [plan.of.slice(8)], w, world, state);
    })
    .filter((s) => Object.keys(eventPart).length === 0 || (s.start !== undefined && meets(s.start, eventPart, state)))
    .filter(
      (s) =>
        (f.gt === undefined || s.to - s.from > dur(f.gt)) &&
        (f.gte === undefined || s.to - s.from >= dur(f.gte)) &&
        (f.lt === undefined || s.to - s.from < dur(f.lt)) &&
        (f.lte === undefined || s.to - s.from <= dur(f.lte)),
    )
    .filter((s) => plan.agg !== 'current' || s.open)
    .sort((a, b) => a.from - b.from || (a.e.id < b.e.id ? -1 : 1));
  if (spans.length === 0) return { empty: true, value: 0, rows: [] };
  const total = (list: readonly Span[]): number =>
    plan.agg === 'count'
      ? list.length
      : sec(
          figure(
            plan.agg,
            list.map((s) => s.to - s.from),
          ),
        );
  const rows: unknown[][] = [];
  if (plan.by !== undefined) {
    const sums = new Map<string, [unknown[], Span[]]>();
    for (const s of spans) {
      const key = plan.by.map((dim) =>
        BODY.includes(dim) ? ((s.start?.body as Record<string, unknown> | undefined)?.[dim] ?? null) : (s.e.of[dim] ?? null),
      );
      sums.set(JSON.stringify(key), [key, [...(sums.get(JSON.stringify(key))?.[1] ?? []), s]]);
    }
    for (const [key, list] of sums.values()) rows.push([...key, total(list)]);
    sortGroups(rows, plan.by.length, plan.order?.dir ?? 'desc');
  }
  return { empty: false, value: total(spans), rows: rows.slice(0, plan.limit) };
}

export function availability(plan: Extract<Plan, { op: 'ratio' }>, world: World, state: GridState, w: Window): Denotation {
  const kind = plan.where?.['node'] !== undefined || plan.by?.includes('node') === true ? 'node' : 'agent';
  const list = entities(state, kind, world.nowUs).filter((e) => isSo(e, plan.where));
  const sum = (es: readonly Entity[], wanted: readonly string[]): number =>
    es.flatMap((e) => spansOf(e, wanted, w, world, state)).reduce((n, s) => n + s.to - s.from, 0);
  const share = (es: readonly Entity[]): number | undefined => {
    const up = sum(es, kind === 'agent' ? ['healthy', 'degraded'] : ['running']);
    const down = sum(es, kind === 'agent' ? ['offline'] : ['crashed', 'failed', 'lost']);
    return up + down === 0 ? undefined : Number(((100 * up) / (up + down)).toFixed(3));
  };
  const value = share(list);
  if (value === undefined) return { empty: true, rows: [] };
  const by = plan.by ?? [kind];
  const keys = new Map<string, [unknown[], Entity[]]>();
  for (const e of list) {
    const key = by.map((dim) => e.of[dim] ?? null);
    keys.set(JSON.stringify(key), [key, [...(keys.get(JSON.stringify(key))?.[1] ?? []), e]]);
  }
  const rows = [...keys.values()].flatMap(([key, es]) => (share(es) === undefined ? [] : [[...key, share(es)]]));
  return { empty: false, value, rows: sortGroups(rows, by.length, plan.order?.dir ?? 'asc').slice(0, plan.limit) };
}
