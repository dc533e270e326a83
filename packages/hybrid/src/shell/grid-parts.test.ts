import { EMPTY_GRID } from '@sutra/model';
import type { EventQuery } from '@sutra/storage';
import { describe, expect, it } from 'vitest';
import { catalogueOfNames } from '../core/names.ts';
import type { Plan } from '../core/plan.ts';
import { history, memoryReader } from '../testing/index.ts';
import { ask, executePlan } from './ask.ts';
import { withStartNumbers } from './starts.ts';

describe('the parts the grid is made of', () => {
  it('are asked about by name, and the starts and stops of the others are left out', async () => {
    const told = history();
    told.tell(5, 'component_started', { component: 'storage', pid: 11, version: '1.0.0' });
    const first = told.tell(10, 'component_started', { component: 'master', pid: 12, version: '1.0.0' });
    const stop = told.tell(1_800, 'component_stopped', { component: 'master', pid: 12, reason: 'SIGTERM' });
    const second = told.tell(1_810, 'component_started', { component: 'master', pid: 13, version: '1.0.0' });
    told.tell(2_000, 'component_started', { component: 'control', pid: 14, version: '1.0.0' });
    const reader = memoryReader(told.events);
    const asked = (question: string) =>
      ask({ question, tz: 'UTC', nowUs: told.startUs + 3_600_000_000 }, { reader, catalogue: catalogueOfNames({}) });
    const evidence = async (question: string) => (await asked(question)).evidence;
    expect(await evidence('when did the master last start?')).toEqual([second]);
    expect(await evidence('did the master stop today?')).toEqual([stop]);
    expect(new Set(await evidence('what happened to the master today?'))).toEqual(new Set([first, stop, second]));
    expect((await asked('how often did the master start today')).value).toBe(2);
    expect((await asked('did storage go down today?')).status).toBe('empty');
  });

  it('are up or down by what was last recorded of them, and unknown where nothing was', async () => {
    const told = history();
    const first = told.tell(10, 'component_started', { component: 'master', pid: 12, version: '1.0.0' });
    const stop = told.tell(1_800, 'component_stopped', { component: 'master', pid: 12, reason: 'SIGTERM' });
    const control = told.tell(1_900, 'component_started', { component: 'control', pid: 14, version: '1.0.0' });
    const reader = memoryReader(told.events);
    const asked = async (question: string) => {
      const { status, value, text, evidence, unknown } = await ask(
        { question, tz: 'UTC', nowUs: told.startUs + 3_600_000_000 },
        { reader, catalogue: catalogueOfNames({}) },
      );
      return { status, value, text, evidence, unknown };
    };
    expect(await asked('is the master up?')).toMatchObject({
      value: false,
      text: expect.stringMatching(/^No: the master is down since \S+ UTC \(for 30 min\): master stopped: SIGTERM\.$/),
      evidence: [stop],
    });
    expect(await asked('is the master down?')).toMatchObject({ value: true });
    expect(await asked('is the control centre ok?')).toMatchObject({ value: true, evidence: [control] });
    expect(await asked('are the master and the control center running?')).toMatchObject({ value: false });
    expect(await asked('is storage running?')).toMatchObject({
      status: 'empty',
      value: 'unknown',
      unknown: [expect.stringMatching('storage')],
    });
    expect(await asked('how is the master doing?')).toMatchObject({ status: 'answered', value: 'down' });
    const at = new Date(told.startUs / 1000 + 900_000).toISOString().slice(11, 16);
    expect(await asked(`was the master up at ${at}`)).toMatchObject({ value: true, evidence: [first] });
  });

  it('are down while they stand still, from when they were last heard until they answer, stop or are started anew', async () => {
    const told = history();
    const storage = { node_id: 'event-storage', endpoint: '127.0.0.1:50051' };
    const part = { component: 'storage', version: '1.0.0' } as const;
    const started = told.tell(10, 'component_started', { ...part, pid: 11 });
    const stalled = told.tell(605, 'storage_stalled', { ...storage, silent_ms: 5_000 });
    const answered = told.tell(660, 'storage_recovered', { ...storage, silent_ms: 60_000 });
    // It is ended while it stands still: it is heard again only after its new start.
    told.tell(1_203, 'storage_stalled', { ...storage, silent_ms: 3_000 });
    told.tell(1_230, 'component_stopped', { ...part, pid: 11, reason: 'SIGTERM' });
    told.tell(1_290, 'component_started', { ...part, pid: 12 });
    told.tell(1_291, 'storage_recovered', { ...storage, silent_ms: 91_000 });
    const reader = memoryReader(told.events);
    const scene = { reader, catalogue: catalogueOfNames({}) };
    const at = { tz: 'UTC', nowUs: told.startUs + 1_810_000_000 };
    const lasted = async (of: string, agg: 'sum' | 'count', time?: [number, number]) => {
      const iso = (atS: number): string => new Date(told.startUs / 1_000 + atS * 1_000).toISOString().replace('.000', '');
      const period = time === undefined ? {} : { time: { from: iso(time[0]), to: iso(time[1]) } };
      const plan = { op: 'duration', of, target: 'entity', where: { entity: ['storage'] }, agg, ...period } as Plan;
      return executePlan(plan, at, scene);
    };
    expect((await lasted('time_in:stalled', 'sum')).text).toBe('Total time stalled: 1 min 30 s, over 2 times.');
    expect([(await lasted('time_in:stalled', 'sum')).value, (await lasted('time_in:stalled', 'sum', [630, 1_000])).value]).toEqual([
      90, 30,
    ]);
    const down = await lasted('downtime', 'sum');
    expect([down.value, (await lasted('downtime', 'count')).value, (await lasted('uptime', 'sum')).value]).toEqual([150, 3, 1_650]);
    expect(down.assumptions).toContain('while storage stands still it is down');
    expect((await ask({ question: 'how long was storage stalled?', ...at }, scene)).text).toContain(
      'Last time stalled: 30 s (storage, from ',
    );
    const was = async (atS: number) => {
      const iso = new Date(told.startUs / 1_000 + atS * 1_000).toISOString();
      const { value, text, evidence } = await ask({ question: `was storage up at ${iso.slice(11, 19)}`, ...at }, scene);
      return { value, text, evidence };
    };
    expect(await was(599)).toMatchObject({ value: true, evidence: [started] });
    expect(await was(602)).toMatchObject({
      value: false,
      text: expect.stringMatching(
        /^No: storage was stalled at 12:10:02 UTC \(since 12:10:00 UTC, for 2\.0 s\): event-storage stopped answering: not heard for 5\.0 s\.$/,
      ),
      evidence: [stalled],
    });
    expect(await was(661)).toMatchObject({ value: true, evidence: [answered] });
    expect((await was(1_240)).value).toBe(false);
    expect((await was(1_290.5)).value).toBe(true);
    expect((await ask({ question: 'is storage up?', ...at }, scene)).value).toBe(true);
    expect(
      (
        await ask(
          { question: 'is storage down?', ...at, nowUs: told.startUs + 640_000_000 },
          { reader: memoryReader(told.events.slice(0, 2)), catalogue: scene.catalogue },
        )
      ).value,
    ).toBe(true);
  });

  it('restarted only where they had started before, and crashed where a run did not end as it should', async () => {
    const told = history();
    const tell = (at: number, component: 'storage' | 'master' | 'agent', more: object = {}) =>
      told.tell(at, 'component_started', { component, pid: at, version: '1.0.0', ...more });
    tell(5, 'storage');
    tell(6, 'master');
    tell(7, 'agent');
    const crash = tell(900, 'agent', { recovered: true });
    told.tell(1_800, 'component_stopped', { component: 'master', pid: 6, reason: 'SIGTERM' });
    const again = tell(2_400, 'master');
    const reader = memoryReader(told.events);
    const asked = (question: string) =>
      ask({ question, tz: 'UTC', nowUs: told.startUs + 3_600_000_000 }, { reader, catalogue: catalogueOfNames({}) });
    expect(await asked('did storage restart?')).toMatchObject({ status: 'empty' });
    expect(await asked('did the grid restart?')).toMatchObject({ status: 'answered', evidence: [again] });
    expect(await asked('did the agent crash?')).toMatchObject({ status: 'answered', evidence: [crash] });
    expect((await asked('what components restarted?')).evidence).toEqual([again, crash]);
    expect((await asked('how often did storage restart')).value).toBe(0);
    expect(await asked('how long was the grid down?')).toMatchObject({ value: 600, text: expect.stringContaining('master') });
    expect(await asked('uptime of the grid')).toMatchObject({ value: 1_200 });
    expect(await asked('how long was storage away')).toMatchObject({ status: 'empty' });
    // Nothing at all was recorded until it started again.
    expect(await asked('longest downtime of the agent process')).toMatchObject({ value: 893 });
  });

  it('run since their last start, and before it since their first: how long the grid has been up says both', async () => {
    const told = history();
    const start = (at: number) => told.tell(at, 'component_started', { component: 'master', pid: at, version: '1.0.0' });
    start(10);
    const asked = async () =>
      ask(
        { question: 'how long has the grid been running?', tz: 'UTC', nowUs: told.startUs + 970_000_000 },
        { reader: memoryReader(told.events), catalogue: catalogueOfNames({}) },
      );
    expect((await asked()).text).toBe('Current uptime: 16 min (master, from 12:00:10 UTC, still going on).');
    told.tell(370, 'component_stopped', { component: 'master', pid: 10, reason: 'SIGTERM' });
    start(380);
    expect(await asked()).toMatchObject({
      value: 590,
      text: 'Current uptime: 9 min 50 s (master, from 12:06:20 UTC, still going on). That is since its last start: the first start of master on record is of 12:00:10 UTC, 16 min ago.',
    });
  });

  it('that run no more are told with how long they last did', async () => {
    const told = history();
    told.tell(10, 'component_started', { component: 'master', pid: 12, version: '1.0.0' });
    told.tell(12, 'component_stopped', { component: 'master', pid: 12, reason: 'SIGTERM' });
    const { text } = await ask(
      { question: 'how long has the grid been running?', tz: 'UTC', nowUs: told.startUs + 970_000_000 },
      { reader: memoryReader(told.events), catalogue: catalogueOfNames({}) },
    );
    expect(text).toContain('ended before, the last after 2.0 s (master, from 12:00:10 UTC to 12:00:12 UTC).');
  });

  it('are not said to have restarted where they started more often than is looked through', async () => {
    const told = history();
    for (let at = 0; at < 3; at++) told.tell(at, 'component_started', { component: 'storage', pid: at + 1, version: '1.0.0' });
    const reader = memoryReader(told.events);
    const scene = { reader, catalogue: catalogueOfNames({}), state: EMPTY_GRID };
    const at = { tz: 'UTC', nowUs: told.startUs + 3_600_000_000 };
    const where = { event: ['component_started'], restart_count: { gte: 1 } };
    const plan: Plan = { op: 'count', target: 'event', where };
    const work = { ...scene, ...at, options: {}, past: false };
    expect((await withStartNumbers(plan, work, 3)).startNumbers?.size).toBe(3);
    await expect(withStartNumbers(plan, work, 2)).rejects.toMatchObject({
      code: 'SUTRA_ASK_NOT_COMPUTED',
      message: expect.stringContaining('more starts are on record than the 2 looked through'),
    });
    expect((await executePlan(plan, at, scene)).value).toBe(2);
    const cutShort = { ...reader, query: async (query: EventQuery) => ({ ...(await reader.query(query)), partial: true }) };
    expect(await executePlan(plan, at, { ...scene, reader: cutShort })).toMatchObject({
      status: 'refused',
      text: expect.stringContaining('more starts are on record'),
    });
  });

  it('leave nothing to confirm where a wish was shown, and nothing to answer where nothing is asked', async () => {
    const reader = memoryReader(history().events);
    const said = async (question: string, context: string) =>
      ask({ question, context, tz: 'UTC', nowUs: 1_000_000_000_000_000 }, { reader, catalogue: catalogueOfNames({ node: ['web-1'] }) });
    expect(await said('yes', 'stop web-1')).toMatchObject({
      status: 'preview',
      text: expect.stringContaining('To do it: sutra node stop web-1'),
    });
    expect((await said('no', 'stop web-1')).text).toContain('Nothing was done');
    const wished = async (question: string) =>
      (
        await ask(
          { question, tz: 'UTC', nowUs: 1_000_000_000_000_000 },
          { reader, catalogue: catalogueOfNames({ node: ['web-1'], agent: ['edge-1'] }) },
        )
      ).text;
    expect(await wished('start 3 nodes on edge-1')).toContain('To do it: sutra node spawn --agent edge-1 --count 3');
    expect(await wished('take a backup')).toContain('To do it: sutra storage backup --to NAME');
    expect(await wished('scale to 9 nodes')).toContain('No command does this.');
    expect(await said('thanks', 'crashes today')).toMatchObject({ status: 'refused', text: 'You are welcome.' });
    expect((await said('what does web-1 print?', 'crashes today')).text).toContain('sutra node logs');
  });
});
