import { withoutArticles } from './articles.ts';
import { besideOthers } from './beside.ts';
import { JUDGED } from './lexicon/judged.ts';
import { SAID_AT_LENGTH } from './lexicon/said-at-length.ts';
import { SAID_AT_WORK } from './lexicon/said-at-work.ts';
import { SAID_BY_OPERATORS } from './lexicon/said-by-operators.ts';
import { SAID_COLLOQUIALLY } from './lexicon/said-colloquially.ts';
import { SAID_IN_PASSING } from './lexicon/said-in-passing.ts';
import { SAID_OF_AGENTS } from './lexicon/said-of-agents.ts';
import { SAID_OF_BOUNDS } from './lexicon/said-of-bounds.ts';
import { SAID_OF_CASES } from './lexicon/said-of-cases.ts';
import { SAID_OF_CHOICE } from './lexicon/said-of-choice.ts';
import { SAID_OF_DEEDS } from './lexicon/said-of-deeds.ts';
import { SAID_OF_FIGURES } from './lexicon/said-of-figures.ts';
import { SAID_OF_GROUPS } from './lexicon/said-of-groups.ts';
import { SAID_OF_PARTS } from './lexicon/said-of-parts.ts';
import { SAID_OF_ROWS } from './lexicon/said-of-rows.ts';
import { SAID_OTHERWISE } from './lexicon/said-otherwise.ts';
import { lightVerb } from './light-verbs.ts';
import { type Apart, spokenClock, spokenFigure, spokenNumber } from './spoken.ts';
import { amountAt } from './time/amount.ts';
import { isMonth } from './time/point.ts';
import type { Token } from './tokens.ts';

interface Row {
  readonly from: readonly string[];
  readonly to: readonly string[];
}
/** By their first two words; those whose second is open, or that have no more, by the first. */
const BY_START = new Map<string, Row[]>();
const put = (from: string, to: string): void => {
  const words = from.split(' ');
  const start = words.length === 1 || words[1] === '*' ? (words[0] as string) : `${words[0]} ${words[1]}`;
  const known = BY_START.get(start) ?? [];
  known.push({ from: words, to: to.split(' ') });
  BY_START.set(start, known);
};
const SAID = [
  ...SAID_OTHERWISE,
  ...SAID_AT_WORK,
  ...SAID_COLLOQUIALLY,
  ...SAID_OF_ROWS,
  ...SAID_OF_PARTS,
  ...SAID_OF_DEEDS,
  ...SAID_AT_LENGTH,
  ...SAID_OF_FIGURES,
  ...SAID_OF_AGENTS,
  ...SAID_OF_BOUNDS,
  ...SAID_OF_CASES,
  ...SAID_OF_CHOICE,
  ...SAID_OF_GROUPS,
  ...SAID_IN_PASSING,
  ...SAID_BY_OPERATORS,
  ...JUDGED,
];
for (const [from, to] of SAID) put(from, to);
const WHOLE = new Set(SAID.map(([from]) => from));
for (const [from, to] of SAID) {
  const bare = withoutArticles(from);
  if (bare !== undefined && !WHOLE.has(bare)) put(bare, to);
}
// The longest of them first: "no wait cancel that" is more than "no wait".
for (const rows of BY_START.values()) rows.sort((a, b) => b.from.length - a.from.length);
/** "a 15-minute bucket", "the 7-day average": a length in one word. */
const LENGTH = /^(\d{1,4})-(second|sec|minute|min|hour|hr|day|week)s?$/;
/** "the moment" is a when only before what happens. */
const WHENS = /^the (?:moment|minute|second|instant)$/;

/** The words of a question, those that are said otherwise put as they are read. Every word keeps its place in the text. */
export function reworded(tokens: readonly Token[]): readonly Token[] {
  let changed = false;
  const said: Token[] = [];
  for (let i = 0; i < tokens.length; ) {
    const token = tokens[i] as Token;
    const row = token.quoted === true ? undefined : rowAt(tokens, i);
    if (row !== undefined) {
      said.push(...filled(tokens, i, row));
      i += row.from.length;
      changed = true;
      continue;
    }
    const who = whichPerson(tokens, i);
    if (who !== undefined) {
      said.push(who);
      changed = true;
      i += 2;
      continue;
    }
    const bound =
      token.quoted === true
        ? undefined
        : (boundFor(tokens, i) ?? namesApart(tokens, i) ?? rangeOf(tokens, i) ?? beginningOf(tokens, i) ?? besideOthers(tokens, i));
    if (bound !== undefined) {
      said.push(...bound.tokens);
      changed = true;
      i += bound.words;
      continue;
    }
    const preposition = token.quoted === true ? undefined : prepositionFor(tokens, i);
    if (preposition !== undefined) {
      said.push({ ...token, text: preposition });
      changed = true;
      i++;
      continue;
    }
    const apart =
      token.quoted === true
        ? undefined
        : (spokenNumber(tokens, i) ??
          spokenClock(tokens, i) ??
          spokenFigure(tokens, i) ??
          hourWithH(tokens, i) ??
          lightVerb(tokens, i) ??
          partThenHour(tokens, i) ??
          betweenDays(tokens, i) ??
          shorthand(token));
    if (apart !== undefined) {
      said.push(...apart.tokens);
      changed = true;
      i += apart.words;
      continue;
    }
    const length = token.quoted === true ? null : LENGTH.exec(token.text);
    said.push(length === null ? token : { ...token, text: `${length[1]}${(length[2] as string)[0]}` });
    changed ||= length !== null;
    i++;
  }
  return changed ? said : tokens;
}

