import { countText, endsInTime, epochText, isCount, nineDigits, TIME_DIGITS, TIME_MAX, TIME_MIN, timeText } from './number-text.ts';

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

const PREFIX = 'event-';

/** The canonical event id: the original shape `event-{type}-{µs}-…` made unique by (emitter, epoch, number). */
export function eventId(type: string, timeUs: number, emitter: string, epoch: number, emitterSeq: number): string {
  return idText(type, timeUs, runText(emitter, epoch), emitterSeq);
}

/**
 * The same of a run whose text, `-{emitter}:{epoch}.`, is known. Of as few pieces as can be: whoever looks into a text that was put together pays for every
 * piece of it, and nearly every id is looked into once, when it is written. Of those that are read and never looked into, the pieces are what is left to clear
 * away: so what changes from one event of an entity to the next is made of ready digits.
 */
export function idText(type: string, timeUs: number, run: string, emitterSeq: number): string {
  const tail = run + countText(emitterSeq);
  const high = Math.floor(timeUs / 1e9);
  const low = timeUs - high * 1e9;
  if (timeUs < TIME_MIN || timeUs >= TIME_MAX || low < 0 || !Number.isInteger(low)) return `${PREFIX}${type}-${timeText(timeUs)}${tail}`;
  return idHead(type, high) + nineDigits(low) + tail;
}

/** The beginning of an id of one type as it was made last: with all but nine digits of its time, which change every quarter of an hour. */
interface IdHead {
  high: number;
  text: string;
}

const heads = new Map<string, IdHead>();
/** Types are anybody's words: so many are remembered at a time. */
const HEADS_MAX = 1_024;

function idHead(type: string, high: number): string {
  let head = heads.get(type);
  if (head === undefined) {
    if (heads.size >= HEADS_MAX) heads.clear();
    head = { high: Number.NaN, text: '' };
    heads.set(type, head);
  }
  if (head.high !== high) {
    head.high = high;
    head.text = `${PREFIX}${type}-${high}`;
  }
  return head.text;
}

/** The run that was written last: the same one for all events of an emitter. */
const last = { emitter: '', epoch: Number.NaN, text: '' };

/** What stands between the time and the number. */
function runText(emitter: string, epoch: number): string {
  if (epoch !== last.epoch || emitter !== last.emitter) {
    last.text = `-${emitter}:${epochText(epoch)}.`;
    last.emitter = emitter;
    last.epoch = epoch;
  }
  return last.text;
}

/**
 * Whether `id` is the canonical one: as comparing it with `eventId`, without making that text. Every event that is written asks this, and the text would be
 * made only to be thrown away.
 */
export function isEventId(id: string, type: string, timeUs: number, sourceName: string, emitterSeq: number): boolean {
  const timeAt = PREFIX.length + type.length + 1;
  const nameAt = timeAt + TIME_DIGITS + 1;
  const countAt = nameAt + sourceName.length + 1;
  if (timeUs < TIME_MIN || timeUs >= TIME_MAX) return id === `${PREFIX}${type}-${timeUs}-${sourceName}.${emitterSeq.toString(36)}`;
  return (
    id.charCodeAt(timeAt - 1) === DASH &&
    id.charCodeAt(nameAt - 1) === DASH &&
    id.charCodeAt(countAt - 1) === DOT &&
    endsInTime(id, nameAt - 1, timeUs) &&
    isCount(id, countAt, emitterSeq) &&
    id.startsWith(sourceName, nameAt) &&
    id.startsWith(type, PREFIX.length) &&
    id.startsWith(PREFIX)
  );
}

export interface EventIdParts {
  readonly type: string;
  readonly timeUs: number;
  readonly emitter: string;
  readonly epoch: number;
  readonly emitterSeq: number;
}

const DASH = 0x2d;
const DOT = 0x2e;

/** Emitters and epochs come in long runs of the same one. */
let knownEmitter = '';
let knownEpochText = '0';
let knownEpoch = 0;

/** Takes a canonical id apart; undefined when it is not one (an id that would not come back byte for byte is not canonical). */
export function parseEventId(id: string): EventIdParts | undefined {
  if (!id.startsWith(PREFIX)) return undefined;
  // The emitter may contain '-', so the type (which never does) is cut first.
  const typeEnd = id.indexOf('-', PREFIX.length);
  const timeEnd = id.indexOf('-', typeEnd + 1);
  const colon = id.lastIndexOf(':');
  const dot = id.indexOf('.', colon);
  if (typeEnd <= PREFIX.length || timeEnd < 0 || colon <= timeEnd || dot < 0) return undefined;
  const emitter = id.slice(timeEnd + 1, colon);
  if (emitter !== knownEmitter) {
    if (!EMITTER_NAME.test(emitter)) return undefined;
    knownEmitter = emitter;
  }
  const epoch = epochOf(id.slice(colon + 1, dot));
  const timeUs = wholeOf(id.slice(typeEnd + 1, timeEnd), 10, timeText);
  const emitterSeq = wholeOf(id.slice(dot + 1), 36, countText);
  if (epoch === undefined || timeUs === undefined || emitterSeq === undefined) return undefined;
  return { type: id.slice(PREFIX.length, typeEnd), timeUs, emitter: knownEmitter, epoch, emitterSeq };
}

function epochOf(text: string): number | undefined {
  if (text === knownEpochText) return knownEpoch;
  const epoch = wholeOf(text, 36, epochText);
  if (epoch !== undefined) {
    knownEpochText = text;
    knownEpoch = epoch;
  }
  return epoch;
}

/** A number that is written as it would be written by us. */
function wholeOf(text: string, radix: number, write: (value: number) => string): number | undefined {
  const value = Number.parseInt(text, radix);
  return Number.isSafeInteger(value) && value >= 0 && write(value) === text ? value : undefined;
}
