import { apply, EMPTY_GRID, fromStored } from '@sutra/model';
import { describe, expect, it } from 'vitest';
import { catalogueOf } from '../core/names.ts';
import type { CountPlan } from '../core/plan.ts';
import { history, memoryReader, type Teller } from '../testing/index.ts';
import type { Work } from './answer.ts';
import { ask, executePlan } from './ask.ts';
import { unwatchedWords } from './unwatched.ts';

const MINUTE = 60;

/** Heartbeats every 20 s from one minute to another. */
function beats(told: Teller, fromMin: number, toMin: number): void {
  for (let s = fromMin * MINUTE; s < toMin * MINUTE; s += 20)
    told.tell(s, 'agent_heartbeat', {
      agent_id: 'a',
      capacity: 9,
      cpu_percent: 1,
      memory_percent: 1,
      storage_count: 1,
      disk_percent: 1,
    } as never);
}

/** 12:00 to 13:00 of a grid that is stopped at 12:20 (or just gone) and back at 12:50; node-1 runs from 12:01. */
function night(how: 'stopped' | 'killed' | 'paused'): Teller {
  const told = history();
  told.tell(0, 'component_started', { component: 'master', pid: 1, version: '1' });
  told.tell(1, 'agent_registered', { agent_id: 'a', hostname: 'h', platform: 'process', agent_endpoint: 'stream', max_storage_nodes: 9 });
  told.tell(60, 'spawn_succeeded', { agent_id: 'a', node_id: 'node-1', endpoint: 'x:1', pid: 7, port: 1, generation: 1 });
  beats(told, 2, 20);
  if (how === 'stopped') told.tell(20 * MINUTE, 'component_stopped', { component: 'master', pid: 1, reason: 'SIGTERM' });
  if (how === 'paused')
    told.tell(50 * MINUTE, 'detector_suspect', { reason: 'own pause', kind: 'self_pause', late_ms: 29 * MINUTE * 1000 });
  else
    told.tell(50 * MINUTE, 'component_started', {
      component: 'master',
      pid: 2,
      version: '1',
      ...(how === 'killed' ? { recovered: true } : {}),
    });
  beats(told, 51, 60);
  return told;
}

const asked = (told: Teller, question: string) => {
  const state = told.events.map(fromStored).reduce(apply, EMPTY_GRID);
  const scene = { reader: memoryReader(told.events), catalogue: catalogueOf(state), state };
  return ask({ question, tz: 'UTC', nowUs: told.startUs + 3_600_000_000 }, scene);
};

