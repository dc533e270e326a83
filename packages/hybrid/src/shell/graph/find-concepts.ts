import type { SearchHit } from '@sutra/storage';
import type { Sight } from './find-thing.ts';
import { type GraphResult, listed, saysOf } from './graph-answer.ts';

const FOUND_MAX = 10;
const COUNTED_MAX = 1_000;

/** Words of a text that have to be accounted for. */
const wordsOf = (text: string): string[] => (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).filter((word) => !SMALL.has(word));
const SMALL = new Set([
  'the',
  'a',
  'an',
  'of',
  'in',
  'on',
  'and',
  'or',
  'to',
  'for',
  'with',
  'our',
  'my',
  'any',
  'all',
  'some',
  'is',
  'are',
]);

/** Which of the words a concept holds, as they are or as the beginning of a longer one. */
function held(words: readonly string[], { concept }: SearchHit): string[] {
  const text = `${concept.id} ${saysAll(concept.content)}`.toLowerCase();
  const has = text.match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.filter((word) => has.some((other) => other.startsWith(word) || (other.length > 3 && word.startsWith(other))));
}

const saysAll = (content: unknown): string => (typeof content === 'string' ? content : JSON.stringify(content));

/** Concepts about something, by words and by likeness, each with the scores it was found by. */
export async function findConcepts(about: string, { store, asOf, options }: Sight): Promise<GraphResult> {
  const answer = await store.search({ text: about, limit: FOUND_MAX, ...(asOf === undefined ? {} : { asOf }) }, options);
  const { hits, space, scanned, partial, partialBecause, asOfSeq } = answer;
  const frame = {
    scanned,
    partial,
    as_of_seq: asOfSeq,
    ...(partialBecause === undefined ? {} : { partialBecause }),
    ...(space === undefined ? {} : { space }),
  };
  if (hits.length === 0)
    return {
      status: 'empty',
      text: `Nothing is known about “${about}”.`,
      value: 0,
      unknown: [`no concept holds these words or looks like them`],
      ...frame,
    };
  const words = wordsOf(about);
  const coverage = hits.map((hit) => (words.length === 0 ? 1 : held(words, hit).length / words.length));
  const best = Math.max(...coverage);
  const missing = words.filter((word) => !hits.some((hit) => held([word], hit).length > 0));
  const names = hits.map(({ concept }) => concept.id);
  const ranked = [
    hits.some(({ from }) => from.lexical !== undefined) ? 'words (BM25)' : undefined,
    hits.some(({ from }) => from.vector !== undefined) ? `likeness (${space?.name})` : undefined,
  ];
  return {
    status: 'answered',
    text:
      best === 0
        ? `Nothing holds the words “${about}”; ${listed(names)} ${names.length === 1 ? 'looks' : 'look'} a little like them.`
        : `${hits.length === FOUND_MAX ? `The ${FOUND_MAX} nearest concepts` : hits.length === 1 ? '1 concept' : `${hits.length} concepts`} about “${about}”: ${listed(names)}.`,
    columns: ['id', 'says', 'score', 'words', 'likeness'],
    rows: hits.map(({ concept, score, from }) => ({
      id: concept.id,
      says: saysOf(concept),
      score: rounded(score),
      words: from.lexical === undefined ? null : rounded(from.lexical.score),
      likeness: from.vector === undefined ? null : rounded(from.vector.score),
      confidence: concept.confidence,
    })),
    evidence: names,
    ...(missing.length > 0 ? { unknown: missing.map((word) => `nothing found holds the word “${word}”`) } : {}),
    certainty: best === 0 ? 0.2 : best,
    certaintyFrom: `ranked by ${ranked.filter((part) => part !== undefined).join(' and ')}; the best holds ${Math.round(best * 100)} % of the words`,
    ...frame,
  };
}

/** How many concepts hold all the words. */
export async function countAbout(about: string, { store, asOf, options }: Sight): Promise<GraphResult> {
  const words = wordsOf(about);
  const answer = await store.search({ text: about, mode: 'lexical', limit: COUNTED_MAX, ...(asOf === undefined ? {} : { asOf }) }, options);
  const { hits, scanned, asOfSeq } = answer;
  const holding = hits.filter((hit) => held(words, hit).length === words.length);
  const cut = answer.partial || hits.length === COUNTED_MAX;
  const frame = {
    value: holding.length,
    scanned,
    as_of_seq: asOfSeq,
    partial: cut,
    ...(cut ? { partialBecause: answer.partialBecause ?? `only the ${COUNTED_MAX} nearest were looked at` } : {}),
  };
  if (holding.length === 0)
    return { status: 'empty', text: `${cut ? 'None found that mentions' : 'No concept mentions'} “${about}”.`, ...frame };
  const names = holding.map(({ concept }) => concept.id);
  const count = `${cut ? 'At least ' : ''}${holding.length.toLocaleString('en-US')} ${holding.length === 1 ? 'concept mentions' : 'concepts mention'}`;
  return { status: 'answered', text: `${count} “${about}”: ${listed(names)}.`, evidence: names.slice(0, 100), ...frame };
}

const rounded = (score: number): number => Math.round(score * 1000) / 1000;
