import { type EventRecord, eventId, type Json, type StoredEvent } from '../record.ts';
import type { ByteReader } from './bytes.ts';
import type { ReadDictionary } from './dictionary.ts';
import { malformed } from './errors.ts';
import { type EventName, idOfName } from './event-name.ts';
import type { FieldWish } from './field-wish.ts';
import { BLOCK_LIMITS } from './limits.ts';
import {
  CAUSE_OTHER,
  CAUSE_OWN,
  CAUSE_TEXT,
  HAS_CAUSES,
  HAS_GAP,
  HAS_ID,
  HAS_META,
  HAS_OPERATION,
  HAS_SOURCE_ID,
  KNOWN_FLAGS,
} from './record-write.ts';
import type { Session } from './session.ts';
import { readSome, readValue } from './value.ts';

const NO_CAUSES: readonly string[] = Object.freeze([]);

/** What a question about fields needs of an event: no id, no causes, and of the body what was wished for. */
export type EventFields = Pick<StoredEvent, 'type' | 'timeUs' | 'emitter' | 'entities' | 'operation' | 'meta' | 'body'>;

/** The record where the reader stands without what nobody asked for. */
export function readFields(reader: ByteReader, session: Session, emitterSeq: number, timeUs: number, wish: FieldWish): EventFields {
  const { dictionary, source } = session;
  const flags = reader.u8();
  if ((flags & ~KNOWN_FLAGS) !== 0) throw malformed(`a record has the unknown flags ${flags}`);
  const type = dictionary.text(reader.varint());
  if ((flags & HAS_GAP) !== 0) reader.varint();
  reader.zigzag();
  const entities = dictionary.listNames(reader.varint());
  if ((flags & HAS_CAUSES) !== 0) readCauseNames(reader, session, emitterSeq, timeUs);
  const operation = (flags & HAS_OPERATION) === 0 ? undefined : reader.text(BLOCK_LIMITS.nameBytesMax);
  if ((flags & (HAS_ID | HAS_SOURCE_ID)) !== 0) readOwnName(reader, dictionary, flags, emitterSeq, timeUs);
  reader.varint();
  const meta = (flags & HAS_META) === 0 ? undefined : (readValue(reader, dictionary, 0) as NonNullable<EventRecord['meta']>);
  const body = readSome(reader, dictionary, wish);
  const fields: { -readonly [K in keyof EventFields]: EventFields[K] } = { type, timeUs, emitter: source.emitter, entities, body };
  if (operation !== undefined) fields.operation = operation;
  if (meta !== undefined) fields.meta = meta;
  return fields;
}

/** What an event is called and what it names as its causes. */
export interface RecordLinks {
  readonly name: EventName;
  readonly causes: readonly EventName[];
}

const NO_NAMES: readonly EventName[] = Object.freeze([]);

/** The name and the causes of the record where the reader stands, without the rest of it: what a walk over causes needs of every step. */
export function readLinks(reader: ByteReader, session: Session, emitterSeq: number, timeUs: number): RecordLinks {
  const { dictionary } = session;
  const flags = reader.u8();
  if ((flags & ~KNOWN_FLAGS) !== 0) throw malformed(`a record has the unknown flags ${flags}`);
  const type = dictionary.text(reader.varint());
  if ((flags & HAS_GAP) !== 0) reader.varint();
  reader.zigzag();
  reader.varint();
  const causes = (flags & HAS_CAUSES) === 0 ? NO_NAMES : readCauseNames(reader, session, emitterSeq, timeUs);
  if ((flags & (HAS_ID | HAS_SOURCE_ID)) === 0) return { name: { source: session.name, emitterSeq, type, timeUs }, causes };
  if ((flags & HAS_OPERATION) !== 0) reader.text(BLOCK_LIMITS.nameBytesMax);
  return { name: readOwnName(reader, dictionary, flags, emitterSeq, timeUs), causes };
}

/** A name that is not the canonical one of its record: of another source, or any text. */
function readOwnName(reader: ByteReader, dictionary: ReadDictionary, flags: number, emitterSeq: number, timeUs: number): EventName {
  if ((flags & HAS_SOURCE_ID) === 0) return reader.text(BLOCK_LIMITS.nameBytesMax);
  const source = dictionary.text(reader.varint());
  const number = emitterSeq - reader.zigzag();
  const type = dictionary.text(reader.varint());
  return { source, emitterSeq: number, type, timeUs: timeUs - reader.zigzag() };
}

