import { ENTITY_ID_CHARS_MAX, TEXT_CHARS_MAX } from './catalogue/fields.ts';
import { CAUSES_MAX, EVENT_ID_CHARS_MAX, type PlainBody, plainAscii, plainBody, SEVERITIES, type Severity } from './catalogue/index.ts';
import { type Envelope, NO_CAUSES } from './envelope.ts';
import type { AnyDraft, CustomDraft, GridEvent } from './event.ts';
import { isHarmless, isSuspect } from './redact.ts';
import { ENVELOPE_BYTES } from './redact-draft.ts';

/** What a draft says beside its type and body, each part read once and found right. */
interface Parts {
  timeUs: number | undefined;
  causedBy: readonly string[];
  operationId: string | undefined;
  because: string | undefined;
  actor: string | undefined;
  reason: string | undefined;
  severity: Severity | undefined;
}

/** A draft that is right and holds no secret. Nothing of it is shared with the caller. */
export interface PlainDraft {
  readonly type: string;
  /** When it happened, where the draft says so. */
  readonly timeUs: number | undefined;
  readonly parts: Readonly<Parts>;
  readonly found: PlainBody;
  /** About how many bytes its event takes as JSON. */
  readonly bytes: number;
}

/**
 * The short way from draft to event, which nearly every draft takes. `emit` runs between other work of its caller, with nothing of this in the
 * processor's caches: what it costs is how much it touches. Undefined for every draft that is wrong, may hold a secret, or is of a user's own
 * type: those go the long way, through `validateDraft`, `redactDraft` and `eventFromDraft`.
 */
export function plainDraft(draft: AnyDraft | CustomDraft): PlainDraft | undefined {
  if (typeof draft !== 'object' || draft === null) return undefined;
  const parts: Parts = {
    timeUs: undefined,
    causedBy: NO_CAUSES,
    operationId: undefined,
    because: undefined,
    actor: undefined,
    reason: undefined,
    severity: undefined,
  };
  let type: unknown;
  let body: unknown;
  // Parts that are not there are not asked for: they are more than those that are.
  for (const name in draft) {
    const value = (draft as object as Record<string, unknown>)[name];
    if (name === 'type') type = value;
    else if (name === 'body') body = value;
    // These two are what most drafts have beside them. A function that only some drafts need is compiled late, and costs those several times as much.
    else if (name === 'because' && typeof value === 'string' && value.length <= TEXT_CHARS_MAX && !isSuspect(value, false))
      parts.because = value;
    else if (name === 'operationId' && isPlainName(value, ENTITY_ID_CHARS_MAX)) parts.operationId = value;
    else if (!takePart(parts, name, value)) return undefined;
  }
  if (typeof type !== 'string' || typeof body !== 'object' || body === null) return undefined;
  const found = plainBody(type, body, parts.operationId);
  if (found === undefined) return undefined;
  let bytes = ENVELOPE_BYTES + found.bytes + sizeOf(parts.because) + sizeOf(parts.actor) + sizeOf(parts.reason);
  for (const cause of parts.causedBy) bytes += cause.length + 3;
  return { type, timeUs: parts.timeUs, parts, found, bytes };
}

/** Keeps a part when it is right. A part that is undefined is one that is not there. */
function takePart(parts: Parts, name: string, value: unknown): boolean {
  if (value === undefined) return name !== 'entities';
  switch (name) {
    case 'timeUs':
      parts.timeUs = value as number;
      return Number.isSafeInteger(value) && (value as number) >= 0;
    case 'operationId':
      return false; // One that is right was taken before.
    case 'because':
    case 'actor':
    case 'reason':
      parts[name] = value as string;
      return typeof value === 'string' && value.length <= TEXT_CHARS_MAX && isHarmless(value);
    case 'severity':
      parts.severity = value as Severity;
      return SEVERITIES.includes(value as Severity);
    case 'causedBy': {
      if (!Array.isArray(value) || value.length > CAUSES_MAX) return false;
      const causes: unknown[] = value.slice();
      parts.causedBy = causes as string[];
      return causes.every((cause) => isPlainName(cause, EVENT_ID_CHARS_MAX));
    }
    default:
      return name !== 'entities';
  }
}

/** The event of a plain draft: what `eventFromDraft` makes of it. */
export function plainEvent({ type, timeUs, parts, found: { row, body, entities } }: PlainDraft, envelope: Envelope): GridEvent {
  const { operationId, because, actor, reason } = parts;
  const event: Record<string, unknown> = {
    type,
    body,
    id: envelope.id,
    timeUs: timeUs ?? envelope.wallUs,
    seq: envelope.seq ?? 0,
    recordedAtUs: envelope.recordedAtUs ?? 0,
    emitter: envelope.emitter,
    emitterEpoch: envelope.emitterEpoch,
    emitterSeq: envelope.emitterSeq,
    entities,
    causedBy: parts.causedBy,
    severity: parts.severity ?? row.severity,
    schemaVersion: row.version,
  };
  if (operationId !== undefined) event['operationId'] = operationId;
  if (because !== undefined) event['because'] = because;
  if (actor !== undefined) event['actor'] = actor;
  if (reason !== undefined) event['reason'] = reason;
  return event as unknown as GridEvent;
}

function isPlainName(value: unknown, charsMax: number): value is string {
  return typeof value === 'string' && value !== '' && value.length <= charsMax && plainAscii(value);
}

function sizeOf(text: string | undefined): number {
  return text === undefined ? 0 : text.length + 2;
}