const PARTS: readonly (readonly [RegExp, 'am' | 'pm', string])[] = [
  [/^(?:this morning|in the morning today|in the morning)$/, 'am', 'today'],
  [/^(?:this afternoon|this evening|tonight)$/, 'pm', 'today'],
  [/^yesterday morning$/, 'am', 'yesterday'],
  [/^yesterday (?:afternoon|evening)$/, 'pm', 'yesterday'],
];

/** "14h30", "between 9h and 11h": hours of the day as they are written in much of the world. "9h" alone is a length. */
function hourWithH(tokens: readonly Token[], i: number): Apart | undefined {
  const { text, from, to } = tokens[i] as Token;
  const [, hour, minute] = /^([01]?\d|2[0-4])h([0-5]\d)?$/.exec(text) ?? [];
  if (hour === undefined) return undefined;
  const before = tokens[i - 1]?.text ?? '';
  const joined = /^(?:and|to|-|until|till)$/.test(before) && /^(?:[01]?\d|2[0-4])h(?:[0-5]\d)?$/.test(tokens[i - 2]?.text ?? '');
  if (minute === undefined && !joined && !/^(?:at|between|from|until|till|before|after|by|around)$/.test(before)) return undefined;
  return { tokens: [{ text: `${hour.padStart(2, '0')}:${minute ?? '00'}`, from, to }], words: 1 };
}

/** "this morning at 8", "yesterday evening around 9": the part of the day said first. */
function partThenHour(tokens: readonly Token[], i: number): Apart | undefined {
  const row = PARTS.find(([said]) =>
    said.test(
      tokens
        .slice(i, i + 2)
        .map((token) => token.text)
        .join(' '),
    ),
  );
  const [at, hour] = tokens.slice(i + 2, i + 4);
  if (row === undefined || !/^(?:at|around|about)$/.test(at?.text ?? '') || !/^(?:[1-9]|1[0-2])$/.test(hour?.text ?? '')) return undefined;
  const { from } = tokens[i] as Token;
  const place = { from, to: (hour as Token).to };
  const day = { text: row[2], ...place };
  const clock = { text: `${hour?.text ?? ''}${row[1]}`, ...place };
  return { tokens: [day, at as Token, clock], words: 4 };
}

const DAY_OF_MONTH = /^(?:[12]?\d|3[01])(?:st|nd|rd|th)?$/;

/** "crashes 10 March to 12 March", "10 to 12 March": from the one day to the other, though nobody said "from". */
function betweenDays(tokens: readonly Token[], i: number): Apart | undefined {
  // "in the week of 2 March to 8 March": the days are said.
  if (/^(?:in|for|during) the (?:week|days|period) (?:of|from)$/.test([0, 1, 2, 3].map((k) => tokens[i + k]?.text ?? '').join(' '))) {
    const days = betweenDays(tokens, i + 4);
    return days === undefined ? undefined : { ...days, words: days.words + 4 };
  }
  const said = (k: number): string => tokens[i + k]?.text ?? '';
  if (!DAY_OF_MONTH.test(said(0)) || /^(?:from|between|since|top|last|first|the|and)$/.test(said(-1))) return undefined;
  const to = isMonth(said(1)) ? 2 : 1;
  if (!/^(?:to|until|till|through|thru)$/.test(said(to)) || !DAY_OF_MONTH.test(said(to + 1)) || !isMonth(said(to + 2))) return undefined;
  const token = tokens[i] as Token;
  return { tokens: [{ text: 'from', from: token.from, to: token.from }, token], words: 1 };
}

