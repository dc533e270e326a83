import type { StoredEvent } from '../record.ts';
import { ByteReader, ByteWriter, getU32, putU32 } from './bytes.ts';
import { type Checksum, crc32 } from './crc32.ts';
import { DictionaryFull, ReadDictionary, WriteDictionary } from './dictionary.ts';
import { malformed, overLimit } from './errors.ts';
import { BLOCK_LIMITS } from './limits.ts';
import { readStored } from './record-read.ts';
import { writeRecord } from './record-write.ts';
import { Session } from './session.ts';
import { parseSource, sourceName } from './source.ts';

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

/** @throws SutraError SUTRA_WIRE_LIMIT above 65,536 events or 64 MiB, SUTRA_WIRE_INVALID for what is not an event. */
export function encodeStored(events: readonly StoredEvent[], checksum: Checksum = crc32): Uint8Array {
  if (events.length > BLOCK_LIMITS.storedEventsMax) throw overLimit(`${events.length} events pass ${BLOCK_LIMITS.storedEventsMax}`);
  const out = new ByteWriter(START_BYTES, BLOCK_LIMITS.storedBytesMax);
  out.at = FIXED_BYTES;
  writeSections(out, events);
  const bytes = out.written().slice();
  bytes[0] = MAGIC_0;
  bytes[1] = MAGIC_1;
  bytes[2] = VERSION;
  bytes[3] = 0;
  putU32(bytes, 8, bytes.length);
  putU32(bytes, 4, checksum(bytes.subarray(8)));
  return bytes;
}

function writeSections(out: ByteWriter, events: readonly StoredEvent[]): void {
  if (events.length === 0) return;
  const section = new ByteWriter(START_BYTES, BLOCK_LIMITS.storedBytesMax);
  try {
    writeSection(section, events);
  } catch (reason) {
    if (!(reason instanceof DictionaryFull)) throw reason;
    if (events.length === 1) throw overLimit('the texts of one event alone fill a dictionary');
    const half = events.length >> 1;
    writeSections(out, events.slice(0, half));
    writeSections(out, events.slice(half));
    return;
  }
  out.varint(section.at);
  out.append(section.written());
}

function writeSection(section: ByteWriter, events: readonly StoredEvent[]): void {
  const dictionary = new WriteDictionary();
  const out = new ByteWriter(START_BYTES, BLOCK_LIMITS.storedBytesMax);
  const payload = new ByteWriter(START_BYTES, BLOCK_LIMITS.blockBytesMax);
  const before = { seq: 0, recordedAtUs: 0, emitterSeq: 0, timeUs: 0 };
  for (const event of events) {
    out.varint(dictionary.name(sourceName(event.emitter, event.epoch)));
    for (const field of ['seq', 'recordedAtUs', 'emitterSeq', 'timeUs'] as const) {
      out.zigzag(event[field] - before[field]);
      before[field] = event[field];
    }
    const at = { emitterSeq: event.emitterSeq - 1, timeUs: event.timeUs };
    writeRecord({ out, payload, dictionary, emitter: event.emitter, epoch: event.epoch }, event, at);
  }
  section.varint(events.length);
  dictionary.writeSince(NOTHING, section);
  section.append(out.written());
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
