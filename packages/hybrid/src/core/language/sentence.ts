import type { LiveCatalogue, NameKind } from '../names.ts';
import { aroundWish, TO_BE_TOLD } from './around-wishes.ts';
import { withoutAsides } from './asides.ts';
import { isColour, onlyColours, withoutColour } from './colour.ts';
import { constructed } from './constructions.ts';
import { ELSEWHERE } from './elsewhere.ts';
import { formsOf, inForm, possibleForms } from './forms.ts';
import { topicInPlace } from './fronted.ts';
import { DEED_FORMS, DEED_LEAD } from './lexicon/deed-forms.ts';
import type { Entry } from './lexicon/entry.ts';
import { type Lexicon, lexiconOf, OPENING_WORDS } from './lexicon.ts';
import { closestNames, type Link, linkName } from './link.ts';
import { type Amount, type Comparison, durOf, filterAt, numberAt } from './numbers.ts';
import { closingOf, preambleOf } from './preamble.ts';
import { aroundQuestion, questionsWithin } from './remarks.ts';
import { reworded } from './rewordings.ts';
import type { Told } from './story.ts';
import { type Period, periodAt, type TimeContext } from './time/period.ts';
import { type Token, tokenise } from './tokens.ts';
import { isEnglish, mendWord } from './typo.ts';

const ASKED = formsOf(DEED_FORMS, DEED_LEAD);

interface Place {
  /** First token, and the first after it. */
  readonly at: number;
  readonly end: number;
}
export interface WordItem extends Place {
  readonly type: 'word';
  readonly phrase: string;
  readonly entry: Entry;
  readonly typo?: true;
}
export interface NameItem extends Place {
  readonly type: 'name';
  readonly kind: NameKind;
  readonly name: string;
  readonly how: 'exact' | 'alias' | 'prefix' | 'typo';
  readonly text: string;
}
/** Something in the shape of a name that is none, or could be several. */
export interface LostItem extends Place {
  readonly type: 'lost';
  readonly link: Extract<Link, { how: 'ambiguous' | 'unknown' }>;
  readonly text: string;
}
export interface PeriodItem extends Place {
  readonly type: 'period';
  readonly period: Period;
  /** Said as a bare stretch ("in 10 minutes", "for an hour"): it may be a window instead. */
  readonly amount?: Amount;
  readonly typo?: true;
}
export interface NumberItem extends Place, Comparison {
  readonly type: 'number';
}
export interface FilterItem extends Place {
  readonly type: 'filter';
  readonly field: string;
  readonly sign: string;
  readonly values: readonly string[];
}
export interface QuoteItem extends Place {
  readonly type: 'quote';
  readonly text: string;
}
export interface PlainItem extends Place {
  readonly type: 'plain';
  readonly text: string;
}
export type Item = WordItem | NameItem | LostItem | PeriodItem | NumberItem | FilterItem | QuoteItem | PlainItem;

/** How much a reading of a stretch is worth, by kind: the best tiling of the sentence wins. */
const WEIGHT = { exact: 3, near: 1.6, lost: 1.5, period: 2.4, number: 2, filter: 4, word: 2, filler: 1, mended: 1.2, plain: 0 } as const;
/** Worth of every word more in one phrase: a longer phrase beats its parts. */
const TOGETHER = 0.5;

/** A question taken apart into typed spans: the heaviest tiling of its words. */
export interface Sentence {
  readonly text: string;
  readonly tokens: readonly Token[];
  readonly items: readonly Item[];
  /** Clauses in which whoever asks tells of himself, as written: they were passed over. */
  readonly asides?: readonly string[];
  /** Words that only colour the question, as written: they were passed over. */
  readonly colours?: readonly string[];
}

