import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@sutra/kit';
import { openEngine } from '@sutra/storage/engine';
import { expect, it } from 'vitest';
import type { CountPlan, Plan } from '../core/plan.ts';
import { parsePlan } from '../core/plan-check.ts';
import { askOfPeople, ofPeople, sceneOfPeople } from '../testing/people.ts';
import { executePlan } from './ask.ts';
import { withWishedRestarts } from './wished-restarts.ts';

const asked = askOfPeople();
const answers = (questions: readonly string[]) =>
  Promise.all(questions.map(async (question) => [question, (await asked(question)).value] as const));

it('a restart that somebody wished is a restart, as one of an agent is', async () => {
  const rows = [
    ['was db restarted today?', true],
    ['has cache ever been restarted by anyone?', true],
    ['how many times was db restarted?', 1],
    ['how many restarts were there today?', 3],
    ['which nodes were restarted today?', 3],
    ['which nodes had no restart today?', 3],
    ['how often did flappy restart?', 1],
    ['when was cache restarted?', '2026-03-18T12:05:02.000000Z'],
    // What was not restarted was not, and a first start is no restart.
    ['was web restarted today?', 0],
  ] as const;
  expect(await answers(rows.map(([question]) => question))).toEqual(rows);
  expect((await asked('why was db restarted?')).text).toBe(
    'db was restarted on request by cli:alice. Caused by: 12:03:20 UTC spawn of db on agent-1 requested.',
  );
});

it('a restart is of whoever wished it, and one of an agent is nobody’s', async () => {
  const rows = [
    ['how many times did frank restart cache?', 1],
    ['how many times did alice restart cache?', 0],
    ['how many restarts did alice do?', 1],
  ] as const;
  expect(await answers(rows.map(([question]) => question))).toEqual(rows);
  const { rows: byUser = [] } = await asked('restarts by user today');
  expect(byUser.map(({ user, count }) => [user, count])).toEqual([
    ['cli:alice', 1],
    ['cli:frank', 1],
    [null, 1],
  ]);
});

it('the real store finds them as well, in counts, in groups and by the person', async () => {
  const { events } = ofPeople();
  const { reader: _, tz, nowUs, ...scene } = sceneOfPeople();
  const folder = mkdtempSync(join(tmpdir(), 'sutra-restarts-'));
  const engine = await openEngine({ folder, clock: systemClock(), onFatal: (reason) => expect.fail(reason.message) });
  try {
    const session = await engine.session('test', 1);
    await session.append(events.map(({ seq: _seq, recordedAtUs: _at, emitter: _emitter, epoch: _epoch, ...record }) => record));
    await session.close();
    const restarts = async (more: Partial<CountPlan>) =>
      executePlan(
        { op: 'count', target: 'event', ...more, where: { event: ['node_restarted'], ...more.where } },
        { tz, nowUs },
        { ...scene, reader: engine },
      );
    expect((await restarts({})).value).toBe(3);
    expect((await restarts({ where: { user: ['frank'] } })).value).toBe(1);
    const { rows = [] } = await restarts({ by: ['node'] });
    expect(rows.map(({ node, count }) => [node, count])).toEqual([
      ['cache', 1],
      ['db', 1],
      ['flappy', 1],
    ]);
  } finally {
    await engine.close();
    rmSync(folder, { recursive: true, force: true });
  }
});

it('told by type, what is recorded as a start stays one, and every type opens to its number', async () => {
  const { tz, nowUs, ...scene } = sceneOfPeople();
  const counted = (plan: unknown) => executePlan(parsePlan(plan), { tz, nowUs }, scene);
  const counts = { op: 'count', target: 'event', by: ['event'] };
  for (const [where, own] of [
    [{}, { node_restarted: 1, spawn_succeeded: 8 }],
    [{ event: ['node_restarted'] }, { node_restarted: 1, spawn_succeeded: 2 }],
    [{ event: ['node_restarted', 'spawn_succeeded'] }, { node_restarted: 1, spawn_succeeded: 8 }],
  ] as const) {
    const { rows = [] } = await counted({ ...counts, where });
    expect(Object.fromEntries(rows.map(({ event, count }) => [event, count]))).toMatchObject(own);
    for (const { event, count, plan } of rows) expect([event, (await counted(plan)).value]).toEqual([event, count]);
  }
});

it('what ended by itself was stopped by nobody, whoever once started it; nor is the end within a restart a stop', async () => {
  const rows = [
    ['stops by alice today', 1],
    ['how many stops did alice do?', 1],
    ['how many nodes did frank stop?', 0],
    ['how many nodes did bob stop?', 1],
    ['was api stopped by alice?', 0],
  ] as const;
  expect(await answers(rows.map(([question]) => question))).toEqual(rows);
  const { rows: byUser = [] } = await asked('stops by user');
  expect(byUser.map(({ user, count }) => [user, count])).toEqual([
    [null, 2],
    ['cli:alice', 1],
    ['cli:bob', 1],
  ]);
  const { rows: failures = [] } = await asked('failures by user today');
  expect(failures.map(({ user, count }) => [user, count])).toEqual([[null, 3]]);
});

it('is refused where more restarts were wished than are looked through: the rest would be denied', async () => {
  const plan: Plan = { op: 'count', target: 'event', where: { event: ['node_restarted'] } };
  const work = { ...sceneOfPeople(), options: {}, past: false };
  expect((await withWishedRestarts(plan, work, 2)).wishedRestarts?.size).toBe(2);
  await expect(withWishedRestarts(plan, work, 1)).rejects.toMatchObject({ code: 'SUTRA_ASK_NOT_COMPUTED' });
});