/**
 * Builds the event whose record starts where the reader stands. The record is written against the one before it, so its number
 * and time are given by whoever walked there; its place in the store is what the store knows.
 */
export function readStored(
  reader: ByteReader,
  session: Session,
  emitterSeq: number,
  timeUs: number,
  seq: number,
  recordedAtUs: number,
): StoredEvent {
  const { dictionary, source } = session;
  const { emitter, epoch } = source;
  const flags = reader.u8();
  if ((flags & ~KNOWN_FLAGS) !== 0) throw malformed(`a record has the unknown flags ${flags}`);
  const type = dictionary.text(reader.varint());
  if ((flags & HAS_GAP) !== 0) reader.varint();
  reader.zigzag();
  const entities = dictionary.listNames(reader.varint());
  const causes = (flags & HAS_CAUSES) === 0 ? NO_CAUSES : readCauses(reader, session, emitterSeq, timeUs);
  const operation = (flags & HAS_OPERATION) === 0 ? undefined : reader.text(BLOCK_LIMITS.nameBytesMax);
  const id =
    (flags & (HAS_ID | HAS_SOURCE_ID)) === 0
      ? eventId(type, timeUs, emitter, epoch, emitterSeq)
      : idOfName(readOwnName(reader, dictionary, flags, emitterSeq, timeUs));
  reader.varint();
  const meta = (flags & HAS_META) === 0 ? undefined : (readValue(reader, dictionary, 0) as NonNullable<EventRecord['meta']>);
  const body = readValue(reader, dictionary, 0) as Readonly<Record<string, Json>>;
  // Written out, for each has a layout of its own that is known beforehand: completing an object field by field takes three times as long.
  if (operation === undefined) {
    if (meta === undefined) return { id, type, timeUs, emitterSeq, entities, causes, body, seq, recordedAtUs, emitter, epoch };
    return { id, type, timeUs, emitterSeq, entities, causes, body, meta, seq, recordedAtUs, emitter, epoch };
  }
  if (meta === undefined) return { id, type, timeUs, emitterSeq, entities, causes, body, operation, seq, recordedAtUs, emitter, epoch };
  return { id, type, timeUs, emitterSeq, entities, causes, body, operation, meta, seq, recordedAtUs, emitter, epoch };
}

/** The same without what only a store knows. */
export function readRecord(reader: ByteReader, session: Session, emitterSeq: number, timeUs: number): EventRecord {
  const { id, type, entities, causes, operation, meta, body } = readStored(reader, session, emitterSeq, timeUs, 0, 0);
  const event: { -readonly [K in keyof EventRecord]: EventRecord[K] } = { id, type, timeUs, emitterSeq, entities, causes, body };
  if (operation !== undefined) event.operation = operation;
  if (meta !== undefined) event.meta = meta;
  return event;
}

function readCauses(reader: ByteReader, session: Session, emitterSeq: number, timeUs: number): string[] {
  const ids = new Array<string>(countCauses(reader));
  for (let i = 0; i < ids.length; i++) ids[i] = idOfName(readCause(reader, session, emitterSeq, timeUs));
  return ids;
}

function readCauseNames(reader: ByteReader, session: Session, emitterSeq: number, timeUs: number): EventName[] {
  const causes = new Array<EventName>(countCauses(reader));
  for (let i = 0; i < causes.length; i++) causes[i] = readCause(reader, session, emitterSeq, timeUs);
  return causes;
}

function countCauses(reader: ByteReader): number {
  return reader.count(BLOCK_LIMITS.causesMax, 'the number of causes');
}

function readCause(reader: ByteReader, { name, dictionary }: Session, emitterSeq: number, timeUs: number): EventName {
  const kind = reader.u8();
  if (kind === CAUSE_TEXT) return reader.text(BLOCK_LIMITS.nameBytesMax);
  if (kind !== CAUSE_OWN && kind !== CAUSE_OTHER) throw malformed(`a cause has the unknown kind ${kind}`);
  const source = kind === CAUSE_OWN ? name : dictionary.text(reader.varint());
  const number = kind === CAUSE_OWN ? emitterSeq - reader.zigzag() : reader.varint();
  const type = dictionary.text(reader.varint());
  return { source, emitterSeq: number, type, timeUs: timeUs - reader.zigzag() };
}
