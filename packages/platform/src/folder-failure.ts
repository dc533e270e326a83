import { SutraError } from '@sutra/kit';
import './errors.ts';

/** Turns a file system failure into a failure a user can mend. */
export function folderFailure(reason: unknown, what: string): SutraError {
  const code = (reason as NodeJS.ErrnoException).code;
  if (reason instanceof SutraError) return reason;
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
    return new SutraError('SUTRA_FOLDER_DENIED', `Cannot ${what}: permission denied`, { cause: reason, details: { cause: 'permission' } });
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new SutraError('SUTRA_DISK_FULL', `Cannot ${what}: no space left on the disk`, {
      cause: reason,
      details: { cause: 'disk_full' },
    });
  return SutraError.from(reason);
}
