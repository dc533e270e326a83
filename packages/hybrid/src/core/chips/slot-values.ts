import { CRASH_CAUSES, EVENT_TYPES } from '@sutra/model';
import { EVENT_CLASSES, STATUS_CLASSES } from '../language/lexicon.ts';
import { type LiveCatalogue, NAME_KINDS } from '../names.ts';
import { inNaturalOrder } from '../natural-order.ts';
import { nounOf } from '../nouns.ts';

const STATUSES = [
  ...Object.keys(STATUS_CLASSES),
  'healthy',
  'degraded',
  'offline',
  'running',
  'crashed',
  'failed',
  'pending',
  'stopping',
  'stopped',
  'lost',
];

/** What a field of the conditions may be set to, as far as it can be listed. */
export function valuesOf(field: string, catalogue: LiveCatalogue): readonly string[] {
  const kind = NAME_KINDS.find((one) => one === field);
  if (kind !== undefined) return [...catalogue.names[kind]].sort(inNaturalOrder);
  switch (field) {
    case 'entity':
      return [...catalogue.names.agent, ...catalogue.names.node].sort(inNaturalOrder);
    case 'event':
      return [...Object.keys(EVENT_CLASSES), ...(catalogue.events?.map((row) => row.type) ?? EVENT_TYPES)];
    case 'status':
      return STATUSES;
    case 'cause':
      return catalogue.causes === undefined ? CRASH_CAUSES : [...catalogue.causes];
    default:
      return [];
  }
}

/** A value as a person reads it: `node_crashed` is "crashes". */
export function valueText(field: string, value: unknown): string {
  const text = String(value);
  if (field === 'event') return nounOf(text).many;
  return text.startsWith('@') ? text.slice(1) : text;
}
