import type { GridEvent, GridState } from '@sutra/model';
import { apply, EMPTY_GRID } from '@sutra/model';
import type { Anchor, Cond, Having, Plan, Seq, Time, Where } from '../../core/plan.ts';

/**
 * What a plan denotes, by looking at every event: slow, short, and written from the conventions without the engine's code. Only the
 * plan's types and the model's fold are shared. Times in µs.
 */
export interface World {
  readonly events: readonly GridEvent[];
  readonly nowUs: number;
}
export interface Denotation {
  readonly empty: boolean;
  readonly value?: unknown;
  /** Each row as the values that matter, in order. */
  readonly rows: readonly unknown[];
}

const S = 1_000_000;
const DAY = 86_400 * S;
const CLASSES: Readonly<Record<string, readonly string[]>> = {
  '@failure': [
    'spawn_failed',
    'stop_failed',
    'node_crashed',
    'agent_offline',
    'cluster_critical',
    'update_failed',
    'backup_failed',
    'binary_verify_failed',
    'node_lost',
    'node_gave_up',
  ],
  '@spawn': ['spawn_requested', 'spawn_succeeded', 'spawn_failed'],
};
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
const us = (iso: string): number => Date.parse(iso) * 1000;
const dur = (text: string): number =>
  Number(text.slice(0, -1)) * ({ s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 }[text.slice(-1)] ?? 0) * S;

type Entity = { readonly id: string; readonly kind: 'agent' | 'node'; readonly of: Readonly<Record<string, unknown>> };
type Window = { readonly from: number; readonly to: number };

export function denotation(plan: Plan, world: World): Denotation {
  const state = stateAt(world, world.nowUs);
  switch (plan.op) {
    case 'list':
      return plan.target === 'event' ? listEvents(plan, at(plan, world)) : listEntities(plan, world);
    case 'count':
      return plan.target === 'event' ? countEvents(plan, at(plan, world)) : countEntities(plan, world);
    case 'timeline': {
      const found = inWindow(plan, world, windowOf(plan.time, plan.anchor, world, 'day')).filter((e) => loud(plan.where, e));
      const shown = found.slice(-(plan.limit ?? 500));
      return shown.length > 0 || plan.time !== undefined || plan.anchor !== undefined
        ? ids(shown, shown.length)
        : ids(latest(plan.where, world, Math.min(10, plan.limit ?? 500)), undefined);
    }
    case 'rate': {
      const w = windowOf(plan.time, plan.anchor, world, plan.anchor === undefined ? 'day' : 'all');
      const found = inWindow(plan, world, w);
      const from = w.from > 0 ? w.from : Math.min(...world.events.map((e) => e.timeUs));
      const per = dur(plan.per ?? '1h');
      const rate = (n: number, span: number): number => Number(((n / span) * per).toPrecision(4));
      if (found.length === 0) return { empty: true, rows: [] };
      const rows =
        plan.by === undefined
          ? []
          : groups(found, plan.by, state).map(([key, list]) => [...key, list.length, rate(list.length, w.to - from)]);
      return { empty: false, value: rate(found.length, w.to - from), rows: sortGroups(rows, 1) };
    }
    case 'ratio':
      return ratio(plan, world, state);
    case 'duration':
      return duration(plan, world, state);
    case 'aggregate':
      return aggregate(plan, world, state);
    case 'state': {
      const when = plan.at === undefined ? world.nowUs : Math.min(us(plan.at), world.nowUs);
      const then = stateAt(world, when);
      if (plan.target === 'cluster') return { empty: false, value: then.cluster.verdict, rows: [] };
      const found = entities(then, plan.target, when).filter((e) => isSo(e, plan.where));
      return { empty: found.length === 0, value: found[0]?.of['status'], rows: found.map((e) => [e.id, e.of['status']]) };
    }
    case 'compare': {
      const values = plan.sides.map((side) => {
        const sub = {
          ...plan.plan,
          ...(side.time === undefined ? {} : { time: side.time }),
          where: { ...(plan.plan as { where?: Where }).where, ...side.where },
        } as Plan;
        const { value, empty, rows } = denotation(sub, world);
        return typeof value === 'number' ? value : empty ? null : rows.length;
      });
      return { empty: values.every((v) => v === null), value: values[0] ?? undefined, rows: values };
    }
    default:
      throw new Error(`the oracle has no ${plan.op}`);
  }
}

