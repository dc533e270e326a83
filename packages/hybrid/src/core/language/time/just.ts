import type { Token } from '../tokens.ts';
import type { PeriodMatch, TimeContext } from './match.ts';

/** How long ago what "just" happened is at most. */
export const JUST_MINUTES = 5;

/** Whoever has just done something stands before it: "what just crashed". After "show" it is "only". */
const SUBJECT =
  /^(?:what|which|who|that|has|have|had|nodes?|agents?|machines?|something|anything|anyone|anybody|someone|everything|else|grid|cluster|master|storage|control|it|they|been|was|were|of|them|ones?|this)$|[a-z].*[-\d]/;
const DONE =
  /^(?:[a-z]{2,}ed|went|came|got|fell|died|lost|left|broke|broken|began|begun|ran|gone|come|been|blew|quit|woke|became|took|took|had|dropped)$/;
const BASE = /^(?:crash|restart|stop|start|fail|die|happen|go|come|drop|recover|change|lose|leave|break|join|reboot|degrade|end|get)$/;

const PAST = /^(?:did|was|were|happen|happened|happens|events?|crashes|restarts|failures|errors|outages)$/;

/** "just now", "what just crashed", "did node-4 just restart": the last few minutes. */
export function justAt(tokens: readonly Token[], i: number, { nowMs }: TimeContext): PeriodMatch | undefined {
  const [before, next] = [tokens[i - 1], tokens[i + 1]].map((token) => (token?.quoted === true ? '' : (token?.text ?? '')));
  const since = { fromMs: nowMs - JUST_MINUTES * 60_000, toMs: nowMs };
  // "which nodes use most just now": at this moment.
  if (next === 'now') return tokens.some(({ text }) => PAST.test(text) || DONE.test(text)) ? { ...since, end: i + 2 } : undefined;
  if (!SUBJECT.test(before ?? '')) return undefined;
  const asked = tokens.slice(0, i).some(({ text }) => /^(?:did|does)$/.test(text));
  return DONE.test(next ?? '') || (asked && BASE.test(next ?? '')) ? { ...since, end: i + 1 } : undefined;
}
