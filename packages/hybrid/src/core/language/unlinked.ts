import type { LiveCatalogue } from '../names.ts';
import type { ClarifyPlan, RefusePlan } from '../plan.ts';
import { closestNames } from './link.ts';
import type { Sentence } from './sentence.ts';
import type { TimeContext } from './time/period.ts';

/** A name that does not exist, or could be several, stops the question: it must not be answered with something similar. */
export function blockedByName(sentence: Sentence, time: TimeContext, catalogue: LiveCatalogue): ClarifyPlan | RefusePlan | undefined {
  for (const item of sentence.items) {
    if (item.type !== 'lost') continue;
    if (item.link.how === 'unknown') return { op: 'refuse', reason: 'unknown_entity', term: item.text, closest: item.link.closest };
    return {
      op: 'clarify',
      reason: 'ambiguous_entity',
      slot: item.link.kind === 'agent' || item.link.kind === 'node' ? item.link.kind : 'entity',
      options: item.link.options,
    };
  }
  const stranger = strangerIn(sentence);
  if (stranger !== undefined)
    return { op: 'refuse', reason: 'unknown_entity', term: stranger, closest: closestNames(stranger, catalogue.names.user) };
  void time;
  return sentence.items.some((item) => item.type === 'period' && item.period.ambiguous === true)
    ? { op: 'clarify', reason: 'ambiguous_time', slot: 'time' }
    : undefined;
}

/** "what did alice do yesterday", "what the user carlos did": who stands where only a user can, and is none. */
function strangerIn(sentence: Sentence): string | undefined {
  const called = sentence.items.find(
    (item) =>
      item.type === 'plain' &&
      /^[a-z][a-z0-9._-]+$/.test(item.text) &&
      /^(?:user|operator|username)$/.test(sentence.tokens[item.at - 1]?.text ?? ''),
  );
  if (called?.type === 'plain') return called.text;
  const at = sentence.tokens.findIndex(
    (token, k) =>
      /^(did|has|have)$/.test(token.text) &&
      sentence.tokens[k - 1]?.text === 'what' &&
      /^(do|done|change|changed|touch|touched)$/.test(sentence.tokens[k + 2]?.text ?? ''),
  );
  const item = at < 0 ? undefined : sentence.items.find((one) => one.at === at + 1);
  return item?.type === 'plain' && /^[a-z][a-z0-9._-]+$/.test(item.text) ? item.text : undefined;
}
