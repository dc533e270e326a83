import type { StoreReader } from '@sutra/storage';
import type { Progress } from './answer.ts';
import { sharesImportedOf } from './imported.ts';
import { sharesPastOf } from './past-states.ts';
import { sharesSilencesOf } from './silences.ts';

/** A store whose every read tells how far the whole of an answer has come: whatever an operation reads, nothing can be long in silence, and why something was cut short is not lost. */
export function telling(reader: StoreReader, told: (done: Progress) => void, cutShort: (because: string) => void): StoreReader {
  let scanned = 0;
  let read = 0;
  const looked = (rows: number, events: number): void => {
    scanned += rows;
    read += events;
    told({ scanned, read });
  };
  const teller: StoreReader = {
    async query(query, options) {
      const page = await reader.query(query, options);
      looked(page.scanned, page.events.length);
      if (page.partialBecause !== undefined) cutShort(page.partialBecause);
      return page;
    },
    async aggregate(query, options) {
      const result = await reader.aggregate(query, options);
      looked(result.scanned, 0);
      if (result.partialBecause !== undefined) cutShort(result.partialBecause);
      return result;
    },
    event: (id, asOf, options) => reader.event(id, asOf, options),
    effects: (query, options) => reader.effects(query, options),
    concept: (id, asOf, options) => reader.concept(id, asOf, options),
    neighbours: (query, options) => reader.neighbours(query, options),
    snapshot: (name, atSeq, options) => reader.snapshot(name, atSeq, options),
    stats: (options) => reader.stats(options),
    async *feed(query, signal) {
      for await (const item of reader.feed(query, signal)) {
        if (item.kind === 'events') looked(item.events.length, item.events.length);
        yield item;
      }
    },
  };
  sharesPastOf(teller, reader);
  sharesSilencesOf(teller, reader);
  sharesImportedOf(teller, reader);
  return teller;
}
