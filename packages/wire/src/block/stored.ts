import type { StoredEvent } from '../record.ts';
import { ByteReader, ByteWriter, getU32, putU32 } from './bytes.ts';
import { type Checksum, crc32 } from './crc32.ts';
import { DictionaryFull, ReadDictionary } from './dictionary.ts';
import { malformed, overLimit } from './errors.ts';
import { KeptWords } from './kept-words.ts';
import { BLOCK_LIMITS } from './limits.ts';
import { copyRecord } from './record-copy.ts';
import { readStored } from './record-read.ts';
import { writeRecord } from './record-write.ts';
import { Session } from './session.ts';
import { parseSource, type Source, sourceName } from './source.ts';

/**
 * Stored events of any emitters in any order, with the words they use: query answers and feeds.
 *   0  'S' 'R' · version 1 · 0      4  CRC-32 from byte 8      8  length, u32
 *   12 sections: length, then count · words · events (source word, seq, recordedAt, number, time, record)
 * There is more than one section only when the words of all events do not fit one dictionary.
 *
 * Runs that follow each other, those of a feed or of the answers to one connection, may keep their words (version 2, and byte 3 says whether the words begin anew): the first section of a
 * run goes on with the dictionary of the last section of the run before it, so that each word is sent once.
 */
const MAGIC_0 = 0x53;
const MAGIC_1 = 0x52;
const VERSION = 1;
const VERSION_KEPT = 2;
const FIXED_BYTES = 12;
const START_BYTES = 4096;
/** Not even words of no bytes. */
const NONE_KEPT = -1;
/** Buffers that grew beyond this are not kept for the next answer. */
const KEPT_BYTES_MAX = 1024 * 1024;

/** @throws SutraError SUTRA_WIRE_LIMIT above 65,536 events or 64 MiB, SUTRA_WIRE_INVALID for what is not an event. */
export function encodeStored(events: readonly StoredEvent[], checksum: Checksum = crc32): Uint8Array {
  const writer = new StoredWriter(checksum);
  for (const event of events) writer.add(event);
  return writer.finish();
}

const NO_SOURCE: Source = { emitter: '', epoch: -1 };
const BEFORE_THE_FIRST: StoredFacts = { emitterSeq: 0, timeUs: 0, seq: 0, recordedAtUs: 0 };

/** Makes room for an answer. */
export type Allocate = (bytes: number) => Uint8Array;
const allocated: Allocate = (bytes) => new Uint8Array(bytes);

/** Puts an answer together, event by event. Use again after `finish`: its buffers stay, and where words are kept they do. */
export class StoredWriter {
  readonly #checksum: Checksum;
  readonly #allocate: Allocate;
  #out = new ByteWriter(START_BYTES, BLOCK_LIMITS.storedBytesMax);
  #section = new ByteWriter(START_BYTES, BLOCK_LIMITS.storedBytesMax);
  readonly #words = new ByteWriter(START_BYTES, BLOCK_LIMITS.storedBytesMax);
  /** Of a run that stands alone. */
  readonly #own = new KeptWords(NONE_KEPT);
  #kept: KeptWords | undefined;
  #inUse: KeptWords;
  /** The last event of this section: what the next one is written against. */
  #last = BEFORE_THE_FIRST;
  #lastOf = NO_SOURCE;
  #source = 0;
  /** The source of the event that is being written. */
  #writing = 0;
  #sectionEvents = 0;
  #events = 0;

  /** @param kept where its runs keep their words */
  constructor(checksum: Checksum = crc32, allocate: Allocate = allocated, kept?: KeptWords) {
    this.#kept = kept;
    this.#inUse = kept ?? this.#own;
    this.#checksum = checksum;
    this.#allocate = allocate;
    this.#out.at = FIXED_BYTES;
  }

  /** Events so far. */
  get events(): number {
    return this.#events;
  }

  /** How many bytes the answer has by now, at least. */
  get bytes(): number {
    return this.#out.at + this.#section.at + this.#inUse.dictionary.bytes;
  }

  /** Begins a run for who knows the words that are kept here, or one that stands alone. What was written and not finished is forgotten. */
  begin(kept?: KeptWords): void {
    this.reset();
    this.#kept = kept;
    this.#inUse = kept ?? this.#own;
  }

