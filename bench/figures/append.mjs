/** Durable events a second over TCP: storage in one process, ten producers in ten others, counted when the last is acknowledged. */
import { join } from 'node:path';
import { seededChance, systemClock } from '@sutra/kit';
import { openStoreClient } from '@sutra/storage/client';
import { figure, mustEqual, rounds } from '../measure.mjs';
import { started, withFolder, withStorage } from '../processes/child.mjs';

const PRODUCERS = 10;

export async function append({ quick, rounds: count }) {
  const figures = [];
  for (const [mode, each, label, goal] of [
    ['batch512', quick ? 5_000 : 40_000, 'durable events, 10 producers, batch 512', { atLeast: 40_000 }],
    ['pipelined', quick ? 2_000 : 20_000, 'durable events, 10 producers, 1 an append, pipelined', { atLeast: 40_000 }],
    ['emitter', quick ? 2_000 : 20_000, 'durable events, 10 producers, through the emitter and its spool', { atLeast: 40_000 }],
  ]) {
    const perSecond = await rounds(count, () => produced(mode, PRODUCERS, each), { warmUp: false });
    figures.push(figure(label, 'events/s', perSecond, PRODUCERS * each, { goal }));
  }
  const one = quick ? 500 : 3_000;
  figures.push(
    figure(
      'durable events, 1 producer, one at a time',
      'events/s',
      await rounds(count, () => produced('single', 1, one), { warmUp: false }),
      one,
    ),
  );
  return figures;
}

function produced(mode, producers, each) {
  return withFolder((folder) =>
    withStorage(join(folder, 'store'), async (address) => {
      const children = Array.from({ length: producers }, (_, n) =>
        started('producer', [mode, address, n, each, join(folder, `spool-${n}`)]),
      );
      try {
        const ms = await producedBy(children, each);
        await countIsRight(address, producers, each);
        return (producers * each) / (ms / 1000);
      } finally {
        for (const { child } of children) child.kill();
      }
    }),
  );
}

/** From the first start to the last acknowledgement, ms. */
async function producedBy(children, each) {
  await Promise.all(children.map((child) => child.message()));
  const results = await Promise.all(
    children.map((child) => {
      child.say('go');
      return child.message();
    }),
  );
  await Promise.all(children.map((child) => child.ended()));
  mustEqual(
    results.map(({ stored }) => stored),
    Array(children.length).fill(each),
    'acknowledged events',
  );
  return Math.max(...results.map(({ end }) => end)) - Math.min(...results.map(({ start }) => start));
}

async function countIsRight(address, producers, each) {
  const store = openStoreClient({ address, clock: systemClock(), chance: seededChance(9), name: 'oracle' });
  const { groups, total } = await store.aggregate({ groupBy: ['emitter'] });
  mustEqual(total, producers * each, 'stored events');
  mustEqual(
    groups.map(({ count }) => count),
    Array(producers).fill(each),
    'stored events of each producer',
  );
  await store.close();
}