const at = (plan: { readonly at?: string }, world: World): World =>
  plan.at === undefined || us(plan.at) >= world.nowUs
    ? world
    : { events: world.events.filter((e) => e.timeUs <= us(plan.at as string)), nowUs: us(plan.at) };

/** Remembered, or asking would take all day: the same fold, the same entities. */
const STATES = new WeakMap<World['events'], Map<number, GridState>>();
const ENTITIES = new WeakMap<GridState, Map<string, Entity[]>>();
const remembered = <K, V>(map: Map<K, V>, key: K, make: () => V): V => {
  const known = map.get(key) ?? make();
  map.set(key, known);
  return known;
};

export function stateAt(world: World, atUs: number): GridState {
  const known = STATES.get(world.events) ?? new Map<number, GridState>();
  STATES.set(world.events, known);
  return remembered(known, atUs, () => world.events.filter((e) => e.timeUs <= atUs).reduce(apply, EMPTY_GRID));
}

function entities(state: GridState, target: string, nowUs: number): Entity[] {
  const known = ENTITIES.get(state) ?? new Map<string, Entity[]>();
  ENTITIES.set(state, known);
  return remembered(known, `${target} ${nowUs}`, () => entitiesOf(state, target, nowUs));
}

function entitiesOf(state: GridState, target: string, nowUs: number): Entity[] {
  const natural = (a: string, b: string): number => a.localeCompare(b, 'en', { numeric: true });
  const place = (id: string): Record<string, unknown> => {
    const a = state.agents.get(id);
    return a === undefined
      ? {}
      : {
          agent: a.id,
          host: a.hostname,
          region: a.region,
          env: a.env,
          platform: a.platform,
          version: a.version,
          'label.gpu': a.labels['gpu'],
        };
  };
  const agents = [...state.agents.values()].map(
    (a): Entity => ({
      id: a.id,
      kind: 'agent',
      of: {
        entity: a.id,
        ...place(a.id),
        status: a.health,
        cpu_pct: a.metrics?.cpuPct,
        memory_pct: a.metrics?.memoryPct,
        heartbeat_age_s: (nowUs - a.lastHeartbeatUs) / S,
      },
    }),
  );
  const nodes = [...state.nodes.values()].map(
    (n): Entity => ({
      id: n.id,
      kind: 'node',
      of: {
        entity: n.id,
        ...place(n.agentId),
        node: n.id,
        status: n.status,
        cpu_pct: n.metrics?.cpuPct,
        memory_mb: n.metrics?.memoryMb,
        memory_pct: n.metrics === undefined || n.spec.memoryLimitMb === 0 ? undefined : (100 * n.metrics.memoryMb) / n.spec.memoryLimitMb,
        restart_count: n.restartCount,
        uptime_s: n.startedUs === undefined || n.status !== 'running' ? undefined : (nowUs - n.startedUs) / S,
      },
    }),
  );
  return [...(target === 'node' ? [] : agents), ...(target === 'agent' ? [] : nodes)].sort((a, b) => natural(a.id, b.id));
}

function holds(value: unknown, cond: Cond): boolean {
  const text = String(value).toLowerCase();
  const among = (list: readonly unknown[]): boolean => list.some((one) => String(one).toLowerCase() === text);
  if (Array.isArray(cond)) return value !== undefined && among(cond);
  const c = cond as Exclude<Cond, readonly (string | number | boolean)[]>;
  if (c.exists !== undefined && (value !== undefined) !== c.exists) return false;
  if (c.not !== undefined && value !== undefined && among(c.not)) return false;
  if (c.contains !== undefined && (value === undefined || !text.includes(c.contains.toLowerCase()))) return false;
  if (
    c.like !== undefined &&
    !new RegExp(
      `^${c.like
        .split('*')
        .map((p) => p.replace(/[.+?^$()[\]{}|\\]/g, '\\$&'))
        .join('.*')}$`,
      'i',
    ).test(String(value ?? ''))
  )
    return false;
  const n = value as number;
  const range = [c.gt, c.gte, c.lt, c.lte, c.eq, c.between].some((one) => one !== undefined);
  if (range && typeof value !== 'number') return false;
  return (
    (c.gt === undefined || n > c.gt) &&
    (c.gte === undefined || n >= c.gte) &&
    (c.lt === undefined || n < c.lt) &&
    (c.lte === undefined || n <= c.lte) &&
    (c.eq === undefined || n === c.eq) &&
    (c.between === undefined || (n >= c.between[0] && n <= c.between[1]))
  );
}

