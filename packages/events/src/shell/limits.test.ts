import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GridEvent } from '@sutra/model';
import { expect, onTestFinished, test } from 'vitest';
import type { EventEmitter } from '../sink.ts';
import { denied, heartbeat, metric, spawned } from '../testing/drafts.ts';
import { MemoryStore } from '../testing/memory-store.ts';
import { limit, opened, spoolFolder } from '../testing/opened.ts';
import { until } from '../testing/waiting.ts';
import type { FaultSource, SpoolFaultPoint } from './faults.ts';

const folder = (): string => spoolFolder(onTestFinished);
const pause = (ms = 10): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Emits in small groups with turns of the event loop between them, as a real process does. */
async function flood(
  emitter: EventEmitter,
  count: number,
  draft: (n: number) => Parameters<EventEmitter['emit']>[0],
): Promise<GridEvent[]> {
  const events: GridEvent[] = [];
  for (let n = 0; n < count; n++) {
    events.push(emitter.emit(draft(n)));
    if (n % 100 === 99) await emitter.whenSpooled();
  }
  return events;
}

const refusals = (store: MemoryStore): Record<string, number> => {
  const total: Record<string, number> = {};
  for (const { record } of store.stored)
    if (record.type === 'events_refused')
      for (const [type, count] of Object.entries(record.body['types'] as Record<string, string>))
        total[type] = (total[type] ?? 0) + Number(count);
  return total;
};
const countOf = (store: MemoryStore, type: string): number => store.stored.filter(({ record }) => record.type === type).length;

test('a full spool gives up the oldest heartbeats, then metrics, never lifecycle or audit, and the loss is on record', async () => {
  const store = new MemoryStore(false);
  const path = folder();
  const emitter = await opened(path, { store, limits: { spoolBytesMax: 48 * 1024, windowEventsMax: 100 } });
  const kinds = [heartbeat, metric, spawned, denied];
  const count = 6_000;
  const events = await flood(emitter, count, (n) => (n % 20 < 2 ? kinds[2 + (n % 2)] : kinds[n % 2])?.(n) as never);
  expect(emitter.stats().spoolBytes).toBeLessThanOrEqual(48 * 1024);
  const { refused } = emitter.stats();
  expect(refused['agent_heartbeat']).toBeGreaterThan(100);
  expect(refused['spawn_succeeded'] ?? refused['action_denied']).toBeUndefined();
  store.setUp(true);
  await until(() => countOf(store, 'events_refused') > 0, 'the refusal is stored');
  await emitter.whenStored(limit());
  const stored = new Set(store.stored.map(({ record }) => record.id));
  for (const event of events) if (event.type === 'spawn_succeeded' || event.type === 'action_denied') expect(stored).toContain(event.id);
  const lost = events.filter((event) => !stored.has(event.id));
  const lostByType: Record<string, number> = {};
  for (const { type } of lost) lostByType[type] = (lostByType[type] ?? 0) + 1;
  expect(refusals(store)).toEqual(lostByType);
  // Oldest first: every heartbeat that was kept is younger than every one that was lost, save what was already on its way.
  const lostBeats = lost.filter(({ type }) => type === 'agent_heartbeat').map(({ emitterSeq }) => emitterSeq);
  expect(Math.max(...lostBeats)).toBeLessThan(count);
  expect(store.stored.map(({ record }) => record.emitterSeq)).toEqual(
    store.stored.map(({ record }) => record.emitterSeq).toSorted((a, b) => a - b),
  );
  await emitter.close();
});

test('metrics go only when no heartbeat is left, and lifecycle is refused only when nothing else is left', async () => {
  const store = new MemoryStore(false);
  const emitter = await opened(folder(), { store, limits: { spoolEventsMax: 400, windowEventsMax: 50 } });
  await flood(emitter, 200, metric);
  await flood(emitter, 100, heartbeat);
  await flood(emitter, 200, spawned);
  expect(Object.keys(emitter.stats().refused)).toEqual(['agent_heartbeat']);
  await flood(emitter, 100, metric);
  expect(emitter.stats().refused['node_metrics']).toBeGreaterThan(0);
  expect(emitter.stats().refused['spawn_succeeded']).toBeUndefined();
  for (let n = 0; n < 400; n++) emitter.emit(spawned(1_000 + n));
  await until(() => (emitter.stats().refused['spawn_succeeded'] ?? 0) > 0, 'lifecycle is refused in the end');
  await expect(emitter.whenSpooled()).rejects.toMatchObject({ code: 'SUTRA_EVENT_REFUSED' });
  store.setUp(true);
  await until(() => countOf(store, 'events_refused') === 1, 'one refusal for the episode');
  expect(countOf(store, 'spawn_succeeded') + (refusals(store)['spawn_succeeded'] ?? 0)).toBe(600);
  await emitter.whenSpooled();
  await emitter.close();
});

