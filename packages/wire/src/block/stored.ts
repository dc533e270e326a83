import type { StoredEvent } from '../record.ts';
import { ByteReader, ByteWriter, getU32, putU32 } from './bytes.ts';
import { type Checksum, crc32 } from './crc32.ts';
import { DictionaryFull, ReadDictionary, WriteDictionary } from './dictionary.ts';
import { malformed, overLimit } from './errors.ts';
import { BLOCK_LIMITS } from './limits.ts';
import { copyRecord } from './record-copy.ts';
import { readStored } from './record-read.ts';
import { writeRecord } from './record-write.ts';
import { Session } from './session.ts';
import { parseSource, type Source, sourceName } from './source.ts';
import type { Translation } from './translation.ts';

/**
 * Stored events of any emitters in any order, with the words they use: query answers and feeds.
 *   0  'S' 'R' · version 1 · 0      4  CRC-32 from byte 8      8  length, u32
 *   12 sections: length, then count · words · events (source word, seq, recordedAt, number, time, record)
 * There is more than one section only when the words of all events do not fit one dictionary.
 */
const MAGIC_0 = 0x53;
const MAGIC_1 = 0x52;
const VERSION = 1;
const FIXED_BYTES = 12;
const START_BYTES = 4096;
const NOTHING = { texts: 0, shapes: 0, lists: 0 };
/** Buffers that grew beyond this are not kept for the next answer. */
const KEPT_BYTES_MAX = 1024 * 1024;

/** @throws SutraError SUTRA_WIRE_LIMIT above 65,536 events or 64 MiB, SUTRA_WIRE_INVALID for what is not an event. */
export function encodeStored(events: readonly StoredEvent[], checksum: Checksum = crc32): Uint8Array {
  const writer = new StoredWriter(checksum);
  for (const event of events) writer.add(event);
  return writer.finish();
}

/** Whose event it is, and where it stands: what comes before its record. */
type Position = Source & StoredFacts;

const BEFORE_THE_FIRST: Position = { emitter: '', epoch: -1, emitterSeq: 0, timeUs: 0, seq: 0, recordedAtUs: 0 };

/** Puts an answer together, event by event. Use again after `finish`: its buffers stay. */
export class StoredWriter {
  readonly #checksum: Checksum;
  #out = new ByteWriter(START_BYTES, BLOCK_LIMITS.storedBytesMax);
  #section = new ByteWriter(START_BYTES, BLOCK_LIMITS.storedBytesMax);
  readonly #words = new ByteWriter(START_BYTES, BLOCK_LIMITS.storedBytesMax);
  readonly #payload = new ByteWriter(START_BYTES, BLOCK_LIMITS.blockBytesMax);
  readonly #translations = new Set<Translation>();
  #dictionary = new WriteDictionary();
  /** The last event of this section: what the next one is written against. */
  #last = BEFORE_THE_FIRST;
  #source = 0;
  #sectionEvents = 0;
  #events = 0;

  constructor(checksum: Checksum = crc32) {
    this.#checksum = checksum;
    this.#out.at = FIXED_BYTES;
  }

  /** Events so far. */
  get events(): number {
    return this.#events;
  }

  /** How many bytes the answer has by now, at least. */
  get bytes(): number {
    return this.#out.at + this.#section.at + this.#dictionary.bytes;
  }

