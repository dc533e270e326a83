import { NARROWING_ADVERBS } from './lexicon/colours.ts';
import type { Entry } from './lexicon/entry.ts';
import type { Item, WordItem } from './sentence.ts';
import type { Token } from './tokens.ts';

/** What is left of a question when what only colours it is passed over. */
export interface Plainly {
  readonly tokens: readonly Token[];
  /** What was passed over, as it was written. */
  readonly told: readonly string[];
}

/**
 * Passes over what colours a question and cannot narrow it: manners, hedges, who is spoken to, what is felt about a thing, ways to ask for
 * an answer. Each only where it plays that part: "the pesky nodes" are the nodes, "which nodes are pesky" asks for something else.
 */
export function withoutColour(text: string, tokens: readonly Token[], items: readonly Item[]): Plainly {
  const gone = new Set<Item>();
  // From the end: what a word colours stands behind it, and may be colour itself.
  for (let k = items.length - 1; k >= 0; k--) if (colours(items, k, gone, tokens)) gone.add(items[k] as Item);
  for (let k = 0; k < items.length; k++) if (!gone.has(items[k] as Item) && colours(items, k, gone, tokens)) gone.add(items[k] as Item);
  if (gone.size === 0) return { tokens, told: [] };
  const left: Token[] = [];
  for (const item of items) {
    if (gone.has(item)) continue;
    const comma = tokens[item.at]?.text === ',' && item.end - item.at === 1;
    if (comma && (left.length === 0 || left.at(-1)?.text === ',')) continue;
    left.push(...tokens.slice(item.at, item.end));
  }
  while (left.at(-1)?.text === ',') left.pop();
  const told = items.filter((item) => gone.has(item)).map((item) => text.slice(tokens[item.at]?.from, tokens[item.end - 1]?.to));
  // Nothing but colour asks nothing.
  return left.some((token) => /[\p{L}\p{N}]/u.test(token.text)) ? { tokens: left, told } : { tokens, told: [] };
}

/** Whether a word has no sense but that it colours. */
export const onlyColours = (entry: Entry): boolean => entry.colour !== undefined && Object.keys(entry).length === 1;
export const isColour = (item: Item): boolean => item.type === 'word' && onlyColours(item.entry);

function colours(items: readonly Item[], k: number, gone: ReadonlySet<Item>, tokens: readonly Token[]): boolean {
  const item = items[k] as Item;
  const near = (step: 1 | -1): Item | undefined => {
    let j = k + step;
    while (items[j] !== undefined && gone.has(items[j] as Item)) j += step;
    return items[j];
  };
  const [before, after] = [near(-1), near(1)];
  // The text of an error, the value of a label: anybody's words.
  if (before?.type === 'word' && (before.entry.field !== undefined || before.entry.mark === 'than')) return false;
  if (item.type === 'plain')
    return (
      (isManner(item.text) && !isDegree(before, tokens)) || hasFigure(items, k, before, after, tokens) || isParticle(before, item, gone)
    );
  if (item.type !== 'word' || !isColour(item)) return false;
  switch (item.entry.colour) {
    case 'anywhere':
      return true;
    case 'address':
      return isSpokenTo(before, after, tokens);
    case 'feeling':
      return isNamed(after) && !isDegree(before, tokens);
    case 'telling':
      return asksFor(items, item, after, tokens) && items.slice(0, k).every((one) => gone.has(one) || carriesNothing(one, tokens));
    default:
      return isNamed(before) || isDeterminer(before, tokens) || (isNamed(after) && after?.type === 'name');
  }
}

/** "inexplicably": how, and never which. */
const isManner = (word: string): boolean => /^[a-z]{3,}ly$/.test(word) && !NARROWING_ADVERBS.has(word);

/**
 * "what status was node-4 wearing", "which cache hit rate does search-7 boast": a verb by which a thing has the figure, or the state, that is
 * asked for. Whatever verb it is, what is asked is what it was.
 */
