import { constants } from 'node:fs';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import type { LogTail } from '../contract/index.ts';
import { foldersOf, openPlain } from './layout.ts';

/** Size at which an output file is moved aside; one previous file is kept, so a node holds at most twice this per stream. */
export const OUTPUT_BYTES_MAX = 16 * 1024 * 1024;
/** Most bytes of a stream that `logs` returns. */
export const TAIL_BYTES_MAX = 1024 * 1024;

const previous = (path: string): string => `${path}.1`;

async function readEnd(path: string, bytes: number, from = 0): Promise<{ readonly text: Buffer; readonly whole: boolean }> {
  const file = await openPlain(path, constants.O_RDONLY);
  if (file === undefined) return { text: Buffer.alloc(0), whole: true };
  try {
    const { size } = await file.stat();
    // A file shorter than where the run began was moved aside since: then all of it is the run's.
    const own = size < from ? size : size - from;
    const take = Math.min(own, bytes);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(take), 0, take, size - take);
    return { text: buffer.subarray(0, bytesRead), whole: take === own };
  } finally {
    await file.close();
  }
}

/** Drops the torn character a cut may leave in front. */
function decode(bytes: Buffer): string {
  let from = 0;
  while (from < Math.min(4, bytes.length) && ((bytes[from] as number) & 0xc0) === 0x80) from++;
  return bytes.toString('utf8', from);
}

async function tail(path: string, maxBytes: number, from: number): Promise<{ readonly text: string; readonly whole: boolean }> {
  const now = await readEnd(path, maxBytes, from);
  if (from > 0) return { text: decode(now.text), whole: now.whole };
  const room = maxBytes - now.text.length;
  if (!now.whole || room === 0) return { text: decode(now.text), whole: now.whole };
  const before = await readEnd(previous(path), room);
  return { text: decode(Buffer.concat([before.text, now.text])), whole: before.whole };
}

/** Where a run's output begins in the files it shares with earlier runs. */
export interface OutputStart {
  readonly stdoutFrom: number;
  readonly stderrFrom: number;
}

export async function outputSizes(folder: string): Promise<OutputStart> {
  const { stdout, stderr } = foldersOf(folder);
  const size = async (path: string): Promise<number> => {
    const file = await openPlain(path, constants.O_RDONLY);
    if (file === undefined) return 0;
    try {
      return (await file.stat()).size;
    } finally {
      await file.close();
    }
  };
  return { stdoutFrom: await size(stdout), stderrFrom: await size(stderr) };
}

export async function readOutput(folder: string, maxBytes: number, from: OutputStart): Promise<LogTail> {
  const { stdout, stderr } = foldersOf(folder);
  const bytes = Math.max(0, Math.min(maxBytes, TAIL_BYTES_MAX));
  const [out, err] = await Promise.all([tail(stdout, bytes, from.stdoutFrom), tail(stderr, bytes, from.stderrFrom)]);
  return { stdout: out.text, stderr: err.text, truncated: !out.whole || !err.whole };
}

const COPY_BYTES = 1024 * 1024;

/**
 * Moves the end of a full output file aside and cuts the file. The node keeps it open for appending, so its bytes are copied rather than the
 * file renamed; what the node writes between the copy and the cut is lost, and so is the beginning of what was written faster than
 * we look. A disk without room for the copy must not keep the file from being cut: then nothing is kept of it.
 * Without an agent nothing is moved and the file grows.
 * @returns whether it was cut, and whether its end was kept
 */
export async function rotateWhenFull(path: string, bytesMax = OUTPUT_BYTES_MAX): Promise<'not full' | 'kept' | 'dropped'> {
  const file = await openPlain(path, constants.O_RDWR);
  if (file === undefined) return 'not full';
  try {
    const { size } = await file.stat();
    if (size <= bytesMax) return 'not full';
    const kept = await keepEnd(file, size - bytesMax, size, path);
    await file.truncate(0);
    return kept ? 'kept' : 'dropped';
  } finally {
    await file.close();
  }
}

/** False when the disk has no room for it. */
async function keepEnd(file: FileHandle, from: number, to: number, path: string): Promise<boolean> {
  const moving = `${previous(path)}.new`;
  await rm(moving, { force: true });
  try {
    const copy = await open(moving, 'wx', 0o640);
    try {
      const chunk = Buffer.alloc(COPY_BYTES);
      for (let at = from; at < to; ) {
        const { bytesRead } = await file.read(chunk, 0, Math.min(chunk.length, to - at), at);
        if (bytesRead === 0) break; // the node cut its own output
        await copy.writeFile(chunk.subarray(0, bytesRead));
        at += bytesRead;
      }
    } finally {
      await copy.close();
    }
    await rename(moving, previous(path));
    return true;
  } catch (reason) {
    await rm(moving, { force: true });
    const { code } = reason as NodeJS.ErrnoException;
    if (code !== 'ENOSPC' && code !== 'EDQUOT') throw reason;
    await rm(previous(path), { force: true });
    return false;
  }
}
