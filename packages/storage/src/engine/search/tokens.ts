import type { Json } from '@sutra/wire';

/** Characters beyond which a word is not kept whole: no one types it, and it must fit an index key. Ids fit. */
const WORD_MAX = 480;
/** Words of one text; what comes after is not found by its words. */
const WORDS_MAX = 20_000;

/** Letters and digits, joined by what ids and paths are joined by. */
const COMPOUND = /[\p{L}\p{N}]+(?:[-_.:/@#+][\p{L}\p{N}]+)*/gu;
const PART = /[\p{L}\p{N}]+/gu;
const MARKS = /\p{M}+/gu;

const plain = (text: string): string => text.normalize('NFKD').replace(MARKS, '').toLowerCase();

/** Words as they are indexed: a compound such as `agent-0042` is one word, and its parts are words too. */
export function* wordsOf(text: string): Iterable<string> {
  let words = 0;
  for (const [compound] of plain(text).matchAll(COMPOUND)) {
    if (words++ >= WORDS_MAX) return;
    if (compound.length <= WORD_MAX) yield compound;
    const parts = compound.match(PART)!;
    if (parts.length === 1) continue;
    for (const part of parts) if (part.length <= WORD_MAX) yield part;
  }
}

/**
 * Words to look for. A compound with a digit is an id and is wanted whole; another one (`load-balancer`) is wanted whole and in parts, so
 * that it finds `load balancer`.
 */
export function wantedWords(text: string): string[] {
  const wanted = new Set<string>();
  for (const [compound] of plain(text).matchAll(COMPOUND)) {
    wanted.add(compound);
    if (!/\p{N}/u.test(compound)) for (const part of compound.match(PART)!) wanted.add(part);
  }
  return [...wanted].filter((word) => word.length <= WORD_MAX);
}

/** Every text of a JSON value, keys left out. */
export function textOf(content: Json): string {
  if (typeof content === 'string') return content;
  const texts: string[] = [];
  gather(content, texts);
  return texts.join('\n');
}

function gather(value: Json, texts: string[]): void {
  if (typeof value === 'string') texts.push(value);
  else if (Array.isArray(value)) for (const part of value) gather(part, texts);
  else if (typeof value === 'object' && value !== null) for (const part of Object.values(value)) gather(part as Json, texts);
}
