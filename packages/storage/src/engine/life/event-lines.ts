import type { EventRecord, Json } from '@sutra/wire';
import { fromCloudEvent, isCloudEvent } from './cloud-event.ts';
import { fromEventLine, invalid, objectOf } from './event-line.ts';
import { brokenEntry, type EntryReader, type ImportEntry } from './import-entry.ts';
import { LINE_BYTES_MAX, type Line, LineSplitter } from './lines.ts';

/** Reads lines of our own form, of the REST surface's, and CloudEvents, also mixed. Blank lines are passed over. */
export class EventLines implements EntryReader {
  readonly #lines = new LineSplitter();

  push(piece: Buffer): Iterable<readonly ImportEntry[]> {
    const entries = this.#lines.push(piece).flatMap(entryOf);
    if (this.#lines.overLimit)
      entries.push(brokenEntry(this.#lines.unfinishedNumber, invalid(`a line has more than ${LINE_BYTES_MAX} bytes`)));
    return [entries];
  }

  end(): Iterable<readonly ImportEntry[]> {
    return [this.#lines.end().flatMap(entryOf)];
  }
}

function entryOf(line: Line): ImportEntry | [] {
  const { text } = line;
  if (text.trim() === '') return [];
  return { line: line.number, bytes: text.length, mark: text, event: (emitterSeq) => eventOf(line, emitterSeq) };
}

function eventOf({ text, unfinished, garbled }: Line, emitterSeq: number): EventRecord {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch (reason) {
    if (!(reason instanceof SyntaxError)) throw reason;
    throw invalid(`it is not ${garbled && !unfinished ? 'UTF-8' : 'JSON'}${unfinished ? '; the input ends inside it' : ''}`);
  }
  // Stored with marks in the place of its letters it could not be put right any more: its id would be known.
  if (garbled) throw invalid('it is not UTF-8');
  const fields = objectOf(value, 'it');
  return isCloudEvent(fields) ? fromCloudEvent(fields, emitterSeq) : fromEventLine(fields, emitterSeq);
}
