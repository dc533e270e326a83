import { SutraError } from '@sutra/kit';
import { EMPTY_GRID, foldAll, fromSnapshotText, fromStored, type GridEvent, type GridState } from '@sutra/model';
import type { CallOptions, FeedQuery, StoreReader } from '@sutra/storage';
import '../errors.ts';
import { type PastStates, pastStatesOf } from './past-states.ts';
import { type Parts, standingEvents } from './standing.ts';

/** So many events are folded sooner than a snapshot is fetched and read. */
const TAIL_EVENTS = 10_000;

/** Name under which the folded state is kept beside the log. */
export const GRID_SNAPSHOT = 'grid-state';

/** Late arrivals folded into one past state; more are a sign of a clock gone wrong and the answer refuses. */
const LATE_MAX = 10_000;

/**
 * The newest kept state at or before `atSeq` (the newest of all when absent). A snapshot this build cannot read is passed
 * over: it is a shortcut, the log is the record. For how things stand only the operations are read that a fold from there on looks at.
 */
export async function newestSnapshot(
  reader: StoreReader,
  atSeq?: number,
  options?: CallOptions,
  parts: Parts = 'all',
): Promise<GridState | undefined> {
  const whole = parts === 'all';
  const past = pastStatesOf(reader);
  let below = atSeq;
  for (let tries = 0; tries < 3; tries++) {
    const kept = await reader.snapshot(GRID_SNAPSHOT, below, options);
    if (kept === undefined) return undefined;
    const known = past.snapshots.get(kept.seq);
    if (known !== undefined && (known.whole || !whole)) return known.state;
    try {
      const state = fromSnapshotText(new TextDecoder().decode(kept.bytes), whole ? undefined : ({ status }) => status === 'failed');
      return remembered(past, kept.seq, state, whole);
    } catch (reason) {
      if (!(reason instanceof SutraError)) throw reason;
      below = kept.seq - 1;
    }
  }
  return undefined;
}

/** Snapshots kept of each store. */
const READ_MAX = 4;

function remembered({ snapshots }: PastStates, seq: number, state: GridState, whole: boolean): GridState {
  snapshots.set(seq, { state, whole });
  for (const oldest of snapshots.keys()) if (snapshots.size > READ_MAX) snapshots.delete(oldest);
  return state;
}

export type Instant = { readonly atUs: number } | { readonly seq: number };

/**
 * The grid at an instant: the nearest snapshot and the tail of the fold. By time it is "as known now": everything that
 * happened at or before the instant, also what was recorded later. By seq it is exactly what was recorded up to there.
 * @throws SutraError of the store; SUTRA_STATE_NOT_KEPT when too many late events would have to be sorted in.
 */
export async function stateAt(reader: StoreReader, instant: Instant, options: CallOptions = {}, parts: Parts = 'all'): Promise<GridState> {
  if ('seq' in instant) return foldFeed(reader, instant.seq, Number.POSITIVE_INFINITY, options, parts);
  const known = await reader.query({ asOf: { timeUs: instant.atUs }, limit: 1, order: 'desc' }, options);
  const [state, late] = await Promise.all([
    foldFeed(reader, known.asOfSeq, instant.atUs, options, parts),
    reader.query({ afterSeq: known.asOfSeq, toUs: instant.atUs + 1, order: 'asc', limit: LATE_MAX }, options),
  ]);
  if (late.cursor !== undefined || late.partial)
    throw new SutraError(
      'SUTRA_STATE_NOT_KEPT',
      `Cannot rebuild the state: more than ${LATE_MAX} events of that time were recorded later`,
      {
        mend: 'Ask for the state by position (as_of) instead of by time.',
      },
    );
  if (late.events.length === 0) return state;
  const after = [...late.events].sort((a, b) => a.seq - b.seq).map(fromStored);
  const asks = parts !== 'all' && after.some(({ type, operationId }) => type === 'stop_requested' && operationId !== undefined);
  return foldAll(after, asks ? await foldFeed(reader, known.asOfSeq, instant.atUs, options, 'all') : state);
}

