import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { manualClock } from '@sutra/kit';
import { apply, EMPTY_GRID, fromStored } from '@sutra/model';
import { openEngine } from '@sutra/storage/engine';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { catalogueOf } from '../core/names.ts';
import { history } from '../testing/index.ts';
import { ask } from './ask.ts';

const DAY_US = 86_400_000_000;
const folder = mkdtempSync(join(tmpdir(), 'sutra-removed-'));
/** Two nodes, one of which crashed once, nine days ago. */
const told = history();
told.tell(0, 'agent_registered', { agent_id: 'a', hostname: 'h', platform: 'process', agent_endpoint: 'stream', max_storage_nodes: 9 });
for (const node of ['node-1', 'node-2']) {
  told.tell(1, 'spawn_requested', { agent_id: 'a', node_id: node, storage_path: '/d', memory_limit_mb: 512, port: 0 });
  told.tell(2, 'spawn_succeeded', { agent_id: 'a', node_id: node, endpoint: 'x:1', pid: 7, port: 1, generation: 1 });
}
told.tell(86_400, 'node_crashed', { agent_id: 'a', node_id: 'node-1', exit_code: 1, generation: 1 });
const nowUs = told.startUs + 10 * DAY_US;
const clock = manualClock(nowUs);
let engine: Awaited<ReturnType<typeof openEngine>>;

/** Retention took the crash out. */
beforeAll(async () => {
  const rule = { name: 'crashes', types: ['node_crashed'], dropAfterUs: 2 * DAY_US };
  engine = await openEngine({ folder, clock, onFatal: (reason) => expect.fail(reason.message) });
  const session = await engine.session('test', 1);
  await session.append(told.events.map(({ seq: _seq, recordedAtUs: _at, emitter: _emitter, epoch: _epoch, ...record }) => record));
  await session.close();
  expect((await engine.retain({ policy: { rules: [rule] } })).removed).toBe(1);
});
afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

const state = told.events.map(fromStored).reduce(apply, EMPTY_GRID);

describe('where something was removed', () => {
  const asked = (question: string) => ask({ question, tz: 'UTC', nowUs }, { reader: engine, catalogue: catalogueOf(state), state });

  it('"none" is not said of it, and "never" is not either', async () => {
    for (const question of ['how many crashes in the last 10 days?', 'how many crashes have there ever been?']) {
      const answer = await asked(question);
      expect([answer.status, answer.nothing], question).toEqual(['empty', 'not_recorded']);
      expect(answer.text).toContain('1 event (node crashed) at 2026-03-19 12:00:00 UTC was removed by retention');
      expect(answer.unknown).toEqual(['1 event (node crashed) at 2026-03-19 12:00:00 UTC was removed by retention']);
    }
  });

  it('who never had one is told with what may have been', async () => {
    const never = await asked('which nodes have never crashed?');
    expect((never.rows ?? []).map(({ node_id }) => node_id)).toEqual(['node-1', 'node-2']);
    expect(never.unknown).toEqual(['1 event (node crashed) at 2026-03-19 12:00:00 UTC was removed by retention']);
  });

  it('what was not touched is as empty as it was', async () => {
    expect(await asked('how many crashes in the last hour?')).toMatchObject({ status: 'empty', nothing: 'none_matched', value: 0 });
    expect(await asked('how many spawn failures have there ever been?')).toMatchObject({ status: 'empty', nothing: 'never' });
  });
});

describe('what never happened', () => {
  it('is asked of all history, not of the last day', async () => {
    const whole = mkdtempSync(join(tmpdir(), 'sutra-whole-'));
    const other = await openEngine({ folder: whole, clock, onFatal: (reason) => expect.fail(reason.message) });
    try {
      const session = await other.session('test', 1);
      await session.append(told.events.map(({ seq: _seq, recordedAtUs: _at, emitter: _emitter, epoch: _epoch, ...record }) => record));
      const scene = { reader: other, catalogue: catalogueOf(state), state };
      const never = await ask({ question: 'which nodes have never crashed?', tz: 'UTC', nowUs }, scene);
      expect((never.rows ?? []).map(({ node_id }) => node_id)).toEqual(['node-2']);
    } finally {
      await other.close();
      rmSync(whole, { recursive: true, force: true });
    }
  });
});
