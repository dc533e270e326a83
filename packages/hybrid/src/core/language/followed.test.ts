import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { catalogueOfWorld } from '../names.ts';
import type { Plan } from '../plan.ts';
import { parseQuestion } from './parse.ts';

const folder = resolve(fileURLToPath(import.meta.url), '../../../../testdata');
const world = JSON.parse(readFileSync(resolve(folder, 'world.json'), 'utf8'));
const catalogue = catalogueOfWorld(world);
const read = (question: string, context: string): Plan =>
  parseQuestion({ question, context, tz: world.tz, nowUs: Date.parse(world.now) * 1000 }, catalogue).plan;

const today = { from: '2026-03-18T00:00:00Z', to: '2026-03-18T14:30:00Z' };
const crashed = { event: ['node_crashed'] };

describe('a follow-up takes what it leans on', () => {
  it.each([
    [
      'which agent had the most crashes today?',
      'which node?',
      { op: 'count', by: ['node'], order: { by: 'value', dir: 'desc' }, limit: 1 },
    ],
    [
      'crashes in the last two hours',
      'and in the two hours before that?',
      { time: { from: '2026-03-18T10:30:00Z', to: '2026-03-18T12:30:00Z' } },
    ],
    ['list crashes on agent-2 today', 'exclude node-4', { where: { ...crashed, agent: ['agent-2'], node: { not: ['node-4'] } } }],
    [
      'tell me when agent-4 recovers',
      'same alert for agent-5 please',
      { op: 'watch', where: { event: ['agent_recovered'], agent: ['agent-5'] } },
    ],
    [
      'is the node-4 crash related to agent-2 going offline?',
      'and the node-5 one?',
      { op: 'path', from: { ...crashed, node: ['node-5'] }, to: { event: ['agent_offline'], agent: ['agent-2'] } },
    ],
    ['is agent-4 up?', 'for how long?', { op: 'duration', of: 'uptime', where: { agent: ['agent-4'] }, agg: 'current' }],
    ['which nodes crashed today?', 'and how often each?', { op: 'count', target: 'event', where: crashed, by: ['node'], time: today }],
    ['drain agent-4', 'what would that affect?', { op: 'simulate', change: { verb: 'drain', agent: ['agent-4'] } }],
    [
      'how was agent-4 at 3pm yesterday?',
      'what changed since?',
      { op: 'changed', where: { agent: ['agent-4'] }, time: { from: '2026-03-17T15:00:00Z', to: today.to } },
    ],
    ['which nodes did priya stop?', 'and which did she restart?', { op: 'audit', verb: 'restart', where: { user: ['priya'] } }],
    ['what did priya do yesterday?', 'which nodes did she stop?', { op: 'audit', verb: 'stop', where: { user: ['priya'] } }],
    [
      'what did priya do yesterday?',
      'when did she stop node-4?',
      { op: 'audit', verb: 'stop', where: { user: ['priya'], node: ['node-4'] } },
    ],
    ['who stopped node-4?', 'what else did she do?', { op: 'clarify', reason: 'missing_entity', slot: 'entity' }],
    ['who stopped node-4?', 'and who started it?', { op: 'audit', verb: 'spawn', where: { node: ['node-4'] }, form: 'who' }],
    ['which nodes did priya stop?', 'who started it again?', { op: 'clarify', reason: 'missing_entity', slot: 'node' }],
    ['which nodes crashed today?', 'who spawned them?', { op: 'audit', verb: 'spawn', form: 'who', where: { ref: ['previous'] } }],
    ['show crashes today', 'who spawned them?', { op: 'clarify', reason: 'missing_entity', slot: 'node' }],
    ['how long was node-4 stopped?', 'by whom?', { op: 'audit', verb: 'stop', where: { node: ['node-4'] }, form: 'who' }],
    [
      'which nodes crashed today?',
      'was node-4 among them?',
      { op: 'list', target: 'node', where: { ...crashed, node: ['node-4'] }, time: today, form: 'yesno' },
    ],
    ['which nodes crashed today?', 'and how often?', { op: 'count', target: 'event', where: crashed, time: today }],
    ['how many crashes did node-4 have?', 'and all the others?', { op: 'count', where: { ...crashed, node: { not: ['node-4'] } } }],
    ['how many crashes did node-4 have?', 'which was the last?', { op: 'list', order: { by: 'time', dir: 'desc' }, limit: 1 }],
    ['how many crashes did node-4 have?', 'and together?', { op: 'clarify', reason: 'missing_entity', slot: 'entity' }],
    ['show crashes today', 'how does that compare with yesterday?', { op: 'compare', plan: { op: 'count', where: crashed } }],
    ['show crashes today', 'more than yesterday?', { op: 'compare', plan: { op: 'count', where: crashed } }],
    ['show crashes today', 'before noon only', { op: 'list', time: { from: today.from, to: '2026-03-18T12:00:00Z' } }],
    ['show crashes today', 'other than oom', { where: { ...crashed, cause: { not: ['oom'] } } }],
    ['show crashes today', 'go back a day', { time: { from: '2026-03-17T00:00:00Z', to: '2026-03-18T00:00:00Z' } }],
    ['show crashes today', 'drill down to agent-2', { where: { ...crashed, agent: ['agent-2'] } }],
    ['show crashes today', 'how long were they down?', { op: 'duration', target: 'node', where: { ref: ['previous'] } }],
    ['show crashes today', 'anything else?', { op: 'clarify' }],
    ['is agent-2 healthy?', 'since when?', { op: 'duration', of: 'time_in:healthy', agg: 'current' }],
    ['why did node-4 crash?', 'or the disk?', { op: 'why', hypothesis: { cause: ['disk_full'] } }],
    ['average cpu per agent', 'top 3', { agg: 'avg', order: { by: 'value', dir: 'desc' }, limit: 3 }],
    ['average cpu per agent', 'the worst one?', { agg: 'avg', order: { by: 'value', dir: 'desc' }, limit: 1 }],
    ['which nodes are using >80% CPU', 'raise it to 95%', { where: { cpu_pct: { gt: 95 } } }],
    ['show crashes in the last hour', 'extend that to the last 6 hours', { time: { from: '2026-03-18T08:30:00Z' } }],
  ])('%s → %s', (context, question, plan) => {
    expect(read(question, context)).toMatchObject(plan);
  });

  it('is of all again where it asks for the total of what was counted of each', () => {
    expect(read('and in total?', 'how many crashes per agent today?')).toEqual({
      op: 'count',
      target: 'event',
      where: crashed,
      time: today,
    });
  });

  it('says nothing where nobody knows who it was', () => {
    expect(read('by whom?', 'how long was node-4 down?').op).toBe('refuse');
  });
});