/** Folds everything recorded up to `seq` that happened by `atUs`, from the nearest state that is known to be a fold of the record's beginning. */
async function foldFeed(reader: StoreReader, seq: number, atUs: number, options: CallOptions, parts: Parts): Promise<GridState> {
  if (seq === 0) return EMPTY_GRID;
  const past = pastStatesOf(reader);
  const whole = parts === 'all';
  const kept = past.nearest(seq, atUs, whole);
  const near = kept !== undefined && seq - kept.state.seq <= TAIL_EVENTS;
  const snapshot = near ? undefined : await newestSnapshot(reader, seq, options, parts);
  if (snapshot !== undefined && snapshot.seq <= seq && snapshot.atUs <= atUs && snapshot.seq > (kept?.state.seq ?? 0)) {
    const [state, eventId] = await Promise.all([
      foldTail(reader, snapshot, seq, atUs, options, parts),
      past.hasNear(snapshot.seq, whole) ? undefined : idAt(reader, snapshot.seq, options),
    ]);
    // The next question about that day begins here, and needs no snapshot.
    past.offer(snapshot, eventId, whole);
    return state;
  }
  const [state, holds] = await Promise.all([
    foldTail(reader, kept?.state ?? EMPTY_GRID, seq, atUs, options, parts),
    kept === undefined || past.holds(kept, options),
  ]);
  if (holds) return state;
  // Only now: what was passed on the way has been offered by then, and goes too.
  past.forget();
  return foldFeed(reader, seq, atUs, options, parts);
}

/** Folds what comes after a state, up to a position and an instant. */
async function foldTail(
  reader: StoreReader,
  base: GridState,
  seq: number,
  atUs: number,
  options: CallOptions,
  parts: Parts,
): Promise<GridState> {
  if (base.seq >= seq) return base;
  const past = pastStatesOf(reader);
  let state = base;
  if (parts !== 'all') {
    const from = state.seq + 1;
    const events = await standingEvents(state, atUs, parts, (query) => batchesBetween(reader, from, seq, options, query));
    if (events !== undefined && (state.seq === 0 || !refusedFirst(events))) return { ...foldAll(events, state), seq };
    if (state.seq > 0) return foldFeed(reader, seq, atUs, options, 'all');
  }
  let whole = true;
  for await (const events of batchesBetween(reader, state.seq + 1, seq, options)) {
    const happened = events.filter((event) => event.timeUs <= atUs);
    whole &&= happened.length === events.length;
    state = foldAll(happened, state);
    if (whole) past.offer(state, events.at(-1)?.id, true);
  }
  return state;
}

/**
 * Whether a stop was recorded after its refusal: what is known of its operation decides then how its node stands, and not every operation was read. The log
 * may hold the two so when one of them waited for the store.
 */
function refusedFirst(events: readonly GridEvent[]): boolean {
  const refused = new Set<string>();
  for (const { type, operationId } of events) {
    if (operationId === undefined) continue;
    if (type === 'stop_failed' || type === 'spawn_failed') refused.add(operationId);
    else if (type === 'stop_requested' && refused.has(operationId)) return true;
  }
  return false;
}

/** The id of the event at a position; undefined where it is gone. */
async function idAt(reader: StoreReader, seq: number, options: CallOptions): Promise<string | undefined> {
  const { events } = await reader.query({ afterSeq: seq - 1, asOf: { seq }, limit: 1 }, options);
  // A reader that sees a past of its own may show another.
  return events.find((event) => event.seq === seq)?.id;
}

/** Events from one position to another, both included, in order of position. Reads the feed's catch-up and closes it. */
export async function* eventsBetween(reader: StoreReader, fromSeq: number, toSeq: number, options: CallOptions): AsyncGenerator<GridEvent> {
  for await (const events of batchesBetween(reader, fromSeq, toSeq, options)) yield* events;
}

/** The same, as many at once as the feed brings. */
async function* batchesBetween(
  reader: StoreReader,
  fromSeq: number,
  toSeq: number,
  options: CallOptions,
  query: Omit<FeedQuery, 'fromSeq'> = {},
): AsyncGenerator<GridEvent[]> {
  const stop = new AbortController();
  const onAbort = (): void => stop.abort(options.signal?.reason);
  options.signal?.throwIfAborted();
  options.signal?.addEventListener('abort', onAbort, { once: true });
  let next = fromSeq;
  try {
    while (next <= toSeq) {
      const before = next;
      for await (const item of reader.feed({ ...query, fromSeq: next }, stop.signal)) {
        if (item.kind !== 'events') break; // live: nothing more is stored; a gap: read again from where we are
        const wanted = item.events.filter(({ seq }) => seq >= next && seq <= toSeq).map(fromStored);
        next = Math.max(next, (item.events.at(-1)?.seq ?? 0) + 1);
        if (wanted.length > 0) yield wanted;
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
