import type { Plan } from '../plan.ts';
import { whereOf } from './follow-up.ts';
import type { Item, NameItem, Sentence } from './sentence.ts';

/** "there" as a place, at the end of what is asked; "is there", "are there" tell of no place. */
const PLACE =
  /(?:^|\s)(\S+) (?:on |in |at |over |up |down )?there(?: (?:now|today|yesterday|right now|currently|at the moment|this \S+|last \S+))?$/;
const NO_PLACE = /^(?:is|are|was|were|be|been|being|will|would|if|many|much|hi|hey|hello|out|from|whether|that)$/;
const PLACES = ['agent', 'host', 'region', 'env', 'platform', 'node'] as const;

/** "any crashes there today?", "which agents do we have there?": there is where the question before was about. Undefined when it named no place. */
export function inThatPlace(sentence: Sentence, before: Plan): Sentence | undefined {
  const word = PLACE.exec(sentence.tokens.map(({ text }) => text).join(' '))?.[1];
  const there = sentence.items.filter((item) => sentence.tokens[item.end - 1]?.text === 'there').at(-1);
  if (word === undefined || NO_PLACE.test(word) || there === undefined) return undefined;
  if (sentence.items.some((item) => item.type === 'name' && item.kind !== 'user')) return undefined;
  const where = whereOf(before);
  const asksAgents = sentence.items.some((item) => item.type === 'word' && item.entry.target === 'agent');
  const kind = PLACES.find((one) => Array.isArray(where[one]) && !(asksAgents && (one === 'agent' || one === 'node')));
  if (kind === undefined) return undefined;
  const { at, end } = there;
  const names = (where[kind] as readonly string[]).map(
    (name): NameItem => ({ type: 'name', at, end, kind, name, how: 'exact', text: name }),
  );
  return { ...sentence, items: sentence.items.flatMap((item): readonly Item[] => (item === there ? names : [item])) };
}
