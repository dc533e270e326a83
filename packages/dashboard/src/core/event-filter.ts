import type { EventJson } from '@sutra/api';
import { classOf, type EventClass } from '@sutra/model';

/** What a person wants to see of the record. Every field narrows; an empty filter shows everything. */
export interface EventFilter {
  readonly types: readonly string[];
  readonly entity: string;
  readonly severities: readonly string[];
  /** Text looked for in summary, type, entities and details; a regular expression when `regex`. */
  readonly text: string;
  readonly regex: boolean;
  readonly classes: readonly EventClass[];
  readonly operation: string;
}

export const NO_FILTER: EventFilter = { types: [], entity: '', severities: [], text: '', regex: false, classes: [], operation: '' };

/** Severities that `faults only` keeps. */
export const FAULTS: readonly string[] = ['warning', 'error', 'critical'];

/** What is shown unless asked otherwise: everything but the pulse of the grid (heartbeats and metrics are `debug`). */
export const WITHOUT_PULSE: readonly string[] = ['info', ...FAULTS];

/** Longest pattern accepted, in characters: a filter is typed, not pasted. */
export const PATTERN_CHARS_MAX = 500;

export type Matcher = (event: EventJson) => boolean;
export type CompiledFilter = { readonly match: Matcher; readonly error?: string };

/** Turns a filter into a predicate. A regular expression that does not parse matches nothing and says why: never everything. */
export function compileFilter(filter: EventFilter): CompiledFilter {
  const text = textMatcher(filter);
  if (typeof text === 'string') return { match: () => false, error: text };
  const types = new Set(filter.types);
  const severities = new Set(filter.severities);
  const classes = new Set(filter.classes);
  return {
    match: (event) =>
      (types.size === 0 || types.has(event.event_type)) &&
      (severities.size === 0 || severities.has(event.severity)) &&
      (filter.entity === '' || event.entities.includes(filter.entity)) &&
      (filter.operation === '' || event.operation_id === filter.operation) &&
      (classes.size === 0 || classes.has(classOf(event.event_type))) &&
      text(event),
  };
}

function textMatcher(filter: EventFilter): Matcher | string {
  const wanted = filter.text.trim();
  if (wanted === '') return () => true;
  if (wanted.length > PATTERN_CHARS_MAX) return `longer than ${PATTERN_CHARS_MAX} characters`;
  if (!filter.regex) {
    const words = wanted.toLowerCase().split(/\s+/);
    return (event) => {
      const haystack = searchText(event).toLowerCase();
      return words.every((word) => (word.startsWith('!') && word.length > 1 ? !haystack.includes(word.slice(1)) : haystack.includes(word)));
    };
  }
  try {
    const pattern = new RegExp(wanted, 'i');
    return (event) => pattern.test(searchText(event));
  } catch (reason) {
    return reason instanceof Error ? reason.message.replace(/^Invalid regular expression: (\/.*\/\w*: )?/, '') : String(reason);
  }
}

const TEXTS = new WeakMap<EventJson, string>();

/** Everything of an event that text is looked for in, computed once an event. */
function searchText(event: EventJson): string {
  const known = TEXTS.get(event);
  if (known !== undefined) return known;
  const text = `${event.event_type} ${event.entities.join(' ')} ${event.severity} ${event.summary} ${event.because ?? ''} ${event.actor ?? ''} ${JSON.stringify(event.details)}`;
  TEXTS.set(event, text);
  return text;
}

/** The part of a filter the server applies, as query parameters; text is matched in the browser. */
export function serverQuery(filter: EventFilter): Record<string, string> {
  return {
    ...(filter.types.length === 0 ? {} : { event_type: filter.types.join(',') }),
    ...(filter.entity === '' ? {} : { entity_id: filter.entity }),
    ...(filter.severities.length === 0 ? {} : { severity: filter.severities.join(',') }),
    ...(filter.operation === '' ? {} : { operation_id: filter.operation }),
  };
}

/** A filter in words, for empty screens: `severity error or critical, entity node-1`. Empty text when nothing is filtered. */
export function filterText(filter: EventFilter): string {
  const parts: string[] = [];
  if (filter.types.length > 0) parts.push(`type ${filter.types.join(' or ')}`);
  if (filter.entity !== '') parts.push(`entity ${filter.entity}`);
  if (filter.severities.length > 0 && filter.severities.join() !== WITHOUT_PULSE.join())
    parts.push(`severity ${filter.severities.join(' or ')}`);
  if (filter.operation !== '') parts.push(`operation ${filter.operation}`);
  if (filter.text.trim() !== '') parts.push(filter.regex ? `pattern /${filter.text.trim()}/` : `text “${filter.text.trim()}”`);
  return parts.join(', ');
}
