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
  const sibling = siblingIn(sentence, catalogue);
  if (sibling !== undefined)
    return {
      op: 'refuse',
      reason: 'unknown_entity',
      term: sibling,
      closest: closestNames(sibling, new Set([...catalogue.names.agent, ...catalogue.names.node])),
    };
  const stranger = strangerIn(sentence);
  if (stranger !== undefined)
    return { op: 'refuse', reason: 'unknown_entity', term: stranger, closest: closestNames(stranger, catalogue.names.user) };
  void time;
  return sentence.items.some((item) => item.type === 'period' && item.period.ambiguous === true)
    ? { op: 'clarify', reason: 'ambiguous_time', slot: 'time' }
    : undefined;
}

/** "edge-sydney", where agents are called edge-tokyo and edge-mumbai: named like them, and none of them. */
function siblingIn(sentence: Sentence, catalogue: LiveCatalogue): string | undefined {
  const found = sentence.items.find((item) => {
    const [, family, own] = item.type === 'plain' ? (/^([a-z]{2,})-([a-z]{3,})$/.exec(item.text) ?? []) : [];
    if (family === undefined || own === undefined || COMPOUND.test(own)) return false;
    return [...catalogue.names.agent, ...catalogue.names.node].some((name) => name.startsWith(`${family}-`) && /-[a-z]{3,}$/.test(name));
  });
  return found?.type === 'plain' ? found.text : undefined;
}
/** "edge-related", "gpu-heavy": words for a kind of things. */
const COMPOUND =
  /^(?:based|level|side|wide|specific|related|local|free|heavy|bound|like|only|type|style|ready|aware|facing|backed|driven|case|cases|node|nodes|agent|agents|box|boxes|count|time|name|names|id|ids|hosted|capable|enabled|less)$/;

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
      /^(do|done|change|changed|touch|touched|restart|restarted|stop|stopped|drain|drained|update|updated|scale|scaled|approve|approved|request|requested)$/.test(
        sentence.tokens[k + 2]?.text ?? '',
      ),
  );
  const item = at < 0 ? undefined : sentence.items.find((one) => one.at === at + 1);
  return item?.type === 'plain' && /^[a-z][a-z0-9._-]+$/.test(item.text) ? item.text : undefined;
}
