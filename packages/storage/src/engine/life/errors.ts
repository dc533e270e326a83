import { defineErrors } from '@sutra/kit';

export const LIFE_ERRORS = defineErrors({
  SUTRA_BACKUP_EXISTS: {
    kind: 'conflict',
    retry: false,
    mend: 'Give a folder that is absent or empty: every backup has one of its own.',
  },
  SUTRA_BACKUP_RUNNING: { kind: 'conflict', retry: true, mend: 'Wait for the backup that is under way, then ask again.' },
  SUTRA_BACKUP_FAILED: {
    kind: 'unavailable',
    retry: true,
    mend: 'Check the space and the rights of the target folder, then make the backup again. The store itself is untouched.',
  },
  SUTRA_BACKUP_UNFINISHED: {
    kind: 'corrupt',
    retry: false,
    mend: 'Without a manifest it is a backup that was cut short, or none at all. Use another one.',
  },
  SUTRA_BACKUP_NONE: {
    kind: 'not_found',
    retry: false,
    mend: 'Name the folder of a backup, as `sutra storage backup` printed it. Of a store, make one first: sutra storage backup --to NAME.',
  },
  SUTRA_BACKUP_DAMAGED: {
    kind: 'corrupt',
    retry: false,
    mend: 'Use another backup: the named file is not what was backed up.',
  },
  SUTRA_BACKUP_OPENED: {
    kind: 'invalid',
    retry: false,
    mend: 'A backup is never run as a store. Restore it into a new folder: sutra storage restore --from BACKUP --to DIR.',
  },
  SUTRA_RESTORE_TARGET: {
    kind: 'conflict',
    retry: false,
    mend: 'Give a folder that is absent or empty; restoring never writes over a store.',
  },
  SUTRA_RESTORE_POINT: {
    kind: 'invalid',
    retry: false,
    mend: 'Give a position, time or event that the backup holds; `sutra storage verify BACKUP` shows its range.',
  },
  SUTRA_RESTORE_UNFINISHED: {
    kind: 'conflict',
    retry: false,
    mend: 'A restore into this folder did not finish. Delete what is in the folder and restore again.',
  },
  SUTRA_EXPORT_TARGET: {
    kind: 'conflict',
    retry: false,
    mend: 'Give a new file: an export goes on only in a file it began itself, and writes over nothing else.',
  },
  SUTRA_EXPORT_FAILED: {
    kind: 'unavailable',
    retry: true,
    mend: 'Check the folder of the file, its rights and its space, then export again: what is written already is gone on from.',
  },
  SUTRA_IMPORT_FILE: { kind: 'invalid', retry: false, mend: 'Name a file that can be read, or - for standard input.' },
  SUTRA_IMPORT_INVALID: {
    kind: 'invalid',
    retry: false,
    mend: 'Correct the named line and import again: what came before it is kept and not repeated.',
  },
  SUTRA_IMPORT_CHANGED: {
    kind: 'conflict',
    retry: false,
    mend: 'The file is not the one that was imported before: lines may be added at its end only. Import it under a name of its own (--import-name): what the store has is then told by ids.',
  },
});
