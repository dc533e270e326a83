import { expect, it } from 'vitest';
import { history } from '../../testing/index.ts';
import { askOfPeople } from '../../testing/people.ts';
import { sceneOf } from '../../testing/scene.ts';
import { ask } from '../ask.ts';

const asked = askOfPeople();
const told = async (question: string): Promise<unknown> => {
  const { status, value, rows = [] } = await asked(question);
  return [question, status, value, rows.map(({ actor, action, entity_id: of }) => `${actor} ${action} ${of}`)];
};

it('everybody but one, and everything but some deeds, are left out as they are said', async () => {
  for (const but of ['anybody but alice', 'anyone but alice', 'anybody except alice', 'anyone other than alice'])
    expect((await asked(`did ${but} restart db?`)).plan).toEqual({
      op: 'audit',
      verb: 'restart',
      where: { user: { not: ['alice'] }, node: ['db'] },
    });
  expect(await told('did anybody but alice restart cache?')).toMatchObject([
    'did anybody but alice restart cache?',
    'answered',
    'cli:frank',
    [expect.stringMatching(/^cli:frank restart cache$/)],
  ]);
  for (const but of ['except spawning', 'but spawning', 'besides spawning', 'except spawns', 'other than spawning nodes'])
    expect(await told(`everything bob did ${but}`)).toEqual([`everything bob did ${but}`, 'answered', 1, ['cli:bob stop db']]);
  expect(await told('what did alice do except spawning and stopping?')).toEqual([
    'what did alice do except spawning and stopping?',
    'answered',
    1,
    ['cli:alice restart db'],
  ]);
  expect((await asked('what did frank do except restarting?')).text).toBe(
    'Nobody asked for anything else through the grid: no audited event by frank other than restarts is on record.',
  );
});

it('what cannot be left out is refused, and not dropped', async () => {
  expect((await asked('what did bob do apart from stopping db?')).plan).toMatchObject({ op: 'refuse', term: 'except' });
  expect((await asked('what did alice do except crashes?')).plan).toMatchObject({ op: 'refuse' });
});

it('how many is answered with a number, whoever did it', async () => {
  const rows = [
    ['how many nodes did bob spawn?', 2],
    ['how many nodes did bob start on agent-1?', 2],
    ['how many nodes were stopped by bob or alice?', 2],
    ['how many nodes were restarted by frank?', 1],
    ['how many nodes did frank restart?', 1],
  ] as const;
  for (const [question, value] of rows) expect([question, (await asked(question)).value]).toEqual([question, value]);
});

it('who asked a node to stop that had ended already did not end it', async () => {
  const { value, text, rows = [] } = await asked('who killed worker?');
  expect([value, rows.length]).toEqual([undefined, 1]);
  expect(text).toBe(
    'Nobody ended it through the grid. It last ended at 12:01:40 UTC: killed by SIGKILL sent from outside the grid. worker is stopped. It was asked to stop when it had ended already: cli:alice at 12:03:50 UTC: stop of worker on agent-1 requested.',
  );
  expect((await asked('who killed db?')).value).toBe('cli:bob');
});

it('what those who are asked about did not do, and somebody else did, is said of whoever did', async () => {
  const texts = [
    [
      'did alice stop db?',
      'No, not alice: cli:bob did, at 12:02:00 UTC: stop of db on agent-1 requested. It last ended at 12:02:01 UTC: db stopped on agent-1, as cli:bob asked. db is running.',
    ],
    [
      'did dave restart cache?',
      'No, not dave: cli:frank did, at 12:05:00 UTC: restart of cache requested. It last ended at 12:05:01 UTC: cache stopped on agent-1, as cli:frank asked. cache is running.',
    ],
    ['did bob spawn web?', 'No, not bob: cli:alice did, at 12:00:10 UTC: spawn of web on agent-1 requested.'],
    [
      'did bob stop api?',
      'Nobody asked for this through the grid: no stop request by bob of api is on record. It last ended at 12:04:20 UTC: api stopped on agent-1. api is stopped.',
    ],
    [
      'did bob stop worker?',
      'Nobody asked for this through the grid: no stop request by bob of worker is on record. It last ended at 12:01:40 UTC: killed by SIGKILL sent from outside the grid. worker is stopped.',
    ],
    [
      'did frank restart flappy?',
      'Nobody asked for this through the grid: no restart request by frank of flappy is on record. It last ended at 12:00:40 UTC: exited with code 3. Its agent has restarted it by itself. flappy is running.',
    ],
  ] as const;
  for (const [question, text] of texts) expect([question, (await asked(question)).text]).toEqual([question, text]);
});

it('a report says how many people it does not name', async () => {
  const told = history();
  for (let n = 0; n < 9; n++)
    for (let times = 0; times < (n < 6 ? 2 : 1); times++)
      told.tell(n, 'backup_completed', { path: '/b', bytes: 1, took_ms: 1, as_of_seq: times }, { meta: { actor: `cli:user-${n}` } });
  const { text } = await ask({ question: 'audit report', tz: 'UTC', nowUs: told.startUs + 60_000_000 }, sceneOf(told));
  expect(text).toMatch(/By whom: (?:cli:user-\d 2, ){6}3 others with 3\./);
});

it('why something is stopped that runs again says so', async () => {
  expect((await asked('why is db stopped?')).text).toBe(
    'db was stopped on request by cli:bob. db is not stopped now: it runs since 12:03:21 UTC.',
  );
  expect((await asked('why is worker stopped?')).text).not.toContain('not stopped now');
});
