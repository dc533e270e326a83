import { idText, parseEventId } from '../record.ts';
import { sourceName } from './source.ts';

/** What a canonical id says: an event by its source and its number there, with its type and time. */
export interface EventRef {
  /** `emitter:epoch`. */
  readonly source: string;
  readonly emitterSeq: number;
  readonly type: string;
  readonly timeUs: number;
}

/** An id, taken apart where it is a canonical one: so it stands in records, and so it is looked up and compared without its text being made. */
export type EventName = EventRef | string;

export function eventNameOf(id: string): EventName {
  const parts = parseEventId(id);
  if (parts === undefined) return id;
  const { type, timeUs, emitter, epoch, emitterSeq } = parts;
  return { source: sourceName(emitter, epoch), emitterSeq, type, timeUs };
}

/** The text of it. */
export function idOfName(name: EventName): string {
  if (typeof name === 'string') return name;
  return idText(name.type, name.timeUs, `-${name.source}.`, name.emitterSeq);
}

export function isSameName(a: EventName, b: EventName): boolean {
  if (typeof a === 'string' || typeof b === 'string') return idOfName(a) === idOfName(b);
  return a.emitterSeq === b.emitterSeq && a.timeUs === b.timeUs && a.type === b.type && a.source === b.source;
}
