import { apply, EMPTY_GRID, fromStored } from '@sutra/model';
import { describe, expect, it } from 'vitest';
import { catalogueOf } from '../core/names.ts';
import type { Plan } from '../core/plan.ts';
import { history, memoryReader } from '../testing/index.ts';
import type { Answer } from './answer.ts';
import { executePlan } from './ask.ts';

const ON = { node_id: 'cache-1', agent_id: 'edge-1' };

function told() {
  const one = history();
  one.tell(0, 'agent_registered', {
    agent_id: 'edge-1',
    hostname: 'box',
    platform: 'process',
    agent_endpoint: 'stream',
    max_storage_nodes: 9,
  });
  one.tell(1, 'spawn_requested', { ...ON, port: 0, storage_path: '', memory_limit_mb: 512 });
  one.tell(2, 'spawn_succeeded', { ...ON, pid: 1, port: 0 });
  one.tell(3, 'component_started', { component: 'master', pid: 12, version: '1.0.0' });
  one.tell(3, 'node_metrics', { ...ON, cpu_pct: 1, memory_mb: 4.6, memory_limit_mb: 512 } as never);
  return one;
}

const run = (one: ReturnType<typeof told>, plan: Plan): Promise<Answer> => {
  const state = one.events.map(fromStored).reduce(apply, EMPTY_GRID);
  return executePlan(
    plan,
    { tz: 'UTC', nowUs: one.startUs + 120_000_000 },
    { reader: memoryReader(one.events), catalogue: catalogueOf(state), state },
  );
};

it('a fact that is not on record of a thing is not known of it', async () => {
  const asked = { op: 'state', target: 'agent', where: { agent: ['edge-1'] }, form: 'yesno' } as const;
  expect(await run(told(), { ...asked, expect: { version: ['1.5.1'] } })).toMatchObject({
    value: 'unknown',
    text: expect.stringMatching(/^Not known: no version of edge-1 is on record; edge-1 is healthy now/),
    unknown: ['no version of edge-1 is on record'],
  });
  expect(
    await run(told(), { ...asked, expect: { version: ['1.5.1'], status: ['offline'] } }),
    'no is no whatever else is asked',
  ).toMatchObject({
    value: false,
  });
});

describe('a node whose agent is not heard', () => {
  it('is not said to run: only that it ran when its agent was last heard', async () => {
    const one = told();
    const asked = { op: 'state', target: 'node', where: { node: ['cache-1'] }, expect: { status: ['running'] } } as Plan;
    expect(await run(one, asked)).toMatchObject({ value: true, text: expect.stringMatching(/^Yes: cache-1 is running now/) });
    const last_seen = new Date(one.startUs / 1000 + 30_000).toISOString();
    one.tell(45, 'agent_degraded', { agent_id: 'edge-1', seconds_since_heartbeat: 15 });
    expect((await run(one, asked)).value, 'degraded agents are still heard').toBe(true);
    one.tell(60, 'agent_offline', { agent_id: 'edge-1', last_seen });
    const unheard =
      'hether cache-1 is running now is not known: its agent edge-1 is offline; it ran when it was last heard, at 12:00:30 UTC';
    expect(await run(one, asked)).toMatchObject({ value: 'unknown', text: `W${unheard}.`, unknown: [`w${unheard}`] });
    one.tell(70, 'agent_recovered', { agent_id: 'edge-1', downtime_seconds: 40 });
    expect((await run(one, asked)).value).toBe(true);
    const then = { ...asked, at: new Date(one.startUs / 1000 + 65_000).toISOString().replace('.000', '') } as Plan;
    expect((await run(one, then)).value, 'what went on in a silence that is over is known').toBe(true);
  });
});

describe('how many and how long, of nodes whose agent is not heard', () => {
  const one = told();
  const last_seen = new Date(one.startUs / 1000 + 30_000).toISOString();
  one.tell(45, 'agent_degraded', { agent_id: 'edge-1', seconds_since_heartbeat: 15 });
  one.tell(60, 'agent_offline', { agent_id: 'edge-1', last_seen });
  const running = { target: 'node', where: { status: ['running'] } } as const;
  const unheard = 'ether cache-1 is running now is not known: its agent edge-1 is offline, last heard at 12:00:30 UTC';

  it('lists and numbers say whose state is not known, whichever state is asked for', async () => {
    expect((await run(one, { op: 'list', ...running })).text).toBe(`1 node now: cache-1 (running on edge-1). Wh${unheard}.`);
    expect((await run(one, { op: 'count', ...running })).text).toMatch(`Wh${unheard}.`);
    const not = { status: { not: ['running'] } };
    expect((await run(one, { op: 'count', target: 'node', where: not })).unknown).toEqual([`wh${unheard}`]);
    expect((await run(one, { op: 'count', target: 'node', where: { ...not, node: { not: ['cache-1'] } } })).unknown).toEqual([]);
  });

  it('it is up as long as it was heard, and neither up nor down from then on', async () => {
    const went = 'how cache-1 went on after 12:00:30 UTC: its agent edge-1 is offline, and what is not seen does not count';
    const uptime = { op: 'duration', of: 'uptime', target: 'node', where: { node: ['cache-1'] } } as const;
    for (const agg of ['current', 'sum'] as const)
      expect(await run(one, { ...uptime, agg })).toMatchObject({
        value: 28,
        unknown: [went],
        text: expect.stringContaining('from 12:00:02 UTC until 12:00:30 UTC at least: its agent edge-1 is not heard since'),
      });
    const availability = { op: 'ratio', of: 'availability', where: { node: ['cache-1'] } } as const;
    const answer = await run(one, availability);
    expect(answer).toMatchObject({ value: 100, unknown: [went], rows: [{ up_s: 28, down_s: 0 }] });
    const since = { from: '2026-03-18T12:01:00Z', to: null };
    expect(await run(one, { ...availability, time: since })).toMatchObject({ status: 'empty', text: `Not known: ${went}.` });
    one.tell(70, 'agent_recovered', { agent_id: 'edge-1', downtime_seconds: 40 });
    expect(await run(one, { ...uptime, agg: 'current' }), 'what went on in a silence that is over is known').toMatchObject({ value: 118 });
  });
});

describe('how long a part of the grid was down', () => {
  it('is not known, and not said to be never, where it ended without saying so and was started again', async () => {
    const one = told();
    one.tell(60, 'component_started', { component: 'master', pid: 13, version: '1.0.0', recovered: true });
    const answer = await run(one, { op: 'duration', of: 'downtime', agg: 'last', target: 'entity', where: { entity: ['master'] } } as Plan);
    expect(answer).toMatchObject({ status: 'empty', nothing: 'not_recorded' });
    expect(answer.text).toContain('it is not known how long master was away once when it ended without saying so');
    expect(answer.text).not.toContain('holds none');
  });
});

describe('a figure of one thing', () => {
  it('is said as it is, with its name, without an average and without digits nobody measured', async () => {
    const plan = { op: 'aggregate', metric: 'memory_pct', agg: 'current', target: 'node', where: { node: ['cache-1'] } } as Plan;
    expect((await run(told(), plan)).text).toBe('Memory of cache-1: 0.9 %.');
  });
});
