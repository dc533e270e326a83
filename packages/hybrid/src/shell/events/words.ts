import { usFromIso } from '@sutra/kit';
import { type Noun, nounOf } from '../../core/nouns.ts';
import type { Where } from '../../core/plan.ts';
import { counted, type Result, type Work } from '../answer.ts';
import { clock } from '../clock.ts';
import type { Window } from '../filter.ts';

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

/** What an empty result means: none at all, or none in the part of the window that is still kept. */
export async function nothing(where: Where | undefined, window: Window, work: Work): Promise<Result> {
  const trimmed = (await work.reader.query({ types: ['retention_applied'], limit: 1, order: 'desc' }, work.options)).events[0];
  const before = trimmed === undefined ? undefined : usFromIso(String(trimmed.body['before'] ?? ''));
  const { one, many } = nameOf(where);
  if (before !== undefined && before > (window.fromUs ?? 0)) {
    const kept = clock(before, work);
    return {
      status: 'empty',
      text: `No ${one} is recorded since ${kept}; what happened before that was removed by retention.`,
      unknown: [`everything before ${kept} (removed by retention)`],
      evidence: [trimmed?.id as string],
    };
  }
  return { status: 'empty', text: `No ${many}${windowWords(window, work)}: the record is complete there, and none matched.`, value: 0 };
}

/** " from 09:37:22 UTC to now", " since the beginning". */
function windowWords({ fromUs, toUs }: Window, work: Work): string {
  if (fromUs === undefined) return toUs === undefined ? ' in all history' : ` before ${clock(toUs, work)}`;
  return toUs === undefined || toUs > work.nowUs ? ` since ${clock(fromUs, work)}` : ` from ${clock(fromUs, work)} to ${clock(toUs, work)}`;
}

/** Events listed as evidence of a count. */
export const EVIDENCE_MAX = 20;

export const bounds = ({ fromUs, toUs }: Window): { fromUs?: number; toUs?: number } => ({
  ...(fromUs === undefined ? {} : { fromUs }),
  ...(toUs === undefined ? {} : { toUs }),
});
