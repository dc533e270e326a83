import type { ClarifyPlan } from '../plan.ts';
import type { Sentence } from './sentence.ts';

/** What such a word is followed by: a thing. */
const OF_WHAT = /^(?:of|for|per|with|versus|vs)$/;
/** What such a word is followed by: a time. */
const WHEN = /^(?:between|from|until|till|during)$/;
/** The same, right behind a thing that is counted or happens; elsewhere they belong to the verb: "is it still on". */
const WHERE = /^(?:on|in|at|by)$/;
/** "which agent is it on", "what is it made of": the word for what it goes with stands at the front. */
const ASKS = /^(?:what|which|who|whom|where|whose|why|that|nothing|anything|something)$/;

/** "crashes of", "restarts between": a question that ends before it is said of what, or when. It is asked back, and not answered without. */
export function cutOff({ tokens, items }: Sentence, leaning: boolean): ClarifyPlan | undefined {
  const last = tokens.findLastIndex(({ text, quoted }) => quoted === true || /[\p{L}\p{N}]/u.test(text));
  const { text, quoted, mended } = tokens[last] ?? { text: '' };
  if (last < 1 || quoted === true || mended === true || tokens.some((token) => ASKS.test(token.text))) return undefined;
  const item = items.find((one) => one.at <= last && last < one.end);
  // "what about", "as of": a word of a phrase that was read.
  if (item === undefined || item.type === 'period' || item.type === 'number' || item.type === 'name' || item.end - item.at > 1)
    return undefined;
  const before = items[items.indexOf(item) - 1];
  const counted =
    before?.type === 'word' &&
    (before.entry.form === 'noun' || before.entry.plural === true) &&
    (before.entry.event ?? before.entry.target ?? before.entry.metric) !== undefined;
  // "the failures of agent-3 of": it was said of what; a time that was moved to the front leaves such a word behind.
  if (before?.type === 'name' || items[0]?.type === 'period' || (leaning && !counted)) return undefined;
  if (OF_WHAT.test(text) || (WHERE.test(text) && counted)) return { op: 'clarify', reason: 'missing_entity', slot: 'entity' };
  if (WHEN.test(text))
    return { op: 'clarify', reason: 'ambiguous_time', slot: 'time', options: ['in the last hour', 'today', 'yesterday'] };
  return undefined;
}
