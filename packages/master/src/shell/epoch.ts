import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { raiseCounter } from '@sutra/events';
import { SutraError } from '@sutra/kit';
import '../errors.ts';

const FILE = 'master-epoch';

/**
 * The next fencing epoch, kept on disk before anyone hears of it: higher than every earlier one, and never below the wall
 * clock in seconds, so that a lost data folder does not make agents refuse the new master.
 * @throws SutraError SUTRA_MASTER_EPOCH when it cannot be kept.
 */
export async function nextEpoch(dataDir: string, wallUs: number): Promise<number> {
  const path = join(dataDir, FILE);
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    return await raiseCounter(path, (last) => {
      // Guessing could give an old master power again.
      if (last === undefined) throw new Error(`${path} does not hold an epoch`);
      return Math.max(last + 1, Math.floor(wallUs / 1_000_000));
    });
  } catch (reason) {
    const why = reason instanceof Error ? reason.message : String(reason);
    throw new SutraError('SUTRA_MASTER_EPOCH', `Cannot keep the master's epoch in ${dataDir}: ${why}`, { cause: reason });
  }
}
