import { close, fdatasync, fdatasyncSync, fsync, ftruncate, open, type PathLike, write, writeSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import type { FaultPoint, FaultPoints } from '../faults.ts';

const openFile: (path: PathLike, flags: string, mode?: number) => Promise<number> = promisify(open);
export const closeFile: (fd: number) => Promise<void> = promisify(close);
const syncFile: (fd: number) => Promise<void> = promisify(fsync);
const cutFile: (fd: number, length: number) => Promise<void> = promisify(ftruncate);
const syncFileData: (fd: number) => Promise<void> = promisify(fdatasync);

/** Only its owner reads a store. */
const PRIVATE = 0o600;
/** Up to this many bytes are given to the operating system in place: taking them costs it less than the way to another thread. */
const IN_PLACE_BYTES_MAX = 1024 * 1024;

/** The file operations that make things durable, each behind its fault point. */
export class Disk {
  readonly #fault: FaultPoints;

  constructor(faults: FaultPoints) {
    this.#fault = faults;
  }

  async open(path: string, flags: 'wx' | 'r+' | 'r' | 'w', point?: FaultPoint): Promise<number> {
    if (point !== undefined) await this.#fault(point);
    return openFile(path, flags, PRIVATE);
  }

  /** Writes all of it, however many calls the system takes for that. */
  async write(fd: number, bytes: Uint8Array, at: number, point: FaultPoint): Promise<void> {
    await this.#fault(point);
    for (let done = 0; done < bytes.length; )
      done += bytes.length <= IN_PLACE_BYTES_MAX ? writtenInPlace(fd, bytes, done, at + done) : await writeOnce(fd, bytes, done, at + done);
  }

  /** @param inPlace holds the event loop meanwhile: for a disk that is known to be quick */
  async flush(fd: number, point: FaultPoint, inPlace = false): Promise<void> {
    await this.#fault(point);
    if (inPlace) fdatasyncSync(fd);
    else await syncFileData(fd);
  }

  async truncate(fd: number, length: number, point: FaultPoint): Promise<void> {
    await this.#fault(point);
    await cutFile(fd, length);
  }

  async sync(fd: number, point: FaultPoint): Promise<void> {
    await this.#fault(point);
    await syncFile(fd);
  }

  /** A name is durable only when its folder is. */
  async syncFolder(folder: string, point: FaultPoint): Promise<void> {
    await this.#fault(point);
    const fd = await openFile(folder, 'r');
    try {
      await syncFile(fd);
    } finally {
      await closeFile(fd);
    }
  }

  /**
   * Writes what is to take the place of a file beside it, and flushes it, a part at a time: one flush of many megabytes would hold up the flush of
   * an append. Whatever fails, nothing is left and the file itself is as it was.
   */
  async writeAside(path: string, parts: readonly Uint8Array[], kind: 'rewrite'): Promise<void> {
    const fd = await this.open(`${path}.tmp`, 'w');
    try {
      let at = 0;
      for (const bytes of inPieces(parts)) {
        await this.write(fd, bytes, at, `${kind}.write`);
        await this.flush(fd, `${kind}.flush`);
        at += bytes.length;
      }
    } catch (reason) {
      await rm(`${path}.tmp`, { force: true });
      throw reason;
    } finally {
      await closeFile(fd);
    }
  }

  /** Gives what was written aside its name. From the first failure on it is not known which of the two the disk holds. */
  async putInPlace(path: string, kind: 'rewrite'): Promise<void> {
    await this.#fault(`${kind}.rename`);
    await rename(`${path}.tmp`, path);
    await this.syncFolder(dirname(path), `${kind}.folder.sync`);
  }

  async discardAside(path: string, kind: 'rewrite'): Promise<void> {
    await this.#fault(`${kind}.discard`);
    await rm(`${path}.tmp`, { force: true });
  }

  /**
   * Puts a whole file in place: there is the old one, or the new one, and never a part. Flushed a part at a time, as what is written aside is. A disk that did
   * not take it gets back what it took.
   */
  async replace(path: string, bytes: Uint8Array, kind: 'index' | 'snapshot'): Promise<void> {
    const temporary = `${path}.tmp`;
    const fd = await this.open(temporary, 'w');
    try {
      for (let at = 0; at === 0 || at < bytes.length; at += CHUNK_BYTES) {
        await this.write(fd, bytes.subarray(at, at + CHUNK_BYTES), at, `${kind}.write`);
        await this.flush(fd, `${kind}.flush`);
      }
    } catch (reason) {
      await rm(temporary, { force: true });
      throw reason;
    } finally {
      await closeFile(fd);
    }
    await this.#fault(`${kind}.rename`);
    await rename(temporary, path);
    await this.syncFolder(dirname(path), `${kind}.folder.sync`);
  }
}

/** Written and flushed at once. */
const CHUNK_BYTES = 512 * 1024;

/** The same bytes in pieces as large as are written and flushed at once. */
export function* inPieces(parts: readonly Uint8Array[]): Generator<Uint8Array> {
  let chunk: Uint8Array[] = [];
  let bytes = 0;
  for (const part of parts) {
    chunk.push(part);
    bytes += part.length;
    if (bytes < CHUNK_BYTES) continue;
    yield joined(chunk);
    [chunk, bytes] = [[], 0];
  }
  if (bytes > 0) yield joined(chunk);
}

const joined = (parts: readonly Uint8Array[]): Uint8Array => (parts.length === 1 ? parts[0]! : Buffer.concat(parts));

function writtenInPlace(fd: number, bytes: Uint8Array, from: number, at: number): number {
  const written = writeSync(fd, bytes, from, bytes.length - from, at);
  if (written === 0) throw new Error('the disk took no bytes');
  return written;
}

function writeOnce(fd: number, bytes: Uint8Array, from: number, at: number): Promise<number> {
  return new Promise((resolve, reject) => {
    write(fd, bytes, from, bytes.length - from, at, (error, written) => {
      if (error !== null) reject(error);
      else if (written === 0) reject(new Error('the disk took no bytes'));
      else resolve(written);
    });
  });
}
