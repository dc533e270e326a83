import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { manualClock } from '@sutra/kit';
import { apply, EMPTY_GRID, fromStored } from '@sutra/model';
import { openEngine } from '@sutra/storage/engine';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { catalogueOf } from '../core/names.ts';
import type { Plan } from '../core/plan.ts';
import { history } from '../testing/index.ts';
import { ask, executePlan } from './ask.ts';

const MINUTE_US = 60_000_000;
const HOUR_US = 60 * MINUTE_US;
const folder = mkdtempSync(join(tmpdir(), 'sutra-summaries-'));
/** A quarter of an hour of heartbeats two days ago, and one of this hour. */
const told = history();
told.tell(0, 'agent_registered', { agent_id: 'a', hostname: 'h', platform: 'process', agent_endpoint: 'stream', max_storage_nodes: 9 });
const beat = (at: number) => void told.tell(at, 'agent_heartbeat', { agent_id: 'a', storage_nodes: 0 } as never);
for (let i = 1; i <= 180; i++) beat(5 * i);
for (let i = 1; i <= 180; i++) beat(2 * 86_400 + 5 * i);
const nowUs = told.startUs + 48 * HOUR_US + 20 * MINUTE_US;
const clock = manualClock(nowUs);
let engine: Awaited<ReturnType<typeof openEngine>>;

beforeAll(async () => {
  const rollUps = [{ afterUs: 24 * HOUR_US, widthUs: MINUTE_US }];
  engine = await openEngine({ folder, clock, onFatal: (reason) => expect.fail(reason.message) });
  const session = await engine.session('test', 1);
  await session.append(told.events.map(({ seq: _seq, recordedAtUs: _at, emitter: _emitter, epoch: _epoch, ...record }) => record));
  await session.close();
  expect((await engine.retain({ policy: { rules: [{ name: 'beats', types: ['agent_heartbeat'], rollUps }] } })).rolledUp).toBeGreaterThan(
    150,
  );
});
afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('where heartbeats are kept as summaries', () => {
  const state = told.events.map(fromStored).reduce(apply, EMPTY_GRID);
  const asked = (question: string) => ask({ question, tz: 'UTC', nowUs }, { reader: engine, catalogue: catalogueOf(state), state });
  const note = expect.stringMatching(
    /^before 2026-03-18 12:1\d:00 UTC heartbeats are kept as summaries of a minute or an hour: counts.* are exact/,
  );

  it('their number is what it was, by whomever it is counted, and the answer says so', async () => {
    for (const question of ['how many heartbeats in the last 3 days?', 'how many heartbeats in the last 3 days by agent?']) {
      const answer = await asked(question);
      expect([question, answer.value]).toEqual([question, 360]);
      expect(answer.assumptions, question).toContainEqual(note);
    }
  });

  it('a list says how many there were, and that single ones are not in it', async () => {
    const answer = await asked('heartbeats of a in the last 3 days');
    expect([answer.plan['op'], answer.value]).toEqual(['list', 360]);
    expect(answer.rows?.length).toBeLessThan(360);
    expect(answer.assumptions).toContainEqual(note);
  });

  it('what cuts a summary in two is answered as far as it goes, and says why', async () => {
    const time = { from: '2026-03-18T12:03:10Z', to: '2026-03-18T12:05:20Z' };
    const plan: Plan = { op: 'count', target: 'event', where: { event: ['agent_heartbeat'] }, time };
    const answer = await executePlan(plan, { tz: 'UTC', nowUs }, { reader: engine, catalogue: catalogueOf(state), state });
    expect(answer.partial).toBe(true);
    expect(answer.unknown).toContainEqual(expect.stringMatching(/^not complete: events of that time were rolled up/));
  });

  it('nothing is said of a time in which every one is there', async () => {
    const answer = await asked('how many heartbeats in the last hour?');
    expect([answer.value, answer.assumptions]).toEqual([180, []]);
  });
});
