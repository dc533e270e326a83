import { isoFromUs, usFromIso } from '@sutra/kit';
import { own } from '../../core/own.ts';
import type { Where } from '../../core/plan.ts';
import type { Result, Work } from '../answer.ts';
import type { Window } from '../filter.ts';

/** 2026-03-18 14:30:00 UTC. */
export function clock(us: number): string {
  const iso = isoFromUs(us);
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`;
}

export function nameOf(where: Where | undefined): string {
  const event = where?.['event'];
  const type = Array.isArray(event) && event.length === 1 ? String(event[0]) : '';
  const names: Readonly<Record<string, string>> = { '@failure': 'failure', '@problem': 'problem', '@recovery': 'recovery event' };
  return own(names, type) ?? (type === '' || type.startsWith('@') ? `${type.slice(1)} event`.trim() : `${type} event`);
}

/** What an empty result means: none at all, or none in the part of the window that is still kept. */
export async function nothing(where: Where | undefined, window: Window, work: Work): Promise<Result> {
  const trimmed = (await work.reader.query({ types: ['retention_applied'], limit: 1, order: 'desc' }, work.options)).events[0];
  const before = trimmed === undefined ? undefined : usFromIso(String(trimmed.body['before'] ?? ''));
  const name = nameOf(where);
  if (before !== undefined && before > (window.fromUs ?? 0)) {
    const kept = clock(before);
    return {
      status: 'empty',
      text: `No ${name} found since ${kept}; what happened before that was removed by retention.`,
      unknown: [`everything before ${kept} (removed by retention)`],
      evidence: [trimmed?.id as string],
    };
  }
  return { status: 'empty', text: `0 ${name}s: the window is fully recorded and none matched.`, value: 0 };
}

/** Events listed as evidence of a count. */
export const EVIDENCE_MAX = 20;

export const bounds = ({ fromUs, toUs }: Window): { fromUs?: number; toUs?: number } => ({
  ...(fromUs === undefined ? {} : { fromUs }),
  ...(toUs === undefined ? {} : { toUs }),
});
