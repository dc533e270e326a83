import type { Plan } from '../plan.ts';
import { whereOf } from './follow-up.ts';
import { happening, timeIn } from './retarget.ts';
import type { Item, NameItem, Sentence, WordItem } from './sentence.ts';

const KINDS = ['node', 'agent', 'region', 'env', 'host', 'user'] as const;

/**
 * "what caused that outage?", "is that linked to the crash of node-7?": what happened, as it was asked about before, put in the place of the
 * words that stand for it. Undefined where none do.
 */
export function ofThatHappening(sentence: Sentence, before: Plan): Sentence | undefined {
  const where = happening(whereOf(before), before);
  const events = Array.isArray(where['event']) ? (where['event'] as readonly string[]) : [];
  const names = KINDS.flatMap((kind) =>
    Array.isArray(where[kind]) ? (where[kind] as readonly string[]).map((name) => ({ kind, name })) : [],
  );
  if (events.length === 0 || !names.some(({ kind }) => kind === 'node' || kind === 'agent')) return undefined;
  return thatNoun(sentence, before, events, names) ?? linkedToIt(sentence, events, names);
}

type Named = { readonly kind: (typeof KINDS)[number]; readonly name: string };
const named = ({ at, end }: Item, names: readonly Named[]): readonly NameItem[] =>
  names.map(({ kind, name }) => ({ type: 'name', at, end, kind, name, how: 'exact', text: name }));

/** "that crash": of whom, and when, was said before. */
function thatNoun(sentence: Sentence, before: Plan, events: readonly string[], names: readonly Named[]): Sentence | undefined {
  const { items, tokens } = sentence;
  if (items.some((item) => (item.type === 'name' && item.kind !== 'user') || item.type === 'lost')) return undefined;
  const noun = items.find(
    (item) =>
      item.type === 'word' &&
      item.entry.form === 'noun' &&
      item.entry.plural !== true &&
      item.entry.event?.every((type) => events.includes(type)) === true &&
      (/^(?:that|this)$/.test(tokens[item.at - 1]?.text ?? '') || /^(?:that|this) /.test(item.phrase)),
  );
  if (noun === undefined) return undefined;
  const time = timeIn(before);
  const then: readonly Item[] =
    time?.from == null || time.to == null || items.some((item) => item.type === 'period')
      ? []
      : [{ type: 'period', at: noun.at, end: noun.end, period: { fromMs: Date.parse(time.from), toMs: Date.parse(time.to) } }];
  return { ...sentence, items: items.flatMap((item) => (item === noun ? [item, ...named(noun, names), ...then] : [item])) };
}

/** "does it have anything to do with …": it is what happened, and not whom it happened to. */
function linkedToIt(sentence: Sentence, events: readonly string[], names: readonly Named[]): Sentence | undefined {
  const { items, tokens } = sentence;
  const cue = items.find((item) => item.type === 'word' && item.entry.cue === 'path');
  if (cue === undefined || !items.some((item) => item.type === 'word' && item.entry.event !== undefined)) return undefined;
  const it = items.find(
    (item) =>
      /^(?:it|that|this)$/.test(tokens[item.at]?.text ?? '') &&
      item.end === item.at + 1 &&
      !items.some((next) => next.at === item.end && next.type === 'word' && (next.entry.target ?? next.entry.event) !== undefined),
  );
  if (it === undefined) return undefined;
  const { at, end } = it;
  const what: WordItem = { type: 'word', at, end, phrase: 'happening', entry: { event: events, form: 'noun' } };
  return { ...sentence, items: items.flatMap((item): readonly Item[] => (item === it ? [what, ...named(it, names)] : [item])) };
}
