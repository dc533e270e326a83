/** Every kind of question, several times, of a store over TCP: what each took from its words to its answer. */
import { ask, catalogueOf, stateAt, withRecordedNames } from '@sutra/hybrid';
import { seededChance, systemClock } from '@sutra/kit';
import { openStoreClient } from '@sutra/storage/client';
import { figure, mustEqual, percentile } from '../measure.mjs';
import { withStorage } from '../processes/child.mjs';
import { KINDS } from './questions.mjs';
import { storeOf } from './store.mjs';

/** Kinds that are named because they are the slowest. */
const SLOWEST = 10;
/** Who a question may name: so many nodes that crashed, and agents that went offline, last. */
const NAMED = 40;

/** @param goalMs what 95 of 100 questions take at most */
export async function answersAt(folder, size, { times, goalMs }) {
  const { path, truth } = await storeOf(folder, size);
  return withStorage(path, async (address) => {
    const store = openStoreClient({ address, clock: systemClock(), chance: seededChance(3), name: 'bench', settings: { callMs: 60_000 } });
    try {
      const asked = await askAll(await worldOf(store, truth), times);
      return figuresOf(asked, `${size.toLocaleString('en')} events`, goalMs);
    } finally {
      await store.close();
    }
  });
}

/** What control has at hand when it is asked, and the names to ask for. */
export async function worldOf(store, truth) {
  const last = await store.query({ limit: 1 });
  const state = await stateAt(store, { seq: last.asOfSeq }, { limitMs: 60_000 });
  const namesIn = async (type, field) =>
    [...new Set((await store.query({ types: [type], limit: 10 * NAMED })).events.map(({ body }) => body[field]))].slice(0, NAMED);
  return {
    truth,
    scene: { reader: store, state, catalogue: catalogueOf(state), monotonicMs: () => performance.now(), limitMs: 60_000 },
    names: { crashed: await namesIn('node_crashed', 'node_id'), left: await namesIn('agent_offline', 'agent_id') },
  };
}

/** All kinds in turn, so that none is asked twice in a row; the first turn warms up, where there is more than one. */
async function askAll(world, times) {
  const asked = KINDS.map((kind) => ({ kind, ms: [] }));
  for (let i = times === 1 ? 1 : 0; i <= times; i++)
    for (const { kind, ms } of asked) {
      const took = await askOne(kind, i, world);
      if (i > 0) ms.push(took);
    }
  return asked;
}

async function askOne(kind, i, { scene, truth, names }) {
  const question = kind.question(i, names);
  const start = performance.now();
  const catalogue = await withRecordedNames(scene.catalogue, [question], scene.reader);
  const answer = await ask({ question, tz: 'UTC', nowUs: truth.endUs }, { ...scene, catalogue });
  const ms = performance.now() - start;
  mustEqual(answer.plan.op, kind.op, `what “${question}” is read as`);
  mustEqual(answer.partial, false, `whether “${question}” was cut short`);
  if (kind.check !== undefined) {
    const [found, expected] = kind.check(answer, truth, i);
    mustEqual(found, expected, `the answer to “${question}”`);
  }
  return ms;
}

/** How many kinds take the goal at most in 95 of 100 cases; the others are named. */
function within(kinds, goalMs, label) {
  const over = kinds.filter(({ ms }) => percentile(ms, 0.95) > goalMs).map(({ name }) => name);
  const note = over.length === 0 ? undefined : `over it: ${over.join(', ')}`;
  return figure(
    `kinds of questions of ${kinds.length} that take ${goalMs} ms at most, p95, ${label}`,
    'kinds',
    [kinds.length - over.length],
    kinds.length,
    { note },
  );
}

function figuresOf(asked, label, goalMs) {
  const all = asked.flatMap(({ ms }) => ms);
  const line = (share, goal) => figure(`question to answer, p${share * 100}, ${label}`, 'ms', [percentile(all, share)], all.length, goal);
  const kinds = asked.map(({ kind, ms }) => ({ name: kind.name, ms })).sort((a, b) => percentile(b.ms, 0.5) - percentile(a.ms, 0.5));
  return [
    line(0.5),
    line(0.95, goalMs === undefined ? {} : { goal: { atMost: goalMs } }),
    line(0.99),
    ...(goalMs === undefined ? [] : [within(kinds, goalMs, label)]),
    ...kinds.slice(0, SLOWEST).map(({ name, ms }) => figure(`  slow: ${name}, ${label}`, 'ms', ms, ms.length)),
  ];
}
