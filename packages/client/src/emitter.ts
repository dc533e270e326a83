import { type Clock, nearest, SutraError, shown } from '@sutra/kit';
import { type CustomDraft, eventFromDraft, redactDraft, toRecord, validateDraft } from '@sutra/model';
import type { CallOptions, EventSession, StoreClient } from '@sutra/storage';
import { runNumber } from '@sutra/storage/client';
import { eventId } from '@sutra/wire';
import './errors.ts';

/** An event of a program of your own. */
export interface OwnEvent {
  /** `custom.` and a name of small letters, digits, `_` and `.`. */
  readonly type: `custom.${string}`;
  /** Ids of what it is about, the most important first: at least one. */
  readonly entities: readonly string[];
  readonly body: Readonly<Record<string, unknown>>;
  /** When it happened, µs since the epoch. Default: now. */
  readonly timeUs?: number;
  /** Ids of the events that caused it. */
  readonly causedBy?: readonly string[];
  /** One sentence that says why. */
  readonly because?: string;
  readonly severity?: 'debug' | 'info' | 'warning' | 'error' | 'critical';
}

export interface Appended {
  /** One id an event, in order. */
  readonly ids: readonly string[];
  /** Position of the last one: a read `asOf` it, or later, sees them all. */
  readonly seq: number;
}

/** Numbers the events of this program and appends them in order. Opens its session with the first. */
export class OwnEmitter {
  readonly #store: StoreClient;
  readonly #clock: Clock;
  readonly #name: string;
  readonly #epoch: number;
  #session: Promise<EventSession> | undefined;
  #last = 0;

  constructor(store: StoreClient, clock: Clock, name: string) {
    this.#store = store;
    this.#clock = clock;
    this.#name = name;
    this.#epoch = runNumber(clock.wallUs());
  }

  async append(events: readonly OwnEvent[], options?: CallOptions): Promise<Appended> {
    const drafts = events.map(checked);
    const session = await this.#open(options);
    const records = drafts.map((draft) => {
      const emitterSeq = ++this.#last;
      const timeUs = draft.timeUs ?? this.#clock.wallUs();
      const id = eventId(draft.type, timeUs, this.#name, this.#epoch, emitterSeq);
      return toRecord(eventFromDraft(draft, { id, wallUs: timeUs, emitter: this.#name, emitterEpoch: this.#epoch, emitterSeq }));
    });
    const { seq } = await session.append(records, options);
    return { ids: records.map(({ id }) => id), seq };
  }

  #open(options: CallOptions | undefined): Promise<EventSession> {
    this.#session ??= this.#store.session(this.#name, this.#epoch, options).catch((reason: unknown) => {
      this.#session = undefined; // the next append tries again
      throw reason;
    });
    return this.#session;
  }
}

/** The event without what looks like a secret. @throws SutraError SUTRA_EVENT_INVALID naming every field that is wrong */
function checked(event: OwnEvent, at: number): CustomDraft {
  const problems = problemsOf(event);
  if (problems.length > 0)
    throw new SutraError('SUTRA_EVENT_INVALID', `Cannot append events[${at}]: ${problems.join('; ')}`, { details: { at, problems } });
  return redactDraft(event as CustomDraft, []).draft;
}

/** Every field an event of one's own has. */
const FIELDS = Object.keys({
  type: true,
  entities: true,
  body: true,
  timeUs: true,
  causedBy: true,
  because: true,
  severity: true,
} satisfies Record<keyof OwnEvent, true>);

function problemsOf(event: OwnEvent): readonly string[] {
  if (typeof event !== 'object' || event === null) return ['it is no event'];
  if (typeof event.type !== 'string' || !event.type.startsWith('custom.')) return ['type: your own types begin with custom.'];
  const strange = Object.keys(event).filter((key) => !FIELDS.includes(key));
  const valid = validateDraft(event);
  return [
    ...strange.map((key) => {
      const [close] = nearest(key, FIELDS, 1);
      return `${shown(key)}: there is no such field${close === undefined ? '' : `; did you mean ${close}?`}`;
    }),
    ...(valid.ok ? [] : valid.problems),
  ];
}