/** Takes a question apart. `strict` passes over no colour: for what would act, every word counts. */
export function readSentence(text: string, catalogue: LiveCatalogue, time: TimeContext, strict = false): Sentence {
  const lexicon = lexiconOf(catalogue.events);
  const words = tokenise(text).flatMap((token) => wordsApart(token, lexicon, catalogue));
  const all = topicInPlace(reworded(words.slice(preambleOf(text, words), closingOf(words))));
  const asked = all.slice(0, closingOf(all));
  const read = (part: readonly Token[]): readonly Item[] => tiled(part, lexicon, catalogue, time).items;
  const isPerson = ({ text: word }: Token): boolean => catalogue.names.user.has(word);
  const opened = asked.slice(preambleOf(text, asked));
  const told = strict ? { tokens: opened, told: [] } : aroundQuestion(text, opened, read, isPerson);
  const begun = constructed(told.tokens);
  const who = inForm(begun, possibleForms(begun, ASKED), read);
  const bare = who === undefined ? withoutAsides(text, begun, read) : { tokens: who, asides: [] };
  const said = bare.asides.length === 0 ? bare.tokens : bare.tokens.slice(preambleOf(text, bare.tokens));
  const form = who ?? inForm(said, possibleForms(said, ASKED), read) ?? inForm(said, possibleForms(said, TO_BE_TOLD), read);
  const wish = form === undefined ? aroundWish(text, said, read) : { tokens: form, asides: [] };
  const asides = [...bare.asides, ...wish.asides];
  const meant = mended({ text, tokens: wish.tokens, asides, ...tiled(wish.tokens, lexicon, catalogue, time) }, lexicon, catalogue, time);
  const bland = strict ? { tokens: meant.tokens, told: [] } : withoutColour(text, meant.tokens, meant.items);
  const coloured = bland.told.length > 0 || meant.items.some(isColour);
  // Colour that was not passed over counts by its words, like any others.
  const items = coloured ? tiled(bland.tokens, lexicon, catalogue, time, true).items : meant.items;
  return {
    text,
    tokens: bland.tokens,
    items: items.map((item) => withMends(item, bland.tokens)),
    asides,
    colours: [...told.told, ...bland.told],
  };
}

/** "spawn_success rate", "time_to_recover": words joined as in a plan, where what they are joined to is no word or name itself. */
function wordsApart(token: Token, lexicon: Lexicon, catalogue: LiveCatalogue): readonly Token[] {
  if (token.quoted === true || !/^[a-z]+(?:_[a-z]+)+$/.test(token.text) || lexicon.entries.has(token.text)) return [token];
  const known = filterAt([{ ...token, text: `${token.text}=x` }], 0) !== undefined || linkName(token.text, catalogue, false) !== undefined;
  return known ? [token] : token.text.split('_').map((text) => ({ ...token, text }));
}

/** Where in a text a question may stand, with nothing but remarks around it: as written, spaces in the place of these. */
export function withoutAllRemarks(text: string, catalogue: LiveCatalogue, time: TimeContext): readonly Told[] {
  const lexicon = lexiconOf(catalogue.events);
  const read = (part: readonly Token[]): readonly Item[] => tiled(part, lexicon, catalogue, time).items;
  return questionsWithin(text, tokenise(text), read, ({ text: word }) => catalogue.names.user.has(word)).map((within) => {
    const from = within[0]?.from ?? 0;
    const to = within.at(-1)?.to ?? text.length;
    const [before, after] = [
      text.slice(0, from).trim(),
      text
        .slice(to)
        .replace(/^[\s.,;:!?)-]+/, '')
        .trim(),
    ];
    return {
      story: before === '' || after === '' ? before + after : `${before} … ${after}`,
      question: ' '.repeat(from) + text.slice(from, to),
    };
  });
}

/** A word that was mended says so. */
function withMends(item: Item, tokens: readonly Token[]): Item {
  const typo = tokens.slice(item.at, item.end).some((token) => token.mended === true);
  return typo && (item.type === 'word' || item.type === 'period') ? { ...item, typo } : item;
}

/** Unknown words of a question for which mends are tried, at most: more than these is no question mistyped. */
const MENDS_MAX = 4;

/**
 * Whether a mend would make nothing of a word that may well mean something: "master" is not "matter". Only words that begin a question, of
 * which nobody means another, are mended although they carry nothing.
 */