/** "restarts/h", "top5": shorthand for several words. */
function shorthand({ text, from, to }: Token): Apart | undefined {
  const [, what, per] = /^([a-z]{3,})\/(h|hr|hour|d|day|min|minute|week)$/.exec(text) ?? [];
  const [, top, count] = /^(top|last|first|worst)(\d{1,3})$/.exec(text) ?? [];
  const words =
    what === undefined ? (top === undefined ? undefined : [top, count as string]) : [what, 'per', LONG[per as string] ?? (per as string)];
  return words === undefined ? undefined : { tokens: words.map((word) => ({ text: word, from, to })), words: 1 };
}
const LONG: Readonly<Record<string, string>> = { h: 'hour', hr: 'hour', d: 'day', min: 'minute' };

/** `*` stands for any one word, which is kept. */
const stands = (token: Token | undefined, word: string): boolean =>
  token !== undefined && token.quoted !== true && (token.text === word || (word === '*' && token.text !== ','));

/** The words of a row as they are read, those it leaves open from the question. */
function filled(tokens: readonly Token[], i: number, row: Row): readonly Token[] {
  const place = { from: (tokens[i] as Token).from, to: (tokens[i + row.from.length - 1] as Token).to };
  const blanks = row.from.flatMap((word, k) => (word === '*' ? [tokens[i + k] as Token] : []));
  return row.to.map((text) => (text === '*' ? blanks.shift() : undefined) ?? { text, ...place });
}

function rowAt(tokens: readonly Token[], i: number): Row | undefined {
  const first = tokens[i]?.text ?? '';
  const said = ({ from }: Row): boolean => {
    if (!from.every((word, k) => stands(tokens[i + k], word))) return false;
    return !WHENS.test(from.join(' ')) || standsForWhen(tokens, i + from.length);
  };
  const closed = BY_START.get(`${first} ${tokens[i + 1]?.text ?? ''}`)?.find(said);
  const open = BY_START.get(first)?.find(said);
  return closed === undefined || (open !== undefined && open.from.length > closed.from.length) ? open : closed;
}

/** "which user drained agent-4": one person who did it, and no group of them. */
function whichPerson(tokens: readonly Token[], i: number): Token | undefined {
  const [which, person, did] = tokens.slice(i, i + 3);
  if (which === undefined || person === undefined || did === undefined) return undefined;
  if (!/^(?:which|what)$/.test(which.text) || !/^(?:user|person|operator|colleague|admin|human|engineer|teammate)$/.test(person.text))
    return undefined;
  // "which user triggered the most scalings": groups after all.
  if (tokens.slice(i + 3, i + 6).some(({ text }) => /^(?:most|least|fewest|more|fewer|less)$/.test(text))) return undefined;
  return DID.test(did.text) ? { text: 'who', from: which.from, to: person.to } : undefined;
}
const DID =
  /^(?:(?!need|speed|caused)[a-z]{3,}ed|took|shut|made|did|put|set|ran|brought|gave|sent|kicked|rolled|pulled|undid|wrote|began)$/;

/** "agent-2/agent-3": two names, where each could be one. */
function namesApart(tokens: readonly Token[], i: number): Apart | undefined {
  const { text, from, to } = tokens[i] as Token;
  const parts = text.split('/');
  if (parts.length < 2 || !parts.every((part) => /^[a-z]+(?:-[a-z0-9]+)+$/.test(part))) return undefined;
  const place = { from, to };
  return { tokens: parts.flatMap((part, k) => [...(k === 0 ? [] : [{ text: '/', ...place }]), { text: part, ...place }]), words: 1 };
}

/** "in the 60-80% range": between the one and the other. */
function rangeOf(tokens: readonly Token[], i: number): Apart | undefined {
  const { text, from, to } = tokens[i] as Token;
  const [, low, high] = /^(\d{1,3})-(\d{1,3})$/.exec(text) ?? [];
  const unit = tokens[i + 1]?.text ?? '';
  if (low === undefined || high === undefined || Number(low) >= Number(high) || !/^(?:%|percent|pct|per_cent|ms|mb|gb)$/.test(unit))
    return undefined;
  const place = { from, to };
  return { tokens: ['between', low, 'and', high].map((one) => ({ text: one, ...place })), words: 1 };
}

/** "recovered inside 2 minutes", "covering 1 February to 15 February": prepositions of time that are said for others. */
function prepositionFor(tokens: readonly Token[], i: number): string | undefined {
  const { text } = tokens[i] as Token;
  if (text === 'inside')
    return amountAt(tokens, /^(?:of|the|a)$/.test(tokens[i + 1]?.text ?? '') ? i + 2 : i + 1) === undefined ? undefined : 'within';
  if (text !== 'covering' && text !== 'spanning') return undefined;
  return tokens.slice(i + 2, i + 7).some((token) => /^(?:to|until|till|through|-)$/.test(token.text)) ? 'from' : 'for';
}

