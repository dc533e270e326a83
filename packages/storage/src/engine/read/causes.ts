import type { StoredEvent } from '@sutra/wire';
import type { CausesQuery } from '../../contract/query.ts';
import { invalidQuery } from '../errors.ts';
import type { EventReader } from './reader.ts';
import type { Slices } from './slices.ts';

const DEPTH_DEFAULT = 10;
const DEPTH_MAX = 1_000;
const LIMIT_DEFAULT = 100;
const LIMIT_MAX = 10_000;

/**
 * Walks recorded causes back, ring by ring. Walked here rather than by who asks, each step costs a look into the log instead of a round trip.
 * @throws SutraError SUTRA_STORE_INVALID, SUTRA_STORE_CORRUPT, SUTRA_TIMEOUT
 */
export async function causesOf(reader: EventReader, query: CausesQuery, slices: Slices): Promise<StoredEvent[]> {
  const { id, depth = DEPTH_DEFAULT, limit = LIMIT_DEFAULT } = query;
  if (!Number.isInteger(depth) || depth < 1 || depth > DEPTH_MAX) throw invalidQuery(`depth ${depth} is not in 1..${DEPTH_MAX}`);
  if (!Number.isInteger(limit) || limit < 1 || limit > LIMIT_MAX) throw invalidQuery(`limit ${limit} is not in 1..${LIMIT_MAX}`);
  const start = reader.event(id);
  const found: StoredEvent[] = [];
  const seen = new Set([id]);
  let ring = start === undefined ? [] : [start];
  for (let step = 0; step < depth && ring.length > 0; step++) {
    const next: StoredEvent[] = [];
    for (const event of ring)
      for (const cause of event.causes) {
        if (seen.has(cause)) continue;
        seen.add(cause);
        const one = reader.event(cause);
        if (one === undefined) continue;
        next.push(one);
        if (found.length + next.length === limit) return [...found, ...next];
        if (slices.over) await slices.turn();
      }
    found.push(...next);
    ring = next;
  }
  return found;
}