const isSo = (e: Entity, where: Where | undefined): boolean =>
  Object.entries(where ?? {}).every(([f, c]) =>
    f === 'any' ? (c as readonly Where[]).some((w) => isSo(e, w)) : holds(e.of[f], c as Cond),
  );

const BODY = ['cause', 'exit_code', 'error', 'query_type', 'cpu_pct', 'memory_mb', 'latency_ms'];
const DAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

/** Whether an event is one that a condition speaks of. */
function meets(e: GridEvent, where: Where | undefined, state: GridState): boolean {
  const named = entities(state, 'entity', 0).filter((one) => e.entities.includes(one.id));
  return Object.entries(where ?? {}).every(([field, raw]) => {
    if (field === 'any') return (raw as readonly Where[]).some((w) => meets(e, w, state));
    const cond = raw as Cond;
    if (field === 'event') {
      const expand = (list: readonly unknown[]): string[] => list.flatMap((t) => CLASSES[String(t)] ?? [String(t)]);
      if (Array.isArray(cond)) return cond.includes('@all') || expand(cond).includes(e.type);
      return !expand((cond as { not: readonly unknown[] }).not).includes(e.type);
    }
    if (field === 'hour_of_day') return holds(new Date(e.timeUs / 1000).getUTCHours(), cond);
    if (field === 'weekday') return holds(DAYS[new Date(e.timeUs / 1000).getUTCDay()], cond);
    if (field === 'user') return holds(e.actor?.replace(/^cli:/, ''), cond);
    if (BODY.includes(field)) return holds((e.body as Record<string, unknown>)[field], cond);
    // Places and versions are those of agents.
    const about =
      field === 'agent' || field === 'node' || field === 'entity'
        ? named.map((one) => one.id)
        : named.map((one) => (one.kind === 'node' && field !== 'status' ? undefined : one.of[field]));
    if (!Array.isArray(cond) && 'not' in cond) return !about.some((value) => holds(value, (cond as { not: readonly string[] }).not));
    return about.some((value) => holds(value, cond));
  });
}

/** The instants a plan is about: [from, to). */
function windowOf(time: Time | undefined, anchor: Anchor | undefined, world: World, absent: 'day' | 'all'): Window {
  const end = world.nowUs + 1;
  let w: Window =
    time === undefined
      ? { from: absent === 'day' && anchor === undefined ? Math.floor((world.nowUs - DAY) / S) * S : 0, to: end }
      : { from: time.from === null ? 0 : us(time.from), to: time.to === null || us(time.to) > world.nowUs - S ? end : us(time.to) };
  if (anchor === undefined) return w;
  const state = stateAt(world, world.nowUs);
  const found = world.events.filter((e) => meets(e, anchor.where, state) && e.timeUs <= world.nowUs).sort(order);
  const event = (anchor.pick ?? (anchor.rel === 'after' ? 'first' : 'last')) === 'first' ? found[0] : found.at(-1);
  if (event === undefined) return { from: 0, to: 0 };
  const width =
    anchor.window === undefined ? { before: 3_600 * S, around: 600 * S, at: 60 * S, after: end }[anchor.rel] : dur(anchor.window);
  const t = event.timeUs;
  const a =
    anchor.rel === 'before'
      ? { from: t - width, to: t }
      : anchor.rel === 'after'
        ? { from: t + 1, to: t + width + 1 }
        : { from: t - width, to: t + width + 1 };
  w = { from: Math.max(w.from, a.from), to: Math.min(w.to, a.to) };
  return w;
}

const order = (a: GridEvent, b: GridEvent): number => a.timeUs - b.timeUs || a.seq - b.seq;
const inside = (e: GridEvent, w: Window): boolean => e.timeUs >= w.from && e.timeUs < w.to;

interface Narrow {
  readonly where?: Where;
  readonly having?: readonly Having[];
  readonly seq?: Seq;
}

