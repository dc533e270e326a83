import { apply, EMPTY_GRID, type GridEvent, type GridState } from '@sutra/model';

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

export const S = 1_000_000;

export const DAY = 86_400 * S;

export const us = (iso: string): number => Date.parse(iso) * 1000;

export const dur = (text: string): number =>
  Number(text.slice(0, -1)) * ({ s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 }[text.slice(-1)] ?? 0) * S;

export type Entity = { readonly id: string; readonly kind: 'agent' | 'node'; readonly of: Readonly<Record<string, unknown>> };

export type Window = { readonly from: number; readonly to: number };

export const at = (plan: { readonly at?: string }, world: World): World =>
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

export function entities(state: GridState, target: string, nowUs: number): Entity[] {
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
        nodes: [...state.nodes.values()].filter((n) => n.agentId === a.id).map((n) => n.id),
        status: a.health,
        ...(a.health === 'offline' || a.health === 'unregistered' ? {} : { cpu_pct: a.metrics?.cpuPct, memory_pct: a.metrics?.memoryPct }),
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
        well: n.status === 'running' && !n.crashLooping,
        ...(n.status === 'running' && n.metrics !== undefined && n.metrics.atUs >= (n.startedUs ?? 0)
          ? {
              cpu_pct: n.metrics.cpuPct,
              memory_mb: n.metrics.memoryMb,
              memory_pct: n.spec.memoryLimitMb === 0 ? undefined : (100 * n.metrics.memoryMb) / n.spec.memoryLimitMb,
            }
          : {}),
        restart_count: n.restartCount,
        uptime_s: n.startedUs === undefined || n.status !== 'running' ? undefined : (nowUs - n.startedUs) / S,
      },
    }),
  );
  return [...(target === 'node' ? [] : agents), ...(target === 'agent' ? [] : nodes)].sort((a, b) => natural(a.id, b.id));
}
