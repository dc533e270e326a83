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
  type EntryReader,
  EventLines,
  EventRuns,
  type ExportForm,
  entriesOf,
  exportPieces,
  exportToFile,
  type ImportOptions,
  importEvents,
  LineSplitter,
  piecesOf,
} from '../index.ts';
import { event, mixedEvents, range, TestStore } from '../testing/store.ts';

const room = mkdtempSync(join(tmpdir(), 'sutra-export-'));
const origin = new TestStore({ segmentBytes: 16 * 1024 });
const stores: TestStore[] = [origin];
let engine: Engine;
let events: StoredEvent[];
const FORMS = ['ndjson', 'cloudevents', 'blocks'] as const;
const readerOf = (form: ExportForm): EntryReader => (form === 'blocks' ? new EventRuns() : new EventLines());
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
    event(2, { meta: {} }, 'odd'),
  ]);
  events = await everyEvent(engine);
  for (const form of FORMS) await exportToFile(engine, file(form), { form });
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

const importFile = (to: Engine, path: string, options: ImportOptions = {}, form: ExportForm = 'ndjson') =>
  importEvents(to, entriesOf(piecesOf(path), readerOf(form)), options);

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

async function* bytesOf(...pieces: readonly (string | Buffer)[]): AsyncGenerator<Buffer> {
  for (const piece of pieces) yield Buffer.from(piece);
}

const importText = (to: Engine, text: string, options: ImportOptions = {}) =>
  importEvents(to, entriesOf(bytesOf(text), new EventLines()), options);

describe.each(FORMS)('exported as %s', (form) => {
  it('and imported into an empty store, every event is what it was', async () => {
    const other = await emptyStore();
    const result = await importFile(other, file(form), { name: 'trip' }, form);
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
      expect((await other.effects({ id: one.id })).map(({ id }) => id)).toEqual((await engine.effects({ id: one.id })).map(({ id }) => id));
    }
  });

  it('the same file twice changes nothing, also under another name', async () => {
    const other = await emptyStore();
    await importFile(other, file(form), {}, form);
    expect(await importFile(other, file(form), {}, form)).toMatchObject({
      read: events.length,
      stored: 0,
      repeated: events.length,
      known: 0,
      seq: 0,
    });
    expect(await importFile(other, file(form), { name: 'again' }, form)).toMatchObject({ stored: 0, known: events.length });
    expect(other.lastSeq).toBe(events.length);
  });

  it('into the store it came from, nothing is stored', async () => {
    expect(await importFile(engine, file(form), {}, form)).toMatchObject({ stored: 0, known: events.length });
    expect(engine.lastSeq).toBe(events.length);
  });

  it('cut short, the import names the place and goes on there with the whole file', async () => {
    const other = await emptyStore();
    const whole = readFileSync(file(form));
    const half = join(room, `half.${form}`);
    writeFileSync(half, whole.subarray(0, whole.length * 0.8));
    await expect(importFile(other, half, {}, form)).rejects.toMatchObject({
      code: 'SUTRA_IMPORT_INVALID',
      message: expect.stringMatching(/line \d+: .*the input ends inside/),
    });
    const before = other.lastSeq;
    expect(before).toBeGreaterThan(events.length / 2);
    expect(before).toBeLessThan(events.length);
    expect(await importFile(other, file(form), {}, form)).toMatchObject({ repeated: before, stored: events.length - before });
    expect((await everyEvent(other)).map(({ id }) => id)).toEqual(events.map(({ id }) => id));
  });

  it('stopped, the import goes on where it ended', async () => {
    const other = await emptyStore();
    const stop = new AbortController();
    const whole = readFileSync(file(form));
    const stopping = async function* (): AsyncGenerator<Buffer> {
      const step = Math.ceil(whole.length / 20);
      for (let at = 0; at < whole.length; at += step) {
        if (at > whole.length * 0.8) stop.abort(new Error('enough'));
        yield whole.subarray(at, at + step);
      }
    };
    await expect(importEvents(other, entriesOf(stopping(), readerOf(form)), { signal: stop.signal })).rejects.toThrow('enough');
    const before = other.lastSeq;
    expect(before).toBeGreaterThan(0);
    expect(before).toBeLessThan(events.length);
    expect(await importFile(other, file(form), {}, form)).toMatchObject({ stored: events.length - before });
    expect((await everyEvent(other)).map(({ id }) => id)).toEqual(events.map(({ id }) => id));
  });

  it('goes on in the same file, writing half a line again', async () => {
    const path = join(room, `resumed.${form}`);
    await exportToFile(engine, path, { form, toSeq: 1024 });
    appendFileSync(path, form === 'blocks' ? readFileSync(file(form)).subarray(0, 100) : '{"event_id":"half a li');
    const progress: number[] = [];
    expect(await exportToFile(engine, path, { form, onProgress: ({ seq }) => progress.push(seq) })).toMatchObject({
      resumedAfterSeq: 1024,
      events: events.length - 1024,
      lastSeq: events.length,
    });
    expect(progress.at(-1)).toBe(events.length);
    expect(readFileSync(path).equals(readFileSync(file(form)))).toBe(true);
    expect(await exportToFile(engine, path, { form })).toMatchObject({ events: 0 });
  });
});

