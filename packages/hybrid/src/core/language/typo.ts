import { ENGLISH_WORDS } from './lexicon/english-words.ts';
import { OTHER_WORDS } from './lexicon/other-words.ts';
import type { Lexicon } from './lexicon.ts';
import { damerau } from './link.ts';

/** Whether a word is one of everyday English: no name is meant by it. */
export const isEnglish = (word: string): boolean => OTHER_WORDS.has(word) || ENGLISH_WORDS.has(word);

const stem = (word: string): string =>
  word
    .replace(/(?:ies|ied)$/, 'y')
    .replace(/(?:ings|ing|ers|er|es|ed|ly|s|d|r|n)$/, '')
    .replace(/[ey]$/, '')
    .replace(/(.)\1$/, '$1');
/** "drops" and "drop", "given" and "gives": the same word in another form. */
const sameWord = (a: string, b: string): boolean =>
  stem(a) === stem(b) || a.startsWith(b.replace(/[ey]$/, '')) || b.startsWith(a.replace(/[ey]$/, ''));

/**
 * Words a mistyped word may be, nearest first, at most three: one edit for 4–6 letters, two from 7. Never for what carries digits; a word of
 * everyday English may only be another form of itself.
 */
export function mendWord(word: string, lexicon: Lexicon): readonly string[] {
  if (word.length < 4 || word.length > 24 || !/^[a-z]+$/.test(word) || OTHER_WORDS.has(word)) return [];
  const english = ENGLISH_WORDS.has(word);
  const found: { word: string; distance: number }[] = [];
  for (let length = word.length - 2; length <= word.length + 2; length++) {
    for (const known of lexicon.words.get(String(length)) ?? []) {
      const limit = known.length >= 7 && word.length >= 6 ? 2 : 1;
      if (Math.abs(known.length - word.length) > limit || !sameStart(word, known)) continue;
      if (english && !sameWord(word, known)) continue;
      if (SMALL.test(known) && known.length === word.length && !sameLetters(word, known)) continue;
      const distance = damerau(word, known, limit);
      if (distance > 0 && distance <= limit) found.push({ word: known, distance: distance + (word[0] === known[0] ? 0 : 0.5) });
    }
  }
  // People get the last letter right, too: "crashd" is "crashed".
  const ending = (one: string): number => (one.at(-1) === word.at(-1) ? 0 : 1);
  // A letter written once for twice is commonest, then a wrong one: "ofline" is "offline", "degradet" is "degraded".
  const slip = (one: string): number =>
    one.replace(/(.)\1/g, '$1') === word.replace(/(.)\1/g, '$1') ? 0 : one.length === word.length ? 1 : 2;
  found.sort(
    (a, b) => a.distance - b.distance || ending(a.word) - ending(b.word) || slip(a.word) - slip(b.word) || (a.word < b.word ? -1 : 1),
  );
  const least = found[0]?.distance ?? 0;
  return found
    .filter((one) => one.distance <= least + 0.5)
    .slice(0, 3)
    .map((one) => one.word);
}

/** Words that say nothing of their own: a name with one letter else, as "frob", would be passed over as one of them. */
const SMALL =
  /^(?:from|with|that|this|than|then|them|they|these|those|there|when|what|where|into|onto|over|upon|about|some|have|been|were|does|will|your|their)$/;
const sameLetters = (a: string, b: string): boolean => [...a].sort().join('') === [...b].sort().join('');

/** People get the first letter right, swap it with the second, or double or drop one. */
const sameStart = (word: string, known: string): boolean =>
  word[0] === known[0] || (word[0] === known[1] && word[1] === known[0]) || word.slice(1) === known || known.slice(1) === word;