/** Events of a plan in its window, oldest first. */
function inWindow(plan: Narrow, world: World, w: Window): GridEvent[] {
  const state = stateAt(world, world.nowUs);
  let found = world.events.filter((e) => inside(e, w) && meets(e, plan.where, state)).sort(order);
  if (plan.having !== undefined) {
    const kind = plan.having.every((h) => h.event.every((t) => /^(node|spawn|stop)_/.test(t))) ? 'node' : 'agent';
    const good = entities(state, kind, world.nowUs).filter((one) => plan.having?.every((h) => often(one.id, h, {}, w, world)));
    found = found.filter((e) => good.some((one) => e.entities.includes(one.id)));
  }
  if (plan.seq !== undefined) {
    const s = plan.seq;
    const node = [s.first, s.then].every((x) => (x['event'] as readonly string[]).every((t) => /^(node|spawn|stop)_/.test(t)));
    const firsts = world.events.filter((e) => inside(e, w) && meets(e, { ...plan.where, ...s.first }, state));
    found = firsts.filter((e) => follows(e, s, node ? 'node' : 'agent', w, world).length > 0).sort(order);
  }
  return found;
}

/** Keys of an event for which a sequence holds from it on. */
function follows(e: GridEvent, s: Seq, target: string, w: Window, world: World): string[] {
  const state = stateAt(world, world.nowUs);
  const keys = entities(state, target, world.nowUs)
    .map((one) => one.id)
    .filter((id) => e.entities.includes(id));
  const within = s.within === undefined ? Number.POSITIVE_INFINITY : dur(s.within);
  return keys.filter((key) => {
    const then = world.events.some(
      (x) =>
        order(x, e) > 0 &&
        x.timeUs >= w.from &&
        x.timeUs <= world.nowUs &&
        x.timeUs - e.timeUs <= within &&
        x.entities.includes(key) &&
        meets(x, s.then, state),
    );
    if (s.absent !== true) return then;
    return !then && (within === Number.POSITIVE_INFINITY || e.timeUs + within <= world.nowUs);
  });
}

function often(id: string, h: Having, where: Where, w: Window, world: World): boolean {
  const state = stateAt(world, world.nowUs);
  const times = world.events
    .filter((e) => inside(e, w) && e.entities.includes(id) && meets(e, { ...where, ...h.where, event: h.event }, state))
    .map((e) => e.timeUs);
  const n =
    h.per === undefined
      ? times.length
      : Math.max(0, ...times.map((t) => times.filter((x) => x >= t && x - t < dur(h.per as string)).length));
  return holds(n, h.count as Cond);
}

const WHOSE = ['agent', 'node', 'entity', 'host', 'region', 'env', 'platform', 'version'];
const loud = (where: Where | undefined, e: GridEvent): boolean =>
  !Object.keys(where ?? {}).every((f) => WHOSE.includes(f)) || !QUIET.includes(e.type);
const ids = (events: readonly GridEvent[], value: unknown): Denotation => ({
  empty: events.length === 0,
  ...(value === undefined || events.length === 0 ? {} : { value }),
  rows: events.map((e) => e.id),
});
const latest = (where: Where | undefined, world: World, n: number): GridEvent[] => {
  const state = stateAt(world, world.nowUs);
  return world.events
    .filter((e) => e.timeUs <= world.nowUs && meets(e, where, state) && loud(where, e))
    .sort(order)
    .slice(-n);
};

function listEvents(plan: Extract<Plan, { op: 'list' }>, world: World): Denotation {
  const edge = plan.order !== undefined && plan.limit === 1;
  const narrow = plan.having !== undefined || plan.seq !== undefined;
  const open = plan.limit !== undefined || plan.anchor !== undefined || plan.seq !== undefined || edge;
  const w = windowOf(plan.time, plan.anchor, world, open ? 'all' : 'day');
  const by = plan.order === undefined || plan.order.by === 'time' || plan.order.by === 'value' ? undefined : plan.order.by;
  let found = inWindow(plan, world, w);
  if (by === undefined && !narrow) found = found.filter((e) => loud(plan.where, e));
  if (found.length === 0 && plan.time === undefined && plan.anchor === undefined && !edge && !narrow)
    found = latest(plan.where, world, Math.min(plan.limit ?? 100, 10));
  const number = (e: GridEvent): number => (e.body as Record<string, number>)[by as string] as number;
  if (by !== undefined)
    found = found
      .filter((e) => number(e) !== undefined)
      .sort((a, b) => (plan.order?.dir === 'asc' ? number(a) - number(b) : number(b) - number(a)) || order(b, a));
  else if (plan.order?.dir !== 'asc') found.reverse();
  const from = plan.offset ?? 0;
  const shown = found.slice(from, from + (plan.limit ?? 100));
  return ids(shown, plan.limit === undefined ? found.length : shown.length);
}

