import { isoFromUs } from '@sutra/kit';
import type { EventRecord, Json, StoredEvent } from '@sutra/wire';
import { invalid, metaOf, nameOf, namesOf, objectOf, textOf, textsOf, timeOf } from './event-line.ts';

const PREFIX = 'io.sutra.grid.';
const SPEC = '1.0';

type Fields = Readonly<Record<string, Json>>;

/**
 * An event as CloudEvents 1.0 in the JSON format. Extensions are text, as the specification asks: `sutraentities`, `sutracauses` and `sutrameta` hold JSON and
 * are there only where `subject` and `causationid` do not say it all. `sequence` is the seq in the store it came from.
 */
export function toCloudEvent(event: StoredEvent): string {
  const { entities, causes, operation, meta } = event;
  return JSON.stringify({
    specversion: SPEC,
    id: event.id,
    source: `/sutra/${event.emitter}/${event.epoch}`,
    type: PREFIX + event.type,
    ...(entities[0] === undefined ? {} : { subject: entities[0] }),
    time: isoFromUs(event.timeUs),
    datacontenttype: 'application/json',
    sequence: String(event.seq),
    recordedtime: isoFromUs(event.recordedAtUs),
    ...(operation === undefined ? {} : { correlationid: operation }),
    ...(causes[0] === undefined ? {} : { causationid: causes[0] }),
    ...(entities.length > 1 ? { sutraentities: JSON.stringify(entities) } : {}),
    ...(causes.length > 1 ? { sutracauses: JSON.stringify(causes) } : {}),
    ...(meta === undefined ? {} : { sutrameta: JSON.stringify(meta) }),
    data: event.body,
  });
}

export const isCloudEvent = (line: Fields): boolean => 'specversion' in line;

/**
 * Reads a CloudEvent: one of ours back into what it was, one of anyone else into a `custom.` event whose id is `source#id` (that pair is its identity)
 * and whose own id and source stand in its meta. @throws SutraError SUTRA_IMPORT_INVALID
 */
export function fromCloudEvent(line: Fields, emitterSeq: number): EventRecord {
  if (line['specversion'] !== SPEC) throw invalid(`specversion must be "${SPEC}"`);
  const [id, source, type] = [nameOf(line, 'id'), nameOf(line, 'source'), nameOf(line, 'type')];
  if (line['time'] === undefined) throw invalid('a CloudEvent needs a time to be placed in a history');
  const ours = type.startsWith(PREFIX);
  const subject = line['subject'] === undefined ? [] : [textOf(line, 'subject')];
  const cause = line['causationid'] === undefined ? [] : [textOf(line, 'causationid')];
  const meta = {
    ...metaOf(jsonIn(line, 'sutrameta'), 'sutrameta'),
    ...(ours ? {} : { origin_id: id, origin_source: source, origin_type: type, ...otherExtensions(line) }),
  };
  return {
    id: ours ? id : `${source}#${id}`,
    type: ours ? type.slice(PREFIX.length) : customType(type),
    timeUs: timeOf(line, 'time'),
    emitterSeq,
    entities: namesOf(jsonIn(line, 'sutraentities') ?? subject, 'sutraentities'),
    causes: textsOf(jsonIn(line, 'sutracauses') ?? cause, 'sutracauses'),
    ...(line['correlationid'] === undefined ? {} : { operation: textOf(line, 'correlationid') }),
    ...(Object.keys(meta).length === 0 && line['sutrameta'] === undefined ? {} : { meta }),
    body: bodyOf(line),
  };
}

const KNOWN = new Set(
  'specversion id source type subject time datacontenttype dataschema data data_base64 correlationid causationid'.split(' '),
);

function otherExtensions(line: Fields): Record<string, string | number> {
  const others = Object.entries(line).filter(
    ([name, value]) => !KNOWN.has(name) && (typeof value === 'string' || typeof value === 'number'),
  );
  return Object.fromEntries(others) as Record<string, string | number>;
}

function jsonIn(line: Fields, name: string): Json | undefined {
  if (line[name] === undefined) return undefined;
  try {
    return JSON.parse(textOf(line, name)) as Json;
  } catch (reason) {
    if (!(reason instanceof SyntaxError)) throw reason;
    throw invalid(`${name} is not JSON`);
  }
}

/** A foreign type as one of ours: `custom.` and at most 63 small letters, digits, `_` and `.`. */
export function customType(type: string): string {
  return `custom.${
    type
      .toLowerCase()
      .replace(/[^a-z0-9_.]/g, '_')
      .replace(/^[_.]+/, '')
      .slice(0, 63) || 'unnamed'
  }`;
}

function bodyOf(line: Fields): Fields {
  if (line['data_base64'] !== undefined) return { data_base64: textOf(line, 'data_base64') };
  const data = line['data'] ?? {};
  return typeof data === 'object' && data !== null && !Array.isArray(data) ? objectOf(data, 'data') : { data };
}
