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

/** Events per block, and about how many bytes: a block is read back whole. */
const BLOCK_EVENTS_MAX = 512;
const BLOCK_BYTES_MAX = 1024 * 1024;

/** Cuts a batch into what one block may hold. */
export function* chunks(items: readonly Fresh[]): Generator<readonly Fresh[]> {
  let from = 0;
  let bytes = 0;
  for (let i = 0; i < items.length; i++) {
    bytes += (items[i] as Fresh).bytes;
    if (i + 1 - from < BLOCK_EVENTS_MAX && bytes < BLOCK_BYTES_MAX && i + 1 < items.length) continue;
    yield items.slice(from, i + 1);
    from = i + 1;
    bytes = 0;
  }
}
