import { describe, expect, it } from 'vitest';
import { catalogueOfNames } from '../names.ts';
import { parseQuestion } from './parse.ts';

const catalogue = catalogueOfNames({ node: ['node-4', 'node-5'], agent: ['agent-2'], user: ['priya'] });
const read = (question: string, context?: string) =>
  parseQuestion(
    { question, ...(context === undefined ? {} : { context }), tz: 'UTC', nowUs: Date.parse('2026-03-18T14:30:00Z') * 1000 },
    catalogue,
  );
const restart = { op: 'action', verb: 'restart', target: 'node', where: { node: ['node-4'] } };

describe('what is told around a wish', () => {
  it('is passed over and told as such', () => {
    for (const [question, aside] of [
      ['patching is finished, restart node-4', 'patching is finished,'],
      ['node-4 is stuck, restart it', 'node-4 is stuck,'],
      ['restart node-4 so that I can reproduce the problem', 'so that I can reproduce the problem'],
      ['please restart node-4 because priya said so', 'because priya said so'],
    ] as const) {
      const { plan, ignored } = read(question);
      expect(plan, question).toEqual(restart);
      expect(ignored, question).toContain(aside);
    }
  });

  it('is none where a deed is told or asked about', () => {
    for (const question of [
      'a restart of node-4 was requested yesterday',
      'is a restart of node-4 needed?',
      'I was told a restart of node-4 happened',
      'I would be happy about a restart of node-4 but not today',
      'it is time for a restart of node-4, please do it tomorrow',
      'can I ask you what happened to node-4?',
    ])
      expect(read(question).plan.op, question).not.toBe('action');
  });

  it('leaves the wish to what it names itself', () => {
    expect(read('node-5 is fine, restart node-4 because it hangs').plan).toEqual(restart);
    expect(read('stop it, node-4 is fine').plan).toMatchObject({ op: 'clarify', reason: 'missing_entity' });
  });
});

describe('a wish', () => {
  it('is read however it is put', () => {
    for (const question of [
      'give node-4 a restart',
      'I would be grateful for a restart of node-4',
      'a restart of node-4 is requested',
      'I was told to ask you for a restart of node-4',
      'it is node-4 that I need restarted',
      'can I ask you to restart node-4?',
      'my shift lead wants node-4 restarted',
      'node-4 needs to be restarted',
      'node-4 should be rebooted',
      'get node-4 restarted please',
      'do a restart of node-4',
      'go ahead and restart node-4',
    ])
      expect(read(question).plan, question).toEqual(restart);
    const failed = { ...restart, where: { agent: ['agent-2'], status: ['@failed'] } };
    for (const question of [
      'the failed nodes of agent-2 need a reboot, please do that',
      'the failed nodes of agent-2 should be restarted',
      "I'd like every failed node on agent-2 restarted",
      'get all failed nodes on agent-2 restarted, please',
      'on agent-2, restart all failed nodes',
    ])
      expect(read(question).plan, question).toEqual(failed);
    for (const question of ['node-4 can be restarted now', 'node-4, please restart it'])
      expect(read(question).plan, question).toEqual(restart);
    expect(read('restart them', 'which nodes are crashed?').plan).toEqual({ ...restart, where: { ref: ['previous'] } });
  });

  it('is asked back behind a question, a condition or another wish, when it is not to be, and when it is for another time', () => {
    for (const question of [
      'which nodes are crashed, restart them',
      'when node-4 crashes, restart it',
      'drain agent-2, restart node-4',
      'do not restart node-4',
      'node-4 should not be restarted',
      'we should never stop node-5',
      'restart node-4 at 5pm',
      'restart node-4, just asking',
      'drain agent-2, I wonder',
      'just curious: stop node-5',
      "I'm just wondering: restart node-4",
    ])
      expect([question, read(question).plan.op]).toEqual([question, 'clarify']);
  });

  it('may be for those that meet a figure, and is asked back where that is found out first', () => {
    expect(read('restart all nodes above 90% memory').plan).toEqual({
      op: 'action',
      verb: 'restart',
      target: 'node',
      where: { memory_pct: { gt: 90 } },
    });
    for (const question of ['restart nodes that crashed more than 3 times', 'stop the nodes with more than 5 restarts'])
      expect([question, read(question).plan.op]).toEqual([question, 'clarify']);
  });

  it('is no wish that is told, asked about, or of the past', () => {
    for (const question of [
      'node-4 was restarted',
      'node-4 should have been restarted',
      'does node-4 need to be restarted',
      'should we restart node-4',
      'who should restart node-4',
      'the docs say node-4 must be restarted',
      'give me the restarts of node-4',
      'can node-4 be restarted?',
      'have all agents been updated?',
      'on agent-2, restarts this week',
      'I need the nodes restarted yesterday',
    ])
      expect([question, read(question).plan.op === 'action']).toEqual([question, false]);
  });
});
