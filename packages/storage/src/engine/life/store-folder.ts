import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { SutraError } from '@sutra/kit';
import { isBackup } from './manifest.ts';

/** While a restore is under way everything is in here; it goes when the store is whole. */
export const RESTORING = 'restoring';

/**
 * Refuses what looks like a store and must not be opened as one.
 * @throws SutraError SUTRA_BACKUP_OPENED for a backup, SUTRA_RESTORE_UNFINISHED for half a restore
 */
export function assertStoreFolder(folder: string): void {
  if (isBackup(folder)) throw new SutraError('SUTRA_BACKUP_OPENED', `Cannot open ${folder}: it is a backup`);
  if (existsSync(join(folder, RESTORING)))
    throw new SutraError('SUTRA_RESTORE_UNFINISHED', `Cannot open ${folder}: a restore into it did not finish`);
}
