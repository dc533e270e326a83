import { describe, expect, it } from 'vitest';
import { catalogueOfNames } from '../names.ts';
import { parseQuestion } from './parse.ts';

const catalogue = catalogueOfNames({ node: ['node-4', 'search-7'], agent: ['agent-2', 'agent-4'], region: ['eu-west'] });
const plan = (question: string, context?: string) =>
  parseQuestion(
    { question, ...(context === undefined ? {} : { context }), tz: 'UTC', nowUs: Date.parse('2026-03-18T14:30:00Z') * 1000 },
    catalogue,
  ).plan;

const YESTERDAY = { from: '2026-03-17T00:00:00Z', to: '2026-03-18T00:00:00Z' };

describe('a time that was said before', () => {
  it.each(['what failed in that window?', 'what failed that day?', 'what failed during the same day?', 'what failed over that time frame'])(
    'is the time of "%s"',
    (question) => {
      expect(plan(question, 'how many crashes yesterday?')).toMatchObject({ op: 'list', where: { event: ['@failure'] }, time: YESTERDAY });
    },
  );

  it('may be told in a remark before the question', () => {
    expect(plan('A customer complains the service was gone yesterday between 16:00 and 16:45. What failed in that window?')).toMatchObject({
      where: { event: ['@failure'] },
      time: { from: '2026-03-17T16:00:00Z', to: '2026-03-17T16:45:00Z' },
    });
  });

  it('is asked back where none was said', () => {
    for (const question of ['what crashed in that window?', 'which agents went offline during that time?', 'restarts in that period'])
      expect([question, plan(question)]).toEqual([question, { op: 'clarify', reason: 'ambiguous_time', slot: 'time' }]);
  });

  it('is not taken where it is longer than what is said of it', () => {
    expect(plan('which agents went offline that day?', 'how many crashes last week?').op).toBe('refuse');
  });
});

describe('an hour of a part of the day', () => {
  it.each([
    ['crashes on Monday at 9 in the morning', '2026-03-16T09:00:00Z'],
    ['crashes on the 14th at 9 in the morning', '2026-03-14T09:00:00Z'],
    ['crashes on 14 March at 3 in the afternoon', '2026-03-14T15:00:00Z'],
    ['crashes at 9 in the morning on 14 March', '2026-03-14T09:00:00Z'],
    ['crashes at 9 in the morning', '2026-03-18T09:00:00Z'],
    ['crashes between 10 and 11 last night', '2026-03-17T22:00:00Z'],
    ['crashes of node-4 14 March', '2026-03-14T00:00:00Z'],
  ])('%s', (question, from) => {
    expect(plan(question)).toMatchObject({ op: 'list', time: { from } });
  });
});

describe('a bound', () => {
  it('that is reached is the number that is said', () => {
    for (const [question, metric, gte] of [
      ['when will the concept count on search-7 reach 5 million', 'concept_count', 5_000_000],
      ['when will the concept count on search-7 exceed 2000000?', 'concept_count', 2_000_000],
      ['when will the queue depth of search-7 reach 500', 'queue_depth', 500],
      ['when will the disk of node-4 be full', 'disk_pct', 100],
    ] as const) {
      const read = plan(question) as { readonly where?: object; readonly threshold?: object };
      expect([question, read.threshold]).toEqual([question, { metric, gte }]);
      expect(Object.keys(read.where ?? {})).toEqual(['node']);
    }
  });

  it('of the question before is said anew', () => {
    for (const [question, cond] of [
      ['make that 90%', { gt: 90 }],
      ['over 95%', { gt: 95 }],
      ['below 10%', { lt: 10 }],
    ] as const)
      expect([question, plan(question, 'which nodes are using more than 80% CPU?')]).toEqual([
        question,
        { op: 'list', target: 'node', where: { cpu_pct: cond } },
      ]);
  });

  it('leaves out what is left out', () => {
    for (const question of [
      'crashes excluding exit code 137',
      'crashes, leaving out the ones with exit code 137',
      'crashes, exit code 137 left out',
    ])
      expect([question, plan(question)]).toMatchObject([question, { where: { exit_code: { not: [137] } } }]);
  });
});

describe('what came of a thing', () => {
  it('is not what it suffered itself', () => {
    expect(plan('which failures did agent-2 suffer yesterday?')).toMatchObject({
      op: 'list',
      where: { event: ['@failure'], agent: ['agent-2'] },
    });
  });

  it('is asked by its name before what happened, too', () => {
    for (const question of ['did the node-4 crash cause any spawn failures?', 'which spawn failures did the node-4 crash lead to'])
      expect([question, plan(question)]).toMatchObject([
        question,
        { op: 'impact', where: { event: ['node_crashed'], node: ['node-4'] }, outcome: { event: ['spawn_failed'] } },
      ]);
  });
});

describe('whoever has it asked', () => {
  it('is passed over by any word for them, and never where a deed is wished', () => {
    const availability = { op: 'ratio', of: 'availability', where: { agent: ['agent-4'] } };
    for (const question of [
      'procurement wants the availability of agent-4',
      'the landlord asks for the availability of agent-4',
      'customer needs to know the availability of agent-4',
    ])
      expect([question, plan(question)]).toMatchObject([question, availability]);
    for (const question of ['billing needs a restart', 'checkout wants a backup', 'finance needs 3 nodes'])
      expect([question, ['refuse', 'clarify'].includes(plan(question).op)]).toEqual([question, true]);
  });
});

describe('how most of a kind are told', () => {
  it('counts the things, by what they are in', () => {
    expect(plan('which platform has the most agents')).toEqual({
      op: 'count',
      target: 'agent',
      by: ['platform'],
      order: { by: 'value', dir: 'desc' },
      limit: 1,
    });
  });
});
