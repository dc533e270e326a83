import { causeKeyOf, type EventName, type EventRef, eventNameOf, idOfName, isSameName } from '@sutra/wire';
import { REQUEST_LIMITS } from '../../contract/request-limits.ts';
import type { FrameCache } from '../columns/frame-cache.ts';
import type { SegmentIndex } from '../columns/segment-index.ts';
import { assertCount } from '../errors.ts';
import type { Catalog } from '../log/catalog.ts';
import type { Segment } from '../log/segment.ts';
import type { Slices } from './slices.ts';

/** Where an event stands. Good for as long as the read that found it goes on. */
export interface Place {
  readonly segment: Segment;
  readonly index: SegmentIndex;
  readonly row: number;
}

/** An event that was found by its name, with what it names as its causes. */
export interface Found extends Place {
  readonly causes: readonly EventName[];
}

/** Finds events by id, and by the ids they name as causes. Columns that are not in memory are loaded in steps, so that others get their turn. */
export class Lookup {
  readonly #catalog: Catalog;
  readonly #frames: FrameCache;

  constructor(catalog: Catalog, frames: FrameCache) {
    this.#catalog = catalog;
    this.#frames = frames;
  }

  /** The event of a name among those up to a position; undefined when there is none. @throws SutraError SUTRA_STORE_CORRUPT */
  async find(name: EventName, through: number, slices: Slices): Promise<Found | undefined> {
    const { segments } = this.#catalog;
    if (typeof name !== 'string')
      for (let i = segments.length - 1; i >= 0; i--) {
        const found = await this.#byNumber(segments[i]!, name, through, slices);
        if (found !== undefined) return found;
      }
    // What was imported keeps its id, which then is not the one its number would give it here.
    for (let i = segments.length - 1; i >= 0; i--) {
      const found = await this.#byId(segments[i]!, name, through, slices);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /**
   * The same at once, where the columns it takes are in memory: a walk asks for one event after another, and to wait for each costs more than to
   * find it. Undefined when there is none or it is not at hand: `find` tells which.
   */
  atHand(name: EventName, through: number): Found | undefined {
    if (typeof name === 'string') return undefined;
    const { segments } = this.#catalog;
    for (let i = segments.length - 1; i >= 0; i--) {
      const segment = segments[i]!;
      if (!mayHoldNumber(segment, name)) continue;
      if (segment.index === undefined) return undefined;
      const found = this.#ofNumber(segment, this.#catalog.index(segment), name, through);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** Those of the ids that are stored. Segment by segment, so that the columns of each are needed once, however many are asked for. */
  async known(ids: readonly string[], through: number, slices: Slices): Promise<readonly string[]> {
    assertCount(ids.length, 'ids', REQUEST_LIMITS.knownIdsMax);
    const known = new Set<string>();
    const asked = ids.map((id) => ({ id, name: eventNameOf(id) }));
    for (const segment of this.#catalog.segments) {
      for (const { id, name } of asked) {
        if (known.has(id)) continue;
        const found =
          (typeof name === 'string' ? undefined : await this.#byNumber(segment, name, through, slices)) ??
          (await this.#byId(segment, name, through, slices));
        if (found !== undefined) known.add(id);
        if (slices.over) await slices.turn();
      }
    }
    return [...known];
  }

  /** Events up to a position that name `id` as a cause, oldest first: all of them. */
  async effects(id: string, through: number, slices: Slices): Promise<Place[]> {
    const key = causeKeyOf(id);
    const name = eventNameOf(id);
    const found: Place[] = [];
    for (const segment of this.#catalog.segments) {
      const rows = new Set(this.#catalog.causes(segment)?.find(key) ?? (await this.#catalog.load(segment, slices, true)).causes.find(key));
      if (rows.size === 0) continue;
      const index = await this.#catalog.load(segment, slices, true);
      for (const row of rows) {
        if (index.seqAt(row) > through) continue;
        if (this.#frames.links(segment, index, row).causes.some((cause) => isSameName(cause, name))) found.push({ segment, index, row });
        if (slices.over) await slices.turn();
      }
    }
    return found.sort((a, b) => a.index.time.at(a.row) - b.index.time.at(b.row) || seqOf(a) - seqOf(b));
  }

  #columns(segment: Segment, slices: Slices): SegmentIndex | Promise<SegmentIndex> {
    return segment.index === undefined ? this.#catalog.load(segment, slices) : this.#catalog.index(segment);
  }

  async #byNumber(segment: Segment, name: EventRef, through: number, slices: Slices): Promise<Found | undefined> {
    if (!mayHoldNumber(segment, name)) return undefined;
    return this.#ofNumber(segment, await this.#columns(segment, slices), name, through);
  }

  #ofNumber(segment: Segment, index: SegmentIndex, name: EventRef, through: number): Found | undefined {
    const row = this.#rowOfNumber(segment, index, name);
    return row === undefined ? undefined : this.#checked(segment, index, row, name, through);
  }

  async #byId(segment: Segment, name: EventName, through: number, slices: Slices): Promise<Found | undefined> {
    if (!segment.hasOwnIds) return undefined;
    const index = await this.#columns(segment, slices);
    for (const row of index.ids.find(causeKeyOf(idOfName(name)))) {
      const found = this.#checked(segment, index, row, name, through);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** Numbers and keys only say where to look: what counts is the name in the record. */
  #checked(segment: Segment, index: SegmentIndex, row: number, name: EventName, through: number): Found | undefined {
    if (index.seqAt(row) > through) return undefined;
    const links = this.#frames.links(segment, index, row);
    return isSameName(links.name, name) ? { segment, index, row, causes: links.causes } : undefined;
  }

  #rowOfNumber(segment: Segment, index: SegmentIndex, { source, emitterSeq }: EventRef): number | undefined {
    const { frames } = index.sources[index.sourceNumber(source)!]!;
    // Of a rewritten segment the range is what it was: there may be nothing left.
    if (frames.length === 0) return undefined;
    let low = 0;
    for (let high = frames.length - 1; low < high; ) {
      const middle = (low + high + 1) >>> 1;
      if (index.frameSeq.at(frames[middle]!) <= emitterSeq) low = middle;
      else high = middle - 1;
    }
    return this.#frames.rowOf(segment, index, frames[low]!, emitterSeq);
  }
}

/** Whether the numbers of a source that a segment holds may have this one among them. */
function mayHoldNumber(segment: Segment, { source, emitterSeq }: EventRef): boolean {
  const range = segment.range(source);
  return range !== undefined && emitterSeq >= range[0] && emitterSeq <= range[1];
}

/** Its position in the log. */
export const seqOf = ({ index, row }: Place): number => index.seqAt(row);
