import { closeSync, existsSync, mkdirSync, openSync, readFileSync, readSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';

/**
 * LMDB maps its file into memory and believes it: a damaged file does not fail, it brings the process down. So nothing is opened
 * that was not checked: after a clean close the file must be the one that was closed; after a crash LMDB's own recovery is
 * trusted once; and an attempt to open that never finished is not repeated.
 */
export const graphFile = (folder: string): string => join(folder, 'graph.mdb');
const closedMark = (folder: string): string => join(folder, 'closed');
const openingMark = (folder: string): string => join(folder, 'opening');

const META_MAGIC = Buffer.from('dec0efbe', 'hex');
const META_MAGIC_AT = 24;

/** Why the index cannot be opened; undefined when it can. */
export function findDamage(folder: string): string | undefined {
  if (!existsSync(graphFile(folder))) return 'it is missing';
  if (existsSync(openingMark(folder))) return 'the last attempt to open it did not finish';
  const [head, sum] = summarise(folder);
  if (!head.subarray(META_MAGIC_AT, META_MAGIC_AT + 4).equals(META_MAGIC)) return 'it is not an index';
  if (!existsSync(closedMark(folder))) return undefined;
  return readFileSync(closedMark(folder), 'utf8') === sum ? undefined : 'it changed while it was closed';
}

/** Call before opening. */
export function beginUse(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(openingMark(folder), '');
  rmSync(closedMark(folder), { force: true });
}

/** Call when opening succeeded. */
export function openedWell(folder: string): void {
  rmSync(openingMark(folder));
}

/** Call after closing. On a disk that does not take the mark the next start trusts the index as after a crash; half a mark would have it made anew. */
export function endUse(folder: string): void {
  try {
    writeFileSync(closedMark(folder), summarise(folder)[1]);
  } catch (reason) {
    if ((reason as NodeJS.ErrnoException).code !== 'ENOSPC') throw reason;
    rmSync(closedMark(folder), { force: true });
  }
}

const STEP_BYTES = 4 * 1024 * 1024;

/** The first bytes of the file, and its length and checksum as text. */
function summarise(folder: string): readonly [Buffer, string] {
  const fd = openSync(graphFile(folder), 'r');
  try {
    const step = Buffer.alloc(STEP_BYTES);
    let head: Buffer | undefined;
    let [length, check] = [0, 0];
    for (let got = readSync(fd, step, 0, STEP_BYTES, 0); got > 0; got = readSync(fd, step, 0, STEP_BYTES, length)) {
      head ??= Buffer.from(step.subarray(0, Math.min(got, 64)));
      check = crc32(step.subarray(0, got), check);
      length += got;
    }
    return [head ?? Buffer.alloc(0), `${length} ${check}`];
  } finally {
    closeSync(fd);
  }
}