test('a refusal that could not be recorded before the process ended is recorded by the next run', async () => {
  const path = folder();
  const first = await opened(path, { limits: { spoolBytesMax: 40 * 1024 } });
  await flood(first, 5_000, heartbeat);
  const lost = first.stats().refused['agent_heartbeat'] as number;
  expect(lost).toBeGreaterThan(0);
  expect(JSON.parse(readFileSync(join(path, 'refused.json'), 'utf8'))).toMatchObject({ types: { agent_heartbeat: lost } });
  await first.close(); // the spool is still full: closing records it there
  const store = new MemoryStore();
  const second = await opened(path, { store });
  await until(() => countOf(store, 'events_refused') > 0, 'the refusal is stored');
  await second.whenStored(limit());
  expect(refusals(store)).toEqual({ agent_heartbeat: lost });
  expect(countOf(store, 'agent_heartbeat') + lost).toBe(5_000);
  await until(() => !readdirSync(path).includes('refused.json'), 'the books are closed');
  await second.close();
});

/** A disk that fails at the given points while told to. */
function failingDisk(points: readonly SpoolFaultPoint[]): { faults: FaultSource; fail: boolean; hits: number } {
  const disk = {
    fail: true,
    hits: 0,
    faults: (point: SpoolFaultPoint) => {
      if (!disk.fail || !points.includes(point)) return undefined;
      disk.hits++;
      return Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
    },
  };
  return disk;
}

test('with the disk full and storage up every event is stored, and the disk is used again when it has room', async () => {
  const disk = failingDisk(['spool.write', 'spool.create', 'spool.refusals']);
  const store = new MemoryStore();
  const emitter = await opened(folder(), { store, faults: disk.faults });
  for (let n = 0; n < 1_000; n++) {
    emitter.emit(n % 2 === 0 ? spawned(n) : heartbeat(n));
    if (n % 100 === 0) await pause(1);
  }
  await emitter.whenSpooled(); // safe: storage has it
  await emitter.whenStored(limit());
  expect(disk.hits).toBeGreaterThan(0);
  expect(emitter.stats().diskError).toContain('no space');
  expect(store.stored.map(({ record }) => record.emitterSeq)).toEqual(Array.from({ length: 1_000 }, (_, n) => n + 1));
  disk.fail = false;
  emitter.emit(spawned(1));
  await until(() => emitter.stats().diskError === undefined, 'the disk is used again');
  await emitter.close();
});

test('with the disk full and storage away memory keeps lifecycle up to its bound, and the loss is recorded later', async () => {
  const disk = failingDisk(['spool.write', 'spool.create', 'spool.refusals']);
  const store = new MemoryStore(false);
  const emitter = await opened(folder(), { store, faults: disk.faults, limits: { unwrittenEventsMax: 300, spoolWaitMs: 30 } });
  for (let n = 0; n < 200; n++) emitter.emit(heartbeat(n));
  for (let n = 0; n < 200; n++) emitter.emit(spawned(n));
  await expect(emitter.whenSpooled()).rejects.toMatchObject({ code: 'SUTRA_SPOOL_IO' });
  expect(emitter.stats().unwritten).toBeLessThanOrEqual(300);
  expect(emitter.stats().refused['agent_heartbeat']).toBeGreaterThanOrEqual(100);
  expect(emitter.stats().refused['spawn_succeeded']).toBeUndefined();
  disk.fail = false;
  await until(() => emitter.stats().unwritten === 0, 'memory is written out');
  store.setUp(true);
  await until(() => countOf(store, 'events_refused') > 0, 'the refusal is stored');
  expect(countOf(store, 'spawn_succeeded')).toBe(200);
  expect(countOf(store, 'agent_heartbeat') + (refusals(store)['agent_heartbeat'] ?? 0)).toBe(200);
  await emitter.close();
});

test('a flush that fails is not believed when it later succeeds: only storage makes those events safe', async () => {
  const disk = failingDisk(['spool.datasync']);
  const store = new MemoryStore(false);
  const emitter = await opened(folder(), { store, faults: disk.faults, limits: { spoolWaitMs: 50 } });
  emitter.emit(spawned(1));
  await expect(emitter.whenSpooled()).rejects.toMatchObject({ code: 'SUTRA_SPOOL_IO' });
  disk.fail = false;
  await until(() => emitter.stats().diskError === undefined || emitter.stats().unwritten === 0, 'the disk works again');
  emitter.emit(spawned(2));
  await expect(emitter.whenSpooled()).rejects.toMatchObject({ code: 'SUTRA_SPOOL_IO' });
  store.setUp(true);
  await emitter.whenStored(limit());
  await emitter.whenSpooled();
  expect(countOf(store, 'spawn_succeeded')).toBe(2);
  await emitter.close();
});
