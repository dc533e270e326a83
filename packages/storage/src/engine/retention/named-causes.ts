import { type ExpectedSegment, readSegment } from '../life/check-segment.ts';
import type { Catalog } from '../log/catalog.ts';
import type { Segment } from '../log/segment.ts';
import type { Slices, Turns } from '../read/slices.ts';
import { SegmentFrames } from './frames.ts';

/** Keys of events that are named as a cause. */
export interface NamedKeys {
  /** Ascending. */
  readonly sorted: Uint32Array;
  /** Those that came since. */
  readonly newer: ReadonlySet<number>;
}

/** Where the bytes of a segment are. */
export type SegmentFile = Pick<ExpectedSegment, 'path' | 'firstSeq' | 'bytes'>;

export const namedIn = ({ sorted, newer }: NamedKeys, key: number): boolean => newer.has(key) || holds(sorted, key);

/**
 * Which events others name as their cause, by 32-bit key: two events may share one, then both count as named, which errs on the safe side. Keys of a
 * sealed segment are read once and remembered, 4 bytes a cause; what arrives while the work goes on is looked at again by `newer`.
 */
export class NamedCauses {
  readonly #catalog: Catalog;
  readonly #known = new Map<number, Uint32Array<ArrayBuffer>>();
  #sorted: Uint32Array = new Uint32Array(0);
  readonly #newer = new Set<number>();
  /** How far the segments written since have been looked at, by key. */
  readonly #seen = new Map<number, number>();

  constructor(catalog: Catalog) {
    this.#catalog = catalog;
  }

  /** Gathers what is named now. @param read what a sealed segment names whose columns are not loaded */
  async gather(slices: Slices, read: (segment: Segment) => Promise<Uint32Array<ArrayBuffer>>): Promise<void> {
    this.#newer.clear();
    this.#seen.clear();
    const segments = [...this.#catalog.segments];
    const hot = this.#catalog.hot;
    // From here on nothing is missed: what comes while the older ones are read is behind this mark.
    this.#seen.set(hot.key, hot.index!.causes.size);
    const parts: Uint32Array[] = [hot.index!.causes.keys.data.slice(0, hot.index!.causes.size)];
    const alive = new Set(segments.map(({ key }) => key));
    for (const key of this.#known.keys()) if (!alive.has(key)) this.#known.delete(key);
    for (const segment of segments.slice(0, -1)) {
      const keys = this.#known.get(segment.key) ?? loadedKeys(segment) ?? (await read(segment));
      this.#known.set(segment.key, keys);
      parts.push(keys);
      if (slices.over) await slices.turn();
    }
    const all = new Uint32Array(parts.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const part of parts)
      for (let from = 0; from < part.length; from += COPY_STEP) {
        const some = part.subarray(from, from + COPY_STEP);
        all.set(some, at);
        at += some.length;
        if (slices.over) await slices.turn();
      }
    this.#sorted = await sortInTurns(all, slices);
  }

  get keys(): NamedKeys {
    return { sorted: this.#sorted, newer: this.#newer };
  }

  /**
   * True when something that came since the last look names one of these.
   * @param keys ascending
   */
  newlyNamed(keys: Uint32Array): boolean {
    const { segments } = this.#catalog;
    const first = segments.findIndex(({ key }) => this.#seen.has(key));
    let found = false;
    for (const segment of segments.slice(first)) {
      const { causes } = this.#catalog.index(segment);
      for (let i = this.#seen.get(segment.key) ?? 0; i < causes.size; i++) {
        const key = causes.keys.at(i);
        this.#newer.add(key);
        found ||= holds(keys, key);
      }
      this.#seen.set(segment.key, causes.size);
    }
    return found;
  }
}

function holds(sorted: Uint32Array, key: number): boolean {
  let low = 0;
  let high = sorted.length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const found = sorted[middle]!;
    if (found === key) return true;
    if (found < key) low = middle + 1;
    else high = middle - 1;
  }
  return false;
}

function loadedKeys({ index }: Segment): Uint32Array<ArrayBuffer> | undefined {
  return index?.causes.keys.data.slice(0, index.causes.size) as Uint32Array<ArrayBuffer> | undefined;
}

/** Under which keys the events of a segment name their causes. */
export async function namedBy(segment: SegmentFile, slices: Turns): Promise<Uint32Array<ArrayBuffer>> {
  const frames = new SegmentFrames(await readSegment(segment));
  const keys: number[] = [];
  for (let frame = frames.next(); frame !== undefined; frame = frames.next()) {
    const walked = frames.events(frame);
    slices.spend((walked?.rows.count ?? 0) / ROWS_WALKED_FOR_ONE);
    if (walked !== undefined)
      for (let i = 0; i < walked.rows.causes.length; i += 2)
        if (walked.rows.causes.at(i) >= walked.from) keys.push(walked.rows.causes.at(i + 1));
    if (slices.over) await slices.turn();
  }
  return Uint32Array.from(keys);
}

/** Walking a row of a frame costs so much less than deciding about it. */
const ROWS_WALKED_FOR_ONE = 32;
const COPY_STEP = 262_144;
const SORT_STEP = 16_384;

/** Sorts pieces, then merges them pairwise, letting others run in between: a million keys sorted at once take longer than anybody may wait. */
export async function sortInTurns(keys: Uint32Array<ArrayBuffer>, slices: Turns): Promise<Uint32Array<ArrayBuffer>> {
  for (let at = 0; at < keys.length; at += SORT_STEP) {
    keys.subarray(at, at + SORT_STEP).sort();
    if (slices.over) await slices.turn();
  }
  let [from, into] = [keys, new Uint32Array(keys.length)];
  for (let width = SORT_STEP; width < keys.length; width *= 2) {
    for (let begin = 0; begin < keys.length; begin += 2 * width) {
      const [middle, to] = [Math.min(begin + width, keys.length), Math.min(begin + 2 * width, keys.length)];
      for (let a = begin, b = middle, out = begin; out < to; out++) {
        into[out] = a < middle && (b >= to || from[a]! <= from[b]!) ? from[a++]! : from[b++]!;
        if ((out & 0x3fff) === 0 && slices.over) await slices.turn();
      }
    }
    [from, into] = [into, from];
  }
  return from;
}
