import type { Plan, Seq } from '../../core/plan.ts';

const DAY_2 = { from: '2026-03-16T00:00:00Z', to: '2026-03-17T00:00:00Z' };
const DAY_3 = { from: '2026-03-17T00:00:00Z', to: null };
const HOURS = { from: '2026-03-16T00:00:00Z', to: '2026-03-16T12:00:00Z' };
const CRASH = { event: ['node_crashed'] };
const CRASHED_OFTEN = [{ event: ['node_crashed'], count: { gt: 3 } }];
const LACKING = { event: ['@failure'], node: ['cache-1'], cause: ['oom', 'unknown'] };
const after = (first: string, more: Partial<Seq>): Seq => {
  // biome-ignore lint/suspicious/noThenProperty: the plan's name for what follows
  return { first: { event: [first] }, then: { event: ['agent_recovered'] }, ...more };
};

/** Plans and their neighbours: one slot is different (period, type, filter, grouping, order, figure), and so must be what they denote. */
export const NEIGHBOURS: readonly (readonly [Plan, ...Plan[]])[] = [
  [
    { op: 'count', target: 'event', where: CRASH, time: DAY_2 },
    { op: 'count', target: 'event', where: CRASH, time: DAY_3 },
    { op: 'count', target: 'event', where: CRASH, time: HOURS },
    { op: 'count', target: 'event', where: CRASH },
    { op: 'count', target: 'event', where: { event: ['node_restarted'] }, time: DAY_2 },
    { op: 'count', target: 'event', where: { event: ['@failure'] }, time: DAY_2 },
    { op: 'count', target: 'event', where: { ...CRASH, cause: ['oom'] }, time: DAY_2 },
    { op: 'count', target: 'event', where: { ...CRASH, region: ['us-east'] }, time: DAY_2 },
    { op: 'count', target: 'event', where: { ...CRASH, any: [{ cause: ['oom'] }, { region: ['us-east'] }] }, time: DAY_2 },
    { op: 'count', target: 'event', where: CRASH, time: DAY_2, distinct: 'node' },
    { op: 'count', target: 'event', where: CRASH, time: DAY_2, by: ['node'] },
  ],
  [
    { op: 'count', target: 'event', where: CRASH, time: DAY_2, by: ['agent'] },
    { op: 'count', target: 'event', where: CRASH, time: DAY_2, by: ['node'] },
    { op: 'count', target: 'event', where: CRASH, time: DAY_2, by: ['region'] },
    { op: 'count', target: 'event', where: CRASH, time: DAY_2, by: ['cause'] },
    { op: 'count', target: 'event', where: CRASH, time: DAY_2, by: ['agent'], limit: 1 },
    { op: 'count', target: 'event', where: CRASH, time: DAY_2, by: ['agent'], order: { by: 'value', dir: 'asc' } },
    { op: 'count', target: 'event', where: CRASH, time: DAY_2, by: ['agent'], bucket: '6h' },
    { op: 'count', target: 'event', where: CRASH, time: DAY_2, bucket: '6h' },
  ],
  [
    { op: 'list', target: 'event', where: CRASH, time: DAY_2 },
    { op: 'list', target: 'event', where: CRASH, time: DAY_2, order: { by: 'time', dir: 'asc' } },
    { op: 'list', target: 'event', where: CRASH, time: DAY_2, limit: 3 },
    { op: 'list', target: 'event', where: CRASH, time: DAY_2, limit: 3, offset: 1 },
    { op: 'list', target: 'event', where: CRASH, anchor: { where: { event: ['agent_offline'] }, rel: 'before' } },
    { op: 'list', target: 'event', where: CRASH, anchor: { where: { event: ['agent_offline'] }, rel: 'after' } },
    { op: 'list', target: 'event', where: CRASH, time: DAY_2, having: [{ event: ['node_crashed'], count: { gt: 3 } }] },
    { op: 'list', target: 'event', where: CRASH, time: DAY_2, at: '2026-03-16T15:00:00Z' },
  ],
  [
    { op: 'list', target: 'node', having: [{ event: ['node_crashed'], count: { gt: 3 } }], time: DAY_2 },
    { op: 'list', target: 'node', having: [{ event: ['node_crashed'], count: { gt: 1 } }], time: DAY_2 },
    { op: 'list', target: 'node', having: [{ event: ['node_crashed'], count: { gt: 3 }, per: '6h' }], time: DAY_2 },
    { op: 'list', target: 'node', having: [{ event: ['node_crashed'], count: { eq: 0 } }], time: DAY_2 },
    { op: 'list', target: 'agent', having: [{ event: ['node_crashed'], count: { gt: 3 } }], time: DAY_2 },
  ],
  [
    { op: 'list', target: 'agent', seq: after('agent_offline', { absent: true }) },
    { op: 'list', target: 'agent', seq: after('agent_offline', {}) },
    {
      op: 'list',
      target: 'agent',
      seq: after('agent_offline', { absent: true, within: '5m' }),
    },
    { op: 'list', target: 'agent', seq: after('agent_degraded', { absent: true }) },
  ],
  [
    { op: 'duration', of: 'downtime', target: 'agent', agg: 'sum', time: DAY_2 },
    { op: 'duration', of: 'downtime', target: 'agent', agg: 'avg', time: DAY_2 },
    { op: 'duration', of: 'downtime', target: 'agent', agg: 'max', time: DAY_2 },
    { op: 'duration', of: 'downtime', target: 'agent', agg: 'count', time: DAY_2 },
    { op: 'duration', of: 'downtime', target: 'node', agg: 'sum', time: DAY_2 },
    { op: 'duration', of: 'uptime', target: 'agent', agg: 'sum', time: DAY_2 },
    { op: 'duration', of: 'downtime', target: 'agent', agg: 'sum' },
    { op: 'duration', of: 'downtime', target: 'agent', agg: 'sum', time: DAY_2, by: ['agent'] },
    { op: 'duration', of: 'restart_time', target: 'node', agg: 'sum', time: DAY_2 },
    { op: 'duration', of: 'time_to_crash', target: 'node', agg: 'sum', time: DAY_2 },
    { op: 'duration', of: 'downtime', target: 'agent', agg: 'sum', time: DAY_2, filter: { gt: '10m' } },
  ],
  [
    { op: 'aggregate', metric: 'cpu_pct', agg: 'avg', target: 'node', time: DAY_2 },
    { op: 'aggregate', metric: 'cpu_pct', agg: 'p95', target: 'node', time: DAY_2 },
    { op: 'aggregate', metric: 'cpu_pct', agg: 'max', target: 'node', time: DAY_2 },
    { op: 'aggregate', metric: 'cpu_pct', agg: 'avg', target: 'agent', time: DAY_2 },
    { op: 'aggregate', metric: 'memory_mb', agg: 'avg', target: 'node', time: DAY_2 },
    { op: 'aggregate', metric: 'cpu_pct', agg: 'avg', target: 'node', time: DAY_3 },
    { op: 'aggregate', metric: 'cpu_pct', agg: 'avg', target: 'node', time: DAY_2, by: ['node'] },
  ],
  [
    { op: 'ratio', of: 'spawn_success', time: DAY_2 },
    { op: 'ratio', of: 'spawn_failure', time: DAY_2 },
    { op: 'ratio', of: 'spawn_success' },
    { op: 'ratio', of: 'recovery', time: DAY_2 },
    { op: 'ratio', of: 'availability', time: DAY_2 },
    { op: 'ratio', of: 'share', where: CRASH, num: { cause: ['oom'] }, time: DAY_2 },
    { op: 'ratio', of: 'spawn_success', time: DAY_2, by: ['agent'] },
  ],
  [
    { op: 'rate', where: CRASH, time: DAY_2 },
    { op: 'rate', where: CRASH, time: DAY_2, per: '1d' },
    { op: 'rate', where: CRASH, time: DAY_2, by: ['agent'] },
    { op: 'rate', where: CRASH, time: HOURS },
  ],
  [
    // Of the last day are only crashes without a code.
    { op: 'list', target: 'event', where: LACKING, order: { by: 'exit_code', dir: 'asc' } },
    { op: 'list', target: 'event', where: LACKING, order: { by: 'exit_code', dir: 'desc' } },
    { op: 'list', target: 'event', where: LACKING, order: { by: 'exit_code', dir: 'asc' }, time: DAY_3 },
    { op: 'list', target: 'event', where: LACKING },
  ],
  [
    { op: 'ratio', of: 'share', num: { user: ['priya'] }, by: ['event'] },
    { op: 'ratio', of: 'share', num: { user: ['priya'] }, by: ['agent'] },
    { op: 'count', target: 'event', where: { user: ['priya'] }, by: ['event'] },
    { op: 'count', target: 'event', where: { event: { not: ['agent_heartbeat'] }, user: ['priya'] }, having: CRASHED_OFTEN },
    { op: 'count', target: 'event', where: { event: { not: ['agent_heartbeat'] } }, having: CRASHED_OFTEN },
  ],
  [
    { op: 'count', target: 'agent', where: { node: ['cache-1', 'node-17'] } },
    { op: 'count', target: 'agent', where: { node: { not: ['cache-1', 'node-17'] } } },
    { op: 'count', target: 'agent', where: { node: ['cache-1'] } },
    { op: 'count', target: 'agent' },
    { op: 'count', target: 'entity', where: { node: ['cache-1', 'node-17'] } },
    { op: 'list', target: 'agent', where: { node: ['cache-1', 'node-17'] } },
  ],
  [
    { op: 'state', target: 'agent', at: '2026-03-16T12:00:00Z' },
    { op: 'state', target: 'agent', at: '2026-03-17T12:00:00Z' },
    { op: 'state', target: 'node', at: '2026-03-16T12:00:00Z' },
    { op: 'state', target: 'agent' },
  ],
];
