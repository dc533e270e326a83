import { apply, EMPTY_GRID, fromStored } from '@sutra/model';
import { describe, expect, it } from 'vitest';
import { catalogueOf } from '../core/names.ts';
import type { Plan } from '../core/plan.ts';
import { parsePlan } from '../core/plan-check.ts';
import { history, memoryReader } from '../testing/index.ts';
import type { Answer } from './answer.ts';
import { ask, executePlan } from './ask.ts';

/** Two agents in two places; n1 and n2 on the first, of which n1 crashed twice with code 1; n3 on the second. Figures of those named. */
function grid(measured: readonly string[] = []) {
  const told = history();
  const agent = (id: string, region: string): void => {
    told.tell(0, 'agent_registered', {
      agent_id: id,
      hostname: `box-${id}`,
      platform: 'process',
      agent_endpoint: 'stream',
      max_storage_nodes: 10,
      region,
    });
  };
  agent('agent-1', 'us-east');
  agent('agent-2', 'eu-west');
  const spawn = (id: string, on: string, memory_limit_mb: number): void => {
    const node = { node_id: id, agent_id: on, port: 0, generation: 1 };
    const asked = told.tell(1, 'spawn_requested', { ...node, storage_path: '', memory_limit_mb });
    told.tell(1.1, 'spawn_succeeded', { ...node, pid: 10 }, { causedBy: [asked] });
  };
  spawn('n1', 'agent-1', 512);
  spawn('n2', 'agent-1', 512);
  spawn('n3', 'agent-2', 0);
  for (const atS of [100, 200]) {
    const body = { node_id: 'n1', agent_id: 'agent-1', exit_code: 1, cause: 'dependency', summary: 'exited with code 1', generation: 1 };
    const crash = told.tell(atS, 'node_crashed', body as never);
    const again = { node_id: 'n1', agent_id: 'agent-1', restart_count: 1, new_pid: 21, delay_ms: 0, generation: 1 };
    told.tell(atS + 1, 'node_restarted', again, { causedBy: [crash] });
  }
  for (const [id, on] of [
    ['n1', 'agent-1'],
    ['n2', 'agent-1'],
    ['n3', 'agent-2'],
  ] as const)
    if (measured.includes(id))
      told.tell(250, 'node_metrics', { node_id: id, agent_id: on, cpu_pct: 12, memory_mb: 100, memory_limit_mb: 512 });
  const state = told.events.map(fromStored).reduce(apply, EMPTY_GRID);
  const scene = { reader: memoryReader(told.events), catalogue: catalogueOf(state), state };
  const nowUs = told.startUs + 300_000_000;
  return {
    ask: (question: string): Promise<Answer> => ask({ question, tz: 'UTC', nowUs }, scene),
    run: (plan: Plan): Promise<Answer> => executePlan(parsePlan(plan), { tz: 'UTC', nowUs }, scene),
  };
}

const HOUR = { from: '2026-03-18T11:05:00Z', to: null };

