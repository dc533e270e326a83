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
  ] as const)('%s / %s', (context, question, read) => {
    expect(plan(context, question)).toMatchObject(read);
    const said = plan(context, question);
    if ('where' in read && 'where' in said) expect(Object.keys(said.where ?? {}).sort()).toEqual(Object.keys(read.where).sort());
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
