import { SutraError } from '@sutra/kit';
import type { StoredEvent } from '@sutra/wire';
import type { FeedItem, FeedQuery } from '../../contract/query.ts';
import { closed, invalidQuery } from '../errors.ts';
import type { EngineLimits } from '../limits.ts';
import type { EventReader } from './reader.ts';
import { rowFits, select, selectIn } from './selection.ts';

const BATCH_EVENTS = 512;
const BATCH_SCAN_ROWS = 16_384;

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
  count = 0;

  constructor(reader: EventReader, limits: EngineLimits, durableSeq: () => number) {
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

  async *follow(query: FeedQuery, signal: AbortSignal): AsyncGenerator<FeedItem, void, undefined> {
    const { fromSeq } = query;
    if (!Number.isInteger(fromSeq) || fromSeq < 0) throw invalidQuery(`fromSeq ${fromSeq} is not a position`);
    if (this.count >= this.#limits.subscribersMax)
      throw new SutraError('SUTRA_STORE_BUSY', `Cannot follow: ${this.count} followers, at most ${this.#limits.subscribersMax}`);
    this.count++;
    try {
      yield* this.#follow(query, fromSeq === 0 ? this.#durableSeq() + 1 : fromSeq, signal);
    } finally {
      this.count--;
    }
  }

  async *#follow(query: FeedQuery, from: number, signal: AbortSignal): AsyncGenerator<FeedItem, void, undefined> {
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
      const batch = this.#read(query, next, through);
      next = batch.next;
      if (batch.events.length > 0) yield { kind: 'events', events: batch.events };
      else await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** The next matching events, looking at a bounded number of rows. */
  #read(query: FeedQuery, from: number, through: number): { events: StoredEvent[]; next: number } {
    const { catalog, frames } = this.#reader;
    const segment = catalog.segmentOf(from);
    if (segment === undefined) throw closed();
    const index = catalog.index(segment);
    const last = Math.min(through, segment.lastSeq, from + BATCH_SCAN_ROWS - 1);
    const { types, typesNot, entities } = query;
    const filter = {
      ...(types === undefined ? {} : { types }),
      ...(typesNot === undefined ? {} : { typesNot }),
      ...(entities === undefined ? {} : { entities }),
      afterSeq: from - 1,
    };
    const at = selectIn(select(filter, last), index);
    if (at === undefined) return { events: [], next: last + 1 };
    const selected = at;
    const events = frames.events(segment, index, at.from, at.to, BATCH_EVENTS, (row) => rowFits(selected, row));
    const full = events.length === BATCH_EVENTS;
    return { events, next: full ? events[events.length - 1]!.seq + 1 : last + 1 };
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
