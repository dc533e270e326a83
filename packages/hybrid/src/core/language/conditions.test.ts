import { describe, expect, it } from 'vitest';
import { catalogueOfNames } from '../names.ts';
import { parseQuestion } from './parse.ts';

const catalogue = catalogueOfNames({
  node: ['node-4', 'node-5'],
  agent: ['agent-2', 'agent-4'],
  region: ['us-east', 'eu-west'],
  user: ['priya', 'marcus'],
  version: ['1.4.2'],
});
const read = (question: string) => parseQuestion({ question, tz: 'UTC', nowUs: Date.parse('2026-11-22T15:04:00Z') * 1000 }, catalogue).plan;

const crashes = (count: object) => ({ event: ['node_crashed'], count });
const restarts = (count: object) => ({ event: ['node_restarted'], count });

describe('of two things that happened so often, each is counted', () => {
  it.each([
    ['nodes that crashed twice or more this week and yet have not been restarted even once', [crashes({ gte: 2 }), restarts({ eq: 0 })]],
    ['nodes that crashed more than 3 times today but never restarted', [crashes({ gt: 3 }), restarts({ eq: 0 })]],
    ['nodes that crashed twice and were restarted at least once', [crashes({ eq: 2 }), restarts({ gte: 1 })]],
    ['nodes with fewer than 3 crashes and more than 2 restarts', [crashes({ lt: 3 }), restarts({ gt: 2 })]],
    ['nodes with no crashes and no restarts today', [crashes({ eq: 0 }), restarts({ eq: 0 })]],
    ['nodes without crashes or restarts today', [crashes({ eq: 0 }), restarts({ eq: 0 })]],
    ['nodes that never crashed and never restarted', [crashes({ eq: 0 }), restarts({ eq: 0 })]],
    ['which nodes have never crashed nor restarted', [crashes({ eq: 0 }), restarts({ eq: 0 })]],
    ['nodes that have not crashed and have not been restarted this week', [crashes({ eq: 0 }), restarts({ eq: 0 })]],
  ])('%s', (question, having) => {
    const plan = read(question);
    expect(plan).toMatchObject({ op: 'list', target: 'node', having });
    expect(plan).not.toHaveProperty('where');
    expect(plan).not.toHaveProperty('seq');
  });

  it('a number is that of what it stands beside, and the other only happened', () => {
    expect(read('nodes that crashed and were restarted twice')).toMatchObject({
      where: { event: ['node_crashed'] },
      having: [restarts({ eq: 2 })],
    });
    expect(read('nodes that did not crash but restarted')).toMatchObject({
      where: { event: ['node_restarted'] },
      having: [crashes({ eq: 0 })],
    });
  });

  it('states that are denied stay states', () => {
    expect(read('agents that are not degraded or offline')).toMatchObject({ where: { status: { not: ['degraded', 'offline'] } } });
  });
});

it('why it happened is no second happening', () => {
  expect(read('nodes that crashed with exit code 137 but not because of oom')).toMatchObject({
    where: { event: ['node_crashed'], cause: { not: ['oom'] }, exit_code: [137] },
  });
});

describe('an order said behind everything else', () => {
  it.each([
    ['average cpu per agent for the past six hours, highest first', { op: 'aggregate', by: ['agent'] }, 'desc'],
    ['spawn success rate by agent over the past three days, lowest first', { op: 'ratio', of: 'spawn_success' }, 'asc'],
    ['availability by region last month, worst first', { op: 'ratio', of: 'availability' }, 'asc'],
    ['availability by region last month, best first', { op: 'ratio', of: 'availability' }, 'desc'],
    ['total downtime by region last month, worst first', { op: 'duration', agg: 'sum' }, 'desc'],
    ['outages last week longer than ten minutes, longest first', { op: 'duration', agg: 'each', filter: { gt: '10m' } }, 'desc'],
    ['outages last week, longest first', { op: 'duration', of: 'downtime', agg: 'each' }, 'desc'],
    ['p95 latency per node last hour, from highest to lowest', { op: 'aggregate', agg: 'p95' }, 'desc'],
  ])('%s', (question, plan, dir) => {
    expect(read(question)).toMatchObject({ ...plan, order: { by: 'value', dir } });
  });

  it('is that of the figure it names, and changes no bound', () => {
    expect(read('nodes above 80% CPU and above 90% memory, highest CPU first')).toEqual({
      op: 'list',
      target: 'node',
      where: { cpu_pct: { gt: 80 }, memory_pct: { gt: 90 } },
      order: { by: 'cpu_pct', dir: 'desc' },
    });
    expect(read('nodes above 80% CPU, lowest memory first')).toMatchObject({
      where: { cpu_pct: { gt: 80 } },
      order: { by: 'memory_pct', dir: 'asc' },
    });
  });

  it('of deeds is no single one of them', () => {
    expect(read('what did marcus do this week, newest first')).not.toHaveProperty('pick');
    expect(read('what was the first thing marcus did today')).toMatchObject({ pick: 'first' });
    expect(read('crashes on agent-4 today, in order from the oldest')).not.toHaveProperty('limit');
  });
});