const lineAt = (n: number, details: object) => ({
  event_id: `e-${n}`,
  event_type: 'custom.x',
  timestamp: '2026-01-31T12:00:00Z',
  entities: ['a'],
  details,
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

  it('refuses a shorter file that begins like the one before and goes on otherwise: nothing of it passes for stored', async () => {
    const other = await emptyStore();
    const named = (name: string, count: number) =>
      ['{"event_id":"both","event_type":"custom.x","timestamp":"2026-01-31T12:00:00Z"}']
        .concat(Array.from({ length: count }, (_, i) => JSON.stringify({ ...lineAt(i, {}), event_id: `${name}-${i}` })))
        .join('\n');
    expect(await importText(other, named('web-1', 5_000))).toMatchObject({ stored: 5_001 });
    for (const count of [1, 50, 3_000, 5_000])
      await expect(importText(other, named('web-2', count)), String(count)).rejects.toMatchObject({ code: 'SUTRA_IMPORT_CHANGED' });
    expect(await importText(other, named('web-2', 3_000), { name: 'second' })).toMatchObject({ stored: 3_000, known: 1 });
    expect(await importText(other, named('web-1', 40))).toMatchObject({ stored: 0, repeated: 41 });
  });

  it('knows its file again when retention has removed what stood last in it, or it holds what the store had', async () => {
    const other = await emptyStore();
    const old = (n: number, type: string) =>
      JSON.stringify({ event_id: `o-${n}`, event_type: type, timestamp: `2020-01-31T12:00:0${n}Z`, entities: ['a'] });
    const text = [old(1, 'custom.kept'), old(2, 'custom.kept'), old(2, 'custom.kept'), old(3, 'custom.gone')].join('\n');
    await (await other.session('m', 1)).append(range(1, 1).map((one) => ({ ...one, id: 'o-1' })));
    expect(await importText(other, text)).toMatchObject({ stored: 2, known: 2 });
    const rules = [{ name: 'gone', types: ['custom.gone'], dropAfterUs: 1 }];
    expect(await other.retain({ policy: { rules } })).toMatchObject({ removed: 1 });
    expect(await importText(other, text)).toMatchObject({ stored: 0, repeated: 4 });
    expect(await importText(other, text.slice(0, text.lastIndexOf('\n')))).toMatchObject({ stored: 0, repeated: 3 });
  });

  it('passes over the mark some programs write before a text, and refuses what is no UTF-8 instead of garbling it', async () => {
    const other = await emptyStore();
    const lines = [1, 2, 3].map((n) => JSON.stringify(lineAt(n, { said: 'grün' })));
    const marked = Buffer.from(`\ufeff${lines.join('\r\n')}\r\n`);
    const importBytes = (...pieces: readonly Buffer[]) => importEvents(other, entriesOf(bytesOf(...pieces), new EventLines()));
    expect(await importBytes(...[...marked].map((byte) => Buffer.from([byte])))).toMatchObject({ stored: 3 });
    expect(await importText(other, lines.join('\n'))).toMatchObject({ stored: 0, repeated: 3 });
    expect((await other.event('e-2'))?.body).toEqual({ said: 'grün' });
    const latin = Buffer.from(`${[...lines, JSON.stringify(lineAt(4, { said: 'grün' }))].join('\n')}\n`, 'latin1');
    await expect(importBytes(latin)).rejects.toMatchObject({
      code: 'SUTRA_IMPORT_INVALID',
      message: 'line 1: Cannot import: it is not UTF-8',
    });
    const mixed = Buffer.concat([
      Buffer.from(`${lines.join('\n')}\n`),
      latin.subarray(latin.lastIndexOf('{"event_id')),
      Buffer.from('{}\n'),
    ]);
    await expect(importBytes(mixed)).rejects.toMatchObject({ message: 'line 4: Cannot import: it is not UTF-8' });
    await expect(importBytes(Buffer.from(`\ufeff${lines[0]}`, 'utf16le'))).rejects.toMatchObject({
      message: expect.stringContaining('the input is UTF-16'),
    });
    expect(await importBytes(Buffer.from('\n'))).toMatchObject({ read: 0 });
    expect(other.lastSeq).toBe(3);
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
      ['{"event_id":"b\\u0007","event_type":"t","timestamp":"2026-01-31T12:00:00Z"}', 'event_id "b\\u0007" contains a control character'],
      ['{"event_id":"b","event_type":"t","timestamp":"2026-01-31T12:00:00Z","entities":["a\\nb"]}', 'entities "a\\nb"'],
      ['{"specversion":"1.0","id":"1","source":"s","type":"t"}', 'time'],
      ['{"specversion":"0.3","id":"1","source":"s","type":"t"}', 'specversion'],
    ] as const) {
      const other = await emptyStore();
      await expect(importText(other, `${good}\n\n${bad}\n`), bad).rejects.toMatchObject({
        code: 'SUTRA_IMPORT_INVALID',
        message: expect.stringContaining(why),
      });
      expect(other.lastSeq).toBe(1);
      expect(await importText(other, `${good}\n\n${good.replace('a-1', 'a-2')}\n`)).toMatchObject({ stored: 1, repeated: 1 });
    }
  });

  it('names the line of what no block can hold, stores what stands before it and nothing behind it', async () => {
    const deep = JSON.parse(`${'{"a":'.repeat(20)}1${'}'.repeat(20)}`) as object;
    const lines = Array.from({ length: 5_000 }, (_, i) => JSON.stringify(lineAt(i + 1, i === 2_999 ? deep : {})));
    const other = await emptyStore();
    await expect(importText(other, lines.join('\n'))).rejects.toMatchObject({
      code: 'SUTRA_IMPORT_INVALID',
      message: expect.stringMatching(/^line 3000: .*nested deeper/),
      details: { line: 3_000 },
    });
    expect(other.lastSeq).toBe(2_999);
    lines[2_999] = JSON.stringify(lineAt(3_000, {}));
    expect(await importText(other, lines.join('\n'))).toMatchObject({ repeated: 2_999, stored: 2_001 });
  });

  it('stores an event once that stands in the file twice, near or far, under an id of ours or of anyone', async () => {
    const other = await emptyStore();
    const text = readFileSync(file('ndjson'), 'utf8');
    const first = text.slice(0, text.indexOf('\n') + 1);
    expect(await importText(other, `${first}${text}${text}`)).toMatchObject({ stored: events.length, known: events.length + 1 });
    expect((await everyEvent(other)).map(({ id }) => id)).toEqual(events.map(({ id }) => id));
  });

  it('of a run of its own goes by ids alone: the order may be another each time', async () => {
    const other = await emptyStore();
    const lines = readFileSync(file('ndjson'), 'utf8').trim().split('\n');
    expect(await importText(other, lines.join('\n'), { epoch: 1 })).toMatchObject({ stored: events.length });
    expect(await importText(other, lines.reverse().join('\n'), { epoch: 2 })).toMatchObject({ stored: 0, known: events.length });
  });

  it('takes what the REST surface shows: severity and version are what they were', async () => {
    const other = await emptyStore();
    const shown = { event_id: 'r-1', event_type: 'custom.x', timestamp: '2026-01-31T12:00:00Z', entities: ['a'], details: { n: 1 } };
    const envelope = { severity: 'error', schema_version: 2, because: 'it broke', actor: 'user:7', summary: 'x', entity_id: 'a', seq: 9 };
    await importText(
      other,
      `${JSON.stringify({ ...shown, ...envelope })}\n${JSON.stringify({ ...shown, event_id: 'r-2', schema_version: 1 })}`,
    );
    expect((await other.event('r-1'))?.meta).toEqual({ sev: 'error', v: 2, because: 'it broke', actor: 'user:7' });
    expect((await other.event('r-2'))?.meta).toBeUndefined();
  });

  it('that is followed leaves out what another import has stored meanwhile', async () => {
    const other = await emptyStore();
    const lines = readFileSync(file('ndjson'), 'utf8').split('\n').slice(0, 60);
    const followed = async function* (): AsyncGenerator<Buffer> {
      yield Buffer.from(`${lines.slice(0, 20).join('\n')}\n`);
      expect(await importText(other, lines.slice(10, 50).join('\n'), { epoch: 2 })).toMatchObject({ known: 10, stored: 30 });
      yield Buffer.from(lines.slice(20).join('\n'));
    };
    expect(await importEvents(other, entriesOf(followed(), new EventLines()), { epoch: 1 })).toMatchObject({ known: 30, stored: 30 });
    expect((await everyEvent(other)).length).toBe(60);
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
    await importText(other, JSON.stringify(line));
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
      expect(await importEvents(client, entriesOf(piecesOf(file('ndjson')), new EventLines()))).toMatchObject({ stored: events.length });
      expect(await importEvents(client, entriesOf(piecesOf(file('ndjson')), new EventLines()))).toMatchObject({
        stored: 0,
        repeated: events.length,
      });
      let crashes = 0;
      for await (const piece of exportPieces(client, { form: 'ndjson', types: ['crash'] })) crashes += piece.events;
      expect(crashes).toBe(events.filter(({ type }) => type === 'crash').length);
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
  for (const form of FORMS)
    for (const text of ['my only line', 'my', '{"mine":1}', `S${'x'.repeat(40)}`]) {
      writeFileSync(path, text);
      await expect(exportToFile(engine, path, { form }), `${form} ${text}`).rejects.toMatchObject({ code: 'SUTRA_EXPORT_TARGET' });
      expect(readFileSync(path, 'utf8')).toBe(text);
    }
  for (const form of FORMS) {
    writeFileSync(path, readFileSync(file(form)).subarray(0, 10));
    await exportToFile(engine, path, { form });
    expect(readFileSync(path).equals(readFileSync(file(form)))).toBe(true);
  }
  truncateSync(path, 0);
  expect(await exportToFile(engine, path, { form: 'ndjson', toSeq: 3 })).toMatchObject({ events: 3 });
});

it('lines are the same however the bytes arrive', () => {
  const text = 'one\nzwei ü\n\nvier';
  const bytes = Buffer.from(text);
  for (let width = 1; width < 8; width++) {
    const splitter = new LineSplitter();
    const lines = Array.from({ length: Math.ceil(bytes.length / width) }, (_, i) =>
      splitter.push(bytes.subarray(i * width, (i + 1) * width)),
    );
    expect([...lines.flat(), ...splitter.end()].map((line) => line.text)).toEqual(text.split('\n'));
  }
});

it('runs are the same however the bytes arrive', () => {
  const bytes = readFileSync(file('blocks'));
  for (const width of [7, 1_000, 65_536, bytes.length]) {
    const reader = new EventRuns();
    let read = 0;
    for (let at = 0; at < bytes.length; at += width) read += [...reader.push(bytes.subarray(at, at + width))].flat().length;
    expect([read, reader.end()]).toEqual([events.length, []]);
  }
});
