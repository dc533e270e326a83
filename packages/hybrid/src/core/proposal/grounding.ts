import type { Item, Sentence } from '../language/sentence.ts';
import type { NameKind } from '../names.ts';
import { CALENDAR_FIELDS, ENTITY_FIELDS, EVENT_FIELDS, NUMBER_FIELDS, STATE_FIELDS } from '../plan.ts';
import { contains, placeOf } from './times.ts';
import type { Vocabulary } from './vocabulary.ts';

/** One value of a proposal and the words of the question it was read from. */
export interface Backing {
  readonly value: string;
  readonly from: string;
}
export interface Ground {
  /** The question, taken apart by the grammar. */
  readonly sentence: Sentence;
  /** The question before, when there is one: names may come from it. */
  readonly before?: Sentence;
  readonly vocabulary: Vocabulary;
  readonly backing: readonly Backing[];
  /** Words that times were read from. */
  readonly phrases: readonly string[];
}

const NAMES: Readonly<Record<string, readonly NameKind[]>> = {
  entity: ['agent', 'node', 'host'],
  agent: ['agent'],
  node: ['node'],
  host: ['host'],
  region: ['region'],
  env: ['env'],
  platform: ['platform'],
  version: ['version'],
  user: ['user'],
};
const FIELDS: ReadonlySet<string> = new Set([...ENTITY_FIELDS, ...EVENT_FIELDS, ...STATE_FIELDS, ...NUMBER_FIELDS, ...CALENDAR_FIELDS]);
const VOCABULARY = ['event', 'status', 'cause', 'pattern'] as const;

/**
 * What in a proposal does not come from the question, or undefined. Every name must be one the grammar itself found in the words,
 * every other value must be a word of the grid that words of the question stand for, every number must have been said.
 */
export function ungrounded(plan: unknown, ground: Ground): string | undefined {
  const walk = (value: unknown, key: string): string | undefined => {
    if (FIELDS.has(key) || key.startsWith('label.')) return condition(key, value, ground);
    if (key === 'metric' && !ground.vocabulary.metric.has(String(value))) return `metric "${String(value)}" is not recorded`;
    if (key === 'order' && !ground.vocabulary.order.has(String((value as { by?: unknown }).by)))
      return `order.by "${String((value as { by?: unknown }).by)}" is nothing to order by`;
    if (typeof value === 'number') return number(value, key, ground);
    if (Array.isArray(value)) return first(value.map((one) => walk(one, '')));
    if (typeof value !== 'object' || value === null) return undefined;
    return first(Object.entries(value).map(([name, one]) => walk(one, name)));
  };
  return walk(plan, '');
}

const first = (found: readonly (string | undefined)[]): string | undefined => found.find((one) => one !== undefined);

function condition(field: string, given: unknown, ground: Ground): string | undefined {
  const values = leaves(given);
  if (field in NAMES) return first(values.map((value) => name(field, String(value), ground)));
  const kind = VOCABULARY.find((one) => one === field);
  if (kind !== undefined) return first(values.map((value) => word(kind, String(value), ground)));
  if (field === 'ref')
    return first(
      values.map((value) =>
        value === 'previous' && ground.before !== undefined ? undefined : `ref "${String(value)}" is not the question before`,
      ),
    );
  if (CALENDAR_FIELDS.some((one) => one === field)) return `${field} is a time: give the words in "time" instead`;
  return first(
    values.map((value) =>
      typeof value === 'number'
        ? number(value, field, ground)
        : typeof value === 'boolean' || contains(ground.sentence.text, String(value)) || backed(String(value), ground)
          ? undefined
          : `${field} "${String(value)}" does not stand in the question`,
    ),
  );
}

/** The values of a condition, however they are bound. */
function leaves(given: unknown): readonly unknown[] {
  if (Array.isArray(given)) return given.flatMap(leaves);
  return typeof given === 'object' && given !== null ? Object.values(given).flatMap(leaves) : [given];
}

function name(field: string, value: string, { sentence, before }: Ground): string | undefined {
  const kinds = NAMES[field] as readonly NameKind[];
  const found = [...sentence.items, ...(before?.items ?? [])].some(
    (item) => item.type === 'name' && kinds.includes(item.kind) && item.name === value.toLowerCase(),
  );
  return found ? undefined : `${field} "${value}" is not a name that exists and stands in the question`;
}

function word(kind: (typeof VOCABULARY)[number], value: string, ground: Ground): string | undefined {
  if (!ground.vocabulary[kind].has(value)) return `${kind} "${value}" is not known`;
  const read = [...ground.sentence.items, ...(ground.before?.items ?? [])].some((item) => senses(item).includes(value));
  return read || backed(value, ground) ? undefined : `${kind} "${value}" stands for no words of the question: name them under "words"`;
}

/** Values the grammar itself reads in a word. */
export function senses(item: Item): readonly string[] {
  if (item.type !== 'word') return [];
  const { event = [], status = [], cause, pattern } = item.entry;
  return [...event, ...status, ...(cause === undefined ? [] : [cause]), ...(pattern === undefined ? [] : [pattern])];
}

/** Whether words of the question are named for a value, and say something: not a name, a number, a time or filler. */
function backed(value: string, { sentence, backing, phrases }: Ground): boolean {
  return backing.some(({ value: named, from }) => {
    const place = named === value ? placeOf(sentence.text, from) : undefined;
    return place !== undefined && !phrases.includes(from) && sentence.items.some((item) => speaks(item) && overlaps(sentence, item, place));
  });
}

/** Whether an item is a word that could mean something else than the grammar knows. */
const speaks = (item: Item): boolean =>
  (item.type === 'plain' && /\p{L}{2}/u.test(item.text)) || (item.type === 'word' && item.entry.filler !== true) || item.type === 'quote';

export function overlaps(sentence: Sentence, item: Item, { from, to }: { readonly from: number; readonly to: number }): boolean {
  const start = sentence.tokens[item.at]?.from ?? 0;
  const end = sentence.tokens[item.end - 1]?.to ?? 0;
  return start < to && from < end;
}

/** A number must have been said. One is said by any singular: "the worst agent". */
function number(value: number, key: string, { sentence, phrases }: Ground): string | undefined {
  if (value === 1 && (key === 'limit' || key === 'gte' || key === 'eq')) return undefined;
  // "Never" and "at all" are counts of nothing.
  if (value === 0) return undefined;
  const said = sentence.items.some(
    (item) =>
      (item.type === 'number' && (item.value === value || item.high === value)) ||
      (item.type === 'word' && item.entry.times === value) ||
      (item.type === 'filter' && item.values.includes(String(value))),
  );
  const digits = sentence.tokens.some((token) => Number(token.text) === value);
  return said || (digits && !phrases.some((phrase) => contains(phrase, String(value)))) ? undefined : `${key} ${value} was not said`;
}
