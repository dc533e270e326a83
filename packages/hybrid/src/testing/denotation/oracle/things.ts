import type { GridEvent } from '@sutra/model';
import type { Having, Plan, Where } from '../../../core/plan.ts';
import { isSo, meets } from './conditions.ts';
import { nat, sortGroups } from './events.ts';
import { follows, inside, often, order, windowOf } from './window.ts';
import { at, type Denotation, dur, entities, stateAt, us, type Window, type World } from './world.ts';

export const EVENTFUL = ['event', 'cause', 'exit_code', 'error', 'query_type', 'user', 'hour_of_day', 'weekday'];

const speaksOfEvents = (where: Where | undefined): boolean =>
  Object.entries(where ?? {}).some(([f, c]) => (f === 'any' ? (c as readonly Where[]).some(speaksOfEvents) : EVENTFUL.includes(f)));

type EntityPlan = Extract<Plan, { op: 'list' | 'count' }>;

/** The instant a plan of what things are speaks of; undefined where its anchor never happened. */
function instantOf(plan: EntityPlan, whole: World): number | undefined {
  const to = plan.at ?? plan.time?.to ?? undefined;
  if (plan.anchor === undefined) return to === undefined ? whole.nowUs : Math.min(us(to), whole.nowUs);
  const { where: marked, rel, window, pick } = plan.anchor;
  const marks = whole.events.filter((e) => meets(e, marked, stateAt(whole, whole.nowUs))).sort(order);
  const mark = pick === 'first' ? marks[0] : marks.at(-1);
  if (mark === undefined) return undefined;
  const width = window === undefined ? 0 : dur(window);
  return rel === 'before' ? mark.timeUs - 1 - width : rel === 'after' ? Math.min(mark.timeUs + width, whole.nowUs) : mark.timeUs;
}

const FIGURES = ['cpu_pct', 'memory_mb', 'memory_pct', 'disk_pct'];
const figuresIn = (where: Where = {}): string[] =>
  Object.entries(where).flatMap(([f, c]) => (f === 'any' ? (c as readonly Where[]).flatMap(figuresIn) : FIGURES.includes(f) ? [f] : []));

/** Something that is otherwise meant could have a figure that is asked by, and none is recorded of it: then "none" is not known. */
function undecided(plan: EntityPlan, whole: World): boolean {
  const when = instantOf(plan, whole);
  if (when === undefined) return false;
  const others = Object.fromEntries(Object.entries(plan.where ?? {}).filter(([f]) => f !== 'any' && !FIGURES.includes(f))) as Where;
  return entities(stateAt(whole, when), plan.target, when)
    .filter((e) => (e.kind === 'node' ? e.of['status'] === 'running' : e.of['status'] !== 'unregistered') && isSo(e, others))
    .some((e) => figuresIn(plan.where).some((figure) => e.of[figure] === undefined));
}

/** Entities a plan is about with how often (state plans: undefined), in their order. */
export function found(plan: EntityPlan, whole: World): [string, number | undefined][] {
  const asksEvents = plan.having !== undefined || plan.seq !== undefined || speaksOfEvents(plan.where);
  if (!asksEvents) {
    const when = instantOf(plan, whole);
    if (when === undefined) return [];
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
  const never = plan.having?.some((h) => h.count.eq === 0) === true;
  const w = windowOf(plan.time, plan.anchor, world, plan.seq === undefined && plan.anchor === undefined && !never ? 'day' : 'all');
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

export function listEntities(plan: Extract<Plan, { op: 'list' }>, world: World): Denotation {
  const all = found(plan, world);
  const shown = all.slice(plan.offset ?? 0, (plan.offset ?? 0) + (plan.limit ?? 1_000));
  return { empty: shown.length === 0, value: shown.length, rows: shown.map(([id, n]) => (n === undefined ? [id] : [id, n])) };
}

export function countEntities(plan: Extract<Plan, { op: 'count' }>, world: World): Denotation {
  const all = found(plan, world);
  const by = plan.by;
  const asksEvents = all.length === 0 && (plan.having !== undefined || speaksOfEvents(plan.where));
  const instant = asksEvents || plan.seq !== undefined ? undefined : instantOf(plan, world);
  if (all.length === 0 && instant !== undefined && world.events.every((e) => e.timeUs > instant)) return { empty: true, rows: [] };
  if (all.length === 0 && !asksEvents && plan.seq === undefined && undecided(plan, world)) return { empty: true, rows: [] };
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
