import { durationText } from '@sutra/kit';
import type { GridEvent, TypedEvent } from '@sutra/model';
import type { Work } from '../answer.ts';
import { clock } from '../clock.ts';
import { signalOf } from './rules/end-of-process.ts';

type Crash = TypedEvent<'node_crashed'>;

/** " (exit 137)" unless the sentence says so already. */
export function exitText({ body }: Crash, says: string): string {
  return body.exit_code === undefined || says.includes('exit') || says.includes('code') ? '' : ` (exit ${body.exit_code})`;
}

/** How it ended, without why. */
export function plainEnd({ body }: Crash): string {
  const signal = signalOf(body);
  if (signal === 'SIGSEGV') return 'crashed with a segmentation fault';
  if (signal !== undefined) return `was ended by ${signal}${body.exit_code === undefined ? '' : ` (exit ${body.exit_code})`}`;
  if (body.exit_code !== undefined) return `exited with code ${body.exit_code}`;
  return 'ended in a way that could not be established';
}

/** " 12.3 s after its start", from the record or the autopsy; after a number (an exit code) with a comma before it. */
export function lifeText({ body, timeUs }: Crash, start: GridEvent | undefined, before: string): string {
  const ms = body.uptime_ms ?? (start === undefined ? undefined : (timeUs - start.timeUs) / 1000);
  return ms === undefined ? '' : `${/\d$/.test(before) ? ',' : ''} ${shortText(ms)} after its start`;
}

/** A stretch of time to a tenth of a second where that says something. */
function shortText(ms: number): string {
  return ms >= 1_000 && ms < 60_000 ? `${(ms / 1000).toFixed(1)} s` : durationText(ms);
}

/** Longest piece of its own output that a sentence quotes. */
const QUOTE_MAX = 160;

/** The last line it wrote to its errors, when it ended by itself: often the reason in its own words. Quoted, never followed. */
export function lastWords({ body }: Crash): string {
  if (body.signal !== undefined) return '';
  const line = (body.stderr_tail ?? '').trimEnd().split('\n').at(-1)?.trim() ?? '';
  if (line === '') return '';
  return `; its last words: "${line.length > QUOTE_MAX ? `${line.slice(0, QUOTE_MAX)}…` : line}"`;
}

/** "; it has ended this way 9 times since 10:33:36 UTC", when the walk met those ends. */
export function sameAgain(crash: Crash, met: Iterable<GridEvent>, work: Work): string {
  const { node_id: node, exit_code: code, signal } = crash.body;
  const same = [...met]
    .filter((event): event is Crash => event.type === 'node_crashed')
    .filter(({ body }) => body.node_id === node && body.exit_code === code && body.signal === signal);
  const first = same.sort((a, b) => a.timeUs - b.timeUs)[0];
  return first === undefined || same.length < 2 ? '' : `; it has ended this way ${same.length} times since ${clock(first.timeUs, work)}`;
}
