import type { EventRecord } from '@sutra/wire';
import { afterEach, describe, expect, it } from 'vitest';
import type { AggregateQuery } from '../../contract/query.ts';
import type { Engine } from '../engine.ts';
import { grouped, matching } from '../testing/oracle.ts';
import { readRawLog } from '../testing/raw-log.ts';
import { event, TestStore } from '../testing/store.ts';
import { ABSENT, FieldCodes, IN_RECORD, UNREAD } from './field-codes.ts';

const stores: TestStore[] = [];
afterEach(async () => {
  for (const store of stores.splice(0)) await store.remove();
});

/** What a field may hold beside numbers that come again and again. */
const ODD = [true, null, -0, 0, 'seldom', ['now', 'often'], { deep: 1 }, 'x'.repeat(300)] as const;

function events(from: number, count: number): EventRecord[] {
  return Array.from({ length: count }, (_, i) => {
    const n = from + i;
    const value = n % 3 === 0 ? ODD[(n / 3) % ODD.length]! : n % 40;
    const body = { ...(n % 7 === 0 ? {} : { value }), one: n % 4, deep: { in: n % 2 } };
    return event(n, { type: n % 5 === 0 ? 'figure' : 'beat', entities: [`node-${n % 3}`, 'grid'].slice(n % 2), body });
  });
}

const QUESTIONS: readonly AggregateQuery[] = [
  { groupBy: ['value'] },
  { groupBy: ['one', 'type'], measures: [{ fn: 'sum', field: 'value' }] },
  { groupBy: ['entity:node-'], measures: (['p50', 'min', 'max', 'avg'] as const).map((fn) => ({ fn, field: 'value' })) },
  { where: [{ field: 'value', gte: 10 }], groupBy: ['emitter', 'one'], bucketUs: 50_000 },
  { where: [{ field: 'value', exists: false }], groupBy: [] },
  { types: ['figure'], any: [[{ field: 'value', is: [7, true, 'seldom'] }], [{ field: 'one', not: [1, 2] }]], groupBy: ['one'] },
  { entities: [['node-1']], where: [{ field: 'one', is: [1, 3] }], groupBy: ['value'], asOf: { seq: 233 } },
];
/** The oracle groups by a value as it is, and knows no lists. */
const keyOf = (part: unknown): unknown => (typeof part === 'object' && part !== null ? JSON.stringify(part) : part);

async function agree(engine: Engine, store: TestStore): Promise<void> {
  const log = readRawLog(store.folder);
  for (const question of QUESTIONS) {
    const said = JSON.stringify(question);
    const found = await engine.aggregate({ ...question, limit: 1_000 });
    expect(found.total, said).toBe(matching(log, question).length);
    const wanted = new Map(
      [...grouped(log, question)].map(([name, of]) => [JSON.stringify([JSON.parse(name)[0].map(keyOf), JSON.parse(name)[1]]), of]),
    );
    expect(found.groups.length, said).toBe(wanted.size);
    for (const { key, bucketUs, count, firstTimeUs, lastTimeUs, measures } of found.groups)
      expect([count, firstTimeUs, lastTimeUs, measures.map((one) => one ?? null)], said).toEqual(
        wanted.get(JSON.stringify([key, bucketUs ?? null])),
      );
  }
}

describe('fields whose values were read before', () => {
  it('are counted as their records say, while the log grows, and whatever they hold', async () => {
    const store = new TestStore({ segmentBytes: 16 * 1024 });
    stores.push(store);
    const engine = await store.open();
    const session = await engine.session('m', 1);
    for (let from = 1; from < 500; from += 150) {
      await session.append(events(from, 150));
      await agree(engine, store);
    }
    await agree(engine, store);
    await agree(await store.reopen(), store);
  });

  it('cost nothing in the answer where there is no room to keep them', async () => {
    const store = new TestStore({ segmentBytes: 16 * 1024, fieldCacheBytes: 1 });
    stores.push(store);
    const engine = await store.open();
    await (await engine.session('m', 1)).append(events(1, 400));
    await agree(engine, store);
    await agree(engine, store);
  });

  it('are not decoded again: what a limit once cut short goes on from there', async () => {
    const store = new TestStore({ decodedRowsMax: 150 });
    stores.push(store);
    const engine = await store.open();
    await (await engine.session('m', 1)).append(events(1, 200));
    const ask = () => engine.aggregate({ groupBy: ['one'] });
    expect(await ask()).toMatchObject({ partial: true });
    expect(await ask()).toMatchObject({ partial: false, total: 200 });
  });

  it('have a number each, and are looked up in the record where they are too many or no plain value', () => {
    const codes = new FieldCodes();
    codes.reserve(70_000);
    expect(codes.codes[0]).toBe(UNREAD);
    codes.put(0, undefined);
    codes.put(1, [1]);
    codes.put(2, -0);
    codes.put(3, 0);
    expect([...codes.codes.subarray(0, 3)]).toEqual([ABSENT, IN_RECORD, IN_RECORD]);
    expect(codes.number(codes.codes[3]!)).toBe(0);
    for (let i = 4; i < 70_000; i++) codes.put(i, i);
    expect(codes.number(codes.codes[60_000]!)).toBe(60_000);
    expect(codes.codes[69_999]).toBe(IN_RECORD);
    const texts = new FieldCodes();
    texts.reserve(400);
    for (let i = 0; i < 400; i++) texts.put(i, `${i}${'y'.repeat(1_000)}`);
    expect(texts.codes[399]).toBe(IN_RECORD);
    expect(texts.bytes).toBeLessThan(1_000_000);
  });
});
