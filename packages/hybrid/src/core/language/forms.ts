import { isArticle } from './articles.ts';
import type { Reader } from './asides.ts';
import type { Item } from './sentence.ts';
import type { Token } from './tokens.ts';

/**
 * A whole way of saying something, and what it is read as. In `said`, words stand apart; `a|b` is either, `a_b` are words together, `(a)` may be left
 * out, and `{x}` keeps the words that stand there: `{n}` a number, `{version}` and `{old}` one of those, `{agent}`, `{node}`, `{what}` such
 * things, `{one}`, `{thing}`, `{place}` such things by name, anything else any words.
 */
export type Form = readonly [said: string, means: string];

/** Forms ready to be looked for, by a word that each of them holds. */
export type Forms = ReadonlyMap<string, readonly Compiled[]>;
export interface Compiled {
  readonly pattern: RegExp;
  /** Of each of these one word is said: a pattern that is tried for the first time has to be compiled. */
  readonly needs: readonly ReadonlySet<string>[];
  readonly means: readonly string[];
}

/** Words that are kept in one place of a form, at most. */
const KEPT_WORDS_MAX = 12;
const NUMBER = 'one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty';
const KEPT: Readonly<Record<string, string>> = {
  n: `(?:\\d{1,4}|${NUMBER}|a couple of|a couple|a pair of|half a dozen|a dozen|a single|one more|another(?: one)?)`,
};
const IN_FIGURES: Readonly<Record<string, string>> = {
  'a couple of': '2',
  'a couple': '2',
  'a pair of': '2',
  'half a dozen': '6',
  'a dozen': '12',
  'a single': '1',
  'one more': '1',
  another: '1',
  'another one': '1',
};
/** Words of questions, conditions and another thing said: no form keeps them. */
const ASKS = /(?:^| )(?:what|which|who|whom|whose|why|how|whether|if|when|whenever|unless|until|then|but|except|not|never)(?: |$)/;

/** Makes forms ready. `lead` are words that may come before any of them, and stay. */
export function formsOf(rows: readonly Form[], lead: string): Forms {
  const forms = new Map<string, Compiled[]>();
  for (const [said, means] of rows) {
    const parts = said.split(' ');
    const pattern = new RegExp(`^(?<lead>(?:(?:${lead}) )*)${parts.map(patternOf).join('')}$`, 'd');
    const compiled: Compiled = { pattern, needs: literalsOf(parts).map((words) => new Set(words)), means: means.split(' ') };
    for (const word of rarestOf(parts)) forms.set(word, [...(forms.get(word) ?? []), compiled]);
  }
  return forms;
}

function patternOf(part: string): string {
  const optional = /^\((.*)\)$/.exec(part);
  if (optional !== null) return `(?:${patternOf(optional[1] as string)})?`;
  const kept = /^\{(\w+)\}$/.exec(part)?.[1];
  if (kept === 'version' || kept === 'old') return `(?:(?:version|release|v) )?(?<${kept}>v?\\d+(?:\\.\\d+)+) `;
  if (kept !== undefined) return `(?<${kept}>${KEPT[kept] ?? `\\S+(?: \\S+){0,${KEPT_WORDS_MAX - 1}}?`}) `;
  return isArticle(part) ? `(?:(?:${escaped(part)}) )?` : `(?:${escaped(part)}) `;
}

const escaped = (part: string): string => part.replace(/[.+*?^$[\]\\]/g, '\\$&').replaceAll('_', ' ');

/** Words that half of all questions hold: a form is not looked for by them. */
const COMMON =
  /^(?:who|whom|what|which|did|do|does|was|were|is|are|has|have|had|the|a|an|of|on|for|to|in|at|by|from|i|we|me|us|us|when|if|how|please|get|make|show|give|list|all|every|any|each|nodes?|agents?|that|it)$/;

