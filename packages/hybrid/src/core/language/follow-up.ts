import type { Plan, Where } from '../plan.ts';
import { isMark } from './clause.ts';
import { subjectOf } from './parts.ts';
import type { Item, NameItem, Sentence } from './sentence.ts';

export const KINDS = ['agent', 'node', 'host', 'region', 'env', 'platform', 'version', 'user'] as const;

/** "break it down by agent", "can you split those per node": the answer before, in groups. */
export const regroups = (sentence: Sentence): boolean => REGROUPS.test(sentence.tokens.map((token) => token.text).join(' '));

export const REGROUPS =
  /^(?:(?:can|could|would|will|you|please|pls|now|and|then|ok|just) )*(?:break|split|group|slice|divide|separate|bucket|cut|roll|bin|aggregate|organise|organize|sum|tally|summarise|summarize) (?:(?:it|them|those|these|that|this|all|down|up|out|the|numbers?|results?|counts?|total|crashes|events) )*(?:by|per|into|for each|in)\b/;

export const REGROUPED =
  /^(?:can|could|would|will|you|please|pls|now|and|then|ok|just|break|split|group|slice|divide|separate|bucket|cut|roll|bin|aggregate|organise|organize|sum|tally|summarise|summarize|it|them|those|these|that|this|all|down|up|out|the|numbers?|results?|counts?|total|break down|split up|those crashes|those events|sum up|tally up)$/;

/** Conditions of a plan, those of a comparison's inner plan included. */
export const whereOf = (plan: Plan): Where =>
  'where' in plan && plan.where !== undefined ? plan.where : 'anchor' in plan && plan.anchor !== undefined ? plan.anchor.where : {};

/**
 * The question with its pronouns replaced by what they stand for: the most salient entity of the kind the words are about.
 * Undefined when there is none to replace, or nothing they could mean.
 */
export function resolved(sentence: Sentence, before: Plan): Sentence | undefined {
  const pronoun = sentence.items.find((item) => isMark(item, 'it') && (item.type !== 'word' || item.entry.event === undefined));
  if (pronoun === undefined) return undefined;
  const where = whereOf(before);
  const events = sentence.items.flatMap((item) => (item.type === 'word' && item.entry.event !== undefined ? item.entry.event : []));
  const wanted =
    subjectOf(events) ?? (/agent/.test(textOf(sentence, pronoun)) ? 'agent' : /node/.test(textOf(sentence, pronoun)) ? 'node' : undefined);
  const kinds = wanted === undefined ? (['node', 'agent', 'region', 'env', 'user'] as const) : ([wanted, 'node', 'agent'] as const);
  const kind = kinds.find((one) => Array.isArray(where[one]));
  if (kind === undefined) return undefined;
  const names = (where[kind] as readonly string[]).map(
    (name): NameItem => ({ type: 'name', at: pronoun.at, end: pronoun.end, kind, name, how: 'exact', text: name }),
  );
  return { ...sentence, items: sentence.items.flatMap((item): Item[] => (item === pronoun ? names : [item])) };
}

export const textOf = (sentence: Sentence, item: Item): string =>
  sentence.tokens
    .slice(item.at, item.end)
    .map((one) => one.text)
    .join(' ');

const KIND_WORD: Readonly<Record<'agent' | 'node' | 'event' | 'entity', string>> = {
  agent: 'agents',
  node: 'nodes',
  event: 'events',
  entity: 'things',
};

/**
 * "which of those are in production?", "did they come back?": a whole question about the rows of the answer before. The pronoun becomes
 * the noun of those rows; undefined when the sentence says nothing of its own ("count them", "group them by agent").
 */
export function aboutThose(sentence: Sentence, before: Plan): Sentence | undefined {
  const pronoun = sentence.items.find((item) => isMark(item, 'them') && item.type === 'word' && item.entry.event === undefined);
  if (pronoun === undefined) return undefined;
  const target = 'target' in before && before.target !== undefined && before.target !== 'cluster' ? before.target : 'event';
  const says = sentence.items.some(
    (item) =>
      item.type === 'name' ||
      item.type === 'filter' ||
      item.type === 'quote' ||
      (item.type === 'word' &&
        (item.entry.event ?? item.entry.status ?? item.entry.cause ?? item.entry.metric ?? item.entry.pattern ?? item.entry.field) !==
          undefined),
  );
  if (!says || sentence.items.some((item) => item.type === 'word' && item.entry.act !== undefined && item.entry.event === undefined))
    return undefined;
  const noun: Item = {
    type: 'word',
    at: pronoun.at,
    end: pronoun.end,
    phrase: KIND_WORD[target],
    entry: { target, form: 'noun', plural: true, ...(target === 'entity' ? {} : { dim: target }) },
  };
  return { ...sentence, items: sentence.items.map((item) => (item === pronoun ? noun : item)) };
}

/** "restart them": a wish for the agents or nodes of the answer before. */
export function wishOfThose(sentence: Sentence, before: Plan): Sentence | undefined {
  const pronoun = sentence.items.find((item) => isMark(item, 'them'));
  if (pronoun === undefined || (before.op !== 'list' && before.op !== 'count')) return undefined;
  const { target } = before;
  const named = sentence.items.some((item) => item.type === 'name' || item.type === 'lost');
  if (
    (target !== 'agent' && target !== 'node') ||
    named ||
    !sentence.items.some((item) => item.type === 'word' && item.entry.act !== undefined)
  )
    return undefined;
  const { at, end } = pronoun;
  const rows: Item = { type: 'filter', at, end, field: 'ref', sign: '=', values: ['previous'] };
  const noun: Item = { type: 'word', at, end, phrase: KIND_WORD[target], entry: { target, form: 'noun', plural: true } };
  return { ...sentence, items: sentence.items.flatMap((item): Item[] => (item === pronoun ? [rows, noun] : [item])) };
}

/** The same plan, of the rows of the answer before only. */
export function ofThose(plan: Plan): Plan | undefined {
  if (!['list', 'count', 'timeline', 'duration', 'aggregate', 'rate', 'why', 'impact', 'changed'].includes(plan.op)) return undefined;
  return { ...plan, where: { ref: ['previous'], ...whereOf(plan) } } as Plan;
}
