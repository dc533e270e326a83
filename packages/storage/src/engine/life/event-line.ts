import { isoFromUs, SutraError, usFromIso } from '@sutra/kit';
import type { EventRecord, Json, StoredEvent } from '@sutra/wire';
import './errors.ts';

/** An event as a file brings it: everything but its number here. */
export type ImportedEvent = Omit<EventRecord, 'emitterSeq'>;

type Fields = Readonly<Record<string, Json>>;

/** One event as one line of JSON, under the names of the REST surface. Everything but its place in another store can be read back. */
export function toEventLine(event: StoredEvent): string {
  const { operation, meta } = event;
  return JSON.stringify({
    event_id: event.id,
    event_type: event.type,
    ...(event.entities[0] === undefined ? {} : { entity_id: event.entities[0] }),
    timestamp: isoFromUs(event.timeUs),
    recorded_at: isoFromUs(event.recordedAtUs),
    seq: event.seq,
    emitter: event.emitter,
    emitter_epoch: event.epoch,
    emitter_seq: event.emitterSeq,
    entities: event.entities,
    caused_by: event.causes,
    ...(operation === undefined ? {} : { operation_id: operation }),
    ...(meta === undefined ? {} : { meta }),
    details: event.body,
  });
}

/** What the REST surface shows beside the fields and the store keeps as meta. */
const FLAT_META = ['because', 'actor', 'reason'] as const;

/** Reads what `toEventLine` wrote, and what the REST surface and `sutra events -o jsonl` give. @throws SutraError SUTRA_IMPORT_INVALID */
export function fromEventLine(line: Fields): ImportedEvent {
  const id = textOf(line, 'event_id');
  const flat = Object.fromEntries(FLAT_META.filter((name) => typeof line[name] === 'string').map((name) => [name, line[name] as string]));
  const meta = { ...flat, ...metaOf(line['meta'], 'meta') };
  const entity = line['entity_id'];
  const entities = line['entities'] === undefined && typeof entity === 'string' ? [entity] : textsOf(line['entities'] ?? [], 'entities');
  return {
    id,
    type: textOf(line, 'event_type'),
    timeUs: timeOf(line, 'timestamp'),
    entities,
    causes: textsOf(line['caused_by'] ?? [], 'caused_by'),
    ...(line['operation_id'] === undefined ? {} : { operation: textOf(line, 'operation_id') }),
    ...(Object.keys(meta).length === 0 ? {} : { meta }),
    body: objectOf(line['details'] ?? {}, 'details'),
  };
}

export const invalid = (what: string): SutraError => new SutraError('SUTRA_IMPORT_INVALID', `Cannot import: ${what}`);

export function textOf(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value !== 'string' || value === '') throw invalid(`${name} must be text`);
  return value;
}

export function timeOf(fields: Fields, name: string): number {
  const us = usFromIso(textOf(fields, name));
  if (us === undefined || us < 0) throw invalid(`${name} "${String(fields[name])}" is not a time such as 2026-01-31T12:00:00.000000Z`);
  return us;
}

export function textsOf(value: Json, name: string): readonly string[] {
  if (!Array.isArray(value) || value.some((one) => typeof one !== 'string')) throw invalid(`${name} must be a list of texts`);
  return [...new Set(value as string[])];
}

export function objectOf(value: Json, name: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid(`${name} must be an object`);
  return value as Fields;
}

export function metaOf(value: Json | undefined, name: string): Readonly<Record<string, string | number>> {
  if (value === undefined) return {};
  const meta = objectOf(value, name);
  for (const [key, one] of Object.entries(meta))
    if (typeof one !== 'string' && typeof one !== 'number') throw invalid(`${name}.${key} must be text or a number`);
  return meta as Readonly<Record<string, string | number>>;
}
