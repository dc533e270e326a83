import type { AsOf, StoreReader } from '@sutra/storage';
import { sharesPastOf } from './past-states.ts';

/**
 * A store as it was known at a position: what was recorded later is not there, also when it had happened before. Every read goes
 * through it, so no operation can forget.
 */
export function asKnownAt(reader: StoreReader, seq: number): StoreReader {
  const asOf: AsOf = { seq };
  const known: StoreReader = {
    query: (query, options) => reader.query({ ...query, asOf }, options),
    aggregate: (query, options) => reader.aggregate({ ...query, asOf }, options),
    event: (id, _asOf, options) => reader.event(id, asOf, options),
    effects: (query, options) => reader.effects({ ...query, asOf }, options),
    concept: (id, _asOf, options) => reader.concept(id, asOf, options),
    neighbours: (query, options) => reader.neighbours({ ...query, asOf }, options),
    snapshot: (name, atSeq, options) => reader.snapshot(name, Math.min(atSeq ?? seq, seq), options),
    stats: (options) => reader.stats(options),
    async *feed(query, signal) {
      for await (const item of reader.feed(query, signal)) {
        if (item.kind !== 'events') {
          yield item;
          continue;
        }
        const events = item.events.filter((event) => event.seq <= seq);
        if (events.length > 0) yield { kind: 'events', events };
        if (events.length < item.events.length) {
          yield { kind: 'live', seq };
          return;
        }
      }
    },
  };
  sharesPastOf(known, reader);
  return known;
}

/** The position a time stands for: the last event recorded by then. */
export async function positionAt(reader: StoreReader, timeUs: number, options?: Parameters<StoreReader['query']>[1]): Promise<number> {
  return (await reader.query({ asOf: { timeUs }, limit: 1, order: 'desc' }, options)).asOfSeq;
}