function valuesOf(e: GridEvent, dim: string, state: GridState): unknown[] {
  const named = entities(state, 'entity', 0).filter((one) => e.entities.includes(one.id));
  if (dim === 'agent' || dim === 'node') return named.filter((one) => one.kind === dim).map((one) => one.id);
  if (dim === 'event') return [e.type];
  if (dim === 'user') return [e.actor ?? null];
  if (dim === 'hour_of_day') return [new Date(e.timeUs / 1000).getUTCHours()];
  if (dim === 'weekday') return [cap(DAYS[new Date(e.timeUs / 1000).getUTCDay()] as string)];
  if (BODY.includes(dim)) return [(e.body as Record<string, unknown>)[dim] ?? null];
  return [...new Set(named.filter((one) => one.kind === 'agent').map((one) => one.of[dim] ?? null))];
}
const cap = (text: string): string => (text[0] as string).toUpperCase() + text.slice(1);

function groups(events: readonly GridEvent[], by: readonly string[], state: GridState): [unknown[], GridEvent[]][] {
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

const nat = (a: unknown, b: unknown): number =>
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
function sortGroups(rows: unknown[][], keys: number, dir: 'asc' | 'desc' = 'desc', by = keys): unknown[][] {
  const sign = dir === 'asc' ? 1 : -1;
  return rows.sort((a, b) => nat(a[by], b[by]) * sign || a.slice(0, keys).reduce((first: number, v, i) => first || nat(v, b[i]), 0));
}

function countEvents(plan: Extract<Plan, { op: 'count' }>, world: World): Denotation {
  const state = stateAt(world, world.nowUs);
  const w = windowOf(plan.time, plan.anchor, world, plan.anchor === undefined && plan.seq === undefined ? 'day' : 'all');
  const found = inWindow(plan, world, w);
  if (found.length === 0) return { empty: true, value: 0, rows: [] };
  const distinct = (list: readonly GridEvent[]): number => new Set(list.flatMap((e) => valuesOf(e, plan.distinct as string, state))).size;
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
    const first = w.from > 0 ? w.from : Math.min(...rows.map((r) => r[0] as number));
    for (let t = Math.floor(first / width) * width; t < Math.min(w.to, world.nowUs); t += width)
      if (!rows.some((r) => r[0] === t)) rows.push([t, 0]);
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

const EVENTFUL = ['event', 'cause', 'exit_code', 'error', 'query_type', 'user', 'hour_of_day', 'weekday'];
const speaksOfEvents = (where: Where | undefined): boolean =>
  Object.entries(where ?? {}).some(([f, c]) => (f === 'any' ? (c as readonly Where[]).some(speaksOfEvents) : EVENTFUL.includes(f)));
type EntityPlan = Extract<Plan, { op: 'list' | 'count' }>;

/** Entities a plan is about with how often (state plans: undefined), in their order. */
function found(plan: EntityPlan, whole: World): [string, number | undefined][] {
  const asksEvents = plan.having !== undefined || plan.seq !== undefined || speaksOfEvents(plan.where);
  if (!asksEvents) {
    const to = plan.at ?? plan.time?.to ?? undefined;
    let when = to === undefined ? whole.nowUs : Math.min(us(to), whole.nowUs);
    if (plan.anchor !== undefined) {
      const { where: marked, rel, window, pick } = plan.anchor;
      const marks = whole.events.filter((e) => meets(e, marked, stateAt(whole, whole.nowUs))).sort(order);
      const mark = (pick ?? (rel === 'after' ? 'first' : 'last')) === 'first' ? marks[0] : marks.at(-1);
      if (mark === undefined) return [];
      const width = window === undefined ? 0 : dur(window);
      when = rel === 'before' ? mark.timeUs - 1 - width : rel === 'after' ? Math.min(mark.timeUs + width, whole.nowUs) : mark.timeUs;
    }
    const state = stateAt(whole, when);
    let list = entities(state, plan.target, when).filter(
      (e) => isSo(e, plan.where) && (plan.where?.['status'] !== undefined || e.of['status'] !== 'unregistered'),
    );
    const by = plan.op === 'list' ? plan.order : undefined;
    if (by !== undefined)
      list = list.filter((e) => e.of[by.by] !== undefined).sort((a, b) => nat(a.of[by.by], b.of[by.by]) * (by.dir === 'desc' ? -1 : 1));
    return list.map((e) => [e.id, undefined]);
  }
  const world = at(plan, whole);
  const state = stateAt(world, world.nowUs);
  const all = entities(state, plan.target, world.nowUs);
  const { status, any, ...plain } = plan.where ?? {};
  const anyOfEvents = any?.some((one) => Object.keys(one).some((f) => EVENTFUL.includes(f))) === true;
  const where: Where = anyOfEvents ? { ...plain, any } : plain;
  const must: Where = { ...(status === undefined ? {} : { status }), ...(any === undefined || anyOfEvents ? {} : { any }) };
  const member = (id: string): boolean => all.some((e) => e.id === id && isSo(e, must));
  const w = windowOf(plan.time, plan.anchor, world, plan.seq === undefined && plan.anchor === undefined ? 'day' : 'all');
  if (plan.seq !== undefined) {
    const s = plan.seq;
    const latestOf = new Map<string, GridEvent>();
    const firsts = world.events.filter((e) => inside(e, w) && meets(e, { ...where, ...s.first }, state)).sort(order);
    for (const e of firsts) for (const key of follows(e, s, plan.target, w, world)) if (member(key)) latestOf.set(key, e);
    return [...latestOf].sort(([a, x], [b, y]) => y.timeUs - x.timeUs || nat(a, b)).map(([id]) => [id, undefined]);
  }
  const count = (id: string, cond: Where, within: Window): number =>
    world.events.filter((e) => inside(e, within) && e.entities.includes(id) && meets(e, cond, state)).length;
  let rows: [string, number][];
  if (plan.having !== undefined) {
    const about = Object.fromEntries(Object.entries(where).filter(([f]) => !EVENTFUL.includes(f) && f !== 'any')) as Where;
    const h = plan.having[0] as Having;
    rows = all
      .filter((e) => member(e.id) && plan.having?.every((one) => often(e.id, one, where, w, world)))
      .map((e): [string, number] => [e.id, count(e.id, { ...where, ...h.where, event: h.event }, w)])
      .filter(
        ([id, n]) =>
          n > 0 ||
          all.some((e) => e.id === id && e.of['status'] !== 'unregistered' && isSo(e, about)) ||
          plan.having?.some((one) => count(id, { ...where, ...one.where, event: one.event }, w) > 0),
      );
  } else {
    const over =
      world.events.some((e) => inside(e, w) && meets(e, where, state)) || plan.time !== undefined || plan.anchor !== undefined
        ? w
        : { from: 0, to: w.to };
    rows = all.map((e): [string, number] => [e.id, count(e.id, where, over)]).filter(([id, n]) => n > 0 && member(id));
  }
  rows.sort(([a, x], [b, y]) => y - x || nat(a, b));
  if (plan.op === 'list' && plan.order?.dir === 'asc') rows.sort(([a, x], [b, y]) => x - y || nat(a, b));
  return rows;
}

function listEntities(plan: Extract<Plan, { op: 'list' }>, world: World): Denotation {
  const all = found(plan, world);
  const shown = all.slice(plan.offset ?? 0, (plan.offset ?? 0) + (plan.limit ?? 1_000));
  return { empty: shown.length === 0, value: shown.length, rows: shown.map(([id, n]) => (n === undefined ? [id] : [id, n])) };
}

function countEntities(plan: Extract<Plan, { op: 'count' }>, world: World): Denotation {
  const all = found(plan, world);
  const by = plan.by;
  const asksEvents = all.length === 0 && (plan.having !== undefined || speaksOfEvents(plan.where));
  if (by === undefined) return { empty: asksEvents, value: all.length, rows: [] };
  const when = plan.at === undefined ? world.nowUs : us(plan.at);
  const known = entities(stateAt(world, when), plan.target, when);
  const sums = new Map<string, unknown[]>();
  for (const [id] of all) {
    const key = by.map((dim) => known.find((e) => e.id === id)?.of[dim] ?? null);
    sums.set(JSON.stringify(key), [...key, (((sums.get(JSON.stringify(key)) ?? []).at(-1) as number) ?? 0) + 1]);
  }
  const on = plan.order === undefined || plan.order.by === 'value' ? by.length : by.indexOf(plan.order.by as never);
  return {
    empty: false,
    value: all.length,
    rows: sortGroups([...sums.values()], by.length, plan.order?.dir ?? 'desc', on).slice(0, plan.limit),
  };
}

const pct = (a: number, b: number): number => Number(((100 * a) / b).toFixed(1));

function ratio(plan: Extract<Plan, { op: 'ratio' }>, world: World, state: GridState): Denotation {
  const w = windowOf(plan.time, undefined, world, 'all');
  if (plan.of === 'availability') return availability(plan, world, state, w);
  const both = {
    spawn_success: ['spawn_succeeded', 'spawn_failed'],
    spawn_failure: ['spawn_failed', 'spawn_succeeded'],
    stop_success: ['stop_succeeded', 'stop_failed'],
    stop_failure: ['stop_failed', 'stop_succeeded'],
  }[plan.of as 'spawn_success'];
  const { event: _event, ...rest } = plan.where ?? {};
  let all: GridEvent[];
  let yes: (e: GridEvent) => boolean;
  if (plan.of === 'share') {
    all = inWindow({ ...(plan.where === undefined ? {} : { where: plan.where }) }, world, w);
    yes = (e) => meets(e, plan.num, state);
  } else if (plan.of === 'recovery') {
    all = inWindow({ where: { ...rest, event: ['agent_offline', 'node_crashed', 'node_lost'] } }, world, w);
    yes = (e) => {
      const agent = e.type === 'agent_offline';
      const seq = {
        first: {},
        // biome-ignore lint/suspicious/noThenProperty: the plan's name for what follows
        then: { event: agent ? ['agent_recovered', 'agent_registered'] : ['node_restarted', 'spawn_succeeded', 'node_adopted'] },
      };
      return follows(e, seq, agent ? 'agent' : 'node', w, world).length > 0;
    };
  } else {
    all = inWindow({ where: { ...rest, event: both } }, world, w);
    yes = (e) => e.type === both[0];
  }
  if (all.length === 0) return { empty: true, rows: [] };
  const rows =
    plan.by === undefined ? [] : groups(all, plan.by, state).map(([key, list]) => [...key, pct(list.filter(yes).length, list.length)]);
  return {
    empty: false,
    value: pct(all.filter(yes).length, all.length),
    rows: sortGroups(rows, plan.by?.length ?? 0, plan.order?.dir ?? 'desc').slice(0, plan.limit),
  };
}

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

/** Stretches of a status within the window, found by walking an entity's whole life. */
function spansOf(e: Entity, wanted: readonly string[], w: Window, world: World): Span[] {
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
    const stop = after === undefined || after.timeUs >= w.to ? end : after.timeUs;
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
function figure(agg: string, values: readonly number[]): number {
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

function duration(plan: Extract<Plan, { op: 'duration' }>, world: World, state: GridState): Denotation {
  const w = windowOf(plan.time, undefined, world, 'all');
  const eventPart = Object.fromEntries(Object.entries(plan.where ?? {}).filter(([f]) => EVENTFUL.includes(f))) as Where;
  const rest = Object.fromEntries(Object.entries(plan.where ?? {}).filter(([f]) => !EVENTFUL.includes(f))) as Where;
  const target = STRETCH[plan.of]?.kind ?? plan.target;
  const down = { agent: ['offline'], node: ['crashed', 'failed', 'lost'] };
  const up = { agent: ['healthy', 'degraded'], node: ['running'] };
  const f = plan.filter ?? {};
  const spans = entities(state, target, world.nowUs)
    .filter((e) => isSo(e, rest))
    .flatMap((e) => {
      if (STRETCH[plan.of] !== undefined) return stretchesOf(e, plan.of, w, world);
      return spansOf(e, plan.of === 'downtime' ? down[e.kind] : plan.of === 'uptime' ? up[e.kind] : [plan.of.slice(8)], w, world);
    })
    .filter((s) => Object.keys(eventPart).length === 0 || (s.start !== undefined && meets(s.start, eventPart, state)))
    .filter(
      (s) =>
        (f.gt === undefined || s.to - s.from > dur(f.gt)) &&
        (f.gte === undefined || s.to - s.from >= dur(f.gte)) &&
        (f.lt === undefined || s.to - s.from < dur(f.lt)) &&
        (f.lte === undefined || s.to - s.from <= dur(f.lte)),
    )
    .filter((s) => plan.agg !== 'current' || (s.open && s.to >= Math.min(w.to, world.nowUs)))
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

function availability(plan: Extract<Plan, { op: 'ratio' }>, world: World, state: GridState, w: Window): Denotation {
  const kind = plan.where?.['node'] !== undefined || plan.by?.includes('node') === true ? 'node' : 'agent';
  const list = entities(state, kind, world.nowUs).filter((e) => isSo(e, plan.where));
  const sum = (es: readonly Entity[], wanted: readonly string[]): number =>
    es.flatMap((e) => spansOf(e, wanted, w, world)).reduce((n, s) => n + s.to - s.from, 0);
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

const CARRY: Readonly<Record<string, readonly string[]>> = {
  cpu_pct: ['node_metrics', 'agent_metrics'],
  memory_mb: ['node_metrics', 'node_crashed'],
  latency_ms: ['query_performance'],
  memory_pct: ['agent_metrics'],
};

function aggregate(plan: Extract<Plan, { op: 'aggregate' }>, world: World, state: GridState): Denotation {
  const asked = plan.where?.['event'] as readonly string[] | undefined;
  const derived = plan.metric === 'memory_pct' && plan.target === 'node';
  const types = derived
    ? ['node_metrics']
    : (CARRY[plan.metric] ?? []).filter(
        (t) =>
          (asked?.includes(t) ?? true) &&
          !(plan.target === 'node' && t === 'agent_metrics') &&
          !(plan.target === 'agent' && t === 'node_metrics'),
      );
  const digits = (v: number): number => Number(v.toPrecision(6));
  if (plan.agg === 'current') {
    const values = entities(state, plan.target === 'event' ? 'entity' : plan.target, world.nowUs)
      .filter((e) => isSo(e, plan.where) && typeof e.of[plan.metric] === 'number')
      .map((e) => e.of[plan.metric] as number);
    if (values.length === 0) return { empty: true, rows: [] };
    const sums = new Map<string, [unknown[], number[]]>();
    for (const e of entities(state, plan.target === 'event' ? 'entity' : plan.target, world.nowUs).filter(
      (one) => isSo(one, plan.where) && typeof one.of[plan.metric] === 'number',
    )) {
      const key = (plan.by ?? []).map((dim) => e.of[dim] ?? null);
      sums.set(JSON.stringify(key), [key, [...(sums.get(JSON.stringify(key))?.[1] ?? []), e.of[plan.metric] as number]]);
    }
    const rows =
      plan.by === undefined
        ? []
        : sortGroups(
            [...sums.values()].map(([key, list]) => [...key, digits(figure('avg', list))]),
            plan.by.length,
          );
    return { empty: false, value: digits(figure('avg', values)), rows };
  }
  const number = (e: GridEvent): number => {
    const body = e.body as Record<string, number>;
    return derived ? (100 * (body['memory_mb'] as number)) / (body['memory_limit_mb'] as number) : (body[plan.metric] as number);
  };
  const found = inWindow({ where: { ...plan.where, event: types } }, world, windowOf(plan.time, undefined, world, 'day')).filter(
    (e) => number(e) !== undefined,
  );
  if (found.length === 0) return { empty: true, value: 0, rows: [] };
  const rows =
    plan.by === undefined
      ? []
      : groups(found, plan.by, state).map(([key, list]) => [
          ...key,
          plan.agg === 'count' ? list.length : digits(figure(plan.agg, list.map(number))),
        ]);
  return {
    empty: false,
    value: plan.agg === 'count' ? found.length : digits(figure(plan.agg, found.map(number))),
    rows: sortGroups(rows, plan.by?.length ?? 0, plan.order?.dir ?? 'desc').slice(0, plan.limit),
  };
}
