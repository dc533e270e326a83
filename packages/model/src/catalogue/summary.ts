import { durationText, inert, usFromIso } from '@sutra/kit';
import { isEventType, rowOf } from './lookup.ts';
import type { EventType } from './table.ts';

/** Longest summary, in characters; the rest is in the details. */
export const SUMMARY_CHARS_MAX = 400;

type Body = Readonly<Record<string, unknown>>;

/**
 * One sentence for a person, from the catalogue's template. Times, durations and fractions are written readably, control
 * characters made visible, and what is not known is said rather than left as a hole.
 */
export function summaryOf(event: { readonly type: string; readonly body: object }): string {
  const body = event.body as Body;
  const sentence = isEventType(event.type) ? fill(event.type, body) : customSentence(event.type, body);
  const line = inert(sentence.replace(/\s+/g, ' ').trim());
  return line.length > SUMMARY_CHARS_MAX ? `${line.slice(0, SUMMARY_CHARS_MAX - 1)}…` : line;
}

/** How a process ended, in words: the sentence used when an autopsy has no better one. */
export function exitText(exit: { readonly exitCode?: number | undefined; readonly signal?: string | undefined }): string {
  if (exit.signal !== undefined && exit.signal !== '') return `killed by ${exit.signal}`;
  if (exit.exitCode === undefined) return 'how it ended is not known';
  return exit.exitCode === 0 ? 'exited with code 0' : `exited with code ${exit.exitCode}`;
}

/** A value, its unit, and what it counts: "{count} events", which is one event where it is one. Of a share ("1/1 agents") nothing is counted. */
const PLACE = /(\/)?\{(\w+)\}( ms| s| %)?(?: ([a-z]+s)\b)?/g;

function fill(type: EventType, body: Body): string {
  const { says, fields } = rowOf(type);
  return says.replace(PLACE, (_, share = '', name: string, unit: string | undefined, many: string | undefined) => {
    const value = body[name] ?? fallback(type, name, body);
    const noun = many === undefined ? '' : ` ${value === 1 && share === '' ? oneOf(many) : many}`;
    return `${share}${placeText(value, fields[name]?.type.kind === 'time', unit)}${noun}`;
  });
}

function placeText(value: unknown, isTime: boolean, unit: string | undefined): string {
  if (value === undefined || value === null) return 'unknown';
  if (typeof value === 'number') return numberText(value, unit);
  return `${isTime ? timeText(String(value)) : valueText(value)}${unit ?? ''}`;
}

/** One of what the catalogue counts: event, entry, crash. */
const oneOf = (many: string): string =>
  many
    .replace(/ies$/, 'y')
    .replace(/(?<=sh|ch|x)es$/, '')
    .replace(/s$/, '');

/** Values that follow from others when the emitter left them out. */
function fallback(type: EventType, name: string, body: Body): unknown {
  if (type === 'node_crashed' && name === 'summary')
    return exitText({ exitCode: body['exit_code'] as number | undefined, signal: body['signal'] as string | undefined });
  return undefined;
}

function numberText(value: number, unit: string | undefined): string {
  if (!Number.isFinite(value)) return 'unknown';
  if (unit === ' ms' && Math.abs(value) >= 1000) return durationText(value);
  if (unit === ' s' && value >= 60) return durationText(value * 1000);
  return `${Number.isInteger(value) ? value : Number(value.toFixed(Math.abs(value) < 1 ? 3 : 1))}${unit ?? ''}`;
}

function timeText(iso: string): string {
  return usFromIso(iso) === undefined ? iso : `${iso.slice(0, 10)} ${iso.slice(11, 19)}${iso.endsWith('Z') ? ' UTC' : iso.slice(-6)}`;
}

function valueText(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? 'unknown');
}

function customSentence(type: string, body: Body): string {
  const parts = Object.entries(body)
    .slice(0, 8)
    .map(([name, value]) => `${name}=${valueText(value)}`);
  return parts.length === 0 ? type : `${type}: ${parts.join(' ')}`;
}
