import { isoFromUs, usFromIso } from '@sutra/kit';
import { isCustomType, isEventType, primaryOf, type Severity, summaryOf } from './catalogue/index.ts';
import { defined } from './defined.ts';
import { modelError } from './errors.ts';
import type { GridEvent } from './event.ts';

/** An event as the outside sees it (structurally api's EventJson): envelope flat, `details` the body. */
export interface EventJsonShape {
  event_id: string;
  event_type: string;
  entity_id: string;
  timestamp: string;
  recorded_at: string;
  seq: number;
  severity: Severity;
  entities: string[];
  caused_by: string[];
  operation_id?: string | undefined;
  because?: string | undefined;
  actor?: string | undefined;
  reason?: string | undefined;
  emitter: string;
  emitter_epoch: number;
  emitter_seq: number;
  schema_version: number;
  summary: string;
  details: Record<string, unknown>;
}

export function toEventJson(event: GridEvent): EventJsonShape {
  return {
    event_id: event.id,
    event_type: event.type,
    entity_id: primaryOf(event),
    timestamp: isoFromUs(event.timeUs),
    recorded_at: isoFromUs(event.recordedAtUs),
    seq: event.seq,
    severity: event.severity,
    entities: [...event.entities],
    caused_by: [...event.causedBy],
    ...defined({ operation_id: event.operationId, because: event.because, actor: event.actor, reason: event.reason }),
    emitter: event.emitter,
    emitter_epoch: event.emitterEpoch,
    emitter_seq: event.emitterSeq,
    schema_version: event.schemaVersion,
    summary: summaryOf(event),
    details: { ...event.body },
  };
}

/**
 * An event from its outside form. Entity and summary are not read back: they follow from the rest.
 * @throws SutraError SUTRA_EVENT_UNREADABLE when the type is unknown here or a time is not RFC 3339.
 */
export function fromEventJson(json: EventJsonShape): GridEvent {
  if (!isEventType(json.event_type) && !isCustomType(json.event_type))
    throw modelError('SUTRA_EVENT_UNREADABLE', `Cannot read event ${json.event_id}: this build does not know type ${json.event_type}`);
  return {
    type: json.event_type,
    body: json.details,
    id: json.event_id,
    timeUs: timeOf(json, 'timestamp'),
    seq: json.seq,
    recordedAtUs: timeOf(json, 'recorded_at'),
    emitter: json.emitter,
    emitterEpoch: json.emitter_epoch,
    emitterSeq: json.emitter_seq,
    entities: json.entities,
    causedBy: json.caused_by,
    severity: json.severity,
    schemaVersion: json.schema_version,
    ...defined({ operationId: json.operation_id, because: json.because, actor: json.actor, reason: json.reason }),
  } as GridEvent;
}

function timeOf(json: EventJsonShape, field: 'timestamp' | 'recorded_at'): number {
  const us = usFromIso(json[field]);
  if (us === undefined) throw modelError('SUTRA_EVENT_UNREADABLE', `Cannot read event ${json.event_id}: ${field} is not a time`);
  return us;
}
