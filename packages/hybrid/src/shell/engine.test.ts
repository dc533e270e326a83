import { apply, EMPTY_GRID, fromStored } from '@sutra/model';
import { describe, expect, it } from 'vitest';
import { catalogueOf } from '../core/names.ts';
import type { Plan } from '../core/plan.ts';
import { history, memoryReader, type Teller } from '../testing/index.ts';
import type { Answer } from './answer.ts';
import { ask, executePlan } from './ask.ts';
import { reportCsv, reportHtml } from './audit/report.ts';

const AGENT = { hostname: 'box', platform: 'process', agent_endpoint: 'stream', max_storage_nodes: 9 };
const on = (node_id: string) => ({ node_id, agent_id: 'agent-1' });

function told(): Teller {
  const one = history();
  one.tell(0, 'agent_registered', { agent_id: 'agent-1', ...AGENT });
  one.tell(
    1,
    'spawn_requested',
    { ...on('node-1'), port: 0, storage_path: '', memory_limit_mb: 512 },
    { operation: 'op-1', meta: { actor: 'cli:priya', reason: '=1+1' } },
  );
  one.tell(2, 'spawn_succeeded', { ...on('node-1'), pid: 1, port: 0 }, { operation: 'op-1' });
  one.tell(60, 'node_crashed', { ...on('node-1'), exit_code: 1 });
  one.tell(61, 'node_restarted', { ...on('node-1'), restart_count: 1, new_pid: 2 });
  return one;
}

const sceneOf = (one: Teller) => {
  const state = one.events.map(fromStored).reduce(apply, EMPTY_GRID);
  return { reader: memoryReader(one.events), catalogue: catalogueOf(state), state };
};
const run = (one: Teller, plan: Plan, more: object = {}): Promise<Answer> =>
  executePlan(plan, { tz: 'UTC', nowUs: one.startUs + 3_600_000_000, ...more }, sceneOf(one));

describe('kinds of nothing', () => {
  it('are told apart: never, not here, left out, not recorded', async () => {
    const one = told();
    const time = { from: '2026-03-18T12:30:00Z', to: '2026-03-18T12:40:00Z' };
    const count = (where: object, more: object = {}): Promise<Answer> => run(one, { op: 'count', target: 'event', where, ...more } as Plan);
    expect(await count({ event: ['backup_failed'] })).toMatchObject({ status: 'empty', nothing: 'never', value: 0 });
    expect(await count({ event: ['node_crashed'] }, { time })).toMatchObject({ status: 'empty', nothing: 'none_matched', value: 0 });
    const before = { where: { event: ['node_lost'], node: ['node-1'] }, rel: 'before' };
    expect(await run(one, { op: 'changed', anchor: before } as Plan)).toMatchObject({ status: 'empty', nothing: 'never' });
    expect(await count({ event: ['solar_flare'] })).toMatchObject({ status: 'empty', nothing: 'not_recorded' });
    expect(await run(one, { op: 'list', target: 'event', where: { event: ['node_crashed'] }, offset: 5 })).toMatchObject({
      status: 'empty',
      nothing: 'hidden',
    });
    expect(await run(one, { op: 'aggregate', metric: 'moon_phase', agg: 'avg', target: 'node' })).toMatchObject({
      status: 'empty',
      nothing: 'not_recorded',
    });
    one.tell(3_000, 'retention_applied', { removed: 5, before: '2026-03-18T12:10:00.000000Z', bytes_freed: 1 });
    const cut = await count({ event: ['spawn_failed'] });
    expect([cut.nothing, cut.value]).toEqual(['not_recorded', undefined]);
    expect(cut.text).toMatch(/in the 0\.8 of 24 h that are kept/);
    const others = told();
    others.tell(3_000, 'retention_applied', {
      removed: 5,
      before: '2026-03-18T12:10:00.000000Z',
      bytes_freed: 1,
      by_type: { agent_heartbeat: '5' },
    } as never);
    expect((await run(others, { op: 'count', target: 'event', where: { event: ['backup_failed'] } })).value).toBe(0);
    expect((await count({ event: ['retention_applied'] })).unknown).toEqual([expect.stringContaining('removed by retention')]);
  });

  it('and a record that cannot be reached is a failure', async () => {
    const scene = sceneOf(told());
    scene.reader.setUp(false);
    await expect(executePlan({ op: 'count', target: 'event' }, { tz: 'UTC', nowUs: told().startUs }, scene)).rejects.toMatchObject({
      kind: 'unavailable',
    });
  });
});

