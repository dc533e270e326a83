import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { catalogueOfWorld } from '../names.ts';
import { parseQuestion } from './parse.ts';

const world = JSON.parse(readFileSync(new URL('../../../testdata/world.json', import.meta.url), 'utf8'));
const catalogue = catalogueOfWorld(world);
const plan = (question: string) => parseQuestion({ question, tz: world.tz, nowUs: Date.parse(world.now) * 1000 }, catalogue).plan;

describe('how what was undertaken ended', () => {
  it.each([
    ['botched upgrades since Friday', 'update_failed'],
    ['launches that went wrong yesterday', 'spawn_failed'],
    ["stop attempts on agent-4 that didn't work", 'stop_failed'],
    ['Which backups did not succeed over the weekend?', 'backup_failed'],
    ['Which commands came to nothing today?', 'action_failed'],
    ['sign-ins that were turned down this week', 'auth_failed'],
    ['Which spawns worked on Friday?', 'spawn_succeeded'],
    ['orders to stop a node on agent-2', 'stop_requested'],
    ['Which updates had to be undone this week?', 'update_rolled_back'],
    ['Which binaries were released this week?', 'binary_published'],
    ['Which actions got the green light today?', 'action_approved'],
  ])('%s', (question, event) => {
    expect(plan(question)).toMatchObject({ op: 'list', target: 'event', where: { event: [event] } });
  });

  it.each([
    ['Which agents were unable to finish a backup this month?', 'agent', 'backup_failed'],
    ['Which nodes refused to shut down this month?', 'node', 'stop_failed'],
    ['Which nodes were told to stop in the last hour?', 'node', 'stop_requested'],
    ['Which agents began updating this morning?', 'agent', 'update_started'],
    ['Which agents fetched a binary today?', 'agent', 'binary_downloaded'],
    ['Which nodes loaded their HNSW index today?', 'node', 'hnsw_index_loaded'],
  ])('%s', (question, target, event) => {
    expect(plan(question)).toMatchObject({ op: 'list', target, where: { event: [event] } });
  });

  it('who gave an order is asked of people, and what did not follow is not passed over', () => {
    expect(plan('who issued the stop command for node-4?')).toMatchObject({ op: 'audit', verb: 'stop', where: { node: ['node-4'] } });
    expect(plan('Which nodes were asked to stop but never did?')).toMatchObject({
      seq: { first: { event: ['stop_requested'] }, absent: true },
    });
    expect(plan('nodes that had stop requests and then no successful stop')).toMatchObject({ seq: { absent: true } });
    expect(plan('requested actions that were not approved')).toMatchObject({ op: 'refuse', reason: 'unsupported' });
    expect(plan('nodes with stop requests but no successful stop since Monday')).toMatchObject({ op: 'refuse', reason: 'unsupported' });
    expect(plan('why did the update not go through?')).toMatchObject({ op: 'why', negate: true });
  });

  it('what a thing is amid is how it is', () => {
    expect(plan('How many nodes are in the middle of a restart?')).toMatchObject({ op: 'count', where: { status: ['restarting'] } });
    expect(plan('Is node-5 in the process of stopping?')).toEqual({
      op: 'state',
      target: 'node',
      where: { node: ['node-5'] },
      form: 'yesno',
      expect: { status: ['stopping'] },
    });
  });

  it('what is asked with a negation is answered with what there was, never with a yes to its opposite', () => {
    expect(plan("Isn't node-4 running?")).toMatchObject({ op: 'state', form: 'yesno', expect: { status: ['running'] } });
    for (const question of ['did nothing fail today?', 'were no backups done today?']) expect(plan(question)).not.toHaveProperty('form');
    expect(plan('did nothing fail today?')).toMatchObject({ op: 'list', target: 'event', where: { event: ['@failure'] } });
  });
});

describe('the last of an undertaking', () => {
  it.each([
    ['did the last spawn succeed?', ['spawn_succeeded', 'spawn_failed'], 'spawn_succeeded'],
    ['has the last stop of node-4 failed?', ['stop_succeeded', 'stop_failed'], 'stop_failed'],
    ['did the last update succeed?', ['update_completed', 'update_failed'], 'update_completed'],
    ['did the latest backup work?', ['backup_completed', 'backup_failed'], 'backup_completed'],
  ])('is the last however it ended: %s', (question, event, expected) => {
    expect(plan(question)).toMatchObject({ op: 'list', where: { event }, limit: 1, form: 'yesno', expect: { event: [expected] } });
  });

  it('is of one outcome where that says which', () => {
    expect(plan('was the last failed spawn on agent-4?')).toMatchObject({ where: { event: ['spawn_failed'] } });
  });
});