it('the best uptime is the longest', () => {
  for (const [question, dir] of [
    ['which agent has the best uptime', 'desc'],
    ['which agent has the worst uptime', 'asc'],
    ['which agent has the longest uptime', 'desc'],
  ])
    expect(read(question as string), question).toMatchObject({ of: 'uptime', order: { dir } });
});

describe('what is guessed behind a why', () => {
  it.each(['why did node-4 crash, and was it out of memory?', 'why did node-4 crash, was it oom?'])('%s', (question) => {
    expect(read(question)).toEqual({
      op: 'why',
      where: { event: ['node_crashed'], node: ['node-4'] },
      hypothesis: { cause: ['oom'] },
    });
  });
});

describe('what lasts is watched as a state', () => {
  it.each([
    ['ping me when node-4 has been up for an hour', '@up'],
    ['tell me when node-4 has been running for an hour', 'running'],
    ['tell me when agent-4 has been healthy for an hour', 'healthy'],
    ['tell me when node-4 has been down for an hour', '@down'],
  ])('%s', (question, status) => {
    expect(read(question)).toMatchObject({ op: 'watch', where: { status: [status] }, for: '1h' });
  });
});

describe('whoever is told to shut down all of them', () => {
  it.each(['shut down every node on agent-4', 'shut off all nodes on agent-4', 'please shut down the nodes on agent-4'])(
    '%s',
    (question) => {
      expect(read(question)).toMatchObject({ op: 'action', verb: 'stop', where: { agent: ['agent-4'] } });
    },
  );

  it.each([
    'shut down all nodes on agent-4 tonight',
    'shut down half of the nodes on agent-4',
    'shut down the two nodes with the most crashes',
    'shut down all nodes on agent-4 if it goes offline',
    'should I shut down the nodes on agent-4',
    'can I shut down every node on agent-4 safely',
    'shut down the storage',
  ])('%s: no wish that could be done as it was said', (question) => {
    expect(read(question).op).toMatch(/^(?:clarify|refuse|simulate)$/);
  });

  it.each(['all nodes shut down today', 'shut down nodes today'])('%s: is asked what was', (question) => {
    expect(read(question)).toMatchObject({ op: 'list', where: { event: ['stop_succeeded'] } });
  });
});

it('causes of what failed are none of what went well', () => {
  expect(read('what are the most common spawn failure reasons')).toMatchObject({
    op: 'count',
    where: { event: ['spawn_failed'] },
    by: ['cause'],
  });
});

it('versions are run by agents in any state', () => {
  expect(read('how many different versions are we running')).toEqual({ op: 'count', target: 'agent', distinct: 'version' });
});

it('up and down again is how often it went', () => {
  expect(read('how many times did agent-4 go up and down yesterday')).toMatchObject({
    op: 'count',
    where: { event: ['agent_offline'], agent: ['agent-4'] },
  });
});

describe('asked in other words', () => {
  it.each([
    ['what followed the agent-4 outage', 'what happened after the agent-4 outage'],
    ['reconstruct agent-4 at 2026-11-20 08:00', 'how was agent-4 at 2026-11-20 08:00'],
    ['two minutes either side of when agent-2 went offline', 'what happened two minutes either side of when agent-2 went offline'],
    ['which nodes crashed within 5 minutes of starting today', 'which nodes crashed within 5 minutes of being spawned today'],
  ])('%s = %s', (one, other) => {
    expect(read(one)).toEqual(read(other));
    expect(read(one).op).not.toMatch(/refuse|clarify/);
  });
});
