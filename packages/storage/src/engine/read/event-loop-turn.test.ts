import { expect, test } from 'vitest';
import { eventLoopTurn } from './event-loop-turn.ts';

/** What happens in each turn of the event loop, until the work is done. */
async function turnsOf(work: Promise<unknown>, slices: readonly string[]): Promise<readonly string[][]> {
  const turns: string[][] = [];
  let seen = 0;
  let over = false;
  void work.finally(() => {
    over = true;
  });
  while (!over) {
    await new Promise((resolve) => setImmediate(resolve));
    turns.push(slices.slice(seen));
    seen = slices.length;
  }
  return turns;
}

test('of all slices that wait one goes on in a turn of the event loop, and each in its turn', async () => {
  const slices: string[] = [];
  const reader = async (name: string): Promise<void> => {
    for (let i = 0; i < 3; i++) {
      await eventLoopTurn();
      slices.push(name);
    }
  };
  const turns = await turnsOf(Promise.all(['a', 'b', 'c', 'd'].map(reader)), slices);
  expect(Math.max(...turns.map(({ length }) => length))).toBe(1);
  expect(slices.join('')).toBe('abcdabcdabcd');
});

test('what was arranged for the next turn comes before the slice', async () => {
  const told: string[] = [];
  const slice = eventLoopTurn().then(() => told.push('slice'));
  setImmediate(() => told.push('flush'));
  await slice;
  expect(told).toEqual(['flush', 'slice']);
});
