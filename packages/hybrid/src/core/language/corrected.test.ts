import { describe, expect, it } from 'vitest';
import { catalogueOfNames } from '../names.ts';
import { parseQuestion } from './parse.ts';

const catalogue = catalogueOfNames({
  node: ['node-4', 'node-7'],
  agent: ['agent-2', 'agent-4'],
  region: ['us-east', 'eu-west'],
  user: ['deploy-bot'],
});
const plan = (context: string, question: string) =>
  parseQuestion({ question, context, tz: 'UTC', nowUs: Date.parse('2026-03-18T14:30:00Z') * 1000 }, catalogue).plan;

const TODAY = { from: '2026-03-18T00:00:00Z', to: '2026-03-18T14:30:00Z' };

describe('a wish that is meant otherwise', () => {
  it('is shown again with the other name or number, and nothing else changed', () => {
    const restart = { op: 'action', verb: 'restart', target: 'node', where: { node: ['node-7'] } };
    for (const question of ['no, node-7', 'sorry, I meant node-7', 'make that node-7', 'node-7 instead'])
      expect([question, plan('restart node-4', question)]).toEqual([question, restart]);
    expect(plan('scale us-east to 8 nodes', 'make it 10')).toMatchObject({ where: { region: ['us-east'] }, params: { count: 10 } });
    expect(plan('scale us-east to 8 nodes', 'in eu-west instead')).toMatchObject({ where: { region: ['eu-west'] }, params: { count: 8 } });
  });

  it('is no wish for a name of another kind, for two, for one that is mistyped or with more said', () => {
    for (const question of ['no, agent-2', 'no, node-4 and node-7', 'no, nodee-7', 'no, drain agent-4', 'is node-7 ok instead?'])
      expect([question, (plan('restart node-4', question) as { verb?: string }).verb === 'restart']).toEqual([question, false]);
  });
});

describe('what is asked after an answer', () => {
  it.each([
    ['latest crash', 'and the one before?', { op: 'list', limit: 1, offset: 1 }],
    ['latest crash', 'on which agent', { op: 'list', limit: 1, form: 'where' }],
    ['which agents are offline?', 'which nodes did they host?', { op: 'list', target: 'node', where: { ref: ['previous'] } }],
    ['which agents are offline?', 'how many nodes are on them?', { op: 'count', target: 'node', where: { ref: ['previous'] } }],
    ['why did node-4 crash?', 'which other nodes were affected?', { op: 'impact', target: 'node', where: { node: ['node-4'] } }],
    ['spawn success rate today', 'which agent was worst?', { by: ['agent'], order: { by: 'value', dir: 'asc' }, limit: 1 }],
    ['who restarted node-4', 'when?', { op: 'audit', verb: 'restart', form: 'when' }],
    ['who restarted node-4', 'why?', { op: 'why', where: { event: ['node_restarted'], node: ['node-4'] } }],
    ['when was agent-4 drained?', 'by whom?', { op: 'audit', verb: 'drain', where: { agent: ['agent-4'] } }],
    ['how long was agent-4 offline today', 'what caused it', { op: 'why', where: { event: ['agent_offline'] }, time: TODAY }],
    ['average cpu of node-4 today', 'per hour', { op: 'aggregate', agg: 'avg', bucket: '1h' }],
    ['crashes by agent today', 'restarts instead of crashes', { op: 'count', where: { event: ['node_restarted'] }, by: ['agent'] }],
    ['which nodes crashed today?', 'and agents that went offline?', { op: 'list', target: 'agent', where: { event: ['agent_offline'] } }],
    ['when did agent-2 last go offline?', 'and the time before that?', { limit: 1, offset: 1 }],
    ['was agent-2 healthy at 8am today?', 'and an hour earlier?', { op: 'state', at: '2026-03-18T07:00:00Z' }],
    ['compare crashes today with yesterday', 'OOM ones only', { op: 'compare', plan: { where: { cause: ['oom'] } } }],
    ['when will disk on node-4 reach 90%?', 'and 100%?', { op: 'predict', threshold: { metric: 'disk_pct', gte: 100 } }],
    ['how many agents went offline today?', 'how many distinct agents was that?', { op: 'count', distinct: 'agent', time: TODAY }],
    ['what percentage of crashes were segfaults?', 'and OOM?', { op: 'ratio', num: { cause: ['oom'] } }],
    ['did node-4 restart?', 'when?', { op: 'list', where: { event: ['node_restarted'] }, limit: 1 }],
    ['show crashes over the last 24 hours', 'ok, and the last 12?', { time: { from: '2026-03-18T02:30:00Z' } }],
    ['crashes today', 'just the last 5', { op: 'list', limit: 5, time: TODAY }],
    ['which backups failed today?', 'and which ones completed?', { where: { event: ['backup_completed'] }, time: TODAY }],
    ['why did agent-4 go offline?', 'which nodes did that affect?', { op: 'impact', target: 'node' }],
    ['when did node-4 crash?', 'what happened in the ten minutes before?', { op: 'timeline', anchor: { rel: 'before', window: '10m' } }],
    ['which nodes crashed more than 3 times today?', 'more than 5?', { having: [{ event: ['node_crashed'], count: { gt: 5 } }] }],
    ['nodes that crashed and then restarted within 5 minutes', 'within 1 minute', { seq: { within: '1m' } }],
    ['nodes above 80% disk', 'same threshold, but cpu', { where: { cpu_pct: { gt: 80 } } }],
    ['everything deploy-bot did today', 'just the rollbacks', { op: 'audit', verb: 'rollback' }],
    ['which nodes are above 80 % cpu', 'with memory above 60 % too', { where: { cpu_pct: { gt: 80 }, memory_pct: { gt: 60 } } }],
  ])('%s: %s', (context, question, read) => {
    expect(plan(context, question)).toMatchObject(read);
  });

  it('may be the same hours of the night before', () => {
    expect(plan('which nodes crashed last night?', 'and the night before?')).toMatchObject({
      time: { from: '2026-03-16T18:00:00Z', to: '2026-03-17T06:00:00Z' },
    });
    expect(plan('crashes yesterday', 'same for the day before')).toMatchObject({
      time: { from: '2026-03-16T00:00:00Z', to: '2026-03-17T00:00:00Z' },
    });
  });
});
