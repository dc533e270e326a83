/**
 * What `emit` costs its caller at 10,000 events a second: the time of each call, with the spool writing and storage away. Beside it, in the
 * same rounds, the yardstick: the same drafts at the same pace, `JSON.stringify` in place of `emit`. The process sleeps between two groups, and the
 * first call of a group finds nothing of itself in the processor's caches: what that costs is in the p99 of any code. The first second is not timed.
 */
import { openEmitter } from '@sutra/events';
import { seededChance, silentLogger, systemClock } from '@sutra/kit';
import { figure, interleaved, mustEqual, percentile } from '../measure.mjs';
import { withFolder } from '../processes/child.mjs';
import { draftAt } from '../workload.mjs';

const TICK_MS = 2;
const PER_TICK = 20;
/** Calls before those that are timed: a process that has just begun still compiles what it does. */
const WARM_UP = 10_000;

export async function emit({ quick, rounds: count }) {
  const n = quick ? 5_000 : 30_000;
  const [emitted, stringified] = await interleaved(count, [() => emitting(n), () => stringifying(n)]);
  const at = (rounds, share) => rounds.map((costs) => percentile(costs, share));
  return [
    figure('emit, cost to the caller, p50', 'µs', at(emitted, 0.5), n),
    figure('emit, cost to the caller, p99', 'µs', at(emitted, 0.99), n, { goal: { atMost: 10 }, note: '10,000 a second in groups of 20' }),
    figure('emit, cost to the caller, p99.9', 'µs', at(emitted, 0.999), n),
    figure('JSON.stringify in place of emit, p50', 'µs', at(stringified, 0.5), n, { note: 'the same drafts and pace' }),
    figure('JSON.stringify in place of emit, p99', 'µs', at(stringified, 0.99), n, { note: 'the same drafts and pace' }),
  ];
}

function emitting(n) {
  return withFolder(async (folder) => {
    const emitter = await openEmitter({
      emitter: 'bench',
      folder,
      store: null,
      clock: systemClock(),
      chance: seededChance(1),
      logger: silentLogger,
    });
    const costs = await paced(n, (draft) => emitter.emit(draft));
    await emitter.whenSpooled();
    mustEqual(emitter.pending().length, WARM_UP + n, 'events in the spool');
    mustEqual([Object.keys(emitter.stats().refused), emitter.stats().invalid], [[], 0], 'refused and invalid events');
    await emitter.close();
    return costs;
  });
}

async function stringifying(n) {
  let last = '';
  let characters = 0;
  const costs = await paced(n, (draft) => {
    last = JSON.stringify(draft);
    characters += last.length;
  });
  const chance = seededChance(DRAFTS);
  const drafts = Array.from({ length: WARM_UP + n }, (_, at) => draftAt(at, chance));
  mustEqual(
    characters,
    drafts.reduce((sum, draft) => sum + JSON.stringify(draft).length, 0),
    'characters of the drafts as text',
  );
  mustEqual(JSON.parse(last), drafts.at(-1), 'the last draft as text');
  return costs;
}

/** Seed of the drafts. */
const DRAFTS = 5;

/** What `work` costs with each of `n` drafts, µs, after those of the warm-up. */
function paced(n, work) {
  const all = WARM_UP + n;
  const chance = seededChance(DRAFTS);
  const costs = new Float64Array(n);
  let at = 0;
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      for (let i = 0; i < PER_TICK && at < all; i++, at++) {
        const draft = draftAt(at, chance);
        const start = performance.now();
        work(draft);
        if (at >= WARM_UP) costs[at - WARM_UP] = (performance.now() - start) * 1000;
      }
      if (at < all) return;
      clearInterval(timer);
      resolve(costs);
    }, TICK_MS);
  });
}