describe('what is asked after the last of an undertaking', () => {
  const after = (context: string, question: string) =>
    parseQuestion({ question, context, tz: world.tz, nowUs: Date.parse(world.now) * 1000 }, catalogue).plan;

  it('is why it ended so, and who began it', () => {
    expect(after('did the last update succeed?', 'why not?')).toEqual({ op: 'why', where: { event: ['update_failed'] } });
    expect(after('did the last update succeed?', 'who started it?')).toEqual({ op: 'audit', verb: 'update', form: 'who' });
  });

  it('is no figure of now', () => {
    expect(after('why did node-4 crash?', 'what was its memory then?')).toMatchObject({ op: 'refuse', term: 'then' });
  });
});

describe('more than before', () => {
  it.each([
    ['agents with more crashes than last week', 'agent'],
    ['nodes that crashed more often than last week', 'node'],
  ])('is told of each: %s', (question, by) => {
    expect(plan(question)).toMatchObject({ op: 'compare', plan: { op: 'count', by: [by] } });
  });

  it.each([
    ['did crashes increase since last week?', '2026-03-16T00:00:00Z', '2026-03-09T00:00:00Z', '2026-03-16T00:00:00Z'],
    ['have crashes gone up since yesterday?', '2026-03-18T00:00:00Z', '2026-03-17T00:00:00Z', '2026-03-18T00:00:00Z'],
    ['how much have crashes dropped since last month?', '2026-03-01T00:00:00Z', '2026-02-01T00:00:00Z', '2026-03-01T00:00:00Z'],
  ])('since a stretch of time is beside it: %s', (question, from, beforeFrom, beforeTo) => {
    expect(plan(question)).toMatchObject({
      op: 'compare',
      plan: { where: { event: ['node_crashed'] } },
      sides: [{ time: { from } }, { time: { from: beforeFrom, to: beforeTo } }],
    });
  });

  it('the most downtime is by all of it', () => {
    expect(plan('top 3 agents by downtime')).toMatchObject({ op: 'duration', agg: 'sum', by: ['agent'], limit: 3 });
  });

  it('a downtime by node is of nodes', () => {
    expect(plan('total downtime by node this week')).toMatchObject({ op: 'duration', target: 'node', by: ['node'] });
  });

  it.each(['is the crash rate going up or down?', 'is the rate of crashes rising or falling?', 'are crashes getting more frequent?'])(
    'is a series: %s',
    (question) => {
      expect(plan(question)).toEqual({
        op: 'count',
        target: 'event',
        where: { event: ['node_crashed'] },
        bucket: 'auto',
        form: 'yesno',
      });
    },
  );

  it('up or down is no state', () => {
    expect(plan('is memory of node-4 going up or down?')).toEqual({
      op: 'aggregate',
      metric: 'memory_pct',
      agg: 'trend',
      target: 'node',
      where: { node: ['node-4'] },
    });
  });

  it.each(['crashes following an update within 10 minutes', 'crashes within 10 minutes after an update'])(
    'is so long after: %s',
    (question) => {
      expect(plan(question)).toMatchObject({ op: 'list', anchor: { rel: 'after', window: '10m' } });
      expect(plan(question)).not.toHaveProperty('time');
    },
  );
});

describe('who asks', () => {
  it.each([
    'The capacity team asks for the crashes of agent-2',
    'Security would appreciate an overview of the crashes of agent-2',
    'The lady from procurement wants the crashes of agent-2',
    'The crashes of agent-2 are needed by asset management',
  ])('%s', (question) => {
    expect(plan(question)).toEqual({ op: 'list', target: 'event', where: { event: ['node_crashed'], agent: ['agent-2'] } });
  });

  it('is somebody else than whoever did it', () => {
    for (const question of ['restarts requested by the CFO', 'which restarts were requested by the auditor?'])
      expect(plan(question)).toMatchObject({ op: 'refuse' });
  });
});
