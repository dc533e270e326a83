import { durationText } from '@sutra/kit';

/** Units that the end of a field's name says. */
const UNITS: Readonly<Record<string, string>> = { pct: ' %', mb: ' MB', ms: ' ms', s: ' s', us: ' µs' };

/** The unit that a field's name ends with, with the space before it; nothing where it says none. */
export function unitOf(field: string): string {
  const end = field.slice(field.lastIndexOf('_') + 1);
  return end !== field && Object.hasOwn(UNITS, end) ? (UNITS[end] as string) : '';
}

/** A field as a sentence calls it: "exit code", "memory", "label team". */
export function nameOfField(field: string): string {
  const name = unitOf(field) === '' ? field : field.slice(0, field.lastIndexOf('_'));
  return name.replace(/^label\./, 'label ').replaceAll('_', ' ');
}

/** A field of an entity with its value, as a sentence says it: `memory 15.2 %`, `uptime 2 h`, `region eu-west`. */
export function figureText(field: string, value: unknown): string {
  const unit = unitOf(field);
  const name = nameOfField(field);
  if (typeof value !== 'number') return `${name} ${String(value)}`;
  return unit === ' s' ? `${name} ${durationText(value * 1_000)}` : `${name} ${Number(value.toFixed(1))}${unit}`;
}
