import { open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolder } from './folder.ts';

const EPOCH_FILE = 'epoch';

/**
 * The number of this run: greater than every earlier one of this folder even when the clock was set back, and on disk before
 * the first event is numbered under it.
 * @param above the greatest epoch seen in spool files, for when the counter itself was lost
 */
export async function nextEpoch(folder: string, wallMs: number, above: number): Promise<number> {
  const path = join(folder, EPOCH_FILE);
  const epoch = Math.max((await readEpoch(path)) + 1, above + 1, Math.floor(wallMs));
  const file = await open(`${path}.new`, 'w', 0o600);
  try {
    await file.writeFile(`${epoch}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.new`, path);
  await syncFolder(folder);
  return epoch;
}

/** 0 when there is none, or when it is not a number: spool files and the clock then set the floor. */
async function readEpoch(path: string): Promise<number> {
  try {
    const value = Number((await readFile(path, 'utf8')).trim());
    return Number.isSafeInteger(value) && value > 0 ? value : 0;
  } catch (reason) {
    if ((reason as NodeJS.ErrnoException).code === 'ENOENT') return 0;
    throw reason;
  }
}
