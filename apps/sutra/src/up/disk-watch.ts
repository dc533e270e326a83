import { type Clock, SutraError } from '@sutra/kit';
import { ENGINE_LIMITS, freeBytesOf } from '@sutra/storage/engine';

const LOOK_EVERY_MS = 2_000;
const MIB = 1024 * 1024;

export interface DiskWatch {
  readonly folder: string;
  readonly clock: Clock;
  /** Bytes that can still be written where `folder` lies. */
  readonly freeBytes?: (folder: string) => number;
  readonly trouble: (message: string) => void;
}

/**
 * Says in the terminal when the disk of the grid is so full that storage refuses events, and when it has space again: a log that lies on
 * the same disk may have no room for the news.
 * @returns ends the watch
 */
export function watchDisk({ folder, clock, freeBytes = freeBytesOf, trouble }: DiskWatch): () => void {
  let state: 'space' | 'full' | 'unreadable' = 'space';
  const turn = (next: typeof state, message: string): void => {
    if (state !== next) trouble(message);
    state = next;
  };
  const look = (): void => {
    let free: number;
    try {
      free = freeBytes(folder);
    } catch (reason) {
      turn('unreadable', `the disk of ${folder} cannot be asked how full it is: ${SutraError.from(reason).message}`);
      return;
    }
    const mib = Math.floor(free / MIB);
    if (free >= ENGINE_LIMITS.reserveBytes) turn('space', `the disk of ${folder} has space again (${mib} MiB): events are stored`);
    else
      turn('full', `the disk of ${folder} is full (${mib} MiB left): no event is stored, they wait with those who send them; free space`);
  };
  const timer = clock.every(LOOK_EVERY_MS, look);
  return () => timer.cancel();
}
