import { type EventIdParts, type EventRecord, isEventId, parseEventId } from '../record.ts';
import type { ByteWriter } from './bytes.ts';
import type { WriteDictionary } from './dictionary.ts';
import { invalid, overLimit } from './errors.ts';
import { BLOCK_LIMITS } from './limits.ts';
import { sourceName, WHOLE_MAX } from './source.ts';
import { writeBody, writeValue } from './value.ts';

/**
 * One record:
 *   flags                         bit 0 number is not the previous + 1 · 1 causes · 2 operation · 3 meta · 4 id in full · 5 id of another source
 *   type word · [number gap] · time since the previous record · entity list · [causes] · [operation] · [id]
 * An id is the canonical one of the record (nothing is written), the canonical one of another source (source word, own number less its
 * number, type word, own time less its time: what was imported keeps its identity at a few bytes), or any text in full.
 *   payload length · [meta object] · body object
 * What an index needs stands before the payload length, so that a walk can step over the rest.
 */
export const HAS_GAP = 1;
export const HAS_CAUSES = 2;
export const HAS_OPERATION = 4;
export const HAS_META = 8;
export const HAS_ID = 16;
export const HAS_SOURCE_ID = 32;
export const KNOWN_FLAGS = 63;

/** How a cause is written: the text itself, an event of the same run, or an event of another. */
export const CAUSE_TEXT = 0;
export const CAUSE_OWN = 1;
export const CAUSE_OTHER = 2;

/** Where the previous record stood: what the next one is written against. */
export interface Cursor {
  emitterSeq: number;
  timeUs: number;
}

export interface RecordContext {
  readonly out: ByteWriter;
  readonly dictionary: WriteDictionary;
  readonly emitter: string;
  readonly epoch: number;
  /** `sourceName` of the two. */
  readonly source: string;
}

export function writeRecord(to: RecordContext, event: EventRecord, previous: Cursor): void {
  const { id, timeUs, emitterSeq, causes, operation, meta } = event;
  check(event);
  const { out, dictionary } = to;
  const gap = emitterSeq - previous.emitterSeq - 1;
  const canonical = isEventId(id, event.type, timeUs, to.source, emitterSeq);
  const origin = canonical ? undefined : partsWithinRange(id);
  out.u8(
    (gap === 0 ? 0 : HAS_GAP) |
      (causes.length > 0 ? HAS_CAUSES : 0) |
      (operation === undefined ? 0 : HAS_OPERATION) |
      (meta === undefined ? 0 : HAS_META) |
      (canonical ? 0 : origin === undefined ? HAS_ID : HAS_SOURCE_ID),
  );
  const type = dictionary.type(event.type);
  out.varint(type.number);
  if (gap !== 0) out.varint(gap);
  out.zigzag(timeUs - previous.timeUs);
  out.varint(dictionary.list(event.entities));
  if (causes.length > 0) writeCauses(to, event);
  if (operation !== undefined) out.text(dictionary.named('operation', operation), BLOCK_LIMITS.nameBytesMax);
  if (origin !== undefined) writeSourceId(to, event, origin);
  else if (!canonical) out.text(dictionary.named('id', id), BLOCK_LIMITS.nameBytesMax);
  const payloadAt = out.at;
  out.u8(0); // the length of the payload, of which most take one byte
  if (meta !== undefined) writeValue(out, dictionary, meta, 0);
  writeBody(out, dictionary, type, event.body);
  out.replaceVarint(payloadAt, 1, out.at - payloadAt - 1);
  previous.emitterSeq = emitterSeq;
  previous.timeUs = timeUs;
}

function writeCauses(to: RecordContext, event: EventRecord): void {
  const { out, dictionary } = to;
  out.varint(event.causes.length);
  for (const id of event.causes) {
    const cause = partsWithinRange(id);
    if (cause === undefined) {
      out.u8(CAUSE_TEXT);
      out.text(dictionary.named('causes', id), BLOCK_LIMITS.nameBytesMax);
      continue;
    }
    const own = cause.emitter === to.emitter && cause.epoch === to.epoch;
    out.u8(own ? CAUSE_OWN : CAUSE_OTHER);
    if (own) out.zigzag(event.emitterSeq - cause.emitterSeq);
    else {
      out.varint(dictionary.name(sourceName(cause.emitter, cause.epoch)));
      out.varint(cause.emitterSeq);
    }
    out.varint(dictionary.type(cause.type).number);
    out.zigzag(event.timeUs - cause.timeUs);
  }
}

/** The parts of a canonical id whose numbers fit the wire. */
function partsWithinRange(id: string): EventIdParts | undefined {
  const parts = parseEventId(id);
  return parts === undefined || parts.timeUs >= WHOLE_MAX || parts.emitterSeq >= WHOLE_MAX ? undefined : parts;
}

function writeSourceId({ out, dictionary }: RecordContext, event: EventRecord, origin: EventIdParts): void {
  out.varint(dictionary.name(sourceName(origin.emitter, origin.epoch)));
  out.zigzag(event.emitterSeq - origin.emitterSeq);
  out.varint(dictionary.type(origin.type).number);
  out.zigzag(event.timeUs - origin.timeUs);
}

function check(event: EventRecord): void {
  if (!isWhole(event.timeUs)) throw invalid(`timeUs ${event.timeUs} is not an integer in range`);
  if (!isWhole(event.emitterSeq) || event.emitterSeq === 0) throw invalid(`emitterSeq ${event.emitterSeq} is not an integer in range`);
  if (event.type === '') throw invalid('its type is empty');
  if (typeof event.body !== 'object' || event.body === null || Array.isArray(event.body)) throw invalid('its body is not an object');
  if (event.entities.length > BLOCK_LIMITS.entitiesMax)
    throw overLimit(`an event names ${event.entities.length} entities, at most ${BLOCK_LIMITS.entitiesMax}`);
  if (event.causes.length > BLOCK_LIMITS.causesMax)
    throw overLimit(`an event names ${event.causes.length} causes, at most ${BLOCK_LIMITS.causesMax}`);
}

const isWhole = (value: number): boolean => Number.isInteger(value) && value >= 0 && value < WHOLE_MAX;
