/**
 * What `emit` costs its caller: the time of each call, with the spool writing and storage away. Once in turn after turn, by a process that is never
 * asleep; once at 10,000 events a second, where the process sleeps between two groups and the first call of a group finds nothing of itself in the
 * processor's caches: what that costs is in the p99 of any code. So beside it, in the same rounds, stands the yardstick: the same drafts at the same
 * pace, `JSON.stringify` in place of `emit`. The first calls are not timed.
 */
import { PerformanceObserver } from 'node:perf_hooks';
import { openEmitter } from '@sutra/events';
import { seededChance, silentLogger, systemClock } from '@sutra/kit';
import { figure, interleaved, mustEqual, percentile } from '../measure.mjs';
import { withFolder } from '../processes/child.mjs';
import { draftAt } from '../workload.mjs';

const TICK_MS = 2;
const PER_GROUP = 20;
/** Calls before those that are timed: a process that has just begun still compiles what it does. */
const WARM_UP = 10_000;

export async function emit({ quick, rounds: count }) {
  const n = quick ? 5_000 : 30_000;
  const [awake, emitted, stringified] = await interleaved(count, [
    () => emitting(n, everyTurn),
    () => emitting(n, everyTick),
    () => stringifying(n, everyTick),
  ]);
  const at = (rounds, share) => rounds.map(({ costs }) => percentile(costs, share));
  return [
    figure('emit, cost to the caller, turn after turn, p50', 'µs', at(awake, 0.5), n),
    figure('emit, cost to the caller, turn after turn, p99', 'µs', at(awake, 0.99), n, {
      goal: { atMost: 10 },
      note: 'a process that is never asleep',
    }),
    figure('emit, cost to the caller, p50', 'µs', at(emitted, 0.5), n),
    figure('emit, cost to the caller, p99', 'µs', at(emitted, 0.99), n, { goal: { atMost: 10 }, note: '10,000 a second in groups of 20' }),
    figure('emit, cost to the caller, p99.9', 'µs', at(emitted, 0.999), n),
    figure(
      'garbage collected meanwhile, all in all',
      'ms a second',
      emitted.map((round) => round.garbage),
      n,
      { note: 'emit, spool and the drafts themselves' },
    ),
    figure('JSON.stringify in place of emit, p50', 'µs', at(stringified, 0.5), n, { note: 'the same drafts and pace' }),
    figure('JSON.stringify in place of emit, p99', 'µs', at(stringified, 0.99), n, { note: 'the same drafts and pace' }),
  ];
}

function emitting(n, pace) {
  return withFolder(async (folder) => {
    const emitter = await openEmitter({
      emitter: 'bench',
      folder,
      store: null,
      clock: systemClock(),
      chance: seededChance(1),
      logger: silentLogger,
    });
    const taken = await paced(n, pace, (draft) => emitter.emit(draft));
    await emitter.whenSpooled();
    mustEqual(emitter.pending().length, WARM_UP + n, 'events in the spool');
    mustEqual([Object.keys(emitter.stats().refused), emitter.stats().invalid], [[], 0], 'refused and invalid events');
    await emitter.close();
    return taken;
  });
}

async function stringifying(n, pace) {
  let last = '';
  let characters = 0;
  const taken = await paced(n, pace, (draft) => {
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
  return taken;
}

/** Seed of the drafts. */
const DRAFTS = 5;

/** A pace runs a step until it says that it was the last. */
function everyTick(step) {
  const timer = setInterval(() => {
    if (step()) clearInterval(timer);
  }, TICK_MS);
}

function everyTurn(step) {
  setImmediate(() => {
    if (!step()) everyTurn(step);
  });
}

/** What `work` costs with each of `n` drafts, µs, after those of the warm-up; and the milliseconds in each second that went into collecting garbage. */
function paced(n, pace, work) {
  const all = WARM_UP + n;
  const chance = seededChance(DRAFTS);
  const costs = new Float64Array(n);
  const began = performance.now();
  let garbage = 0;
  const collections = new PerformanceObserver((list) => {
    for (const one of list.getEntries()) garbage += one.duration;
  });
  collections.observe({ entryTypes: ['gc'] });
  let at = 0;
  return new Promise((resolve) => {
    pace(() => {
      for (let i = 0; i < PER_GROUP && at < all; i++, at++) {
        const draft = draftAt(at, chance);
        const start = performance.now();
        work(draft);
        if (at >= WARM_UP) costs[at - WARM_UP] = (performance.now() - start) * 1000;
      }
      if (at < all) return false;
      const seconds = (performance.now() - began) / 1000;
      setImmediate(() => {
        collections.disconnect();
        resolve({ costs, garbage: garbage / seconds });
      });
      return true;
    });
  });
}
