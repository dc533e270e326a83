import { statfsSync } from 'node:fs';
import { type Clock, type Logger, SutraError } from '@sutra/kit';
import type { TellOwn } from '../../contract/own-event.ts';
import type { DiskRoom } from '../../contract/query.ts';

/**
 * How long an answer of the disk holds. Others write to it too: in this time they must not be able to eat the whole reserve (32 MiB in
 * 5 ms would be 6.4 GB/s), while asking costs some 2 µs.
 */
const CHECK_EVERY_MS = 5;
const MIB = 1024 * 1024;

/** Since when something was refused, on the monotonic clock, and the most of it at once: as long as that would be refused, the disk is full. */
interface Refusal {
  readonly sinceMs: number;
  readonly bytes: number;
}

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
  readonly #tell: TellOwn;
  #checkedMs = Number.NEGATIVE_INFINITY;
  #room = 0;
  #refusal: Refusal | undefined;

  constructor(clock: Clock, reserveBytes: number, free: () => number, logger: Logger, tell: TellOwn) {
    this.#clock = clock;
    this.#reserve = reserveBytes;
    this.#free = free;
    this.#logger = logger;
    this.#tell = tell;
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
    if (bytes > this.#room) throw this.#refuse(bytes, now);
    if (this.#refusal !== undefined && this.#refusal.bytes <= this.#room) this.#resume(this.#refusal, now);
    this.#room -= bytes;
  }

  #refuse(bytes: number, nowMs: number): SutraError {
    const [free, kept] = [this.#room + this.#reserve, this.#reserve];
    if (this.#refusal === undefined) {
      this.#logger.warn('the disk is full: nothing new is stored', { free, keptFree: kept });
      const because = `${Math.floor(free / MIB)} MiB are left, ${Math.floor(kept / MIB)} MiB are kept free`;
      this.#tell({ type: 'storage_full', body: { free_bytes: free, kept_free_bytes: kept }, because });
    }
    this.#refusal = { sinceMs: this.#refusal?.sinceMs ?? nowMs, bytes: Math.max(bytes, this.#refusal?.bytes ?? 0) };
    return new SutraError('SUTRA_STORE_FULL', `Cannot store ${bytes} bytes: the disk has ${free} left, ${kept} are kept free`);
  }

  #resume({ sinceMs }: Refusal, nowMs: number): void {
    const free = this.#room + this.#reserve;
    this.#logger.info('the disk has space again', { free });
    this.#tell({ type: 'storage_resumed', body: { full_ms: Math.round(nowMs - sinceMs), free_bytes: free } });
    this.#refusal = undefined;
  }
}
