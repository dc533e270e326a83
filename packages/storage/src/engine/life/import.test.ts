import { appendFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seededChance, systemClock } from '@sutra/kit';
import type { StoredEvent } from '@sutra/wire';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStoreClient } from '../../client/store-client.ts';
import { serveTemporaryStore } from '../../testing/served-store.ts';
import {
  type EmitterGap,
  type Engine,
  type ExportForm,
  exportLines,
  exportToFile,
  type ImportOptions,
  importEvents,
  linesOf,
  splitLines,
} from '../index.ts';
import { event, mixedEvents, range, TestStore } from '../testing/store.ts';

const room = mkdtempSync(join(tmpdir(), 'sutra-export-'));
const origin = new TestStore({ segmentBytes: 16 * 1024 });
const stores: TestStore[] = [origin];
let engine: Engine;
let events: StoredEvent[];
const file = (form: ExportForm): string => join(room, `all.${form}`);

beforeAll(async () => {
  engine = await origin.open();
  const known: string[] = [];
  for (const [emitter, epoch] of [
    ['m', 1],
    ['agent-9', 7],
  ] as const) {
    const batch = mixedEvents(epoch, 700, emitter, epoch, known);
    known.push(...batch.map(({ id }) => id));
    await (await engine.session(emitter, epoch)).append(batch);
  }
  await (await engine.session('odd', 1)).append([
    event(1, { entities: [], body: { nested: { list: [1, null, 'ü\n"x'] } }, meta: { because: 'line\nbreak' } }, 'odd'),
  ]);
  events = await everyEvent(engine);
  for (const form of ['ndjson', 'cloudevents'] as const) await exportToFile(engine, file(form), { form });
});
afterAll(async () => {
  for (const store of stores) await store.remove();
  rmSync(room, { recursive: true });
});

async function everyEvent(of: Engine): Promise<StoredEvent[]> {
  const found: StoredEvent[] = [];
  for await (const item of of.feed({ fromSeq: 1 }, new AbortController().signal)) {
    if (item.kind !== 'events') break;
    found.push(...item.events);
  }
  return found;
}

async function emptyStore(): Promise<Engine> {
  const store = new TestStore({ segmentBytes: 16 * 1024 });
  stores.push(store);
  return store.open();
}

const importFile = (to: Engine, path: string, options: ImportOptions = {}) => importEvents(to, linesOf(path), options);

/** What makes an event what it is; its place, its emitter and number here are the store's. */
const essence = ({ id, type, timeUs, entities, causes, operation, meta, body }: StoredEvent) => ({
  id,
  type,
  timeUs,
  entities,
  causes,
  operation,
  meta,
  body,
});

async function* textLines(text: string): AsyncGenerator<string> {
  yield* text.split('\n');
}

