import type { Database, RootDatabase } from 'lmdb';
import type { AsOf } from '../../contract/query.ts';
import type { EndingBatch } from './documents.ts';

/** [number, seq, timeUs of the last batch whose endings are gone, highest document ever given, 1 when all of it is gone] */
export type HorizonRow = readonly [number, number, number, number, 0 | 1];
const KEY = 'horizon';
export const HORIZON_TABLE = 'h';

/** As it stands in an index; undefined when nothing was ever retired. */
export const readHorizon = (root: RootDatabase<unknown, string>): HorizonRow | undefined =>
  root.openDB<HorizonRow, string>({ name: HORIZON_TABLE }).get(KEY);

/**
 * How far back the search index goes: texts that ended with a batch up to this one are retired. h: stored before the first of them goes, so that a
 * search that begins later knows; and again when the last one is gone, so that a crash in between is gone on with.
 */
export class Horizon {
  readonly #rows: Database<HorizonRow, string>;
  #row: HorizonRow | undefined;

  constructor(root: RootDatabase<unknown, string>) {
    this.#rows = root.openDB({ name: HORIZON_TABLE });
    this.#row = this.#rows.get(KEY);
  }

  /** The last batch whose endings are retired; 0 when nothing ever was. */
  get number(): number {
    return this.#row?.[0] ?? 0;
  }

  /** The highest document that was given when something was last retired: its number is not given again. */
  get lastDocument(): number {
    return this.#row?.[3] ?? -1;
  }

  /** Whether a retirement was begun and not ended. */
  get isOpen(): boolean {
    return this.#row?.[4] === 0;
  }

  /** Within a transaction. */
  begin({ number, seq, timeUs }: EndingBatch, lastDocument: number): void {
    const before = this.#row;
    this.#put([number, Math.max(before?.[1] ?? 0, seq), Math.max(before?.[2] ?? 0, timeUs), lastDocument, 0]);
  }

  /** Within a transaction. */
  end(): void {
    const [number, seq, timeUs, lastDocument] = this.#row!;
    this.#put([number, seq, timeUs, lastDocument, 1]);
  }

  #put(row: HorizonRow): void {
    this.#rows.put(KEY, row);
    this.#row = row;
  }

  /** Why a search of the past would not find all that stood then; undefined when it does. */
  hides(asOf: AsOf | undefined): string | undefined {
    if (asOf === undefined || this.#row === undefined) return undefined;
    const [, seq, timeUs] = this.#row;
    if ('seq' in asOf)
      return asOf.seq >= seq
        ? undefined
        : `texts replaced up to seq ${seq} are not searched any more; concepts are read as of any position`;
    return asOf.timeUs >= timeUs
      ? undefined
      : `texts replaced up to ${timeUs} µs are not searched any more; concepts are read as of any position`;
  }
}
