import { crc32 } from 'node:zlib';
import { encodeStored, FRAME, type StoredEvent } from '@sutra/wire';
import type { FeedQuery } from '../contract/query.ts';
import type { Engine } from '../engine/index.ts';
import type { FrameSocket } from '../transport/frame-socket.ts';
import type { FeedCredit } from './feed-credit.ts';

export interface FeedPush {
  readonly engine: Pick<Engine, 'feed' | 'lastSeq'>;
  readonly frames: FrameSocket;
  readonly id: number;
  readonly query: FeedQuery;
  readonly credit: FeedCredit;
  readonly lagSeqMax: number;
}

/** Events of one feed frame, and its bytes where it holds more than one: small, so that a frame passes its credit by little. */
const EVENTS_PER_FRAME = 256;
const FRAME_BYTES_HIGH = 512 * 1024;

/**
 * Sends a feed as the reader's credit allows, until the signal fires. Nothing is buffered for a slow reader: the engine
 * is simply not asked for more. A reader that fell further behind the live end than `lagSeqMax` is told which positions it
 * missed and continues at the end.
 */
export async function pushFeed(push: FeedPush, signal: AbortSignal): Promise<void> {
  let query = push.query;
  for (;;) {
    const missed = await follow(push, query, signal);
    if (missed === undefined) return;
    send(push, { kind: 'gap', ...missed });
    query = { ...query, fromSeq: missed.toSeq + 1 };
  }
}

/** Follows until the signal fires (undefined), or until the reader is too far behind. */
async function follow(push: FeedPush, query: FeedQuery, signal: AbortSignal): Promise<{ fromSeq: number; toSeq: number } | undefined> {
  const { engine, frames, credit } = push;
  let live = false;
  let reached = query.fromSeq - 1;
  for await (const item of engine.feed(query, signal)) {
    if (item.kind !== 'events') {
      await credit.wait(signal);
      send(push, item);
      if (item.kind === 'live') live = true;
      reached = item.kind === 'live' ? Math.max(reached, item.seq) : item.toSeq;
      continue;
    }
    for (const { slice, bytes } of framesOf(item.events)) {
      if (!credit.open) {
        await credit.wait(signal);
        const behind = engine.lastSeq - reached;
        if (live && behind > push.lagSeqMax) return { fromSeq: reached + 1, toSeq: engine.lastSeq };
      }
      await frames.room(signal);
      send(push, { kind: 'events' }, bytes);
      reached = (slice[slice.length - 1] as StoredEvent).seq;
    }
  }
  return undefined;
}

function* framesOf(events: readonly StoredEvent[]): Generator<{ slice: readonly StoredEvent[]; bytes: Uint8Array }> {
  let size = EVENTS_PER_FRAME;
  for (let at = 0; at < events.length; ) {
    const slice = events.slice(at, at + size);
    const bytes = encodeStored(slice, crc32);
    if (bytes.length > FRAME_BYTES_HIGH && slice.length > 1) {
      size = slice.length >> 1;
      continue;
    }
    yield { slice, bytes };
    at += slice.length;
    size = Math.min(EVENTS_PER_FRAME, size * 2);
  }
}

function send({ frames, id, credit }: FeedPush, head: unknown, tail?: Uint8Array): void {
  credit.spend(frames.sendMessage(FRAME.feed, id, head, tail));
}
