import { OPERATION_CUES } from '../language/account.ts';
import type { Item, Sentence } from '../language/sentence.ts';
import { type Ground, overlaps, senses } from './grounding.ts';
import { contains, placeOf } from './times.ts';

/** What a question says that a proposal leaves out, or how much of it rests on the model's word alone, 0..1. */
export type Covered = { readonly missing: string } | { readonly share: number };

/** Worth of a word only the model understood, beside one the grammar read: it can be wrong in ways nobody can check. */
const TAKEN_ON_TRUST = 0.5;

/**
 * Nothing said may be lost: a name, a number, a time, a negation or a word with a meaning that stands in the question and not in the
 * proposal voids it. Otherwise what is answered would be another question.
 */
export function coverage(plan: unknown, ground: Ground): Covered {
  const { sentence } = ground;
  const values = new Set(leaves(plan));
  const backed = ground.backing
    .filter(({ value }) => values.has(value))
    .flatMap(({ from }) => placeOf(sentence.text, from) ?? [])
    .concat(ground.phrases.flatMap((phrase) => placeOf(sentence.text, phrase) ?? []));
  const trusted = (item: Item): boolean => backed.some((place) => overlaps(sentence, item, place));
  const weights: number[] = [];
  for (const item of sentence.items) {
    if (!meant(item)) continue;
    if (kept(item, values)) weights.push(1);
    else if (trusted(item)) weights.push(TAKEN_ON_TRUST);
    else if (blocks(item)) return { missing: textOf(sentence, item) };
  }
  if (denies(sentence) && !DENIAL.test(JSON.stringify(plan))) return { missing: 'a negation' };
  return { share: weights.length === 0 ? 0 : weights.reduce((sum, weight) => sum + weight, 0) / weights.length };
}

const DENIAL = /"not":|"negate":true|"absent":true|"eq":0|"lt":1\b|"lte":0/;

/** Whether an item carries anything. */
const meant = (item: Item): boolean =>
  item.type === 'plain' ? /[\p{L}\p{N}]/u.test(item.text) : item.type !== 'word' || item.entry.filler !== true || senses(item).length > 0;

/** Whether the proposal holds what the grammar reads in an item. */
function kept(item: Item, values: ReadonlySet<string>): boolean {
  switch (item.type) {
    case 'name':
      return [...values].some((value) => value.toLowerCase() === item.name);
    case 'number':
      return values.has(String(item.value));
    case 'filter':
      return item.values.every((value) => values.has(value));
    case 'quote':
      return [...values].some((value) => contains(value, item.text));
    case 'word': {
      const { metric, ratio, duration, cue, target } = item.entry;
      return [...senses(item), metric, ratio, duration, cue, target].some((sense) => sense !== undefined && values.has(sense));
    }
    default:
      return false;
  }
}

/** Whether an item left out changes the question. Words of structure do not: the form has its own places for them. */
const blocks = (item: Item): boolean =>
  item.type !== 'word' ||
  senses(item).length > 0 ||
  item.entry.act !== undefined ||
  item.entry.metric !== undefined ||
  item.entry.ratio !== undefined ||
  item.entry.duration !== undefined ||
  (item.entry.cue !== undefined && OPERATIONS.has(item.entry.cue));

/** A share has no operation of that name to look for in a plan. */
const OPERATIONS: ReadonlySet<string> = new Set(OPERATION_CUES);

function denies(sentence: Sentence): boolean {
  return sentence.items.some(
    (item) =>
      item.type === 'word' &&
      item.entry.mark !== undefined &&
      (['not', 'never', 'except'].includes(item.entry.mark) || (item.entry.mark === 'no' && item.at > 0)),
  );
}

function leaves(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(leaves);
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(leaves);
  return [String(value)];
}

export const textOf = (sentence: Sentence, item: Item): string =>
  sentence.text.slice(sentence.tokens[item.at]?.from ?? 0, sentence.tokens[item.end - 1]?.to ?? 0);
