import { describe, expect, it } from 'vitest';
import { catalogueOfNames } from '../names.ts';
import { parseQuestion } from './parse.ts';

const catalogue = catalogueOfNames({ node: ['node-4', 'node-5'], agent: ['agent-2', 'agent-4'], user: ['priya', 'marcus'] });
const plan = (question: string, context?: string) =>
  parseQuestion(
    { question, ...(context === undefined ? {} : { context }), tz: 'UTC', nowUs: Date.parse('2026-11-22T15:04:00Z') * 1000 },
    catalogue,
  ).plan;

describe('a question of which a half would be answered', () => {
  it.each([
    'which nodes were running at 14:53 but are not running now?',
    'do crashes happen more on weekends?',
    'did other nodes crash when node-4 did',
    'is it just node-4 or the whole agent',
    'why is there no node-4',
    'what is an agent',
    'why did priya add a node last night',
    'nodes that crashed more than twice and then restarted',
    'when was the last time agent-2 and agent-4 were both offline',
    'who stopped more than three nodes this week',
    'why do nodes on agent-4 crash more than others',
    'why did agent-2 go offline and node-4 crash',
    'why does node-4 crash every night',
    'was this the same problem as last week',
    'nodes that restarted within a minute',
    'which outages were over within an hour',
    'why did the last two crashes happen',
    'last 3 crashes of node-4 with their causes',
    'what crashed with node-4 on monday',
    'biggest increase in crashes by agent week over week',
    'did anyone notice agent-2 was down',
    'how long did it take to notice agent-2 was down',
    'which agent should i drain first',
    'what should i do about node-4',
    'did restarting node-4 help',
    'is agent-2 sending heartbeats on time',
    'do nodes crash more often at night?',
    'are there more crashes on mondays than on fridays?',
    'config changes followed by a crash within an hour',
    'crashes preceded by a config change within an hour',
    'node with the most crashes this month that is still running',
    'which running node crashed most this week?',
    'hosts with two or more crashed nodes',
    'did a human restart node-4 or marcus',
    'how many nodes were running at 14:53 and how many now?',
    'how many agents are there and how many nodes?',
    'which nodes ran out of memory and which were killed?',
    'which nodes are down right now and why?',
    'which nodes spawned by priya crashed?',
    'which nodes were not started by marcus?',
    'did node-4 and node-5 crash at the same time?',
    'show me the crashes of node-4 and the restarts of node-5',
    'who has not restarted anything?',
    'what are the last two things priya did?',
    'which nodes ran for less than 10 seconds before crashing?',
    'which node has crashed fewer times than node-4?',
    'tell me when node-4 has not crashed for an hour',
    'is nothing broken?',
    'crashes caused by an operator',
    'how many wanted nodes are not running?',
    'which nodes were spawned by priya but not stopped by her?',
    'what happened between the crash of node-4 and the crash of node-5?',
    'did every node come back after its crash?',
    'did both node-4 and node-5 crash today?',
    'did node-4 crash twice within ten seconds?',
    'was agent-2 offline longer than agent-4?',
    'crashes today and on Friday',
    'did all nodes crash today?',
    'which crashes were followed by a stop?',
    'how many crashes were followed by a restart within 1 second?',
    'old agents',
    'nodes using more cpu than node-4',
    'nodes using twice as much memory as node-4',
    'nodes whose memory grew today',
    'crashes later today',
    'let me know when node-4 stops crashing',
    'tell me when crashes stop',
    'how many crashes were there during the night this month?',
    'cumulative crashes this week',
    'what happened while I was away?',
    'what happened since I left?',
    'growth of the number of nodes',
    'nodes per agent over time',
    'who may restart node-4?',
    'who is allowed to drain agent-2?',
    'which agents lost nothing today?',
    'nodes where nothing happened this week',
    'how often does a crash follow an update within 10 minutes?',
    'tell me when the crash loop of node-4 ends',
    'did node-4 stop crashing?',
    'which nodes crashed by friday?',
    'which agents were briefly offline today?',
    'is agent-2 always healthy?',
    'which nodes repeatedly crashed today?',
    'pending restarts this week',
    'show good crashes today',
    'who stopped the primary nodes?',
    'which nodes crashed today in a row?',
    'show crashes that we caused',
    'crashes minus restarts',
    'is only agent-2 offline?',
    'nodes that crashed on both agent-2 and agent-4',
    'which nodes crashed for the first time today?',
    'when did memory of node-4 exceed 80%?',
    'how many new nodes are there?',
    'long outages today',
    'slow restarts today',
    'agents that frequently go offline',
    'nodes that always crash',
    'privileged nodes',
    'nodes that tried to restart',
    'nodes on the same agent as node-4',
    'which nodes crashed together?',
    'how many spawns were denied today?',
    'how many restarts were requested?',
    'which users stopped more than one node?',
    'which spawn took longer than half a second?',
    'what share of crashes recovered?',
    'how many crashes by exit code?',
    'was node-4 stopped or did it crash?',
    'which nodes crashed then restarted then were stopped?',
    'which nodes were stopped by someone else than who spawned them?',
    'what happened between 14:20:27 and the recovery of agent-2?',
    'how long from the crash of node-4 to the stop of node-4?',
    'after which event did the cluster become degraded?',
    'which crashes were not kills?',
  ])('is refused, and the half is offered: %s', (question) => {
    const read = plan(question);
    expect(read).toMatchObject({ op: 'refuse', reason: 'unsupported' });
    expect((read as { closest?: readonly string[] }).closest?.length).toBeGreaterThan(0);
  });

  it('is none where both are said in one plan', () => {
    expect(plan('who restarted node-4 and when').op).toBe('audit');
    expect(plan('crashes of node-4 and node-5 today').op).toBe('list');
    expect(plan('compare crashes of node-4 and restarts of node-4').op).not.toBe('refuse');
    expect(plan('which nodes crashed and then restarted').op).toBe('list');
  });
});

