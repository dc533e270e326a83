import type { Clock } from '@sutra/kit';
import { eventNameOf, type StoredEvent, type StoredWriter } from '@sutra/wire';
import type { AsOf, EventPage, EventQuery } from '../../contract/query.ts';
import { REQUEST_LIMITS } from '../../contract/request-limits.ts';
import type { CallOptions } from '../../contract/store.ts';
import { CHUNK_ROWS } from '../columns/chunks.ts';
import { FieldCache } from '../columns/field-cache.ts';
import { FrameCache, type HeldRecord, readEvent, type TakeRecord } from '../columns/frame-cache.ts';
import type { SegmentIndex } from '../columns/segment-index.ts';
import { assertInteger } from '../errors.ts';
import type { EngineLimits } from '../limits.ts';
import { type Catalog, segmentOf } from '../log/catalog.ts';
import type { Segment } from '../log/segment.ts';
import type { Outlet } from '../outlet.ts';
import { Budget } from './budget.ts';
import { fingerprint, readCursor, writeCursor } from './cursor.ts';
import { Lookup, type Place } from './lookup.ts';
import { chunkOf, NewestRows } from './newest-rows.ts';
import { mayHold, typeFits } from './presence.ts';
import { CUT_THROUGH, fieldsTested, hidesStretch, holesIn, whyUntold } from './rolled.ts';
import { chunksOf, mayMatch, rowFits, rowsOfFewSets, type SegmentSelection, type Selection, select, selectIn } from './selection.ts';
import { Slices } from './slices.ts';
import { TopRows } from './top-rows.ts';
import { testedFields, unknownIn } from './unknown-names.ts';

const LIMIT_DEFAULT = 100;
/** Records held for one page while others are looked for. */
const HELD_MAX = 256;
const { rowsMax } = REQUEST_LIMITS;

/** What a read has cost so far, and whether a limit ended it. */
export interface Work {
  scanned: number;
  decoded: number;
  partialBecause: string | undefined;
  /** Why the answer is not exact though all of the work was done. */
  inexact?: string | undefined;
}

/** The answer to a question for one event, with the bytes that are sent: of one event or none. */
export interface EncodedEvent {
  readonly found: boolean;
  readonly events: Uint8Array;
}

/** A page whose events are the bytes that are sent. */
export type EncodedPage = Omit<EventPage, 'events'> & { readonly events: Uint8Array };

/** Reads events. Everything is answered as of a position no later than the last flush. */
export class EventReader {
  readonly catalog: Catalog;
  readonly frames: FrameCache;
  readonly fieldCodes: FieldCache;
  readonly limits: EngineLimits;
  readonly lookup: Lookup;
  readonly #clock: Clock;
  readonly #durableSeq: () => number;
  /** What the answer is put together with that is written in this turn. */
  #writer: StoredWriter | undefined;
  readonly #copy: TakeRecord<void> = (reader, session, facts) => this.#writer!.copy(reader, session, facts);

  constructor(catalog: Catalog, limits: EngineLimits, clock: Clock, durableSeq: () => number) {
    this.catalog = catalog;
    this.limits = limits;
    this.frames = new FrameCache(limits.frameCacheBytes);
    this.fieldCodes = new FieldCache(limits.fieldCacheBytes);
    this.lookup = new Lookup(catalog, this.frames);
    this.#clock = clock;
    this.#durableSeq = durableSeq;
  }

