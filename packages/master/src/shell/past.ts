import { type Scope, sleep } from '@sutra/kit';
import { fromSnapshotText, fromStored } from '@sutra/model';
import type { StoreClient } from '@sutra/storage';
import type { MasterLimits } from '../limits.ts';
import type { MasterOptions } from '../options.ts';
import { type Follower, followStore } from './follow.ts';
import type { Rooms } from './rooms.ts';
import { Snapshots } from './snapshots.ts';

/** Follows the record into the live state; when the past becomes known, takes up what had to wait for it. */
export function followInto(options: MasterOptions, store: StoreClient, grid: Rooms, scope: Scope, limits: MasterLimits): Follower {
  const { clock, chance, logger } = options;
  const { live, resolver, sessions } = grid;
  const snapshots = new Snapshots({
    store,
    clock,
    logger,
    everyEvents: limits.snapshotEvents,
    everyMs: limits.snapshotMs,
    stored: () => live.stored,
  });
  scope.own(snapshots, 'snapshots');
  const follower = followStore({
    store,
    clock,
    chance,
    logger,
    readSnapshot: (bytes) => fromSnapshotText(new TextDecoder().decode(bytes)),
    readEvent: fromStored,
    publish(state, count, events) {
      live.publish(state, events);
      snapshots.published(count);
    },
  });
  void follower.caughtUp.then(() => {
    resolver.adopt();
    for (const session of sessions) session.pastKnown();
  });
  return follower;
}

/** Waits until the past is known, but not for ever for a store that is not there. */
export async function pastOrTime(follower: Follower, waitMs: number, options: MasterOptions, signal: AbortSignal): Promise<void> {
  const { clock, logger, store } = options;
  const stop = new AbortController();
  const onAbort = (): void => stop.abort();
  signal.addEventListener('abort', onAbort, { once: true });
  const time = sleep(clock, waitMs, stop.signal).catch(() => undefined); // ended by whichever comes first
  await Promise.race([follower.caughtUp, time]);
  stop.abort();
  signal.removeEventListener('abort', onAbort);
  if (!follower.complete())
    logger.warn('event storage is away: the master starts on what its own spool holds, and goes on trying', {
      storage: store?.address,
      waited_ms: waitMs,
    });
}

/** `none` without a store, `down` while its feed is away, `catching_up` until the past is known. */
export type StoreState = 'none' | 'up' | 'down' | 'catching_up';

export function storeStateOf(store: StoreClient | null, follower: Follower | undefined): StoreState {
  if (store === null || follower === undefined) return 'none';
  if (follower.up()) return 'up';
  return !follower.complete() && store.connected() ? 'catching_up' : 'down';
}
