import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

const TAIL_BYTES = 8_192;

/** The last lines written to a file from byte `start` on, at most `linesMax`; none when it cannot be read. */
export function lastLines(file: string, start: number, linesMax: number): readonly string[] {
  let handle: number;
  try {
    handle = openSync(file, 'r');
  } catch {
    return []; // the log itself may be what is wrong; the caller still says how the process ended
  }
  try {
    const { size } = fstatSync(handle);
    const from = Math.max(start, size - TAIL_BYTES);
    const bytes = Buffer.alloc(Math.max(0, size - from));
    readSync(handle, bytes, 0, bytes.length, from);
    return bytes
      .toString('utf8')
      .split('\n')
      .filter((line) => line.trim() !== '')
      .slice(-linesMax);
  } finally {
    closeSync(handle);
  }
}
