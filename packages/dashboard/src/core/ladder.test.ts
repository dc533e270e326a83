import { expect, it } from 'vitest';
import { crashed, pushed, T0 } from '../testing/events.ts';
import { restartLadder } from './ladder.ts';

const restarted = (at: number, delay: number) => ({
  type: 'node_restarted',
  at,
  details: { node_id: 'node-1', agent_id: 'agent-1', restart_count: 1, new_pid: 9, delay_ms: delay, generation: 1 },
});
const looping = (at: number) => ({
  type: 'node_crash_looping',
  at,
  details: { node_id: 'node-1', agent_id: 'agent-1', crashes: 5, window_ms: 9_000, next_delay_ms: 60_000 },
});

it('pairs every crash with the restart that followed it, newest events first or not', () => {
  const events = pushed([
    crashed('node-1', 0, { uptime_ms: 700 }),
    restarted(1, 0),
    crashed('node-1', 2),
    restarted(5, 1_000),
    crashed('node-1', 6),
  ]);
  const ladder = restartLadder([...events].reverse());
  expect(ladder.rungs.map((rung) => [rung.crash.seq, rung.restart?.seq, rung.delayMs])).toEqual([
    [1, 2, 0],
    [3, 4, 1_000],
    [5, undefined, undefined],
  ]);
  expect(ladder.rungs[0]?.ranMs).toBe(700);
});

it('says when the next start is due while a crash loop waits, and forgets it once it has started', () => {
  const waiting = pushed([crashed('node-1', 0), looping(1)]);
  expect(restartLadder(waiting).nextStartUs).toBe(T0 + 1e6 + 60e6);
  const started = pushed([crashed('node-1', 0), looping(1), restarted(61, 60_000)]);
  expect(restartLadder(started).nextStartUs).toBeUndefined();
});

it('has no rungs for a node that never crashed', () => expect(restartLadder([]).rungs).toEqual([]));
