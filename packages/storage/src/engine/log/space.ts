import { statfsSync } from 'node:fs';
import { type Clock, SutraError } from '@sutra/kit';

const CHECK_EVERY_MS = 250;

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
  #checkedMs = Number.NEGATIVE_INFINITY;
  #room = 0;

  constructor(clock: Clock, reserveBytes: number, free: () => number) {
    this.#clock = clock;
    this.#reserve = reserveBytes;
    this.#free = free;
  }

  /** Call before taking `bytes` that will be written. @throws SutraError SUTRA_STORE_FULL */
  take(bytes: number): void {
    const now = this.#clock.monotonicMs();
    if (now - this.#checkedMs >= CHECK_EVERY_MS || bytes > this.#room) {
      this.#room = this.#free() - this.#reserve;
      this.#checkedMs = now;
    }
    if (bytes > this.#room)
      throw new SutraError(
        'SUTRA_STORE_FULL',
        `Cannot store ${bytes} bytes: the disk has ${this.#room + this.#reserve} left, ${this.#reserve} are kept free`,
      );
    this.#room -= bytes;
  }
}
