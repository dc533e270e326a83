import { anyOf } from './forms.ts';
import { ASKER_CONSTRUCTIONS } from './lexicon/constructions/askers.ts';
import { CAUSE_CONSTRUCTIONS } from './lexicon/constructions/causes.ts';
import { CHANGE_CONSTRUCTIONS } from './lexicon/constructions/changes.ts';
import { EFFECT_CONSTRUCTIONS } from './lexicon/constructions/effects.ts';
import { GOING_ON_CONSTRUCTIONS } from './lexicon/constructions/going-on.ts';
import { GUESS_CONSTRUCTIONS } from './lexicon/constructions/guesses.ts';
import { INVENTORY_CONSTRUCTIONS } from './lexicon/constructions/inventory.ts';
import { LINK_CONSTRUCTIONS } from './lexicon/constructions/links.ts';
import { ODDITY_CONSTRUCTIONS } from './lexicon/constructions/oddities.ts';
import { OUTCOME_CONSTRUCTIONS } from './lexicon/constructions/outcomes.ts';
import { STATE_CONSTRUCTIONS } from './lexicon/constructions/states.ts';
import { SUPPOSED_CONSTRUCTIONS } from './lexicon/constructions/supposed.ts';
import { TIME_CONSTRUCTIONS } from './lexicon/constructions/times.ts';
import type { Token } from './tokens.ts';

/** A way of putting a question and the words it is read by, as written in the tables of `lexicon/constructions`. */
export type ConstructionRow = readonly [said: string, read: string];

/** Words that stand in a blank, at most: a part of a sentence, never most of a long one. */
const BLANK_WORDS_MAX = 8;

const HAPPENING =
  /^(?:crash(?:e[sd]|ing)?|outages?|failures?|failing|failed|incidents?|rollouts?|roll-outs?|rollbacks?|upgrades?|updates?|deploy(?:ment|s)?|releases?|going|went|goes|dropping|dropped|dying|died|death|losing|lost|loss|restart(?:s|ed|ing)?|reboots?|changes?|edits?|degrad(?:ed|ing|ation)|drain(?:s|ed|ing)?|stopp(?:ed|ing)|scal(?:e-up|e-down|ing)|disconnect(?:ed|ing|ion)?|disappear(?:ed|ing|ance)|failover|election|becoming|turning|errors?)$/;
/** What a blank must hold, where its name says so: one word of it at least. */
const HOLDS: Readonly<Record<string, RegExp>> = {
  happening: HAPPENING,
  single: HAPPENING,
  deed: HAPPENING,
  undertaking:
    /^(?:updat(?:e|ing)|upgrad(?:e|ing)|rollouts?|roll-outs?|deploy(?:ment|ing)?|release|backups?|restore|restoring|spawn(?:ing)?|rollbacks?)$/,
  counted: /^(?:counts?|numbers?|totals?|crashes|restarts|outages|failures|downtime|uptime|averages?)$/,
  downtime: /^(?:downtime|uptime|availability)$/,
  named: /[a-z].*\d|-|^(?:prod|production|staging|dev|cluster|grid|fleet)$/,
  name: /[a-z].*\d|-|^(?:prod|production|staging|dev|cluster|grid|everything|it|that|this|they|them|we|us)$/,
  pair: /^[a-z_.]+=\S+$/,
  version: /^v?\d+(?:\.\d+)+(?:[-+]\S+)?$/,
  time: /\d|^(?:yesterday|today|now|noon|midnight|morning|tonight|overnight|last|this|monday|tuesday|wednesday|thursday|friday|saturday|sunday|week|weekend|month|quarter|january|february|march|april|may|june|july|august|september|october|november|december)$/,
};
/** What none of a guess is: whoever is spoken to does not bring anything down. */
const NOBODY = /^(?:you|i|we|me|someone|somebody|anyone|anybody|they|please|care|it)$/;
/** What none of a blank is: it would reach over into another clause. */
const BARS = /^(?:,|what|which|why|who|how|when|if)$/;
const MONTHS =
  'jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec|january|february|march|april|june|july|august|september|october|november|december';