/** The first words of every part of a form that is never left out. */
const literalsOf = (parts: readonly string[]): string[][] =>
  parts
    .filter((part) => !/^[({]/.test(part) && !isArticle(part))
    .map((part) => [...new Set(part.split('|').map((word) => word.split('_')[0] as string))]);

/** The words by which a form is looked for: those of its rarest part that is never left out. */
function rarestOf(parts: readonly string[]): readonly string[] {
  const literal = literalsOf(parts);
  const common = (words: readonly string[]): number => words.filter((word) => COMMON.test(word)).length;
  return literal.sort((one, other) => common(one) - common(other) || one.length - other.length)[0] ?? [];
}

/** The forms of which every part that is never left out is said somewhere in the words: nearly always none. */
export function possibleForms(tokens: readonly Token[], forms: Forms): readonly Compiled[] {
  const there = new Set(tokens.map((token) => (token.quoted === true ? '"' : token.text)));
  const found = new Set<Compiled>();
  for (const word of there)
    for (const form of forms.get(word) ?? []) if (!found.has(form) && form.needs.every((need) => anyOf(need, there))) found.add(form);
  return [...found];
}

/** The words as they are read, where they are one of the forms from their beginning to their end; undefined where they are none. */
export function inForm(tokens: readonly Token[], forms: readonly Compiled[], read: Reader): readonly Token[] | undefined {
  if (forms.length === 0) return undefined;
  const said = `${tokens.map((token) => (token.quoted === true ? '"' : token.text)).join(' ')} `;
  for (const form of forms) {
    const found = matched(said, tokens, form, read);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Whether one of the words a form needs is among those that are said. */
export function anyOf(need: ReadonlySet<string>, there: ReadonlySet<string>): boolean {
  for (const word of there) if (need.has(word)) return true;
  return false;
}

function matched(said: string, tokens: readonly Token[], form: Compiled, read: Reader): readonly Token[] | undefined {
  const match = form.pattern.exec(said);
  if (match === null) return undefined;
  const groups = match.indices?.groups ?? {};
  const partOf = (name: string): readonly Token[] => {
    const place = groups[name];
    if (place === undefined || place[0] === place[1]) return [];
    const from = wordsBefore(said, place[0]);
    return tokens.slice(from, from + said.slice(place[0], place[1]).trim().split(' ').length);
  };
  for (const [name, text] of Object.entries(match.groups ?? {}))
    if (text !== undefined && name !== 'lead' && !fits(name, text, partOf(name), read)) return undefined;
  const lead = partOf('lead');
  const keptTokens = new Set(Object.keys(match.groups ?? {}).flatMap((name) => partOf(name)));
  const place = longestRun(tokens.map((token) => (keptTokens.has(token) || token.text === ',' ? undefined : token)));
  const kept = (name: string): readonly Token[] => {
    const figures = IN_FIGURES[match.groups?.[name] ?? ''];
    return figures === undefined ? partOf(name) : [{ text: figures, ...place }];
  };
  return [
    ...lead,
    ...form.means.flatMap((word) => {
      const name = /^\{(\w+)\}$/.exec(word)?.[1];
      return name === undefined ? [{ text: word, ...place }] : kept(name);
    }),
  ];
}

/** Where the most words of a form stand that are not kept: what it is read as stands there. */
function longestRun(tokens: readonly (Token | undefined)[]): { readonly from: number; readonly to: number } {
  let best: readonly Token[] = [];
  let run: Token[] = [];
  for (const token of [...tokens, undefined]) {
    if (token !== undefined) run.push(token);
    else {
      if (run.length > best.length) best = run;
      run = [];
    }
  }
  return { from: best[0]?.from ?? 0, to: best.at(-1)?.to ?? 0 };
}

const wordsBefore = (said: string, at: number): number => said.slice(0, at).split(' ').length - 1;

/** Whether the words kept in a place may stand there: what is to be worked on is named, and nothing else is said of it. */
function fits(name: string, text: string, part: readonly Token[], read: Reader): boolean {
  if (FREE.has(name)) return true;
  if (ASKS.test(text) || /, (?![a-z]*[-\d])/.test(text)) return false;
  const items = read(part);
  const kinds = OF_KIND[name];
  return items.every(isOfThing) && items.some((item) => names(item, kinds, ONLY_NAMED.has(name)));
}

/** Places in which anything may stand. */
const FREE: ReadonlySet<string> = new Set(['n', 'version', 'old', 'rest', 'to', 'where', 'cond', 'why']);
/** Places in which a name itself stands, not the kind alone. */
const ONLY_NAMED: ReadonlySet<string> = new Set(['one', 'thing', 'place', 'user']);
const OF_KIND: Readonly<Record<string, readonly string[]>> = {
  agent: ['agent', 'host'],
  node: ['node'],
  one: ['node'],
  thing: ['agent', 'node'],
  place: ['region', 'env', 'platform', 'cluster', 'agent'],
  user: ['user'],
  what: ['agent', 'node', 'region', 'env', 'platform', 'host', 'cluster'],
};

/** A name, a kind, how they are, how many: what things are called by. */
const isOfThing = (item: Item): boolean =>
  item.type === 'name' ||
  item.type === 'lost' ||
  item.type === 'filter' ||
  item.type === 'number' ||
  (item.type === 'plain' && item.text === ',') ||
  (item.type === 'word' &&
    (item.entry.target !== undefined ||
      item.entry.status !== undefined ||
      item.entry.dim === 'status' ||
      (item.entry.event !== undefined && (item.entry.form === 'past' || item.entry.act === undefined)) ||
      OF_THING.test(item.phrase) ||
      (item.entry.mark !== undefined && /^(?:it|them|all|and)$/.test(item.entry.mark))));
const OF_THING = /^(?:the|all|is|are|of|on|in|at|from|and|both|every|each|any|our|agents?|nodes?|that|this|these|those|ones?)$/;

const names = (item: Item, kinds: readonly string[] | undefined, only: boolean): boolean =>
  (item.type === 'name' && (kinds === undefined || kinds.includes(item.kind))) ||
  (item.type === 'lost' && (kinds === undefined || item.link.how === 'ambiguous' || kinds.includes(item.link.kind))) ||
  (item.type === 'word' &&
    ((!only && item.entry.target !== undefined && (kinds === undefined || kinds.includes(item.entry.target))) ||
      (item.entry.target === 'cluster' && kinds?.includes('cluster') === true) ||
      item.entry.mark === 'it' ||
      item.entry.mark === 'them'));
