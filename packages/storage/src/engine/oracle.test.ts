import { seededChance } from '@sutra/kit';
import type { StoredEvent } from '@sutra/wire';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AggregateQuery, EventFilter, Predicate } from '../contract/query.ts';
import type { Engine } from './index.ts';
import { grouped, ledTo, matching, ordered } from './testing/oracle.ts';
import { mixedEvents, TestStore } from './testing/store.ts';

const store = new TestStore({ segmentBytes: 24 * 1024, columnCacheBytes: 400_000, frameCacheBytes: 256 * 1024, sliceMs: 0.5 });
const expected: StoredEvent[] = [];
let engine: Engine;

/** Four emitters in turns, batches of uneven width, over several segments. */
beforeAll(async () => {
  engine = await store.open();
  const sources = [
    ['m', 1],
    ['m', 2],
    ['agent-9', 1],
    ['agent.x', 7],
  ] as const;
  const streams = sources.map(([emitter, epoch], i) =>
    mixedEvents(
      i + 1,
      900,
      emitter,
      epoch,
      expected.map(({ id }) => id),
    ),
  );
  const sessions = await Promise.all(sources.map(([emitter, epoch]) => engine.session(emitter, epoch)));
  const chance = seededChance(5);
  while (streams.some((stream) => stream.length > 0)) {
    const i = Math.floor(chance.next() * streams.length);
    const batch = streams[i]!.splice(0, 1 + Math.floor(chance.next() * 40));
    if (batch.length === 0) continue;
    store.clock.advance(1 + chance.next() * 5);
    await sessions[i]!.append(batch);
    const [emitter, epoch] = sources[i]!;
    for (const record of batch) expected.push({ ...record, seq: expected.length + 1, recordedAtUs: 0, emitter, epoch });
  }
  // recordedAt is the store's to say: taken from it once, and then held against it for ever.
  let cursor: string | undefined;
  do {
    const page = await engine.query({ limit: 1000, ...(cursor === undefined ? {} : { cursor }) });
    for (const { seq, recordedAtUs } of page.events) Object.assign(expected[seq - 1]!, { recordedAtUs });
    cursor = page.cursor;
  } while (cursor !== undefined);
});
afterAll(() => store.remove());

function randomFilter(chance: { next(): number }): EventFilter {
  const whole = (max: number): number => Math.floor(chance.next() * max);
  const some = <T>(list: readonly T[]): T[] => list.filter(() => chance.next() < 0.4);
  const names = ['agent-1', 'agent-2', 'node-1', 'node-4', 'cluster', 'nobody'];
  const predicates: Predicate[] = [
    { field: 'n', is: [1, 2, 3] },
    { field: 'cpu', gte: 20, lt: 70 },
    { field: 'text', contains: 'TEXT 1' },
    { field: 'meta.severity', not: ['info'] },
    { field: 'operation', exists: chance.next() < 0.5 },
    { field: 'emitter', is: ['m'] },
    { field: 'entity', is: ['agent-1', 'node-2'] },
    { field: 'entity', not: ['agent-2'] },
  ];
  const base = 1_760_000_000_000_000;
  return {
    ...(chance.next() < 0.4 ? { types: some(['beat', 'crash', 'metric', 'unheard-of']) } : {}),
    ...(chance.next() < 0.2 ? { typesNot: some(['beat', 'custom.a']) } : {}),
    ...(chance.next() < 0.5 ? { entities: [some(names), ...(chance.next() < 0.3 ? [some(names)] : [])] } : {}),
    ...(chance.next() < 0.4 ? { fromUs: base + whole(900_000) } : {}),
    ...(chance.next() < 0.4 ? { toUs: base + whole(6_000_000) } : {}),
    ...(chance.next() < 0.2 ? { afterSeq: whole(3600) } : {}),
    ...(chance.next() < 0.4 ? { where: some(predicates) } : {}),
    ...(chance.next() < 0.3 ? { any: [some(predicates), some(predicates)] } : {}),
    ...(chance.next() < 0.3
      ? { asOf: { seq: whole(4000) } }
      : chance.next() < 0.3
        ? { asOf: { timeUs: expected[whole(3600)]!.recordedAtUs } }
        : {}),
  };
}

