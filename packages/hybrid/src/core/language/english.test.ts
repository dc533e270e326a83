import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { catalogueOfWorld } from '../names.ts';
import { ELSEWHERE } from './elsewhere.ts';
import { OTHER_WORDS } from './lexicon/other-words.ts';
import { lexiconOf } from './lexicon.ts';
import { parseQuestion } from './parse.ts';
import { readPeriod } from './time/period.ts';
import { tokenise } from './tokens.ts';
import { mendWord } from './typo.ts';

const folder = resolve(fileURLToPath(import.meta.url), '../../../../testdata');
const WORDS = readFileSync(resolve(folder, 'english-words.txt'), 'utf8').trim().split(/\s+/);
const world = JSON.parse(readFileSync(resolve(folder, 'world.json'), 'utf8')) as Parameters<typeof catalogueOfWorld>[0];
const catalogue = catalogueOfWorld(world);
const lexicon = lexiconOf(catalogue.events);

const stem = (word: string): string =>
  word
    .replace(/(?:ies|ied)$/, 'y')
    .replace(/(?:ings|ing|ers|er|es|ed|ly|s|d|r|n)$/, '')
    .replace(/[ey]$/, '')
    .replace(/(.)\1$/, '$1');
/** "drops" and "drop", "given" and "gives": the same word in another form. */
const sameWord = (a: string, b: string): boolean =>
  stem(a) === stem(b) || a.startsWith(b.replace(/[ey]$/, '')) || b.startsWith(a.replace(/[ey]$/, ''));

describe('words of everyday English', () => {
  it('are not taken for mistyped words of ours', () => {
    const taken = WORDS.filter((word) => !lexicon.entries.has(word) && !OTHER_WORDS.has(word) && !ELSEWHERE.has(word)).flatMap((word) => {
      const other = mendWord(word, lexicon).filter((meant) => !sameWord(word, meant));
      return other.length === 0 ? [] : [`${word}: ${other.join(', ')}`];
    });
    expect(taken).toEqual([]);
    expect(WORDS.length).toBeGreaterThan(5_000);
  });

  it('make no question of ours where they are none of its words', () => {
    const nowUs = Date.parse(world.now) * 1000;
    const isTime = (word: string): boolean => readPeriod(tokenise(word), { nowMs: nowUs / 1000, zone: 'UTC' }) !== undefined;
    const strange = WORDS.filter(
      (word, k) => k % 9 === 0 && !isTime(word) && (OTHER_WORDS.has(word) || ELSEWHERE.has(word)) && !lexicon.entries.has(word),
    );
    const answered = strange.flatMap((word) =>
      [`is it ${word}?`, `any ${word} today?`, `show me ${word}`, `did the ${word} stop?`].filter((question) => {
        const { op } = parseQuestion({ question, tz: 'UTC', nowUs }, catalogue).plan;
        return !['refuse', 'clarify', 'help', 'explain'].includes(op);
      }),
    );
    expect(answered).toEqual([]);
    expect(strange.length).toBeGreaterThan(100);
  });
});
