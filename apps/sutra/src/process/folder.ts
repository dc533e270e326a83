import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { SutraError } from '@sutra/kit';
import '../errors.ts';

/**
 * Makes a folder and those above it, readable by its owner alone. One by one: the runtime's own recursive form never returns where
 * a file system refuses with "no such file" (/proc).
 * @throws SutraError SUTRA_DATA_UNUSABLE when it cannot be made or is no folder
 */
export function makeFolder(folder: string): void {
  const missing: string[] = [];
  for (let at = resolve(folder); !existsSync(at); at = dirname(at)) missing.unshift(at);
  try {
    for (const one of missing) makeOne(one);
    if (!statSync(folder).isDirectory()) throw new Error('it is a file');
  } catch (reason) {
    throw new SutraError('SUTRA_DATA_UNUSABLE', `Cannot make the folder ${folder}: ${(reason as Error).message}`, { cause: reason });
  }
}

function makeOne(folder: string): void {
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (reason) {
    if ((reason as NodeJS.ErrnoException).code !== 'EEXIST') throw reason; // of two that start together, one makes it
  }
}
