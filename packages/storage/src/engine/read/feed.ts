import { crc32 } from 'node:zlib';
import { SutraError } from '@sutra/kit';
import { KeptWords, type StoredEvent, StoredWriter } from '@sutra/wire';
import type { FeedItem, FeedQuery } from '../../contract/query.ts';
import { readEvent, type TakeRecord } from '../columns/frame-cache.ts';
import { closed, invalidQuery } from '../errors.ts';
import type { EngineLimits } from '../limits.ts';
import { eventLoopTurn } from './event-loop-turn.ts';
import type { EventReader } from './reader.ts';
import { rowFits, select, selectIn } from './selection.ts';
import type { Slices } from './slices.ts';

const BATCH_EVENTS = 512;
/** Encoded events beyond which a run is cut: small, so that a frame passes its reader's credit by little. */
const RUN_BYTES_HIGH = 512 * 1024;
/** Words beyond this begin anew with the next run: what a feed holds on either side stays small. */
const KEPT_WORDS_BYTES_MAX = 256 * 1024;
const BATCH_SCAN_ROWS = 16_384;

type Tracked = <T>(work: () => Promise<T>) => Promise<T>;

type Mark = Exclude<FeedItem, { kind: 'events' }>;

/** An item of a feed whose events are the bytes that are sent. */
export type EncodedFeedItem = Mark | { readonly kind: 'events'; readonly events: Uint8Array };

/** Events one after the other, until there are enough of them for one item. */
interface Run<T> {
  readonly count: number;
  readonly full: boolean;
  readonly lastSeq: number;
  /** Takes an event; false when no more are wanted. */
  readonly take: TakeRecord<boolean>;
  item(): T;
}

class EventRun implements Run<FeedItem> {
  readonly #events: StoredEvent[] = [];

  get count(): number {
    return this.#events.length;
  }

  get full(): boolean {
    return this.count >= BATCH_EVENTS;
  }

  get lastSeq(): number {
    return this.#events.at(-1)?.seq ?? 0;
  }

  readonly take: TakeRecord<boolean> = (reader, session, facts) => {
    this.#events.push(readEvent(reader, session, facts));
    return !this.full;
  };

  item(): FeedItem {
    return { kind: 'events', events: this.#events };
  }
}

class EncodedRun implements Run<EncodedFeedItem> {
  readonly #writer: StoredWriter;
  lastSeq = 0;

  constructor(writer: StoredWriter) {
    this.#writer = writer;
  }

  get count(): number {
    return this.#writer.events;
  }

  get full(): boolean {
    return this.count >= BATCH_EVENTS || this.#writer.bytes >= RUN_BYTES_HIGH;
  }

  readonly take: TakeRecord<boolean> = (reader, session, facts) => {
    this.#writer.copy(reader, session, facts);
    this.lastSeq = facts.seq;
    return !this.full;
  };

  item(): EncodedFeedItem {
    return { kind: 'events', events: this.#writer.finish() };
  }
}

/**
 * Followers of the log. A follower has no queue: it has a position, and reads the log from there at its own pace, from the same
 * cached frames as everyone else. So a slow one costs nothing and loses nothing; only one that falls `feedLagMax` behind while
 * live is told of a gap and moved to the end.
 */
export class Feeds {
  readonly #reader: EventReader;
  readonly #limits: EngineLimits;
  readonly #durableSeq: () => number;
  readonly #waiting = new Set<() => void>();
  #ended: SutraError | undefined;
  readonly #tracked: Tracked;
  count = 0;

  /** @param tracked keeps what some work reads where it is until it is done */
  constructor(reader: EventReader, limits: EngineLimits, durableSeq: () => number, tracked: Tracked) {
    this.#tracked = tracked;
    this.#reader = reader;
    this.#limits = limits;
    this.#durableSeq = durableSeq;
  }

  /** Wakes everyone who waits at the end of the log. */
  wake(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const go of waiting) go();
  }

  /** Ends every feed with this reason. */
  end(reason: SutraError): void {
    this.#ended ??= reason;
    this.wake();
  }

