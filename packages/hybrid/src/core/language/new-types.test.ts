import { describe, expect, it } from 'vitest';
import { catalogueOfNames } from '../names.ts';
import { paraphrase } from '../paraphrase.ts';
import { CATALOGUE_WORDS } from './lexicon.ts';
import { parseQuestion } from './parse.ts';

const NOW = Date.parse('2026-03-18T14:30:00Z') * 1000;
/** A catalogue with two rows the product does not have: nothing else knows of them. */
const catalogue = catalogueOfNames(
  { agent: ['agent-1', 'agent-2'], node: ['node-4'], region: ['us-east'] },
  {
    events: [
      ...CATALOGUE_WORDS,
      { type: 'certificate_expired', words: ['certificate expiry', 'expired cert', 'cert expired'] },
      { type: 'quota_exceeded', words: ['quota breach', 'over quota'] },
    ],
  },
);
const plan = (question: string) => parseQuestion({ question, tz: 'UTC', nowUs: NOW }, catalogue).plan;
const today = { from: '2026-03-18T00:00:00Z', to: '2026-03-18T14:30:00Z' };

describe('a type of event that is only a row of the catalogue', () => {
  it.each([
    ['certificate_expired events today', { op: 'list', target: 'event', where: { event: ['certificate_expired'] }, time: today }],
    ['expired certs today', { op: 'list', target: 'event', where: { event: ['certificate_expired'] }, time: today }],
    [
      'quota breaches on agent-1 today',
      { op: 'list', target: 'event', where: { event: ['quota_exceeded'], agent: ['agent-1'] }, time: today },
    ],
    ['how many quota breaches today?', { op: 'count', target: 'event', where: { event: ['quota_exceeded'] }, time: today }],
    ['quota breaches by region today', { op: 'count', target: 'event', where: { event: ['quota_exceeded'] }, by: ['region'], time: today }],
    ['why was there a quota breach on agent-2', { op: 'why', where: { event: ['quota_exceeded'], agent: ['agent-2'] } }],
    ['alert me on quota breaches', { op: 'watch', where: { event: ['quota_exceeded'] } }],
    ['quota braeches today', { op: 'list', target: 'event', where: { event: ['quota_exceeded'] }, time: today }],
    [
      'crashes after the quota breach',
      { op: 'list', target: 'event', where: { event: ['node_crashed'] }, anchor: { where: { event: ['quota_exceeded'] }, rel: 'after' } },
    ],
  ])('is askable: %s', (question, expected) => {
    expect(plan(question)).toEqual(expected);
  });

  it('is unknown without its row', () => {
    const without = parseQuestion({ question: 'quota breaches today', tz: 'UTC', nowUs: NOW }, catalogueOfNames({ agent: ['agent-1'] }));
    expect(without.plan).toMatchObject({ op: 'refuse' });
  });
});

describe('people of whom something is recorded', () => {
  const denied = { op: 'count', target: 'event', where: { event: ['access_denied'] } };

  it.each([
    ['access denied by user today', { ...denied, by: ['user'], time: today }],
    ['how many different users were denied access today?', { ...denied, distinct: 'user', time: today }],
    ['how many users were denied access today?', { ...denied, distinct: 'user', time: today }],
    ['number of distinct users with access denials today', { ...denied, distinct: 'user', time: today }],
    ['top 3 users by access denials today', { ...denied, by: ['user'], order: { by: 'value', dir: 'desc' }, limit: 3, time: today }],
    ['how many different users failed to log in today?', { ...denied, where: { event: ['auth_failed'] }, distinct: 'user', time: today }],
  ])('are asked for, each once: %s', (question, expected) => {
    const read = plan(question);
    expect(read).toEqual(expected);
    expect(plan(paraphrase(read))).toEqual(expected);
  });
});
