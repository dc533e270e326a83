import { foldAll, fromStored } from '@sutra/model';
import { describe, expect, it } from 'vitest';
import { catalogueOf } from '../core/names.ts';
import { history, memoryReader, type Teller } from '../testing/index.ts';
import type { Answer } from './answer.ts';
import { type AskInput, ask } from './ask.ts';

const H = 3600;

/** A day and a bit of a small grid in which what is rare happens: every expectation below was worked out from it by hand. */
function oddDay(): Teller {
  const told = history(Date.UTC(2026, 2, 28, 0) * 1000); // Sat 28 Mar 2026; DST in Berlin on 29 Mar 02:00
  const t = told.tell;
  const agent = (at: number, id: string, region: string) =>
    t(at, 'agent_registered', {
      agent_id: id,
      hostname: `h-${id}`,
      platform: 'process',
      agent_endpoint: 's',
      max_storage_nodes: 9,
      region,
    } as never);
  const spawn = (at: number, node_id: string, agent_id: string, generation = 1) => {
    const op = `op-${node_id}-${generation}`;
    t(
      at,
      'spawn_requested',
      { agent_id, node_id, storage_path: '/d', memory_limit_mb: 512, port: 0, generation },
      { operation: op, meta: { actor: 'cli:ann' } },
    );
    t(at + 2, 'spawn_succeeded', { agent_id, node_id, endpoint: 'x:1', pid: 7, port: 1, generation } as never, { operation: op });
  };
  agent(0, 'a1', 'us-east');
  agent(0, 'a2', 'eu-west');
  spawn(10, 'n1', 'a1');
  spawn(20, 'n2', 'a1');
  spawn(30, 'n3', 'a2');
  // boundaries: at exactly 10:00 and exactly 11:00
  t(10 * H, 'node_crashed', { agent_id: 'a1', node_id: 'n1', exit_code: 1, generation: 1 });
  t(10 * H + 30, 'node_restarted', { agent_id: 'a1', node_id: 'n1', restart_count: 1, new_pid: 9, generation: 1 } as never);
  t(11 * H, 'node_crashed', { agent_id: 'a1', node_id: 'n1', exit_code: 1, generation: 1 });
  t(11 * H + 60, 'node_restarted', { agent_id: 'a1', node_id: 'n1', restart_count: 2, new_pid: 10, generation: 1 } as never);
  // the same microsecond, two nodes
  t(12 * H, 'node_crashed', { agent_id: 'a1', node_id: 'n2', exit_code: 2, generation: 1 });
  t(12 * H, 'node_crashed', { agent_id: 'a2', node_id: 'n3', exit_code: 3, generation: 1 });
  t(12 * H + 10, 'node_restarted', { agent_id: 'a1', node_id: 'n2', restart_count: 1, new_pid: 11, generation: 1 } as never);
  // n2 removed, and added again on another agent
  t(14 * H, 'stop_requested', { agent_id: 'a1', node_id: 'n2' } as never, { operation: 'op-s', meta: { actor: 'cli:bob' } });
  t(14 * H + 5, 'stop_succeeded', { agent_id: 'a1', node_id: 'n2', forced: false } as never, { operation: 'op-s' });
  spawn(16 * H, 'n2', 'a2', 2);
  // a1 moves region
  t(17 * H, 'agent_offline', { agent_id: 'a1', last_heartbeat: '2026-03-28T17:00:00.000000Z', reason: 'x' } as never);
  agent(18 * H, 'a1', 'ap-south');
  // late: happened at 13:00, recorded at 20:00
  t(13 * H, 'node_crashed', { agent_id: 'a1', node_id: 'n1', exit_code: 9, generation: 1 }, { recordedAtS: 20 * H });
  t(13 * H + 40, 'node_restarted', { agent_id: 'a1', node_id: 'n1', restart_count: 3, new_pid: 12, generation: 1 } as never, {
    recordedAtS: 20 * H,
  });
  // one value
  t(19 * H, 'query_performance', {
    node_id: 'n1',
    query_type: 'graph',
    query_depth: 1,
    result_count: 3,
    confidence: 0.5,
    latency_ms: 42,
  } as never);
  // the night of the clocks: crashes at 00:30, 01:30 UTC on 29 Mar (01:30 and 03:30 in Berlin), still down at the end
  t(24 * H + 1800, 'node_crashed', { agent_id: 'a1', node_id: 'n1', exit_code: 1, generation: 1 });
  t(24 * H + 1810, 'node_restarted', { agent_id: 'a1', node_id: 'n1', restart_count: 4, new_pid: 13, generation: 1 } as never);
  t(25 * H + 1800, 'node_crashed', { agent_id: 'a1', node_id: 'n1', exit_code: 1, generation: 1 });
  // clock ahead: happened "tomorrow", as it says
  t(60 * H, 'node_crashed', { agent_id: 'a2', node_id: 'n3', exit_code: 1, generation: 1 }, { recordedAtS: 26 * H });
  return told;
}

