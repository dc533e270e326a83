import { SutraError } from '@sutra/kit';
import { apply, EMPTY_GRID, fromSnapshot, fromStored, type GridEvent, type GridState } from '@sutra/model';
import type { CallOptions, StoreReader } from '@sutra/storage';
import '../errors.ts';

/** Name under which the folded state is kept beside the log. */
export const GRID_SNAPSHOT = 'grid-state';

/** Late arrivals folded into one past state; more are a sign of a clock gone wrong and the answer refuses. */
const LATE_MAX = 10_000;

/**
 * The newest kept state at or before `atSeq` (the newest of all when absent). A snapshot this build cannot read is passed
 * over: it is a shortcut, the log is the record.
 */
export async function newestSnapshot(reader: StoreReader, atSeq?: number, options?: CallOptions): Promise<GridState | undefined> {
  let below = atSeq;
  for (let tries = 0; tries < 3; tries++) {
    const kept = await reader.snapshot(GRID_SNAPSHOT, below, options);
    if (kept === undefined) return undefined;
    try {
      return fromSnapshot(JSON.parse(new TextDecoder().decode(kept.bytes)));
    } catch (reason) {
      if (!(reason instanceof SutraError || reason instanceof SyntaxError)) throw reason;
      below = kept.seq - 1;
    }
  }
  return undefined;
}

export type Instant = { readonly atUs: number } | { readonly seq: number };

/**
 * The grid at an instant: the nearest snapshot and the tail of the fold. By time it is "as known now": everything that
 * happened at or before the instant, also what was recorded later. By seq it is exactly what was recorded up to there.
 * @throws SutraError of the store; SUTRA_STATE_NOT_KEPT when too many late events would have to be sorted in.
 */
export async function stateAt(reader: StoreReader, instant: Instant, options: CallOptions = {}): Promise<GridState> {
  if ('seq' in instant) return foldFeed(reader, instant.seq, Number.POSITIVE_INFINITY, options);
  const known = await reader.query({ asOf: { timeUs: instant.atUs }, limit: 1, order: 'desc' }, options);
  const state = await foldFeed(reader, known.asOfSeq, instant.atUs, options);
  const late = await reader.query({ afterSeq: known.asOfSeq, toUs: instant.atUs + 1, order: 'asc', limit: LATE_MAX }, options);
  if (late.cursor !== undefined || late.partial)
    throw new SutraError(
      'SUTRA_STATE_NOT_KEPT',
      `Cannot rebuild the state: more than ${LATE_MAX} events of that time were recorded later`,
      {
        mend: 'Ask for the state by position (as_of) instead of by time.',
      },
    );
  return [...late.events].sort((a, b) => a.seq - b.seq).reduce((folded, event) => apply(folded, fromStored(event)), state);
}

/** Folds everything recorded up to `seq` that happened by `atUs`. */
async function foldFeed(reader: StoreReader, seq: number, atUs: number, options: CallOptions): Promise<GridState> {
  if (seq === 0) return EMPTY_GRID;
  const snapshot = await newestSnapshot(reader, seq, options);
  let state = snapshot !== undefined && snapshot.seq <= seq && snapshot.atUs <= atUs ? snapshot : EMPTY_GRID;
  if (state.seq >= seq) return state;
  for await (const event of eventsBetween(reader, state.seq + 1, seq, options)) if (event.timeUs <= atUs) state = apply(state, event);
  return state;
}

/** Events from one position to another, both included, in order of position. Reads the feed's catch-up and closes it. */
export async function* eventsBetween(reader: StoreReader, fromSeq: number, toSeq: number, options: CallOptions): AsyncGenerator<GridEvent> {
  const stop = new AbortController();
  const onAbort = (): void => stop.abort(options.signal?.reason);
  options.signal?.addEventListener('abort', onAbort, { once: true });
  let next = fromSeq;
  try {
    while (next <= toSeq) {
      const before = next;
      for await (const item of reader.feed({ fromSeq: next }, stop.signal)) {
        if (item.kind !== 'events') break; // live: nothing more is stored; a gap: read again from where we are
        for (const stored of item.events) {
          if (stored.seq > toSeq) return;
          if (stored.seq >= next) yield fromStored(stored);
          next = Math.max(next, stored.seq + 1);
        }
        if (next > toSeq) return;
      }
      options.signal?.throwIfAborted();
      if (next === before) return;
    }
  } finally {
    options.signal?.removeEventListener('abort', onAbort);
    stop.abort();
  }
}
