import type { Token } from '../tokens.ts';
import { type Zone, zoneWord } from '../zone.ts';

/** "yesterday, Tokyo time", "this morning in London time", "today PT": the clock a stretch of time is told by, said after it. */
export function zoneAfter(tokens: readonly Token[], end: number): { readonly zone: Zone; readonly end: number } | undefined {
  let at = end;
  if (tokens[at]?.text === 'so' && tokens[at + 1]?.text === 'far') at += 2;
  if (tokens[at]?.text === ',') at++;
  if (/^(in|by|at|on)$/.test(tokens[at]?.text ?? '')) at++;
  const word = tokens[at]?.text ?? '';
  const two = tokens[at + 2]?.text === 'time' ? zoneWord(`${word} ${tokens[at + 1]?.text}`, true) : undefined;
  if (two !== undefined) return { zone: two, end: at + 3 };
  const beforeTime = tokens[at + 1]?.text === 'time';
  // A sign and digits alone may be a number of anything.
  const zone = /^[a-z]/.test(word) ? zoneWord(word, beforeTime) : undefined;
  return zone === undefined ? undefined : { zone, end: beforeTime ? at + 2 : at + 1 };
}