function hasFigure(
  items: readonly Item[],
  k: number,
  before: Item | undefined,
  after: Item | undefined,
  tokens: readonly Token[],
): boolean {
  const item = items[k] as Item;
  if (item.type !== 'plain' || !/^[a-z]{3,}$/.test(item.text)) return false;
  const subject = before !== undefined && wordOf(before, tokens) === 'been' ? items[items.indexOf(before) - 1] : before;
  if (subject?.type !== 'name' && !(subject?.type === 'word' && subject.entry.target !== undefined)) return false;
  if (after !== undefined && after.type !== 'period' && !isComma(after, tokens) && !BEHIND_VERB.test(wordOf(after, tokens))) return false;
  const at = items.indexOf(subject);
  const aux = items.findIndex((one, j) => j < at && at - j <= 3 && AUX.test(wordOf(one, tokens)));
  if (aux < 1) return false;
  const asked = items.slice(0, aux);
  return (
    /^(?:what|which)$/.test(tokens[items[0]?.at ?? 0]?.text ?? '') &&
    asked.some((one) => isFigure(one) || ASKED_OF.test(wordOf(one, tokens)))
  );
}
const AUX = /^(?:did|does|do|was|were|is|are|has|have|had)$/;
const BEHIND_VERB = /^(?:at|in|on|during|over|since|between|before|after|up|out|around|with|through|throughout|within|to|for|from)$/;
const ASKED_OF = /^(?:status|state|version|region|platform)$/;
const isFigure = (item: Item): boolean =>
  (item.type === 'word' && (item.entry.metric ?? item.entry.ratio ?? item.entry.duration) !== undefined) ||
  (item.type === 'word' && item.entry.cue === 'state');

/** "… been putting out": the particle of a verb that was passed over. */
const isParticle = (before: Item | undefined, item: Item, gone: ReadonlySet<Item>): boolean =>
  item.type === 'plain' && before !== undefined && gone.has(before) && /^(?:up|out|around|with|through|off|down)$/.test(item.text);

/** Set off by commas, before a question, or after it. */
function isSpokenTo(before: Item | undefined, after: Item | undefined, tokens: readonly Token[]): boolean {
  if (
    before !== undefined &&
    /^(?:the|a|an|of|in|on|at|by|for|to|from|with|like|and|or|those|these|my|our|your)$/.test(wordOf(before, tokens))
  )
    return false;
  if (before === undefined) return after !== undefined && (isComma(after, tokens) || OPENS.test(wordOf(after, tokens)));
  return before.type !== 'plain' || isComma(before, tokens) ? after === undefined || isComma(after, tokens) : false;
}
const OPENS =
  /^(?:what|which|why|how|who|whose|when|where|is|are|was|were|did|do|does|has|have|had|can|could|any|show|list|give|tell|count)$/;

/** Whether a way of asking stands before something that can be asked for. "ping me when" stands, and a bare name may be to be worked on. */
function asksFor(items: readonly Item[], item: WordItem, after: Item | undefined, tokens: readonly Token[]): boolean {
  if (after === undefined || /^(?:when|whenever|once|if|should|the moment|as soon as)\b/.test(textFrom(tokens, after.at))) return false;
  if (after.type !== 'name' || item.end - item.at > 1) return true;
  return items.some((one) => one !== after && one !== item && isNamed(one));
}
const textFrom = (tokens: readonly Token[], at: number): string =>
  tokens
    .slice(at, at + 3)
    .map((token) => token.text)
    .join(' ');

/** The text of an item of one word. */
export const wordOf = (item: Item | undefined, tokens: readonly Token[]): string =>
  item === undefined || item.end - item.at !== 1 ? '' : (tokens[item.at]?.text ?? '');
const isComma = (item: Item | undefined, tokens: readonly Token[]): boolean => wordOf(item, tokens) === ',';
/** "the most annoying nodes": a judgement that is asked for. */
const isDegree = (item: Item | undefined, tokens: readonly Token[]): boolean =>
  /^(?:most|more|less|least|how|too|as|not|only|very)$/.test(wordOf(item, tokens));
const isDeterminer = (item: Item | undefined, tokens: readonly Token[]): boolean =>
  /^(?:the|those|these|them|all|our|my|your|any|some|which|what)$/.test(wordOf(item, tokens));

/** A thing, or what happens: what a feeling can be about. */
const isNamed = (item: Item | undefined): boolean =>
  item?.type === 'name' ||
  (item?.type === 'word' &&
    (item.entry.target !== undefined ||
      item.entry.event !== undefined ||
      item.entry.status !== undefined ||
      item.entry.cause !== undefined ||
      item.entry.duration !== undefined ||
      item.entry.metric !== undefined ||
      item.entry.dim !== undefined));

const NO_SENSE: ReadonlySet<keyof Entry> = new Set(['filler', 'form', 'plural', 'colour', 'mark']);

/** A word of politeness before what is asked; a name, a happening, a time is more. */
const carriesNothing = (item: Item, tokens: readonly Token[]): boolean =>
  isComma(item, tokens) ||
  (item.type === 'word' &&
    (Object.keys(item.entry) as (keyof Entry)[]).every((sense) => NO_SENSE.has(sense)) &&
    (item.entry.mark === undefined || /^(?:and|or|again|it|that)$/.test(item.entry.mark)));
