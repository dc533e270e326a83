import { describe, expect, it } from 'vitest';
import { catalogueOfNames } from '../names.ts';
import { parseQuestion } from './parse.ts';

const catalogue = catalogueOfNames({
  node: ['node-7', 'node-9', 'node-17'],
  agent: ['agent-1', 'agent-4', 'edge-tokyo'],
  region: ['us-east', 'us-west'],
  env: ['production', 'staging'],
  platform: ['docker', 'kubernetes'],
  version: ['1.5.0', '1.5.1'],
  user: ['priya', 'marcus'],
});
const plan = (context: string, question: string) =>
  parseQuestion({ question, context, tz: 'UTC', nowUs: Date.parse('2026-03-18T14:30:00Z') * 1000 }, catalogue).plan;
const crashed = { event: ['node_crashed'] };
const today = { from: '2026-03-18T00:00:00Z', to: '2026-03-18T14:30:00Z' };

describe('going on from an answer', () => {
  it.each([
    // Without one of the conditions.
    ['crashes on agent-4 today', 'on any agent', { where: crashed, time: today }],
    ['crashes on agent-4 today', 'everywhere', { where: crashed, time: today }],
    ['crashes on docker agents today', 'no matter the platform', { where: crashed, time: today }],
    ['what changed on agent-4 today?', 'fleet-wide', { op: 'changed', time: today }],
    // Of these too.
    ['crashes on node-7 today', 'add node-9 to that', { where: { ...crashed, node: ['node-7', 'node-9'] } }],
    ['spawn failures today', 'plus stop failures', { where: { event: ['spawn_failed', 'stop_failed'] }, time: today }],
    // From the other end, and the rows behind.
    ['top 5 nodes by memory', 'the bottom 5?', { order: { by: 'memory_pct', dir: 'asc' }, limit: 5 }],
    ['show the last 20 events', 'the 20 before those', { limit: 20, offset: 20 }],
    ['last crash of node-7', 'and the one before that?', { limit: 1, offset: 1 }],
    // One value said anew.
    ['nodes with memory above 70%', 'between 50 and 70', { where: { memory_pct: { between: [50, 70] } } }],
    ['outages longer than 10 minutes this week', 'longer than half an hour?', { op: 'duration', filter: { gt: '30m' } }],
    ['was agent-4 healthy at noon on the 15th?', 'same time on the 16th?', { op: 'state', at: '2026-03-16T12:00:00Z' }],
    ['spawn success rate this week', 'now the stop success rate', { op: 'ratio', of: 'stop_success' }],
    ['who did what today?', 'bots only', { op: 'audit', where: { actor_kind: ['bot'] } }],
    // There, and where.
    ['crashes in us-east this week', 'which agents do we have there?', { op: 'list', target: 'agent', where: { region: ['us-east'] } }],
    ['status of agent-4', 'any crashes there today?', { where: { ...crashed, agent: ['agent-4'] } }],
    ['which nodes crashed today?', 'where do they run?', { op: 'list', target: 'node', where: crashed, time: today }],
    // Put right, narrowed and drawn.
    ['crashes on agent-1 today', 'not crashes, restarts', { where: { event: ['node_restarted'], agent: ['agent-1'] } }],
    ['crashes in staging today', 'that should have been production', { where: { ...crashed, env: ['production'] } }],
    ['crashes per hour today', 'for agent-4 alone', { op: 'rate', where: { ...crashed, agent: ['agent-4'] } }],
    ['how many crashes today?', 'chart by hour', { op: 'count', bucket: '1h', time: today }],
    ['how many crashes today?', 'plot it in 5-minute steps', { op: 'count', bucket: '5m', time: today }],
    ['crashes per agent today', 'use 15-minute buckets', { op: 'count', bucket: '15m', time: today }],
    ['how many agents are there?', 'how are they distributed over the versions?', { op: 'count', target: 'agent', by: ['version'] }],
    // What became of them.
    ['show me all updates today', 'only the failed ones', { where: { event: ['update_failed'] }, time: today }],
    ['spawn failures on agent-4 today', 'what about successes?', { where: { event: ['spawn_succeeded'], agent: ['agent-4'] } }],
    ['show cluster events today', 'just the critical ones', { where: { event: ['cluster_critical'] }, time: today }],
    ['nodes that crashed today', 'and those that never crashed?', { having: [{ event: ['node_crashed'], count: { eq: 0 } }], time: today }],
    // Another time, and the time again.
    ['was agent-4 healthy at noon on the 15th?', 'at 6pm that day?', { op: 'state', at: '2026-03-15T18:00:00Z' }],
    ['how many crashes in the last 7 days?', 'the 7 days before those?', { time: { from: '2026-03-04T14:30:00Z' } }],
    ['how many crashes today?', 'not just today, the whole week', { time: { from: '2026-03-16T00:00:00Z' } }],
    ['how many crashes this week?', 'how many on the 12th?', { op: 'count', time: { from: '2026-03-12T00:00:00Z' } }],
    ['average queue depth of the nodes today', 'request rate, same period', { metric: 'request_rate', time: today }],
    ['what changed right before node-7 crashed', 'and right after it?', { op: 'changed', anchor: { rel: 'after' } }],
    ['agents without a heartbeat for 5 minutes', 'in 10 minutes?', { where: { heartbeat_age_s: { gt: 600 } } }],
    ['crashes on agent-4 today', 'only in the morning', { time: { from: '2026-03-18T06:00:00Z', to: '2026-03-18T12:00:00Z' } }],
    ['how many crashes today?', 'same time yesterday?', { time: { from: '2026-03-17T00:00:00Z', to: '2026-03-17T14:30:00Z' } }],
    ['how many crashes today?', 'same day last week?', { time: { from: '2026-03-11T00:00:00Z', to: '2026-03-12T00:00:00Z' } }],
    // Beside how it mostly is.
    ['how many crashes today?', 'is that a lot?', { op: 'anomaly', where: crashed, time: today }],
    ['average cpu of agent-4 today', 'more than usual?', { op: 'anomaly', metric: 'cpu_pct', where: { agent: ['agent-4'] }, time: today }],
    ['which agents are offline?', 'is that normal?', { op: 'anomaly', where: { event: ['agent_offline'] } }],
    // Others.
    [
      'crashes on agent-4 today',
      'which one crashed most?',
      { op: 'count', by: ['node'], limit: 1, where: { ...crashed, agent: ['agent-4'] } },
    ],
    ['crashes on agent-4 today', 'what were the causes?', { op: 'count', by: ['cause'], where: { ...crashed, agent: ['agent-4'] } }],
    ['status of node-7', 'has it crashed before?', { op: 'list', form: 'yesno', where: { ...crashed, node: ['node-7'] } }],
    ['crashes on node-7 today', 'and on the other node?', { op: 'clarify' }],
    ['what did priya do today?', 'and the other user?', { op: 'audit', where: { user: ['marcus'] } }],
    ['restart node-7', 'and node-9', { op: 'action', verb: 'restart', where: { node: ['node-9'] } }],
    ['drain agent-1', 'now do agent-4', { op: 'action', verb: 'drain', where: { agent: ['agent-4'] } }],
    ['which agent had the most crashes today?', 'who comes second?', { op: 'count', limit: 1, offset: 1 }],
    ['crashes today', 'what is the most common cause?', { op: 'count', by: ['cause'], limit: 1, time: today }],
    ['crashes by cause today', 'which is the most common?', { op: 'count', by: ['cause'], order: { by: 'value', dir: 'desc' }, limit: 1 }],
    ['crashes per hour today', 'when was the last of them?', { op: 'list', limit: 1, form: 'when', time: today }],
    // What happened, by the words that stand for it.
    [
      'what did the agent-4 outage affect?',
      'what caused that outage?',
      { op: 'why', where: { event: ['agent_offline'], agent: ['agent-4'] } },
    ],
    [
      'show the last failed update of agent-4',
      'what went wrong there?',
      { op: 'why', where: { event: ['update_failed'], agent: ['agent-4'] } },
    ],
    ['why did node-7 crash?', 'is it likely to crash again?', { op: 'predict', where: { ...crashed, node: ['node-7'] } }],
    [
      'when did agent-4 last go offline?',
      'tell me if it happens again',
      { op: 'watch', where: { event: ['agent_offline'], agent: ['agent-4'] } },
    ],
    ['did node-7 restart?', 'why not?', { op: 'why', negate: true, where: { event: ['node_restarted'], node: ['node-7'] } }],
    [
      'who scaled agent-1 today?',
      'did a human do it?',
      { op: 'audit', form: 'yesno', where: { agent: ['agent-1'], actor_kind: ['human'] } },
    ],
  ] as const)('%s / %s', (context, question, read) => {
    expect(plan(context, question)).toMatchObject(read);
    const said = plan(context, question);
    if ('where' in read && 'where' in said) expect(Object.keys(said.where ?? {}).sort()).toEqual(Object.keys(read.where).sort());
  });

  it('asks back where a wish stands beside what is asked', () => {
    expect(plan('is agent-4 healthy?', 'take it out of service, drain it').op).toBe('clarify');
    expect(plan('why did node-7 crash?', 'is that linked to the agent-4 outage?')).toMatchObject({
      op: 'path',
      from: { event: ['node_crashed'], node: ['node-7'] },
      to: { event: ['agent_offline'], agent: ['agent-4'] },
    });
  });

  it('asks which day a part of a day is of, and who does not tell of how a thing is', () => {
    expect(plan('list all agents', 'crashes in the morning')).toMatchObject({ op: 'clarify', reason: 'ambiguous_time' });
    expect(plan('list all agents', 'who was on node-7?')).toMatchObject({ op: 'refuse', term: 'who' });
  });

  it('never answers what was answered before, where something else was asked', () => {
    for (const [context, question] of [
      ['top 5 agents by crashes this month', 'the median one'],
      ['spawn success rate of agent-4', 'and the average uptime of all'],
    ] as const)
      expect(plan(context, question)).not.toEqual(plan('list all agents', context));
  });

  it('wishes for nothing by adding to a list', () => {
    expect(plan('crashes on node-7 today', 'add node-9').op).toBe('list');
  });
});
