import { describe, expect, it } from 'vitest';
import { catalogueOfNames } from '../names.ts';
import { parseQuestion } from './parse.ts';

const catalogue = catalogueOfNames({
  node: ['node-4', 'node-5', 'cache-1'],
  agent: ['agent-2', 'agent-5'],
  region: ['us-east'],
  version: ['1.5.0', '1.5.1'],
  user: ['priya'],
});
const read = (question: string) => parseQuestion({ question, tz: 'UTC', nowUs: Date.parse('2026-03-18T14:30:00Z') * 1000 }, catalogue);
const planOf = (question: string) => read(question).plan;

describe('a wish said in a form of its own', () => {
  it.each([
    ['lift the drain on agent-2', 'undrain agent-2'],
    ['let agent-2 take work again', 'undrain agent-2'],
    ['put agent-2 into maintenance', 'drain agent-2'],
    ['get everything off agent-2', 'drain agent-2'],
    ['turn node-4 off and on again', 'restart node-4'],
    ['would you mind restarting node-4?', 'restart node-4'],
    ['all crashed nodes on agent-2 must be restarted', 'restart all crashed nodes on agent-2'],
    ['pull the plug on node-4', 'stop node-4'],
    ['shut down everything running on agent-2', 'stop all nodes on agent-2'],
    ['push 1.5.1 to agent-2', 'update agent-2 to 1.5.1'],
    ['put agent-2 back on 1.5.0', 'rollback agent-2 to 1.5.0'],
    ['put cache-1 on agent-2', 'move cache-1 to agent-2'],
    ['us-east should have 8 nodes', 'scale us-east to 8 nodes'],
    ['bring cache-1 back from the latest backup', 'restore cache-1 from backup'],
  ])('is that wish: %s', (said, plain) => {
    expect(planOf(said)).toEqual(planOf(plain));
    expect(planOf(plain).op).toBe('action');
  });

  it.each([
    'get agents on 1.5.1',
    'get nodes on agent-2',
    'have nodes restarted today',
    'bring up the failed nodes on agent-2',
    'put cache-1 on hold',
    'put the pesky cache-1 on agent-2',
    'should us-east have 8 nodes?',
    'who put cache-1 on agent-2',
    'if we pull the plug on node-4',
    'drain agent-2, agent-5 took over',
    'restart node-4, do not touch node-5',
  ])('is none where it asks, or says more: %s', (said) => {
    expect(planOf(said).op).not.toBe('action');
  });
});

describe('to be told', () => {
  const told = { op: 'watch', where: { event: ['agent_offline'], agent: ['agent-2'] } };
  it.each([
    'I would love a heads-up when agent-2 goes offline',
    'should agent-2 go offline, let me know',
    'every time agent-2 goes offline I want a message',
    'create an alert that fires when agent-2 goes offline',
    'make sure I hear about it if agent-2 goes offline',
    'keep an eye on agent-2 and tell me when it goes offline',
  ])('is asked for in many ways: %s', (said) => {
    expect(planOf(said)).toEqual(told);
  });
});

describe('who did something', () => {
  it.each([
    ['who kicked off the rollback of agent-2', 'who rolled back agent-2'],
    ['on whose orders was agent-2 drained', 'who drained agent-2'],
    ['who took agent-2 out of service', 'who drained agent-2'],
    ['has anybody restarted node-4', 'who restarted node-4'],
    ['the restart of node-4 was triggered by whom?', 'who restarted node-4'],
    ["list priya's activity today", 'what did priya do today'],
  ])('is asked by the deed said as a thing: %s', (said, plain) => {
    expect(planOf(said)).toEqual(planOf(plain));
    expect(planOf(plain).op).toBe('audit');
  });
});
