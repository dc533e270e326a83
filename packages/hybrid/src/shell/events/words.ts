import { counted } from '@sutra/kit';
import { type Noun, nounOf } from '../../core/nouns.ts';
import type { Where } from '../../core/plan.ts';

/** What the events of a condition are called. */
export function nameOf(where: Where | undefined): Noun {
  const event = where?.['event'];
  return nounOf(Array.isArray(event) && event.length === 1 ? String(event[0]) : '@all');
}

/** "1 crash", "3 crashes". */
export function countedEvents(n: number, where: Where | undefined): string {
  const { one, many } = nameOf(where);
  return counted(n, one, many);
}

/** Groups that a sentence names. */
export const GROUPS_LISTED = 10;

/** The end of a sentence that names its groups, of so many: nothing where there are none, as of events that name no agent by region. */
export function groupsListed(lead: string, names: readonly string[], many: number): string {
  if (names.length === 0) return '';
  return `${lead}${names.join(', ')}${many > names.length ? ` and ${counted(many - names.length, 'more group')}` : ''}`;
}

/** Events listed as evidence of a count. */
export const EVIDENCE_MAX = 20;

export { bounds } from '../filter.ts';
export { nothing } from '../nothing.ts';
