import { randomBytes } from 'node:crypto';
import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { SutraError } from '@sutra/kit';
import { makeFolder } from './folder.ts';

/**
 * The local token: 32 random bytes in a file only its owner may read, made at first use. It guards every change.
 * @throws SutraError SUTRA_DATA_UNUSABLE when it cannot be made, or when others may read it.
 */
export function localToken(file: string): string {
  const found = readToken(file);
  if (found !== undefined) return found;
  try {
    makeFolder(dirname(file));
    chmodSync(dirname(file), 0o700);
    // 'wx': of two processes that start together one makes the token and the other reads it.
    writeFileSync(file, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' });
  } catch (reason) {
    if (reason instanceof SutraError) throw reason;
    if ((reason as NodeJS.ErrnoException).code !== 'EEXIST') {
      throw new SutraError('SUTRA_DATA_UNUSABLE', `Cannot write the token file ${file}: ${(reason as Error).message}`, { cause: reason });
    }
  }
  const made = readToken(file);
  if (made === undefined) throw new SutraError('SUTRA_DATA_UNUSABLE', `Cannot read the token file ${file} that was just written`);
  return made;
}

/** The token when there is one; undefined when there is no file. */
export function readToken(file: string): string | undefined {
  try {
    const mode = statSync(file).mode & 0o777;
    if ((mode & 0o077) !== 0) {
      throw new SutraError('SUTRA_DATA_UNUSABLE', `The token file ${file} can be read by others (mode ${mode.toString(8)})`, {
        mend: `Run: chmod 600 ${file}`,
      });
    }
    const text = readFileSync(file, 'utf8').trim();
    return text === '' ? undefined : text;
  } catch (reason) {
    if (reason instanceof SutraError) throw reason;
    if ((reason as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new SutraError('SUTRA_DATA_UNUSABLE', `Cannot read the token file ${file}: ${(reason as Error).message}`, { cause: reason });
  }
}
