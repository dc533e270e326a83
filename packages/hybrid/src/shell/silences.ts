import { fromStored, type GridEvent } from '@sutra/model';
import type { CallOptions, EventPage, StoreReader } from '@sutra/storage';

/** A shorter silence is no longer than a heartbeat may be late. */
const SILENCE_MIN_US = 60_000_000;
/** After a silence the parts of a grid start, or find that they were paused, within so long. */
const AWAKE_WITHIN_US = 10_000_000;
/** So many returns are known of a record, the newest. */
const RETURNS_MAX = 10_000;
/** So many starts are read to find them: the parts of a large grid start together. */
const STARTS_READ_MAX = 100_000;
const PAGE = 5_000;
/** So many returns are looked at side by side. */
const AT_ONCE = 16;
/** The mark is moved on once so many events lie behind it; until then looking through them costs next to nothing. */
const BEHIND_MAX = 4_096;

/** What a grid records when it comes back: that a part started (the control center watches nothing), or that its own clock jumped while it was paused. */
const AWAKE = { types: ['component_started', 'detector_suspect'] } as const;

/**
 * A stretch in which the grid recorded nothing at all, and then started or woke: nobody watched. What agents and nodes were in it is not known, however they
 * stood before and after.
 */
export interface Unwatched {
  readonly fromUs: number;
  readonly toUs: number;
  /** The last event before it, and the first after. */
  readonly before: GridEvent;
  readonly after: GridEvent;
  /** The stop of a part of the grid just before it; absent where it was not stopped. */
  readonly stopped?: GridEvent;
}

/** Whose record is read, and on whose behalf. */
export interface Asker {
  readonly reader: StoreReader;
  readonly options: CallOptions;
}

/** What is known of a record. */
interface Known {
  /**
   * When the grid came back, in order. One that has another less than a silence before it ends none of its own, and is left out: of parts that start
   * together, or a pause noticed after a start, the first stands for all.
   */
  readonly returns: number[];
  /** What was found before a return. */
  found: Map<number, Unwatched | undefined>;
  /** The event up to which the record was looked through. That it is still there says that the record is still the same. */
  mark: { readonly seq: number; readonly id: string } | undefined;
  /** Returns before it are not known, as there are more than are kept; undefined where all are. */
  sinceUs: number | undefined;
}

const nothingKnown = (): Known => ({ returns: [], found: new Map(), mark: undefined, sinceUs: undefined });

/**
 * The silences of one record, each found out once. A question first lets it learn what was recorded since the question before, which is three small reads
 * however long the history is; the returns it reaches are looked at when the first question reaches them.
 */
export class Silences {
  readonly #returnsMax: number;
  #known = nothingKnown();

  constructor(returnsMax = RETURNS_MAX) {
    this.#returnsMax = returnsMax;
  }

  get sinceUs(): number | undefined {
    return this.#known.sinceUs;
  }

  /** Learns of what was recorded since the last time. */
  async refresh(asker: Asker): Promise<void> {
    const known = this.#known;
    const { mark } = known;
    if (mark === undefined) return this.#readAll(asker);
    const { reader, options } = asker;
    const untilUs = Math.max(0, ...[...known.found.values()].map((one) => one?.toUs ?? 0));
    const [kept, starts, late] = await Promise.all([
      reader.event(mark.id, undefined, options),
      reader.query({ ...AWAKE, afterSeq: mark.seq, order: 'desc', limit: PAGE }, options),
      untilUs === 0 ? undefined : reader.query({ afterSeq: mark.seq, toUs: untilUs, limit: 1 }, options),
    ]);
    if (kept?.seq !== mark.seq || starts.cursor !== undefined) return this.#readAll(asker);
    this.#add(starts.events, known);
    const tookPlaceEarlier = (late?.events.length ?? 0) > 0;
    if (tookPlaceEarlier) known.found = new Map();
    if (tookPlaceEarlier || starts.asOfSeq - mark.seq > BEHIND_MAX) known.mark = await markAt(starts.asOfSeq, asker);
  }

  /** The silences that reach into [fromUs, toUs) and had ended by an instant, in order. */
  async between(fromUs: number, toUs: number, endedByUs: number, asker: Asker): Promise<Unwatched[]> {
    const { returns, found } = this.#known;
    // The first return at or after the end may end a silence that reaches over it.
    const within = returns.slice(firstFrom(returns, fromUs), firstFrom(returns, toUs) + 1);
    const open = within.filter((atUs) => !found.has(atUs));
    for (let at = 0; at < open.length; at += AT_ONCE)
      await Promise.all(open.slice(at, at + AT_ONCE).map(async (atUs) => void found.set(atUs, await silenceBefore(atUs, asker))));
    const silences = new Map<number, Unwatched>();
    for (const atUs of within) {
      const one = found.get(atUs);
      if (one !== undefined && one.toUs > fromUs && one.fromUs < toUs && one.toUs <= endedByUs) silences.set(one.fromUs, one);
    }
    return [...silences.values()].sort((a, b) => a.fromUs - b.fromUs);
  }

