import { isoFromUs, SutraError, usFromIso } from '@sutra/kit';
import type { EventRecord, Json, StoredEvent } from '@sutra/wire';
import './errors.ts';

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

const NONE: readonly Json[] = [];

/** What the REST surface shows as fields of their own and the store keeps as meta, under these names. */
const FLAT_META = { because: 'because', actor: 'actor', reason: 'reason', severity: 'sev' } as const;
/** The version of a body: the first is not noted. */
const VERSION_FIELD = 'schema_version';

/** Reads what `toEventLine` wrote, and what the REST surface and `sutra events -o jsonl` give. @throws SutraError SUTRA_IMPORT_INVALID */
export function fromEventLine(line: Fields, emitterSeq: number): EventRecord {
  const entity = line['entity_id'];
  const event: { -readonly [K in keyof EventRecord]: EventRecord[K] } = {
    id: nameOf(line, 'event_id'),
    type: nameOf(line, 'event_type'),
    timeUs: timeOf(line, 'timestamp'),
    emitterSeq,
    entities: namesOf(line['entities'] === undefined && typeof entity === 'string' ? [entity] : (line['entities'] ?? NONE), 'entities'),
    causes: textsOf(line['caused_by'] ?? NONE, 'caused_by'),
    body: objectOf(line['details'] ?? {}, 'details'),
  };
  if (line['operation_id'] !== undefined) event.operation = nameOf(line, 'operation_id');
  const meta = metaOfLine(line);
  if (meta !== undefined) event.meta = meta;
  return event;
}

function metaOfLine(line: Fields): EventRecord['meta'] {
  const flat = Object.entries(FLAT_META).flatMap(([field, name]) =>
    typeof line[field] === 'string' ? [[name, line[field]] as const] : [],
  );
  const version = line[VERSION_FIELD];
  const versioned = typeof version === 'number' && version !== 1 ? { v: version } : {};
  const meta = { ...(Object.fromEntries(flat) as Record<string, string>), ...versioned, ...metaOf(line['meta'], 'meta') };
  return line['meta'] === undefined && Object.keys(meta).length === 0 ? undefined : meta;
}

export const invalid = (what: string): SutraError => new SutraError('SUTRA_IMPORT_INVALID', `Cannot import: ${what}`);

export function textOf(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value !== 'string' || value === '') throw invalid(`${name} must be text`);
  return value;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is its purpose
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;

/** Text that names something: an id, a type. Control characters in it are somebody's mistake, or worse. */
export function nameOf(fields: Fields, name: string): string {
  const text = textOf(fields, name);
  if (CONTROL.test(text)) throw invalid(`${name} ${JSON.stringify(text.slice(0, 40))} contains a control character`);
  return text;
}

export function namesOf(value: Json, name: string): readonly string[] {
  const names = textsOf(value, name);
  const bad = names.find((one) => CONTROL.test(one));
  if (bad !== undefined) throw invalid(`${name} ${JSON.stringify(bad.slice(0, 40))} contains a control character`);
  return names;
}

export function timeOf(fields: Fields, name: string): number {
  const us = usFromIso(textOf(fields, name));
  if (us === undefined || us < 0) throw invalid(`${name} "${String(fields[name])}" is not a time such as 2026-01-31T12:00:00.000000Z`);
  return us;
}

export function textsOf(value: Json, name: string): readonly string[] {
  if (!Array.isArray(value) || value.some((one) => typeof one !== 'string')) throw invalid(`${name} must be a list of texts`);
  return value.length < 2 ? (value as string[]) : [...new Set(value as string[])];
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
