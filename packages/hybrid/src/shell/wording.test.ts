import { apply, EMPTY_GRID, fromStored } from '@sutra/model';
import { describe, expect, it } from 'vitest';
import { catalogueOf } from '../core/names.ts';
import { history, memoryReader } from '../testing/index.ts';
import type { Answer } from './answer.ts';
import { ask } from './ask.ts';
import { clock, clockOfIso } from './clock.ts';

const AGENT = { agent_id: 'agent-1', hostname: 'box-1', platform: 'process', agent_endpoint: 'stream', max_storage_nodes: 10 };

/** One node that crashes twice with code 3 and takes the grid's verdict with it; one that runs and was restarted once. */
function troubled() {
  const told = history();
  const registered = told.tell(0, 'agent_registered', AGENT);
  told.tell(0.1, 'cluster_healthy', { total_agents: 1, healthy_agents: 1, total_nodes: 0, running_nodes: 0 }, { causedBy: [registered] });
  const spawn = (t: number, id: string, pid: number) => {
    const asked = told.tell(t, 'spawn_requested', {
      node_id: id,
      agent_id: 'agent-1',
      port: 0,
      storage_path: '',
      memory_limit_mb: 0,
      generation: 1,
    });
    return told.tell(t + 0.1, 'spawn_succeeded', { node_id: id, agent_id: 'agent-1', pid, port: 0, generation: 1 }, { causedBy: [asked] });
  };
  const crash = (t: number, cause: string) =>
    told.tell(
      t,
      'node_crashed',
      {
        node_id: 'importer',
        agent_id: 'agent-1',
        exit_code: 3,
        cause: 'dependency',
        summary: 'exited with code 3',
        generation: 1,
        uptime_ms: 1_000,
        stderr_tail: 'starting\ncannot reach the source\n',
      },
      { causedBy: [cause] },
    );
  const steady = spawn(1, 'steady', 10);
  told.tell(
    20,
    'node_restarted',
    { node_id: 'steady', agent_id: 'agent-1', restart_count: 1, new_pid: 11, delay_ms: 0, generation: 1 },
    { causedBy: [steady] },
  );
  const first = crash(31, spawn(30, 'importer', 20));
  const again = told.tell(
    32,
    'node_restarted',
    { node_id: 'importer', agent_id: 'agent-1', restart_count: 1, new_pid: 21, delay_ms: 0, generation: 1 },
    { causedBy: [first] },
  );
  const last = crash(33, again);
  const degraded = told.tell(
    33.5,
    'cluster_degraded',
    { total_agents: 1, healthy_agents: 1, reason: '1 of 2 wanted nodes not running (importer crashed)' },
    { causedBy: [last] },
  );
  const figures = (t: number, id: string, memory_mb: number) =>
    told.tell(t, 'node_metrics', { node_id: id, agent_id: 'agent-1', cpu_pct: 1.26, memory_mb, memory_limit_mb: 512 });
  figures(10, 'steady', 200);
  figures(32.5, 'importer', 300);
  figures(39, 'steady', 100.04);
  told.tell(40, 'agent_heartbeat', { agent_id: 'agent-1', storage_node_count: 2 });
  const state = told.events.map(fromStored).reduce(apply, EMPTY_GRID);
  const scene = { reader: memoryReader(told.events), catalogue: catalogueOf(state), state };
  return {
    degraded,
    last,
    ask: (question: string): Promise<Answer> => ask({ question, tz: 'UTC', nowUs: told.startUs + 3_600_000_000 }, scene),
  };
}

