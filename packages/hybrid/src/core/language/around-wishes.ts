import { type Bare, endsClause, NARROWS, type Reader, spell, written } from './asides.ts';
import type { Item, NameItem, Sentence } from './sentence.ts';
import type { Token } from './tokens.ts';

/** Words of a clause around a wish that is looked at, at most. */
const CLAUSE_WORDS_MAX = 18;
const POLITE = /^(?:please|pls|plz|kindly|can|could|would|will|you|just|go|ahead|and|now|then|so|let|us|we|i|want|need|like|to|,)$/;
const WISH =
  /^(?:stop|kill|terminate|shut|halt|restart|reboot|bounce|recycle|drain|undrain|update|upgrade|patch|roll|rollback|revert|downgrade|scale|move|migrate|backup|back|restore|relaunch|respawn|bring|take|put|give)$/;
/** A statement: it tells how something is, and asks, wishes and conditions nothing. */
const STATES = /\b(?:is|are|was|were|am|has|have|had|looks?|seems?|keeps?|went|got|finished|failed|done|over|misbehaves|hangs|[a-z]+ed)\b/;
const ASKS_OR_CONDITIONS =
  /^(?:what|which|who|whose|why|how|when|where|is|are|was|were|do|did|does|can|could|would|will|should|may|show|list|tell|give|count|compare|find|any)\b|\b(?:if|when|whenever|once|unless|until|after|before|while|then|suppose|imagine)\b/;
const FOR_WHAT =
  /^(?:(?:so|so that) (?:i|we|they|you|people|it|my \w+|the \w+) (?:can|could|may|might|will|have|do|does|am|are|is|gets?|stops?|starts?)\b|in order to \w+|to (?:debug|patch|reproduce|investigate|free|fix|test|inspect|save|clear|replace|swap|upgrade|service) |(?:because|cuz|cause|since|as) (?:it|its|they|this|that|i|we|the|\w+ (?:said|says|asked|wants|wanted|told|needs)) \w+)/;

/**
 * Passes over what is told around a wish: how things are before it ("patching is finished, undrain edge-1"; "node-4 is stuck, restart it": the
 * one name told there is what "it" is), and what it is wished for after it ("so I can patch its host"). Both hold nothing that could narrow it.
 */
export function aroundWish(text: string, tokens: readonly Token[], read: Reader): Bare {
  if (!tokens.some((token) => WISH.test(token.text))) return { tokens, asides: [] };
  const asides: string[] = [];
  const from = wishAfter(text, tokens, read);
  if (from > 0) asides.push(written(text, tokens.slice(0, from)));
  let left = tokens.slice(from);
  const end = purposeFrom(left, read);
  if (end < left.length) {
    asides.push(written(text, left.slice(end)));
    left = left.slice(0, left[end - 1]?.text === ',' ? end - 1 : end);
  }
  return { tokens: from > 0 ? named(left, read(tokens.slice(0, from)), read) : left, asides };
}

/** "do not restart node-4", "agent-2 should never be drained": a wish that something be left alone, which is nothing to do or to look up. */
export function wishesNot({ tokens }: Pick<Sentence, 'tokens'>): boolean {
  const said = tokens.map((token) => token.text).join(' ');
  // Hardly any question denies anything.
  return /\b(?:not|never|no one|nobody)\b/.test(said) && LEFT_ALONE.test(said);
}
const LEFT_ALONE =
  /^(?:(?:please|pls|kindly|hey|ok|so|and|but) )*(?:do not|never|(?:we|you|i|they) (?:should|must|may|can|shall) (?:not|never)|no one (?:should|must|may)|nobody (?:should|must|may)) (?:\w+ )?(?:stop|kill|terminate|shut|halt|restart|reboot|bounce|drain|undrain|update|upgrade|roll|rollback|scale|move|migrate|spawn|start)\b|\b(?:should|must|may|can|shall) (?:not|never) (?:be|get) (?:stopped|killed|terminated|shut|halted|restarted|rebooted|bounced|drained|undrained|updated|upgraded|rolled|scaled|moved|migrated|spawned|started)\b/;

/** Whether a wish begins after something else was asked, wished or said: "drain agent-2, restart node-4", "when it crashes, restart it". */
export function wishesLater({ text, tokens, items }: Pick<Sentence, 'text' | 'tokens' | 'items'>): boolean {
  return items.some((item, k) => {
    if (k < 2 || item.type !== 'word' || item.entry.act === undefined || !WISH.test(tokens[item.at]?.text ?? '')) return false;
    const next = items.slice(k + 1).find((one) => !/^(?:the|all|of|node|agent)$/.test(tokens[one.at]?.text ?? ''));
    const object = next?.type === 'name' || (next?.type === 'word' && (next.entry.mark === 'it' || next.entry.mark === 'them'));
    let begins = item.at;
    while (POLITE.test(tokens[begins - 1]?.text ?? '') && tokens[begins - 1]?.text !== ',') begins--;
    return object && endsClause(text, tokens, begins);
  });
}

/** Where a wish begins after a statement that ends there; 0 when there is none. */
function wishAfter(text: string, tokens: readonly Token[], read: Reader): number {
  for (let k = 2; k < Math.min(tokens.length - 1, CLAUSE_WORDS_MAX); k++) {
    if (tokens[k]?.text !== 'so' && !endsClause(text, tokens, k)) continue;
    const from = firstWord(tokens, k);
    if (!WISH.test(tokens[from]?.text ?? '')) continue;
    const told = spell(tokens.slice(0, k));
    if (!STATES.test(told) || ASKS_OR_CONDITIONS.test(told) || WISH.test(tokens[firstWord(tokens, 0)]?.text ?? '')) return 0;
    return read(tokens.slice(from)).some((item) => item.type === 'name' || item.type === 'lost' || isIt(item)) ? from : 0;
  }
  return 0;
}

function firstWord(tokens: readonly Token[], from: number): number {
  let k = from;
  while (k < tokens.length && POLITE.test(tokens[k]?.text ?? '')) k++;
  return k;
}

const isIt = (item: Item): boolean => item.type === 'word' && item.entry.mark === 'it';

/** "restart it": the one agent or node that was told of. */
function named(wish: readonly Token[], told: readonly Item[], read: Reader): readonly Token[] {
  const items = read(wish);
  const it = items.find(isIt);
  const [only, ...more] = told.filter((item): item is NameItem => item.type === 'name' && (item.kind === 'node' || item.kind === 'agent'));
  const other = items.some((item) => item.type === 'name' && (item.kind === 'node' || item.kind === 'agent'));
  if (it === undefined || other || only === undefined || more.length > 0 || only.how !== 'exact' || it.end - it.at > 1) return wish;
  return wish.map((token, k) => (k === it.at ? { ...token, text: only.name } : token));
}

/** Where what a wish is for begins; the end of the words when nothing of it is said. */
function purposeFrom(tokens: readonly Token[], read: Reader): number {
  if (!WISH.test(tokens[firstWord(tokens, 0)]?.text ?? '')) return tokens.length;
  for (let k = Math.max(2, tokens.length - CLAUSE_WORDS_MAX); k < tokens.length - 1; k++) {
    const clause = tokens.slice(k);
    const own = spell(clause);
    if (!FOR_WHAT.test(own) || /["\d]/.test(own) || NARROWS.test(own)) continue;
    if (read(clause).every((item) => item.type === 'plain' || item.type === 'word' || (item.type === 'name' && item.kind === 'user')))
      return k;
  }
  return tokens.length;
}
