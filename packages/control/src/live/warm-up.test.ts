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

test('who asks goes first: what is being asked to have it at hand is ended, waits, and is asked again afterwards', async () => {
  const rig = await startRig();
  const { aggregate, query } = rig.store;
  let begun = 0;
  let ended = 0;
  // The warm-up's own questions take for ever, unless they are given up.
  rig.store.aggregate = async (asked, options) => {
    if (!JSON.stringify(asked).includes('stderr_tail')) return aggregate(asked, options);
    options?.signal?.throwIfAborted();
    begun++;
    return new Promise((_resolve, reject) => {
      options?.signal?.addEventListener('abort', () => {
        ended++;
        reject(options.signal?.reason);
      });
    });
  };
  const turns = async (until: () => boolean): Promise<void> => {
    for (let i = 0; i < 10_000 && !until(); i++) {
      rig.clock.advance(LIMITS.warmPauseMs);
      await turn();
    }
    expect(until()).toBe(true);
  };
  try {
    await turns(() => begun > 0);
    let answering = false;
    let goOn = (): void => undefined;
    const gate = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    rig.store.query = async (asked, options) => {
      answering = true;
      await gate;
      return query(asked, options);
    };
    const before = begun;
    const answer = rig.post('/api/ask', { question: 'how many crashes ever?' });
    while (!answering || ended < before) await turn();
    for (let i = 0; i < 20; i++) {
      rig.clock.advance(LIMITS.warmPauseMs);
      await turn();
    }
    expect(begun).toBe(before);
    goOn();
    expect((await answer).json).toMatchObject({ status: 'answered', value: 1 });
    await turns(() => begun > before);
  } finally {
    await rig.control.close();
  }
});
