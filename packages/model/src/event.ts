import type { BodyOf } from './catalogue/fields.ts';
import type { Severity } from './catalogue/row.ts';
import type { CATALOGUE, EventType } from './catalogue/table.ts';

/** The body of one event type, from its catalogue row. */
export type EventBody<T extends EventType> = BodyOf<(typeof CATALOGUE)[T]['fields']>;

/** What the caller of `emit` says: type, body, and what it rests on. Identity and time are added by the emitter. */
export interface EventDraft<T extends EventType = EventType> {
  readonly type: T;
  readonly body: EventBody<T>;
  /** When it happened, µs since the epoch; the emitter's wall clock when absent. */
  readonly timeUs?: number;
  /** Ids of the events that caused it. */
  readonly causedBy?: readonly string[];
  /**
   * Positions, in the same list of drafts, of drafts that caused this one: a decision cannot know the ids its own facts will
   * get. `emitInOrder` turns them into `causedBy`.
   */
  readonly causedByDrafts?: readonly number[];
  readonly operationId?: string;
  /** One sentence with the numbers the decision rested on. */
  readonly because?: string;
  /** Who asked: a user, a token name, `agent:…`. */
  readonly actor?: string;
  /** Why they asked, in their words. */
  readonly reason?: string;
  /** Overrides the row's severity. */
  readonly severity?: Severity;
}

/** A draft of any catalogued type: the closed union, so that `switch (draft.type)` narrows the body. */
export type AnyDraft = { [T in EventType]: EventDraft<T> }[EventType];

/** A user's own event: `custom.<name>` with free fields and the entities it names. */
export interface CustomDraft extends Omit<EventDraft, 'type' | 'body'> {
  readonly type: `custom.${string}`;
  readonly body: Readonly<Record<string, unknown>>;
  readonly entities: readonly string[];
}

interface Recorded {
  readonly id: string;
  /** When it happened, µs since the epoch. */
  readonly timeUs: number;
  /** Place in the global order, from storage; 0 while it is not yet stored. */
  readonly seq: number;
  /** When storage committed it, µs since the epoch; 0 while it is not yet stored. */
  readonly recordedAtUs: number;
  readonly emitter: string;
  readonly emitterEpoch: number;
  readonly emitterSeq: number;
  /** Every entity it names, primary first. */
  readonly entities: readonly string[];
  readonly causedBy: readonly string[];
  readonly operationId?: string;
  readonly because?: string;
  readonly actor?: string;
  readonly reason?: string;
  readonly severity: Severity;
  readonly schemaVersion: number;
}

export interface TypedEvent<T extends EventType> extends Recorded {
  readonly type: T;
  readonly body: EventBody<T>;
}

export interface CustomEvent extends Recorded {
  readonly type: `custom.${string}`;
  readonly body: Readonly<Record<string, unknown>>;
}

/** An event as the rest of the system sees it: envelope and body, narrowed by `type`. */
export type GridEvent = { [T in EventType]: TypedEvent<T> }[EventType] | CustomEvent;
