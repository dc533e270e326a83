import { isDeepStrictEqual } from 'node:util';
import { seededChance } from '@sutra/kit';
import type { StoredEvent } from '@sutra/wire';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AggregateQuery, AggregateResult, EventQuery } from '../contract/query.ts';
import type { Engine } from './index.ts';
import { grouped, ledTo, matching, ordered } from './testing/oracle.ts';
import { RandomQuery } from './testing/random-query.ts';
import { readRawLog } from './testing/raw-log.ts';
import { mixedEvents, TestStore } from './testing/store.ts';

/** Questions in each of the phases: `npm run test:questions` asks 20,000, continuous integration this many. */
const QUESTIONS = Number(process.env['SUTRA_QUESTIONS'] ?? 120);
const SEED = Number(process.env['SUTRA_QUESTION_SEED'] ?? 1);
const EVENTS = 1_200;
const CONCEPTS = 12;
/** Events that come in while questions are asked. */
const GROWTH = 400;
const EMITTERS = [
  ['m', 1],
  ['m', 2],
  ['agent-9', 1],
] as const;

/** An answer, and what it has to be once the log can be read in peace. */
interface Asked {
  readonly what: string;
  readonly asOfSeq: number;
  wrong(log: readonly StoredEvent[]): boolean;
}

/** What was learned, in order: the graph is asked about it. */
interface Learned {
  readonly seq: number;
  readonly n: number;
}

const store = new TestStore({ segmentBytes: 24 * 1024, columnCacheBytes: 400_000, frameCacheBytes: 128 * 1024, sliceMs: 0.2 });
const learned: Learned[] = [];
const startedUs = store.clock.wallUs();
let engine: Engine;
beforeAll(async () => {
  engine = await store.open();
});
afterAll(() => store.remove());

const conceptOf = (n: number): string => `c${n % CONCEPTS}`;

