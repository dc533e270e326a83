import { countText, epochText, timeText } from './number-text.ts';

/**
 * The vocabulary of the store: what a record is, before any bytes. The store knows nothing of the grid; it keeps typed,
 * time-stamped records that name entities and causes, and concepts joined by associations.
 */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** One event as an emitter hands it over. */
export interface EventRecord {
  /**
   * `event-{type}-{timeUs}-{emitter}:{epoch}.{n}` with epoch and n in base 36 (see `eventId`). Canonical ids are not
   * stored: they are recomputed from the record.
   */
  readonly id: string;
  readonly type: string;
  /** When it happened, integer µs since the epoch. */
  readonly timeUs: number;
  /** Its running number at its emitter, from 1, without holes unless events were refused. */
  readonly emitterSeq: number;
  /** Ids of every entity it names, primary first, no repeats. */
  readonly entities: readonly string[];
  /** Ids of the events that caused it. */
  readonly causes: readonly string[];
  /** The operation it belongs to. */
  readonly operation?: string;
  /** Envelope extras such as because, actor, reason, severity, version. */
  readonly meta?: Readonly<Record<string, string | number>>;
  /** The fields of its type. */
  readonly body: Readonly<Record<string, Json>>;
}

/** An event as the store gives it back. */
export interface StoredEvent extends EventRecord {
  /** Place in the global order, from 1, no holes. */
  readonly seq: number;
  /** When the store committed it, integer µs since the epoch. Never decreasing with seq. */
  readonly recordedAtUs: number;
  readonly emitter: string;
  /** Which run of the emitter. */
  readonly epoch: number;
}

/** Emitter names may hold letters, digits, `_`, `-`, `.`; no `:` so that ids parse from the right. */
export const EMITTER_NAME = /^[A-Za-z0-9_.-]{1,64}$/;

/** The canonical event id: the original shape `event-{type}-{µs}-…` made unique by (emitter, epoch, number). */
export function eventId(type: string, timeUs: number, emitter: string, epoch: number, emitterSeq: number): string {
  return `event-${type}-${timeText(timeUs)}-${emitter}:${epochText(epoch)}.${countText(emitterSeq)}`;
}

const CANONICAL = /^event-(.+)-(\d{1,16})-([A-Za-z0-9_.-]{1,64}):([0-9a-z]{1,11})\.([0-9a-z]{1,11})$/;

export interface EventIdParts {
  readonly type: string;
  readonly timeUs: number;
  readonly emitter: string;
  readonly epoch: number;
  readonly emitterSeq: number;
}

/** Takes a canonical id apart; undefined when it is not one (an id that would not come back byte for byte is not canonical). */
export function parseEventId(id: string): EventIdParts | undefined {
  // The emitter may contain '-', so the type (which never does) is cut first.
  const match = CANONICAL.exec(id);
  if (match === null) return undefined;
  const rest = id.slice('event-'.length);
  const typeEnd = rest.indexOf('-');
  const timeEnd = rest.indexOf('-', typeEnd + 1);
  const colon = rest.lastIndexOf(':');
  const dot = rest.indexOf('.', colon);
  const parts = {
    type: rest.slice(0, typeEnd),
    timeUs: Number(rest.slice(typeEnd + 1, timeEnd)),
    emitter: rest.slice(timeEnd + 1, colon),
    epoch: Number.parseInt(rest.slice(colon + 1, dot), 36),
    emitterSeq: Number.parseInt(rest.slice(dot + 1), 36),
  };
  if (!Number.isSafeInteger(parts.timeUs) || !Number.isSafeInteger(parts.epoch) || !Number.isSafeInteger(parts.emitterSeq))
    return undefined;
  return eventId(parts.type, parts.timeUs, parts.emitter, parts.epoch, parts.emitterSeq) === id ? parts : undefined;
}
