import type { EventJson } from '@sutra/api';
import { inert } from '@sutra/kit';
import type { Invocation } from '../client/invocation.ts';
import { forPrograms } from './show.ts';
import { SEVERITY_LOOK } from './status.ts';
import { clockText } from './when.ts';

/** One event as one line: as it is for programs, in words for people. */
export function eventLine(invocation: Invocation, event: EventJson, nowUs: number): string {
  if (forPrograms(invocation)) return JSON.stringify(event);
  const { paint } = invocation.terminal;
  const tint = paint[SEVERITY_LOOK[event.severity] ?? 'white'];
  // The reason is often the end of the sentence already; said twice it only hides the next line.
  const reason =
    event.because !== undefined && !event.summary.includes(event.because) ? paint.dim(`  because ${inert(event.because)}`) : '';
  const id = invocation.output === 'wide' ? paint.dim(`  ${event.event_id}`) : '';
  return `${paint.dim(clockText(event.timestamp, nowUs, invocation.zone))}  ${tint(event.event_type.padEnd(20))}  ${inert(event.summary)}${reason}${id}`;
}
