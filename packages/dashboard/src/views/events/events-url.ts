import { SEVERITIES } from '@sutra/model';
import { type EventFilter, FAULTS, NO_FILTER, WITHOUT_PULSE } from '../../core/event-filter.ts';
import type { Search } from '../../shell/url.ts';

export const RANGES: readonly { readonly value: string; readonly label: string; readonly hours: number }[] = [
  { value: '1h', label: '1 h', hours: 1 },
  { value: '6h', label: '6 h', hours: 6 },
  { value: '24h', label: '24 h', hours: 24 },
  { value: '7d', label: '7 d', hours: 168 },
  { value: 'all', label: 'All', hours: 24 * 3650 },
];
const RANGE_DEFAULT = '24h';

/** The filter an address says. The pulse of the grid is left out unless `all=1`, a type or an operation asks for it. */
export function filterOfUrl(url: Search): EventFilter {
  const named = list(url['sev']).filter((one) => SEVERITIES.some((known) => known === one));
  const everything = url['all'] === '1' || url['type'] !== undefined || url['op'] !== undefined;
  return {
    ...NO_FILTER,
    types: list(url['type']),
    entity: (url['entity'] ?? '').trim(),
    severities: named.length > 0 ? named : url['faults'] === '1' ? FAULTS : everything ? [] : WITHOUT_PULSE,
    text: url['text'] ?? '',
    regex: url['re'] === '1',
    operation: url['op'] ?? '',
  };
}

export function rangeOfUrl(url: Search): string {
  return RANGES.some((range) => range.value === url['r']) ? (url['r'] as string) : RANGE_DEFAULT;
}

export function hoursOfUrl(url: Search): number {
  return RANGES.find((range) => range.value === rangeOfUrl(url))?.hours ?? 24;
}

function list(text: string | undefined): readonly string[] {
  return (text ?? '')
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
}