describe('answers read as a person would say them', () => {
  it('says times on the clock of who asks, with the date only on another day', () => {
    const reader = { nowUs: Date.parse('2026-11-21T10:00:00Z') * 1000, tz: 'UTC' };
    const us = (iso: string): number => Date.parse(iso) * 1000;
    expect(clock(us('2026-11-21T09:08:07.123Z'), reader)).toBe('09:08:07 UTC');
    expect(clock(us('2026-11-20T09:08:07Z'), reader)).toBe('2026-11-20 09:08:07 UTC');
    expect(clock(us('2026-11-21T09:08:07Z'), { ...reader, tz: 345 })).toBe('14:53:07 UTC+5:45');
    expect(clock(us('2026-11-21T09:08:07Z'), { ...reader, tz: 'Europe/Berlin' })).toMatch(/^10:08:07 (CET|GMT\+1)$/);
    expect(['2026-11-21T00:00:00Z', '2026-11-21T10:00:00Z', 'whenever'].map(clockOfIso(reader))).toEqual([
      '00:00:00 UTC',
      'now',
      'whenever',
    ]);
  });

  it('shows no raw instants and no names of event types in what it says', async () => {
    const { ask } = troubled();
    for (const question of [
      'how many nodes crashed today?',
      'show crashes today',
      'which nodes crashed today?',
      'what happened to importer today?',
      'why did importer crash?',
      'why is the grid degraded?',
      'restarts of steady',
      'when did steady start?',
      'spawn failures in the last hour',
      'state of importer at 12:00:31',
    ]) {
      const { text, reading, assumptions } = await ask(question);
      for (const said of [text, reading, ...assumptions])
        expect([question, said]).not.toEqual([question, expect.stringMatching(/\dT\d\d:\d\d|[a-z]+_[a-z]+/)]);
    }
  });

  it('names the numbers of two conditions by what they count, and rests on the events of both', async () => {
    const { ask, last } = troubled();
    const answer = await ask('nodes that crashed twice today and were restarted at least once');
    expect(answer.columns).toEqual(expect.arrayContaining(['crashes', 'restarts']));
    expect(answer.rows).toMatchObject([{ node_id: 'importer', crashes: 2, restarts: 1 }]);
    expect(answer.evidence).toHaveLength(3);
    expect(answer.evidence).toContain(last);
    expect((await ask('nodes without crashes or restarts today')).text).toMatch(/^No node had no crashes and no restart/);
  });

  it('puts what it says of each in the order that was asked for', async () => {
    const { ask } = troubled();
    const order = async (question: string) => (await ask(question)).rows?.map((row) => row['node'] ?? row['node_id'] ?? row['id']);
    expect(await order('average memory by node today, highest first')).toEqual(['importer', 'steady']);
    expect(await order('average memory by node today, lowest first')).toEqual(['steady', 'importer']);
  });

  it('explains the verdict of the grid, asked in either way', async () => {
    const { ask, degraded, last } = troubled();
    for (const question of [
      'why is the grid degraded?',
      'why is the cluster not healthy?',
      'why is the grid unhealthy?',
      'why is the cluster degraded',
    ]) {
      const answer = await ask(question);
      expect([question, answer.status]).toEqual([question, 'answered']);
      expect(answer.evidence).toEqual(expect.arrayContaining([degraded, last]));
      expect(answer.text).toMatch(
        /^The grid became degraded at 12:00:33 UTC: 1 of 2 wanted nodes not running \(importer crashed\)\. Caused by: .*importer/,
      );
      expect(answer.path?.at(-1)).toMatchObject({ from: last, to: degraded, kind: 'recorded' });
      expect(answer.suggestions.map((one) => one.question)).toEqual(['why did importer crash?']);
    }
    const never = await ask('why is the grid critical?');
    expect([never.status, never.text]).toEqual([
      'empty',
      'Nothing to explain: no cluster critical event is on record. The grid is degraded now.',
    ]);
  });

  it('lays a path out from the first cause to the last effect', async () => {
    const { ask } = troubled();
    const { path = [], events = [] } = await ask('why did importer crash?');
    const place = (id: string | null): number => events.findIndex((event) => event.event_id === id);
    expect(path.map((step) => place(step.to))).toEqual(path.map((step) => place(step.to)).sort((a, b) => a - b));
    for (const step of path) expect(place(step.from)).toBeLessThan(place(step.to));
  });

  it('quotes the last words of a node that ended by itself, and says how often it ended so', async () => {
    const { ask } = troubled();
    expect((await ask('why did importer crash?')).text).toContain(
      'importer exited with code 3, 1.0 s after its start: it was refused by something it depends on; its last words: "cannot reach the source"; it has ended this way 2 times since 12:00:31 UTC',
    );
  });

  it('reads "what is wrong?" and "is everything ok?" as the state of the grid', async () => {
    const { ask } = troubled();
    expect((await ask('what is wrong?')).text).toMatch(/^The grid is degraded now: .*importer/);
    expect((await ask("what's wrong with the grid?")).text).toMatch(/^The grid is degraded now/);
    expect(await ask('is everything ok?')).toMatchObject({
      status: 'answered',
      value: false,
      text: expect.stringMatching(/^No: the grid is degraded now/),
    });
    expect(await ask('is the grid healthy?')).toMatchObject({ value: false, text: expect.stringMatching(/^No: the grid is degraded now/) });
    expect((await ask('what is wrong with importer?')).text).toContain('importer exited with code 3');
  });

  it('counts nodes that run of all there are, and beside it of those that are wanted, as the status of the grid does', async () => {
    const told = history();
    told.tell(0, 'agent_registered', AGENT);
    const on = (node_id: string) => ({ node_id, agent_id: 'agent-1', generation: 1 });
    for (const [n, id] of ['a', 'b', 'c', 'd'].entries()) {
      told.tell(1 + n, 'spawn_requested', { ...on(id), port: 0, storage_path: '', memory_limit_mb: 0 });
      told.tell(1.5 + n, 'spawn_succeeded', { ...on(id), pid: n, port: 0 });
    }
    const says = async (question = 'how many nodes are running?') => {
      const state = told.events.map(fromStored).reduce(apply, EMPTY_GRID);
      const scene = { reader: memoryReader(told.events), catalogue: catalogueOf(state), state };
      const { text, value, assumptions } = await ask({ question, tz: 'UTC', nowUs: told.startUs + 3_600_000_000 }, scene);
      return [text, value, ...assumptions.slice(1)];
    };
    expect(await says()).toEqual(['4 of 4 nodes are running.', 4]);
    for (const id of ['c', 'd']) {
      told.tell(10, 'stop_requested', on(id), { operation: `op-${id}` });
      told.tell(11, 'stop_succeeded', on(id), { operation: `op-${id}` });
    }
    const of4 = '2 of 4 nodes are to run, the others to be stopped';
    expect(await says()).toEqual(['2 of 4 nodes are running, 2 of the 2 that are wanted.', 2, of4]);
    told.tell(20, 'node_crash_looping', { ...on('b'), crashes: 5, window_ms: 1_000, next_delay_ms: 0 });
    expect(await says()).toEqual([
      '2 of 4 nodes are running, 1 of the 2 that are wanted.',
      2,
      of4,
      'of those wanted, the ones in a crash loop or on an agent that is not heard do not count as running',
    ]);
  });

  it('counts what is asked of what there is, and says who is not so', async () => {
    const { ask } = troubled();
    expect((await ask('how many nodes are running?')).text).toBe('1 of 2 nodes is running.');
    expect((await ask('which agents are offline?')).text).toBe('The only agent is not offline now.');
    expect((await ask('where is steady running?')).text).toMatch(/^steady is running on agent-1 now \(for /);
    expect((await ask('how often did importer restart?')).text).toBe('1 restart of importer.');
    expect((await ask('which nodes are running')).columns).toEqual(['node_id', 'agent_id', 'status', 'since', 'restart_count']);
  });

  it('counts the figures of what runs, and says them with their units', async () => {
    const { ask } = troubled();
    const answer = await ask('which nodes use the most cpu?');
    expect(answer.text).toBe('1 node now: steady (cpu 1.3 %).');
    expect(answer.rows?.map((row) => [row['node_id'], row['cpu_pct']])).toEqual([['steady', 1.26]]);
  });

  it('says what a comparison counts, and of whom', async () => {
    const { ask } = troubled();
    expect((await ask('compare crashes of importer and steady')).text).toBe('2 crashes of importer against 0 of steady.');
    expect((await ask('compare restarts of steady and importer')).text).toBe('1 restart of steady against 1 of importer (the same).');
    expect((await ask('compare crashes in the last 2 hours with the 2 before')).text).toMatch(
      /^2 crashes from \S+ UTC to now against an unknown number from \S+ UTC to \S+ UTC\.$/,
    );
  });

  it('counts at two instants what was so then', async () => {
    const { ask } = troubled();
    const answer = await ask('how many nodes were running at 12:00:10 versus at 12:00:32 and now');
    expect(answer.reading).toMatch(/: at 12:00:10 UTC against at 12:00:32 UTC against now$/);
    expect(answer.rows?.map(({ value }) => value)).toEqual([1, 2, 1]);
  });

  it('says of one thing what else is on record of it: its version, where it runs, what it runs', async () => {
    const { ask } = troubled();
    expect((await ask('how is agent-1?')).text).toMatch(
      /^agent-1 is \S+ now \(for [^)]+\); platform process, hostname box-1, room for 10 nodes\.$/,
    );
    const node = await ask('what is the pid of steady?');
    expect(node.text).toMatch(/^steady is running now \(for [^)]+\); pid 11, restarted always, runs storage\.$/);
    expect(node.rows?.[0]).toMatchObject({ pid: 11, restart_policy: 'always', command: 'storage' });
  });

  it('opens with yes or no where a fact of one thing was asked', async () => {
    const { ask } = troubled();
    expect(await ask('is steady on agent-1?')).toMatchObject({
      value: true,
      text: expect.stringMatching(/^Yes: the agent of steady is agent-1; steady is running/),
    });
    expect(await ask('is agent-1 a docker agent?')).toMatchObject({
      value: false,
      text: expect.stringMatching(/^No: the platform of agent-1 is process;/),
    });
  });

  it('puts two things beside each other, with every fact in which they differ', async () => {
    const { ask } = troubled();
    const answer = await ask('compare importer and steady');
    expect(answer.text).toMatch(
      /^importer is crashed now \(for [^)]+\)\. steady is running now \(for [^)]+\)\. They also differ in .*crashes \(2 against 0\)/,
    );
    expect(answer.columns).toEqual(['fact', 'importer', 'steady']);
    expect(answer.rows?.[0]).toEqual({ fact: 'status', importer: 'crashed', steady: 'running' });
    expect(answer.rows?.at(-1)).toMatchObject({ importer: expect.anything(), steady: expect.anything() });
    expect(answer.value).toBe(answer.rows?.filter((row) => row['importer'] !== row['steady']).length);
    expect(answer.evidence).toHaveLength(2);
  });

  it('adds to a start that it was restarted since, and to "who stopped it" how it ended', async () => {
    const { ask } = troubled();
    expect((await ask('when did steady start?')).text).toMatch(/^12:00:01 UTC: .* Restarted since, last at 12:00:20 UTC: /);
    expect((await ask('who stopped importer?')).text).toBe(
      'Nobody asked for this through the grid: no stop request of importer is on record. It last ended at 12:00:33 UTC: exited with code 3. importer is crashed.',
    );
  });

  it('offers what can be answered when something cannot be computed yet', async () => {
    const { ask } = troubled();
    const answer = await ask('what would happen if the cluster goes critical?');
    expect(answer.status).toBe('refused');
    expect(answer.suggestions.length).toBeGreaterThan(0);
    for (const { question } of answer.suggestions) expect([question, (await ask(question)).status]).not.toEqual([question, 'refused']);
    expect((await ask('what happened before the last crash?')).status).toBe('answered');
  });
});