function saysNothing(items: readonly Item[], at: number, meant: string): boolean {
  const item = items.find((one) => one.at <= at && at < one.end);
  return (
    item?.type === 'word' &&
    item.end - item.at === 1 &&
    item.entry.filler === true &&
    Object.keys(item.entry).length === 1 &&
    !OPENING_WORDS.includes(meant)
  );
}

/** What is nothing as it stands may be mistyped: the sentence is tiled again with the mend that makes most of it. */
function mended(sentence: Sentence & { readonly weight: number }, lexicon: Lexicon, catalogue: LiveCatalogue, time: TimeContext): Sentence {
  let best = sentence;
  // The value of a label is anybody's word.
  const ofLabel = (at: number): boolean =>
    /^(labels?|tag|tagged|labell?ed)$/.test(sentence.tokens[at - 1]?.text ?? '') ||
    /^(labels?|tag|tagged|labell?ed)$/.test(sentence.tokens[at - 2]?.text ?? '');
  const wrong = sentence.items
    .filter(
      (item) =>
        item.type === 'plain' &&
        /^[a-z]{4,24}$/.test(item.text) &&
        !ELSEWHERE.has(item.text) &&
        !ELSEWHERE.has(item.text.replace(/s$/, '')) &&
        !ofLabel(item.at),
    )
    .slice(0, MENDS_MAX)
    // "went ofline": what is a word of some phrase may only miss the word beside it, which is mended first.
    .sort((a, b) => partOfPhrase(a, lexicon) - partOfPhrase(b, lexicon));
  for (const item of wrong) {
    let top = best;
    for (const meant of mendWord((item as PlainItem).text, lexicon)) {
      const tokens = best.tokens.map((token, k) => (k === item.at ? { ...token, text: meant, mended: true as const } : token));
      const tiling = tiled(tokens, lexicon, catalogue, time);
      if (saysNothing(tiling.items, item.at, meant)) continue;
      if (tiling.weight > top.weight + 1e-9) top = { ...best, tokens, ...tiling };
    }
    best = top;
  }
  return best;
}

const partOfPhrase = (item: Item, lexicon: Lexicon): number =>
  item.type === 'plain' && lexicon.words.get(String(item.text.length))?.includes(item.text) === true ? 1 : 0;

/** The heaviest tiling of the words. */
function tiled(
  tokens: readonly Token[],
  lexicon: Lexicon,
  catalogue: LiveCatalogue,
  time: TimeContext,
  plainly = false,
): { readonly items: readonly Item[]; readonly weight: number } {
  const best: { weight: number; item: Item | undefined }[] = new Array(tokens.length + 1);
  best[tokens.length] = { weight: 0, item: undefined };
  for (let i = tokens.length - 1; i >= 0; i--) {
    let top: { weight: number; item: Item } | undefined;
    for (const [item, own] of spansAt(tokens, i, lexicon, catalogue, time, plainly)) {
      const weight = own + (best[item.end] as { weight: number }).weight;
      if (top === undefined || weight > top.weight + 1e-9) top = { weight, item };
    }
    best[i] = top as { weight: number; item: Item };
  }
  const items: Item[] = [];
  for (let i = 0; i < tokens.length; ) {
    const { item } = best[i] as { item: Item };
    items.push(item);
    i = item.end;
  }
  return { items, weight: best[0]?.weight ?? 0 };
}