  follow(query: FeedQuery, signal: AbortSignal): AsyncGenerator<FeedItem, void, undefined> {
    return this.#followed(query, signal, () => new EventRun());
  }

  /** The same with the events as they are sent. */
  async *followEncoded(query: FeedQuery, signal: AbortSignal, keepWords = false): AsyncGenerator<EncodedFeedItem, void, undefined> {
    const kept = keepWords ? new KeptWords(KEPT_WORDS_BYTES_MAX) : undefined;
    const writer = new StoredWriter(crc32, Buffer.allocUnsafe, kept);
    try {
      yield* this.#followed(query, signal, () => new EncodedRun(writer));
    } finally {
      writer.reset();
      kept?.forget(); // what records are translated into is let go of
    }
  }

  async *#followed<T>(query: FeedQuery, signal: AbortSignal, newRun: () => Run<T>): AsyncGenerator<T | Mark, void, undefined> {
    const { fromSeq } = query;
    if (!Number.isInteger(fromSeq) || fromSeq < 0) throw invalidQuery('fromSeq', `fromSeq ${fromSeq} is not a position`);
    if (this.count >= this.#limits.subscribersMax)
      throw new SutraError('SUTRA_STORE_BUSY', `Cannot follow: ${this.count} followers, at most ${this.#limits.subscribersMax}`);
    this.count++;
    try {
      yield* this.#follow(query, fromSeq === 0 ? this.#durableSeq() + 1 : fromSeq, signal, newRun);
    } finally {
      this.count--;
    }
  }

  async *#follow<T>(query: FeedQuery, from: number, signal: AbortSignal, newRun: () => Run<T>): AsyncGenerator<T | Mark, void, undefined> {
    // A reader takes its time: no deadline holds for all of it.
    const slices = this.#reader.slices({ limitMs: Number.MAX_SAFE_INTEGER });
    let next = from;
    let live = false;
    while (!signal.aborted) {
      if (this.#ended !== undefined) throw this.#ended;
      const through = this.#durableSeq();
      if (next > through) {
        if (!live) {
          live = true;
          yield { kind: 'live', seq: through };
          continue;
        }
        await this.#committed(through, signal);
        continue;
      }
      if (live && through - next >= this.#limits.feedLagMax) {
        yield { kind: 'gap', fromSeq: next, toSeq: through };
        next = through + 1;
        continue;
      }
      // Who reads what is past goes on in turns with everyone else; what is new is handed on at once.
      if (!live && slices.over) await slices.turn();
      const run = newRun();
      next = await this.#tracked(() => this.#read(query, next, through, run, slices));
      if (run.count > 0) yield run.item();
      else await eventLoopTurn();
    }
  }

  /** Fills a run with the next matching events, looking at a bounded number of rows; returns the position to go on from. */
  async #read(query: FeedQuery, from: number, through: number, run: Run<unknown>, slices: Slices): Promise<number> {
    const { catalog, frames } = this.#reader;
    const segment = catalog.segmentOf(from);
    if (segment === undefined) throw closed();
    const index = await catalog.load(segment, slices, true);
    const last = Math.min(through, segment.lastSeq, from + BATCH_SCAN_ROWS - 1);
    const { types, typesNot, entities } = query;
    const filter = {
      ...(types === undefined ? {} : { types }),
      ...(typesNot === undefined ? {} : { typesNot }),
      ...(entities === undefined ? {} : { entities }),
      afterSeq: from - 1,
    };
    const at = selectIn(select(filter, last), index, 'scan');
    if (at === undefined) return last + 1;
    frames.records(segment, index, at, (row) => rowFits(at, row), run.take);
    return run.full ? run.lastSeq + 1 : last + 1;
  }

  /** Resolves when something was committed after `seen`, or the signal fires, or the feeds end. */
  #committed(seen: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (this.#ended !== undefined || this.#durableSeq() > seen) return resolve();
      const go = (): void => {
        this.#waiting.delete(go);
        signal.removeEventListener('abort', go);
        resolve();
      };
      this.#waiting.add(go);
      signal.addEventListener('abort', go, { once: true });
    });
  }
}