/** "whose names start with edge-", "beginning with 'writer'": by how names begin. */
function beginningOf(tokens: readonly Token[], i: number): Apart | undefined {
  const said = (k: number): string => tokens[i + k]?.text ?? '';
  if (!/^(?:whose|with|having|names?|hostnames?|ids?|that|which|start|begin|prefix)/.test(said(0))) return undefined;
  let at = 0;
  if (/^(?:whose|with|having)$/.test(said(at))) at += /^(?:a|the)$/.test(said(at + 1)) ? 2 : 1;
  const prefix = at > 0 && said(at) === 'prefix';
  if (/^(?:names?|hostnames?|ids?)$/.test(said(at))) at++;
  else if (at > 0 && !prefix) return undefined;
  if (/^(?:that|which)$/.test(said(at))) at++;
  if (!prefix && (!/^(?:starts?|starting|begins?|beginning|prefixed)$/.test(said(at)) || said(at + 1) !== 'with')) return undefined;
  // "with the prefix edge-"
  if (prefix) at--;
  const name = tokens[i + at + 2];
  if (name === undefined || !/^(?!(?:an?|the|it|this|that|my|our|your)$)[a-z0-9][a-z0-9_.-]*\*?$/.test(name.text) || POINT.test(name.text))
    return undefined;
  const place = { from: (tokens[i] as Token).from, to: name.to };
  const dash = name.open === true ? '-' : '';
  const like = name.text.endsWith('*') ? name.text : `${name.text}${dash}*`;
  return {
    tokens: [
      { text: 'matching', ...place },
      { text: like, ...place },
    ],
    words: at + 3,
  };
}

/** What bounds a period, in several words, by the one word for it. */
const BOUNDS: readonly (readonly [readonly string[], string])[] = (
  [
    ['before', 'prior to, earlier than, any time before, anytime before, no later than, not later than'],
    ['until', 'up until, up till, up to'],
    ['since', 'starting from, starting at, starting on, starting, beginning, as from, beginning from'],
    ['after', 'later than, any time after, anytime after, some time after, sometime after'],
  ] as const
).flatMap(([one, phrases]) => phrases.split(', ').map((phrase) => [phrase.split(' '), one] as const));
const POINT =
  /^(?:\d{1,2}(?::\d{2})?(?:am|pm)|\d{1,2}:\d{2}|noon|midday|midnight|yesterday|today|(?:mon|tues|wednes|thurs|fri|satur|sun)day|\d{4}-\d{2}-\d{2}.*)$/;

/** "the end of the rollout": what happens, and no part of the calendar. */
const ONCE_MORE = /^(?:outage|rollout|update|upgrade|deploy|deployment|backup|restore|crash|incident|maintenance)$/;
const BOUND_HEADS: ReadonlySet<string> = new Set(BOUNDS.map(([words]) => words[0] as string));

/** "prior to 7am", "starting Monday": before a point in time only; "prior to the crash" is another thing. */
function boundFor(tokens: readonly Token[], i: number): Apart | undefined {
  if (!BOUND_HEADS.has(tokens[i]?.text ?? '')) return undefined;
  for (const [words, one] of BOUNDS) {
    if (!words.every((word, k) => tokens[i + k]?.text === word && tokens[i + k]?.quoted !== true)) continue;
    const next = tokens[i + words.length]?.text ?? '';
    // "what has priya been up to today"
    if (words.join(' ') === 'up to' && /day$/.test(next) && tokens.slice(0, i).some(({ text }) => text === 'what')) continue;
    const dated = next === 'the' && /^\d{1,2}(?:st|nd|rd|th)$/.test(tokens[i + words.length + 1]?.text ?? '');
    const behind = tokens[i + words.length + 1]?.text ?? '';
    // "prior to 15 february", "before march 1"
    const split = /^\d{1,2}$/.test(next) && (/^(?:am|pm)$/.test(behind) || isMonth(behind));
    const edge =
      next === 'the' &&
      /^(?:end|start|beginning|close)$/.test(behind) &&
      tokens[i + words.length + 2]?.text === 'of' &&
      !ONCE_MORE.test(tokens[i + words.length + 4]?.text ?? '');
    if (!POINT.test(next) && !split && !dated && !edge && !(isMonth(next) && /^(?:before|until)$/.test(one))) continue;
    const place = { from: (tokens[i] as Token).from, to: (tokens[i + words.length - 1] as Token).to };
    return { tokens: [{ text: one, ...place }], words: words.length };
  }
  return undefined;
}

/** "ping me the moment it crashes": something follows that it may happen to. */
const standsForWhen = (tokens: readonly Token[], end: number): boolean =>
  tokens.length - end >= 2 &&
  !/^(?:of|in|on|at|that|when|,|last|latest|most|newest|oldest|to|half|week|quarter)$/.test(tokens[end]?.text ?? '') &&
  !/^(?:at|in|for)$/.test(tokens[end - 3]?.text ?? '');
