import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { SutraError } from '@sutra/kit';
import { type LifeSteps, syncFolder, writeDurably, writeManifestFile } from './durable-file.ts';
import './errors.ts';

export const MANIFEST = 'manifest.json';
const FORMAT = 'sutra-backup';
const VERSION = 1;

export interface BackedUpFile {
  /** Below the folder of the backup, with `/`. */
  readonly path: string;
  readonly bytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

/** What a backup is. Written last: a folder without one is not a backup. */
export interface BackupManifest {
  readonly format: typeof FORMAT;
  readonly version: typeof VERSION;
  /** Chance number of the store it was taken from. */
  readonly storeId: number;
  /** seq of the newest event in it. */
  readonly asOfSeq: number;
  /** Learn batches in it. */
  readonly learned: number;
  /** When it was taken, µs since the epoch. */
  readonly takenUs: number;
  readonly bytes: number;
  readonly files: readonly BackedUpFile[];
}

export function manifestOf(facts: Omit<BackupManifest, 'format' | 'version' | 'bytes'>): BackupManifest {
  return { format: FORMAT, version: VERSION, ...facts, bytes: facts.files.reduce((sum, file) => sum + file.bytes, 0) };
}

const digest = (manifest: unknown): string => createHash('sha256').update(JSON.stringify(manifest)).digest('hex');

/** Marks a folder as a backup that is not finished: what is cut short from here on is neither restored nor opened as the store that its log looks like. */
export async function beginManifest(folder: string, steps: LifeSteps): Promise<void> {
  await writeDurably(join(folder, MANIFEST), [], steps);
  await syncFolder(folder, steps);
}

export function writeManifest(folder: string, manifest: BackupManifest, steps: LifeSteps): Promise<void> {
  return writeManifestFile(join(folder, MANIFEST), `${JSON.stringify({ check: digest(manifest), manifest }, null, 2)}\n`, steps);
}

/** Indexes are made by a store that was opened, and are in no backup, whole or cut short. */
const isStore = (folder: string): boolean => existsSync(join(folder, 'graph'));

export const isBackup = (folder: string): boolean => existsSync(join(folder, MANIFEST));

/**
 * The manifest of a backup, whose files are not looked at yet.
 * @throws SutraError SUTRA_BACKUP_NONE for a store or no folder at all, SUTRA_BACKUP_UNFINISHED without a whole manifest,
 *   SUTRA_BACKUP_DAMAGED for one that was changed or is of another version
 */
export function readManifest(folder: string): BackupManifest {
  const path = join(folder, MANIFEST);
  const none = (why: string): SutraError => new SutraError('SUTRA_BACKUP_NONE', `Cannot read the backup ${folder}: ${why}`);
  if (!existsSync(folder)) throw none('there is no such folder');
  if (!existsSync(path) && isStore(folder)) throw none('it is a store, not a backup of one');
  if (!existsSync(path)) throw new SutraError('SUTRA_BACKUP_UNFINISHED', `Cannot read the backup ${folder}: it has no ${MANIFEST}`);
  const damaged = (what: string): SutraError =>
    new SutraError('SUTRA_BACKUP_DAMAGED', `Cannot read the backup ${folder}: its ${MANIFEST} ${what}`, { details: { file: path } });
  const text = readFileSync(path, 'utf8');
  if (text === '')
    throw new SutraError('SUTRA_BACKUP_UNFINISHED', `Cannot read the backup ${folder}: it was cut short, its ${MANIFEST} is empty`);
  let read: { readonly check?: unknown; readonly manifest?: BackupManifest };
  try {
    read = JSON.parse(text) as typeof read;
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw damaged('is not JSON');
  }
  const { check, manifest } = read;
  if (manifest === undefined || check !== digest(manifest)) throw damaged('is not what was written');
  if (manifest.format !== FORMAT || manifest.version !== VERSION)
    throw damaged(`is of version ${String(manifest.version)}, not ${VERSION}`);
  if (manifest.files.some((file) => !FILE_PATH.test(file.path))) throw damaged('names a file that cannot be in a backup');
  return manifest;
}

/** What may be in a backup: nothing that leads out of its folder. */
const FILE_PATH = /^(log\/\d{10}\.seg|snapshots\/[A-Za-z0-9_.-]{1,64}\.\d{16}\.snap)$/;

/** True when there is nothing at the path, or an empty folder. */
export function isVacant(folder: string): boolean {
  return !existsSync(folder) || (statSync(folder).isDirectory() && readdirSync(folder).length === 0);
}
