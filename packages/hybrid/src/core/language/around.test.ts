import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { catalogueOfWorld } from '../names.ts';
import { withoutArticles } from './articles.ts';
import { parseQuestion } from './parse.ts';

const folder = resolve(fileURLToPath(import.meta.url), '../../../../testdata');
const world = JSON.parse(readFileSync(resolve(folder, 'world.json'), 'utf8'));
const catalogue = catalogueOfWorld(world);
const plan = (question: string): unknown => parseQuestion({ question, tz: world.tz, nowUs: Date.parse(world.now) * 1000 }, catalogue).plan;

describe('what is said around a question, of asking alone', () => {
  const asked = ['crashes today', 'undrain agent-12', 'did a port clash take down search-7', 'place cache-1 on agent-2 instead'];
  it.each([
    'btw,',
    '@sutra',
    'Sutra,',
    'not urgent but',
    'quick sanity check:',
    'real quick -',
    'no rush:',
    "if it's not too much trouble,",
    'me again.',
    'customer is asking:',
    'fyi i am new here,',
    'one last thing:',
    'could you do me a favour and',
  ])('"%s" before it is passed over, whatever comes next', (before) => {
    for (const question of asked) expect([question, plan(`${before} ${question}`)]).toEqual([question, plan(question)]);
  });

  it.each([
    ' lol',
    ', thanks in advance',
    ', many thanks',
    ', please and thank you',
    ', any idea?',
    ', ok?',
    ', would you',
    ' when you have a moment',
    ', my boss is asking',
    ' in our grid',
  ])('"%s" after it is passed over', (after) => {
    for (const question of asked) expect([question, plan(question + after)]).toEqual([question, plan(question)]);
  });

  it.each([
    ['do you know', 'crashes today'],
    ['tell me', 'crashes today'],
    ['as soon as cache-2 has restarted, tell me', 'cache-2 has restarted'],
  ])('"%s" is no remark', (said, bare) => {
    expect(plan(said)).not.toEqual(plan(bare));
  });
});

describe('articles', () => {
  it.each([
    ['which node takes cake for crashes this month', 'which node takes the cake for crashes this month'],
    ['which nodes are stopped at moment', 'which nodes are stopped at the moment'],
    ['anything out of ordinary today', 'anything out of the ordinary today'],
    ["what's worst that could happen if agent-12 fails", "what's the worst that could happen if agent-12 fails"],
  ])('may be left out: "%s"', (bare, whole) => {
    expect(plan(bare)).toEqual(plan(whole));
  });

  it('are no part of a phrase, unless it begins with one or is nothing without', () => {
    expect(withoutArticles('out of the woods')).toBe('out of woods');
    expect(withoutArticles('the moment')).toBeUndefined();
    expect(withoutArticles('by the user')).toBeUndefined();
    expect(withoutArticles('crash loop')).toBeUndefined();
  });
});