describe('a stretch in which the grid was not running', () => {
  it.each(['stopped', 'killed', 'paused'] as const)('is unknown, not as it was before: %s', async (how) => {
    const told = night(how);
    for (const question of ['what was the grid at 12:30?', 'was agent a up at 12:30?', 'status of node-1 at 12:30']) {
      const answer = await asked(told, question);
      expect([question, answer.value], answer.text).toEqual([question, 'unknown']);
      expect(answer.text).toMatch(/is not known: nothing was recorded from 12:(19:40|20:00) UTC to 12:50:00 UTC/);
      expect(answer.text).toContain('Last known, at 12:');
      expect(answer.unknown).toHaveLength(1);
    }
    expect((await asked(told, 'how many nodes were running at 12:30?')).text).toMatch(/^When last recorded, at 12:(19:40|20:00) UTC: /);
    expect((await asked(told, 'which nodes were running at 12:30?')).text).toMatch(
      /^1 node when last recorded, at 12:(19:40|20:00) UTC: node-1/,
    );
    expect(await asked(told, 'was agent a up at 12:10?')).toMatchObject({ value: true, unknown: [] });
    expect(await asked(told, 'was agent a up at 12:55?')).toMatchObject({ value: true, unknown: [] });
  });

  it('leaves a gap in a series, as the time before the record does: none is told only of what was watched', async () => {
    const told = night('stopped');
    told.tell(5 * MINUTE, 'node_crashed', { agent_id: 'a', node_id: 'node-1', exit_code: 1 });
    told.tell(6 * MINUTE, 'node_restarted', { agent_id: 'a', node_id: 'node-1', restart_count: 1, new_pid: 8 });
    const scene = { reader: memoryReader(told.events), catalogue: catalogueOf(EMPTY_GRID) };
    const time = { from: '2026-03-18T11:40:00Z', to: '2026-03-18T13:00:00Z' };
    const counts = async (plan: Pick<CountPlan, 'target' | 'where'>) => {
      const input = { tz: 'UTC', nowUs: told.startUs + 3_600_000_000 };
      const { rows = [], text, unknown } = await executePlan({ op: 'count', ...plan, bucket: '10m', time }, input, scene);
      return { counts: rows.map(({ count }) => count), text, unknown };
    };
    const crashes = await counts({ target: 'event', where: { event: ['node_crashed'] } });
    expect(crashes.counts).toEqual([null, null, 1, 0, null, null, null, 0]);
    expect(crashes.text).toBe('1 crash: from 12:00:00 UTC 1. Of a part of it nothing is on record.');
    const running = await counts({ target: 'node', where: { status: ['running'] } });
    expect(running.counts).toEqual([null, null, 1, 1, null, null, null, 1]);
    expect(running.unknown).toEqual([expect.stringMatching(/^nothing was recorded from 12:20:00 UTC to 12:50:00 UTC/)]);
  });

  it('says why, as far as the record knows', async () => {
    const why = async (how: Parameters<typeof night>[0]): Promise<string> => (await asked(night(how), 'what was the grid at 12:30?')).text;
    expect(await why('stopped')).toContain('30 min; the grid was not running: master stopped: SIGTERM');
    // Others were still heard after it.
    const told = night('stopped');
    beats(told, 20, 20.5);
    expect((await asked(told, 'what was the grid at 12:30?')).text).toContain(
      '12:20:20 UTC to 12:50:00 UTC (29 min 40 s; the grid was not running: master stopped: SIGTERM)',
    );
    expect(await why('killed')).toContain('the grid was not running, and had not been stopped');
    expect(await why('paused')).toContain('the grid did not run, or was paused');
  });

  it('has no rate of what happens: neither it nor what was before the record dilutes one', async () => {
    const told = night('stopped');
    for (const min of [10, 55, 58])
      told.tell(min * MINUTE, 'node_crashed', { agent_id: 'a', node_id: 'node-1', exit_code: 1, generation: 1 });
    // 12:00 to 13:00, of which 30 min unwatched.
    for (const question of ['crashes per hour today', 'crashes per hour', 'crashes per hour since the beginning']) {
      const answer = await asked(told, question);
      expect([question, answer.value, answer.text]).toEqual([question, 6, '6 crashes per hour: 3 crashes in 30 min.']);
    }
    const answer = await asked(told, 'crashes per hour today');
    expect(answer.assumptions).toContain('of 30 min, not 13 h: nothing was recorded the rest of the time');
  });

  it('counts neither as up nor as down', async () => {
    const told = night('stopped');
    told.tell(58 * MINUTE, 'node_crashed', { agent_id: 'a', node_id: 'node-1', exit_code: 1, generation: 1 });
    const answer = await asked(told, 'availability of node-1 today');
    // Running from 12:01 to 12:58, of which 30 min unwatched; down for 2 min.
    expect(answer.rows?.[0]).toMatchObject({ up_s: 27 * MINUTE, down_s: 2 * MINUTE });
    expect(answer.unknown).toContainEqual(expect.stringContaining('nothing was recorded from 12:20:00 UTC to 12:50:00 UTC'));
    expect(await asked(told, 'how long was agent a up today')).toMatchObject({ value: 30 * MINUTE - 1 });
  });

  it('is told in one line however often it was', async () => {
    const told = night('stopped');
    told.tell(60 * MINUTE, 'component_stopped', { component: 'storage', pid: 2, reason: 'SIGINT' });
    told.tell(70 * MINUTE, 'component_started', { component: 'storage', pid: 3, version: '1' });
    const state = told.events.map(fromStored).reduce(apply, EMPTY_GRID);
    const scene = { reader: memoryReader(told.events), catalogue: catalogueOf(state), state };
    const answer = await ask({ question: 'how many crashes today?', tz: 'UTC', nowUs: told.startUs + 5_400_000_000 }, scene);
    expect(answer.unknown).toEqual([
      'nothing was recorded from 12:20:00 UTC to 12:50:00 UTC (30 min; the grid was not running: master stopped: SIGTERM); and 1 more time: 40 min together',
    ]);
  });

  it('keeps "none" from being said of it', async () => {
    const told = night('stopped');
    const whole = await asked(told, 'did anything crash from 12:25 to 12:40?');
    expect([whole.nothing, whole.value]).toEqual(['not_recorded', undefined]);
    told.tell(59 * MINUTE, 'node_crashed', { agent_id: 'a', node_id: 'node-1', exit_code: 1, generation: 1 });
    const part = await asked(told, 'did anything crash from 12:05 to 12:40?');
    expect([part.nothing, part.value, part.unknown.length]).toEqual(['none_matched', 0, 1]);
    expect(part.text).toContain('that anybody saw: nothing was recorded from 12:20:00 UTC to 12:50:00 UTC');
    expect((await asked(told, 'did anything crash from 12:05 to 12:15?')).text).toContain('the record is complete there');
  });

  it('is known of a part that had been stopped, and unknown of one that had not', async () => {
    expect(await asked(night('stopped'), 'was the master running at 12:30?')).toMatchObject({ value: false, unknown: [] });
    expect(await asked(night('killed'), 'was the master running at 12:30?')).toMatchObject({ value: 'unknown' });
  });

  it('is none where an agent went on recording, or where nothing started after it', async () => {
    const told = night('stopped');
    beats(told, 20, 50);
    expect(await asked(told, 'was agent a up at 12:30?')).toMatchObject({ value: true, unknown: [] });
    const quiet = history();
    quiet.tell(0, 'agent_registered', {
      agent_id: 'a',
      hostname: 'h',
      platform: 'process',
      agent_endpoint: 'stream',
      max_storage_nodes: 9,
    });
    quiet.tell(50 * MINUTE, 'spawn_succeeded', { agent_id: 'a', node_id: 'node-1', endpoint: 'x:1', pid: 7, port: 1, generation: 1 });
    expect(await asked(quiet, 'was agent a up at 12:30?')).toMatchObject({ value: true, unknown: [] });
  });

  it('is found where a pause begins soon after a start', async () => {
    const told = history();
    told.tell(0, 'component_started', { component: 'master', pid: 1, version: '1' });
    told.tell(1, 'agent_registered', { agent_id: 'a', hostname: 'h', platform: 'process', agent_endpoint: 'stream', max_storage_nodes: 9 });
    // Half of the pause is over 36 s after the start.
    told.tell(67, 'detector_suspect', { reason: 'own pause', kind: 'self_pause', late_ms: 61_000 });
    beats(told, 2, 60);
    const answer = await asked(told, 'how many crashes today?');
    expect(answer.unknown).toEqual([
      'nothing was recorded from 12:00:01 UTC to 12:01:07 UTC (1 min 6 s; the grid did not run, or was paused)',
    ]);
  });

  it('is found where somebody else recorded something a moment before the grid said that it was back', async () => {
    const told = night('stopped');
    told.tell(50 * MINUTE - 4, 'agent_recovered', { agent_id: 'a', downtime_seconds: 1_800 });
    const answer = await asked(told, 'how many crashes today?');
    expect(answer.unknown).toEqual([expect.stringContaining('nothing was recorded from 12:20:00 UTC to 12:49:56 UTC')]);
  });

  it('is found however often the grid started since', async () => {
    const told = night('stopped');
    for (let n = 0; n < 600; n++) {
      const s = 60 * MINUTE + n * 65;
      told.tell(s, 'component_started', { component: 'master', pid: n, version: '1' });
      beats(told, (s + 20) / MINUTE, (s + 60) / MINUTE);
    }
    const state = told.events.map(fromStored).reduce(apply, EMPTY_GRID);
    const scene = { reader: memoryReader(told.events), catalogue: catalogueOf(state), state };
    const answer = await ask({ question: 'how many crashes ever?', tz: 'UTC', nowUs: told.startUs + 90_000_000_000 }, scene);
    expect(answer.unknown).toEqual([expect.stringMatching(/^nothing was recorded from \S+ 12:20:00 UTC to \S+ 12:50:00 UTC \(30 min;/)]);
  });

  it('is said not to be known before the latest starts, where more are recorded than are looked at', () => {
    const words = unwatchedWords({ stretches: [], sinceUs: 1_000_000_000_000 }, { nowUs: 1_000_000_000_000, tz: 'UTC' } as Work);
    expect(words).toEqual(['whether the grid was running all the time before 13:46:40 UTC: only its latest starts are looked at']);
  });
});