  slices(options: CallOptions | undefined): Slices {
    return new Slices(this.#clock, this.limits.sliceMs, options);
  }

  budget(options: CallOptions | undefined, timeMaxMs?: number): Budget {
    return new Budget(this.#clock, this.slices(options), timeMaxMs);
  }

  /** The position meant by `asOf`, never beyond what is durable. */
  async position(asOf: AsOf | undefined, slices: Slices): Promise<number> {
    const durable = this.#durableSeq();
    if (asOf === undefined) return durable;
    if ('seq' in asOf) return Math.min(durable, asOf.seq);
    let seq = 0;
    for (const segment of this.catalog.segments) {
      if (segment.summary !== undefined && segment.summary.maxRecorded <= asOf.timeUs) {
        seq = segment.lastSeq;
        continue;
      }
      const index = await this.catalog.load(segment, slices);
      const rows = index.rowsRecordedThrough(asOf.timeUs);
      seq = rows > 0 ? index.seqAt(rows - 1) : segment.firstSeq - 1;
      // One that is being sealed has no summary yet, and others behind it.
      if (rows < index.rows) break;
    }
    return Math.min(durable, seq);
  }

  /** The event at a seq that is known to exist. */
  at(seq: number): StoredEvent {
    return this.eventAt(this.#place(seq, this.catalog.segments));
  }

  /** Where a seq that is known to exist stands among some segments. */
  #place(seq: number, segments: readonly Segment[]): Place {
    const segment = segmentOf(segments, seq);
    const picked = typeof segment?.rareRows === 'object' ? placeIn(segment, segment.rareRows, seq) : undefined;
    const found = picked ?? (segment === undefined ? undefined : placeIn(segment, this.catalog.index(segment), seq));
    if (found === undefined) throw new RangeError(`seq ${seq} is not in the log`);
    return found;
  }

  async query(query: EventQuery, options?: CallOptions): Promise<EventPage> {
    const found = await this.#find(query, options);
    return this.#page(
      found,
      found.seqs.map((seq) => this.frames.recordOf(this.#held(seq, found), readEvent)),
      found.seqs.length,
    );
  }

  /** The same page with its events as they are sent, cut where it passes `bytesMax`: it then carries the cursor to go on from. */
  async queryEncoded(query: EventQuery, bytesMax: number, to: Outlet<EncodedPage>, options?: CallOptions): Promise<void> {
    const found = await this.#find(query, options);
    const { bytes, taken } = this.#encoded(found.seqs, found, bytesMax, to.begin());
    to.take(this.#page(found, bytes, taken));
  }

  async #find(query: EventQuery, options: CallOptions | undefined): Promise<FoundPage> {
    const { cursor, limit = LIMIT_DEFAULT, order = 'desc', ...rest } = query;
    assertInteger(limit, 'limit', 1, rowsMax);
    const of = fingerprint({ ...rest, order });
    const slices = this.slices(options);
    const [throughSeq, afterTime, afterSeq] = cursor === undefined ? [await this.position(query.asOf, slices)] : readCursor(cursor, of, 3);
    const selection = select(rest, Math.min(throughSeq!, this.#durableSeq()));
    const work: Work = { scanned: 0, decoded: 0, partialBecause: undefined };
    const page = { order, after: afterTime === undefined ? undefined : { timeUs: afterTime, seq: afterSeq! } };
    // Retention puts another list in place: what this read began with it reads to the end.
    const { segments } = this.catalog;
    const held = new Map<number, HeldRecord>();
    const seqs = await this.#top(segments, selection, page, limit + 1, held, slices, work);
    const nothing = seqs.length === 0 && cursor === undefined && work.partialBecause === undefined;
    const unknown = nothing ? await unknownIn(this, rest, testedFields(rest), options) : undefined;
    const more = seqs.length > limit;
    if (more) seqs.pop();
    return { seqs, more, segments, held, of, throughSeq: throughSeq!, work, holes: holesIn(segments, selection), unknown };
  }

  /** The page of the first events that were found, of as many as were taken. */
  #page<T>(found: FoundPage, events: T, taken: number): Omit<EventPage, 'events'> & { readonly events: T } {
    const { seqs, more, of, throughSeq, work, holes, unknown } = found;
    const last = seqs[taken - 1];
    const because = work.partialBecause ?? work.inexact;
    return {
      events,
      ...((more || seqs.length > taken) && last !== undefined
        ? { cursor: writeCursor(of, [throughSeq, this.#held(last, found).facts.timeUs, last]) }
        : {}),
      asOfSeq: throughSeq,
      scanned: work.scanned,
      partial: because !== undefined,
      ...(because === undefined ? {} : { partialBecause: because }),
      ...(holes === undefined ? {} : { holes }),
      ...(unknown === undefined ? {} : { unknown }),
    };
  }

  #held(seq: number, { segments, held }: Found): HeldRecord {
    const known = held.get(seq);
    if (known !== undefined) return known;
    const { segment, index, row } = this.#place(seq, segments);
    return this.frames.hold(segment, index, row);
  }

  /** As many of the events as fit, at least one. */
  #encoded(
    seqs: readonly number[],
    found: Found,
    bytesMax: number,
    writer: StoredWriter,
  ): { readonly bytes: Uint8Array; readonly taken: number } {
    this.#writer = writer;
    const { segments, held } = found;
    // Neighbours in an answer are mostly neighbours in the log: its segment is looked for once.
    let place: Place | undefined;
    for (const seq of seqs) {
      const record = held.size === 0 ? undefined : held.get(seq);
      if (record !== undefined) this.frames.recordOf(record, this.#copy);
      else {
        if (place === undefined || seq < place.segment.firstSeq || seq > place.segment.lastSeq) place = this.#place(seq, segments);
        this.frames.record(place.segment, place.index, place.index.rowsThrough(seq) - 1, this.#copy);
      }
      if (writer.bytes >= bytesMax) break;
    }
    const taken = writer.events;
    return { bytes: writer.finish(), taken };
  }

  /** seqs of the first `count` matching rows in order, after a given one. */
  async #top(
    of: readonly Segment[],
    selection: Selection,
    page: Page,
    count: number,
    held: Map<number, HeldRecord>,
    slices: Slices,
    work: Work,
  ): Promise<number[]> {
    const top = new TopRows(page.order, count);
    const fits = typeFits(selection);
    const segments = of.filter((segment) => mayMatch(selection, segment));
    const edge = (segment: Segment): number => (page.order === 'asc' ? segment.minTime : segment.maxTime);
    segments.sort((a, b) => (page.order === 'asc' ? edge(a) - edge(b) : edge(b) - edge(a)));
    for (const segment of segments) {
      if (!top.couldKeep(edge(segment)) || work.partialBecause !== undefined) break;
      if (!mayHold(this.catalog, segment, selection)) continue;
      const at = selectIn(selection, await this.catalog.columnsOf(segment, fits, slices));
      if (at === undefined) continue;
      if (hidesStretch(at, selection)) work.inexact ??= CUT_THROUGH;
      if (at.mergedSets !== undefined && page.order === 'desc' && selection.toUs > segment.maxTime && page.after === undefined)
        await this.#walkNewest(top, segment, at, at.mergedSets, selection, page, slices, work);
      else if (at.fewSets !== undefined) {
        const rows = rowsOfFewSets(at);
        work.scanned += rows.length;
        this.#offer(top, segment, at, rows, selection, page, work);
      } else await this.#scanChunks(top, segment, at, selection, page, slices, work);
      this.#hold(top, segment, at.index, held);
      if (slices.over) await slices.turn();
    }
    return top.sorted();
  }

  /** Takes the records of a few rows while the columns are there: by the time they are sent, other segments may have pushed these out. */
  #hold(top: TopRows, segment: Segment, index: SegmentIndex, held: Map<number, HeldRecord>): void {
    if (segment.summary === undefined || held.size > HELD_MAX) return;
    const kept = top.within(segment.firstSeq, segment.lastSeq);
    if (kept.length > HELD_MAX) return;
    for (const seq of kept) held.set(seq, this.frames.hold(segment, index, index.rowsThrough(seq) - 1));
  }

  /** Row by row from the newest, until no earlier row can be newer than what is kept: the cost does not grow with the history. */
  async #walkNewest(
    top: TopRows,
    segment: Segment,
    at: SegmentSelection,
    sets: readonly number[],
    selection: Selection,
    page: Page,
    slices: Slices,
    work: Work,
  ): Promise<void> {
    const newest = new NewestRows(at, sets);
    const one = [0];
    let chunk = -1;
    for (let row = newest.next(); row !== undefined && work.partialBecause === undefined; row = newest.next()) {
      if (chunkOf(row) !== chunk) {
        chunk = chunkOf(row);
        if (!top.couldKeep(at.index.newestThrough(chunk))) return;
        if (slices.over) await slices.turn();
      }
      work.scanned++;
      one[0] = row;
      if (rowFits(at, row)) this.#offer(top, segment, at, one, selection, page, work);
    }
  }

  async #scanChunks(
    top: TopRows,
    segment: Segment,
    at: SegmentSelection,
    selection: Selection,
    page: Page,
    slices: Slices,
    work: Work,
  ): Promise<void> {
    const asc = page.order === 'asc';
    const edges = asc ? at.index.chunkMin : at.index.chunkMax;
    const chunks = chunksOf(at).sort((a, b) => (asc ? edges.at(a) - edges.at(b) : edges.at(b) - edges.at(a)));
    const rows: number[] = [];
    for (const chunk of chunks) {
      if (!top.couldKeep(edges.at(chunk)) || work.partialBecause !== undefined) return;
      rows.length = 0;
      const [begin, end] = [Math.max(at.from, chunk * CHUNK_ROWS), Math.min(at.to, (chunk + 1) * CHUNK_ROWS)];
      for (let row = begin; row < end; row++) if (rowFits(at, row)) rows.push(row);
      work.scanned += end - begin;
      this.#offer(top, segment, at, rows, selection, page, work);
      if (slices.over) await slices.turn();
    }
  }

  #offer(
    top: TopRows,
    segment: Segment,
    at: SegmentSelection,
    rows: readonly number[],
    selection: Selection,
    page: Page,
    work: Work,
  ): void {
    const { time, places, firstSeq } = at.index;
    const sign = page.order === 'asc' ? 1 : -1;
    for (const row of rows) {
      const timeUs = time.data[row]!;
      const seq = places === undefined ? firstSeq + row : places.seqAt(row);
      if (page.after !== undefined && (timeUs - page.after.timeUs || seq - page.after.seq) * sign <= 0) continue;
      if (!top.wouldKeep(timeUs, seq)) continue;
      if (selection.test !== undefined && !this.test(selection, segment, at.index, row, work)) continue;
      top.add(timeUs, seq);
    }
  }

  /** Whether what an event says fits; true where nothing is asked of it. */
  test({ test, wish, filter }: Selection, segment: Segment, index: SegmentIndex, row: number, work: Work): boolean {
    if (test === undefined) return true;
    if (!this.mayDecode(work)) return false;
    if (index.kept !== undefined && index.kept.weight.at(row) > 1)
      work.inexact ??= whyUntold(this.frames.standsFor(segment, index, row), fieldsTested(filter));
    return test(this.frames.fields(segment, index, row, wish));
  }

  /** Counts one more row whose fields are read; false where there may be no more. */
  mayDecode(work: Work): boolean {
    if (work.decoded >= this.limits.decodedRowsMax) {
      work.partialBecause = `the fields of ${work.decoded} rows were read, the limit`;
      return false;
    }
    work.decoded++;
    return true;
  }

  /** The event that stands there. */
  eventAt({ segment, index, row }: Place): StoredEvent {
    return this.frames.event(segment, index, row);
  }

  /** One event by id; undefined when there is none. */
  async event(id: string, slices: Slices, through: number): Promise<StoredEvent | undefined> {
    const found = await this.lookup.find(eventNameOf(id), through, slices);
    return found === undefined ? undefined : this.eventAt(found);
  }

  /** The same as it is sent. */
  async eventEncoded(id: string, to: Outlet<EncodedEvent>, slices: Slices, through: number): Promise<void> {
    const place = await this.lookup.find(eventNameOf(id), through, slices);
    to.take({ found: place !== undefined, events: this.#copied(place === undefined ? [] : [place], to.begin()) });
  }

  /** Events as they are sent: their records are copied. @throws SutraError SUTRA_WIRE_LIMIT, SUTRA_STORE_CORRUPT */
  encoded(places: readonly Place[], to: Outlet<Uint8Array>): void {
    to.take(this.#copied(places, to.begin()));
  }

  #copied(places: readonly Place[], writer: StoredWriter): Uint8Array {
    this.#writer = writer;
    for (const { segment, index, row } of places) this.frames.record(segment, index, row, this.#copy);
    return writer.finish();
  }
}

/** Where a seq stands among some rows of its segment; undefined when it is none of them. */
function placeIn(segment: Segment, index: SegmentIndex, seq: number): Place | undefined {
  const row = index.rowsThrough(seq) - 1;
  return row < 0 || index.seqAt(row) !== seq ? undefined : { segment, index, row };
}

/** What a page is made of. */
interface Found {
  readonly segments: readonly Segment[];
  readonly held: ReadonlyMap<number, HeldRecord>;
}

/** Events of a page, of which there may be more, and what is said of them. */
interface FoundPage extends Found {
  readonly seqs: readonly number[];
  readonly more: boolean;
  /** Fingerprint of the question. */
  readonly of: number;
  readonly throughSeq: number;
  readonly work: Work;
  readonly holes: EventPage['holes'] | undefined;
  readonly unknown: EventPage['unknown'] | undefined;
}

interface Page {
  readonly order: 'asc' | 'desc';
  readonly after: { readonly timeUs: number; readonly seq: number } | undefined;
}
