import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { SutraError } from '@sutra/kit';
import type { BackupSummary } from '../contract/store.ts';
import { type BackupManifest, type Engine, readManifest } from '../engine/index.ts';
import { wrong } from './shape.ts';
import './errors.ts';

/** A plain name: nothing a client sends becomes a path. */
const NAME = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}$/;
/** Backups kept below the store; more have to be moved elsewhere or deleted first. */
const BACKUPS_MAX = 64;

/**
 * Backs the store up into a folder of that name below its own `backups`. A name stands for one backup: asked for again, it is told of again, so
 * that a lost answer can be repeated.
 * @param asker who asks, as the client named itself
 * @throws SutraError SUTRA_MESSAGE_INVALID, SUTRA_BACKUP_LIMIT and what the engine says
 */
export async function backupByName(engine: Engine, name: string, asker: string, signal: AbortSignal | undefined): Promise<BackupSummary> {
  if (!NAME.test(name)) throw wrong('backup.to', 'a plain name of letters, digits, _ - and ., not a path');
  const folder = join(engine.folder, 'backups');
  const to = join(folder, name);
  if (!existsSync(to) && existsSync(folder) && readdirSync(folder).length >= BACKUPS_MAX)
    throw new SutraError('SUTRA_BACKUP_LIMIT', `Cannot back up to ${name}: there are ${BACKUPS_MAX} backups in ${folder}`);
  try {
    // Sealed segments are shared: a backup in the folder of the store is made to be carried away, and must not double its space.
    const manifest = await engine.backup(to, {
      link: true,
      ...(asker === '' ? {} : { actor: asker }),
      ...(signal === undefined ? {} : { signal }),
    });
    return summaryOf(to, manifest, false);
  } catch (reason) {
    if (!(reason instanceof SutraError) || reason.code !== 'SUTRA_BACKUP_EXISTS') throw reason;
    return summaryOf(to, readManifest(to), true);
  }
}

function summaryOf(path: string, { asOfSeq, learned, takenUs, bytes, files }: BackupManifest, repeated: boolean): BackupSummary {
  return { path, asOfSeq, learned, takenUs, bytes, files: files.length, repeated };
}