const OTHER_BARS: Readonly<Record<string, RegExp>> = {
  version: new RegExp(`${BARS.source}|^(?!version$|v?\\d)`),
  guess: new RegExp(`${BARS.source}|${NOBODY.source}`),
  // "agent-3" is no time, "mar-12" is one.
  time: new RegExp(`${BARS.source}|^(?:in|between|of|on|agents?|nodes?|not|never|no|without)$|^(?!(?:${MONTHS})-)[a-z]{3,}-[a-z0-9]`),
  // "caused by network errors" names a cause, and nothing that happened; whoever is named is no happening either.
  deed: new RegExp(
    `${BARS.source}|^(?:oom|memory|ram|network|disk|ports?|segfaults?|timeouts?|config|configuration|permissions?|checksum|binary|connectivity|connections?|sigterm|errors?|not|the_same)$`,
  ),
  named: new RegExp(
    `${BARS.source}|${NOBODY.source}|^(?:disks?|memory|ram|cpu|queue|depth|usage|rate|load|percentage|count|latency|storage)$`,
  ),
  // "crashes by cause" is in groups, "crashes with no known cause" are some of them.
  single: new RegExp(
    `${BARS.source}|^(?:by|per|each|every|grouped|most|common|main|no|not|without|known|unknown|unclear|unidentified|undetermined|unexplained|undiagnosed)$`,
  ),
};

interface Literal {
  readonly kind: 'word';
  readonly words: readonly (readonly string[])[];
  readonly optional: boolean;
  /** Under which name what was said here is kept. */
  readonly name?: string;
}
interface Blank {
  readonly kind: 'blank';
  readonly name: string;
  readonly holds?: RegExp;
  /** What no word of it may be. */
  readonly bars: RegExp;
}
type Part = Literal | Blank | { readonly kind: 'start' } | { readonly kind: 'end' };
interface Construction {
  readonly parts: readonly Part[];
  /** Of each of these one word is said. */
  readonly needs: readonly ReadonlySet<string>[];
  readonly read: readonly string[];
}

/** Reads a row: `a|b` one of several, `two_words` said together, `word?` that may be left out, `v:a|b` kept as `<v>`, `<x>` and `<x:kind>` blanks, `^` and `$` the ends. */
function constructionOf([said, read]: ConstructionRow): Construction {
  const parts = said.split(' ').map((part, at): Part => {
    if (part === '^') return { kind: 'start' };
    if (part === '$') return { kind: 'end' };
    const blank = /^<([a-z]+)(?::([a-z]+))?>$/.exec(part);
    if (blank !== null) {
      const holds = blank[2] === undefined ? undefined : HOLDS[blank[2]];
      const bars = OTHER_BARS[blank[2] ?? ''] ?? BARS;
      return { kind: 'blank', name: blank[1] as string, bars, ...(holds === undefined ? {} : { holds }) };
    }
    const [, name, words] = /^(?:([a-z]+):)?(.+)$/.exec(part.replace(/\?$/, '')) as unknown as [string, string | undefined, string];
    return {
      kind: 'word',
      // The longest first: "because of" before "because".
      words: words
        .split('|')
        .map((one) => one.split('_'))
        .sort((a, b) => b.length - a.length),
      optional: part.endsWith('?') || (at > 0 && name === undefined && words === 'the'),
      ...(name === undefined ? {} : { name }),
    };
  });
  const needs = parts.flatMap((part) =>
    part.kind === 'word' && !part.optional ? [new Set(part.words.map((words) => words[0] as string))] : [],
  );
  return { parts, needs, read: read.split(' ') };
}

const BY_FIRST = new Map<string, Construction[]>();
const FROM_START: Construction[] = [];
for (const row of [
  ...TIME_CONSTRUCTIONS,
  ...ASKER_CONSTRUCTIONS,
  ...GUESS_CONSTRUCTIONS,
  ...SUPPOSED_CONSTRUCTIONS,
  ...CAUSE_CONSTRUCTIONS,
  ...EFFECT_CONSTRUCTIONS,
  ...CHANGE_CONSTRUCTIONS,
  ...LINK_CONSTRUCTIONS,
  ...OUTCOME_CONSTRUCTIONS,
  ...STATE_CONSTRUCTIONS,
  ...INVENTORY_CONSTRUCTIONS,
  ...ODDITY_CONSTRUCTIONS,
  ...GOING_ON_CONSTRUCTIONS,
]) {
  const known = constructionOf(row);
  const heads = headsOf(known.parts);
  if (heads === undefined) FROM_START.push(known);
  else for (const head of heads) BY_FIRST.set(head, [...(BY_FIRST.get(head) ?? []), known]);
}

