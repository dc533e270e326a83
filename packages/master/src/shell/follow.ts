import { backoffMs, type Chance, type Clock, type Closable, type Logger, RECONNECT, SutraError, sleep } from '@sutra/kit';
import { EMPTY_GRID, foldAll, type GridEvent, type GridState, STATE_TYPES } from '@sutra/model';
import type { StoreClient } from '@sutra/storage';

export interface FollowOptions {
  readonly store: Pick<StoreClient, 'snapshot' | 'feed' | 'connected'>;
  readonly clock: Clock;
  readonly chance: Chance;
  readonly logger: Logger;
  /** Reads a stored snapshot. Throws when it cannot be read: the log is folded from its beginning then. */
  readonly readSnapshot: (bytes: Uint8Array) => GridState;
  readonly readEvent: (stored: StoredEvent) => GridEvent;
  /** A state that is whole up to its position, how many events it is ahead of the one before, and these events when it is only a step. */
  readonly publish: (state: GridState, count: number, events?: readonly GridEvent[]) => void;
}

type StoredEvent = Extract<Awaited<ReturnType<FeedIterator['next']>>['value'], { kind: 'events' }>['events'][number];
type FeedIterator = AsyncIterator<import('@sutra/storage').FeedItem>;

export interface Follower extends Closable {
  /** Resolves when the record has been read to its end for the first time in this run. */
  readonly caughtUp: Promise<void>;
  /** True once that has happened: before, the state may lack the past. */
  complete(): boolean;
  /** True while the feed is live. */
  up(): boolean;
}

/** Name of the snapshot of folded state in the store. */
export const SNAPSHOT = 'grid-state';

/**
 * Folds the record: newest snapshot, then the tail, then whatever is committed, for ever. While the record is being caught up
 * with, nothing is published: half a past is not a state anyone should decide on.
 */
export function followStore(options: FollowOptions): Follower {
  const { store, clock, chance, logger } = options;
  const stop = new AbortController();
  let folding: GridState | undefined;
  let complete = false;
  let up = false;
  let attempt = 0;
  let markCaughtUp = (): void => undefined;
  const caughtUp = new Promise<void>((resolve) => {
    markCaughtUp = resolve;
  });

  const wentLive = (): void => {
    if (!up) logger.info('the record is read to its end', { seq: folding?.seq ?? 0 });
    up = true;
    complete = true;
    attempt = 0;
    markCaughtUp();
  };

  const followOnce = async (): Promise<void> => {
    folding ??= await restore(options, stop.signal);
    let unpublished = 0;
    const query = { fromSeq: folding.seq + 1, types: STATE_TYPES };
    for await (const item of store.feed(query, stop.signal)) {
      if (item.kind === 'gap') {
        logger.warn('the store skipped events for this reader; reading them again', { from: item.fromSeq, to: item.toSeq });
        return;
      }
      if (item.kind === 'events') {
        const events = item.events.map(options.readEvent);
        folding = foldAll(events, folding);
        if (up) options.publish(folding, events.length, events);
        else unpublished += events.length;
      } else {
        if (item.seq < folding.seq) {
          logger.warn('the record ends before what was read of it: it was restored or replaced; reading it anew', {
            read: folding.seq,
            ends: item.seq,
          });
          folding = undefined;
          return;
        }
        folding = { ...folding, seq: Math.max(folding.seq, item.seq) };
        options.publish(folding, unpublished, up ? [] : undefined);
        unpublished = 0;
        wentLive();
      }
    }
  };

  const followForEver = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      try {
        await followOnce();
      } catch (reason) {
        if (stop.signal.aborted) break;
        const error = SutraError.from(reason);
        logger.warn('the record cannot be read now; trying again', { reason: error.message, code: error.code });
      }
      up = false;
      await sleep(clock, backoffMs(RECONNECT, attempt++, chance), stop.signal).catch(() => undefined); // ends with the follower
    }
  };
  const done = followForEver();
  return {
    caughtUp,
    complete: () => complete,
    up: () => up && store.connected(), // a client may carry one feed over many connections
    async close() {
      stop.abort(new SutraError('SUTRA_ABORTED', 'The master is closing'));
      await done;
    },
  };
}

async function restore({ store, readSnapshot, logger }: FollowOptions, signal: AbortSignal): Promise<GridState> {
  const found = await store.snapshot(SNAPSHOT, undefined, { signal });
  if (found === undefined) return EMPTY_GRID;
  try {
    const state = readSnapshot(found.bytes);
    logger.info('state restored from a snapshot', { seq: found.seq });
    return state;
  } catch (reason) {
    logger.warn('the state snapshot cannot be read; folding the whole record', { reason: SutraError.from(reason).message });
    return EMPTY_GRID;
  }
}
