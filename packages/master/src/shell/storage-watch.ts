import type { EventSink } from '@sutra/events';
import type { Clock } from '@sutra/kit';
import { EVENT_STORAGE, type GridEvent } from '@sutra/model';
import type { StoreClient } from '@sutra/storage';

export interface StorageWatchParts {
  readonly store: Pick<StoreClient, 'address' | 'onAnswering' | 'onConnection'>;
  readonly emitter: EventSink;
  readonly clock: Clock;
  /** What the last run left unstored. */
  readonly left: readonly GridEvent[];
}

/** A standstill that is not over. */
interface Stall {
  readonly id: string;
  /** When storage was last heard, monotonic. */
  readonly sinceMs: number;
}

/**
 * Puts on record that storage stood still, which it cannot say of itself: the events wait in the spool until it takes them. A storage that stops
 * and starts says so, and is none of this. Returns how to stop.
 */
export function watchStorage({ store, emitter, clock, left }: StorageWatchParts): () => void {
  const node_id = EVENT_STORAGE;
  const endpoint = store.address;
  let stall = stallAmong(left, clock);
  const begins = (silentMs: number): void => {
    if (stall !== undefined) return;
    const because = `the connection to ${endpoint} is up and nothing came over it`;
    const { id } = emitter.emit({ type: 'storage_stalled', body: { node_id, endpoint, silent_ms: Math.round(silentMs) }, because });
    stall = { id, sinceMs: clock.monotonicMs() - silentMs };
  };
  const ends = (): void => {
    if (stall === undefined) return;
    const silent_ms = Math.round(Math.max(0, clock.monotonicMs() - stall.sinceMs));
    emitter.emit({ type: 'storage_recovered', body: { node_id, endpoint, silent_ms }, causedBy: [stall.id] });
    stall = undefined;
  };
  const stopAnswering = store.onAnswering((answers, silentMs) => (answers ? ends() : begins(silentMs)));
  // One that the last run saw begin is over when storage takes a connection: this run need not have seen it stand still.
  const stopConnection = store.onConnection((up) => {
    if (up) ends();
  });
  return () => {
    stopAnswering();
    stopConnection();
  };
}

/** The one that the last run did not see the end of: its beginning is not stored, as nothing was meanwhile. */
function stallAmong(left: readonly GridEvent[], clock: Clock): Stall | undefined {
  const last = left.findLast(({ type }) => type === 'storage_stalled' || type === 'storage_recovered');
  if (last?.type !== 'storage_stalled') return undefined;
  // Between two runs there is only wall time.
  return { id: last.id, sinceMs: clock.monotonicMs() - (clock.wallUs() - last.timeUs) / 1000 - last.body.silent_ms };
}
