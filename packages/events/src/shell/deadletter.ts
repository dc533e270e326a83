import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { SutraError } from '@sutra/kit';
import type { EventRecord } from '@sutra/wire';

export const DEAD_LETTER_FILE = 'dead-letters.jsonl';

/**
 * Puts an event aside that storage rejects for good, with the reason, one JSON line each. Flushed before it resolves.
 * Says false when the file has reached its limit: then only the count remains.
 */
export async function writeDeadLetter(
  folder: string,
  letter: { readonly emitter: string; readonly epoch: number; readonly event: EventRecord; readonly error: SutraError },
  bytesMax: number,
): Promise<boolean> {
  const path = join(folder, DEAD_LETTER_FILE);
  const { emitter, epoch, event, error } = letter;
  const line = `${JSON.stringify({ emitter, epoch, code: error.code, reason: error.message, event })}\n`;
  const file = await open(path, 'a', 0o600);
  try {
    if ((await stat(path)).size + line.length > bytesMax) return false;
    await file.write(line);
    await file.datasync();
    return true;
  } finally {
    await file.close();
  }
}
