import { describe, expect, it } from 'vitest';
import { catalogueOfNames } from '../names.ts';
import { parseQuestion } from './parse.ts';

const catalogue = catalogueOfNames({
  agent: ['agent-1'],
  node: ['node-4'],
  user: ['marcus', 'ops-admin'],
  version: ['1.4.2', '1.5.0', '1.5.1', '1.10.0'],
});
const read = (question: string) => parseQuestion({ question, tz: 'UTC', nowUs: Date.parse('2026-03-18T14:30:00Z') * 1000 }, catalogue).plan;

describe('versions that are put in an order', () => {
  it.each([
    ['agents older than 1.5.1', 'agents with version 1.4.2 or 1.5.0'],
    ['agents on 1.5.1 or newer', 'agents with version 1.5.1 or 1.10.0'],
    ['agents with version < 1.5.0', 'agents with version 1.4.2'],
    ['agents still below 1.6', 'agents with version 1.4.2 or 1.5.0 or 1.5.1'],
    ['agents on at least 1.5.1', 'agents with version 1.5.1 or 1.10.0'],
    ['agents between 1.4.2 and 1.5.0', 'agents with version 1.4.2 or 1.5.0'],
  ])('are refused, and those meant are offered by name: %s', (question, nearest) => {
    const plan = read(question);
    expect(plan).toMatchObject({ op: 'refuse', reason: 'unsupported' });
    expect(plan.op === 'refuse' ? plan.closest?.[0] : undefined).toBe(nearest);
    expect(read(nearest)).toMatchObject({ op: 'list', target: 'agent' });
  });

  it.each([
    'agents not on the latest version',
    'which agents are out of date',
    'are all agents up to date?',
    'which agents need an upgrade',
  ])('are refused where none is named: %s', (question) =>
    expect(read(question)).toMatchObject({ op: 'refuse', reason: 'unsupported', closest: ['count of agents by version'] }),
  );

  it.each([
    'agents not on 1.5.1',
    'crashes after the 1.5.1 rollout',
    'how many agents are on the old version 1.4.2',
    'nodes with cpu over 90.5',
  ])('are not seen where one is only named: %s', (question) => expect(['list', 'count']).toContain(read(question).op));
});

describe('who is to be told', () => {
  it.each(['warn marcus when node-4 crashes', 'ping me and ops-admin if agent-1 goes offline', 'tell marcus which agents are offline'])(
    'is named where it is not who asks: %s',
    (question) =>
      expect(read(question)).toMatchObject({ op: 'refuse', reason: 'unsupported', term: /ops/.test(question) ? 'ops-admin' : 'marcus' }),
  );

  it('is who asks, whoever does what is watched', () => {
    expect(read('alert me when marcus restarts node-4')).toMatchObject({ op: 'watch', where: { user: ['marcus'] } });
  });
});

describe('what is denied', () => {
  it.each([
    'no restarts this week, right?',
    'no restarts this week',
    'there were no restarts this week, were there?',
    'zero restarts this week, is that right?',
  ])('is asked for: %s', (question) =>
    expect(read(question)).toMatchObject({ op: 'list', target: 'event', where: { event: ['node_restarted'] }, form: 'yesno' }),
  );

  it('is left out where something else is asked for', () => {
    expect(read('agents with no crashes this week')).toMatchObject({ having: [{ event: ['node_crashed'], count: { eq: 0 } }] });
    expect(read('no rush, but which agents are offline?')).toMatchObject({ op: 'list', where: { status: ['offline'] } });
  });
});
