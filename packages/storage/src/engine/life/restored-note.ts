import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Lies in a restored store until it has been said in its record that it was restored. */
export const RESTORED = 'restored.json';

export interface RestoredNote {
  /** Newest position it was restored to. */
  readonly seq: number;
  /** Folder of the backup. */
  readonly from: string;
  /** Who restored it. */
  readonly actor?: string;
}

export const restoredNoteText = (note: RestoredNote): string => `${JSON.stringify(note)}\n`;

/** What a restore left to be said; undefined when there is nothing, or nothing legible: the note is a courtesy, not the record. */
export function restoredNote(folder: string): RestoredNote | undefined {
  const path = join(folder, RESTORED);
  if (!existsSync(path)) return undefined;
  try {
    const { seq, from, actor } = JSON.parse(readFileSync(path, 'utf8')) as Partial<RestoredNote>;
    if (typeof seq !== 'number' || typeof from !== 'string') return undefined;
    return typeof actor === 'string' ? { seq, from, actor } : { seq, from };
  } catch (reason) {
    if (!(reason instanceof SyntaxError)) throw reason;
    return undefined;
  }
}

/** Call when it has been said, safely. */
export function forgetRestoredNote(folder: string): void {
  rmSync(join(folder, RESTORED), { force: true });
}
