import { apply, EMPTY_GRID, fromStored } from '@sutra/model';
import { describe, expect, it } from 'vitest';
import { catalogueOf } from '../../core/names.ts';
import type { Plan } from '../../core/plan.ts';
import { parsePlan } from '../../core/plan-check.ts';
import { history, memoryReader, type Teller } from '../../testing/index.ts';
import type { Answer } from '../answer.ts';
import { ask, executePlan } from '../ask.ts';

const DAY_S = 86_400;
const WEB = { node_id: 'web', agent_id: 'berlin-1' };

/** Berlin-1 with web, from Monday 12:00 on. What else happened is told by the test; it is asked on Tuesday at 13:00. */
function gridOf(tell: (told: Teller) => void) {
  const told = history(Date.UTC(2026, 2, 16, 12) * 1000);
  const agent = { agent_id: 'berlin-1', hostname: 'box', platform: 'process', agent_endpoint: 'stream', max_storage_nodes: 9 };
  told.tell(0, 'agent_registered', agent);
  told.tell(1, 'spawn_succeeded', { ...WEB, pid: 1, port: 50_100 });
  tell(told);
  const state = told.events.map(fromStored).reduce(apply, EMPTY_GRID);
  const scene = { reader: memoryReader(told.events), catalogue: catalogueOf(state), state };
  const nowUs = told.startUs + (DAY_S + 3_600) * 1_000_000;
  return (asked: string | Plan): Promise<Answer> =>
    typeof asked === 'string' ? ask({ question: asked, tz: 'UTC', nowUs }, scene) : executePlan(asked, { tz: 'UTC', nowUs }, scene);
}

const crash = (told: Teller, atS: number): string => told.tell(atS, 'node_crashed', { ...WEB, exit_code: 3 });
const backup = (told: Teller, atS: number): string =>
  told.tell(atS, 'backup_completed', { path: `/backups/${atS}`, size_bytes: 1, duration_ms: 1 } as never);

describe('a time given by an event', () => {
  it('is that of the latest such event by when it happened, in whatever order they arrived', async () => {
    const asked = gridOf((told) => {
      crash(told, 500);
      backup(told, DAY_S);
      crash(told, DAY_S + 60);
      // What was recorded elsewhere is brought in afterwards.
      backup(told, 100);
    });
    for (const question of ['how many crashes after the backup?', 'how many crashes after the last backup?']) {
      const answer = await asked(question);
      expect([answer.value, answer.assumptions[0]]).toEqual([1, expect.stringMatching(/^after means after 12:00:00 UTC/)]);
    }
    expect((await asked('how many crashes after the first backup?')).value).toBe(2);
  });

  it('is that of the same event for every group, whatever else happened to the thing the group is of', async () => {
    const asked = gridOf((told) => {
      crash(told, 400);
      crash(told, 500);
      told.tell(DAY_S, 'node_crashed', { node_id: 'db', agent_id: 'berlin-1', exit_code: 3 });
      told.tell(DAY_S + 10, 'node_restarted', { ...WEB, restart_count: 1, new_pid: 3 });
    });
    const anchor = { where: { event: ['node_crashed'] }, rel: 'around', window: '1h' } as const;
    const groups = await asked({ op: 'count', target: 'event', where: { event: ['@all'] }, anchor, by: ['node'] });
    const web = groups.rows?.find(({ node }) => node === 'web');
    expect([web?.['count'], (await asked(parsePlan(web?.['plan']))).value]).toEqual([1, 1]);
  });

  it('is of the thing that is asked about, where such events always say of which they are', async () => {
    const asked = gridOf((told) => {
      told.tell(2, 'spawn_succeeded', { node_id: 'db', agent_id: 'berlin-1', pid: 2, port: 50_101 });
      told.tell(DAY_S, 'stop_succeeded', { ...WEB, exit_code: 0 } as never);
      told.tell(DAY_S + 30, 'spawn_succeeded', { ...WEB, pid: 3, port: 50_100 });
      told.tell(DAY_S + 60, 'stop_succeeded', { node_id: 'db', agent_id: 'berlin-1', exit_code: 0 } as never);
      backup(told, DAY_S + 90);
    });
    const answer = await asked('when did web start after the stop?');
    expect([answer.status, answer.evidence.length]).toEqual(['answered', 1]);
    expect(answer.assumptions).toContainEqual(expect.stringMatching(/^after means after 12:00:00 UTC: web stopped/));
    // Of all nodes of an agent, and of no node at all.
    expect((await asked('how many stops on berlin-1 after the start?')).assumptions).toContainEqual(
      expect.stringMatching(/^after means after 12:00:30 UTC: web runs/),
    );
    expect((await asked('how many crashes of web after the backup?')).assumptions).toContainEqual(
      expect.stringMatching(/^after means after 12:01:30 UTC: backup/),
    );
    expect((await asked('when did web start after the crash?')).text).toBe(
      'No successful spawns of web can be told by that time: no crash of web is on record.',
    );
  });

  it('is that of the first in the period that is asked about, not of all history', async () => {
    const asked = gridOf((told) => {
      crash(told, 500);
      backup(told, DAY_S - 60);
      crash(told, DAY_S);
    });
    const answer = await asked('was there a backup before the first crash today?');
    expect([answer.status, answer.value]).toEqual(['answered', true]);
    expect(answer.assumptions).toContainEqual(expect.stringMatching(/^before means before 12:00:00 UTC: web crashed/));
  });

  it('is none where the period holds no such event, which is said of the period', async () => {
    const asked = gridOf((told) => {
      crash(told, 500);
      backup(told, DAY_S - 60);
    });
    const answer = await asked('was there a backup before the first crash today?');
    expect(answer.text).toBe('No: no crash is on record since 00:00:00 UTC.');
  });

  it('may have begun before the period, and says nothing of one that it leaves nothing of', async () => {
    const asked = gridOf((told) => {
      backup(told, 100);
      crash(told, DAY_S);
    });
    expect((await asked('how many crashes today after the backup?')).value).toBe(1);
    const before = await asked('was there a backup yesterday before the crash?');
    expect([before.status, before.value, before.text]).toEqual([
      'empty',
      undefined,
      expect.stringMatching(
        /^Whether there were backup completed events at that time cannot be said: web crashed .* at 12:00:00 UTC, outside the period/,
      ),
    ]);
  });

  it('is the same in every part of a period, though it happened in one of them', async () => {
    const asked = gridOf((told) => {
      crash(told, DAY_S - 7_200);
      crash(told, DAY_S + 0.5);
    });
    const plan = { op: 'count', target: 'event', where: { event: ['node_crashed'] }, bucket: '1h' } as const;
    const { rows = [] } = await asked({ ...plan, anchor: { where: plan.where, rel: 'after', pick: 'first' } });
    expect(rows.at(-1)?.['count']).toBe(1);
    expect((await asked(rows.at(-1)?.['plan'] as Plan)).value).toBe(1);
  });
});

