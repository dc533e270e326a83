import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { LIMITS } from '../limits.ts';
import { startRig } from '../testing/rig.ts';

test('what is expensive to ask first is asked after the start, one after the other, leaves no trace in the record, and ends with control', async () => {
  const rig = await startRig();
  const asked: string[] = [];
  const { aggregate } = rig.store;
  rig.store.aggregate = (query, options) => {
    asked.push(JSON.stringify(query));
    return aggregate(query, options);
  };
  try {
    expect(asked).toEqual([]);
    // Until the texts of errors were looked through: the second of them.
    for (let i = 0; i < 1_000 && !asked.some((query) => query.includes('contains')); i++) {
      rig.clock.advance(LIMITS.warmPauseMs);
      await turn();
    }
    expect(asked.some((query) => query.includes('stderr_tail'))).toBe(true);
    expect(rig.emitted).toEqual([]);
  } finally {
    await rig.control.close();
  }
  const until = asked.length;
  rig.clock.advance(100 * LIMITS.warmPauseMs);
  await turn();
  expect(asked).toHaveLength(until);
});
