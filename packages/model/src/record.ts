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

type Writable<T> = { -readonly [K in keyof T]: T[K] };

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
  const record: Writable<RecordShape> = {
    id: event.id,
    type: event.type,
    timeUs: event.timeUs,
    emitterSeq: event.emitterSeq,
    entities: event.entities,
    causes: event.causedBy,
    body: event.body as Readonly<Record<string, Json>>,
  };
  if (event.operationId !== undefined) record.operation = event.operationId;
  const meta = metaOf(event);
  if (meta !== undefined) record.meta = meta;
  return record;
}

function metaOf(event: GridEvent): Readonly<Record<string, string | number>> | undefined {
  const { because, actor, reason, severity, schemaVersion } = event;
  const usual = severity === severityOf(event.type) && schemaVersion === 1;
  if (usual && because === undefined && actor === undefined && reason === undefined) return undefined;
  const meta: Record<string, string | number> = {};
  if (because !== undefined) meta['because'] = because;
  if (actor !== undefined) meta['actor'] = actor;
  if (reason !== undefined) meta['reason'] = reason;
  if (severity !== severityOf(event.type)) meta['sev'] = severity;
  if (schemaVersion !== 1) meta['v'] = schemaVersion;
  return meta;
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
