import { describe, expect, it } from 'vitest';
import { catalogueOfNames } from '../names.ts';
import { parseQuestion } from './parse.ts';

const catalogue = catalogueOfNames({ agent: ['agent-2', 'edge-tokyo'], node: ['node-17'], region: ['eu-west'], env: ['production'] });
const nowUs = Date.parse('2026-03-18T14:30:00Z') * 1000;
const planOf = (question: string, context?: string) =>
  parseQuestion({ question, tz: 'UTC', nowUs, ...(context === undefined ? {} : { context }) }, catalogue).plan;

describe('what others told, said before a question', () => {
  it.each([
    ['a customer says edge-tokyo was acting up, what happened to it?', 'what happened to edge-tokyo?'],
    ['A colleague mentioned that edge-tokyo was weird yesterday, what happened to it?', 'what happened to edge-tokyo yesterday?'],
    ['got paged at 3am, why did node-17 crash', 'why did node-17 crash'],
    ['My dashboard shows red for eu-west, which agents there are down?', 'which agents in eu-west are down?'],
    ['I have a review at 4, how many crashes did we have this week?', 'how many crashes did we have this week?'],
    ['we got an alert for node-17, is it running?', 'is node-17 running?'],
  ])('is passed over, and its name stands where the question leans on it: %s', (told, plain) => {
    expect(planOf(told)).toEqual(planOf(plain));
    expect(planOf(plain).op).not.toBe('refuse');
  });

  it.each([
    'a customer in europe says it is slow, how many crashes today?',
    'the board is asking for europe, how many crashes today?',
    'someone said edge-tokyo and agent-2 are bad, what happened to it?',
  ])('stays where it may narrow the question, which is then not answered: %s', (told) => {
    expect(['refuse', 'clarify']).toContain(planOf(told).op);
  });
});

describe('judgements', () => {
  it.each([
    ['how reliable is agent-2', 'what is the availability of agent-2'],
    ['is eu-west worse than production', undefined],
    ['what if restarts were limited to 3', 'what if the restart limit were 3'],
    ['when was the grid last restarted', 'when was the master last restarted'],
    ['which node is gonna die next', 'which node is going to crash next'],
  ])('are read as the figure they rest on: %s', (judged, figure) => {
    expect(planOf(judged)).toEqual(
      figure === undefined ? expect.objectContaining({ op: expect.stringMatching(/refuse|clarify/) }) : planOf(figure),
    );
  });

  it('of better and worse are comparisons of what failed', () => {
    const plan = { op: 'count', target: 'event', where: { event: ['@failure'] } };
    expect(planOf('are we doing better than last week?')).toMatchObject({ op: 'compare', plan });
    expect(planOf('is agent-2 worse than edge-tokyo')).toMatchObject({
      plan,
      sides: [{ where: { agent: ['agent-2'] } }, { where: { agent: ['edge-tokyo'] } }],
    });
  });

  it('"since when?" is when the state began, "how long have they been like that?" how long it lasts', () => {
    const began = { event: ['agent_offline'] };
    expect(planOf('since when?', 'is agent-2 offline')).toMatchObject({ op: 'list', where: { ...began, agent: ['agent-2'] }, limit: 1 });
    expect(planOf('since when?', 'which agents are offline')).toMatchObject({ op: 'list', where: { ...began, ref: ['previous'] } });
    expect(planOf('how long have they been like that?', 'which nodes are down')).toMatchObject({
      op: 'duration',
      of: 'downtime',
      target: 'node',
    });
    expect(planOf('which ones?', 'how many agents are offline')).toMatchObject({
      op: 'list',
      target: 'agent',
      where: { status: ['offline'] },
    });
  });
});
