import { describe, expect, it } from 'vitest';
import { catalogueOfNames } from '../names.ts';
import { parseQuestion } from './parse.ts';

const catalogue = catalogueOfNames({ node: ['node-4'], agent: ['agent-2'] });
const read = (question: string) => parseQuestion({ question, tz: 'UTC', nowUs: Date.parse('2026-03-18T14:30:00Z') * 1000 }, catalogue).plan;

describe('a watch that is kept', () => {
  it.each([
    'cancel the alert for node-4',
    'stop the watch on node-4',
    'stop watching node-4',
    'stop telling me about node-4',
    'stop alerting me',
    'please remove all my watches',
    'mute alerts for agent-2',
    'do I have a watch on node-4?',
    'which watches are active?',
    'list my watches',
    'no more alerts for node-4',
    'do not alert me again',
  ])('is no other watch, no stop and no list: %s', (question) => {
    expect(read(question)).toMatchObject({
      op: 'refuse',
      reason: 'unsupported',
      closest: expect.arrayContaining(['watch fired events today']),
    });
  });

  it.each([
    ['watch fired events today', 'watch_fired'],
    ['which watches fired today?', 'watch_fired'],
    ['how many alerts went off today?', 'watch_fired'],
    ['what alerts were there today?', 'watch_fired'],
    ['which watches were added today?', 'watch_added'],
    ['watches that were removed today', 'watch_removed'],
  ])('is on record: %s', (question, event) => {
    expect(read(question)).toMatchObject({ target: 'event', where: { event: [event] }, time: { from: '2026-03-18T00:00:00Z' } });
  });

  it('does not keep another from being set up', () => {
    expect(read('alert me again when node-4 crashes')).toMatchObject({ op: 'watch', where: { event: ['node_crashed'], node: ['node-4'] } });
    expect(read('watch node-4')).toMatchObject({ op: 'watch' });
    expect(read('set up an alert for crashes of node-4')).toMatchObject({ op: 'watch' });
  });
});
