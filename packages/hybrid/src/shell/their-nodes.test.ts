import { expect, it } from 'vitest';
import { parsePlan } from '../core/plan-check.ts';
import { askOfPeople, ofPeople, sceneOfPeople } from '../testing/people.ts';
import { sceneOf } from '../testing/scene.ts';
import { ask, executePlan } from './ask.ts';

const asked = askOfPeople();

function planned(plan: unknown) {
  const { tz, nowUs, ...scene } = sceneOfPeople();
  return executePlan(parsePlan(plan), { tz, nowUs }, scene);
}

it('what nobody does is told of the nodes somebody spawned, and the answer says so', async () => {
  const spawned = ' Nobody asks for crashes: told of the nodes spawned by alice (web, api, worker).';
  const rows = [
    ['which of alice’s nodes crashed?', 1],
    ['crashes by alice', 1],
    ["how many crashes did alice's nodes have?", 1],
    ["what percentage of crashes were of alice's nodes?", 50],
  ] as const;
  for (const [question, value] of rows) {
    const answer = await asked(question);
    expect([question, answer.status, answer.value, answer.text.endsWith(spawned)]).toEqual([question, 'answered', value, true]);
  }
  // bob's db was started anew by alice: that makes it none of hers.
  expect((await asked("how much downtime did alice's nodes have?")).text).toBe(
    'Total downtime: 2 min 10 s (worker, from 12:01:40 UTC). Nobody asks for downtime: told of the nodes spawned by alice (web, api, worker).',
  );
  expect((await asked('crashes by frank')).text).toContain('told of the nodes spawned by frank (none)');
  expect((await asked('crashes not by alice')).rows?.map(({ entity_id: of }) => of)).toEqual(['flappy']);
});

it('events of somebody stay his where only nodes that crashed are asked about: the crashes narrow the nodes, and nobody asks for them', async () => {
  const where = { event: { not: ['agent_heartbeat'] }, user: ['alice'] };
  const having = [{ event: ['node_crashed'], count: { gte: 1 } }];
  const found = await planned({ op: 'list', target: 'event', where, having });
  expect([found.text.includes('Nobody asks for'), found.rows?.every(({ entity_id: of }) => of === 'worker')]).toEqual([false, true]);
  expect((await planned({ op: 'count', target: 'event', where, having })).value).toBe(found.rows?.length);
});

it('a group of what nobody does counts it by the user it is recorded with, and opens to that number', async () => {
  const shares = await planned({ op: 'ratio', of: 'share', num: { user: ['alice'] }, by: ['event'] });
  const counts = await planned({ op: 'count', target: 'event', where: { user: { not: ['alice'] } }, by: ['event'] });
  for (const [event, share, count] of [
    ['node_crashed', 0, 2],
    ['node_gave_up', 0, 1],
  ] as const) {
    const [ofShares, ofCounts] = [shares, counts].map(({ rows }) => rows?.find((row) => row['event'] === event));
    expect([event, ofShares?.['value'], ofCounts?.['count']]).toEqual([event, share, count]);
    expect([event, (await planned(ofShares?.['plan'])).value, (await planned(ofCounts?.['plan'])).value]).toEqual([event, share, count]);
  }
});

it('what came of a wish is of whoever wished it also where it is told by type, and opens to that number', async () => {
  for (const [user, by] of [
    [['bob'], ['event']],
    [['bob'], ['node', 'event']],
    [{ not: ['bob'] }, ['event']],
  ]) {
    const counts = await planned({ op: 'count', target: 'event', where: { user }, by });
    expect([user, by, (await planned(counts.opens)).value]).toEqual([user, by, counts.value]);
  }
  const share = await planned({ op: 'ratio', of: 'share', where: { user: ['bob'] }, num: { event: ['spawn_succeeded'] } });
  for (const { part, count, plan } of share.rows ?? []) expect([part, (await planned(plan)).value]).toEqual([part, count]);
  const { rows = [] } = await planned({ op: 'count', target: 'event', by: ['user', 'event'] });
  expect(rows.find(({ user, event }) => user === 'cli:bob' && event === 'spawn_succeeded')).toMatchObject({ count: 2 });
  for (const row of rows.filter(({ event }) => /^(spawn|stop)_/.test(String(event))))
    expect([row['user'], row['event'], (await planned(row['plan'])).value]).toEqual([row['user'], row['event'], row['count']]);
});

it('what has no user and is of no node is refused, and so is a user of it', async () => {
  for (const question of ['crashes by user', 'which user caused the most crashes?', 'agent outages by alice', 'how long was bob active?'])
    expect([question, await asked(question)]).toEqual([
      question,
      expect.objectContaining({ status: 'refused', text: expect.stringMatching(/^Nobody asks for .*: there is no user of that\. /) }),
    ]);
  const mixed = await asked('how many times did nodes spawned by alice crash?');
  expect([mixed.status, mixed.suggestions[0]?.question]).toEqual(['refused', "crashes of alice's nodes"]);
});