async function everyPage(filter: EventFilter, order: 'asc' | 'desc', limit: number): Promise<StoredEvent[]> {
  const events: StoredEvent[] = [];
  let cursor: string | undefined;
  do {
    const page = await engine.query({ ...filter, order, limit, ...(cursor === undefined ? {} : { cursor }) });
    expect(page.partial).toBe(false);
    events.push(...page.events);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return events;
}

async function compareAll(seed: number, rounds: number): Promise<void> {
  const chance = seededChance(seed);
  for (let i = 0; i < rounds; i++) {
    const filter = randomFilter(chance);
    const order = chance.next() < 0.5 ? 'asc' : 'desc';
    const wanted = ordered(matching(expected, filter), order);
    expect(await everyPage(filter, order, 1 + Math.floor(chance.next() * 1500)), JSON.stringify(filter)).toEqual(wanted);
  }
}

describe('every answer equals looking at every event', () => {
  it('runs over several segments, so that sealed ones are read too', async () => {
    const stats = await engine.stats();
    expect(stats.segments).toBeGreaterThan(4);
    expect(stats.events).toBe(expected.length);
    expect(stats.entities).toBe(9);
  });

  it('for pages of any filter in either order', () => compareAll(1, 90));

  it('for counts and measures by any grouping', async () => {
    const chance = seededChance(3);
    const groupings = [
      [],
      ['type'],
      ['entity:agent-'],
      ['type', 'entity:*'],
      ['emitter'],
      ['operation'],
      ['meta.severity', 'type'],
      ['n', 'entity:node-'],
    ];
    for (let i = 0; i < 64; i++) {
      const query: AggregateQuery = {
        ...randomFilter(chance),
        groupBy: groupings[i % groupings.length]!,
        ...(chance.next() < 0.4 ? { bucketUs: 250_000 } : {}),
        ...(chance.next() < 0.4
          ? {
              measures: [
                { fn: 'sum', field: 'n' },
                { fn: 'p95', field: 'cpu' },
                { fn: 'avg', field: 'cpu' },
                { fn: 'min', field: 'text' },
              ],
            }
          : {}),
        limit: 100_000,
      };
      const result = await engine.aggregate(query);
      const found = new Map(
        result.groups.map((group) => [
          JSON.stringify([group.key, group.bucketUs ?? null]),
          [
            group.count,
            group.firstTimeUs,
            group.lastTimeUs,
            group.measures.map((value) => (value === null ? null : Number(value.toFixed(6)))),
          ],
        ]),
      );
      const wanted = new Map(
        [...grouped(expected, query)].map(([key, [count, first, last, measures]]) => [
          key,
          [count, first, last, measures.map((value) => (value === null ? null : Number(value.toFixed(6))))],
        ]),
      );
      expect(found, JSON.stringify(query)).toEqual(wanted);
      expect(result.total).toBe(matching(expected, query).length);
      expect(result.groupsTotal).toBe(wanted.size);
    }
  });

  it('for events by id and for their effects', async () => {
    for (let i = 0; i < expected.length; i += 17) {
      const { id } = expected[i]!;
      expect(await engine.event(id)).toEqual(expected[i]);
      const effects = ordered(
        expected.filter((event) => event.causes.includes(id)),
        'asc',
      );
      expect(await engine.effects({ id })).toEqual(effects);
      const seq = Math.ceil(expected.length / 2) + i;
      const past = effects.filter((event) => event.seq <= seq);
      expect(await engine.effects({ id, limit: 2, asOf: { seq } })).toEqual(past.slice(0, 2));
      expect(await engine.event(id, { seq: expected[i]!.seq - 1 })).toBeUndefined();
      expect(await engine.event(id, { timeUs: expected[i]!.recordedAtUs })).toEqual(expected[i]);
      expect(await engine.event(id, { timeUs: expected[i]!.recordedAtUs - 1 })).toBeUndefined();
    }
    for (const id of ['nobody', 'event-beat-1-m:1.1', 'event-beat-1760000000013685-agent-9:1.zzz'])
      expect(await engine.event(id)).toBeUndefined();
  });

  it('for what led to an event, ring by ring', async () => {
    let deepest = 0;
    for (let i = 0; i < expected.length; i += 17) {
      const { id } = expected[i]!;
      for (const depth of [1, 3, 10]) {
        const wanted = ledTo(expected, id, depth).map((event) => event.id);
        deepest = Math.max(deepest, wanted.length);
        expect((await engine.causes({ id, depth, limit: 10_000 })).map((event) => event.id)).toEqual(wanted);
        expect((await engine.causes({ id, depth, limit: 2 })).map((event) => event.id)).toEqual(wanted.slice(0, 2));
        const asOf = { seq: Math.floor(expected.length / 2) };
        const before = ledTo(expected.slice(0, asOf.seq), id, depth).map((event) => event.id);
        expect((await engine.causes({ id, depth, limit: 10_000, asOf })).map((event) => event.id)).toEqual(before);
      }
    }
    expect(deepest).toBeGreaterThan(3);
    expect(await engine.causes({ id: 'nobody' })).toEqual([]);
    for (const bad of [{ depth: 0 }, { depth: 1_001 }, { limit: 0 }, { limit: 10_001 }])
      await expect(engine.causes({ id: expected[0]!.id, ...bad })).rejects.toMatchObject({ code: 'SUTRA_STORE_INVALID' });
  });

  it('for a feed from any position', async () => {
    for (const fromSeq of [1, 700, expected.length]) {
      const stop = new AbortController();
      const seen: StoredEvent[] = [];
      for await (const item of engine.feed({ fromSeq, types: ['crash', 'beat'], entities: [['agent-1', 'node-2']] }, stop.signal)) {
        if (item.kind === 'events') seen.push(...item.events);
        else break;
      }
      expect(seen).toEqual(matching(expected, { types: ['crash', 'beat'], entities: [['agent-1', 'node-2']], afterSeq: fromSeq - 1 }));
    }
  });

  it('also after closing and opening again', async () => {
    engine = await store.reopen();
    expect((await engine.stats()).recovered).toMatchObject({ tornBytes: 0, rebuiltIndex: false });
    await compareAll(11, 25);
  });

  it('also when the log was left by a crash and every index file is gone', async () => {
    const copy = store.copy();
    const { rmSync, readdirSync } = await import('node:fs');
    for (const name of readdirSync(`${copy.folder}/log`)) if (name.endsWith('.idx')) rmSync(`${copy.folder}/log/${name}`);
    const before = engine;
    engine = await copy.open();
    expect((await engine.stats()).recovered.rebuiltIndex).toBe(true);
    await compareAll(12, 25);
    await copy.remove();
    engine = before;
  });

  it('and a cursor is refused with another filter', async () => {
    const { cursor } = await engine.query({ types: ['beat'], limit: 1 });
    await expect(engine.query({ types: ['crash'], limit: 1, cursor: cursor! })).rejects.toMatchObject({ code: 'SUTRA_STORE_CURSOR' });
    await expect(engine.query({ cursor: 'nonsense' })).rejects.toMatchObject({ code: 'SUTRA_STORE_CURSOR' });
  });

  it('and says so when a limit cut it short', async () => {
    const copy = store.copy();
    Object.assign(copy.limits, { decodedRowsMax: 100 });
    const small = await copy.open();
    const page = await small.query({ where: [{ field: 'n', is: [-1] }] });
    expect(page).toMatchObject({ partial: true, partialBecause: expect.stringContaining('100 rows') });
    expect(await small.aggregate({ groupBy: ['n'] })).toMatchObject({ partial: true });
    await copy.remove();
  });
});