describe('the past', () => {
  it('as known then leaves out what was recorded later; as known now does not', async () => {
    const one = told();
    const then = one.events.length;
    one.tell(70, 'node_crashed', { ...on('node-1'), exit_code: 2 }, { recordedAtS: 900 });
    const plan: Plan = { op: 'count', target: 'event', where: { event: ['node_crashed'] } };
    const atUs = one.startUs + 100_000_000;
    expect((await run(one, plan, { atUs })).value).toBe(2);
    expect((await run(one, plan, { atUs, asOfSeq: then })).value).toBe(1);
    expect((await run(one, plan, { asOfSeq: then })).value).toBe(1);
    const state: Plan = { op: 'state', target: 'node', where: { node: ['node-1'] } };
    expect((await run(one, state, { atUs })).value).toBe('crashed');
    expect((await run(one, state, { atUs, asOfSeq: then })).value).toBe('running');
  });

  it('compared with a later instant shows what changed', async () => {
    const answer = await run(told(), { op: 'changed', time: { from: '2026-03-18T12:00:30Z', to: '2026-03-18T12:02:00Z' } });
    expect(answer.rows?.map((row) => [row['entity_id'], row['field'], row['before'], row['after']])).toEqual([
      ['node-1', 'pid', 1, 2],
      ['node-1', 'crashes', 0, 1],
    ]);
  });
});

describe('an answer about an answer', () => {
  it('names the evidence, the reading and the calculation of the one before', async () => {
    const one = told();
    const input = { tz: 'UTC', nowUs: one.startUs + 3_600_000_000, context: 'how many nodes crashed today?' };
    const how = await ask({ ...input, question: 'how do you know that?' }, sceneOf(one));
    expect(how).toMatchObject({ status: 'answered', value: 1, evidence: [one.events[3]?.id] });
    expect((await executePlan({ op: 'explain', what: 'reading' }, input, sceneOf(one))).text).toContain('was read as');
    expect((await executePlan({ op: 'explain', what: 'calculation' }, { tz: 'UTC', nowUs: input.nowUs }, sceneOf(one))).status).toBe(
      'clarify',
    );
  });
});

describe('who restarted a node', () => {
  const who = (one: Teller, node: string): Promise<Answer> => run(one, { op: 'audit', verb: 'restart', where: { node: [node] } } as Plan);

  it('is whoever asked for a restart: its start and its stop are none', async () => {
    const one = told();
    one.tell(70, 'stop_requested', on('node-1'), { operation: 'op-2', meta: { actor: 'cli:eve' } });
    const nobody = await who(one, 'node-1');
    expect(nobody.status).toBe('empty');
    expect(nobody.text).toMatch(/^Nobody asked for this through the grid: no restart request of node-1 is on record\./);
    expect(nobody.text).toContain('It last ended at 12:01:00 UTC');
    expect(nobody.text).toContain('Its agent has restarted it by itself.');
    one.tell(80, 'action_requested', { verb: 'stop', target: 'node-1' }, { operation: 'op-2', meta: { actor: 'cli:eve' } });
    expect((await who(one, 'node-1')).status).toBe('empty');
    const again = { operation: 'op-3', meta: { actor: 'cli:priya', reason: 'new config' } };
    one.tell(90, 'action_requested', { verb: 'restart', target: 'node-1' }, again);
    one.tell(90, 'spawn_requested', { ...on('node-1'), generation: 2, port: 0, storage_path: '', memory_limit_mb: 512 }, again);
    one.tell(91, 'spawn_succeeded', { ...on('node-1'), generation: 2, pid: 3, port: 0 }, again);
    const somebody = await who(one, 'node-1');
    expect(somebody.text).toBe('cli:priya at 12:01:30 UTC: restart of node-1 requested (new config).');
    expect(somebody.rows?.map((row) => [row['action'], row['outcome']])).toEqual([['restart', 'succeeded']]);
    expect((await who(one, 'node-2')).status).toBe('empty');
    const report = await run(one, { op: 'audit', form: 'report' });
    expect(
      report.rows?.map((row) => row['action']),
      'the start within the restart is no deed of its own',
    ).toEqual(['restart', 'stop', 'spawn']);
  });
});

describe('the free places of an agent', () => {
  it('are those a placement finds: a node between two crashes holds its own', async () => {
    const one = told();
    one.tell(70, 'node_crashed', { ...on('node-1'), exit_code: 1 });
    const free = await run(one, {
      op: 'aggregate',
      metric: 'free_slots',
      agg: 'avg',
      target: 'agent',
      where: { agent: ['agent-1'] },
    } as Plan);
    expect(free.value).toBe(AGENT.max_storage_nodes - 1);
  });
});

describe('agents by a node', () => {
  it('are those it is placed on', async () => {
    const one = told();
    one.tell(2, 'agent_registered', { agent_id: 'agent-2', ...AGENT });
    const agents = async (where: object) =>
      (await run(one, { op: 'list', target: 'agent', where } as Plan)).rows?.map((row) => row['agent_id']);
    expect(await agents({ node: ['node-1'] })).toEqual(['agent-1']);
    expect(await agents({ node: { not: ['node-1'] } })).toEqual(['agent-2']);
    expect((await run(one, { op: 'list', target: 'agent', where: { node: ['node-9'] } } as Plan)).status).toBe('empty');
  });
});

