import type { AnyDraft, CustomDraft, EventClass, GridEvent } from '@sutra/model';
import { classOf, eventFromDraft, plainDraft, plainEvent, redactDraft, validateDraft } from '@sutra/model';
import { eventId } from '@sutra/wire';

/** Who speaks: the identity that makes an event's id unique, and what must not be said. */
export interface Speaker {
  readonly emitter: string;
  readonly epoch: number;
  /** The operator's own secret patterns, beside the built-in ones. */
  readonly secrets: readonly RegExp[];
  readonly eventBytesMax: number;
}

export interface Composed {
  readonly event: GridEvent;
  readonly class: EventClass;
  /** About how many bytes it takes, for the limits. */
  readonly bytes: number;
}

/** Problems reported of one draft: the first few say enough. */
const PROBLEMS_MAX = 4;

/** Draft to event: checked against its row, cleaned of secrets, numbered and named. Returns what is wrong instead, as text. */
export function compose(draft: AnyDraft | CustomDraft, speaker: Speaker, emitterSeq: number, wallUs: number): Composed | string {
  const plain = speaker.secrets.length === 0 ? plainDraft(draft) : undefined;
  if (plain !== undefined && plain.bytes <= speaker.eventBytesMax) {
    const id = eventId(plain.type, plain.timeUs ?? wallUs, speaker.emitter, speaker.epoch, emitterSeq);
    const event = plainEvent(plain, { id, wallUs, emitter: speaker.emitter, emitterEpoch: speaker.epoch, emitterSeq });
    return { event, class: plain.found.row.class, bytes: plain.bytes };
  }
  return composeAtLength(draft, speaker, emitterSeq, wallUs);
}

/** The long way: of a draft that is wrong, may hold a secret, or is of a user's own type. */
function composeAtLength(draft: AnyDraft | CustomDraft, speaker: Speaker, emitterSeq: number, wallUs: number): Composed | string {
  const verdict = validateDraft(draft);
  if (!verdict.ok) return verdict.problems.slice(0, PROBLEMS_MAX).join('; ');
  const { draft: clean, bytes } = redactDraft(draft, speaker.secrets);
  if (bytes > speaker.eventBytesMax) return `it takes about ${bytes} bytes; at most ${speaker.eventBytesMax} fit`;
  const { type } = draft;
  const id = eventId(type, draft.timeUs ?? wallUs, speaker.emitter, speaker.epoch, emitterSeq);
  const event = eventFromDraft(clean, { id, wallUs, emitter: speaker.emitter, emitterEpoch: speaker.epoch, emitterSeq });
  return { event, class: classOf(type), bytes };
}
