import { join } from 'node:path';
import { SutraError } from '@sutra/kit';
import { isProcessLocked, takeProcessLock } from '@sutra/kit/process-lock';

const NAME = 'lock';

/**
 * One process for a store's folder.
 * @throws SutraError SUTRA_STORE_LOCKED
 */
export function lockFolder(folder: string): () => void {
  const taken = takeProcessLock(join(folder, NAME));
  if ('release' in taken) return taken.release;
  const owner = taken.heldBy ?? 'another process';
  throw new SutraError('SUTRA_STORE_LOCKED', `Cannot open ${folder}: it is in use by ${owner}`, { details: { owner } });
}

/** Whether a living process has the folder open. */
export function isInUse(folder: string): boolean {
  return isProcessLocked(join(folder, NAME));
}
