import { describe, expect, it } from 'vitest';
import { parsePlan, planWrong } from './plan-check.ts';

describe('a plan from outside', () => {
  it.each([
    [
      {
        op: 'list',
        target: 'event',
        where: { event: ['node_crashed'], cpu_pct: { gt: 80 } },
        time: { from: null, to: '2026-03-18T14:30:00Z' },
      },
    ],
    [{ op: 'compare', plan: { op: 'count', target: 'event' }, sides: [{ where: { agent: ['a'] } }, { where: { agent: ['b'] } }] }],
    [{ op: 'why', where: { any: [{ node: ['a'] }, { 'label.gpu': ['true'] }] }, negate: true }],
    [{ op: 'refuse', reason: 'unparsed' }],
  ])('is accepted as it is: %j', (plan) => {
    expect(parsePlan(plan)).toBe(plan);
  });

  it.each([
    [null, 'plan must be an object'],
    [{ op: 'delete' }, 'plan.op must be one of'],
    [{ op: 'constructor' }, 'plan.op must be one of'],
    [{ op: 'list' }, 'plan.target is missing'],
    [{ op: 'list', target: 'event', extra: 1 }, 'plan.extra is not known'],
    [{ op: 'list', target: 'event', where: { evnt: ['x'] } }, 'plan.where.evnt is not a field'],
    [{ op: 'list', target: 'event', where: { event: [] } }, 'plan.where.event must be a list'],
    [{ op: 'list', target: 'event', where: { cpu_pct: { gt: '80' } } }, 'plan.where.cpu_pct.gt must be a number'],
    [{ op: 'list', target: 'event', limit: 10_001 }, 'plan.limit must be an integer from 1 to 10000'],
    [{ op: 'list', target: 'event', time: { from: 'yesterday', to: null } }, 'plan.time.from must be a time'],
    [
      { op: 'list', target: 'event', time: { from: '2026-03-18T14:30:00Z', to: '2026-03-17T14:30:00Z' } },
      'plan.time ends before it begins',
    ],
    [{ op: 'compare', plan: { op: 'list' }, sides: [{ where: {} }, { where: {} }] }, 'plan.plan.target is missing'],
    [{ op: 'rate', per: '1 hour' }, 'plan.per must be a duration'],
  ])('is refused with the field and the reason: %j', (plan, reason) => {
    expect(planWrong(plan)).toContain(reason);
    expect(() => parsePlan(plan)).toThrow('Cannot use the plan');
  });

  it('cannot be nested without end', () => {
    let where: Record<string, unknown> = { node: ['a'] };
    for (let i = 0; i < 50; i++) where = { any: [where, where] };
    expect(planWrong({ op: 'why', where })).toContain('nested too deeply');
  });
});
