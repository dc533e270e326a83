import { crc32 } from 'node:zlib';
import { encodeStored, FRAME, type StoredEvent } from '@sutra/wire';
import type { FeedQuery } from '../contract/query.ts';
import type { Engine } from '../engine/index.ts';
import type { FrameSocket } from '../transport/frame-socket.ts';
import type { FeedCredit } from './feed-credit.ts';

export interface FeedPush {
  readonly engine: Pick<Engine, 'feed'>;
  readonly frames: FrameSocket;
  readonly id: number;
  readonly query: FeedQuery;
  readonly credit: FeedCredit;
}

/** Events of one feed frame, and its bytes where it holds more than one: small, so that a frame passes its credit by little. */
const EVENTS_PER_FRAME = 256;
const FRAME_BYTES_HIGH = 512 * 1024;
/** So few that they fit a message even when every one is as large as an event may be. */
const FIRST_FRAME_EVENTS = 16;

/**
 * Sends a feed as the reader's credit allows, until the signal fires. Nothing is buffered for a slow reader: the engine is
 * simply not asked for more, and tells one that falls too far behind what it missed.
 */
export async function pushFeed(push: FeedPush, signal: AbortSignal): Promise<void> {
  const { engine, frames, credit } = push;
  for await (const item of engine.feed(push.query, signal)) {
    if (item.kind !== 'events') {
      await credit.wait(signal);
      send(push, item);
      continue;
    }
    for (const bytes of framesOf(item.events)) {
      await credit.wait(signal);
      await frames.room(signal);
      send(push, { kind: 'events' }, bytes);
    }
  }
}

/** Cuts a run of events into frames; how many fit is learned from the frame before. */
function* framesOf(events: readonly StoredEvent[]): Generator<Uint8Array> {
  let size = FIRST_FRAME_EVENTS;
  for (let at = 0; at < events.length; ) {
    const slice = events.slice(at, at + size);
    const bytes = encodeStored(slice, crc32);
    size = Math.max(1, Math.min(EVENTS_PER_FRAME, Math.floor((slice.length * FRAME_BYTES_HIGH) / bytes.length)));
    if (bytes.length > FRAME_BYTES_HIGH && slice.length > size) continue;
    yield bytes;
    at += slice.length;
  }
}

function send({ frames, id, credit }: FeedPush, head: unknown, tail?: Uint8Array): void {
  credit.spend(frames.sendMessage(FRAME.feed, id, head, tail));
}
