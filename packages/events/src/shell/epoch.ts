import { join } from 'node:path';
import { raiseCounter } from './counter-file.ts';

const EPOCH_FILE = 'epoch';

/**
 * The number of this run: greater than every earlier one of this folder even when the clock was set back, and on disk before
 * the first event is numbered under it.
 * @param above the greatest epoch seen in spool files, for when the counter itself was lost
 * @param numberAbove gives a number that no other run has
 */
export function nextEpoch(folder: string, above: number, numberAbove: (above: number) => number): Promise<number> {
  // A file without a number is as good as none: spool files and the clock set the floor.
  return raiseCounter(join(folder, EPOCH_FILE), (last = 0) => numberAbove(Math.max(last, above)));
}
