import type { Chance } from '@sutra/kit';
import {
  AGGS,
  CALENDAR_FIELDS,
  CLARIFY_REASONS,
  CLARIFY_SLOTS,
  DIMS,
  isoSecond,
  NUMBER_FIELDS,
  type Op,
  type Plan,
  RATIOS,
  REFUSE_REASONS,
  TARGETS,
  VERBS,
  type Where,
} from '../core/plan.ts';

/** Names that exist where the plans are read. */
export interface Known {
  readonly agents: readonly string[];
  readonly nodes: readonly string[];
  readonly types: readonly string[];
}

const OPS = [
  'list',
  'count',
  'timeline',
  'state',
  'rate',
  'ratio',
  'duration',
  'aggregate',
  'compare',
  'why',
  'impact',
  'changed',
  'path',
  'similar',
  'predict',
  'anomaly',
  'audit',
  'simulate',
  'action',
  'watch',
  'help',
  'explain',
  'clarify',
  'refuse',
] as const satisfies readonly Op[];
const CLASSES = ['@failure', '@problem', '@recovery', '@agent', '@spawn', '@stop', '@update', '@scale', '@cluster', '@all'];
const TEXTS = ['address already in use', 'a "quoted" word', 'x, with y or z', '137', 'not', 'Ünïcode → ok', 'a\\b\nc', '(both) and'];
const STATUSES = ['healthy', 'offline', 'degraded', 'running', 'crashed', '@down', '@failed', '@up'];
const WORDS: Readonly<Record<string, readonly (string | number | boolean)[]>> = {
  host: ['bm-fra-02', 'host with space'],
  region: ['us-east', 'eu-west'],
  env: ['production', 'dev'],
  platform: ['docker', 'kubernetes'],
  version: ['1.5.1', '1.5', '2'],
  user: ['priya', 'deploy-bot'],
  actor_kind: ['human', 'bot'],
  'label.gpu': ['true', true],
  'label.tier': ['gold', 3],
  ref: ['previous', 'event-node_crashed-1773835214300000-agent-1:1.4'],
  cause: ['oom', 'segfault', 'port_conflict'],
  exit_code: [137, -9, 0],
  port: [7001],
  query_type: ['semantic'],
  status: STATUSES,
  pattern: ['flapping', 'crash_loop'],
};
const DURS = ['30s', '90s', '10m', '1h', '24h', '7d', '2w'];

/** Valid plans over everything the schema allows, by chance. What only says how an answer is shown is left out. */
export function anyPlan(chance: Chance, known: Known, depth = 0): Plan {
  const draw = new Draw(chance, known);
  return { ...draw.plan(draw.pick(depth > 0 ? OPS.slice(0, 8) : OPS), depth) } as Plan;
}

class Draw {
  readonly chance: Chance;
  readonly known: Known;

  constructor(chance: Chance, known: Known) {
    this.chance = chance;
    this.known = known;
  }

  pick<T>(list: readonly T[]): T {
    return list[Math.floor(this.chance.next() * list.length)] as T;
  }
  some(share: number): boolean {
    return this.chance.next() < share;
  }
  upTo(n: number): number {
    return 1 + Math.floor(this.chance.next() * n);
  }
  many<T>(list: readonly T[], most = 3): T[] {
    return [...new Set(Array.from({ length: this.upTo(most) }, () => this.pick(list)))];
  }
  /** Keys that are there by chance. */
  maybe(parts: Readonly<Record<string, () => unknown>>, share = 0.3): object {
    return Object.fromEntries(Object.entries(parts).flatMap(([key, make]) => (this.some(share) ? [[key, make()]] : [])));
  }

  iso(): string {
    return isoSecond(Date.UTC(2026, 2, 1) + Math.floor(this.chance.next() * 17 * 86_400) * 1000);
  }
  dur(): string {
    return this.pick(DURS);
  }
  time(): object {
    const [from, to] = [this.iso(), this.iso()].sort();
    return { from: this.some(0.15) ? null : from, to: this.some(0.15) ? null : to };
  }
  types(): string[] {
    return this.many(this.some(0.25) ? CLASSES : this.known.types, 2);
  }
  amount(): number {
    return this.pick([0, 1, 5, 80, 99.5, 2048, -3]);
  }