/** The words a construction may begin with; undefined when it may begin with any. */
function headsOf(parts: readonly Part[]): ReadonlySet<string> | undefined {
  const heads = new Set<string>();
  for (const part of parts) {
    if (part.kind !== 'word') return undefined;
    for (const words of part.words) heads.add(words[0] as string);
    if (!part.optional) return heads;
  }
  return undefined;
}

interface Found {
  readonly end: number;
  readonly kept: ReadonlyMap<string, readonly [from: number, to: number]>;
}

/** What may be said before a question begins. */
const LEAD =
  /^(?:,|and|so|but|then|now|ok|okay|well|also|hey|hi|hello|please|pls|plz|kindly|um|anyway|can|could|would|will|you|tell|me|us|say|know|do)$/;
const begins = (tokens: readonly Token[], i: number): boolean =>
  i === 0 || tokens[i - 1]?.text === ',' || (i <= 5 && tokens.slice(0, i).every(({ text }) => LEAD.test(text)));

/** How the rest of a construction stands in the words from `i` on. A blank is as short as it can be; the tries are bounded by its length. */
function fits(tokens: readonly Token[], i: number, parts: readonly Part[], p: number): Found | undefined {
  const part = parts[p];
  if (part === undefined) return { end: i, kept: new Map() };
  if (part.kind === 'start') return begins(tokens, i) ? fits(tokens, i, parts, p + 1) : undefined;
  if (part.kind === 'end') return i === tokens.length ? fits(tokens, i, parts, p + 1) : undefined;
  if (part.kind === 'blank') {
    let held = part.holds === undefined;
    for (let end = i + 1; end <= Math.min(i + BLANK_WORDS_MAX, tokens.length); end++) {
      const token = tokens[end - 1] as Token;
      if (part.bars.test(token.text) && token.quoted !== true) return undefined;
      held ||= token.quoted !== true && (part.holds as RegExp).test(token.text);
      const rest = held ? fits(tokens, end, parts, p + 1) : undefined;
      if (rest !== undefined) return { end: rest.end, kept: new Map([...rest.kept, [part.name, [i, end] as const]]) };
    }
    return undefined;
  }
  for (const words of part.words) {
    if (!words.every((word, k) => tokens[i + k]?.text === word && tokens[i + k]?.quoted !== true)) continue;
    const rest = fits(tokens, i + words.length, parts, p + 1);
    if (rest === undefined) continue;
    return part.name === undefined ? rest : { end: rest.end, kept: new Map([...rest.kept, [part.name, [i, i + words.length] as const]]) };
  }
  return part.optional ? fits(tokens, i, parts, p + 1) : undefined;
}

/** The words of a question, whole ways of putting it read by the words they stand for: "what is keeping X from recovering" asks why X did not. */
export function constructed(tokens: readonly Token[]): readonly Token[] {
  const said: Token[] = [];
  let changed = false;
  const there = new Set(tokens.map(({ text }) => text));
  const possible = (row: Construction): boolean => row.needs.every((need) => anyOf(need, there));
  const fromStart = FROM_START.filter(possible);
  for (let i = 0; i < tokens.length; ) {
    const token = tokens[i] as Token;
    const rows = token.quoted === true ? [] : (BY_FIRST.get(token.text) ?? []).filter(possible);
    const starts = begins(tokens, i) ? fromStart : [];
    const done = applied(tokens, i, rows) ?? applied(tokens, i, starts);
    if (done === undefined) {
      said.push(token);
      i++;
      continue;
    }
    said.push(...done.tokens);
    i = done.end;
    changed = true;
  }
  return changed ? said : tokens;
}

function applied(
  tokens: readonly Token[],
  i: number,
  rows: readonly Construction[],
): { tokens: readonly Token[]; end: number } | undefined {
  for (const { parts, read } of rows) {
    const found = fits(tokens, i, parts, 0);
    if (found === undefined || found.end === i) continue;
    const place = { from: (tokens[i] as Token).from, to: (tokens[found.end - 1] as Token).to };
    const words = read.flatMap((word): readonly Token[] => {
      const kept = /^<([a-z]+)>$/.exec(word)?.[1];
      if (kept === undefined) return [{ text: word, ...place }];
      const at = found.kept.get(kept);
      return at === undefined ? [] : tokens.slice(at[0], at[1]);
    });
    return { tokens: words, end: found.end };
  }
  return undefined;
}
