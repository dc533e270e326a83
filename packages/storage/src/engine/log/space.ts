import { statfsSync } from 'node:fs';
import { type Clock, type Logger, SutraError } from '@sutra/kit';
import type { DiskRoom } from '../../contract/query.ts';

/**
 * How long an answer of the disk holds. Others write to it too: in this time they must not be able to eat the whole reserve (32 MiB in
 * 5 ms would be 6.4 GB/s), while asking costs some 2 µs.
 */
const CHECK_EVERY_MS = 5;

/** Bytes a process may still write to the file system that holds `folder`. */
export function freeBytesOf(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

/**
 * Refuses new work while the disk is nearly full. A write that fails for lack of space would end the store; refusing a little earlier
 * keeps it answering, keeps what it promised, and lets it go on by itself when there is space again.
 */
export class DiskSpace {
  readonly #clock: Clock;
  readonly #reserve: number;
  readonly #free: () => number;
  readonly #logger: Logger;
  #checkedMs = Number.NEGATIVE_INFINITY;
  #room = 0;
  #refusing = false;

  constructor(clock: Clock, reserveBytes: number, free: () => number, logger: Logger) {
    this.#clock = clock;
    this.#reserve = reserveBytes;
    this.#free = free;
    this.#logger = logger;
  }

  /** What the disk has now, and whether that is so little that nothing new is taken. */
  get room(): DiskRoom {
    const freeBytes = this.#free();
    return { freeBytes, keptFreeBytes: this.#reserve, full: freeBytes <= this.#reserve };
  }

  /** Call before taking `bytes` that will be written. @throws SutraError SUTRA_STORE_FULL */
  take(bytes: number): void {
    const now = this.#clock.monotonicMs();
    if (now - this.#checkedMs >= CHECK_EVERY_MS || bytes > this.#room) {
      this.#room = this.#free() - this.#reserve;
      this.#checkedMs = now;
    }
    if (bytes > this.#room) {
      const free = this.#room + this.#reserve;
      if (!this.#refusing) this.#logger.warn('the disk is full: nothing new is stored', { free, keptFree: this.#reserve });
      this.#refusing = true;
      throw new SutraError('SUTRA_STORE_FULL', `Cannot store ${bytes} bytes: the disk has ${free} left, ${this.#reserve} are kept free`);
    }
    if (this.#refusing) this.#logger.info('the disk has space again', { free: this.#room + this.#reserve });
    this.#refusing = false;
    this.#room -= bytes;
  }
}