/** Every reading of the words from `i` on, with its weight. */
function spansAt(
  tokens: readonly Token[],
  i: number,
  lexicon: Lexicon,
  catalogue: LiveCatalogue,
  time: TimeContext,
  plainly: boolean,
): (readonly [Item, number])[] {
  const token = tokens[i] as Token;
  if (token.quoted === true) return [[{ type: 'quote', at: i, end: i + 1, text: token.said ?? token.text }, WEIGHT.filter]];
  const found: (readonly [Item, number])[] = [];
  const filter = filterAt(tokens, i);
  if (filter !== undefined)
    found.push([unknownPlace(filter, tokens, i, catalogue) ?? { type: 'filter', at: i, ...filter }, WEIGHT.filter * (filter.end - i)]);
  const family = filter === undefined ? wildcardAt(tokens, i, catalogue) : undefined;
  if (family !== undefined) found.push([family, WEIGHT.filter * (family.end - i)]);
  const label = labelAt(tokens, i, catalogue);
  if (label !== undefined) found.push([label, WEIGHT.filter]);
  names(tokens, i, catalogue, lexicon, found);
  const period = periodAt(tokens, i, time);
  if (period !== undefined) {
    const { end, amountMs, ...rest } = period;
    found.push([
      { type: 'period', at: i, end, period: rest, ...(amountMs === undefined ? {} : { amount: { ms: amountMs, dur: durOf(amountMs) } }) },
      WEIGHT.period * (end - i) + TOGETHER + (isDayFirst(tokens, i) ? TOGETHER : 0),
    ]);
  }
  const number = numberAt(tokens, i);
  if (number !== undefined) found.push([{ type: 'number', at: i, ...number }, WEIGHT.number * (number.end - i) + TOGETHER]);
  words(tokens, i, lexicon, found, plainly);
  if (found.length === 0 && !isEnglish(token.text) && !lexicon.entries.has(token.text)) {
    // A mistyped name is looked for before a mistyped word: names are few.
    const link = linkName(token.text, catalogue, true);
    if (link?.how === 'typo') found.push([{ type: 'name', ...link, at: i, end: i + 1, text: token.text }, WEIGHT.mended]);
  }
  found.push([{ type: 'plain', at: i, end: i + 1, text: token.text }, WEIGHT.plain]);
  return found;
}

/** "3 March 2026": the number is the day. */
const isDayFirst = (tokens: readonly Token[], i: number): boolean =>
  /^\d{1,2}$/.test(tokens[i]?.text ?? '') && /^[a-z]{3,9}$/.test(tokens[i + 1]?.text ?? '') && /^\d{4}$/.test(tokens[i + 2]?.text ?? '');

/** "agents with a gpu", "gpu agents": a label that is either there or not. */
function labelAt(tokens: readonly Token[], i: number, { labels }: LiveCatalogue): FilterItem | undefined {
  const key = tokens[i]?.text.replace(/s$/, '') ?? '';
  if (labels === undefined || !labels.has(key)) return undefined;
  const before = /^(a|an|any|with|without|have|has|having|no|not|labell?ed|tagged|labels?|tags?)$/.test(tokens[i - 1]?.text ?? '');
  const after = /^(agents?|machines?|hosts?|boxes|workers?|label|labell?ed)$/.test(tokens[i + 1]?.text ?? '');
  return before || after ? { type: 'filter', at: i, end: i + 1, field: `label.${key}`, sign: '=', values: ['true'] } : undefined;
}

function words(tokens: readonly Token[], i: number, lexicon: Lexicon, found: (readonly [Item, number])[], plainly: boolean): void {
  let phrase = '';
  const { text, quoted } = tokens[i] as Token;
  // "port-conflict crashes": words that are joined by a dash, and known without it.
  if (quoted !== true && /^[a-z]{3,}(?:-[a-z]{2,}){1,2}$/.test(text) && !lexicon.entries.has(text)) {
    const entry = lexicon.entries.get(text.replaceAll('-', ' '));
    if (entry !== undefined && !onlyColours(entry) && entry.filler !== true)
      found.push([{ type: 'word', at: i, end: i + 1, phrase: text.replaceAll('-', ' '), entry }, WEIGHT.word]);
  }
  let reach = lexicon.reach.get(text) ?? 0;
  for (let end = i + 1; end <= Math.min(i + reach, tokens.length); end++) {
    const word = tokens[end - 1] as Token;
    if (word.quoted === true) return;
    phrase = phrase === '' ? word.text : `${phrase} ${word.text}`;
    if (end === i + 2) reach = lexicon.reach.get(phrase) ?? 2;
    const entry = lexicon.entries.get(phrase);
    if (entry === undefined || (plainly && onlyColours(entry))) continue;
    const length = end - i;
    const each =
      Object.keys(entry).length === 1 && (entry.filler === true || (entry.colour !== undefined && length === 1))
        ? WEIGHT.filler
        : WEIGHT.word;
    found.push([{ type: 'word', at: i, end, phrase, entry }, each * length + TOGETHER * (length - 1)]);
  }
}