/** Every emitter and a learner at once, each as fast as it is let, with time going on. */
async function write(stopWhen: () => boolean): Promise<void> {
  const appending = EMITTERS.map(async ([emitter, epoch], i) => {
    const session = await engine.session(emitter, epoch);
    const events = mixedEvents(SEED + i, EVENTS, emitter, epoch, []);
    const chance = seededChance(SEED + 50 + i);
    while (events.length > 0) {
      store.clock.advance(chance.next() * 3);
      await session.append(events.splice(0, 1 + Math.floor(chance.next() * 12)));
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  });
  const learning = (async () => {
    for (let n = 0; !stopWhen(); n++) {
      const associations = [{ source: conceptOf(n), type: 'knows', target: conceptOf(n * 7 + 1), weight: n }];
      const { seq } = await engine.learn({ concepts: [{ id: conceptOf(n), content: n }], associations });
      learned.push({ seq, n });
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  })();
  await Promise.all([...appending, learning]);
}

/** All pages of a question: none may shift while the log grows. */
async function askPages(query: EventQuery): Promise<Asked> {
  const events: StoredEvent[] = [];
  let asOfSeq: number | undefined;
  for (let cursor: string | undefined; ; ) {
    const page = await engine.query({ ...query, ...(cursor === undefined ? {} : { cursor }) });
    if (page.partial) throw new Error(`partial: ${page.partialBecause}`);
    asOfSeq ??= page.asOfSeq;
    if (page.asOfSeq !== asOfSeq) throw new Error(`a page is of ${page.asOfSeq}, the first of ${asOfSeq}`);
    if (page.events.length > query.limit!) throw new Error('a page is longer than its limit');
    events.push(...page.events);
    cursor = page.cursor;
    if (cursor === undefined) break;
  }
  return {
    what: `query ${JSON.stringify(query)}`,
    asOfSeq,
    wrong: (log) => !isDeepStrictEqual(events, ordered(matching(log, query), query.order)),
  };
}

async function askGroups(query: AggregateQuery): Promise<Asked> {
  const result = await engine.aggregate(query);
  if (result.partial) throw new Error(`partial: ${result.partialBecause}`);
  return { what: `aggregate ${JSON.stringify(query)}`, asOfSeq: result.asOfSeq, wrong: (log) => groupsAreWrong(result, log, query) };
}

/** Sums depend a little on the order in which numbers are added. */
const SLACK = 1e-9;
const isClose = (a: number | null, b: number | null): boolean =>
  a === b || (a !== null && b !== null && Math.abs(a - b) <= SLACK * Math.max(Math.abs(a), Math.abs(b)));

function groupsAreWrong({ groups, total, groupsTotal }: AggregateResult, log: readonly StoredEvent[], query: AggregateQuery): boolean {
  const wanted = grouped(log, query);
  if (total !== matching(log, query).length || groupsTotal !== wanted.size) return true;
  if (groups.length !== Math.min(wanted.size, query.limit!)) return true;
  const counts = [...wanted.values()].map(([count]) => count).sort((a, b) => b - a);
  return groups.some((group, i) => {
    const right = wanted.get(JSON.stringify([group.key, group.bucketUs ?? null]));
    // Largest first: which of several equal ones stands at the limit is not said.
    if (right === undefined || group.count !== counts[i]) return true;
    const [count, first, last, measures] = right;
    if (group.firstTimeUs !== first || group.lastTimeUs !== last || group.measures.length !== measures.length) return true;
    return count !== group.count || !measures.every((value, at) => isClose(value, group.measures[at]!));
  });
}

/** One event, its effects, or a stretch of the feed. */
async function askOne(random: RandomQuery): Promise<Asked> {
  const seq = 1 + random.below(engine.lastSeq);
  const known = (await engine.query({ afterSeq: seq - 1, asOf: { seq } })).events[0]!;
  if (random.below(3) === 0) {
    const stop = new AbortController();
    const seen: StoredEvent[] = [];
    for await (const item of engine.feed({ fromSeq: seq, types: ['crash', 'beat'] }, stop.signal)) {
      if (item.kind !== 'events') break;
      seen.push(...item.events);
      if (seen.length > 200) break;
    }
    const through = seen.at(-1)?.seq ?? seq;
    return {
      what: `feed from ${seq}`,
      asOfSeq: through,
      wrong: (log) => !isDeepStrictEqual(seen, matching(log, { types: ['crash', 'beat'], afterSeq: seq - 1, asOf: { seq: through } })),
    };
  }
  if (random.below(3) === 0) {
    const depth = 1 + random.below(6);
    const asOfSeq = random.below(2) === 0 ? seq : engine.lastSeq;
    const found = await engine.causes({ id: known.id, depth, limit: 10_000, asOf: { seq: asOfSeq } });
    return { what: `causes of ${known.id}`, asOfSeq, wrong: (log) => !isDeepStrictEqual(found, ledTo(log, known.id, depth)) };
  }
  if (random.below(2) === 0) {
    const found = await engine.event(known.id);
    return { what: `event ${known.id}`, asOfSeq: seq, wrong: (log) => !isDeepStrictEqual(found, log[seq - 1]) };
  }
  const id = known.causes[0] ?? known.id;
  const before = engine.lastSeq;
  const found = await engine.effects({ id, limit: 10_000 });
  const after = engine.lastSeq;
  return {
    what: `effects of ${id}`,
    asOfSeq: after,
    wrong: (log) => {
      const through = Math.max(before, ...found.map((event) => event.seq));
      if (through > after) return true;
      const right = log.filter((event) => event.seq <= through && event.causes.includes(id));
      return !isDeepStrictEqual(found, ordered(right, 'asc'));
    },
  };
}

/** The graph, as of a position that everything learned by now lies before or after. */
async function askGraph(random: RandomQuery): Promise<Asked> {
  const past = learned[random.below(learned.length)]!;
  const known = learned.filter(({ seq }) => seq <= past.seq).map(({ n }) => n);
  const id = `c${random.below(CONCEPTS)}`;
  const asOf = { seq: past.seq };
  const concept = await engine.concept(id, asOf);
  const page = await engine.neighbours({ id, direction: 'out', limit: 1_000, asOf });
  // Batches that were on their way may be of that position too: then the answer may know them.
  const atEnd = (): number[] => learned.filter(({ seq }) => seq <= past.seq).map(({ n }) => n);
  const versions = (numbers: readonly number[]): number[] => numbers.filter((n) => conceptOf(n) === id);
  const fits = (numbers: readonly number[]): boolean => {
    const mine = versions(numbers);
    const edges = new Map(mine.map((n) => [conceptOf(n * 7 + 1), n]));
    const found = page.associations.map(({ target, weight }) => `${target} ${weight}`).sort();
    return (
      concept?.content === mine.at(-1) &&
      (concept?.version ?? 0) === mine.length &&
      isDeepStrictEqual(found, [...edges].map(([target, n]) => `${target} ${n}`).sort())
    );
  };
  return {
    what: `${id} as of ${past.seq}`,
    asOfSeq: 0,
    wrong: () => {
      const all = atEnd();
      for (let length = known.length; length <= all.length; length++) if (fits(all.slice(0, length))) return false;
      return true;
    },
  };
}

async function ask(random: RandomQuery, i: number): Promise<Asked> {
  if (i % 8 < 3) return askPages(random.page());
  if (i % 8 < 6) return askGroups(random.aggregate());
  return i % 8 === 6 || learned.length === 0 ? askOne(random) : askGraph(random);
}

function expectRight(asked: readonly Asked[], folder: string): void {
  const log = readRawLog(folder);
  expect(log.map(({ seq }) => seq)).toEqual(log.map((_, i) => i + 1));
  const wrong = asked.filter((one) => one.wrong(log.slice(0, one.asOfSeq))).map(({ what, asOfSeq }) => `as of ${asOfSeq}: ${what}`);
  expect(wrong.slice(0, 3), `${wrong.length} of ${asked.length} answers are wrong`).toEqual([]);
}

async function askMany(seed: number, count: number): Promise<Asked[]> {
  const chance = seededChance(seed);
  const recorded = (): number => Math.floor(startedUs + chance.next() * (store.clock.wallUs() - startedUs));
  const random = new RandomQuery(chance, () => ({ seq: Math.floor(chance.next() * (engine.lastSeq + 1)), recordedAtUs: recorded() }));
  const asked: Asked[] = [];
  for (let i = 0; i < count; i++) asked.push(await ask(random, i));
  return asked;
}

describe('every answer equals looking at every byte of the log', () => {
  it(`while four writers go on (${QUESTIONS} questions)`, async () => {
    let answered = false;
    const writing = write(() => answered && learned.length > CONCEPTS);
    while (engine.lastSeq < 100 || learned.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    const from = engine.lastSeq;
    const asked: Asked[] = [];
    for (let round = 0; asked.length < Math.min(QUESTIONS, 2_000) || engine.lastSeq < from + GROWTH; round++) {
      asked.push(...(await askMany(SEED + 100 * round, 8)));
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    const to = engine.lastSeq;
    answered = true;
    await writing;
    expect(to, 'the log grew under the questions').toBeGreaterThanOrEqual(from + GROWTH);
    expect((await engine.stats()).segments).toBeGreaterThan(3);
    expectRight(asked, store.folder);
  });

  it('after a crash', async () => {
    const [before, copy] = [engine, store.copy()];
    engine = await copy.open();
    expectRight(await askMany(SEED + 1, QUESTIONS), copy.folder);
    await copy.remove();
    engine = before;
  });

  it('after closing, with columns read back from their files', async () => {
    engine = await store.reopen();
    expectRight(await askMany(SEED + 2, QUESTIONS), store.folder);
  });
});
