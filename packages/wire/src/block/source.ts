import { hash32 } from '@sutra/kit';
import { EMITTER_NAME, parseEventId } from '../record.ts';
import { invalid } from './errors.ts';

/** Times and numbers stay below this, so that the difference of any two fits the wire: µs until the year 2112. */
export const WHOLE_MAX = 2 ** 52;

/** One run of one emitter: what a session carries the events of. */
export interface Source {
  readonly emitter: string;
  readonly epoch: number;
}

let lastEmitter = '';
let lastEpoch = 0;
let lastName = ':0';

/** `emitter:epoch` as it stands in event ids and dictionaries. The same text object as long as the same one is asked for: it is looked up often. */
export function sourceName(emitter: string, epoch: number): string {
  if (epoch !== lastEpoch || emitter !== lastEmitter) {
    lastName = `${emitter}:${epoch.toString(36)}`;
    lastEmitter = emitter;
    lastEpoch = epoch;
  }
  return lastName;
}

/** The inverse of `sourceName`; undefined for anything else. */
export function parseSource(name: string): Source | undefined {
  const colon = name.lastIndexOf(':');
  const source = { emitter: name.slice(0, colon), epoch: Number.parseInt(name.slice(colon + 1), 36) };
  return isSource(source) && sourceName(source.emitter, source.epoch) === name ? source : undefined;
}

export function isSource(source: Source): boolean {
  return EMITTER_NAME.test(source.emitter) && Number.isSafeInteger(source.epoch) && source.epoch >= 0;
}

export function assertSource(source: Source): void {
  if (!isSource(source)) throw invalid(`"${source.emitter}" with epoch ${source.epoch} is not an emitter and its epoch`);
}

/** A number that tells sessions apart in a block's header: a check against mix-ups, not an identity. */
export function sessionTag(emitter: string, epoch: number): number {
  return hash32(sourceName(emitter, epoch));
}

/** Where the effects of an event are filed: a 32-bit key of (source, number). Different events may share one: compare ids. */
export function causeKey(sourceHash: number, emitterSeq: number): number {
  const low = emitterSeq >>> 0;
  const high = Math.floor(emitterSeq / 4_294_967_296);
  let key = Math.imul(sourceHash ^ low, 0x9e3779b1) ^ high;
  key = Math.imul(key ^ (key >>> 15), 0x85ebca6b);
  return (key ^ (key >>> 13)) >>> 0;
}

/** The key under which the effects of an event are filed, from its id: canonical ones by source and number, others by text. */
export function causeKeyOf(id: string): number {
  const parts = parseEventId(id);
  if (parts === undefined || parts.timeUs >= WHOLE_MAX || parts.emitterSeq >= WHOLE_MAX) return hash32(id);
  return causeKey(hash32(sourceName(parts.emitter, parts.epoch)), parts.emitterSeq);
}