  /** Writes an event. @throws SutraError SUTRA_WIRE_LIMIT, SUTRA_WIRE_INVALID; the answer is then as it was before. */
  add(event: StoredEvent): void {
    const { emitter, epoch, emitterSeq, timeUs, seq, recordedAtUs } = event;
    const [of, facts] = [
      { emitter, epoch },
      { emitterSeq, timeUs, seq, recordedAtUs },
    ];
    const from = this.#mayWrite();
    try {
      this.#position(of, facts);
      const to = { out: this.#section, dictionary: this.#inUse.dictionary, emitter, epoch, source: sourceName(emitter, epoch) };
      writeRecord(to, event, { emitterSeq: emitterSeq - 1, timeUs });
    } catch (reason) {
      this.#undo(from, reason);
      this.add(event);
      return;
    }
    this.#wrote(of, facts);
  }

  /** Copies the record where the reader stands. @throws SutraError SUTRA_WIRE_LIMIT; the answer is then as it was before. */
  copy(reader: ByteReader, session: Session, facts: StoredFacts): void {
    const { source, translation } = session;
    const recordAt = reader.at;
    const from = this.#mayWrite();
    try {
      this.#position(source, facts);
      this.#inUse.comeThrough(translation);
      copyRecord(reader, this.#section, translation);
    } catch (reason) {
      this.#undo(from, reason);
      reader.at = recordAt;
      this.copy(reader, session, facts);
      return;
    }
    this.#wrote(source, facts);
  }

  /** Where the next event begins. @throws SutraError SUTRA_WIRE_LIMIT when there is room for no more */
  #mayWrite(): number {
    if (this.#events >= BLOCK_LIMITS.storedEventsMax) throw overLimit(`more than ${BLOCK_LIMITS.storedEventsMax} events`);
    return this.#section.at;
  }

  /** Takes back what was written of an event, and begins a section for it where only the dictionary is full. @throws the reason otherwise */
  #undo(from: number, reason: unknown): void {
    this.#section.at = from;
    if (!(reason instanceof DictionaryFull)) throw reason;
    if (this.#sectionEvents === 0) {
      if (this.#inUse.knowsNothing) throw overLimit('the texts of one event alone fill a dictionary');
      this.#inUse.fresh = true; // words of runs before this one are in its way
    }
    this.#endSection();
    this.#inUse.beginAnew();
  }

  #position(of: Source, { seq, recordedAtUs, emitterSeq, timeUs }: StoredFacts): void {
    const last = this.#last;
    const lastOf = this.#lastOf;
    const source =
      of === lastOf || (of.emitter === lastOf.emitter && of.epoch === lastOf.epoch)
        ? this.#source
        : this.#inUse.dictionary.name(sourceName(of.emitter, of.epoch));
    const out = this.#section;
    out.varint(source);
    out.zigzag(seq - last.seq);
    out.zigzag(recordedAtUs - last.recordedAtUs);
    out.zigzag(emitterSeq - last.emitterSeq);
    out.zigzag(timeUs - last.timeUs);
    this.#writing = source;
  }

  #wrote(of: Source, facts: StoredFacts): void {
    this.#source = this.#writing;
    this.#lastOf = of;
    this.#last = facts;
    this.#sectionEvents++;
    this.#events++;
  }

