import { readPeriod } from './time/period.ts';
import { tokenise } from './tokens.ts';
import type { Zone } from './zone.ts';

/**
 * One instant from words, µs since the epoch: "yesterday 3pm", "2 hours ago", "noon on the 15th", "yesterday" (its start).
 * The same grammar as questions use. Undefined when the whole text is not one time expression.
 */
export function parseInstant(text: string, nowUs: number, zone: Zone): number | undefined {
  const period = readPeriod(tokenise(text), { nowMs: Math.floor(nowUs / 1000), zone });
  if (period === undefined || period.ambiguous === true) return undefined;
  const ms = period.atMs ?? period.fromMs;
  return ms === null ? undefined : ms * 1000;
}