const told = oddDay();
const nowUs = told.startUs + 30 * H * 1_000_000; // 29 March, 06:00
const state = foldAll(told.events.map(fromStored));
const reader = memoryReader(told.events);

function asked(question: string, more: Partial<AskInput> = {}): Promise<Answer> {
  const past = more.asOfSeq !== undefined || more.atUs !== undefined;
  return ask({ question, tz: 'UTC', nowUs, ...more }, { reader, catalogue: catalogueOf(state), ...(past ? {} : { state }) });
}

type Row = readonly [question: string, value: Answer['value'], more?: Partial<AskInput>];
const BERLIN = { tz: 'Europe/Berlin' };

const EXACT: readonly Row[] = [
  // A period holds its beginning and not its end.
  ['how many crashes between 10am and 11am yesterday?', 1],
  ['how many crashes from 11:00 to 12:00 yesterday?', 1],
  ['crashes at 12:00 yesterday', 2],
  ['how many crashes yesterday?', 5],
  ['how many crashes ever?', 8],
  // The day in Berlin began at 23:00 UTC, and at 02:00 its clocks went forward.
  ['how many crashes yesterday?', 5, BERLIN],
  ['how many crashes today?', 3, BERLIN],
  ['crash rate per hour today', 0.4286, BERLIN],
  // What came late counts as known now, and not as known then.
  ['how many crashes between 12:30 and 13:30 yesterday?', 1],
  ['how many crashes between 12:30 and 13:30 yesterday?', 0, { asOfSeq: 20 }],
  // The same name, another agent.
  ['where was n2 at 1pm yesterday?', 'running'],
  ['was n2 running at 3pm yesterday?', false],
  ['how many nodes were running at 3pm yesterday?', 1],
  ['who stopped n2?', 'cli:bob'],
  ['when did n2 start?', '2026-03-28T16:00:02.000000Z'],
  ['did n2 come back?', true],
  // A first start is no return, and a return before it was gone last is not one since.
  ['did n3 come back?', 0],
  ['did n1 come back?', 0],
  ['how often did n3 come back?', 0],
  ['how often did n2 come back yesterday?', 2],
  // Of the time that it was there.
  ['availability of n2 yesterday', 99.987],
  ['availability of n2 between 2pm and 5pm yesterday', 100],
  ['availability of n1 today', 24.954],
  // What goes on is counted up to now.
  ['how long has n1 been down?', 16_200],
  ['how long was n1 down today?', 16_210],
  ['how long was n1 down yesterday?', 130],
  ['downtime of a1 yesterday', 3_600],
  // By node it is the downtime of the nodes, not of the agent they ran on.
  ['total downtime by node yesterday', 43_340],
  // Every percentile of one value is that value; of none there is none.
  ['p95 query latency yesterday', 42],
  ['p99 query latency yesterday', 42],
  ['median query latency by node yesterday', 42],
  ['average query latency yesterday', 42],
  ['p99 query latency today', undefined],
  ['average stop time today', undefined],
  ['nodes that crashed more than 2 times within 2 hours yesterday', 0],
  ['nodes that crashed and did not restart', 2],
  // Started anew by somebody is started again; an agent that registers anew is back.
  ['nodes that were stopped and never started again', 0],
  ['which agents went offline and never came back?', 0],
];

