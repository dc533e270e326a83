import { entitiesOf, SEVERITIES, type Severity, severityOf } from './catalogue/index.ts';
import { defined } from './defined.ts';
import type { GridEvent } from './event.ts';

/** JSON as the store takes it. */
type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** An event in the shape the store takes (structurally wire's EventRecord). */
export interface RecordShape {
  readonly id: string;
  readonly type: string;
  readonly timeUs: number;
  readonly emitterSeq: number;
  readonly entities: readonly string[];
  readonly causes: readonly string[];
  readonly operation?: string;
  readonly meta?: Readonly<Record<string, string | number>>;
  readonly body: Readonly<Record<string, Json>>;
}

/** An event in the shape the store gives back (structurally wire's StoredEvent). */
export interface StoredShape extends RecordShape {
  readonly seq: number;
  readonly recordedAtUs: number;
  readonly emitter: string;
  readonly epoch: number;
}

/**
 * The stored form of an event. What the catalogue can say again is left out: severity when it is the row's, version when it
 * is 1. Meta keys: because, actor, reason, sev, v.
 */
export function toRecord(event: GridEvent): RecordShape {
  const meta = defined({
    because: event.because,
    actor: event.actor,
    reason: event.reason,
    sev: event.severity === severityOf(event.type) ? undefined : event.severity,
    v: event.schemaVersion === 1 ? undefined : event.schemaVersion,
  });
  return {
    id: event.id,
    type: event.type,
    timeUs: event.timeUs,
    emitterSeq: event.emitterSeq,
    entities: event.entities,
    causes: event.causedBy,
    ...defined({ operation: event.operationId }),
    ...(Object.keys(meta).length === 0 ? {} : { meta }),
    body: event.body as Readonly<Record<string, Json>>,
  };
}

/** An event from its stored form. What is stored was checked when it was made: the body is trusted to be of its type. */
export function fromStored(stored: StoredShape): GridEvent {
  const { meta } = stored;
  const severity = meta?.['sev'];
  return {
    type: stored.type,
    body: stored.body,
    id: stored.id,
    timeUs: stored.timeUs,
    seq: stored.seq,
    recordedAtUs: stored.recordedAtUs,
    emitter: stored.emitter,
    emitterEpoch: stored.epoch,
    emitterSeq: stored.emitterSeq,
    entities: stored.entities.length > 0 ? stored.entities : entitiesOf(stored.type, stored.body, stored.operation),
    causedBy: stored.causes,
    severity: isSeverity(severity) ? severity : severityOf(stored.type),
    schemaVersion: typeof meta?.['v'] === 'number' ? meta['v'] : 1,
    ...defined({
      operationId: stored.operation,
      because: textOf(meta?.['because']),
      actor: textOf(meta?.['actor']),
      reason: textOf(meta?.['reason']),
    }),
  } as GridEvent;
}

function isSeverity(value: unknown): value is Severity {
  return typeof value === 'string' && (SEVERITIES as readonly string[]).includes(value);
}

function textOf(value: string | number | undefined): string | undefined {
  return value === undefined ? undefined : String(value);
}
