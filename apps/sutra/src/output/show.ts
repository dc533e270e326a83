import type { Freshness } from '@sutra/api';
import { inert } from '@sutra/kit';
import type { Invocation } from '../client/invocation.ts';
import { type Column, table } from './table.ts';
import { momentText, sinceText } from './when.ts';

/** Prints rows in the form that was asked for: a table for people, the same objects whole for programs. */
export function showRows<T>(invocation: Invocation, rows: readonly T[], columns: readonly Column<T>[], whenEmpty: string): void {
  const { terminal, output } = invocation;
  if (output === 'json') terminal.out(JSON.stringify(rows, null, 2));
  else if (output === 'jsonl') for (const row of rows) terminal.out(JSON.stringify(row));
  else if (rows.length === 0) terminal.note(whenEmpty);
  else terminal.out(table(rows, columns, { columnsMax: terminal.columns, wide: output === 'wide', headers: invocation.headers }));
}

/** Prints one thing: as text for people, whole for programs. */
export function showOne<T>(invocation: Invocation, value: T, text: (value: T) => string): void {
  const { terminal, output } = invocation;
  if (output === 'json') terminal.out(JSON.stringify(value, null, 2));
  else if (output === 'jsonl') terminal.out(JSON.stringify(value));
  else terminal.out(text(value));
}

/** True when a program reads: no prose may be mixed in. */
export function forPrograms({ output }: Invocation): boolean {
  return output === 'json' || output === 'jsonl';
}

/** At most one hint of what to do next; only for people, never in a pipe. */
export function hint(invocation: Invocation, text: string): void {
  if (invocation.terminal.isTty && !invocation.quiet && !forPrograms(invocation)) {
    invocation.terminal.note(invocation.terminal.paint.dim(`next: ${text}`));
  }
}

/** Says when what was shown is the last known state and not the state asked for: now with storage away, or then with the grid not running. */
export function noteStale(invocation: Invocation, answer: Partial<Freshness>): void {
  const { terminal, clock, zone } = invocation;
  const nowUs = clock.wallUs();
  if (answer.unwatched !== undefined) {
    const { from, to, why } = answer.unwatched;
    terminal.note(
      terminal.paint.yellow(
        `! Nothing was recorded from ${momentText(from, nowUs, zone)} to ${momentText(to, nowUs, zone)} (${inert(why)}): this is how things were last known before.`,
      ),
    );
  }
  if (answer.stale !== true) return;
  const since = answer.stale_since;
  const age = since === undefined ? '' : ` at ${momentText(since, nowUs, zone)}, ${sinceText(since, nowUs)} ago`;
  terminal.note(terminal.paint.yellow(`! The event storage is away: this is the last known state${age}. See \`sutra doctor\`.`));
}
