import { defineErrors } from '@sutra/kit';

export const RETENTION_ERRORS = defineErrors({
  SUTRA_RETENTION_INVALID: {
    kind: 'invalid',
    retry: false,
    mend: 'Correct the named rule; docs/reference/storage-life.md says what a rule may hold.',
  },
  SUTRA_RETENTION_RUNNING: { kind: 'conflict', retry: true, mend: 'Wait for the retention that is under way, then ask again.' },
  SUTRA_RETENTION_FAILED: {
    kind: 'unavailable',
    retry: true,
    mend: 'Check the disk of the storage folder (space, rights). The log is whole: what was not rewritten is as it was; try again.',
  },
});
