import { crc32 } from 'node:zlib';
import { SutraError } from '@sutra/kit';
import { BLOCK_LIMITS, decodeStored, encodeStored, type StoredEvent } from '@sutra/wire';
import { invalid } from './event-line.ts';
import { brokenEntry, type EntryReader, type ImportEntry } from './import-entry.ts';

/**
 * A file of runs: stored events as they travel (docs/reference/protocol.md, stored events), one run behind the other. Each run says its length and
 * carries its own words and checksum.
 */
const HEAD_BYTES = 12;
const MAGIC = 'SR';

/** @returns the runs in one piece; more than one only when the events are too large for one */
export function toEventRuns(events: readonly StoredEvent[]): Buffer {
  try {
    return Buffer.from(encodeStored(events, crc32));
  } catch (reason) {
    if (!(reason instanceof SutraError) || reason.code !== 'SUTRA_WIRE_LIMIT' || events.length < 2) throw reason;
    const half = events.length >> 1;
    return Buffer.concat([toEventRuns(events.slice(0, half)), toEventRuns(events.slice(half))]);
  }
}

/** Length of the run that begins with these bytes; undefined while there are too few. @throws SutraError SUTRA_IMPORT_INVALID */
export function runLength(bytes: Buffer): number | undefined {
  if (bytes.length < HEAD_BYTES) return undefined;
  const length = bytes.readUInt32LE(8);
  if (bytes.toString('latin1', 0, 2) !== MAGIC || length < HEAD_BYTES || length > BLOCK_LIMITS.storedBytesMax)
    throw invalid('no run of stored events begins here');
  return length;
}

/** Reads a file of runs. Its entries are numbered by event. */
export class EventRuns implements EntryReader {
  #pieces: Buffer[] = [];
  #held = 0;
  /** Bytes needed before there is anything to do. */
  #wanted = HEAD_BYTES;
  /** Where the bytes that are held stand in the file. */
  #at = 0;
  #events = 0;

  /** A run at a time: many are in a piece, and each is many events. */
  *push(piece: Buffer): Generator<readonly ImportEntry[]> {
    this.#pieces.push(piece);
    this.#held += piece.length;
    if (this.#held < this.#wanted) return;
    let bytes = Buffer.concat(this.#pieces);
    let broken: unknown;
    try {
      for (;;) {
        const length = runLength(bytes);
        this.#wanted = length ?? HEAD_BYTES;
        if (length === undefined || bytes.length < length) break;
        yield this.#run(bytes.subarray(0, length));
        bytes = bytes.subarray(length);
        this.#at += length;
      }
    } catch (reason) {
      broken = reason;
    }
    this.#pieces = [bytes];
    this.#held = bytes.length;
    if (broken !== undefined) yield [this.#broken(broken)];
  }

  end(): Iterable<readonly ImportEntry[]> {
    return this.#held === 0 ? [] : [[this.#broken(invalid('the input ends inside a run'))]];
  }

  #run(bytes: Buffer): ImportEntry[] {
    const events = decodeStored(bytes, crc32);
    const mark = String(bytes.readUInt32LE(4));
    const each = Math.ceil(bytes.length / Math.max(1, events.length));
    return events.map((event) => ({ line: ++this.#events, bytes: each, mark, event: (emitterSeq) => ({ ...event, emitterSeq }) }));
  }

  #broken(reason: unknown): ImportEntry {
    if (!(reason instanceof SutraError)) throw reason;
    return brokenEntry(this.#events + 1, new SutraError('SUTRA_IMPORT_INVALID', `byte ${this.#at}: ${reason.message}`, { cause: reason }));
  }
}
