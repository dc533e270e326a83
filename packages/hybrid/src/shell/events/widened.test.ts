import { describe, expect, it } from 'vitest';
import type { Order } from '../../core/plan.ts';
import { history, sceneOf } from '../../testing/index.ts';
import { executePlan } from '../ask.ts';

const DAY_S = 86_400;

/** Twelve crashes, the codes of which fall from 12 to 1, and two days in which there is none. */
async function codes(order: Order): Promise<unknown> {
  const told = history();
  for (let code = 12; code >= 1; code--) told.tell(100 - code, 'node_crashed', { node_id: 'web', agent_id: 'agent-1', exit_code: code });
  const plan = { op: 'list', target: 'event', where: { event: ['node_crashed'] }, order } as const;
  const answer = await executePlan(plan, { tz: 'UTC', nowUs: told.startUs + 2 * DAY_S * 1_000_000 }, sceneOf(told));
  expect([answer.value, answer.assumptions.at(-1)]).toEqual([12, 'nothing in the last 24 h: widened to the most recent match']);
  return answer.events?.map(({ details }) => details['exit_code']);
}

describe('where the last day has none, the most recent are told', () => {
  const newest = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

  it('in the order of a number', async () => {
    expect(await codes({ by: 'exit_code', dir: 'asc' })).toEqual(newest);
    expect(await codes({ by: 'exit_code', dir: 'desc' })).toEqual(newest.toReversed());
  });

  it('in the order of time', async () => {
    expect(await codes({ by: 'time', dir: 'desc' })).toEqual(newest);
    expect(await codes({ by: 'time', dir: 'asc' })).toEqual(newest.toReversed());
  });
});