  condition(field: string): unknown {
    if ((NUMBER_FIELDS as readonly string[]).includes(field) || this.some(0.05))
      return this.pick([
        { gt: this.amount() },
        { gte: 1, lt: this.amount() },
        { lte: this.amount() },
        { eq: this.amount() },
        { between: [1, this.upTo(90)] },
        { exists: this.some(0.5) },
      ]);
    if (field === 'error')
      return this.pick<unknown>([{ contains: this.pick(TEXTS) }, [this.pick(TEXTS)], { like: '*denied' }, { exists: true }]);
    if (field === 'hour_of_day') return [this.upTo(23), 0];
    if (field === 'weekday') return this.many(['monday', 'sunday']);
    if (field === 'entity') return this.pick<unknown>([{ like: 'cache-*' }, [this.pick(this.known.nodes)]]);
    const values = this.many(WORDS[field] ?? ['x'], 2);
    return this.some(0.2) ? { not: values } : values;
  }
  where(depth = 0): Where {
    const where: Record<string, unknown> = {};
    if (this.some(0.6)) where['event'] = this.some(0.12) ? { not: this.types() } : this.types();
    if (this.some(0.25)) where['agent'] = this.some(0.15) ? { not: this.many(this.known.agents) } : this.many(this.known.agents);
    if (this.some(0.25)) where['node'] = this.some(0.1) ? { like: 'node-abc*' } : this.many(this.known.nodes);
    const fields = [...Object.keys(WORDS), 'error', 'entity', ...CALENDAR_FIELDS, ...NUMBER_FIELDS];
    for (let n = this.some(0.5) ? this.upTo(2) : 0; n > 0; n--) {
      const field = this.pick(fields);
      where[field] = this.condition(field);
    }
    if (depth < 2 && this.some(0.1)) where['any'] = [this.where(depth + 1), this.where(depth + 1)];
    return where as Where;
  }

  anchor(): object {
    return {
      where: this.where(1),
      rel: this.pick(['before', 'after', 'around', 'at']),
      ...this.maybe({ window: () => this.dur(), pick: () => this.pick(['first', 'last']) }),
    };
  }
  having(): object[] {
    return Array.from({ length: this.upTo(2) }, () => ({
      event: this.types(),
      count: this.pick<object>([{ gt: 3 }, { gte: 2 }, { lt: 5 }, { eq: 0 }, { lte: 1 }, { gt: 1, lt: 9 }]),
      ...this.maybe({ per: () => this.dur(), where: () => ({ cause: ['oom'] }) }),
    }));
  }
  seq(): object {
    return {
      first: this.where(1),
      // biome-ignore lint/suspicious/noThenProperty: the plan's name for what follows
      then: this.where(1),
      ...this.maybe({ absent: () => true, within: () => this.dur() }, 0.5),
    };
  }
  order(): object {
    return { by: this.pick(['time', 'value', 'memory_pct', 'restart_count']), dir: this.pick(['asc', 'desc']) };
  }
  by(): string[] {
    return this.many(DIMS, 2);
  }

  plan(op: Op, depth: number): object {
    const common = this.maybe({ where: () => this.where(), time: () => this.time() }, 0.6);
    const target = this.pick(TARGETS);
    const limit = { limit: () => this.upTo(20) };
    const groups = { by: () => this.by(), bucket: () => this.pick([...DURS, 'auto']), order: () => this.order(), ...limit };
    const anchor = { anchor: () => this.anchor() };
    const rows = {
      at: () => this.iso(),
      ...anchor,
      having: () => this.having(),
      seq: () => this.seq(),
      order: () => this.order(),
      ...limit,
      offset: () => this.upTo(9),
    };
    switch (op) {
      case 'list':
        return { op, target, ...common, ...this.maybe(rows, 0.2) };
      case 'count':
        return { op, target, ...common, ...this.maybe({ ...rows, ...groups, distinct: () => this.pick(DIMS) }, 0.2) };
      case 'timeline':
        return { op, ...common, ...this.maybe({ ...anchor, ...limit }) };
      case 'state':
        return { op, target, ...common, ...this.maybe({ at: () => this.iso(), ...anchor }) };
      case 'rate':
        return {
          op,
          ...common,
          ...this.maybe({ per: () => this.pick(['1m', '1h', '1d', '90s']), by: groups.by, bucket: groups.bucket, ...anchor }),
        };
      case 'ratio': {
        const of = this.pick(RATIOS);
        return { op, of, ...common, ...this.maybe({ ...groups, ...(of === 'share' ? { num: () => this.where(1) } : {}) }) };
      }
      case 'duration': {
        const of = this.pick([
          'downtime',
          'uptime',
          'spawn_time',
          'stop_time',
          'restart_time',
          'time_to_crash',
          'heartbeat_gap',
          'time_in:offline',
        ]);
        const filter = () => this.pick<object>([{ gt: this.dur() }, { gte: '10m', lt: '2h' }, { lte: this.dur() }]);
        return { op, of, target, agg: this.pick(AGGS), ...common, ...this.maybe({ by: groups.by, order: groups.order, ...limit, filter }) };
      }
      case 'aggregate':
        return { op, metric: this.pick(NUMBER_FIELDS), agg: this.pick(AGGS), target, ...common, ...this.maybe(groups) };
      case 'compare':
        return {
          op,
          plan: anyPlan(this.chance, this.known, depth + 1),
          sides: Array.from({ length: 1 + this.upTo(3) }, () => this.side()),
        };
      case 'predict':
        return {
          op,
          target,
          ...common,
          ...this.maybe({
            horizon: () => this.dur(),
            threshold: () =>
              this.pick<object>([{ metric: 'memory_pct', gte: 90 }, { metric: 'free_slots', lte: 0 }, { metric: 'disk_pct' }]),
            ...limit,
            metric: () => this.pick(NUMBER_FIELDS),
          }),
        };
      default:
        return this.rare(op, common, target, limit);
    }
  }