function names(tokens: readonly Token[], i: number, catalogue: LiveCatalogue, lexicon: Lexicon, found: (readonly [Item, number])[]): void {
  const token = tokens[i] as Token;
  const numbered = numberedName(tokens, i, catalogue);
  if (numbered !== undefined) found.push(numbered);
  const spaced = spacedName(tokens, i, catalogue);
  if (spaced !== undefined) found.push(spaced);
  const link = linkName(token.text, catalogue, false);
  if (link === undefined) return;
  const place = { at: i, end: i + 1, text: token.text };
  if (link.how === 'exact' || link.how === 'alias') found.push([{ type: 'name', ...link, ...place }, WEIGHT.exact]);
  else if (link.how === 'prefix' || link.how === 'typo') {
    if (!lexicon.entries.has(token.text)) found.push([{ type: 'name', ...link, ...place }, WEIGHT.near]);
    else if (isPart(lexicon, token.text)) found.push([{ type: 'name', ...link, ...place }, WEIGHT.word + 0.1]);
  } else if (link.how === 'ambiguous') {
    if (!lexicon.entries.has(token.text)) found.push([{ type: 'lost', link, ...place }, WEIGHT.near]);
    else if (isPart(lexicon, token.text)) found.push([{ type: 'lost', link, ...place }, WEIGHT.word + 0.1]);
  } else {
    // "agnet-2": a mistyped name is mended before it is called unknown.
    const meant = linkName(token.text, catalogue, true);
    if (meant?.how === 'typo') found.push([{ type: 'name', ...meant, ...place }, WEIGHT.near]);
    else if (link.how === 'unknown') found.push([{ type: 'lost', link, ...place }, WEIGHT.lost]);
  }
}

/** A word for a part of the grid alone: a node that is called so comes first. */
function isPart(lexicon: Lexicon, word: string): boolean {
  const entry = lexicon.entries.get(word);
  return entry?.part !== undefined && Object.keys(entry).length === 1;
}

const WILDCARD = /^[a-z0-9][a-z0-9_.-]*\*$/;
/** "agent-k8s-something": any name that begins so. */
const SOMETHING = /-(?:something|whatever|anything|xyz|xxx|xx)$/;

/** "writer-*", "matching agent-prod-*": nodes, or agents, by how their names begin. */
function wildcardAt(tokens: readonly Token[], i: number, { names }: LiveCatalogue): Item | undefined {
  const at = /^(?:matching|like|named|called)$/.test(tokens[i]?.text ?? '') ? i + 1 : i;
  const word = (tokens[at]?.text ?? '').replace(SOMETHING, '-*');
  if (!WILDCARD.test(word)) return undefined;
  const begins = word.slice(0, -1);
  const hosts = tokens.slice(Math.max(0, i - 4), i).some(({ text }) => /^host(?:s|names?)?$/.test(text));
  const kind = (hosts ? (['host'] as const) : (['node', 'agent', 'host'] as const)).find((one) =>
    [...names[one]].some((name) => name.startsWith(begins)),
  );
  const place = { at: i, end: at + 1 };
  if (kind !== undefined) return { type: 'filter', field: kind, sign: '=', values: [word], ...place };
  return { type: 'lost', link: { how: 'unknown', kind: 'node', closest: closestNames(begins, names.node) }, text: word, ...place };
}

/** "region:eu-north" where no such region is: a name that is not known, as when it is said in words. */
function unknownPlace(
  { field, values, end }: NonNullable<ReturnType<typeof filterAt>>,
  tokens: readonly Token[],
  i: number,
  { names }: LiveCatalogue,
): Item | undefined {
  const kind = (['region', 'env', 'platform'] as const).find((one) => one === field);
  const name = values.find((value) => kind !== undefined && !value.includes('*') && !names[kind].has(value));
  if (kind === undefined || name === undefined || names[kind].size === 0) return undefined;
  const text = tokens
    .slice(i, end)
    .map((token) => token.text)
    .join(' ');
  return { type: 'lost', link: { how: 'unknown', kind, closest: closestNames(name, names[kind]) }, at: i, end, text };
}

