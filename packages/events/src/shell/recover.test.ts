import { appendFileSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { spawned } from '../testing/drafts.ts';
import { MemoryStore } from '../testing/memory-store.ts';
import { limit, opened, spoolFolder } from '../testing/opened.ts';
import { until } from '../testing/waiting.ts';

const spoolFiles = (path: string): string[] =>
  readdirSync(path)
    .filter((name) => name.endsWith('.spool'))
    .sort();

/** A spool with `blocks` blocks of 10 events each in one file per run. */
async function leave(path: string, blocks: number): Promise<string[]> {
  const emitter = await opened(path);
  const ids: string[] = [];
  for (let block = 0; block < blocks; block++) {
    for (let n = 0; n < 10; n++) ids.push(emitter.emit(spawned(block * 10 + n)).id);
    await emitter.whenSpooled();
  }
  await emitter.close();
  return ids;
}

async function deliver(path: string): Promise<MemoryStore> {
  const store = new MemoryStore();
  const emitter = await opened(path, { store });
  await emitter.whenStored(limit());
  if (Object.keys(emitter.stats().refused).length > 0)
    await until(() => store.stored.some(({ record }) => record.type === 'events_refused'), 'damage is recorded');
  await emitter.close();
  return store;
}

const idsOf = (store: MemoryStore): string[] =>
  store.stored.filter(({ record }) => record.type === 'spawn_succeeded').map(({ record }) => record.id);

test('damage costs the block it is in: it is put aside and reported with its place, and everything else is delivered', async () => {
  const path = spoolFolder(onTestFinished);
  const first = await leave(path, 3);
  const second = await leave(path, 2);
  const file = spoolFiles(path)[0] as string;
  const bytes = readFileSync(join(path, file));
  const third = bytes.lastIndexOf(Buffer.from([0x1e, 0x01, 0x70, 0x5b]));
  const middle = bytes.lastIndexOf(Buffer.from([0x1e, 0x01, 0x70, 0x5b]), third - 1);
  bytes[middle + 60] = (bytes[middle + 60] as number) ^ 0x10;
  writeFileSync(join(path, file), bytes);
  const store = await deliver(path);
  expect(idsOf(store)).toEqual([...first.slice(0, 10), ...first.slice(20), ...second]);
  expect(store.stored.at(-1)?.record).toMatchObject({ type: 'events_refused', body: { count: 10, types: { unknown: '10' } } });
  const reason = store.stored.at(-1)?.record.body['reason'];
  expect(reason).toContain(`${file}.quarantined`);
  expect(reason).toContain(`bytes ${middle} to ${third - 1} are not what was written, between numbers 10 and 21`);
  expect(readFileSync(join(path, `${file}.quarantined`))).toEqual(bytes);
});

test('a spool file without a readable header loses nothing: every block says whose it is', async () => {
  const path = spoolFolder(onTestFinished);
  const first = await leave(path, 2);
  const later = await leave(path, 1);
  const file = spoolFiles(path)[0] as string;
  const bytes = readFileSync(join(path, file));
  bytes[3] = 0;
  writeFileSync(join(path, file), bytes);
  const store = await deliver(path);
  expect(idsOf(store)).toEqual([...first, ...later]);
  expect(spoolFiles(path)).toEqual([]);
});

test('a spool file in which nothing can be read is put aside whole', async () => {
  const path = spoolFolder(onTestFinished);
  await leave(path, 2);
  const later = await leave(path, 1);
  const file = spoolFiles(path)[0] as string;
  writeFileSync(join(path, file), Buffer.alloc(4_096, 'rubbish'));
  const store = await deliver(path);
  expect(idsOf(store)).toEqual(later);
  expect(store.stored.at(-1)?.record.body).toMatchObject({ source_emitter: 'master' });
  expect(spoolFiles(path)).toEqual([]);
});

test('a torn tail is cut at every length, and what was whole before it is delivered', async () => {
  const whole = spoolFolder(onTestFinished);
  const ids = await leave(whole, 2);
  const file = spoolFiles(whole)[0] as string;
  const bytes = readFileSync(join(whole, file));
  const second = bytes.lastIndexOf(Buffer.from([0x1e, 0x01, 0x70, 0x5b]));
  for (const length of [second + 1, second + 31, second + 32, second + 100, bytes.length - 1]) {
    const path = spoolFolder(onTestFinished);
    writeFileSync(join(path, file), bytes);
    truncateSync(join(path, file), length);
    const store = await deliver(path);
    expect(idsOf(store)).toEqual(ids.slice(0, 10));
    expect(store.stored).toHaveLength(10);
  }
});

test('zeros behind the last write, as a power cut leaves them, are cut too', async () => {
  const path = spoolFolder(onTestFinished);
  const ids = await leave(path, 1);
  appendFileSync(join(path, spoolFiles(path)[0] as string), Buffer.alloc(5_000));
  expect(idsOf(await deliver(path))).toEqual(ids);
});
