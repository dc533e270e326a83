import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { EventRecord, StoredEvent } from '@sutra/wire';
import { afterEach, describe, expect, it } from 'vitest';
import type { AggregateQuery, AggregateResult, EventQuery } from '../../contract/query.ts';
import type { Engine } from '../index.ts';
import { aged as agedIn, DAY, everyEvent, HOUR, MINUTE, POLICY, SECOND, START } from '../testing/aged-store.ts';
import { grouped, matching } from '../testing/oracle.ts';
import type { TestStore } from '../testing/store.ts';

const stores: TestStore[] = [];
afterEach(async () => {
  for (const store of stores.splice(0)) await store.remove();
});
const aged = (days: number, events?: readonly EventRecord[]) => agedIn(stores, days, events);

const QUERIES: readonly AggregateQuery[] = [
  {},
  { groupBy: ['type'] },
  { groupBy: ['type', 'entity:agent-'] },
  { groupBy: ['entity:*'], types: ['metric'] },
  { groupBy: ['emitter', 'type'], bucketUs: HOUR },
  { groupBy: ['meta.severity', 'zone'] },
  { types: ['metric'], entities: [['node-1']], groupBy: ['zone'], bucketUs: HOUR },
  { types: ['metric'], where: [{ field: 'zone', is: ['a'] }], groupBy: ['entity:node-'] },
  { types: ['beat'], groupBy: ['received'] },
  {
    types: ['metric'],
    groupBy: ['entity:node-'],
    bucketUs: HOUR,
    measures: [
      { fn: 'sum', field: 'cpu' },
      { fn: 'avg', field: 'memory' },
      { fn: 'min', field: 'cpu' },
      { fn: 'max', field: 'memory' },
    ],
  },
  {
    types: ['beat'],
    measures: [
      { fn: 'sum', field: 'missed' },
      { fn: 'p95', field: 'received' },
    ],
  },
  { fromUs: START + HOUR, toUs: START + 2 * HOUR, groupBy: ['type', 'entity:*'] },
  { fromUs: START + 30 * MINUTE, toUs: START + 91 * MINUTE, groupBy: ['type'], bucketUs: MINUTE },
];

/** As the oracle gives it: groups by key and bucket, numbers as far as a sum of floats is the same in any order. */
function shown({ groups }: AggregateResult): Map<string, unknown> {
  const round = (value: number | null): number | null => (value === null ? null : Number(value.toFixed(6)));
  return new Map(
    groups.map(({ key, bucketUs, count, firstTimeUs, lastTimeUs, measures }) => [
      JSON.stringify([key, bucketUs ?? null]),
      [count, firstTimeUs, lastTimeUs, measures.map(round)],
    ]),
  );
}

function expected(all: readonly StoredEvent[], query: AggregateQuery): Map<string, unknown> {
  return new Map(
    [...grouped(all, query)].map(([key, [count, first, last, measures]]) => [
      key,
      [count, first, last, measures.map((value) => (value === null ? null : Number(value.toFixed(6))))],
    ]),
  );
}

async function expectSameAnswers(engine: Engine, all: readonly StoredEvent[], queries: readonly AggregateQuery[]): Promise<void> {
  for (const query of queries) {
    const result = await engine.aggregate({ ...query, limit: 100_000 });
    expect(shown(result), JSON.stringify(query)).toEqual(expected(all, query));
    expect(result, JSON.stringify(query)).toMatchObject({ total: matching(all, query).length, partial: false });
  }
}

