import { expect, it } from 'vitest';
import type { Plan } from '../../core/plan.ts';
import { history, sceneOf } from '../../testing/index.ts';
import { executePlan } from '../ask.ts';

it('a sentence without groups ends before them, and a count says what is in none', async () => {
  const told = history();
  for (const atS of [10, 20]) {
    const figures = { query_type: 'graph', query_depth: 1, result_count: 1, latency_ms: 5, confidence: 1 };
    told.tell(atS, 'query_performance', { node_id: 'web', ...figures } as never);
  }
  const ask = (plan: Plan) => executePlan(plan, { tz: 'UTC', nowUs: told.startUs + 3_600_000_000 }, sceneOf(told));
  const where = { event: ['query_performance'] };
  const count = await ask({ op: 'count', target: 'event', where, by: ['region'] });
  expect([count.text, count.unknown]).toEqual(['2 query performance events.', ['the region of 2 events: none is named']]);
  expect((await ask({ op: 'rate', where, by: ['region'] })).text).toBe('2.006 query performance events per hour in 59 min 50 s.');
  expect((await ask({ op: 'ratio', of: 'share', where, num: { query_type: ['graph'] }, by: ['region'] })).text).toBe('100 % of them.');
  expect((await ask({ op: 'aggregate', metric: 'latency_ms', agg: 'avg', target: 'event', by: ['region'] })).text).toBe(
    'Average latency_ms: 5 ms.',
  );
});
