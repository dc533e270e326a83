import { type EventName, eventNameOf } from '@sutra/wire';
import type { CausesQuery } from '../../contract/query.ts';
import { REQUEST_LIMITS } from '../../contract/request-limits.ts';
import { assertInteger } from '../errors.ts';
import { type Lookup, type Place, seqOf } from './lookup.ts';
import type { Slices } from './slices.ts';

const DEPTH_DEFAULT = 10;
const LIMIT_DEFAULT = 100;

/**
 * Walks recorded causes back, ring by ring, among the events up to a position. Walked here rather than by who asks, each step costs a look
 * into the log instead of a round trip; and of each event only its causes are read, until it is known which are sent.
 * @throws SutraError SUTRA_STORE_INVALID, SUTRA_STORE_CORRUPT, SUTRA_TIMEOUT
 */
export async function causesOf(lookup: Lookup, query: CausesQuery, through: number, slices: Slices): Promise<Place[]> {
  const { id, depth = DEPTH_DEFAULT, limit = LIMIT_DEFAULT } = query;
  assertInteger(depth, 'depth', 1, REQUEST_LIMITS.causesDepthMax);
  assertInteger(limit, 'limit', 1, REQUEST_LIMITS.rowsMax);
  const name = eventNameOf(id);
  const start = lookup.atHand(name, through) ?? (await lookup.find(name, through, slices));
  if (start === undefined) return [];
  const places: Place[] = [];
  const seen = new Set([seqOf(start)]);
  let ring = start.causes;
  for (let step = 0; step < depth && ring.length > 0; step++) {
    const next: EventName[] = [];
    for (const cause of ring) {
      const found = lookup.atHand(cause, through) ?? (await lookup.find(cause, through, slices));
      if (slices.over) await slices.turn();
      if (found === undefined || seen.has(seqOf(found))) continue;
      seen.add(seqOf(found));
      places.push(found);
      if (places.length === limit) return places;
      next.push(...found.causes);
    }
    ring = next;
  }
  return places;
}
