import { SutraError } from '@sutra/kit';
import type { EdgeEnd } from './edge-rows.ts';

/** Where a page of neighbours ends: in the learned associations, or, behind them, in what events imply. */
export type EdgePlace = { readonly next?: EdgeEnd } | 'views';

interface EdgeCursor {
  readonly asOfSeq: number;
  /** Of the views, given before. */
  readonly viewsSkipped: number;
  readonly place: EdgePlace;
}

type Packed = [number, number, number] | [number, number, number, 'out' | 'in', string, string];

/** `of` ties a cursor to its query. */
export function writeEdgeCursor(of: number, { asOfSeq, viewsSkipped, place }: EdgeCursor): string {
  const next = place === 'views' ? undefined : place.next;
  const packed: Packed = next === undefined ? [of, asOfSeq, viewsSkipped] : [of, asOfSeq, viewsSkipped, next.side, next.type, next.other];
  return Buffer.from(JSON.stringify(packed)).toString('base64url');
}

/** @throws SutraError SUTRA_STORE_CURSOR */
export function readEdgeCursor(cursor: string, of: number): EdgeCursor {
  const packed = unpack(cursor);
  if (packed === undefined) throw new SutraError('SUTRA_STORE_CURSOR', 'Cannot continue from the cursor: it is not one');
  if (packed[0] !== of) throw new SutraError('SUTRA_STORE_CURSOR', 'Cannot continue from the cursor: it belongs to another query');
  const [, asOfSeq, viewsSkipped, side, type, other] = packed;
  return { asOfSeq, viewsSkipped, place: side === undefined ? 'views' : { next: { side, type: type!, other: other! } } };
}

function unpack(cursor: string): Packed | undefined {
  let found: unknown;
  try {
    found = JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    return undefined; // its caller says so
  }
  if (!Array.isArray(found) || ![3, 6].includes(found.length) || !found.slice(0, 3).every(Number.isSafeInteger)) return undefined;
  const [side, type, other] = found.slice(3) as unknown[];
  if (found.length === 6 && !((side === 'out' || side === 'in') && typeof type === 'string' && typeof other === 'string')) return undefined;
  return found as Packed;
}