describe('what is denied', () => {
  it('is told as what there was: a yes could be taken for either', () => {
    for (const [question, event] of [
      ['has node-4 never crashed?', 'node_crashed'],
      ['did node-4 not restart?', 'node_restarted'],
      ['did no node crash on agent-2?', 'node_crashed'],
      ['were there no stops after 10:00?', 'stop_succeeded'],
      ['was agent-2 never offline?', 'agent_offline'],
    ]) {
      const read = plan(question as string);
      expect([question, read]).toMatchObject([question, { op: 'list', target: 'event', where: { event: [event] } }]);
      expect(read).not.toHaveProperty('form');
    }
  });

  it('is how they are, and not where', () => {
    for (const question of ['is any node not running on agent-2', 'are there nodes not running on agent-2?'])
      expect([question, plan(question)]).toMatchObject([question, { where: { status: { not: ['running'] }, agent: ['agent-2'] } }]);
  });
});

describe('a day that is said', () => {
  it.each([
    ['crashes on Sunday the 15th', '2026-11-15T00:00:00Z', '2026-11-16T00:00:00Z'],
    ['crashes on Sunday the 15th at 9am', '2026-11-15T09:00:00Z', '2026-11-15T10:00:00Z'],
    ['crashes on Friday the 13th at 9am', '2026-11-13T09:00:00Z', '2026-11-13T10:00:00Z'],
    ['crashes on Sunday, November 15 at 21:30', '2026-11-15T21:30:00Z', '2026-11-15T21:31:00Z'],
    ['crashes since Friday the 13th', '2026-11-13T00:00:00Z', '2026-11-22T15:04:00Z'],
    ['crashes on Sunday, November 15', '2026-11-15T00:00:00Z', '2026-11-16T00:00:00Z'],
    ['crashes on November 15 after noon', '2026-11-15T12:00:00Z', '2026-11-16T00:00:00Z'],
    ['crashes last Sunday after 9pm', '2026-11-15T21:00:00Z', '2026-11-16T00:00:00Z'],
    ['crashes today and yesterday', '2026-11-21T00:00:00Z', '2026-11-22T15:04:00Z'],
    ['crashes a week ago', '2026-11-15T00:00:00Z', '2026-11-16T00:00:00Z'],
    ['crashes on the morning of November 20', '2026-11-20T06:00:00Z', '2026-11-20T12:00:00Z'],
    ['crashes in the evening of the 15th', '2026-11-15T18:00:00Z', '2026-11-16T00:00:00Z'],
    ['crashes in the minute after 14:54', '2026-11-22T14:54:00Z', '2026-11-22T14:55:00Z'],
    ['crashes in the five minutes before 14:55', '2026-11-22T14:50:00Z', '2026-11-22T14:55:00Z'],
    ['crashes since 9 in the morning on Friday', '2026-11-20T09:00:00Z', '2026-11-22T15:04:00Z'],
  ])('%s', (question, from, to) => {
    expect(plan(question)).toMatchObject({ time: { from, to } });
  });

  it('is asked back where the halves of it are not said', () => {
    for (const question of ['crashes on Tuesday between 9 and 5', 'crashes last night between 11 and 1'])
      expect([question, plan(question)]).toMatchObject([question, { op: 'clarify', reason: 'ambiguous_time' }]);
  });

  it('is asked back where its date is another day', () => {
    expect(plan('crashes on Friday the 15th')).toMatchObject({ op: 'clarify', reason: 'ambiguous_time' });
  });

  it('is no question for something like it', () => {
    for (const question of ['how many crashes happened before 14:54:10?', 'how many stops happened before 3pm?'])
      expect([question, plan(question).op]).toEqual([question, 'count']);
  });
});

