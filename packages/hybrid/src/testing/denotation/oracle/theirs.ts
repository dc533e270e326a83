import type { Cond, Plan, Where } from '../../../core/plan.ts';
import { CLASSES, holds } from './conditions.ts';
import type { World } from './world.ts';

const OF_NODES = /^node_(?:crashed|lost|crash_looping|gave_up|adopted|metrics)$/;
const OF_OTHERS = /^(?:agent_(?:heartbeat|degraded|offline|recovered|metrics|unreachable_probe)|cluster_(?:healthy|degraded|critical))$/;
const BY_DEED = /^(?:spawn_time|stop_time|restart_time|time_in:(?:stopping|stopped|pending))$/;

type Parts = Plan & {
  readonly where?: Where;
  readonly num?: Where;
  readonly by?: readonly string[];
  readonly distinct?: string;
  readonly having?: readonly { readonly event: readonly string[] }[];
};

/** What is nobody's deed is of the nodes somebody spawned. Undefined where it is of no node, beside deeds, or asked for by user. */
export function ofTheirs(plan: Plan, world: World): Plan | undefined {
  if (plan.op === 'compare') {
    const sides = plan.sides.map((side) => {
      const inner = { ...plan.plan, where: { ...(plan.plan as Parts).where, ...side.where } } as Parts;
      const one = ofTheirs(inner, world) as Parts | undefined;
      return one === undefined || one === inner ? one && side : { ...side, where: { node: one.where?.['node'] as readonly string[] } };
    });
    return sides.includes(undefined) ? undefined : ({ ...plan, sides } as Plan);
  }
  const { where, num, by, distinct } = plan as Parts;
  const kind = kindOf(plan as Parts);
  const spawnedBy = (user: Cond): string[] =>
    world.events.flatMap((e) =>
      e.type === 'spawn_requested' && e.body.replaces === undefined && e.timeUs <= world.nowUs && holds(e.actor?.replace(/^cli:/, ''), user)
        ? [e.body.node_id]
        : [],
    );
  const made = 'target' in plan && (plan.op === 'list' || plan.op === 'count') && plan.target === 'node' && where?.['node'] === undefined;
  const spawns = Array.isArray(where?.['event']) && (where['event'] as readonly string[]).join() === 'spawn_succeeded';
  if (made && spawns && where?.['user'] !== undefined && isOfPeople([where['user'] as Cond])) {
    const names = spawnedBy(where['user'] as Cond);
    return { ...plan, where: { ...where, node: names.length === 0 ? ['no node'] : names } } as Plan;
  }
  if (kind === undefined || kind === 'deeds') return plan;
  if (by?.includes('user') === true || distinct === 'user') return undefined;
  const users = [where?.['user'], num?.['user']].filter((user) => user !== undefined) as Cond[];
  if (!isOfPeople(users)) return plan;
  if (kind !== 'nodes') return undefined;
  const bent = (one: Where | undefined): Where | undefined => {
    if (one?.['user'] === undefined) return one;
    const { user, ...rest } = one;
    const spawned = spawnedBy(user as Cond);
    const before = rest['node'];
    const both = Array.isArray(before) ? spawned.filter((id) => before.includes(id)) : spawned;
    return { ...rest, node: both.length === 0 ? ['no node'] : both };
  };
  return { ...plan, ...(where && { where: bent(where) }), ...(num && { num: bent(num) }) } as Plan;
}

function isOfPeople(users: readonly Cond[]): boolean {
  const named = users.flatMap((user) => (Array.isArray(user) ? user : ((user as { not?: readonly string[] }).not ?? [])));
  return named.length > 0 && !named.some((name) => /bot$|^agent:|^autoscaler$/.test(String(name)));
}

function kindOf(plan: Parts): 'nodes' | 'others' | 'mixed' | 'deeds' | undefined {
  if (plan.op === 'audit' || plan.op === 'watch') return undefined;
  if (plan.op === 'duration')
    return BY_DEED.test(plan.of) ? 'deeds' : plan.target === 'node' || plan.target === 'entity' ? 'nodes' : 'others';
  if (plan.op === 'aggregate') return plan.target === 'node' ? 'nodes' : 'others';
  if (plan.op === 'ratio' && (plan.of === 'availability' || plan.of === 'recovery')) return 'nodes';
  const event = plan.where?.['event'];
  const said = (Array.isArray(event) ? event : event === undefined ? (plan.having ?? []).flatMap((one) => one.event) : []) as string[];
  if (said.length === 0 || said.includes('@all')) return undefined;
  const types = said.flatMap((type) => CLASSES[type] ?? [type]);
  const nobodys = types.filter((type) => OF_NODES.test(type) || OF_OTHERS.test(type));
  if (nobodys.length === types.length) return types.every((type) => OF_NODES.test(type)) ? 'nodes' : 'others';
  const plain = said.some((type) => OF_NODES.test(type) || OF_OTHERS.test(type)) && !said.some((type) => type.startsWith('@'));
  return plain ? 'mixed' : 'deeds';
}