describe('roll-ups', () => {
  it('keep every count, sum, least and greatest by anything but a number, in whole stretches of time', async () => {
    const { store, engine, all } = await aged(2);
    await expectSameAnswers(engine, all, QUERIES);
    const policy = { rules: [{ ...POLICY.rules[0]!, types: ['beat', 'metric'] }] };
    const result = await engine.retain();
    expect(result.rolledUp).toBeGreaterThan(500);
    expect(result.removed).toBe(0);
    expect((await engine.stats()).events + result.rolledUp).toBe(all.length);
    await expectSameAnswers(engine, all, QUERIES);
    // Hours are made from minutes without a loss, too: shorter questions about them are not exact any more.
    store.clock.advance((30 * DAY) / 1000);
    const again = await engine.retain({ policy });
    expect(again.rolledUp).toBeGreaterThan(50);
    const whole = QUERIES.filter(({ bucketUs = HOUR, fromUs = 0 }) => bucketUs === HOUR && fromUs !== START + 30 * MINUTE);
    expect(whole).toHaveLength(QUERIES.length - 1);
    await expectSameAnswers(engine, all, whole);
    const reopened = await store.reopen({ retention: POLICY });
    await expectSameAnswers(reopened, all, whole);
    for (const name of readdirSync(join(store.folder, 'log'))) if (name.endsWith('.idx')) rmSync(join(store.folder, 'log', name));
    await expectSameAnswers(await store.reopen({ retention: POLICY }), all, whole);
  });

  it('keep, as they were, lifecycle events, those that something names as its cause, and those that have one', async () => {
    const { engine, all } = await aged(40);
    await engine.retain({ policy: { rules: POLICY.rules.slice(0, 2) } });
    const left = new Map((await everyEvent(engine)).map((event) => [event.id, event]));
    const named = new Set(all.flatMap(({ causes }) => causes));
    expect(named.size).toBeGreaterThan(30);
    for (const event of all) {
      const stays = event.type === 'crash' || event.type === 'debug' || event.causes.length > 0 || named.has(event.id);
      if (stays) expect(left.get(event.id)).toEqual(event);
    }
    for (const id of named) expect(await engine.effects({ id })).toEqual(all.filter(({ causes }) => causes.includes(id)));
  });

  it('say in the event how many it stands for, and keep its id, seq and number', async () => {
    const { engine, all } = await aged(2);
    await engine.retain();
    const byId = new Map(all.map((event) => [event.id, event]));
    const rolled = (await everyEvent(engine)).filter(({ meta }) => meta?.['rolled_up'] !== undefined);
    expect(rolled.length).toBeGreaterThan(100);
    for (const event of rolled.slice(0, 50)) {
      const { meta, ...was } = byId.get(event.id)!;
      expect(event).toEqual({ ...was, meta: { ...meta, rolled_up: event.meta!['rolled_up'] } });
      expect(await engine.event(event.id)).toEqual(event);
    }
  });

  it('do not join what something that happened to the same thing stands between', async () => {
    const { engine, all } = await aged(40);
    const lastBefore = (crash: StoredEvent): StoredEvent | undefined =>
      all.findLast(({ seq, type, entities }) => seq < crash.seq && type === 'metric' && entities[0] === crash.entities[0]);
    await engine.retain();
    for (const crash of all.filter(({ type }) => type === 'crash')) {
      const last = lastBefore(crash);
      if (last !== undefined) expect((await engine.event(last.id))?.body).toEqual(last.body);
    }
  });

  it('own up where a question cuts through a stretch or asks for single values', async () => {
    const { engine } = await aged(2);
    await engine.retain();
    const { events } = await engine.query({ types: ['metric'], where: [{ field: 'meta.rolled_up', gt: 2 }], limit: 1 });
    const [{ timeUs, seq }] = events as [StoredEvent];
    const because = async (query: AggregateQuery): Promise<string | undefined> => (await engine.aggregate(query)).partialBecause;
    expect(await because({ types: ['metric'], fromUs: timeUs })).toContain('rolled up');
    expect(await because({ types: ['metric'], bucketUs: 10 * SECOND })).toContain('rolled up');
    expect(await because({ types: ['metric'], asOf: { seq: seq - 1 } })).toContain('rolled up');
    expect(await because({ types: ['metric'], where: [{ field: 'cpu', gt: 50 }] })).toContain('cpu');
    expect(await because({ types: ['metric'], groupBy: ['memory'] })).toContain('memory');
    expect(await because({ types: ['metric'], measures: [{ fn: 'p95', field: 'cpu' }] })).toContain('cpu');
    expect(await because({ types: ['metric'], any: [[{ field: 'cpu', gt: 50 }], [{ field: 'type', is: ['x'] }]] })).toContain('cpu');
    expect(await because({ types: ['crash'], fromUs: timeUs })).toBeUndefined();
    expect(await because({ types: ['metric'], measures: [{ fn: 'max', field: 'cpu' }] })).toBeUndefined();
  });

  it('own up where a row that is left out stands for events that were asked for', async () => {
    const { engine, all } = await aged(2);
    await engine.retain();
    const metrics = { types: ['metric'], limit: 10_000 };
    const { events } = await engine.query({ ...metrics, where: [{ field: 'meta.rolled_up', gt: 2 }] });
    const rolled = events[3]!;
    const because = async (query: EventQuery): Promise<string | undefined> => (await engine.query({ ...metrics, ...query })).partialBecause;
    const minute = Math.floor(rolled.timeUs / MINUTE) * MINUTE;
    const names = { entities: [[rolled.entities[0]!]] };
    expect(matching(all, { types: ['metric'], ...names, fromUs: minute, toUs: rolled.timeUs }).length).toBeGreaterThan(0);
    expect(await because({ ...names, fromUs: minute, toUs: rolled.timeUs })).toContain('rolled up');
    expect(await because({ ...names, asOf: { seq: rolled.seq - 1 } })).toContain('rolled up');
    expect(await because({ where: [{ field: 'cpu', gt: 50 }] })).toContain('cpu');
    expect(await because({ any: [[{ field: 'cpu', gt: 50 }]] })).toContain('cpu');
    // The row of a stretch is there: it says how many it stands for.
    expect(await because({ ...names, fromUs: rolled.timeUs, toUs: minute + MINUTE })).toBeUndefined();
    expect(await because({ fromUs: minute, toUs: minute + MINUTE })).toBeUndefined();
    expect(await because({ where: [{ field: 'meta.rolled_up', exists: true }] })).toBeUndefined();
    expect(await because({})).toBeUndefined();
    expect(await because({ types: ['crash'], toUs: rolled.timeUs })).toBeUndefined();
  });
});
