import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const FILE = 'master-running';

/** A file that is there while the master runs: found at a start, the last run did not end cleanly. */
export async function markRunning(dataDir: string): Promise<{ readonly unclean: boolean; clear(): Promise<void> }> {
  const path = join(dataDir, FILE);
  let unclean = false;
  try {
    await writeFile(path, '', { flag: 'wx', mode: 0o600 });
  } catch (reason) {
    if ((reason as NodeJS.ErrnoException).code !== 'EEXIST') throw reason;
    unclean = true;
  }
  return { unclean, clear: () => rm(path, { force: true }) };
}
