import { type EventClass, type GridEvent, toRecord } from '@sutra/model';
import type { EventRecord } from '@sutra/wire';
import { type Lane, laneOf } from '../core/lanes.ts';
import type { Waiting } from './backlog.ts';

/** An event between `emit` and the disk. The record is made only when it is written: the caller of `emit` does not pay for it. */
export class Fresh implements Waiting {
  readonly event: GridEvent;
  readonly lane: Lane;
  readonly bytes: number;
  written = false;
  #record: EventRecord | undefined;

  constructor(event: GridEvent, kind: EventClass, bytes: number) {
    this.event = event;
    this.lane = laneOf(kind);
    this.bytes = bytes;
  }

  get record(): EventRecord {
    const record = this.#record ?? toRecord(this.event);
    this.#record = record;
    return record;
  }
}

/** How much of a batch goes together. */
export interface Portion {
  readonly eventsMax: number;
  /** About how many bytes. */
  readonly bytesMax: number;
}

/** One block: it is read back whole. */
export const BLOCK: Portion = { eventsMax: 512, bytesMax: 1024 * 1024 };
/** One write: under pressure many blocks go in one, since every write waits for a turn of the event loop, and more comes in meanwhile. */
export const WRITE: Portion = { eventsMax: 8_192, bytesMax: 4 * 1024 * 1024 };

/** Cuts a batch into portions. */
export function* portions(items: readonly Fresh[], { eventsMax, bytesMax }: Portion): Generator<readonly Fresh[]> {
  let from = 0;
  let bytes = 0;
  for (let i = 0; i < items.length; i++) {
    bytes += (items[i] as Fresh).bytes;
    if (i + 1 - from < eventsMax && bytes < bytesMax && i + 1 < items.length) continue;
    yield items.slice(from, i + 1);
    from = i + 1;
    bytes = 0;
  }
}
