import { newestSnapshot } from '@sutra/hybrid';
import { backoffMs, type Chance, type Clock, isoFromUs, type Logger, RECONNECT, SutraError, sleep } from '@sutra/kit';
import { apply, EMPTY_GRID, fromStored, type GridEvent, type GridState } from '@sutra/model';
import type { StoreClient, StoreReader } from '@sutra/storage';
import { LIMITS } from '../limits.ts';

export interface LiveListener {
  /** New events were folded in, in order, without holes. */
  events(events: readonly GridEvent[]): void;
  /** The state was replaced, not continued (the store was restored, or answered for the first time). */
  reset(): void;
}

/** A store that may say whether it answers; one that does not is taken to. */
export type FollowedStore = StoreReader & Partial<Pick<StoreClient, 'answers' | 'onAnswering'>>;

/**
 * The grid as control knows it: the fold of the store's feed, kept for as long as control runs. When the store is away the
 * last known state stays and says since when it is stale; it is never replaced by an empty one.
 */
export class LiveGrid {
  readonly #store: StoreReader;
  readonly #answers: (() => boolean) | undefined;
  readonly #clock: Clock;
  readonly #chance: Chance;
  readonly #logger: Logger;
  readonly #listeners = new Set<LiveListener>();
  #state: GridState = EMPTY_GRID;
  /** The newest events, oldest first, contiguous up to the state's seq: what a resuming reader may be given. */
  #tail: GridEvent[] = [];
  #following = false;
  #lostUs: number | undefined;
  #known = false;
  /** Why the record cannot be followed, where waiting will not mend it: a damaged store, a refused token. */
  #refusal: SutraError | undefined;
  #staleSinceUs: number;
  /** Since when the store stands still, as an error; undefined while it does not. */
  #still: SutraError | undefined;
  readonly #readers = new Set<(still: SutraError) => void>();