describe('an answer of nothing names what it looked for', () => {
  it.each([
    [
      { op: 'list', target: 'event', where: { event: ['node_crashed'], exit_code: [137] }, time: HOUR, form: 'yesno' },
      'No crashes with exit code 137 since 11:05:00 UTC: the record is complete there since it begins, at 12:00:00 UTC, and none matched. There were 2 crashes in that time, none with exit code 137.',
    ],
    [
      { op: 'count', target: 'event', where: { event: ['node_crashed'], exit_code: [1], region: ['eu-west'] }, time: HOUR },
      'No crashes with exit code 1 in region eu-west since 11:05:00 UTC: the record is complete there since it begins, at 12:00:00 UTC, and none matched. There were 2 crashes with exit code 1 in that time, none in region eu-west.',
    ],
    [
      { op: 'count', target: 'event', where: { event: ['node_crashed'], exit_code: [3], region: ['eu-west'] }, time: HOUR },
      'No crashes with exit code 3 in region eu-west since 11:05:00 UTC: the record is complete there since it begins, at 12:00:00 UTC, and none matched. There were 2 crashes in that time, none with exit code 3 in region eu-west.',
    ],
    [
      { op: 'list', target: 'node', where: { event: ['node_restarted'], node: ['n3'] }, time: HOUR },
      'No restarts of n3 since 11:05:00 UTC: the record is complete there since it begins, at 12:00:00 UTC, and none matched. There were 2 restarts in that time, none of n3.',
    ],
    [
      { op: 'list', target: 'node', having: [{ event: ['node_crashed'], count: { gt: 3 } }], time: HOUR },
      'No node had more than 3 crashes since 11:05:00 UTC; 3 were looked at.',
    ],
    [
      { op: 'list', target: 'node', where: { status: ['running'], region: ['asia'] } },
      'No node with status running in region asia now; 3 were looked at. There are 3 nodes with status running, none in region asia.',
    ],
    [{ op: 'list', target: 'node', where: { status: { not: ['running'] } } }, 'All 3 nodes are running now.'],
    [{ op: 'list', target: 'agent', where: { status: { not: ['@up', 'draining'] } } }, 'All 2 agents are up or draining now.'],
    [
      { op: 'list', target: 'node', where: { status: { not: ['running'] }, region: ['us-east'] } },
      'No node that is not running in region us-east now; 3 were looked at. There are 2 nodes in region us-east, none that is not running.',
    ],
    [
      {
        op: 'count',
        target: 'event',
        where: { event: ['node_crashed'], exit_code: { not: [1] }, cause: { not: ['oom'] }, node: { not: ['n2'] } },
        time: HOUR,
      },
      'No crashes with exit code other than 1 with cause other than oom not of n2 since 11:05:00 UTC: the record is complete there since it begins, at 12:00:00 UTC, and none matched. There were 2 crashes with cause other than oom not of n2 in that time, none with exit code other than 1.',
    ],
    [
      { op: 'duration', of: 'downtime', target: 'node', agg: 'sum', where: { node: ['n2'] }, time: HOUR },
      'No downtime of n2 since 11:05:00 UTC: the record is complete there since it begins, at 12:00:00 UTC, and holds none.',
    ],
    [
      { op: 'ratio', of: 'stop_success', where: { agent: ['agent-1'] }, time: HOUR },
      'No stops that ended of agent-1 since 11:05:00 UTC, so there is no stop success.',
    ],
    [
      {
        op: 'count',
        target: 'event',
        where: { event: ['node_crashed'] },
        anchor: { where: { event: ['node_crashed'], node: ['n3'] }, rel: 'before' },
      },
      'No crashes can be told by that time: no crash of n3 is on record.',
    ],
    [
      { op: 'why', where: { event: ['node_crashed'], node: ['n1'], exit_code: [137] } },
      'Nothing to explain: no crash of n1 with exit code 137 is on record. n1 is running.',
    ],
    [
      { op: 'duration', of: 'downtime', target: 'agent', agg: 'max', time: HOUR },
      'No downtime of agents since 11:05:00 UTC: the record is complete there since it begins, at 12:00:00 UTC, and holds none.',
    ],
  ] as [Plan, string][])('%j', async (plan, text) => {
    const answer = await grid().run(plan);
    expect([answer.status, answer.text]).toEqual(['empty', text]);
  });

  it('of several that are not so, as of one', async () => {
    const none = await grid().run({ op: 'count', target: 'node', where: { status: { not: ['running'] }, region: ['us-east'] } });
    expect(none.text).toBe('0 nodes that are not running in region us-east.');
  });

  it('but for what nobody wants, whose absence needs no reason', async () => {
    const answer = await grid().run({ op: 'why', negate: true, where: { event: ['node_crashed'], node: ['n2'] } });
    expect([answer.status, answer.text]).toEqual([
      'answered',
      'Nothing on record made it: no crash of n2 in all history. n2 is running since 12:00:01 UTC.',
    ]);
  });

  it('which is told where it happened after all', async () => {
    const answer = await grid().run({ op: 'why', negate: true, where: { event: ['node_crashed'], node: ['n1'] } });
    expect(answer.text).toMatch(/^It did: 12:03:20 UTC n1 crashed on agent-1/);
  });

  it('and says of a time before the record, or that has not come, that nothing is known of it', async () => {
    const { run, ask: asked } = grid();
    const before = { at: '2026-03-17T12:00:00Z', where: { status: ['running'] }, target: 'node' } as const;
    for (const op of ['list', 'count'] as const) {
      const { nothing, value, text } = await run({ op, ...before });
      expect([op, nothing, value, text]).toEqual([
        op,
        'not_recorded',
        undefined,
        'The record begins at 12:00:00 UTC: nothing was recorded before that. Ask about a time since then.',
      ]);
    }
    const ahead = await asked('how many crashes in march 2031?');
    expect([ahead.status, ahead.text]).toEqual([
      'refused',
      expect.stringMatching(/^That has not come yet: what is recorded is what has been\./),
    ]);
    expect((await asked('select * from nodes')).text).toMatch(/offline\?$/);
  });

  it('and offers what there is without the condition that nothing meets, as a question that lists it', async () => {
    const { run, ask: asked } = grid();
    const { suggestions } = await run({ op: 'list', target: 'event', where: { event: ['node_crashed'], exit_code: [137] }, time: HOUR });
    expect(suggestions).toHaveLength(1);
    const listed = await asked(suggestions[0]?.question ?? '');
    expect([listed.status, listed.value]).toEqual(['answered', 2]);
  });
});

describe('a figure that nothing has been recorded of', () => {
  const QUESTIONS = [
    "what's eating the most memory?",
    'top 3 nodes by cpu',
    'which nodes use more than 80% cpu?',
    'how many nodes use more than 80% memory?',
    'memory of n1',
    'cpu by node',
  ];

  it.each(QUESTIONS)('is not known, which is not that none meets it: %s', async (question) => {
    const { status, nothing, value, text, unknown } = await grid().ask(question);
    expect([status, nothing, value]).toEqual(['empty', 'not_recorded', undefined]);
    expect(text).toMatch(/Not known.*: the (memory|cpu) of n1.*: nothing has been recorded of it yet\./);
    expect(unknown).toContainEqual(expect.stringContaining('nothing has been recorded of it yet'));
  });

  it('is named beside those it is known of', async () => {
    const { ask: asked } = grid(['n1']);
    const top = await asked('top 3 nodes by cpu');
    expect([top.status, top.value, top.unknown]).toEqual(['answered', 1, ['the cpu of n2, n3: nothing has been recorded of it yet']]);
    const none = await asked('which nodes use more than 80% cpu?');
    expect([none.nothing, none.text]).toEqual([
      'not_recorded',
      'No node is known with cpu above 80 % now. Not known: the cpu of n2, n3: nothing has been recorded of it yet.',
    ]);
  });

  it('is none once all are known, but for a share of no limit', async () => {
    const { ask: asked } = grid(['n1', 'n2', 'n3']);
    expect(await asked('which nodes use more than 80% cpu?')).toMatchObject({
      nothing: 'none_matched',
      value: 0,
      text: 'No node with cpu above 80 % now; 3 were looked at.',
    });
    expect((await asked("what's eating the most memory?")).unknown).toEqual([
      'the memory of n3: no limit is set that it could be a share of',
    ]);
  });
});
