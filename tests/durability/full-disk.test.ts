import { execFileSync } from 'node:child_process';
import { closeSync, cpSync, mkdtempSync, openSync, readdirSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmitter } from '@sutra/events';
import { type SutraError, seededChance, silentLogger, systemClock } from '@sutra/kit';
import { openStoreClient } from '@sutra/storage/client';
import { openEngine, verifyStore } from '@sutra/storage/engine';
import type { StoredEvent } from '@sutra/wire';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { shippedBuild } from './build.ts';
import { checkRecovered } from './recovery.ts';
import { freePort, startServer } from './server-process.ts';
import { EPOCH, eventOf } from './told.mjs';

const SIZE_MB = 10;
const KIB = 1024;
/** Kept free by the storage of these tests: `sutra storage` keeps 32 MiB. */
const RESERVE_BYTES = 512 * KIB;
const clock = systemClock();
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** A small disk of its own, or why there can be none. */
function smallDisk(): { readonly folder: string; readonly skip?: string } {
  const folder = mkdtempSync(join(tmpdir(), 'sutra-small-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE_MB}m`, 'tmpfs', folder], { stdio: 'pipe' });
    return { folder };
  } catch (reason) {
    return { folder, skip: String((reason as Error).message).split('\n')[0]! };
  }
}

const disk = smallDisk();
if (disk.skip !== undefined) console.log(`SKIPPED full disk: no small disk can be mounted here: ${disk.skip}`);

const freeBytes = (): number => {
  const { bavail, bsize } = statfsSync(disk.folder);
  return bavail * bsize;
};

/** Fills the disk up to the last byte it takes. */
function fill(ballast: string): void {
  const file = openSync(ballast, 'a');
  try {
    for (let size = 1_024 * KIB; size >= 4_096; ) {
      try {
        if (writeSync(file, Buffer.alloc(size)) < size) size /= 2;
      } catch {
        size /= 2; // full for pieces of this size
      }
    }
  } finally {
    closeSync(file);
  }
}

describe.skipIf(disk.skip !== undefined)(`on a disk of ${SIZE_MB} MiB that fills up`, () => {
  const ballast = join(disk.folder, 'ballast');
  afterAll(() => {
    execFileSync('umount', ['-l', disk.folder]);
    rmSync(disk.folder, { recursive: true, force: true });
  });

  it('storage refuses by name before the last byte is gone, answers meanwhile, and goes on by itself', async () => {
    const build = await shippedBuild();
    const folder = join(disk.folder, 'store');
    const port = await freePort();
    const limits = { segmentBytes: 256 * KIB, reserveBytes: RESERVE_BYTES };
    const server = await startServer({ folder, port, limits });
    onTestFinished(() => server.kill());
    const store = openStoreClient({ address: `127.0.0.1:${port}`, clock, chance: seededChance(1), name: 'full-disk' });
    let through = 0;
    const sendUntil = async (done: () => boolean): Promise<SutraError | undefined> => {
      const session = await store.session('e0', EPOCH);
      try {
        for (let n = session.storedThrough + 1; !done(); n += 200)
          through = (
            await session.append(
              Array.from({ length: 200 }, (_, i) => eventOf('e0', n + i)),
              { limitMs: 1_500 },
            )
          ).storedThrough;
        return undefined;
      } catch (reason) {
        return reason as SutraError;
      } finally {
        await session.close();
      }
    };
    await sendUntil(() => through > 500);
    // The log itself fills the disk, event by event.
    const refusal = await sendUntil(() => false);
    expect(refusal).toMatchObject({ code: 'SUTRA_STORE_FULL', retry: true });
    expect(freeBytes(), 'what is kept free is kept').toBeGreaterThan(0);
    const full = through;
    expect((await store.query({ limit: 5 })).events).toHaveLength(5);
    expect((await store.aggregate({})).total).toBeGreaterThanOrEqual(full);
    // Larger than the block there was no room for.
    await expect(store.learn({ concepts: [{ id: 'x', content: 'y'.repeat(60_000) }] })).rejects.toMatchObject({ code: 'SUTRA_STORE_FULL' });
    // Something else takes the rest, and gives it back: what had been refused is taken again without a restart.
    fill(ballast);
    expect(freeBytes()).toBeLessThan(64 * KIB);
    expect((await store.query({ limit: 5 })).events).toHaveLength(5);
    rmSync(ballast);
    execFileSync('mount', ['-o', `remount,size=${SIZE_MB + 8}m`, disk.folder]);
    expect(await sendUntil(() => through > full + 500)).toBeUndefined();
    await store.close();
    server.kill();
    await server.ended;
    // Looked at where there is room: checking goes on writing.
    const elsewhere = mkdtempSync(join(tmpdir(), 'sutra-full-'));
    onTestFinished(() => rmSync(elsewhere, { recursive: true }));
    cpSync(folder, elsewhere, { recursive: true });
    await (await checkRecovered(build, elsewhere, { through: new Map([['e0', through]]), batches: 0, snapshot: 0 }, true)).close();
    rmSync(folder, { recursive: true });
  });

  it('a store that is stopped is read, exported and backed up elsewhere, and opens as what it was when there is room again', async () => {
    const folder = join(disk.folder, 'stopped');
    const opened = () => openEngine({ folder, clock, limits: { reserveBytes: RESERVE_BYTES }, onFatal: () => undefined });
    const first = await opened();
    await (await first.session('e0', EPOCH)).append(Array.from({ length: 50 }, (_, i) => eventOf('e0', i + 1)));
    await first.learn({ concepts: [{ id: 'rack', content: 'cold' }] });
    await first.close();
    const elsewhere = mkdtempSync(join(tmpdir(), 'sutra-full-backup-'));
    onTestFinished(() => rmSync(elsewhere, { recursive: true }));
    // Nothing that is made from the log has its place kept.
    for (const name of readdirSync(join(folder, 'log'))) if (name.endsWith('.idx')) rmSync(join(folder, 'log', name));
    fill(ballast);
    for (const name of ['one', 'two']) {
      const full = await opened();
      expect((await full.query({ limit: 100 })).events).toHaveLength(50);
      expect((await full.concept('rack'))?.content).toBe('cold');
      await full.backup(join(elsewhere, name));
      await full.close();
    }
    rmSync(ballast);
    const again = await opened();
    expect((await again.query({ limit: 100 })).events).toHaveLength(50);
    expect((await again.concept('rack'))?.content).toBe('cold');
    await again.close();
    expect((await verifyStore(folder, clock)).findings).toEqual([]);
    rmSync(folder, { recursive: true });
  });

  it('an emitter keeps what it called safe, sends from memory what the disk does not take, and writes again when it can', async () => {
    const stored: StoredEvent[] = [];
    let up = false;
    const session = async (emitter: string, epoch: number) => {
      if (!up) throw new Error('away');
      return {
        ...{ emitter, epoch, close: () => undefined },
        storedThrough: stored.at(-1)?.emitterSeq ?? 0,
        append: async (events: readonly object[]) => {
          stored.push(...(events as StoredEvent[]));
          return { storedThrough: stored.at(-1)!.emitterSeq, seq: stored.length, duplicates: 0 };
        },
      };
    };
    const limits = { diskRetryFirstMs: 20, diskRetryMaxMs: 50, spoolWaitMs: 500 };
    const common = { emitter: 'agent-1', clock, chance: seededChance(1), logger: silentLogger, limits };
    const store = { onConnection: () => () => undefined, session };
    const emitter = await openEmitter({ ...common, folder: join(disk.folder, 'spool'), store });
    const say = (n: number) =>
      emitter.emit({ type: 'spawn_succeeded', body: { node_id: `node-${n}`, agent_id: 'agent-1', pid: n + 1, port: 50_000 + (n % 999) } });
    for (let n = 0; n < 200; n++) say(n);
    await emitter.whenSpooled();
    fill(ballast);
    // The file being written may have room left in its last page: it fills up too.
    for (let n = 200; emitter.stats().diskError === undefined && n < 20_000; n++) {
      say(n);
      if (n % 50 === 0) await pause(2);
    }
    expect(emitter.stats().diskError).toMatch(/space/i);
    await expect(emitter.whenSpooled()).rejects.toMatchObject({ code: 'SUTRA_SPOOL_IO' });
    up = true;
    await emitter.whenStored(AbortSignal.timeout(20_000));
    await emitter.whenSpooled();
    const emitted = emitter.stats().emitted;
    expect(stored.map(({ emitterSeq }) => emitterSeq)).toEqual(Array.from({ length: emitted }, (_, i) => i + 1));
    rmSync(ballast);
    say(0);
    for (let waited = 0; emitter.stats().diskError !== undefined && waited < 500; waited++) await pause(20);
    expect(emitter.stats()).toMatchObject({ refused: {} });
    expect(emitter.stats().diskError).toBeUndefined();
    await emitter.close();
  });
});
