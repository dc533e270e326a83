import { manualClock, SutraError } from '@sutra/kit';
import type { StorageStats } from '@sutra/storage';
import { expect, test } from 'vitest';
import { StorageDisk } from './storage-disk.ts';

const MIB = 1024 * 1024;

test('a full disk of storage is a problem with its numbers and its mend, for as long as it is full', async () => {
  const clock = manualClock();
  let free: number | undefined = 500 * MIB;
  let asked = 0;
  const disk = new StorageDisk({
    clock,
    store: {
      stats: () => {
        asked++;
        if (free === undefined) return Promise.reject(new SutraError('SUTRA_TIMEOUT', 'Cannot ask: away'));
        const room = { freeBytes: free, keptFreeBytes: 32 * MIB, full: free <= 32 * MIB };
        return Promise.resolve({ disk: room } as StorageStats);
      },
    },
  });
  expect(await disk.problem()).toBeUndefined();
  free = 12.9 * MIB;
  expect(await disk.problem(), 'the answer of a moment ago still holds').toBeUndefined();
  clock.advance(2_000);
  const sinceUs = clock.wallUs();
  const problem = await disk.problem();
  expect(problem).toMatchObject({ entityId: 'cluster', kind: 'cluster', sinceUs, eventId: '' });
  expect(problem?.what).toBe(
    'storage refuses writes: its disk is full (12 MiB left, 32 MiB are kept free); free space on it, and it goes on by itself',
  );
  clock.advance(2_000);
  expect((await disk.problem())?.sinceUs, 'since it was seen first').toBe(sinceUs);
  free = undefined;
  clock.advance(2_000);
  expect(await disk.problem(), 'storage is away and cannot say').toBeUndefined();
  free = 100 * MIB;
  clock.advance(2_000);
  await Promise.all([disk.problem(), disk.problem()]);
  expect(asked).toBe(5);
});
