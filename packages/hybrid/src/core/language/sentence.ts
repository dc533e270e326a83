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
import { type Link, linkName } from './link.ts';
import { labelAt, namesAt, unknownPlace, wildcardAt } from './names-at.ts';
import { type Amount, type Comparison, durOf, filterAt, numberAt } from './numbers.ts';
import { closingOf, preambleOf } from './preamble.ts';
import { aroundQuestion, questionsWithin } from './remarks.ts';
import { reworded } from './rewordings.ts';
import type { Told } from './story.ts';
import { type Period, periodAt, type TimeContext } from './time/period.ts';
import { isMonth } from './time/point.ts';
import { type Token, tokenise } from './tokens.ts';
import { isEnglish, mendWord } from './typo.ts';
import { TOGETHER, WEIGHT } from './weights.ts';

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
  if (label !== undefined) found.push([label, WEIGHT.filter * (label.end - i) + (label.end - i > 1 ? TOGETHER : 0)]);
  namesAt(tokens, i, catalogue, lexicon, found);
  const period = periodAt(tokens, i, time);
  if (period !== undefined) {
    const { end, amountMs, ...rest } = period;
    found.push([
      { type: 'period', at: i, end, period: rest, ...(amountMs === undefined ? {} : { amount: { ms: amountMs, dur: durOf(amountMs) } }) },
      WEIGHT.period * (end - i) + TOGETHER + (tokens.slice(i, end).some((_, k) => isDayFirst(tokens, i + k)) ? TOGETHER : 0),
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

/** "3 March": the number is the day. */
const isDayFirst = (tokens: readonly Token[], i: number): boolean =>
  /^\d{1,2}$/.test(tokens[i]?.text ?? '') && isMonth(tokens[i + 1]?.text ?? '') && !/^(?:top|last|first)$/.test(tokens[i - 1]?.text ?? '');

const ENDS_BEFORE = /^(?:|,|and|or|with|on|in|for|here|too|already|anywhere|at|to|as|of)$/;

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
    // "happened before 9", "happened before the rollout": before what, and not ever.
    if (entry.cue === 'similar' && word.text === 'before' && !ENDS_BEFORE.test(tokens[end]?.text ?? '')) continue;
    const length = end - i;
    const each =
      Object.keys(entry).length === 1 && (entry.filler === true || (entry.colour !== undefined && length === 1))
        ? WEIGHT.filler
        : WEIGHT.word;
    found.push([{ type: 'word', at: i, end, phrase, entry }, each * length + TOGETHER * (length - 1)]);
  }
}
