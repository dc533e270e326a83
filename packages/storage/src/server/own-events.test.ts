import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '@sutra/kit';
import { afterEach, describe, expect, it } from 'vitest';
import type { OwnEvent } from '../contract/own-event.ts';
import { forgetRestoredNote, restoreBackup, restoredNote } from '../engine/index.ts';
import { range, TestStore } from '../engine/testing/store.ts';
import { OwnEvents, type ToldEvent } from './own-events.ts';

const stores: TestStore[] = [];
afterEach(async () => {
  for (const store of stores.splice(0)) await store.remove();
});

/** A store of 60 events that writes down what it says. */
async function talking(): Promise<{ store: TestStore; told: OwnEvent[]; tell: (event: OwnEvent) => void }> {
  const store = new TestStore({ segmentBytes: 1024 });
  stores.push(store);
  const told: OwnEvent[] = [];
  const tell = (event: OwnEvent): void => void told.push(event);
  const engine = await store.open({ tell });
  const session = await engine.session('m', 1);
  for (let from = 1; from <= 60; from += 10) await session.append(range(from, from + 9));
  return { store, told, tell };
}

describe('a store says of itself', () => {
  it('that a backup was completed, with its size and position', async () => {
    const { store, told } = await talking();
    const path = join(store.folder, 'backups', 'b');
    const { bytes } = await store.engine!.backup(path);
    expect(told).toEqual([{ type: 'backup_completed', body: { path, bytes, as_of_seq: 60, took_ms: expect.any(Number) } }]);
  });

  it('who asked for a backup, whether it was completed or failed', async () => {
    const { store, told } = await talking();
    writeFileSync(join(store.folder, 'file'), '');
    await store.engine!.backup(join(store.folder, 'backups', 'b'), { actor: 'cli:ada' });
    await expect(store.engine!.backup(join(store.folder, 'file', 'below'), { actor: 'cli:bob' })).rejects.toThrow();
    expect(told.map(({ type, actor }) => [type, actor])).toEqual([
      ['backup_completed', 'cli:ada'],
      ['backup_failed', 'cli:bob'],
    ]);
  });

  it('that a backup failed, and why; not that a name was taken', async () => {
    const { store, told } = await talking();
    const file = join(store.folder, 'file');
    writeFileSync(file, '');
    await expect(store.engine!.backup(join(file, 'below'))).rejects.toThrow();
    expect(told).toEqual([{ type: 'backup_failed', body: { error: expect.stringContaining('Cannot back up') } }]);
    mkdirSync(join(store.folder, 'taken', 'x'), { recursive: true });
    await expect(store.engine!.backup(join(store.folder, 'taken'))).rejects.toMatchObject({ code: 'SUTRA_BACKUP_EXISTS' });
    expect(told).toHaveLength(1);
  });

  it('that a snapshot was written', async () => {
    const { store, told } = await talking();
    await store.engine!.putSnapshot('state', 40, new Uint8Array(300));
    expect(told).toEqual([{ type: 'snapshot_written', body: { as_of_seq: 40, bytes: 300, took_ms: expect.any(Number) } }]);
  });

  it('that derived indexes caught up with the log, and nothing when there was nothing to do', async () => {
    const { store, told, tell } = await talking();
    await store.engine!.learn({ concepts: [{ id: 'c', content: 1 }] });
    await store.reopen({ tell });
    expect(told).toEqual([]);
    await store.engine!.close();
    rmSync(join(store.folder, 'graph'), { recursive: true });
    for (const name of readdirSync(join(store.folder, 'log'))) if (name.endsWith('.idx')) rmSync(join(store.folder, 'log', name));
    await store.open({ tell });
    expect(told).toEqual([
      {
        type: 'reconciliation_complete',
        body: { entries_processed: 61, reconciliation_time_ms: expect.any(Number), disk_flush: true },
        because: '1 learn batch and the columns of 60 events were behind the log',
      },
    ]);
  });

  it('that retention was applied, with counts; not that there was nothing to do', async () => {
    const { store, told } = await talking();
    const policy = { rules: [{ name: 'ticks', types: ['tick'], dropAfterUs: 1 }] };
    store.clock.advance(60_000);
    expect(await store.engine!.retain({ policy, dryRun: true })).toMatchObject({ removed: expect.any(Number) });
    expect(told).toEqual([]);
    const { bytesBefore, bytesAfter } = await store.engine!.retain({ policy });
    const body = { removed: 60, rolled_up: 0, before: '2025-10-09T08:53:20.060001Z', bytes_freed: bytesBefore - bytesAfter };
    expect(told).toEqual([{ type: 'retention_applied', body: { ...body, segments: expect.any(Number), by_type: { tick: '60' } } }]);
    await store.engine!.retain({ policy });
    expect(told).toHaveLength(1);
  });

  it('that a scrub found damage, with its exact bounds', async () => {
    const { store, told } = await talking();
    const file = join(store.folder, 'log', '0000000001.seg');
    const bytes = readFileSync(file);
    bytes[120]! ^= 1;
    writeFileSync(file, bytes);
    const found: unknown[] = [];
    await store.engine!.scrub({ bytesPerSecond: Number.POSITIVE_INFINITY, onDamage: (damage) => found.push(damage) });
    expect(found).toHaveLength(1);
    expect(told).toEqual([
      {
        type: 'storage_damaged',
        body: {
          file,
          offset: 36,
          length: expect.any(Number),
          from_seq: expect.any(Number),
          to_seq: expect.any(Number),
          what: expect.stringContaining('not what was written'),
        },
      },
    ]);
  });

  it('that it was restored, from a note that stays until it has been said', async () => {
    const { store } = await talking();
    const backup = join(store.folder, 'backups', 'b');
    await store.engine!.backup(backup);
    const to = new TestStore();
    stores.push(to);
    await restoreBackup({ from: backup, to: to.folder, at: { seq: 25 }, clock: systemClock(), actor: 'cli:ada' });
    expect(restoredNote(to.folder)).toEqual({ seq: 25, from: backup, actor: 'cli:ada' });
    expect((await to.open()).lastSeq).toBe(25);
    forgetRestoredNote(to.folder);
    expect(restoredNote(to.folder)).toBeUndefined();
    expect(existsSync(join(to.folder, 'log'))).toBe(true);
  });
});

describe('own events', () => {
  const about = (entries: number): OwnEvent => ({
    type: 'reconciliation_complete',
    body: { entries_processed: entries, reconciliation_time_ms: 1, disk_flush: true },
  });

  it('told before anybody listens are passed on in order, those about the store with its name', () => {
    const own = new OwnEvents();
    own.tell(about(1));
    own.tell({ type: 'backup_failed', body: { error: 'full' } });
    const heard: ToldEvent[] = [];
    const stop = own.listen({ nodeId: 'node-1', emit: (event) => void heard.push(event) });
    own.tell(about(2));
    stop();
    own.tell(about(3));
    expect(heard.map(({ body }) => body)).toEqual([
      { node_id: 'node-1', entries_processed: 1, reconciliation_time_ms: 1, disk_flush: true },
      { error: 'full' },
      { node_id: 'node-1', entries_processed: 2, reconciliation_time_ms: 1, disk_flush: true },
    ]);
  });

  it('that nobody takes are bounded: the oldest go', () => {
    const own = new OwnEvents();
    for (let i = 1; i <= 100; i++) own.tell(about(i));
    const heard: ToldEvent[] = [];
    own.listen({ nodeId: 'n', emit: (event) => void heard.push(event) });
    expect(heard).toHaveLength(64);
    expect(heard[0]).toMatchObject({ body: { entries_processed: 37 } });
  });
});
