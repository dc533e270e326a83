import { expect, it } from 'vitest';
import { askOfPeople } from '../../testing/people.ts';

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
