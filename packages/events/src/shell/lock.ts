import { join } from 'node:path';
import { SutraError } from '@sutra/kit';
import { takeProcessLock } from '@sutra/kit/process-lock';
import '../errors.ts';

const NAME = 'owner.lock';

/**
 * Takes the folder of a spool for this process.
 * @throws SutraError SUTRA_SPOOL_LOCKED when a living process holds it.
 */
export function lockFolder(folder: string): { release(): void } {
  const taken = takeProcessLock(join(folder, NAME));
  if ('release' in taken) return taken;
  const pid = taken.heldBy;
  const why = pid === undefined ? 'its lock keeps changing hands' : `process ${pid} is using it`;
  throw new SutraError('SUTRA_SPOOL_LOCKED', `Cannot open the spool ${folder}: ${why}`, {
    details: { folder, ...(pid === undefined ? {} : { pid }) },
  });
}
