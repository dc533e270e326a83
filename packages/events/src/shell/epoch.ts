import { join } from 'node:path';
import { raiseCounter } from './counter-file.ts';

const EPOCH_FILE = 'epoch';

/**
 * The number of this run: greater than every earlier one of this folder even when the clock was set back, and on disk before
 * the first event is numbered under it.
 * @param above the greatest epoch seen in spool files, for when the counter itself was lost
 */
export function nextEpoch(folder: string, wallMs: number, above: number): Promise<number> {
  // A file without a number is as good as none: spool files and the clock set the floor.
  return raiseCounter(join(folder, EPOCH_FILE), (last = 0) => Math.max(last + 1, above + 1, Math.floor(wallMs)));
}
