import { SAID_OTHERWISE } from './lexicon/said-otherwise.ts';
import { amountAt } from './time/amount.ts';
import type { Token } from './tokens.ts';

interface Row {
  readonly from: readonly string[];
  readonly to: readonly string[];
}
const BY_FIRST = new Map<string, Row[]>();
for (const [from, to] of SAID_OTHERWISE) {
  const words = from.split(' ');
  const known = BY_FIRST.get(words[0] as string) ?? [];
  known.push({ from: words, to: to.split(' ') });
  BY_FIRST.set(words[0] as string, known);
}
// The longest of them first: "no wait cancel that" is more than "no wait".
for (const rows of BY_FIRST.values()) rows.sort((a, b) => b.from.length - a.from.length);
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
    const preposition = token.quoted === true ? undefined : prepositionFor(tokens, i);
    if (preposition !== undefined) {
      said.push({ ...token, text: preposition });
      changed = true;
      i++;
      continue;
    }
    const length = token.quoted === true ? null : LENGTH.exec(token.text);
    said.push(length === null ? token : { ...token, text: `${length[1]}${(length[2] as string)[0]}` });
    changed ||= length !== null;
    i++;
  }
  return changed ? said : tokens;
}

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
  return BY_FIRST.get(tokens[i]?.text ?? '')?.find(({ from }) => {
    if (!from.every((word, k) => stands(tokens[i + k], word))) return false;
    return !WHENS.test(from.join(' ')) || standsForWhen(tokens, i + from.length);
  });
}

/** "recovered inside 2 minutes", "covering 1 February to 15 February": prepositions of time that are said for others. */
function prepositionFor(tokens: readonly Token[], i: number): string | undefined {
  const { text } = tokens[i] as Token;
  if (text === 'inside')
    return amountAt(tokens, /^(?:of|the|a)$/.test(tokens[i + 1]?.text ?? '') ? i + 2 : i + 1) === undefined ? undefined : 'within';
  if (text !== 'covering' && text !== 'spanning') return undefined;
  return tokens.slice(i + 2, i + 7).some((token) => /^(?:to|until|till|through|-)$/.test(token.text)) ? 'from' : 'for';
}

/** "ping me the moment it crashes": something follows that it may happen to. */
const standsForWhen = (tokens: readonly Token[], end: number): boolean =>
  tokens.length - end >= 2 &&
  !/^(?:of|in|on|at|that|when|,)$/.test(tokens[end]?.text ?? '') &&
  !/^(?:at|in|for)$/.test(tokens[end - 3]?.text ?? '');
