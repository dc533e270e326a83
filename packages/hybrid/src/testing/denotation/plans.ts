import type { Chance } from '@sutra/kit';
import { isoSecond, type Plan, type Where } from '../../core/plan.ts';
import { HISTORY_S, NODES } from './histories.ts';

const START_MS = Date.UTC(2026, 2, 15);
const AGENTS = ['agent-1', 'agent-2', 'agent-12', 'edge-tokyo'];
const NODE_EVENTS = ['node_crashed', 'node_restarted', 'spawn_failed', 'spawn_succeeded', 'stop_requested'];
const AGENT_EVENTS = ['agent_offline', 'agent_degraded', 'agent_recovered'];
const DIMS = [
  'agent',
  'node',
  'region',
  'env',
  'platform',
  'version',
  'event',
  'cause',
  'error',
  'user',
  'hour_of_day',
  'weekday',
  'host',
] as const;
const AGGS = ['avg', 'sum', 'min', 'max', 'p50', 'p90', 'p95', 'p99', 'count'] as const;
const OFS = [
  'downtime',
  'uptime',
  'time_in:offline',
  'time_in:running',
  'time_in:crashed',
  'spawn_time',
  'stop_time',
  'restart_time',
  'time_to_crash',
  'heartbeat_gap',
];

/** Plans over everything the language can say and the engine computes, by chance. */
export function randomPlan(chance: Chance): Plan {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(chance.next() * list.length)] as T;
  const some = (share: number): boolean => chance.next() < share;
  const time = (): object => {
    if (some(0.25)) return {};
    const from = Math.floor(chance.next() * HISTORY_S);
    const to = from + Math.floor(chance.next() * (HISTORY_S - from));
    const iso = (s: number): string => isoSecond(START_MS + s * 1000);
    return { time: { from: some(0.1) ? null : iso(from), to: some(0.15) ? null : iso(to) } };
  };
  const place = (): Where =>
    pick<Where>([
      { agent: [pick(AGENTS)] },
      { node: [pick(NODES), pick(NODES)] },
      { node: { not: [pick(NODES)] } },
      { region: ['us-east'] },
      { env: [pick(['production', 'staging'])] },
      { platform: { not: ['process'] } },
      { version: ['1.5.1'] },
      { entity: { like: 'cache-*' } },
      { 'label.gpu': ['true'] },
      { region: { not: ['us-east'] } },
    ]);
  const detail = (): Where =>
    pick<Where>([
      { cause: [pick(['oom', 'segfault'])] },
      { exit_code: [137] },
      { exit_code: { gt: 0 } },
      { exit_code: { not: [137] } },
      { error: { contains: 'ADDRESS' } },
      { cause: { exists: false } },
      { user: ['priya'] },
      { user: { not: ['priya'] } },
      { user: ['deploy-bot'] },
      { hour_of_day: [9, 10, 11, 20] },
      { weekday: ['sunday'] },
      { cause: { not: ['oom'] } },
      { error: { like: '*denied' } },
    ]);
  const types = (): Where =>
    pick<Where>([
      { event: [pick(NODE_EVENTS)] },
      { event: [pick(AGENT_EVENTS)] },
      { event: ['@failure'] },
      { event: { not: ['agent_heartbeat', 'node_metrics'] } },
      { event: ['@all'] },
      {},
    ]);
  const either = (): Where => ({ any: [{ ...types(), ...detail() }, place(), ...(some(0.3) ? [detail()] : [])] });
  const where = (): { where?: Where } => {
    const made: Where = {
      ...(some(0.8) ? types() : {}),
      ...(some(0.4) ? place() : {}),
      ...(some(0.25) ? detail() : {}),
      ...(some(0.15) ? either() : {}),
    };
    return Object.keys(made).length === 0 ? {} : { where: made };
  };
  const anchor = (): object =>
    some(0.15)
      ? {
          anchor: {
            where: { event: [pick([...NODE_EVENTS, ...AGENT_EVENTS])] },
            rel: pick(['before', 'after', 'around', 'at'] as const),
            ...(some(0.5) ? { window: pick(['10m', '2h', '1d']) } : {}),
            ...(some(0.3) ? { pick: pick(['first', 'last'] as const) } : {}),
          },
        }
      : {};
  const having = (events = NODE_EVENTS): object => ({
    having: [
      {
        event: [pick(events)],
        count: pick([{ gt: 3 }, { gte: 2 }, { lt: 5 }, { eq: 0 }, { lte: 1 }, { gt: 1, lt: 9 }]),
        ...(some(0.5) ? { per: pick(['10m', '1h', '6h', '1d']) } : {}),
        ...(some(0.2) ? { where: { cause: ['oom'] } } : {}),
      },
      ...(some(0.2) ? [{ event: [pick(events)], count: { gte: 1 } }] : []),
    ],
  });
  const seq = (node: boolean): object => ({
    seq: {
      first: { event: [node ? pick(['node_crashed', 'stop_requested']) : 'agent_offline'] },
      // biome-ignore lint/suspicious/noThenProperty: the plan's name for what follows
      then: { event: [node ? pick(['node_restarted', 'spawn_failed']) : 'agent_recovered'] },
      ...(some(0.5) ? { absent: true } : {}),
      ...(some(0.5) ? { within: pick(['30s', '5m', '2h']) } : {}),
    },
  });
  const by = (): object =>
    some(0.5)
      ? { by: some(0.25) ? [pick(['agent', 'region', 'env'] as const), pick(['event', 'cause', 'node', 'user'] as const)] : [pick(DIMS)] }
      : {};
  const page = (): object => ({
    ...(some(0.3) ? { limit: 1 + Math.floor(chance.next() * 6) } : {}),
    ...(some(0.15) ? { offset: 1 + Math.floor(chance.next() * 3) } : {}),
  });
  const instant = (): object => (some(0.2) ? { at: isoSecond(START_MS + Math.floor(chance.next() * HISTORY_S) * 1000) } : {});
  const ordered = (names: readonly string[]): object =>
    some(0.3) ? { order: { by: pick(names), dir: pick(['asc', 'desc'] as const) } } : {};
  const stateWhere = (): { where?: Where } =>
    some(0.6)
      ? {
          where: {
            ...(some(0.5) ? { status: [pick(['healthy', 'offline', 'degraded', 'running', 'crashed', 'stopped'])] } : {}),
            ...(some(0.4)
              ? pick<Where>([
                  { cpu_pct: { gt: 40 } },
                  { region: ['us-east'] },
                  { env: { not: ['production'] } },
                  { restart_count: { gte: 1 } },
                ])
              : {}),
            ...(some(0.2) ? { any: [{ status: ['running'] }, { region: ['eu-west'] }] } : {}),
          },
        }
      : {};
  const entity = pick(['agent', 'node', 'entity'] as const);
  const makers: readonly (() => object)[] = [
    () => ({ op: 'list', target: 'event', ...where(), ...time(), ...anchor(), ...ordered(['time', 'exit_code']), ...page(), ...instant() }),
    () => ({ op: 'list', target: 'event', ...where(), ...time(), ...having(), ...page() }),
    () => ({ op: 'list', target: 'event', ...time(), ...seq(some(0.5)), ...page() }),
    () => ({ op: 'list', target: entity, ...stateWhere(), ...instant(), ...page(), ...ordered(['cpu_pct']) }),
    () => ({ op: 'list', target: entity, ...where(), ...time(), ...anchor(), ...instant(), ...page() }),
    () => ({
      op: 'list',
      target: entity,
      ...(some(0.4) ? { where: place() } : {}),
      ...time(),
      ...having([...NODE_EVENTS, ...AGENT_EVENTS]),
      ...instant(),
    }),
    () => ({ op: 'list', target: entity === 'entity' ? 'node' : entity, ...time(), ...seq(entity !== 'agent'), ...instant() }),
    () => ({
      op: 'count',
      target: 'event',
      ...where(),
      ...time(),
      ...anchor(),
      ...by(),
      ...(some(0.3) ? { bucket: pick(['1h', '6h', '1d', '15m']) } : {}),
      ...ordered(['value']),
      ...page(),
      ...instant(),
    }),
    () => ({
      op: 'count',
      target: 'event',
      ...where(),
      ...time(),
      distinct: pick(['agent', 'node', 'region', 'cause'] as const),
      ...(some(0.4) ? { by: [pick(['event', 'weekday'] as const)] } : {}),
    }),
    () => ({ op: 'count', target: 'event', ...where(), ...time(), ...having(), ...by() }),
    () => ({ op: 'count', target: 'event', ...time(), ...seq(some(0.5)), ...by() }),
    () => ({
      op: 'count',
      target: entity,
      ...stateWhere(),
      ...instant(),
      ...(some(0.5) ? { by: [pick(['status', 'region', 'env', 'agent'] as const)] } : {}),
    }),
    () => ({ op: 'count', target: entity, ...where(), ...time(), ...(some(0.3) ? having() : {}) }),
    () => ({ op: 'timeline', ...(some(0.7) ? { where: place() } : {}), ...time(), ...anchor(), ...(some(0.3) ? { limit: 5 } : {}) }),
    () => ({
      op: 'rate',
      ...where(),
      ...time(),
      ...(some(0.5) ? { per: pick(['1m', '1d']) } : {}),
      ...(some(0.4) ? { by: [pick(['agent', 'region', 'event'] as const)] } : {}),
    }),
    () => ({
      op: 'ratio',
      of: pick(['spawn_success', 'spawn_failure', 'stop_success', 'stop_failure', 'recovery'] as const),
      ...(some(0.4) ? { where: place() } : {}),
      ...time(),
      ...(some(0.5) ? { by: [pick(['agent', 'node', 'region', 'hour_of_day'] as const)] } : {}),
    }),
    () => ({ op: 'ratio', of: 'share', ...where(), num: some(0.5) ? detail() : types(), ...time(), ...by() }),
    () => ({
      op: 'ratio',
      of: 'availability',
      ...(some(0.4) ? { where: pick<Where>([{ agent: [pick(AGENTS)] }, { node: [pick(NODES)] }, { region: ['us-east'] }]) } : {}),
      ...time(),
      ...(some(0.4) ? { by: [pick(['node', 'region', 'agent'] as const)] } : {}),
    }),
    () => ({
      op: 'duration',
      of: pick(OFS),
      target: entity,
      agg: pick([...AGGS, 'last', 'current', 'each'] as const),
      ...(some(0.5)
        ? { where: pick<Where>([{ agent: [pick(AGENTS)] }, { region: ['us-east'] }, { cause: ['oom'] }, { env: { not: ['staging'] } }]) }
        : {}),
      ...time(),
      ...(some(0.3) ? { by: [pick(['agent', 'region', 'env', 'cause'] as const)] } : {}),
      ...(some(0.2) ? { filter: { gt: pick(['10s', '10m', '2h']) } } : {}),
    }),
    () => ({
      op: 'aggregate',
      metric: pick(['cpu_pct', 'memory_mb', 'latency_ms', 'memory_pct']),
      agg: some(0.15) ? 'current' : pick(AGGS),
      target: entity,
      ...(some(0.4) ? { where: pick<Where>([{ agent: [pick(AGENTS)] }, { region: ['us-east'] }]) } : {}),
      ...time(),
      ...(some(0.5) ? { by: [pick(['agent', 'node', 'region', 'query_type', 'hour_of_day'] as const)] } : {}),
    }),
    () => ({ op: 'state', target: pick(['agent', 'node', 'entity', 'cluster'] as const), ...instant() }),
    () => ({
      op: 'compare',
      plan: { op: 'count', target: 'event', ...types1(pick) },
      sides: [{ time: span(chance) }, { time: span(chance), ...(some(0.3) ? { where: place() } : {}) }],
    }),
  ];
  return fit(pick(makers)() as Plan);
}

const types1 = (pick: <T>(list: readonly T[]) => T): { where: Where } => ({ where: { event: [pick(NODE_EVENTS)] } });

function span(chance: Chance): { from: string; to: string } {
  const from = Math.floor(chance.next() * HISTORY_S * 0.8);
  return { from: isoSecond(START_MS + from * 1000), to: isoSecond(START_MS + (from + 40_000) * 1000) };
}

/** Drops what makes no sense together: an order by something the rows do not carry. */
function fit(plan: Plan): Plan {
  if (plan.op === 'count' && plan.order !== undefined && plan.by === undefined) {
    const { order: _order, ...rest } = plan;
    return rest;
  }
  return plan;
}
