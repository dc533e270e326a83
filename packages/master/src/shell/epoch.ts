import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { SutraError } from '@sutra/kit';
import '../errors.ts';

const FILE = 'master-epoch';

/**
 * The next fencing epoch, kept on disk before anyone hears of it: higher than every earlier one, and never below the wall
 * clock in seconds, so that a lost data folder does not make agents refuse the new master.
 * @throws SutraError SUTRA_MASTER_EPOCH when it cannot be kept.
 */
export async function nextEpoch(dataDir: string, wallUs: number): Promise<number> {
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    const path = join(dataDir, FILE);
    const epoch = Math.max((await lastEpoch(path)) + 1, Math.floor(wallUs / 1_000_000));
    const draft = `${path}.new`;
    const file = await open(draft, 'w', 0o600);
    try {
      await file.writeFile(`${epoch}\n`);
      await file.datasync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
    const folder = await open(dataDir, 'r');
    try {
      await folder.sync(); // the rename itself must survive a power cut
    } finally {
      await folder.close();
    }
    return epoch;
  } catch (reason) {
    const why = reason instanceof Error ? reason.message : String(reason);
    throw new SutraError('SUTRA_MASTER_EPOCH', `Cannot keep the master's epoch in ${dataDir}: ${why}`, { cause: reason });
  }
}

/** 0 when there is none. A file that holds something else is an error: guessing could give an old master power again. */
async function lastEpoch(path: string): Promise<number> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (reason) {
    if ((reason as NodeJS.ErrnoException).code === 'ENOENT') return 0;
    throw reason;
  }
  const epoch = Number(text.trim());
  if (!/^\d{1,15}\n?$/.test(text) || !Number.isSafeInteger(epoch)) throw new Error(`${path} does not hold an epoch`);
  return epoch;
}