describe('of an answer before', () => {
  it('a person is asked for by name, and what they did otherwise is a question of its own', () => {
    expect(plan('was it priya?', 'who spawned node-4?')).toMatchObject({
      op: 'audit',
      verb: 'spawn',
      where: { node: ['node-4'], user: ['priya'] },
    });
    expect(plan('and what did priya do?', 'who stopped node-4?')).toEqual({ op: 'audit', where: { user: ['priya'] } });
  });

  it('when it was, and which of several', () => {
    expect(plan('when?', 'why did node-4 crash yesterday?')).toMatchObject({
      where: { event: ['node_crashed'], node: ['node-4'] },
      time: { from: '2026-11-21T00:00:00Z', to: '2026-11-22T00:00:00Z' },
      form: 'when',
    });
    for (const [question, dir] of [
      ['when was the first?', 'asc'],
      ['and when was the last one', 'desc'],
    ])
      expect(plan(question as string, 'which nodes crashed today?')).toMatchObject({ order: { by: 'time', dir }, limit: 1, form: 'when' });
  });

  it('how long it has been healthy, and what a wish would do', () => {
    for (const question of ['since when?', 'how long has it been like that?'])
      expect(plan(question, 'is agent-4 healthy?')).toMatchObject({ op: 'duration', of: 'time_in:healthy', agg: 'current' });
    expect(plan('what would happen?', 'drain agent-4')).toEqual({ op: 'simulate', change: { verb: 'drain', agent: ['agent-4'] } });
  });

  it('how long it was so is of its time', () => {
    expect(plan('for how long?', 'was agent-2 offline today?')).toMatchObject({
      op: 'duration',
      of: 'downtime',
      agg: 'sum',
      where: { agent: ['agent-2'] },
    });
  });
});

describe('two instants beside each other', () => {
  const at = (day: number, hour: string) => ({ time: { from: `2026-11-${day}T${hour}Z`, to: `2026-11-${day}T${hour}Z` } });
  const now = at(22, '15:04:00');

  it.each([
    ['how many nodes were running at 3pm yesterday versus now', [at(21, '15:00:00'), now]],
    ['how many nodes are running now vs yesterday at noon', [now, at(21, '12:00:00')]],
    ['how many nodes were running at 9am and at 5pm yesterday', [at(21, '09:00:00'), at(21, '17:00:00')]],
    ['nodes running at midnight vs nodes running at noon', [at(22, '00:00:00'), at(22, '12:00:00')]],
  ])('%s: how many there were at each', (question, sides) => {
    expect(plan(question)).toEqual({ op: 'compare', plan: { op: 'count', target: 'node', where: { status: ['running'] } }, sides });
  });

  it('is not of what happened: that takes a stretch of time', () => {
    expect(plan('crashes yesterday versus today')).toMatchObject({
      sides: [{ time: { from: '2026-11-21T00:00:00Z', to: '2026-11-22T00:00:00Z' } }, { time: { to: '2026-11-22T15:04:00Z' } }],
    });
  });
});

describe('the one that will', () => {
  it('is one', () => {
    expect(plan('which node is most likely to crash next')).toMatchObject({ op: 'predict', limit: 1 });
    expect(plan('which agent will fill its disk first')).toMatchObject({ op: 'predict', threshold: { metric: 'disk_pct' }, limit: 1 });
    expect(plan('which nodes are most likely to crash')).not.toHaveProperty('limit');
  });
});

describe('what is over', () => {
  it.each([
    ['is the update done', 'update_completed'],
    ['is the drain of agent-2 finished', 'agent_drained'],
    ['did the drain of agent-2 succeed', 'agent_drained'],
  ])('%s', (question, event) => {
    expect(plan(question)).toMatchObject({ op: 'list', where: { event: [event] }, form: 'yesno' });
  });

  it('and what is healthier', () => {
    expect(plan('is agent-2 healthier than agent-4')).toEqual(plan('is agent-2 better than agent-4'));
    expect(plan('is agent-2 healthier than agent-4')).toMatchObject({ op: 'compare', plan: { where: { event: ['@failure'] } } });
  });
});