describe('a list of nodes, by a time that an event gives', () => {
  const asked = gridOf((told) => {
    crash(told, DAY_S + 0.2);
    backup(told, DAY_S + 0.5);
    crash(told, DAY_S + 0.7);
    crash(told, DAY_S + 60);
    backup(told, DAY_S + 90);
  });
  const after = { where: { event: ['backup_completed'] }, rel: 'after', pick: 'first' } as const;

  it('has rows whose plan yields their number, to the part of a second', async () => {
    const plans: Plan[] = [
      { op: 'list', target: 'node', where: { event: ['node_crashed'] }, anchor: after },
      { op: 'list', target: 'node', where: { event: ['node_crashed'] }, anchor: { ...after, rel: 'before' } },
      { op: 'list', target: 'node', having: [{ event: ['node_crashed'], count: { gte: 1 } }], anchor: after },
    ];
    const opened = await Promise.all(
      plans.map(async (plan) => {
        const { rows: [row] = [] } = await asked(plan);
        return [row?.['count'], (await asked(row?.['plan'] as Plan)).value];
      }),
    );
    expect(opened).toEqual([
      [2, 2],
      [1, 1],
      [2, 2],
    ]);
  });

  it('is what the number of them opens', async () => {
    const counted = await asked({ op: 'count', target: 'node', where: { event: ['node_crashed'] }, anchor: { ...after, rel: 'before' } });
    const opened = await asked(counted.opens as unknown as Plan);
    expect([counted.value, opened.rows?.map((row) => row['count'])]).toEqual([1, [1]]);
  });
});

describe('while an agent was away', () => {
  const away = (told: Teller): void => {
    crash(told, DAY_S - 20);
    told.tell(DAY_S, 'agent_offline', { agent_id: 'berlin-1', last_seen: '2026-03-17T11:59:30Z' });
    crash(told, DAY_S + 100);
  };

  it('is from when it was offline until it was back', async () => {
    const asked = gridOf((told) => {
      away(told);
      told.tell(DAY_S + 130, 'agent_recovered', { agent_id: 'berlin-1', downtime_seconds: 130 });
      crash(told, DAY_S + 150);
    });
    const answer = await asked('how many crashes were there while berlin-1 was offline?');
    expect(answer.value).toBe(1);
    expect(answer.window).toMatchObject({ from: '2026-03-17T12:00:00.000000Z', to: '2026-03-17T12:02:10.000001Z' });
    expect(answer.assumptions).toContainEqual(expect.stringMatching(/^until 12:02:10 UTC: berlin-1 recovered/));
    expect((await asked('what happened during the berlin-1 outage?')).rows?.map((row) => row['event_type'])).toEqual([
      'agent_offline',
      'node_crashed',
      'agent_recovered',
    ]);
  });

  it('is up to now where it is not back', async () => {
    const answer = await gridOf(away)('how many crashes were there while berlin-1 was offline?');
    expect([answer.value, answer.assumptions]).toEqual([1, expect.arrayContaining(['from then on: it has not ended'])]);
  });
});

it('while storage stood still is from when it was last heard until it answered again', async () => {
  const storage = { node_id: 'event-storage', endpoint: '127.0.0.1:50051' };
  const asked = gridOf((told) => {
    crash(told, DAY_S - 20);
    told.tell(DAY_S, 'storage_stalled', { ...storage, silent_ms: 5_000 });
    crash(told, DAY_S - 3);
    crash(told, DAY_S + 100);
    told.tell(DAY_S + 130, 'storage_recovered', { ...storage, silent_ms: 135_000 });
    crash(told, DAY_S + 150);
  });
  const answer = await asked('how many crashes were there while storage stood still?');
  expect([answer.value, answer.window]).toMatchObject([2, { from: '2026-03-17T11:59:55.000000Z', to: '2026-03-17T12:02:10.000001Z' }]);
});