  /** Writes an event. @throws SutraError SUTRA_WIRE_LIMIT, SUTRA_WIRE_INVALID; the answer is then as it was before. */
  add(event: StoredEvent): void {
    const { emitter, epoch, emitterSeq, timeUs, seq, recordedAtUs } = event;
    this.#write({ emitter, epoch, emitterSeq, timeUs, seq, recordedAtUs }, () => {
      const to = { out: this.#section, payload: this.#payload, dictionary: this.#dictionary, emitter, epoch };
      writeRecord(to, event, { emitterSeq: emitterSeq - 1, timeUs });
    });
  }

  /** Copies the record where the reader stands. @throws SutraError SUTRA_WIRE_LIMIT; the answer is then as it was before. */
  copy(reader: ByteReader, session: Session, { emitterSeq, timeUs, seq, recordedAtUs }: StoredFacts): void {
    const { emitter, epoch } = session.source;
    const { translation } = session;
    const from = reader.at;
    this.#write({ emitter, epoch, emitterSeq, timeUs, seq, recordedAtUs }, () => {
      translation.into(this.#dictionary);
      this.#translations.add(translation);
      reader.at = from;
      copyRecord(reader, this.#section, this.#payload, translation);
    });
  }

  #write(event: Position, record: () => void): void {
    if (this.#events >= BLOCK_LIMITS.storedEventsMax) throw overLimit(`more than ${BLOCK_LIMITS.storedEventsMax} events`);
    const [from, source] = [this.#section.at, this.#source];
    try {
      this.#position(event);
      record();
    } catch (reason) {
      this.#section.at = from;
      this.#source = source;
      if (!(reason instanceof DictionaryFull)) throw reason;
      if (this.#sectionEvents === 0) throw overLimit('the texts of one event alone fill a dictionary');
      this.#endSection();
      this.#write(event, record);
      return;
    }
    this.#last = event;
    this.#sectionEvents++;
    this.#events++;
  }

  #position({ emitter, epoch, seq, recordedAtUs, emitterSeq, timeUs }: Position): void {
    const last = this.#last;
    if (emitter !== last.emitter || epoch !== last.epoch) this.#source = this.#dictionary.name(sourceName(emitter, epoch));
    const out = this.#section;
    out.varint(this.#source);
    out.zigzag(seq - last.seq);
    out.zigzag(recordedAtUs - last.recordedAtUs);
    out.zigzag(emitterSeq - last.emitterSeq);
    out.zigzag(timeUs - last.timeUs);
  }

  /** The bytes of all events written; the next event begins a new answer. @throws SutraError SUTRA_WIRE_LIMIT */
  finish(): Uint8Array {
    this.#endSection();
    const bytes = this.#out.written().slice();
    bytes[0] = MAGIC_0;
    bytes[1] = MAGIC_1;
    bytes[2] = VERSION;
    bytes[3] = 0;
    putU32(bytes, 8, bytes.length);
    putU32(bytes, 4, this.#checksum(bytes.subarray(8)));
    this.reset();
    return bytes;
  }

  /** Forgets what was written: where something failed on the way. */
  reset(): void {
    this.#beginSection();
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
      this.#dictionary.writeSince(NOTHING, words);
      this.#out.varint(words.at + this.#section.at);
      this.#out.append(words.written());
      this.#out.append(this.#section.written());
    }
    this.#beginSection();
  }

  #beginSection(): void {
    for (const translation of this.#translations) translation.end();
    this.#translations.clear();
    this.#dictionary = new WriteDictionary();
    this.#last = BEFORE_THE_FIRST;
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
  if (bytes.length < FIXED_BYTES || bytes.length > BLOCK_LIMITS.storedBytesMax) throw malformed(`${bytes.length} bytes of stored events`);
  if (bytes[0] !== MAGIC_0 || bytes[1] !== MAGIC_1 || bytes[2] !== VERSION || bytes[3] !== 0)
    throw malformed('stored events do not start like this');
  if (getU32(bytes, 8) !== bytes.length) throw malformed(`it says ${getU32(bytes, 8)} bytes and has ${bytes.length}`);
  if (checksum(bytes.subarray(8)) !== getU32(bytes, 4)) throw malformed('its checksum does not match');
  const reader = new ByteReader(bytes, FIXED_BYTES);
  const events: StoredEvent[] = [];
  while (reader.at < bytes.length) {
    const end = reader.count(bytes.length, 'the length of a section') + reader.at;
    if (end > bytes.length) throw malformed('it ends inside a section');
    reader.end = end;
    readSection(reader, events);
    if (reader.at !== end) throw malformed('a section is not as long as it says');
    reader.end = bytes.length;
  }
  return events;
}

function readSection(reader: ByteReader, into: StoredEvent[]): void {
  const count = reader.count(BLOCK_LIMITS.storedEventsMax - into.length, 'the number of events');
  const dictionary = new ReadDictionary();
  dictionary.readAdditions(reader);
  const sessions = new Map<number, Session>();
  const at = { seq: 0, recordedAtUs: 0, emitterSeq: 0, timeUs: 0 };
  for (let i = 0; i < count; i++) {
    const ref = reader.varint();
    let session = sessions.get(ref);
    if (session === undefined) {
      const source = parseSource(dictionary.text(ref));
      if (source === undefined) throw malformed('an event does not say who emitted it');
      session = new Session(source, dictionary);
      sessions.set(ref, session);
    }
    at.seq += reader.zigzag();
    at.recordedAtUs += reader.zigzag();
    at.emitterSeq += reader.zigzag();
    at.timeUs += reader.zigzag();
    into.push(readStored(reader, session, at.emitterSeq, at.timeUs, at.seq, at.recordedAtUs));
  }
}