describe('said otherwise', () => {
  it.each([
    ['which nodes would go down with agent-4', 'what if we lose agent-4'],
    ['how did we get to cluster critical', 'why is the cluster critical'],
    ['only those crashes that came from a full disk', 'crashes caused by a full disk'],
    ['agents that were drained without being undrained later on', 'agents drained and not undrained later'],
    ['which agent has delivered the lowest availability', 'which agent has the lowest availability'],
    ['how many nodes is agent-4 carrying', 'how many nodes does agent-4 have'],
    ['put agent-2 and agent-4 side by side on crashes', 'compare crashes of agent-2 and agent-4'],
    ['longest time agent-2 stayed degraded', 'how long was agent-2 degraded the longest'],
  ])('%s: %s', (question, plainly) => {
    expect(['refuse', 'clarify']).not.toContain(plan(question).op);
    expect(plan(question)).toEqual(plan(plainly));
  });
});

describe('slower than before', () => {
  it.each([
    ['are spawns slower than last week', 'spawn_time'],
    ['did restarts get slower this week', 'restart_time'],
    ['is spawning slower than yesterday', 'spawn_time'],
  ])('%s: by how long it takes, and not by how many there were', (question, of) => {
    expect(plan(question)).toMatchObject({ op: 'compare', plan: { op: 'duration', of, agg: 'avg' } });
  });

  it('and how many nodes each agent has is told of each', () => {
    for (const question of ['agents and how many nodes each has', 'agents and the number of nodes on each'])
      expect(plan(question)).toEqual({ op: 'count', target: 'node', by: ['agent'] });
  });
});

describe('what was seen, done, and used up', () => {
  it('is said in many words', () => {
    expect(plan('when did we last see agent-2?')).toEqual(plan('when was agent-2 last seen?'));
    expect(plan('ping me once the drain of agent-2 is done')).toMatchObject({ op: 'watch', where: { event: ['agent_drained'] } });
    expect(plan('nodes using more than 80 percent of their memory limit')).toMatchObject({ where: { memory_pct: { gt: 80 } } });
  });
});

describe('who did most', () => {
  it('is of people, whatever they did it to', () => {
    expect(plan('which user stopped the most nodes?')).toMatchObject({ op: 'count', by: ['user'], limit: 1 });
    expect(plan('which nodes were killed by an operator?')).toMatchObject({
      where: { event: ['node_crashed'], cause: ['killed_by_operator'] },
    });
  });
});

describe('one after the other', () => {
  it.each([
    ['which nodes crashed before they were stopped?', 'node_crashed', 'stop_succeeded'],
    ['which nodes crashed right after a restart?', 'node_restarted', 'node_crashed'],
    ['which nodes crashed again within a minute?', 'node_crashed', 'node_crashed'],
    ['nodes that crashed again within a minute', 'node_crashed', 'node_crashed'],
    ['which nodes crashed less than 5 seconds after start?', 'spawn_succeeded', 'node_crashed'],
  ])('is of the same thing: %s', (question, first, then) => {
    // biome-ignore lint/suspicious/noThenProperty: the plan's name for what follows
    expect(plan(question)).toMatchObject({ target: 'node', seq: { first: { event: [first] }, then: { event: [then] } } });
  });
});

describe('how often and how long', () => {
  it('is of what was done, and of the state it led to', () => {
    expect(plan('how many times was node-4 stopped?')).toMatchObject({
      op: 'count',
      target: 'event',
      where: { event: ['stop_succeeded'] },
    });
    expect(plan('how long has node-4 been stopped?')).toMatchObject({ of: 'time_in:stopped', agg: 'current' });
    expect(plan('did more than 5 nodes crash today?')).toMatchObject({ op: 'count', distinct: 'node' });
    expect(plan('when were most crashes today?')).toMatchObject({ op: 'count', bucket: '1h', limit: 1 });
    expect(plan('how old is the newest backup?')).toMatchObject({ where: { event: ['backup_completed'] }, form: 'when' });
  });
});

it('the only one of them is offered as who they are', () => {
  for (const [question, offered] of [
    ['is agent-2 the only agent that is degraded', /degraded/],
    ['is node-4 the only crashed node', /nodes with status crashed/],
  ] as const) {
    const found = plan(question);
    expect(found.op, question).toBe('refuse');
    expect(found.op === 'refuse' && found.closest?.[0], question).toMatch(offered);
  }
});
