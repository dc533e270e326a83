import { describe, expect, it } from 'vitest';
import { parseQuestion } from './language/parse.ts';
import { catalogueOfNames } from './names.ts';
import { watchHeld } from './watch-held.ts';

const catalogue = catalogueOfNames({ agent: ['edge-1'], node: ['web', 'db', 'grumpy'], user: ['alice', 'bob'] });
const nowUs = Date.parse('2026-03-18T14:30:00Z') * 1000;
const held = (question: string) => watchHeld(parseQuestion({ question, tz: 'UTC', nowUs }, catalogue).plan, question);

describe('a watch stands for what was said', () => {
  it.each([
    [
      'tell me when db is not running',
      { node: ['db'], status: ['pending', 'unknown', 'crashed', 'failed', 'stopping', 'stopped', 'lost'] },
    ],
    ["tell me when db isn't running", { node: ['db'], status: ['pending', 'unknown', 'crashed', 'failed', 'stopping', 'stopped', 'lost'] }],
    ['tell me when edge-1 is not healthy', { agent: ['edge-1'], status: ['degraded', 'offline', 'unregistered'] }],
    ['tell me when the cluster is not healthy', { event: ['cluster_degraded', 'cluster_critical'] }],
    ['alert when any node except db crashes', { event: ['node_crashed'], node: { not: ['db'] } }],
    ['tell me when db or web crashes or stops', { event: ['node_crashed', 'stop_succeeded'], node: ['db', 'web'] }],
    ['alert when bob stops a node', { event: ['stop_succeeded'], user: ['bob'] }],
    ['tell me when alice does anything', { user: ['alice'] }],
    ['alert me whenever any node crashes', { event: ['node_crashed'] }],
  ])('%s', (question, where) => expect(held(question)).toEqual({ op: 'watch', where }));

  it.each([
    ["alert when alice's nodes crash", ['tell me when there is crash']],
    ['tell me when db is not crashed', ['tell me when there is crash of db']],
    ['tell me when web never crashes', ['tell me when there is crash of web']],
    ['tell me when nothing happens on edge-1', ['tell me when there is event of edge-1']],
    ['tell me when a node does not restart', ['tell me when there is restart']],
    ['alert when a node crashes twice in 5 minutes', ['tell me when there are at least 2 crashes within 5m']],
    ['tell me when all nodes are running', ['tell me when there is successful spawn', 'tell me when the cluster is healthy']],
    ['alert when grumpy crashes or db stops', ['tell me when grumpy crashes', 'tell me when db stops']],
  ])('or is refused, with what can be watched: %s', (question, closest) => {
    expect(held(question)).toMatchObject({ op: 'refuse', reason: 'unsupported', closest });
    for (const one of closest) expect(held(one)).toMatchObject({ op: 'watch' });
  });

  it('counts of one thing that is named, and of all together, stand', () => {
    const having = [{ event: ['node_crashed'], count: { gte: 2 }, per: '5m' }];
    expect(held('alert when db crashes twice in 5 minutes')).toEqual({ op: 'watch', where: { node: ['db'] }, having });
    expect(held('alert when there are 2 crashes in 5 minutes')).toEqual({ op: 'watch', having });
  });
});