/** Words of a name that are written apart, at most. */
const SPACED_MAX = 3;

/** "us west", "edge tokyo", "writer east 1": a name whose dashes were left out, exactly otherwise. */
function spacedName(tokens: readonly Token[], i: number, catalogue: LiveCatalogue): readonly [Item, number] | undefined {
  let name = tokens[i]?.text ?? '';
  const kindFirst = name === 'agent' || name === 'node';
  let longest: readonly [Item, number] | undefined;
  for (let end = i + 2; end <= Math.min(i + SPACED_MAX, tokens.length); end++) {
    const token = tokens[end - 1] as Token;
    if (token.quoted === true || tokens[i]?.quoted === true) return longest;
    name = `${name}-${token.text}`;
    const kind = (['agent', 'node', 'region', 'host'] as const).find((one) => catalogue.names[one].has(name));
    // "agent 2" has a rule of its own.
    if (kind === undefined || (kindFirst && end === i + 2)) continue;
    longest = [{ type: 'name', kind, name, how: 'alias', at: i, end, text: name.replaceAll('-', ' ') }, WEIGHT.exact * (end - i)];
  }
  return longest;
}

/** "node 42", "agent 2", "nodes 4": a kind and a bare number are a name. */
function numberedName(tokens: readonly Token[], i: number, catalogue: LiveCatalogue): readonly [Item, number] | undefined {
  const kind = /^(agent|node)s?$/.exec(tokens[i]?.text ?? '')?.[1] as 'agent' | 'node' | undefined;
  const id = tokens[i + 1]?.text ?? '';
  // "agent k8s": one of those that are called so, and not every one on that platform.
  if (kind !== undefined && kind === tokens[i]?.text && /^[a-z][a-z0-9]{1,11}$/.test(id) && tokens[i + 1]?.quoted !== true) {
    const link = linkName(`${kind}-${id}`, catalogue, false);
    if (link?.how === 'ambiguous') return [{ type: 'lost', link, at: i, end: i + 2, text: `${kind} ${id}` }, WEIGHT.exact * 2];
  }
  // "node X": a place kept for a name is no name.
  if (kind !== undefined && /^[xyzn]$/.test(id) && !catalogue.names[kind].has(id)) {
    const place = { at: i, end: i + 2, text: `${tokens[i]?.text} ${id}` };
    return [
      { type: 'lost', link: { how: 'unknown', kind, closest: closestNames(`${kind}-${id}`, catalogue.names[kind]) }, ...place },
      WEIGHT.number * 2 + TOGETHER,
    ];
  }
  if (kind === undefined || !/^#?\d+$/.test(id)) {
    const before =
      /^\d+$/.test(tokens[i]?.text ?? '') && /^(and|or|,|&)$/.test(tokens[i - 1]?.text ?? '') ? listKind(tokens, i) : undefined;
    const name = before === undefined ? undefined : `${before}-${tokens[i]?.text}`;
    return before === undefined || name === undefined || !catalogue.names[before].has(name)
      ? undefined
      : [{ type: 'name', at: i, end: i + 1, kind: before, name, how: 'alias', text: name }, WEIGHT.exact];
  }
  const name = `${kind}-${id.replace('#', '')}`;
  const place = { at: i, end: i + 2, text: `${tokens[i]?.text} ${id}` };
  if (catalogue.names[kind].has(name)) return [{ type: 'name', kind, name, how: 'alias', ...place }, WEIGHT.exact * 2];
  const link = linkName(name, catalogue, false);
  return link?.how === 'unknown' ? [{ type: 'lost', link, ...place }, WEIGHT.number * 2 + TOGETHER] : undefined;
}

/** "nodes 4 and 5": the kind said at the head of the list. */
function listKind(tokens: readonly Token[], i: number): 'agent' | 'node' | undefined {
  let k = i - 1;
  while (/^(and|or|,|&|#?\d+)$/.test(tokens[k]?.text ?? '')) k--;
  return /^(agent|node)s?$/.exec(tokens[k]?.text ?? '')?.[1] as 'agent' | 'node' | undefined;
}
