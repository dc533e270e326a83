import { defineErrors, SutraError } from '@sutra/kit';

export const ENGINE_ERRORS = defineErrors({
  SUTRA_STORE_CORRUPT: {
    kind: 'corrupt',
    retry: false,
    mend: 'Stop the storage and restore the named file from a backup; events outside the named range are intact. Run `sutra storage verify` for the whole picture.',
  },
  SUTRA_STORE_FATAL: {
    kind: 'unavailable',
    retry: true,
    mend: 'The storage could not write to its disk and stopped. Check the disk (space, health, mount), then start the storage again.',
  },
  SUTRA_STORE_LOCKED: {
    kind: 'conflict',
    retry: true,
    mend: 'Another storage process uses this folder. Stop it, or give this one another folder.',
  },
  SUTRA_STORE_CLOSED: { kind: 'unavailable', retry: true, mend: 'The storage is shutting down; try again when it runs.' },
  SUTRA_STORE_BUSY: {
    kind: 'limit',
    retry: true,
    mend: 'More events are waiting for the disk than the limit allows; send again a little later.',
  },
  SUTRA_STORE_FULL: {
    kind: 'limit',
    retry: true,
    mend: 'Free space on the disk of the storage folder or give it a larger one; writing goes on by itself then. Reading works meanwhile.',
  },
  SUTRA_STORE_SESSION: {
    kind: 'conflict',
    retry: true,
    mend: 'The session was closed or replaced by a newer one of the same emitter and epoch; open a new session.',
  },
  SUTRA_STORE_INVALID: { kind: 'invalid', retry: false, mend: 'Correct the named part of the request.' },
  SUTRA_STORE_NONE: {
    kind: 'not_found',
    retry: false,
    mend: 'Name the folder of a store, which is the --storage-path of its server, or of a backup.',
  },
  SUTRA_STORE_NEWER: {
    kind: 'conflict',
    retry: false,
    mend: 'Use the version of Sutra Grid that wrote it, or a later one. Nothing in the folder was changed.',
  },
  SUTRA_STORE_UNKNOWN: { kind: 'not_found', retry: false, mend: 'Check the id; `search` finds concepts by their words.' },
  SUTRA_STORE_DIMENSION: {
    kind: 'invalid',
    retry: false,
    mend: 'Use the embedder that made the vectors of this store; a store holds vectors of one dimension. Another one needs a store of its own.',
  },
  SUTRA_STORE_CURSOR: { kind: 'invalid', retry: false, mend: 'Ask for the first page again, with the same filter for every page.' },
});

/** @param field of the query that is at fault */
export const invalidQuery = (field: string, what: string): SutraError =>
  new SutraError('SUTRA_STORE_INVALID', `Cannot run the query: ${what}`, { details: { field } });

/** @throws SutraError SUTRA_STORE_INVALID naming the field */
export function assertInteger(value: number, field: string, min: number, max: number): number {
  if (!Number.isInteger(value) || value < min || value > max) throw invalidQuery(field, `${field} ${value} is not in ${min}..${max}`);
  return value;
}

/** @throws SutraError SUTRA_STORE_INVALID naming the field */
export function assertCount(entries: number, field: string, max: number): void {
  if (entries > max) throw invalidQuery(field, `${field} has ${entries} entries, at most ${max}`);
}
export const closed = (): SutraError => new SutraError('SUTRA_STORE_CLOSED', 'Cannot use the store: it is closed');

/** What was written by a build to come is not damage, and no backup mends it. */
export const newer = (file: string, version: number, known: number): SutraError =>
  new SutraError('SUTRA_STORE_NEWER', `Cannot read ${file}: it has form ${version}, this version reads up to ${known}`, {
    details: { file, version },
  });

/** Where damage was found. Bounds are of the damaged range; `null` where the damage hides them. */
export interface CorruptRange {
  readonly file: string;
  readonly offset: number;
  readonly length: number;
  readonly fromSeq: number | null;
  readonly toSeq: number | null;
}

export function corrupt(range: CorruptRange, what: string): SutraError {
  const seqs = range.fromSeq === null ? '' : `, seq ${range.fromSeq} to ${range.toSeq ?? 'unknown'}`;
  return new SutraError(
    'SUTRA_STORE_CORRUPT',
    `Cannot read ${range.file} at byte ${range.offset} (${range.length} bytes${seqs}): ${what}`,
    {
      details: { ...range },
    },
  );
}
