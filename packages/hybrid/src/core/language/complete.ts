import type { LiveCatalogue } from '../names.ts';
import { NAME_KINDS } from '../names.ts';
import { lexiconOf } from './lexicon.ts';
import { parseQuestion } from './parse.ts';
import type { Zone } from './zone.ts';

/** A way to go on with a half-typed question; every one can be answered as it stands. */
export interface Completion {
  /** The whole question. */
  readonly question: string;
  /** How it would be read. */
  readonly reading: string;
}

export interface CompleteInput {
  readonly tz: Zone;
  readonly nowUs: number;
  /** The most completions given, default 8. */
  readonly limit?: number;
}

/** Longest text that is completed, in characters: longer ones are no beginnings. */
const TEXT_CHARS_MAX = 200;
/** Ways to go on that are tried, at most: each is read whole. */
const TRIES_MAX = 60;

/** Questions to begin with, the most useful first. */
const BEGINNINGS: readonly string[] = [
  'which agents are offline?',
  'which nodes crashed today?',
  'show crashes in the last hour',
  'how many crashes today?',
  'why did the last node crash?',
  'what happened in the last hour?',
  'what changed today?',
  'top 5 nodes by memory',
  'spawn success rate by agent',
  'how is the grid doing?',
  'crashes by agent this week',
  'anything unusual today?',
  'who did what today?',
  'compare crashes today with yesterday',
  'what can I ask?',
];
/** What often follows, most useful first. */
const ENDINGS: readonly string[] = [
  'today',
  'in the last hour',
  'yesterday',
  'this week',
  'by agent',
  'by region',
  'last week',
  'by cause',
];

/** Ranked ways to go on with a text, each of which reads as a question that can be answered. */
export function complete(text: string, catalogue: LiveCatalogue, input: CompleteInput): readonly Completion[] {
  const limit = input.limit ?? 8;
  if (text.length > TEXT_CHARS_MAX || limit < 1) return [];
  const found: Completion[] = [];
  const plans = new Set<string>();
  for (const question of candidates(text, catalogue)) {
    const { plan, reading, ignored } = parseQuestion({ question, tz: input.tz, nowUs: input.nowUs }, catalogue);
    if (plan.op === 'refuse' || plan.op === 'clarify' || ignored.length > 0) continue;
    const key = JSON.stringify(plan);
    if (plans.has(key)) continue;
    plans.add(key);
    found.push({ question, reading });
    if (found.length >= limit) break;
  }
  return found;
}

function candidates(text: string, catalogue: LiveCatalogue): readonly string[] {
  const typed = text.trimStart();
  const begun = BEGINNINGS.filter((one) => one.toLowerCase().startsWith(typed.toLowerCase()));
  if (typed.trim() === '') return begun;
  const cut = /\s$/.test(typed) ? typed.length : typed.search(/\S+$/);
  const head = typed.slice(0, cut);
  const part = typed.slice(cut).toLowerCase();
  const words = part === '' ? [] : [...namesLike(part, catalogue), ...phrasesLike(part, catalogue)];
  const whole = typed.trimEnd();
  const all = [
    ...begun,
    ...words.map((word) => head + word),
    whole,
    ...ENDINGS.filter((one) => one.startsWith(part)).map((one) => head + one),
    ...ENDINGS.map((one) => `${whole} ${one}`),
    ...words.slice(0, 6).flatMap((word) => ENDINGS.slice(0, 3).map((one) => `${head}${word} ${one}`)),
    ...(part === '' ? [...catalogue.names.agent].slice(0, 6).map((name) => `${whole} ${name}`) : []),
  ];
  return [...new Set(all)].slice(0, TRIES_MAX);
}

function namesLike(part: string, catalogue: LiveCatalogue): string[] {
  const found: string[] = [];
  for (const kind of NAME_KINDS) {
    for (const name of catalogue.names[kind]) {
      if (!name.startsWith(part) || name === part) continue;
      found.push(name);
      if (found.length >= 12) return found;
    }
  }
  return found.sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
}

function phrasesLike(part: string, catalogue: LiveCatalogue): string[] {
  const found: string[] = [];
  if (part.length < 2) return found;
  for (const [phrase, entry] of lexiconOf(catalogue.events).entries) {
    const useful =
      entry.event !== undefined ||
      entry.status !== undefined ||
      entry.target !== undefined ||
      entry.metric !== undefined ||
      entry.ratio !== undefined ||
      entry.duration !== undefined;
    if (useful && phrase.startsWith(part) && phrase !== part && !phrase.includes('_')) found.push(phrase);
  }
  // Plurals ask for rows, and short phrases are what people mean.
  return found
    .sort((a, b) => a.split(' ').length - b.split(' ').length || Number(b.endsWith('s')) - Number(a.endsWith('s')) || a.length - b.length)
    .slice(0, 16);
}
