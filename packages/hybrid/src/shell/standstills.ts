import type { GridEvent } from '@sutra/model';

/** The part of the grid that others find standing still: its process is there, and answers nobody. It counts as down as long. */
export const STANDS_STILL = 'storage';
export const STANDSTILLS = ['storage_stalled', 'storage_recovered'] as const;
export const LIFE = ['component_started', 'component_stopped'] as const;

/** Since when storage stands still: it was last heard before it was found to. */
export const heardLastUs = (event: GridEvent): number =>
  event.type === 'storage_stalled' ? event.timeUs - event.body.silent_ms * 1_000 : event.timeUs;

export interface Standstill {
  readonly fromUs: number;
  /** When it was heard again, stopped or was started anew; undefined while it lasts. */
  readonly end?: GridEvent;
  readonly start: GridEvent;
}

/** Standstills among the events of storage, which are in order of time: from when it was last heard until whatever came next of it. */
export function standstillsIn(events: readonly GridEvent[]): Standstill[] {
  const found: Standstill[] = [];
  let start: GridEvent | undefined;
  for (const event of events) {
    if (event.type === 'storage_stalled') start ??= event;
    else if (start !== undefined) {
      found.push({ fromUs: heardLastUs(start), start, end: event });
      start = undefined;
    }
  }
  return start === undefined ? found : [...found, { fromUs: heardLastUs(start), start }];
}
