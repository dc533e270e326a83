import type { EventRecord } from '@sutra/wire';

/** One event of an input, found but not yet read: what an earlier import stored need not be read again. */
export interface ImportEntry {
  /** Line it begins at, from 1; of a file of blocks the number of the event. */
  readonly line: number;
  /** About as many bytes as it takes in memory. */
  readonly bytes: number;
  /** Its text: that of the first entry tells one input from another. */
  readonly mark: string;
  /**
   * The event, numbered as the import wants it.
   * @throws SutraError SUTRA_IMPORT_INVALID saying what is wrong with it
   */
  event(emitterSeq: number): EventRecord;
}

/** Turns the bytes of an input into its entries, however they are cut. Whatever is wrong is an entry that throws: what stands before it counts. */
export interface EntryReader {
  push(piece: Buffer): Iterable<readonly ImportEntry[]>;
  /** What is left when the input has ended. */
  end(): Iterable<readonly ImportEntry[]>;
}

/** The entries of an input as its bytes arrive: what came in one piece is given at once, so that a pipe is followed without delay. */
export async function* entriesOf(pieces: AsyncIterable<Buffer>, reader: EntryReader): AsyncGenerator<readonly ImportEntry[]> {
  for await (const piece of pieces) yield* filled(reader.push(piece));
  yield* filled(reader.end());
}

function* filled(batches: Iterable<readonly ImportEntry[]>): Generator<readonly ImportEntry[]> {
  for (const entries of batches) if (entries.length > 0) yield entries;
}

/** An entry for a place where nothing can be read. */
export function brokenEntry(line: number, reason: Error): ImportEntry {
  return {
    line,
    bytes: 0,
    mark: '',
    event: () => {
      throw reason;
    },
  };
}
