import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { catalogueOfWorld } from '../names.ts';
import { parseQuestion } from './parse.ts';

const world = JSON.parse(readFileSync(resolve(fileURLToPath(import.meta.url), '../../../../testdata/world.json'), 'utf8'));
const catalogue = catalogueOfWorld(world);
const plan = (question: string) => parseQuestion({ question, tz: world.tz as string, nowUs: Date.parse(world.now) * 1000 }, catalogue).plan;

describe('what is read as if it were said otherwise', () => {
  it.each([
    ['restarts per 10 min, last 2 hours', 'restarts per 10 minutes in the last 2 hours'],
    ['crashes in the last 30-minute window', 'crashes in the last 30 minute window'],
    ['ping me the moment node-42 crashes', 'ping me when node-42 crashes'],
    ['at this pace when will the disk on node-7 reach 95%', 'when will the disk on node-7 reach 95%'],
    ['which agents in us west are offline', 'which agents in us-west are offline'],
    ['how is edge tokyo?', 'how is edge-tokyo?'],
    ['crashes of writer east 1 today', 'crashes of writer-east-1 today'],
    ['what took node-42 out', 'why did node-42 crash'],
    ['why can’t we reach agent-4', 'why is agent-4 offline'],
    ['which agents can’t be reached', 'which agents are offline'],
    ['how is agent-4 holding up', 'how is agent-4'],
    ['which agent racked up the most crashes today', 'which agent had the most crashes today'],
    ['who switched node-5 off', 'who stopped node-5'],
    ['how long was agent-3 out yesterday', 'how long was agent-3 down yesterday'],
    ['yell when edge-tokyo is back', 'tell me when edge-tokyo is back'],
    ['nodes hogging more than 80% cpu', 'nodes using more than 80% cpu'],
    ['agents that dropped off and haven’t been seen since', 'agents that dropped off and never came back'],
    ['average memory usage of all nodes in percent', 'average memory usage of all nodes'],
  ])('%s', (question, other) => {
    expect(plan(question).op).not.toBe('refuse');
    expect(plan(question)).toEqual(plan(other));
  });

  it('keeps a moment that is a time', () => {
    expect(plan('which agents are offline at the moment')).toEqual(plan('which agents are offline now'));
  });

  it('joins no words into a name that does not exist', () => {
    expect(plan('is edge paris up').op).not.toBe('state');
  });
});

describe('what stops a question as it stands', () => {
  it.each([
    ['show me the events at five', 'clarify'],
    ['which node is the worst one', 'clarify'],
    ['spawn some more nodes please', 'clarify'],
    ['everything the user carlos did in February', 'refuse'],
    ['how many nodes crashed manually', 'refuse'],
    ['events near me this weekend', 'refuse'],
    ['which agents glow', 'refuse'],
  ])('%s: %s', (question, op) => {
    expect(plan(question).op).toBe(op);
  });

  it.each([
    ['agents in us-east or us-west that aren’t production', 'agents in us-east or us-west not in production'],
    ['agents that went degraded but recovered inside 2 minutes', 'agents that went degraded and recovered within 2 minutes'],
    ['ten nodes with the biggest edge count, largest first', 'ten nodes with the biggest edge count'],
    ['the crash of node-17, was this because of a port conflict?', 'was the crash of node-17 because of a port conflict?'],
  ])('and what does not: %s', (question, other) => {
    expect(plan(question).op).not.toBe('refuse');
    expect(plan(question)).toEqual(plan(other));
  });
});

describe('what is spoken or written short', () => {
  it.each([
    ['so node forty two crashed again right', 'node-42 crashed again'],
    ['what is agent twelve doing', 'what is agent-12 doing'],
    ['restarts/h today', 'restarts per hour today'],
    ['top5 nodes by cpu', 'top 5 nodes by cpu'],
    ['top 5 memory hogs', 'top 5 nodes by memory'],
    ['if node-42 crashes again, tell me', 'tell me if node-42 crashes again'],
    ['when agent-2 is back please let me know', 'let me know when agent-2 is back'],
    ['how many agents are left on 1.5.0', 'how many agents are on 1.5.0'],
    ['what was our worst day for crashes this month', 'which day had the most crashes this month'],
  ])('%s', (question, other) => {
    expect(plan(question).op).not.toBe('refuse');
    expect(plan(question)).toEqual(plan(other));
  });

  it('marks where every part stood, wherever it is read', () => {
    const question = 'if node-42 crashes again, tell me';
    const { spans } = parseQuestion({ question, tz: world.tz as string, nowUs: Date.parse(world.now) * 1000 }, catalogue);
    expect(spans.map(({ from, to }) => question.slice(from, to))).toEqual(['tell me', 'node-42', 'crashes']);
  });
});