describe.each(['ndjson', 'cloudevents'] as const)('exported as %s', (form) => {
  it('and imported into an empty store, every event is what it was', async () => {
    const other = await emptyStore();
    const result = await importFile(other, file(form), { name: 'trip' });
    expect(result).toMatchObject({
      read: events.length,
      stored: events.length,
      repeated: 0,
      known: 0,
      emitter: 'import.trip',
      seq: events.length,
    });
    const arrived = await everyEvent(other);
    expect(arrived.map(essence)).toEqual(events.map(essence));
    for (const one of events.filter((_, i) => i % 97 === 0)) {
      expect(essence((await other.event(one.id))!)).toEqual(essence(one));
      expect((await other.effects(one.id)).map(({ id }) => id)).toEqual((await engine.effects(one.id)).map(({ id }) => id));
    }
  });

  it('the same file twice changes nothing, also under another name', async () => {
    const other = await emptyStore();
    await importFile(other, file(form));
    expect(await importFile(other, file(form))).toMatchObject({
      read: events.length,
      stored: 0,
      repeated: events.length,
      known: 0,
      seq: 0,
    });
    expect(await importFile(other, file(form), { name: 'again' })).toMatchObject({ stored: 0, known: events.length });
    expect(other.lastSeq).toBe(events.length);
  });

  it('into the store it came from, nothing is stored', async () => {
    expect(await importFile(engine, file(form))).toMatchObject({ stored: 0, known: events.length });
    expect(engine.lastSeq).toBe(events.length);
  });

  it('cut short, the import goes on where it ended', async () => {
    const other = await emptyStore();
    const half = join(room, `half.${form}`);
    const text = readFileSync(file(form), 'utf8').split('\n');
    writeFileSync(half, `${text.slice(0, 640).join('\n')}\n`);
    expect(await importFile(other, half)).toMatchObject({ stored: 640 });
    const stop = new AbortController();
    const stopping = async function* (): AsyncGenerator<string> {
      for (const [i, line] of text.entries()) {
        if (i === 1200) stop.abort(new Error('enough'));
        yield line;
      }
    };
    await expect(importEvents(other, stopping(), { signal: stop.signal })).rejects.toThrow('enough');
    const before = other.lastSeq;
    expect(before).toBeGreaterThan(640);
    expect(before).toBeLessThan(events.length);
    expect(await importFile(other, file(form))).toMatchObject({ stored: events.length - before });
    expect((await everyEvent(other)).map(({ id }) => id)).toEqual(events.map(({ id }) => id));
  });

  it('goes on in the same file, writing half a line again', async () => {
    const path = join(room, `resumed.${form}`);
    await exportToFile(engine, path, { form, toSeq: 500 });
    appendFileSync(path, '{"event_id":"half a li');
    const progress: number[] = [];
    expect(await exportToFile(engine, path, { form, onProgress: ({ seq }) => progress.push(seq) })).toMatchObject({
      resumedAfterSeq: 500,
      events: events.length - 500,
      lastSeq: events.length,
    });
    expect(progress.at(-1)).toBe(events.length);
    expect(readFileSync(path).equals(readFileSync(file(form)))).toBe(true);
    expect(await exportToFile(engine, path, { form })).toMatchObject({ events: 0 });
  });
});

describe('an import', () => {
  it('adds what the store lacks, leaves out what it has, and reports no gap for it', async () => {
    const other = await emptyStore();
    const gaps: EmitterGap[] = [];
    other.onGap((gap) => gaps.push(gap));
    const mine = events.filter(({ emitter }) => emitter === 'm').slice(0, 300);
    await (await other.session('m', 1)).append(mine);
    const before = gaps.length;
    expect(await importFile(other, file('ndjson'))).toMatchObject({ known: 300, stored: events.length - 300 });
    expect(gaps.length).toBe(before);
    expect((await everyEvent(other)).length).toBe(events.length);
    expect(await importFile(other, file('ndjson'))).toMatchObject({ stored: 0 });
    expect((await everyEvent(other)).length).toBe(events.length);
  });

  it('takes lines added at the end, and refuses a file that was changed before', async () => {
    const other = await emptyStore();
    const path = join(room, 'growing');
    const lines = readFileSync(file('ndjson'), 'utf8').split('\n');
    writeFileSync(path, lines.slice(0, 100).join('\n'));
    await importFile(other, path);
    writeFileSync(path, lines.slice(0, 150).join('\n'));
    expect(await importFile(other, path)).toMatchObject({ stored: 50, repeated: 100 });
    writeFileSync(path, [...lines.slice(0, 10), ...lines.slice(20, 200)].join('\n'));
    await expect(importFile(other, path)).rejects.toMatchObject({ code: 'SUTRA_IMPORT_CHANGED' });
    expect(other.lastSeq).toBe(150);
  });

  it('names the line that is wrong; what came before it is stored, and mending it is enough', async () => {
    const good = JSON.stringify({ event_id: 'a-1', event_type: 'custom.x', timestamp: '2026-01-31T12:00:00Z' });
    for (const [bad, why] of [
      ['{nonsense', 'line 3'],
      ['[]', 'line 3'],
      ['{"event_id":"b","event_type":"t"}', 'timestamp'],
      ['{"event_id":"b","event_type":"t","timestamp":"yesterday"}', 'yesterday'],
      ['{"event_id":"b","event_type":"t","timestamp":"2026-01-31T12:00:00Z","entities":[1]}', 'entities'],
      ['{"event_id":"b","event_type":"t","timestamp":"2026-01-31T12:00:00Z","details":7}', 'details'],
      ['{"specversion":"1.0","id":"1","source":"s","type":"t"}', 'time'],
      ['{"specversion":"0.3","id":"1","source":"s","type":"t"}', 'specversion'],
    ] as const) {
      const other = await emptyStore();
      await expect(importEvents(other, textLines(`${good}\n\n${bad}\n`)), bad).rejects.toMatchObject({
        code: 'SUTRA_IMPORT_INVALID',
        message: expect.stringContaining(why),
      });
      expect(other.lastSeq).toBe(1);
      expect(await importEvents(other, textLines(`${good}\n\n${good.replace('a-1', 'a-2')}\n`))).toMatchObject({ stored: 1, repeated: 1 });
    }
  });

  it('makes custom events of what others send as CloudEvents', async () => {
    const other = await emptyStore();
    const line = {
      specversion: '1.0',
      id: '7',
      source: '/shop',
      type: 'com.Shop.order-placed',
      subject: 'order-7',
      time: '2026-01-31T12:00:00.5Z',
      traceparent: '00-a',
      data: { total: 3 },
    };
    await importEvents(other, textLines(JSON.stringify(line)));
    expect(essence((await other.event('/shop#7'))!)).toEqual({
      id: '/shop#7',
      type: 'custom.com.shop.order_placed',
      timeUs: 1_769_860_800_500_000,
      entities: ['order-7'],
      causes: [],
      operation: undefined,
      meta: { origin_id: '7', origin_source: '/shop', origin_type: 'com.Shop.order-placed', traceparent: '00-a' },
      body: { total: 3 },
    });
  });

  it('works the same over the wire', async () => {
    const served = await serveTemporaryStore();
    const client = openStoreClient({ address: served.server.address, clock: systemClock(), chance: seededChance(1), name: 'test' });
    try {
      expect(await importEvents(client, linesOf(file('ndjson')))).toMatchObject({ stored: events.length });
      expect(await importEvents(client, linesOf(file('ndjson')))).toMatchObject({ stored: 0, repeated: events.length });
      const lines: string[] = [];
      for await (const { line } of exportLines(client, { form: 'ndjson', types: ['crash'] })) lines.push(line);
      expect(lines.length).toBe(events.filter(({ type }) => type === 'crash').length);
      expect(served.gaps).toEqual([]);
    } finally {
      await client.close();
      await served.close();
    }
  });
});