it('how long a deed took, and how many came well, are of whoever asked for it', async () => {
  const rows = [
    ["how long did frank's restart of cache take?", 'Last restart time (from request to running again): 2.0 s (cache, from 12:05:00 UTC).'],
    ["how long did alice's restart of db take?", 'Last restart time (from request to running again): 1.0 s (db, from 12:03:20 UTC).'],
    ["how long did bob's stop of db take?", 'Last stop time (from request to gone): 1.0 s (db, from 12:02:00 UTC).'],
    ["how long did bob's spawn of db take?", 'Last spawn time (from request to running): 1.0 s (db, from 12:00:20 UTC).'],
    ['how long did bob keep db stopped?', 'Last time stopped: 1 min 19 s (db, from 12:02:01 UTC).'],
    ["success rate of alice's spawns", '100 % spawn success (4 of 4 spawns that ended).'],
    ['failure rate of spawns by bob', '0 % spawn failure (0 of 2 spawns that ended).'],
  ] as const;
  for (const [question, text] of rows) expect([question, (await asked(question)).text]).toEqual([question, text]);
});

it('who made a node is who spawned it, and the first of somebody’s deeds is the first', async () => {
  const rows = [
    ['who created db?', 'cli:bob at 12:00:20 UTC: spawn of db on agent-1 requested. Restarted since, last by cli:alice at 12:03:20 UTC.'],
    ['who started db first?', 'cli:bob at 12:00:20 UTC: spawn of db on agent-1 requested.'],
    ['who was the first to spawn a node?', 'cli:alice at 12:00:10 UTC: spawn of web on agent-1 requested.'],
    ['was db spawned by alice?', 'No, not alice: cli:bob did, at 12:00:20 UTC: spawn of db on agent-1 requested.'],
    ['which node did alice spawn first?', 'cli:alice at 12:00:10 UTC: spawn of web on agent-1 requested.'],
    ['which node did alice spawn last?', 'cli:alice at 12:00:12 UTC: spawn of worker on agent-1 requested.'],
    ['what was the first thing bob did?', 'cli:bob at 12:00:20 UTC: spawn of db on agent-1 requested.'],
    ['what was the last thing bob did?', 'cli:bob at 12:02:00 UTC: stop of db on agent-1 requested.'],
    ['who stopped something first?', 'cli:bob at 12:02:00 UTC: stop of db on agent-1 requested.'],
  ] as const;
  for (const [question, text] of rows) expect([question, (await asked(question)).text]).toEqual([question, text]);
  expect((await asked('which nodes spawned by alice are running?')).rows?.map(({ node_id: id }) => id)).toEqual(['web']);
});

it('who is asked for is told as people, or refused', async () => {
  const refused = [
    'which users both spawned and stopped nodes?',
    'who never stopped a node?',
    'which users stopped more than one node?',
    'who was active in the last 2 minutes?',
    'who owns db?',
    'whose node is flappy?',
    'who uses the grid?',
    'which users did something both yesterday and today?',
    'who asked for backups?',
    'what reason did alice give for restarting db?',
    'how many nodes does alice have?',
    'does any node of bob run?',
    'what are the last two things bob did?',
  ];
  for (const question of refused) expect([question, (await asked(question)).status]).toEqual([question, 'refused']);
});

it('who was denied something is told by name, and agents are no users', async () => {
  const told = ofPeople();
  for (const [atS, actor] of [
    [400, 'cli:bob'],
    [401, 'cli:alice'],
  ] as const)
    told.tell(atS, 'action_denied', { verb: 'spawn', target: 'late', error: 'no agent fits' }, { meta: { actor } });
  told.tell(
    410,
    'node_restarted',
    { node_id: 'flappy', agent_id: 'agent-1', restart_count: 2, new_pid: 100 },
    { meta: { actor: 'agent:agent-1' } },
  );
  const scene = sceneOf(told);
  const said = async (question: string) => (await ask({ question, tz: 'UTC', nowUs: told.startUs + 600_000_000 }, scene)).text;
  for (const question of ['who was refused?', 'who was denied?'])
    expect([question, await said(question)]).toEqual([question, '2 action denied events: cli:alice 1, cli:bob 1.']);
  expect(await said('was bob ever refused?')).toMatch(/^Yes: 1 action denied event\./);
  expect(await said('how many users restarted nodes?')).toBe('2 users with 4 restarts. 1 of them by agents, which are no users.');
  expect(await said('which user restarted the most nodes?')).toMatch(/^4 restarts: cli:alice 1\. 1 of them by agents/);
});

it('a name that several people gave to a node, one after the other, is told as such', async () => {
  const told = ofPeople();
  const wish = { node_id: 'worker', agent_id: 'agent-1', generation: 2, port: 0, storage_path: '', memory_limit_mb: 64 };
  told.tell(400, 'spawn_requested', wish, { operation: 'op-anew', meta: { actor: 'cli:bob' } });
  const input = { tz: 'UTC', nowUs: told.startUs + 600_000_000 };
  const shared = / Of these worker was also spawned by others, at another time: all that happened under that name counts\.$/;
  for (const whose of ['alice', 'bob'])
    expect((await ask({ ...input, question: `how many crashes did ${whose}'s nodes have?` }, sceneOf(told))).text).toMatch(shared);
  expect((await ask({ ...input, question: "how many crashes did dave's nodes have?" }, sceneOf(told))).text).not.toContain('Of these');
});
