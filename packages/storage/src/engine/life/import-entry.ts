import type { EventRecord } from '@sutra/wire';
import { invalid } from './event-line.ts';

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
  let first: Buffer | undefined = Buffer.alloc(0);
  for await (const piece of pieces) {
    if (first === undefined) {
      yield* filled(reader.push(piece));
      continue;
    }
    first = Buffer.concat([first, piece]);
    if (first.length < UTF8_MARK.length) continue;
    const begun = first;
    first = undefined;
    yield* filled(pushFirst(begun, reader));
  }
  if (first !== undefined && first.length > 0) yield* filled(pushFirst(first, reader));
  yield* filled(reader.end());
}

/** What some editors and shells write before a text, which is no part of it. */
const UTF8_MARK = Buffer.from([0xef, 0xbb, 0xbf]);
const UTF16_MARKS = [Buffer.from([0xff, 0xfe]), Buffer.from([0xfe, 0xff])];

const beginsWith = (bytes: Buffer, mark: Buffer): boolean => bytes.subarray(0, mark.length).equals(mark);

/** The bytes an input begins with. */
function pushFirst(bytes: Buffer, reader: EntryReader): Iterable<readonly ImportEntry[]> {
  if (UTF16_MARKS.some((mark) => beginsWith(bytes, mark)))
    return [[brokenEntry(1, invalid('the input is UTF-16 and has to be UTF-8 (in PowerShell: Out-File -Encoding utf8)'))]];
  return reader.push(beginsWith(bytes, UTF8_MARK) ? bytes.subarray(UTF8_MARK.length) : bytes);
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
