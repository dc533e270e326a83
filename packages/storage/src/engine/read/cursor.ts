import { hash32, SutraError } from '@sutra/kit';

/** Where a page ended. The numbers mean what the query that made it says; `of` ties it to that query. */
export interface PageEnd {
  readonly of: number;
  readonly at: readonly number[];
}

/** What a cursor belongs to: everything about a query except where its page starts. */
export function fingerprint(query: object): number {
  return hash32(JSON.stringify(query));
}

export function writeCursor(of: number, at: readonly number[]): string {
  return Buffer.from(JSON.stringify([of, ...at])).toString('base64url');
}

/** @throws SutraError SUTRA_STORE_CURSOR */
export function readCursor(cursor: string, of: number, numbers: number): readonly number[] {
  let found: unknown;
  try {
    found = JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch (reason) {
    throw new SutraError('SUTRA_STORE_CURSOR', 'Cannot continue from the cursor: it is not one', { cause: reason });
  }
  if (!Array.isArray(found) || found.length !== numbers + 1 || !found.every((value) => Number.isFinite(value)))
    throw new SutraError('SUTRA_STORE_CURSOR', 'Cannot continue from the cursor: it is not one');
  if (found[0] !== of) throw new SutraError('SUTRA_STORE_CURSOR', 'Cannot continue from the cursor: it belongs to another query');
  return found.slice(1) as number[];
}
