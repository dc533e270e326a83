import { expect, it } from 'vitest';
import { history, sceneOf } from '../../testing/index.ts';
import { ask, executePlan } from '../ask.ts';

it('who is in a crash loop has been since its first crash, however often it has crashed since', async () => {
  const told = history();
  told.tell(0, 'agent_registered', {
    agent_id: 'agent-1',
    hostname: 'box',
    platform: 'process',
    agent_endpoint: 'stream',
    max_storage_nodes: 9,
  });
  // The one whose loop began first crashed last.
  for (const [node_id, firstS, everyS] of [
    ['late', 100, 10],
    ['early', 60, 30],
  ] as const) {
    const node = { node_id, agent_id: 'agent-1', generation: 1 };
    told.tell(1, 'spawn_succeeded', { ...node, pid: 1, port: 0 });
    for (let crash = 0; crash < 6; crash++) {
      const atS = firstS + crash * everyS;
      told.tell(atS, 'node_crashed', { ...node, exit_code: 4 });
      if (crash === 4) told.tell(atS, 'node_crash_looping', { ...node, crashes: 5, window_ms: 4_000 * everyS, next_delay_ms: 8_000 });
      told.tell(atS + 1, 'node_restarted', { ...node, restart_count: crash + 1, new_pid: crash });
    }
  }
  const scene = sceneOf(told);
  const at = { tz: 'UTC', nowUs: told.startUs + 600_000_000 };
  const since = (rows: readonly Record<string, unknown>[] = []) => rows.map((row) => [row['node_id'], String(row['since']).slice(11, 19)]);
  const both = [
    ['early', '12:01:00'],
    ['late', '12:01:40'],
  ];
  for (const question of ['crash-looping nodes', 'how many nodes are crash looping?']) {
    const answer = await ask({ question, ...at }, scene);
    expect([question, since(answer.rows)]).toEqual([question, both]);
  }
  const newest = { op: 'list', target: 'node', where: { pattern: ['crash_loop'] }, order: { by: 'time', dir: 'desc' } } as const;
  expect(since((await executePlan(newest, at, scene)).rows)).toEqual([...both].reverse());
  // Of what they are at this moment the time is their own.
  const running = await executePlan({ op: 'list', target: 'node', where: { status: ['running'] } }, at, scene);
  expect(since(running.rows)).toEqual([
    ['early', '12:03:31'],
    ['late', '12:02:31'],
  ]);
});
