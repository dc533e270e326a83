import type { Anchor, Plan, Where } from '../../core/plan.ts';
import { isSo, type Wished } from './oracle/conditions.ts';
import { countEvents, groups, ids, latest, listEvents, loud, sortGroups } from './oracle/events.ts';
import { aggregate, ratio } from './oracle/figures.ts';
import { duration } from './oracle/spans.ts';
import { countEntities, listEntities } from './oracle/things.ts';
import { inWindow, windowOf } from './oracle/window.ts';
import { at, type Denotation, dur, entities, stateAt, us, type World } from './oracle/world.ts';

export { ofTheirs } from './oracle/theirs.ts';
export { type Denotation, stateAt, type World } from './oracle/world.ts';

/** Spawns and what came of stops, restarts, updates and copies: of whoever asked for them, where a plan asks for somebody's or by whom. */
const CAME_OF_A_WISH =
  /"(?:spawn_succeeded|spawn_failed|stop_succeeded|stop_failed|node_restarted|update_\w+|backup_\w+|@spawn|@stop|@update|@failure|spawn_success|spawn_failure|stop_success|stop_failure)"|"op":"duration"|"by":\[[^\]]*"event"/;

function withWishes(plan: Plan, world: World): World {
  const asked = JSON.stringify(plan);
  if (!asked.includes('"user"') || !CAME_OF_A_WISH.test(asked)) return world;
  const askers = new Map(
    world.events.flatMap((e) =>
      /_requested$|^action_approved$/.test(e.type) && e.operationId !== undefined && e.actor !== undefined && e.timeUs <= world.nowUs
        ? [[e.operationId, e.actor] as const]
        : [],
    ),
  );
  const events = world.events.map((e): Wished => {
    const asker = askers.get(e.operationId ?? '');
    return asker === undefined ? e : { ...e, asker };
  });
  return { ...world, events };
}

/** "After the crash", of a question about n1, is after a crash of n1. */
function anchoredToItsOwn(plan: Plan): Plan {
  const { anchor, where = {} } = plan as { readonly anchor?: Anchor; readonly where?: Where };
  if (anchor === undefined || ['node', 'agent', 'entity'].some((field) => anchor.where[field] !== undefined)) return plan;
  const types = anchor.where['event'] as readonly string[];
  const ofNodes = types.every((type) => /^(node|spawn|stop)_/.test(type));
  const ofAgents = ofNodes || types.every((type) => /^agent_/.test(type));
  const kindOf = (id: string): string => (/^agent-/.test(id) ? 'agent' : 'node');
  const own = Object.entries(where).filter(([field, named]) => {
    if (!Array.isArray(named) || !['node', 'agent', 'entity'].includes(field)) return false;
    const kinds = field === 'entity' ? new Set(named.map((id) => kindOf(String(id)))) : new Set([field]);
    return kinds.size === 1 && (kinds.has('node') ? ofNodes : ofAgents);
  });
  return { ...plan, anchor: { ...anchor, where: { ...anchor.where, ...Object.fromEntries(own) } } } as Plan;
}

export function denotation(asked: Plan, given: World): Denotation {
  const plan = anchoredToItsOwn(asked);
  const world = withWishes(plan, given);
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
      // What was not recorded has no rate.
      const from = Math.max(w.from, Math.min(...world.events.map((e) => e.timeUs)));
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
      // Whether a node runs now is not known while its agent is silent.
      const [first] = found;
      const agent = first === undefined ? undefined : then.agents.get(String(then.nodes.get(first.id)?.agentId));
      const heard = agent === undefined || agent.health === 'healthy' || agent.health === 'degraded';
      const unknown = when === world.nowUs && first?.of['status'] === 'running' && !heard;
      return {
        empty: first === undefined,
        value: unknown ? 'unknown' : first?.of['status'],
        rows: found.map((e) => [e.id, e.of['status']]),
      };
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