describe('an audit report', () => {
  it('says who did what, why and what came of it, as a table and as a page, with text that stays text', async () => {
    const one = told();
    one.tell(89, 'action_requested', { verb: 'stop', target: 'node-1' }, { operation: 'op-2', meta: { actor: 'browser' } });
    one.tell(90, 'stop_requested', on('node-1'), { operation: 'op-2', meta: { actor: 'browser', reason: '<script>alert(1)</script>' } });
    const report = await run(one, { op: 'audit', form: 'report' });
    expect(report.rows?.map((row) => [row['actor'], row['action'], row['entity_id'], row['outcome']])).toEqual([
      ['browser', 'stop', 'node-1', 'open'],
      ['cli:priya', 'spawn', 'node-1', 'succeeded'],
    ]);
    expect(reportCsv(report).split('\r\n')[2]).toContain(",'=1+1,");
    expect(reportHtml(report, 'A & B')).not.toMatch(/<script>|<h1>A & B/);
  });

  it('says what became of an operation, however late it was found out', async () => {
    const one = told();
    const stop = (at: number, operation: string): void => void one.tell(at, 'stop_requested', on('node-1'), { operation });
    stop(100, 'op-soon');
    one.tell(101, 'stop_failed', { ...on('node-1'), error: 'no', duration_ms: 1 } as never, { operation: 'op-soon' });
    stop(200, 'op-late');
    stop(300, 'op-unclear');
    one.tell(301, 'stop_unknown', { ...on('node-1'), waited_ms: 1 } as never, { operation: 'op-unclear' });
    one.tell(9_000, 'stop_succeeded', { ...on('node-1'), forced: false, duration_ms: 1 } as never, { operation: 'op-late' });
    one.tell(9_100, 'stop_succeeded', { ...on('node-1'), forced: false, duration_ms: 1 } as never, { operation: 'op-unclear' });
    const time = { from: '2026-03-18T12:01:00Z', to: '2026-03-18T12:10:00Z' };
    const input = { tz: 'UTC', nowUs: one.startUs + 20_000_000_000 };
    const report = await executePlan({ op: 'audit', form: 'report', time }, input, sceneOf(one));
    expect(report.rows?.map((row) => [row['operation_id'], row['outcome']])).toEqual([
      ['op-unclear', 'succeeded'],
      ['op-late', 'succeeded'],
      ['op-soon', 'failed'],
    ]);
    // As it stood ten minutes later.
    const then = await executePlan({ op: 'audit', form: 'report', time }, { ...input, atUs: one.startUs + 1_000_000_000 }, sceneOf(one));
    expect(then.rows?.map((row) => row['outcome'])).toEqual(['unknown', 'open', 'failed']);
  });
});

describe('long answers', () => {
  it('say how far they are, and end when nobody waits any more', async () => {
    const one = told();
    for (let n = 0; n < 25; n++) one.tell(100 + n, 'node_crashed', { ...on('node-1'), exit_code: n });
    const seen: number[] = [];
    const stop = new AbortController();
    const reader = memoryReader(one.events);
    const query = reader.query.bind(reader);
    reader.query = (asked, options) => {
      options?.signal?.throwIfAborted();
      return query(asked, options);
    };
    const scene = { ...sceneOf(one), reader, signal: stop.signal, progress: ({ read }: { read: number }) => void seen.push(read) };
    const plan: Plan = { op: 'list', target: 'event', where: { event: ['node_crashed'], hour_of_day: [12] } };
    await executePlan(plan, { tz: 'UTC', nowUs: one.startUs + 3_600_000_000 }, scene);
    expect(seen.at(-1)).toBeGreaterThan(20);
    stop.abort(new Error('gone'));
    await expect(executePlan(plan, { tz: 'UTC', nowUs: one.startUs + 3_600_000_000 }, scene)).rejects.toThrow('gone');
  });
});

describe('who may not', () => {
  it('is counted once each and by name, and what names nobody is nobody more', async () => {
    const one = told();
    const denied = (atS: number, actor?: string): void =>
      void one.tell(
        atS,
        'access_denied',
        { surface: 'control POST /api/login-link', error: 'this needs the token' },
        actor === undefined ? {} : { meta: { actor } },
      );
    denied(100, 'browser');
    denied(101, 'browser');
    denied(102, 'cli:priya');
    denied(103);
    const asked = (question: string): Promise<Answer> => ask({ question, tz: 'UTC', nowUs: one.startUs + 3_600_000_000 }, sceneOf(one));
    const users = await asked('how many different users were denied access today?');
    expect(users.reading).toBe('count of different users among access denied events from 00:00:00 UTC to now');
    expect([users.value, users.text, users.unknown]).toEqual([
      2,
      '2 users with 4 access denied events.',
      ['the user of 1 event: none is named'],
    ]);
    const by = await asked('access denied by user today');
    expect(by.rows?.map((row) => [row['user'], row['count']])).toEqual([
      ['browser', 2],
      ['cli:priya', 1],
      [null, 1],
    ]);
    const report = await asked('audit report for today');
    expect(report.rows?.filter((row) => row['event_type'] === 'access_denied').map((row) => row['outcome'])).toEqual(
      Array(4).fill('denied'),
    );
  });
});
