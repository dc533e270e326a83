import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Clock, SutraError } from '@sutra/kit';
import { Slices } from '../read/slices.ts';
import { sha256 } from './check-segment.ts';
import { type BackedUpFile, type BackupManifest, readManifest } from './manifest.ts';

const SLICE_MS = 8;

export function unhurried(clock: Clock, signal?: AbortSignal): Slices {
  return new Slices(clock, SLICE_MS, { limitMs: Number.MAX_SAFE_INTEGER, ...(signal === undefined ? {} : { signal }) });
}

/** The bytes of one file of a backup. @throws SutraError SUTRA_BACKUP_DAMAGED */
export async function readBackedUp(folder: string, { path, bytes, sha256: expected }: BackedUpFile, slices: Slices): Promise<Buffer> {
  const file = join(folder, path);
  const damaged = (what: string): SutraError =>
    new SutraError('SUTRA_BACKUP_DAMAGED', `Cannot use the backup ${folder}: ${path} ${what}`, {
      details: { file, offset: 0, length: bytes },
    });
  let size: number;
  try {
    size = statSync(file).size;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause;
    throw damaged('is missing');
  }
  if (size !== bytes) throw damaged(`has ${size} bytes, ${bytes} were backed up`);
  const content = readFileSync(file);
  if ((await sha256([content], slices)) !== expected) throw damaged('is not what was backed up');
  return content;
}

/**
 * Reads every byte of a backup and compares it with the manifest.
 * @throws SutraError SUTRA_BACKUP_NONE, SUTRA_BACKUP_UNFINISHED, SUTRA_BACKUP_DAMAGED naming the first file that is wrong
 */
export async function verifyBackup(folder: string, clock: Clock, signal?: AbortSignal): Promise<BackupManifest> {
  const manifest = readManifest(folder);
  const slices = unhurried(clock, signal);
  for (const file of manifest.files) await readBackedUp(folder, file, slices);
  return manifest;
}
