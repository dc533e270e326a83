import type { GridEvent, GridState } from '@sutra/model';
import type { Cond, Where } from '../../../core/plan.ts';
import { type Entity, entities } from './world.ts';

export const CLASSES: Readonly<Record<string, readonly string[]>> = {
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
    'storage_damaged',
    'storage_full',
    'storage_stalled',
    'watch_delivery_failed',
  ],
  '@spawn': ['spawn_requested', 'spawn_succeeded', 'spawn_failed'],
};

export function holds(value: unknown, cond: Cond): boolean {
  const text = String(value).toLowerCase();
  const among = (list: readonly unknown[]): boolean => list.some((one) => String(one).toLowerCase() === text);
  if (Array.isArray(cond)) return value !== undefined && among(cond);
  const c = cond as Exclude<Cond, readonly (string | number | boolean)[]>;
  if (c.exists !== undefined && (value !== undefined) !== c.exists) return false;
  if (c.not !== undefined && value !== undefined && among(c.not)) return false;
  // What has no number has no other one either.
  if (c.exists === undefined && value === undefined && c.not?.every((one) => typeof one === 'number') === true) return false;
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

export const isSo = (e: Entity, where: Where | undefined): boolean =>
  Object.entries(where ?? {}).every(([f, c]) =>
    f === 'any'
      ? (c as readonly Where[]).some((w) => isSo(e, w))
      : f === 'status' && e.of['well'] === true
        ? // A node that runs well is running and healthy.
          Array.isArray(c)
          ? c.includes('running') || c.includes('healthy')
          : !(c as { not: readonly string[] }).not.some((one) => one === 'running' || one === 'healthy')
        : f === 'node' && e.kind === 'agent'
          ? hasNode(e, c as Cond)
          : holds(e.of[f], c as Cond),
  );

/** An agent is meant by the nodes that are placed on it: by one of them, or by none of those left out. */
function hasNode(agent: Entity, cond: Cond): boolean {
  const nodes = agent.of['nodes'] as readonly string[];
  return !Array.isArray(cond) && 'not' in cond ? nodes.every((id) => holds(id, cond)) : nodes.some((id) => holds(id, cond));
}

export const BODY = ['cause', 'exit_code', 'error', 'query_type', 'cpu_pct', 'memory_mb', 'latency_ms'];

export const DAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

/** An event that came of a wish, with whoever wished it. */
export type Wished = GridEvent & { readonly asker?: string };

/** Whether an event is one that a condition speaks of. */
export function meets(e: GridEvent, where: Where | undefined, state: GridState): boolean {
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
    if (field === 'user') return holds(((e as Wished).asker ?? e.actor)?.replace(/^cli:/, ''), cond);
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
