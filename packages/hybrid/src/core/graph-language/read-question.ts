import { editDistance } from '@sutra/kit';
import { FORMS } from './forms.ts';
import type { GraphPlan } from './graph-plan.ts';

/** One way to read a question. */
export interface GraphReading {
  readonly plan: GraphPlan;
  readonly assumptions: readonly string[];
  /** How sure the reading is of its words, 0..1. */
  readonly confidence: number;
}

export const QUESTION_CHARS_MAX = 2_000;
/** Words without a sentence around them are words to look for, if they are few. */
const BARE_WORDS_MAX = 4;
const SPLITS_MAX = 6;

/** Words of the forms: what is one or two letters away from one of them may be it. */
const KNOWN = [
  ...[
    'what',
    'which',
    'connected',
    'related',
    'linked',
    'associated',
    'between',
    'shortest',
    'about',
    'concepts',
    'things',
    'neighbours',
    'neighbors',
  ],
  ...[
    'connections',
    'associations',
    'relations',
    'path',
    'paths',
    'route',
    'many',
    'find',
    'search',
    'show',
    'list',
    'describe',
    'causes',
    'depends',
    'known',
    'know',
  ],
  ...['best', 'strongest', 'from', 'with', 'does', 'relationship', 'connection', 'mention', 'there', 'events', 'explain'],
];
const KNOWN_SET = new Set(KNOWN);
/** Right as they are, and not to be taken for a longer one. */
const SMALL = new Set([
  'how',
  'who',
  'the',
  'and',
  'are',
  'for',
  'was',
  'were',
  'that',
  'this',
  'have',
  'has',
  'had',
  'most',
  'rest',
  'some',
  'form',
]);
const MENDED_MIN = 4;
const MENDED_FAR = 8;

const POLITE =
  /^(?:(?:please|pls|hey|hi|hello|sutra|ok|so|and|can you|could you|would you|i want to know|i would like to know|do you know|tell me(?= (?:what|who|how|which)))[,:]?\s+)+/iu;
/** Wishes: nothing that is asked changes anything. */
const WISH =
  /^(?:please )?(?:delete|remove|forget|drop|erase|learn|add|create|insert|update|change|set|rename|merge|remember|save|write|import|export|backup|restore|stop|start|restart|kill)\b/iu;

export type Unread = 'nothing' | 'too long' | 'wish' | 'not read';

/** Reads a question about a knowledge graph: the likeliest reading first. Deterministic; knows nothing of what the store holds. */
export function readGraphQuestion(question: string): readonly GraphReading[] | Unread {
  if (question.length > QUESTION_CHARS_MAX) return 'too long';
  const asked = /\?\s*$/.test(question);
  const text = question
    .replace(/\s+/gu, ' ')
    .trim()
    .replace(/[?!.\s]+$/u, '')
    .replace(POLITE, '')
    .trim();
  if (text === '') return 'nothing';
  if (WISH.test(text)) return 'wish';
  const plain = sentenceOf(text);
  const asIs = (plain?.plans ?? []).map((plan) => ({ plan, assumptions: [], confidence: 1 }));
  // What any words would fit is read so only when no mistyped word makes a particular sentence of it.
  const mended = plain === undefined || plain.loose ? mend(text, plain === undefined) : [];
  if (mended.length + asIs.length > 0) return [...mended, ...asIs];
  if (asked || text.split(' ').length > BARE_WORDS_MAX || QUESTION_WORD.test(text)) return 'not read';
  const assumptions = ['no sentence: read as words to look for'];
  return [{ plan: { op: 'find', about: bare(text) }, assumptions, confidence: 0.8 }];
}

const QUESTION_WORD = /^(?:why|when|where|who|whose|how|what|which|is|are|do|does|did|can|will|should)\b/iu;

interface Sentence {
  readonly plans: readonly GraphPlan[];
  /** Its form fits nearly any words. */
  readonly loose: boolean;
}

/** The first form that fits, with every way to part its two things. */
function sentenceOf(text: string): Sentence | undefined {
  for (const { pattern, plan, loose = false } of FORMS) {
    const match = pattern.exec(text);
    const found = match === null ? undefined : plan(match.groups ?? {});
    const whole = found === undefined ? undefined : cleaned(found);
    if (whole !== undefined) return { plans: [whole, ...otherSplits(whole)], loose };
  }
  return undefined;
}

/** A thing may have "and" in its name: "between research and development and sales". */
function otherSplits(plan: GraphPlan): GraphPlan[] {
  if (plan.op !== 'paths') return [];
  const joint = `${plan.from} and ${plan.to}`;
  if (plan.from.includes(' to ') || !/ and /i.test(`${plan.from} ${plan.to}`)) return [];
  const places = [...joint.matchAll(/ and /giu)].map(({ index }) => index).slice(0, SPLITS_MAX);
  return places
    .map((at) => ({ ...plan, from: bare(joint.slice(0, at)), to: bare(joint.slice(at + ' and '.length)) }))
    .filter(({ from, to }) => from !== plan.from && from !== '' && to !== '');
}

/** A plan whose things are named; undefined when one of them is nothing. */
function cleaned(plan: GraphPlan): GraphPlan | undefined {
  const made: Record<string, unknown> = { ...plan };
  for (const part of ['thing', 'about', 'from', 'to']) {
    const value = made[part];
    if (typeof value !== 'string') continue;
    made[part] = bare(value);
    if (made[part] === '') return undefined;
  }
  return made as unknown as GraphPlan;
}

const QUOTES = /^(["'`“”‘’«»])(.+)["'`“”‘’«»]$/u;
const bare = (phrase: string): string => {
  const text = phrase.trim();
  return (QUOTES.exec(text)?.[2] ?? text).trim();
};

/** Mends one mistyped word of the sentence, else all of them: names are not touched unless nothing else makes sense of it. */
function mend(text: string, mayBeLoose: boolean): GraphReading[] {
  const words = text.split(' ');
  const mends = words.map((word) => meant(word));
  const places = mends.flatMap((word, at) => (word === undefined ? [] : [at]));
  const tries = [...places.map((at) => [at]), ...(places.length > 1 ? [places] : [])];
  for (const looseToo of mayBeLoose ? [false, true] : [false])
    for (const at of tries) {
      const sentence = sentenceOf(words.map((word, i) => (at.includes(i) ? mends[i]! : word)).join(' '));
      if (sentence === undefined || (sentence.loose && !looseToo)) continue;
      const assumptions = at.map((i) => `“${words[i]}” read as “${mends[i]}”`);
      return sentence.plans.map((plan) => ({ plan, assumptions, confidence: 0.9 ** at.length }));
    }
  return [];
}

function meant(word: string): string | undefined {
  const lower = word.toLowerCase();
  if (!/^\p{L}+$/u.test(lower) || lower.length < MENDED_MIN - 1 || KNOWN_SET.has(lower) || SMALL.has(lower)) return undefined;
  const reach = lower.length >= MENDED_FAR ? 2 : 1;
  const near = KNOWN.filter((known) => known.length >= MENDED_MIN && apart(lower, known) <= reach);
  return near.sort((a, b) => apart(lower, a) - apart(lower, b))[0];
}

/** Letters apart; two that changed places count as one. */
function apart(a: string, b: string): number {
  const distance = editDistance(a, b);
  return distance === 2 && [...a].sort().join('') === [...b].sort().join('') ? 1 : distance;
}
