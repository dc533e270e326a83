import { crc32 } from 'node:zlib';
import { backoffMs, type Chance, type Clock, RECONNECT, SutraError, sleep } from '@sutra/kit';
import { decodeMessage, encodeCredit, FRAME, FRAME_LIMITS, type Frame, StoredReader } from '@sutra/wire';
import type { FeedItem, FeedQuery } from '../contract/query.ts';
import { connectionLost } from '../transport/errors.ts';
import type { Connection, Reply } from './connection.ts';
import type { Link } from './link.ts';

/** What came of a feed over one connection and was not taken yet. The credit we gave bounds its bytes. */
class FeedInbox implements Reply {
  #frames: Frame[] = [];
  #failure: SutraError | undefined;
  #wake: (() => void) | undefined;

  frame(frame: Frame): boolean {
    if (frame.kind === FRAME.feed) this.#frames.push(frame);
    else this.#failure = connectionLost('The store ended the feed');
    this.#wake?.();
    return frame.kind !== FRAME.feed;
  }

  failed(reason: SutraError): void {
    this.#failure ??= reason;
    this.#wake?.();
  }

  /** The next frame; undefined when the signal fired. What arrived before a failure is given out first. */
  async take(signal: AbortSignal): Promise<Frame | undefined> {
    for (;;) {
      if (signal.aborted) return undefined;
      const frame = this.#frames.shift();
      if (frame !== undefined) return frame;
      if (this.#failure !== undefined) throw this.#failure;
      await new Promise<void>((resolve) => {
        const wake = (): void => {
          signal.removeEventListener('abort', wake);
          resolve();
        };
        this.#wake = wake;
        signal.addEventListener('abort', wake, { once: true });
      });
    }
  }
}

export interface FeedParts {
  readonly link: Link;
  readonly clock: Clock;
  readonly chance: Chance;
  /** Bytes that may wait for the reader. */
  readonly windowBytes: number;
}

/**
 * Follows the log over as many connections as it takes: after a loss it continues behind the last position it gave out, so
 * nothing is missed and nothing comes twice. `live` comes once per catch-up, so again after a reconnect.
 * @throws SutraError what the store refused for good; ends only with the signal.
 */
export async function* followFeed(parts: FeedParts, query: FeedQuery, signal: AbortSignal): AsyncGenerator<FeedItem> {
  const { link, clock, chance, windowBytes } = parts;
  let fromSeq = query.fromSeq;
  let attempt = 0;
  while (!signal.aborted) {
    try {
      const connection = await link.connection(signal);
      for await (const item of overConnection(connection, { ...query, fromSeq }, windowBytes, signal)) {
        const fresh = item.kind === 'events' ? { ...item, events: item.events.filter((event) => event.seq >= fromSeq) } : item;
        fromSeq = Math.max(fromSeq, positionAfter(item));
        attempt = 0;
        if (fresh.kind !== 'events' || fresh.events.length > 0) yield fresh;
      }
    } catch (reason) {
      if (signal.aborted) return;
      const error = SutraError.from(reason);
      if (!error.retry) throw error;
      await sleep(clock, backoffMs(RECONNECT, attempt++, chance), signal).catch((stopped: unknown) => {
        if (!signal.aborted) throw stopped;
      });
    }
  }
}

async function* overConnection(
  connection: Connection,
  query: FeedQuery,
  windowBytes: number,
  signal: AbortSignal,
): AsyncGenerator<FeedItem> {
  const inbox = new FeedInbox();
  const id = connection.expect(inbox);
  const keepWords = connection.hello.feedWords === true ? { keepWords: true } : {};
  connection.sendMessage(FRAME.call, id, { op: 'feed', args: { ...query, ...keepWords, creditBytes: windowBytes } });
  const reader = new StoredReader(crc32);
  let taken = 0;
  try {
    for (;;) {
      const frame = await inbox.take(signal);
      if (frame === undefined) return;
      yield feedItem(frame, reader);
      taken += frame.payload.length;
      if (taken < windowBytes / 4) continue;
      connection.send(FRAME.credit, id, encodeCredit(taken));
      taken = 0;
    }
  } finally {
    connection.cancel(id);
  }
}

function feedItem({ payload }: Frame, reader: StoredReader): FeedItem {
  const { head, tail } = decodeMessage(payload, FRAME_LIMITS.answerItemsMax);
  const item = head as FeedItem;
  return item.kind === 'events' ? { kind: 'events', events: reader.read(tail) } : item;
}

function positionAfter(item: FeedItem): number {
  if (item.kind === 'live') return item.seq + 1;
  if (item.kind === 'gap') return item.toSeq + 1;
  return (item.events[item.events.length - 1]?.seq ?? -1) + 1;
}
