import { entitiesOf, isEventType, rowOf, severityOf } from './catalogue/index.ts';
import type { AnyDraft, CustomDraft, GridEvent } from './event.ts';

/** What an emitter adds to a draft: identity and time. */
export interface Envelope {
  readonly id: string;
  /** Used when the draft names no time of its own. */
  readonly wallUs: number;
  readonly emitter: string;
  readonly emitterEpoch: number;
  readonly emitterSeq: number;
  /** 0 while it is not yet stored. */
  readonly seq?: number;
  readonly recordedAtUs?: number;
}

/** The event a draft becomes. Severity, version and entities come from the catalogue. */
export function eventFromDraft(draft: AnyDraft | CustomDraft, envelope: Envelope): GridEvent {
  const { type, body, operationId, because, actor, reason } = draft;
  const row = isEventType(type) ? rowOf(type) : undefined;
  const found = entitiesOf(type, body, operationId);
  const event: Record<string, unknown> = {
    type,
    body,
    id: envelope.id,
    timeUs: draft.timeUs ?? envelope.wallUs,
    seq: envelope.seq ?? 0,
    recordedAtUs: envelope.recordedAtUs ?? 0,
    emitter: envelope.emitter,
    emitterEpoch: envelope.emitterEpoch,
    emitterSeq: envelope.emitterSeq,
    entities: 'entities' in draft ? [...new Set([...draft.entities, ...found])] : found,
    causedBy: draft.causedBy ?? NO_CAUSES,
    severity: draft.severity ?? severityOf(type),
    schemaVersion: row?.version ?? 1,
  };
  if (operationId !== undefined) event['operationId'] = operationId;
  if (because !== undefined) event['because'] = because;
  if (actor !== undefined) event['actor'] = actor;
  if (reason !== undefined) event['reason'] = reason;
  return event as unknown as GridEvent;
}

export const NO_CAUSES: readonly string[] = [];

/**
 * Hands the drafts of one decision to `emit`, in order, replacing positions in `causedByDrafts` by the ids that `emit`
 * returned. A position that is not before its draft is ignored. Returns the ids, one a draft.
 */
export function emitInOrder<D extends AnyDraft | CustomDraft>(drafts: readonly D[], emit: (draft: D) => string): string[] {
  const ids: string[] = [];
  for (const draft of drafts) {
    const causes = (draft.causedByDrafts ?? []).flatMap((position) => ids[position] ?? []);
    ids.push(emit(causes.length === 0 ? draft : { ...draft, causedBy: [...(draft.causedBy ?? []), ...causes] }));
  }
  return ids;
}