describe('what is computed is what counting by hand gives', () => {
  it.each(EXACT.map(([question, value, more]) => ({ question, value, more })))('$question: $value', async ({ question, value, more }) => {
    expect((await asked(question, more)).value).toBe(value);
  });

  it('events of the same microsecond are two, in the order in which they were recorded', async () => {
    const answer = await asked('crashes at 12:00 yesterday');
    expect(answer.rows?.map((row) => row['entity_id'])).toEqual(['n3', 'n2']);
  });

  it('buckets of a day in which an hour is missing are those of the clock on the wall', async () => {
    const { series = [] } = await asked('crashes by hour today', BERLIN);
    expect(series.slice(0, 3).map((point) => [point['time'], point['count']])).toEqual([
      ['2026-03-28T23:00:00.000000Z', 0],
      ['2026-03-29T00:00:00.000000Z', 1],
      ['2026-03-29T01:00:00.000000Z', 1],
    ]);
  });

  it('what a number leaves open stands beside it', async () => {
    expect((await asked('crashes by region yesterday')).assumptions).toContain('by the region agents have now: a1 had another before');
    expect((await asked('availability of n2 between 2pm and 5pm yesterday')).assumptions).toContainEqual(
      expect.stringMatching(/^of 59 min 58 s in all, not 3 h: the rest of the time the node was not there/),
    );
    expect((await asked('how many crashes today?')).unknown).toEqual([
      'when 1 event of test really happened: stamped later than now, up to 2026-03-30 12:00:00 UTC, by a clock that is ahead',
    ]);
    expect((await asked('how many crashes yesterday?')).unknown).toEqual([]);
  });
});

describe('a node that comes back', () => {
  it('is waited for by what says that it runs again: it has no recovery of its own name', async () => {
    const event = ['node_restarted', 'node_adopted', 'spawn_succeeded'];
    expect((await asked('tell me when n1 comes back')).plan).toEqual({ op: 'watch', where: { event, node: ['n1'] } });
    expect((await asked('when did n1 last come back?')).plan).toMatchObject({ where: { event, node: ['n1'] } });
    // A node that was never gone has not come back.
    const never = await asked('did n1 come back?', { atUs: told.startUs + H * 1_000_000 });
    expect([never.status, never.text, never.window]).toEqual([
      'empty',
      'No: no crash or node lost event or node gave up event or successful stop of n1 is on record.',
      undefined,
    ]);
    expect((await asked('tell me when n1 restarts')).plan).toEqual({ op: 'watch', where: { event: ['node_restarted'], node: ['n1'] } });
    expect((await asked('tell me when a1 comes back')).plan).toEqual({ op: 'watch', where: { event: ['agent_recovered'], agent: ['a1'] } });
  });
});

describe('a grid of which nothing is recorded', () => {
  it('has none of anything, and no figures', async () => {
    const empty = { reader: memoryReader([]), state: foldAll([]), catalogue: catalogueOf(foldAll([])) };
    const of = async (question: string) => {
      const { status, nothing, value } = await ask({ question, tz: 'UTC', nowUs }, empty);
      return [question, status, nothing, value];
    };
    expect(await Promise.all(['how many crashes today?', 'what happened today?', 'audit report'].map(of))).toEqual([
      ['how many crashes today?', 'empty', 'never', 0],
      ['what happened today?', 'empty', 'never', 0],
      ['audit report', 'empty', 'never', 0],
    ]);
    expect(await Promise.all(['is the grid ok?', 'p95 query latency', 'availability this week', 'anything unusual?'].map(of))).toEqual([
      ['is the grid ok?', 'empty', 'never', undefined],
      ['p95 query latency', 'empty', 'never', undefined],
      ['availability this week', 'empty', 'none_matched', undefined],
      ['anything unusual?', 'empty', 'not_recorded', undefined],
    ]);
  });
});
