/** What `emit` costs its caller at 10,000 events a second: the time of each call, with the spool writing and storage away. */
import { openEmitter } from '@sutra/events';
import { seededChance, silentLogger, systemClock } from '@sutra/kit';
import { figure, mustEqual, percentile, rounds } from '../measure.mjs';
import { withFolder } from '../processes/child.mjs';
import { draftAt } from '../workload.mjs';

const TICK_MS = 2;
const PER_TICK = 20;

export async function emit({ quick, rounds: count }) {
  const n = quick ? 5_000 : 30_000;
  const p50 = [];
  const p999 = [];
  const p99 = await rounds(count, (round) =>
    withFolder(async (folder) => {
      const emitter = await openEmitter({
        emitter: 'bench',
        folder,
        store: null,
        clock: systemClock(),
        chance: seededChance(1),
        logger: silentLogger,
      });
      const costs = await emitPaced(emitter, n);
      await emitter.whenSpooled();
      mustEqual(emitter.pending().length, n, 'events in the spool');
      mustEqual([Object.keys(emitter.stats().refused), emitter.stats().invalid], [[], 0], 'refused and invalid events');
      await emitter.close();
      if (round >= 0) p50.push(percentile(costs, 0.5));
      if (round >= 0) p999.push(percentile(costs, 0.999));
      return percentile(costs, 0.99);
    }),
  );
  return [
    figure('emit, cost to the caller, p50', 'µs', p50, n),
    figure('emit, cost to the caller, p99', 'µs', p99, n, { goal: { atMost: 10 }, note: '10,000 a second in groups of 20' }),
    figure('emit, cost to the caller, p99.9', 'µs', p999, n),
  ];
}

function emitPaced(emitter, n) {
  const chance = seededChance(5);
  const costs = new Float64Array(n);
  let at = 0;
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      for (let i = 0; i < PER_TICK && at < n; i++, at++) {
        const draft = draftAt(at, chance);
        const start = performance.now();
        emitter.emit(draft);
        costs[at] = (performance.now() - start) * 1000;
      }
      if (at < n) return;
      clearInterval(timer);
      resolve(costs);
    }, TICK_MS);
  });
}
