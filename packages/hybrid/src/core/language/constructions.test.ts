import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { catalogueOfWorld } from '../names.ts';
import { constructed } from './constructions.ts';
import { parseQuestion } from './parse.ts';
import { tokenise } from './tokens.ts';

const world = JSON.parse(readFileSync(resolve(fileURLToPath(import.meta.url), '../../../../testdata/world.json'), 'utf8'));
const catalogue = catalogueOfWorld(world);
const plan = (question: string, context?: string) =>
  parseQuestion(
    { question, ...(context === undefined ? {} : { context }), tz: world.tz as string, nowUs: Date.parse(world.now) * 1000 },
    catalogue,
  ).plan;
const read = (question: string): string =>
  constructed(tokenise(question))
    .map((token) => token.text)
    .join(' ');

describe('whole ways of putting a question', () => {
  it.each([
    ['what is keeping agent-2 from recovering?', 'why did agent-2 not recover'],
    ['how come nobody restarted node-9', 'why was node-9 not restarted'],
    ['by what was the crash of node-17 provoked?', 'what caused the crash of node-17'],
    ['trace the node-9 crash back to its cause', 'why did node-9 crash'],
    ['was the rollout what knocked edge-tokyo offline', 'did the rollout cause edge-tokyo to go offline'],
    ['did a port clash take down search-7', 'was the crash of search-7 caused by a port conflict'],
    ['could the crash of node-42 be a result of a full disk', 'was the crash of node-42 due to a full disk'],
    ['in what did the crash of node-4 result?', 'what did the crash of node-4 affect'],
    ['how many nodes did the agent-2 outage take down', 'which nodes did the agent-2 outage affect'],
    ['did the agent-4 outage hurt anything else', 'did the agent-4 outage affect anything'],
    ['could the cluster tolerate the loss of agent-2', 'what if we lose agent-2'],
    ['were agent-2 to go offline, what would break?', 'what would happen if agent-2 went offline'],
    ['is it okay to drain agent-12?', 'what if we drain agent-12'],
    // What there is, how it is, what room there is.
    ['what agents make up the grid', 'list agents'],
    ['which agents are dedicated to staging', 'which agents in staging'],
    ['which agents are shown as offline', 'which agents are offline'],
    ['agents running in a degraded state', 'agents that are degraded'],
    ['which agents still have room for another node', 'which agents have free slots'],
    ['nodes not exceeding 50% cpu', 'nodes at most 50% cpu'],
    ['what is the standing of node-4', 'what is status of node-4'],
    ['would stopping cache-2 break anything', 'what if we stop cache-2'],
    ['diff 08:00 vs 12:00 today', 'what changed between 08:00 and 12:00 today'],
    ['how does the cluster differ from yesterday at 12:00', 'what changed since yesterday at 12:00'],
    ['do the node-4 crash and the node-9 crash share a cause?', 'are the node-4 crash and the node-9 crash related'],
    ['is the crash of node-42 unprecedented', 'has anything like the crash of node-42 happened before'],
    ['no restart of node-9 yet, why not?', 'why was there no restart of node-9'],
    ['have any crashes resulted from the outage of agent-4?', 'did the outage of agent-4 trigger any crashes'],
    ['what last night’s failed backup has led to', 'what did the failed backup last night affect'],
    ['the chain that leads from the agent-4 outage to the crash of node-9', 'how is the agent-4 outage related to the crash of node-9'],
    ['how did we get from the rollout to the crash of node-9', 'how is the rollout related to the crash of node-9'],
    ['earlier cases like the crash of node-9', 'find incidents similar to the crash of node-9'],
    ['must I be afraid that node-7 is going to crash', 'will node-7 crash'],
    ['imagine agent-4 goes offline: would any nodes crash?', 'would any nodes crash if agent-4 went offline'],
    ['rewind to 9am yesterday and show the cluster state', 'show the cluster state at 9am yesterday'],
    ['nodes at 80% memory or more', 'nodes with memory of at least 80%'],
    ['put crashes in production next to crashes in staging', 'compare crashes in production with crashes in staging'],
    ['on whose order was agent-4 drained', 'who drained agent-4'],
    ['restores: who performed them this month?', 'who restored something this month'],
    ['what share of last month was agent-4 available', 'what was the availability of agent-4 last month'],
  ])('%s', (question, other) => {
    const { form: _form, ...own } = plan(question) as { form?: string };
    const { form: _other, ...plain } = plan(other) as { form?: string };
    expect(own).toEqual(plain);
    expect(plan(question).op).not.toBe('refuse');
  });

  it('keeps the words of a question it has no row for, and never looks into what is quoted', () => {
    for (const question of ['which agents are offline', 'errors with "what is keeping agent-2 from recovering"'])
      expect(constructed(tokenise(question))).toEqual(tokenise(question));
  });

  it('does not reach over a comma, or into another question', () => {
    expect(read('did node-42 crash, or was the disk full')).toBe('did node-42 crash , or was the disk full');
    expect(read('is the outage over and what is new')).toBe('is the outage over and what is new');
  });

  it('stops on what nothing is recorded of, whatever the way it is put', () => {
    for (const question of [
      'what is keeping the interns from recovering',
      'was the new intern what took down node-42',
      'could the cluster tolerate the loss of our best engineer',
      'do the node-4 crash and the weather share a cause?',
      'have any complaints resulted from the outage of agent-4?',
      'the chain that leads from the agent-4 outage to the unhappy customers',
      'must I be afraid that node-7 is going to bankrupt us',
      'warn me of crashes yesterday',
    ])
      expect(['refuse', 'clarify']).toContain(plan(question).op);
  });

  it('tells of a name like those of agents and nodes that is none, and of nothing that is numbered otherwise', () => {
    expect(plan('did web-1 go down last night')).toMatchObject({ op: 'refuse', reason: 'unknown_entity', term: 'web-1' });
    expect(plan('crashes of sev-1')).toMatchObject({ op: 'refuse', reason: 'no_data' });
  });

  it('leaves groups, comparisons and lists what they are', () => {
    expect(plan('split crashes this month by cause')).toMatchObject({ op: 'count', by: ['cause'] });
    expect(plan('difference in crashes between yesterday and today').op).toBe('compare');
    expect(plan('changes to agent-2 today')).toMatchObject({ op: 'changed', where: { agent: ['agent-2'] } });
    expect(plan('why was there an election of a new leader yesterday')).toMatchObject({ op: 'why', where: { event: ['leader_elected'] } });
  });

  it('moves the anchor of the answer before', () => {
    const before = 'what changed before node-42 crashed?';
    expect(plan('and after?', before)).toEqual({
      op: 'changed',
      anchor: { where: { event: ['node_crashed'], node: ['node-42'] }, rel: 'after' },
    });
    expect(plan('what about node-17', before)).toEqual({
      op: 'changed',
      anchor: { where: { event: ['node_crashed'], node: ['node-17'] }, rel: 'before' },
    });
  });

  it('supposes a command as it is given, in the passive too', () => {
    for (const [question, change] of [
      ['what if node-9 is stopped?', { verb: 'stop', node: ['node-9'] }],
      ['suppose agent-2 were drained', { verb: 'drain', agent: ['agent-2'] }],
      ['what would be the consequences of switching off node-9', { verb: 'stop', node: ['node-9'] }],
      ['what if node-9 crashes?', { event: ['node_crashed'], node: ['node-9'] }],
    ] as const)
      expect(plan(question)).toEqual({ op: 'simulate', change });
  });

  it('counts the commonest of what there is, and causes of what crashed', () => {
    expect(plan('which version is the most common?')).toMatchObject({ op: 'count', target: 'agent', by: ['version'], limit: 1 });
    expect(plan('which cause is most common?')).toMatchObject({ where: { event: ['node_crashed'] }, by: ['cause'] });
    expect(plan('nodes that stopped without ever crashing')).toMatchObject({ op: 'refuse', term: 'without crashing' });
  });

  it('reads what may come as a forecast, and never as what was', () => {
    expect(plan('which nodes could crash in the next 2 hours?')).toMatchObject({
      op: 'predict',
      where: { event: ['node_crashed'] },
      horizon: '2h',
    });
    expect(plan('could node-9 go offline?')).toMatchObject({ op: 'predict', where: { node: ['node-9'] } });
    expect(plan('crashes in the next 2 hours')).toMatchObject({ op: 'refuse', term: 'next' });
    expect(plan('could node-9 have crashed?')).toMatchObject({ op: 'list' });
  });

  it('reads a type of event that is written with dashes, and stops nothing by it', () => {
    expect(plan('agent-offline events yesterday')).toMatchObject({ op: 'list', where: { event: ['agent_offline'] } });
    expect(plan('stop node-crashed')).toMatchObject({ op: 'refuse', reason: 'unknown_entity' });
  });

  it('watches how something is for so long, rather than what made it so', () => {
    for (const [question, where] of [
      ['warn me if agent-2 is degraded for 10 minutes', { agent: ['agent-2'], status: ['degraded'] }],
      ['alert me if node-9 is down for more than 10 minutes', { node: ['node-9'], status: ['@down'] }],
      ['alert me if agent-2 goes offline for 10 minutes', { agent: ['agent-2'], event: ['agent_offline'] }],
    ] as const)
      expect(plan(question)).toEqual({ op: 'watch', where, for: '10m' });
  });

  it('mends no name into a word that says nothing', () => {
    for (const question of ['tell me when frob crashes', 'show crashes of frob'])
      expect(plan(question)).toMatchObject({ op: 'refuse', reason: 'no_data', term: 'frob' });
    expect(plan('crashes form agent-2')).toMatchObject({ op: 'list', where: { agent: ['agent-2'] } });
  });

  it('counts the different ones of what was said, and of nothing else in its place', () => {
    const of = { op: 'count', target: 'event', distinct: 'error' };
    expect(plan('count the unique errors among failed spawns this week')).toMatchObject({ ...of, where: { event: ['spawn_failed'] } });
    expect(plan('how many different errors did crashes have')).toMatchObject({ ...of, where: { event: ['node_crashed'] } });
    expect(['refuse', 'clarify']).toContain(plan('how many unique exit codes among crashes').op);
  });

  it('takes another figure of the same', () => {
    const before = 'what is the average latency of node-9 today?';
    for (const question of ['p95 instead', 'make it p95 instead', 'change that to the p95'])
      expect(plan(question, before)).toMatchObject({ op: 'aggregate', metric: 'latency_ms', agg: 'p95', where: { node: ['node-9'] } });
  });

  it('never makes a wish of what is supposed', () => {
    for (const question of ['is it safe to stop node-9', 'would it hurt to restart node-17', 'what would draining agent-2 break'])
      expect(plan(question).op).toBe('simulate');
  });

  it('takes a question back to the answer before it', () => {
    const before = 'why did node-42 crash?';
    expect(plan('was memory the culprit?', before)).toMatchObject({ op: 'why', hypothesis: { cause: ['oom'] } });
    expect(plan('any fallout?', before)).toMatchObject({ op: 'impact', where: { node: ['node-42'] } });
    expect(plan('will it happen again?', before)).toMatchObject({ op: 'predict', target: 'node', where: { node: ['node-42'] } });
    expect(plan('what about agent-4', 'what would happen if agent-2 went offline?')).toEqual({
      op: 'simulate',
      change: { event: ['agent_offline'], agent: ['agent-4'] },
    });
  });
});
