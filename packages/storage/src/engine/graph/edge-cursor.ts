import { SutraError } from '@sutra/kit';
import type { EdgeEnd } from './edge-rows.ts';

/** Where a page ends in what events imply: behind so many, or where a page of events ended. */
export interface ViewsPlace {
  readonly skipped: number;
  readonly cursor?: string;
}

/** Where a page of neighbours ends: in the learned associations, or, behind them, in what events imply. */
export type EdgePlace = { readonly next?: EdgeEnd } | { readonly views: ViewsPlace };

interface EdgeCursor {
  readonly asOfSeq: number;
  readonly place: EdgePlace;
}

type Packed = [number, number, number] | [number, number, number, string] | [number, number, number, 'out' | 'in', string, string];

/** Of a page that ended before it began. */
const FIRST: EdgeEnd = { side: 'out', type: '', other: '' };

/** `of` ties a cursor to its query. */
export function writeEdgeCursor(of: number, { asOfSeq, place }: EdgeCursor): string {
  return Buffer.from(JSON.stringify(packed(of, asOfSeq, place))).toString('base64url');
}

function packed(of: number, asOfSeq: number, place: EdgePlace): Packed {
  if ('views' in place) {
    const { skipped, cursor } = place.views;
    return cursor === undefined ? [of, asOfSeq, skipped] : [of, asOfSeq, skipped, cursor];
  }
  const { side, type, other } = place.next ?? FIRST;
  return [of, asOfSeq, 0, side, type, other];
}

/** @throws SutraError SUTRA_STORE_CURSOR */
export function readEdgeCursor(cursor: string, of: number): EdgeCursor {
  const found = unpack(cursor);
  if (found === undefined) throw new SutraError('SUTRA_STORE_CURSOR', 'Cannot continue from the cursor: it is not one');
  if (found[0] !== of) throw new SutraError('SUTRA_STORE_CURSOR', 'Cannot continue from the cursor: it belongs to another query');
  const asOfSeq = found[1];
  if (found.length === 6) return { asOfSeq, place: { next: { side: found[3], type: found[4], other: found[5] } } };
  return { asOfSeq, place: { views: { skipped: found[2], ...(found.length === 4 ? { cursor: found[3] } : {}) } } };
}

function unpack(cursor: string): Packed | undefined {
  let found: unknown;
  try {
    found = JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    return undefined; // its caller says so
  }
  if (!Array.isArray(found) || ![3, 4, 6].includes(found.length) || !found.slice(0, 3).every(Number.isSafeInteger)) return undefined;
  const [side, type, other] = found.slice(3) as unknown[];
  if (found.length === 4 && typeof side !== 'string') return undefined;
  if (found.length === 6 && !((side === 'out' || side === 'in') && typeof type === 'string' && typeof other === 'string')) return undefined;
  return found as Packed;
}
