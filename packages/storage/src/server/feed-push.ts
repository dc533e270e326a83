import { FRAME } from '@sutra/wire';
import type { FeedQuery } from '../contract/query.ts';
import type { Engine } from '../engine/index.ts';
import type { FrameSocket } from '../transport/frame-socket.ts';
import type { FeedCredit } from './feed-credit.ts';

export interface FeedPush {
  readonly engine: Pick<Engine, 'feedEncoded'>;
  readonly frames: FrameSocket;
  readonly id: number;
  readonly query: FeedQuery;
  /** Whether words are sent once, and known from then on. */
  readonly keepWords: boolean;
  readonly credit: FeedCredit;
}

/**
 * Sends a feed as the reader's credit allows, until the signal fires. Nothing is buffered for a slow reader: the engine is
 * simply not asked for more, and tells one that falls too far behind what it missed.
 */
export async function pushFeed(push: FeedPush, signal: AbortSignal): Promise<void> {
  const { engine, frames, credit } = push;
  for await (const item of engine.feedEncoded(push.query, signal, push.keepWords)) {
    await credit.wait(signal);
    if (item.kind !== 'events') send(push, item);
    else {
      await frames.room(signal);
      send(push, { kind: 'events' }, item.events);
    }
  }
}

function send({ frames, id, credit }: FeedPush, head: unknown, tail?: Uint8Array): void {
  credit.spend(frames.sendMessage(FRAME.feed, id, head, tail));
}
