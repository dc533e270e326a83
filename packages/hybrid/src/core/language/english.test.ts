import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { catalogueOfWorld } from '../names.ts';
import { ENGLISH_WORDS } from './lexicon/english-words.ts';
import { OTHER_WORDS } from './lexicon/other-words.ts';
import { lexiconOf } from './lexicon.ts';
import { parseQuestion } from './parse.ts';
import { readPeriod } from './time/period.ts';
import { tokenise } from './tokens.ts';
import { mendWord } from './typo.ts';

const folder = resolve(fileURLToPath(import.meta.url), '../../../../testdata');
const world = JSON.parse(readFileSync(resolve(folder, 'world.json'), 'utf8')) as Parameters<typeof catalogueOfWorld>[0] & {
  readonly now: string;
};
const catalogue = catalogueOfWorld(world);
const lexicon = lexiconOf(catalogue.events);
const nowUs = Date.parse(world.now) * 1000;
const time = { nowMs: nowUs / 1000, zone: 'UTC' };

describe('words of everyday English', () => {
  it('make no question of ours where they are none of its words', () => {
    const strange = [...OTHER_WORDS, ...ENGLISH_WORDS].filter(
      (word, k) =>
        k % 11 === 0 &&
        // How something was done colours it; places have names; two ask by themselves; and some are read as the word they are often typed for.
        !/ly$|^(?:development|production|staging|process|contrast|finish)$/.test(word) &&
        tokenise(word)[0]?.text === word &&
        !lexicon.entries.has(word) &&
        mendWord(word, lexicon).length === 0 &&
        readPeriod(tokenise(word), time) === undefined,
    );
    const answered = strange.flatMap((word) =>
      [`is it ${word}?`, `any ${word} today?`, `show me ${word}`, `did the ${word} stop?`].filter((question) => {
        const { op } = parseQuestion({ question, tz: 'UTC', nowUs }, catalogue).plan;
        return !['refuse', 'clarify', 'help', 'explain'].includes(op);
      }),
    );
    expect(answered).toEqual([]);
    expect(strange.length).toBeGreaterThan(300);
  });

  it('are mended into other forms of themselves only', () => {
    const mended = (word: string): readonly string[] => mendWord(word, lexicon);
    expect(['raining', 'decade', 'party', 'crush', 'older'].map(mended)).toEqual([[], [], [], [], []]);
    expect(mended('suffers')).toEqual(['suffer']);
    // What is no word is mended as before.
    expect(mended('crashd')).toContain('crashed');
    expect(mended('ofline')).toContain('offline');
  });
});