  /** The bytes of all events written; the next event begins a new answer. @throws SutraError SUTRA_WIRE_LIMIT */
  finish(): Uint8Array {
    this.#endSection();
    const written = this.#out.written();
    const bytes = this.#allocate(written.length);
    bytes.set(written);
    bytes[0] = MAGIC_0;
    bytes[1] = MAGIC_1;
    bytes[2] = this.#kept === undefined ? VERSION : VERSION_KEPT;
    bytes[3] = this.#kept?.fresh === true ? 1 : 0;
    putU32(bytes, 8, bytes.length);
    putU32(bytes, 4, this.#checksum(bytes.subarray(8)));
    if (this.#events > 0) this.#inUse.written();
    this.#beginRun();
    return bytes;
  }

  /** Forgets what was written since `finish`, and where that is something, every word: where something failed on the way. */
  reset(): void {
    if (this.#events > 0 || this.#kept === undefined) this.#inUse.forget();
    this.#beginSection();
    this.#beginRun();
  }

  #beginRun(): void {
    this.#events = 0;
    if (this.#out.bytes.length > KEPT_BYTES_MAX) this.#out = new ByteWriter(START_BYTES, BLOCK_LIMITS.storedBytesMax);
    if (this.#section.bytes.length > KEPT_BYTES_MAX) this.#section = new ByteWriter(START_BYTES, BLOCK_LIMITS.storedBytesMax);
    this.#out.at = FIXED_BYTES;
  }

  #endSection(): void {
    if (this.#sectionEvents > 0) {
      const words = this.#words;
      words.at = 0;
      words.varint(this.#sectionEvents);
      this.#inUse.dictionary.writeSince(this.#inUse.known, words);
      this.#out.varint(words.at + this.#section.at);
      this.#out.append(words.written());
      this.#out.append(this.#section.written());
    }
    this.#beginSection();
  }

  #beginSection(): void {
    this.#last = BEFORE_THE_FIRST;
    this.#lastOf = NO_SOURCE;
    this.#section.at = 0;
    this.#sectionEvents = 0;
  }
}

/** What the log knows of an event beside its record. */
export interface StoredFacts {
  readonly emitterSeq: number;
  readonly timeUs: number;
  readonly seq: number;
  readonly recordedAtUs: number;
}

/** @throws SutraError SUTRA_WIRE_MALFORMED for anything `encodeStored` would not have written. */
export function decodeStored(bytes: Uint8Array, checksum: Checksum = crc32): StoredEvent[] {
  const { version } = checkRun(bytes, checksum);
  if (version !== VERSION) throw malformed('its words are those of runs before it');
  let events: StoredEvent[] = [];
  eachSection(bytes, (reader) => {
    events = readSection(reader, new Words(), events);
  });
  return events;
}

/** Reads runs that keep their words, each once and in order. Runs that keep none may stand among them. */
export class StoredReader {
  readonly #checksum: Checksum;
  #words: Words | undefined;

  constructor(checksum: Checksum = crc32) {
    this.#checksum = checksum;
  }

  /** @throws SutraError SUTRA_WIRE_MALFORMED for anything a `StoredWriter` would not have written next; the reader is of no use after that. */
  read(bytes: Uint8Array): StoredEvent[] {
    const { version, fresh } = checkRun(bytes, this.#checksum);
    if (version === VERSION) return decodeStored(bytes, this.#checksum);
    let words = fresh ? new Words() : this.#words;
    if (words === undefined) throw malformed('it goes on with words of a run that was not read');
    this.#words = undefined; // until all of it was read
    let events: StoredEvent[] = [];
    let begun = false;
    eachSection(bytes, (reader) => {
      if (begun) words = new Words();
      begun = true;
      events = readSection(reader, words as Words, events);
    });
    this.#words = words;
    return events;
  }
}

/** A dictionary, and the sources it names. */
class Words {
  readonly dictionary = new ReadDictionary();
  readonly sessions = new Map<number, Session>();
}

function checkRun(bytes: Uint8Array, checksum: Checksum): { readonly version: number; readonly fresh: boolean } {
  if (bytes.length < FIXED_BYTES || bytes.length > BLOCK_LIMITS.storedBytesMax) throw malformed(`${bytes.length} bytes of stored events`);
  const version = bytes[2]!;
  const fresh = bytes[3]!;
  const known = (version === VERSION && fresh === 0) || (version === VERSION_KEPT && fresh <= 1);
  if (bytes[0] !== MAGIC_0 || bytes[1] !== MAGIC_1 || !known) throw malformed('stored events do not start like this');
  if (getU32(bytes, 8) !== bytes.length) throw malformed(`it says ${getU32(bytes, 8)} bytes and has ${bytes.length}`);
  if (checksum(bytes.subarray(8)) !== getU32(bytes, 4)) throw malformed('its checksum does not match');
  return { version, fresh: fresh === 1 };
}

function eachSection(bytes: Uint8Array, read: (reader: ByteReader) => void): void {
  const reader = new ByteReader(bytes, FIXED_BYTES);
  while (reader.at < bytes.length) {
    const end = reader.count(bytes.length, 'the length of a section') + reader.at;
    if (end > bytes.length) throw malformed('it ends inside a section');
    reader.end = end;
    read(reader);
    if (reader.at !== end) throw malformed('a section is not as long as it says');
    reader.end = bytes.length;
  }
}

/** Adds the events of a section to those of the sections before. There mostly are none: then all of them are put where there is room for just these. */
function readSection(reader: ByteReader, { dictionary, sessions }: Words, before: StoredEvent[]): StoredEvent[] {
  const count = reader.count(Math.min(BLOCK_LIMITS.storedEventsMax - before.length, reader.end - reader.at), 'the number of events');
  dictionary.readAdditions(reader);
  let session: Session | undefined;
  let sessionRef = -1;
  let [seq, recordedAtUs, emitterSeq, timeUs] = [0, 0, 0, 0];
  const events = new Array<StoredEvent>(count);
  for (let i = 0; i < count; i++) {
    const ref = reader.varint();
    if (session === undefined || ref !== sessionRef) {
      session = sessions.get(ref) ?? sessionOf(ref, dictionary, sessions);
      sessionRef = ref;
    }
    seq += reader.zigzag();
    recordedAtUs += reader.zigzag();
    emitterSeq += reader.zigzag();
    timeUs += reader.zigzag();
    events[i] = readStored(reader, session, emitterSeq, timeUs, seq, recordedAtUs);
  }
  if (before.length === 0) return events;
  for (const event of events) before.push(event);
  return before;
}

function sessionOf(ref: number, dictionary: ReadDictionary, sessions: Map<number, Session>): Session {
  const source = parseSource(dictionary.text(ref));
  if (source === undefined) throw malformed('an event does not say who emitted it');
  const session = new Session(source, dictionary);
  sessions.set(ref, session);
  return session;
}
