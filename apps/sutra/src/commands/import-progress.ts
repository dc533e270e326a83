import { durationText } from '@sutra/kit';
import type { Invocation } from '../client/invocation.ts';
import { forPrograms } from '../output/show.ts';

/** Between two lines of progress, ms: often to a person who waits, now and then to a log. */
const TERMINAL_EVERY_MS = 500;
const LOG_EVERY_MS = 10_000;

/** How far the reading of an input is. */
export interface InputProgress {
  /** Bytes read; of `bytesTotal` when that is known. */
  readonly bytes: number;
  readonly bytesTotal: number | undefined;
}

/** Says on standard error how many entries were read, how many are new, at what rate, and when it should be over. */
export function importProgress(invocation: Invocation, input: () => InputProgress): (done: { read: number; stored: number }) => void {
  const { terminal, clock, quiet } = invocation;
  const everyMs = terminal.isTty ? TERMINAL_EVERY_MS : LOG_EVERY_MS;
  const beganMs = clock.monotonicMs();
  let nextMs = beganMs + everyMs;
  return ({ read, stored }) => {
    const nowMs = clock.monotonicMs();
    if (quiet || forPrograms(invocation) || nowMs < nextMs) return;
    nextMs = nowMs + everyMs;
    terminal.note(terminal.paint.dim(progressText({ read, stored, elapsedMs: nowMs - beganMs, ...input() })));
  };
}

export function progressText(done: InputProgress & { readonly read: number; readonly stored: number; readonly elapsedMs: number }): string {
  const { read, stored, elapsedMs, bytes, bytesTotal } = done;
  const rate = Math.round(read / Math.max(0.001, elapsedMs / 1000));
  const parts = [`${read.toLocaleString('en')} read`, `${stored.toLocaleString('en')} new`, `${rate.toLocaleString('en')}/s`];
  if (bytesTotal !== undefined && bytesTotal > 0 && bytes > 0) {
    parts.push(`${Math.min(100, Math.floor((100 * bytes) / bytesTotal))} %`);
    parts.push(`${durationText((elapsedMs * Math.max(0, bytesTotal - bytes)) / bytes)} left`);
  }
  return parts.join(', ');
}