it('a CloudEvent has the attributes of the specification', async () => {
  const line = JSON.parse(readFileSync(file('cloudevents'), 'utf8').split('\n')[3]!) as Record<string, unknown>;
  expect(line).toMatchObject({
    specversion: '1.0',
    datacontenttype: 'application/json',
    id: events[3]!.id,
    type: `io.sutra.grid.${events[3]!.type}`,
    source: '/sutra/m/1',
  });
  for (const [name, value] of Object.entries(line)) {
    expect(name).toMatch(/^[a-z0-9]{1,20}$/);
    if (name !== 'data') expect(typeof value).toBe('string');
  }
});

it('an export goes on only in a file it began', async () => {
  const path = join(room, 'mine.txt');
  writeFileSync(path, 'my notes\n');
  await expect(exportToFile(engine, path, { form: 'ndjson' })).rejects.toMatchObject({ code: 'SUTRA_EXPORT_TARGET' });
  expect(readFileSync(path, 'utf8')).toBe('my notes\n');
  const other = await emptyStore();
  await (await other.session('m', 1)).append(range(1, 5));
  await expect(exportToFile(other, file('ndjson'), { form: 'ndjson' })).rejects.toMatchObject({ code: 'SUTRA_EXPORT_TARGET' });
  await expect(exportToFile(engine, file('ndjson'), { form: 'cloudevents' })).rejects.toMatchObject({ code: 'SUTRA_EXPORT_TARGET' });
  truncateSync(path, 0);
  expect(await exportToFile(engine, path, { form: 'ndjson', toSeq: 3 })).toMatchObject({ events: 3 });
});

it('lines are the same however the bytes arrive', async () => {
  const text = 'one\nzwei ü\n\nvier';
  for (let width = 1; width < 8; width++) {
    const bytes = Buffer.from(text);
    const pieces = async function* (): AsyncGenerator<Buffer> {
      for (let at = 0; at < bytes.length; at += width) yield bytes.subarray(at, at + width);
    };
    const lines: string[] = [];
    for await (const line of splitLines(pieces())) lines.push(line);
    expect(lines).toEqual(text.split('\n'));
  }
});