  async #readAll(asker: Asker): Promise<void> {
    const { reader, options } = asker;
    const known = nothingKnown();
    let page: EventPage | undefined;
    let read = 0;
    do {
      const query = { ...AWAKE, order: 'desc', limit: PAGE } as const;
      page = await reader.query(page?.cursor === undefined ? query : { ...query, cursor: page.cursor }, options);
      this.#add(page.events, known);
      read += page.events.length;
      if (read >= STARTS_READ_MAX && page.cursor !== undefined) known.sinceUs ??= page.events.at(-1)?.timeUs;
    } while (page.cursor !== undefined && known.sinceUs === undefined);
    known.mark = await markAt(page.asOfSeq, asker);
    this.#known = known;
  }

  /** @param starts newest first */
  #add(starts: EventPage['events'], known: Known): void {
    const { returns } = known;
    for (const event of starts.map(fromStored).reverse()) {
      if (!isReturn(event)) continue;
      const at = firstFrom(returns, event.timeUs);
      const near = returns[at] === event.timeUs || event.timeUs - (returns[at - 1] ?? Number.NEGATIVE_INFINITY) < SILENCE_MIN_US;
      if (!near) returns.splice(at, 0, event.timeUs);
    }
    const over = returns.length - this.#returnsMax;
    if (over <= 0) return;
    for (const atUs of returns.splice(0, over)) known.found.delete(atUs);
    known.sinceUs = returns[0];
  }
}

/** The place of the first instant at or after another. */
function firstFrom(instants: readonly number[], fromUs: number): number {
  let low = 0;
  let high = instants.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((instants[middle] as number) < fromUs) low = middle + 1;
    else high = middle;
  }
  return low;
}

function isReturn(event: GridEvent): boolean {
  return event.type === 'component_started'
    ? event.body.component !== 'control'
    : event.type === 'detector_suspect' && event.body.kind === 'self_pause';
}

async function markAt(seq: number, { reader, options }: Asker): Promise<{ seq: number; id: string } | undefined> {
  const { events } = await reader.query({ afterSeq: seq - 1, asOf: { seq }, limit: 1 }, options);
  const event = events.find((one) => one.seq === seq);
  return event === undefined ? undefined : { seq, id: event.id };
}

/** The silence that a return ended; undefined where something was recorded all along, or where that can no longer be told. */
async function silenceBefore(returnUs: number, { reader, options }: Asker): Promise<Unwatched | undefined> {
  const awakeUs = returnUs - AWAKE_WITHIN_US;
  // What is first recorded near a return ends the silence, whoever recorded it.
  const [earlier, later] = await Promise.all([
    reader.query({ toUs: awakeUs, order: 'desc', limit: 1 }, options),
    reader.query({ fromUs: awakeUs, toUs: returnUs + 1, order: 'asc', limit: 1 }, options),
  ]);
  const [before, after] = [earlier.events[0], later.events[0]];
  if (before === undefined || after === undefined || after.timeUs - before.timeUs < SILENCE_MIN_US) return undefined;
  const [between, stops] = await Promise.all([
    reader.aggregate({ fromUs: before.timeUs + 1, toUs: after.timeUs, limit: 1 }, options),
    reader.query(
      { types: ['component_stopped'], fromUs: before.timeUs - SILENCE_MIN_US, toUs: before.timeUs + 1, order: 'desc', limit: 10 },
      options,
    ),
  ]);
  // Where heartbeats were removed or rolled up, what looks like silence may be none.
  if (between.total > 0 || between.partial || between.holes !== undefined) return undefined;
  const stopped = stops.events.map(fromStored).find((event) => event.type === 'component_stopped' && event.body.component !== 'control');
  return {
    fromUs: before.timeUs,
    toUs: after.timeUs,
    before: fromStored(before),
    after: fromStored(after),
    ...(stopped === undefined ? {} : { stopped }),
  };
}

/** The silences a reader sees; `once` where it stands for one question, which learns of what is new once. */
interface Seen {
  readonly silences: Silences;
  readonly once: boolean;
  fresh?: Promise<void>;
}

const SEEN = new WeakMap<StoreReader, Seen>();

/** The silences of the record that somebody reads, with all that is recorded by now. */
export async function silencesOf(asker: Asker): Promise<Silences> {
  const known = SEEN.get(asker.reader);
  const seen = known ?? { silences: new Silences(), once: false };
  if (known === undefined) SEEN.set(asker.reader, seen);
  if (!seen.once) await seen.silences.refresh(asker);
  else {
    seen.fresh ??= seen.silences.refresh(asker);
    await seen.fresh;
  }
  return seen.silences;
}

/** A reader that is made for one question sees the silences of the one it reads from. */
export function sharesSilencesOf(forOne: StoreReader, whole: StoreReader): void {
  const silences = SEEN.get(whole)?.silences ?? new Silences();
  if (!SEEN.has(whole)) SEEN.set(whole, { silences, once: false });
  SEEN.set(forOne, { silences, once: true });
}