  constructor(parts: { store: FollowedStore; clock: Clock; chance: Chance; logger: Logger }) {
    this.#store = parts.store;
    this.#answers = parts.store.answers?.bind(parts.store);
    this.#clock = parts.clock;
    this.#chance = parts.chance;
    this.#logger = parts.logger;
    this.#staleSinceUs = parts.clock.wallUs();
    // For as long as both live: whoever opened the store closes it after control.
    parts.store.onAnswering?.((answers, silentMs) => {
      this.#still = answers ? undefined : standsStill(Math.round(parts.clock.wallUs() - silentMs * 1000));
      if (this.#still !== undefined) for (const giveUp of [...this.#readers]) giveUp(this.#still);
    });
  }

  /** Calls `giveUp` when the store is found to stand still, and at once where it does: what is asked of it would only wait. Returns how to stop listening. */
  onStandstill(giveUp: (still: SutraError) => void): () => void {
    this.#readers.add(giveUp);
    if (this.#still !== undefined) giveUp(this.#still);
    return () => void this.#readers.delete(giveUp);
  }

  /**
   * The last known state.
   * @throws SutraError while nothing has been read yet: SUTRA_CONTROL_STARTING, SUTRA_CONTROL_STORE_AWAY, or what the store refused with.
   */
  get state(): GridState {
    if (this.#known) return this.#state;
    if (this.#refusal !== undefined) throw this.#refusal;
    throw new SutraError(
      this.#following ? 'SUTRA_CONTROL_STARTING' : 'SUTRA_CONTROL_STORE_AWAY',
      'Cannot show the grid: its record has not been read yet',
    );
  }

  /** True once the record has been read to its end at least once. */
  get known(): boolean {
    return this.#known;
  }

  /** True while the feed is being followed. A feed whose store is not heard is not: what happens is not seen. */
  get following(): boolean {
    return this.#following && this.#awayUs() === undefined;
  }

  /** Since when the state may lag behind the grid, µs; undefined while it is followed live. */
  get staleSinceUs(): number | undefined {
    return this.following && this.#known ? undefined : (this.#awayUs() ?? this.#staleSinceUs);
  }

  /** Since when the store was first found not to answer, µs; undefined while it does. */
  #awayUs(): number | undefined {
    const away = this.#answers?.() === false;
    this.#lostUs = away ? (this.#lostUs ?? this.#clock.wallUs()) : undefined;
    return this.#lostUs;
  }

  get seq(): number {
    return this.#state.seq;
  }

  /** The events after `seq`, or undefined when memory does not reach back that far (or `seq` lies in a future this store does not have). */
  tailAfter(seq: number): readonly GridEvent[] | undefined {
    if (seq === this.#state.seq) return [];
    const first = this.#tail[0]?.seq;
    if (first === undefined || seq > this.#state.seq || seq < first - 1) return undefined;
    return this.#tail.slice(seq - first + 1);
  }

  /** At most `max` of the newest events after `seq`, failures before the rest, in order. */
  recent(max: number, seq = 0): readonly GridEvent[] {
    const since = this.#tail.filter((event) => event.seq > seq);
    const pool = since.length >= max ? since : this.#tail.slice(-max);
    const failed = pool.filter((event) => event.severity === 'error' || event.severity === 'critical').slice(-max);
    const room = max - failed.length;
    const rest = room > 0 ? pool.filter((event) => event.severity !== 'error' && event.severity !== 'critical').slice(-room) : [];
    return [...failed, ...rest].sort((a, b) => a.seq - b.seq);
  }

  listen(listener: LiveListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Follows the store until the signal fires, reconnecting for ever with back-off. */
  async follow(signal: AbortSignal): Promise<void> {
    for (let attempt = 0; !signal.aborted; attempt++) {
      try {
        if (this.#state.seq === 0) await this.#startFromSnapshot(signal);
        const before = this.#state.seq;
        await this.#readFeed(signal);
        if (this.#state.seq > before) attempt = 0;
      } catch (reason) {
        if (signal.aborted) return;
        const error = SutraError.from(reason);
        this.#refusal = error.retry ? undefined : error;
        if (this.#following || attempt === 0) this.#logger.warn(`store feed lost: ${error.message}`, { seq: this.#state.seq });
      }
      if (this.#following) this.#staleSinceUs = this.#clock.wallUs();
      this.#following = false;
      await sleep(this.#clock, backoffMs(RECONNECT, attempt, this.#chance), signal).catch(() => undefined);
    }
  }

  async #startFromSnapshot(signal: AbortSignal): Promise<void> {
    const snapshot = await newestSnapshot(this.#store, undefined, { signal, limitMs: LIMITS.storeMs });
    if (snapshot !== undefined) this.#state = snapshot;
  }

  async #readFeed(signal: AbortSignal): Promise<void> {
    for await (const item of this.#store.feed({ fromSeq: this.#state.seq + 1 }, signal)) {
      if (item.kind === 'events') {
        this.#following = true;
        this.#fold(item.events.map(fromStored));
      } else if (item.kind === 'live') {
        this.#following = true;
        this.#refusal = undefined;
        if (item.seq < this.#state.seq) this.#startOver();
        if (!this.#known) {
          this.#known = true;
          for (const listener of this.#listeners) listener.reset();
        }
      } else return; // a gap: this reader was too slow; following again from the last folded position reads what was missed
    }
  }

  #fold(events: readonly GridEvent[]): void {
    const fresh = events.filter((event) => event.seq > this.#state.seq);
    for (const event of fresh) this.#state = apply(this.#state, event);
    this.#tail.push(...fresh);
    if (this.#tail.length > LIMITS.tailEventsMax * 1.25) this.#tail = this.#tail.slice(-LIMITS.tailEventsMax);
    if (this.#known && fresh.length > 0) for (const listener of this.#listeners) listener.events(fresh);
  }

  /** The store's history is shorter than ours: it was restored or replaced. What we knew is not its history: read it anew. */
  #startOver(): never {
    this.#state = EMPTY_GRID;
    this.#tail = [];
    this.#known = false;
    throw new SutraError('SUTRA_CONTROL_STARTING', 'Cannot continue: the record is shorter than what was read before');
  }
}

function standsStill(sinceUs: number): SutraError {
  return new SutraError('SUTRA_CONTROL_STORE_STILL', `Cannot read the record: storage has not answered since ${isoFromUs(sinceUs)}`);
}
