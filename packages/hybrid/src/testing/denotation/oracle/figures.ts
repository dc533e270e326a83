import type { GridEvent, GridState } from '@sutra/model';
import type { Plan } from '../../../core/plan.ts';
import { isSo, meets } from './conditions.ts';
import { groups, sortGroups } from './events.ts';
import { availability, figure } from './spans.ts';
import { follows, inWindow, windowOf } from './window.ts';
import { type Denotation, entities, type World } from './world.ts';

const pct = (a: number, b: number): number => Number(((100 * a) / b).toFixed(1));

export function ratio(plan: Extract<Plan, { op: 'ratio' }>, world: World, state: GridState): Denotation {
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

const CARRY: Readonly<Record<string, readonly string[]>> = {
  cpu_pct: ['node_metrics', 'agent_metrics'],
  memory_mb: ['node_metrics', 'node_crashed'],
  latency_ms: ['query_performance'],
  memory_pct: ['agent_metrics'],
};

export function aggregate(plan: Extract<Plan, { op: 'aggregate' }>, world: World, state: GridState): Denotation {
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
