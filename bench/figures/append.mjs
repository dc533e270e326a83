/** Durable events a second over TCP: storage in one process, ten producers in ten others, counted when the last is acknowledged. */
import { join } from 'node:path';
import { seededChance, systemClock } from '@sutra/kit';
import { openStoreClient } from '@sutra/storage/client';
import { figure, interleaved, mustEqual } from '../measure.mjs';
import { started, withFolder, withStorage } from '../processes/child.mjs';

const PRODUCERS = 10;
/** Each is a process: starting ten of them costs more than what they append quickly. */
const PRODUCERS_QUICKLY = 3;
const GOAL = { atLeast: 40_000 };

const MODES = [
  { mode: 'batch512', producers: PRODUCERS, each: 20_000, quickly: 2_000, label: 'batch 512', goal: GOAL },
  { mode: 'pipelined', producers: PRODUCERS, each: 10_000, quickly: 1_000, label: '1 an append, pipelined', goal: GOAL },
  {
    mode: 'emitter',
    producers: PRODUCERS,
    each: 20_000,
    quickly: 1_000,
    label: 'through the emitter and its spool',
    goal: GOAL,
  },
  { mode: 'emitter', producers: 1, each: 60_000, quickly: 5_000, label: 'through the emitter and its spool' },
  { mode: 'single', producers: 1, each: 2_000, quickly: 300, label: 'one at a time' },
];

export async function append({ quick, rounds: count }) {
  const size = (row) => (quick ? row.quickly : row.each);
  const producers = (row) => (quick ? Math.min(row.producers, PRODUCERS_QUICKLY) : row.producers);
  const works = MODES.map((row) => () => produced(row.mode, producers(row), size(row)));
  const results = await interleaved(count, works, { warmUp: false });
  return MODES.map((row, i) =>
    figure(
      `durable events, ${producers(row)} ${producers(row) === 1 ? 'producer' : 'producers'}, ${row.label}`,
      'events/s',
      results[i],
      producers(row) * size(row),
      row.goal === undefined ? {} : { goal: row.goal },
    ),
  );
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