  side(): object {
    const side = this.maybe({ time: () => this.time(), where: () => this.where(1), anchor: () => this.anchor() }, 0.5);
    return Object.keys(side).length === 0 ? { time: this.time() } : side;
  }

  rare(op: Op, common: object, target: string, limit: Record<string, () => unknown>): object {
    const where = this.where();
    switch (op) {
      case 'why': {
        const how = this.pick<object>([{}, {}, { negate: true }, { pick: 'first' }, { pick: 'all' }]);
        return { op, ...common, where, ...how, ...this.maybe({ hypothesis: () => this.where(1) }) };
      }
      case 'impact':
        return { op, ...common, where, ...this.maybe({ target: () => target, outcome: () => this.where(1) }) };
      case 'changed':
        return { op, ...common, ...this.maybe({ anchor: () => this.anchor() }) };
      case 'path':
        return { op, from: where, to: this.where(1), ...this.maybe({ time: () => this.time() }) };
      case 'similar':
        return { op, ...common, where, ...this.maybe(limit) };
      case 'anomaly':
        return {
          op,
          ...common,
          ...this.maybe({ metric: () => this.pick(NUMBER_FIELDS), of: () => 'query latency', target: () => target }),
        };
      case 'audit':
        return {
          op,
          ...common,
          ...this.maybe({ verb: () => this.pick(VERBS) }),
          ...this.pick<object>([{}, { form: 'report' }, { pick: 'first' }, { pick: 'last' }]),
        };
      case 'simulate':
        return { op, change: this.change(), ...this.maybe({ outcome: () => this.where(1) }, 0.15) };
      case 'action':
        return {
          op,
          verb: this.pick(VERBS),
          ...common,
          ...this.maybe({
            target: () => target,
            params: () =>
              this.maybe(
                { count: () => this.upTo(9), delta: () => this.amount(), version: () => '1.5.1', to: () => 'agent-2', port: () => 7001 },
                0.4,
              ),
            when: () => ({ at: this.iso() }),
          }),
        };
      case 'watch':
        return { op, ...common, ...this.maybe({ having: () => this.having(), for: () => this.dur() }, 0.5) };
      case 'help':
        return { op, ...this.maybe({ topic: () => this.pick(['questions', 'events', 'fields', 'actions']) }, 0.8) };
      case 'explain':
        return { op, what: this.pick(['evidence', 'reading', 'calculation']) };
      case 'clarify':
        return { op, reason: this.pick(CLARIFY_REASONS), slot: this.pick(CLARIFY_SLOTS) };
      default:
        return { op: 'refuse', reason: this.pick(REFUSE_REASONS) };
    }
  }

  change(): object {
    return this.pick<() => object>([
      () => ({ event: ['agent_offline'], agent: this.many(this.known.agents) }),
      () => ({ event: ['node_crashed'], node: this.many(this.known.nodes) }),
      () => ({ event: ['agent_offline'], region: ['us-east'] }),
      () => ({ policy: 'restart', restart: this.pick(['never', 'always', 'on-failure']) }),
      () => ({ policy: 'placement', without: this.many(this.known.agents) }),
      () => ({ max_nodes: this.upTo(9), nested: { a: [1, { b: null }] } }),
      () => ({ verb: 'scale', count: this.upTo(20), region: ['us-east'] }),
    ])();
  }
}
