import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { catalogueOfWorld } from '../names.ts';
import { COLOURS } from './lexicon/colours.ts';
import { SAYINGS } from './lexicon/sayings.ts';
import { PHRASE_WORDS_MAX } from './lexicon.ts';
import { parseQuestion } from './parse.ts';

const world = JSON.parse(readFileSync(resolve(fileURLToPath(import.meta.url), '../../../../testdata/world.json'), 'utf8'));
const catalogue = catalogueOfWorld(world);
const read = (question: string) => parseQuestion({ question, tz: world.tz as string, nowUs: Date.parse(world.now) * 1000 }, catalogue);

describe('what only colours a question', () => {
  it.each([
    ['welp, which agents went offline today?', 'which agents went offline today?'],
    ['which pesky agents went offline today?', 'which agents went offline today?'],
    ['which agents inexplicably went offline today?', 'which agents went offline today?'],
    ['which agents went offline today, captain?', 'which agents went offline today?'],
    ['rustle up the crashes since monday', 'show the crashes since monday'],
    ['could you dig out the restarts of node-42?', 'show the restarts of node-42'],
    ['sling me the lowdown on spawn failures today', 'spawn failures today'],
    ['why did that blasted node-17 crash again, matey?', 'why did node-17 crash'],
    ['how many nodes fell over like dominoes yesterday?', 'how many nodes crashed yesterday?'],
  ])('is passed over: %s', (question, bare) => {
    expect(read(question).plan).toEqual(read(bare).plan);
  });

  it('is told to whoever asked', () => {
    expect(read('which pesky agents went offline today, captain?').ignored).toEqual(['pesky', 'captain']);
  });

  it.each([
    ['which agents are annoying?', 'a feeling nothing is told of is what is asked'],
    ['which are the most annoying agents?', 'a judgement that is asked for'],
    ['how many nodes crashed most mysteriously?', 'a degree of a manner'],
    ['newly leased agents that are offline', 'an adverb that says which'],
    ['beta nodes that crashed today', 'a word nobody knows before a thing'],
    ['which nodes did the captain restart?', 'who did it, not who is spoken to'],
    ['crashes of the fellas in accounting', 'a thing of which nothing is known'],
    ['dig node-42', 'no way of asking'],
    ['export node-42', 'may be work to be done on it'],
    ['throw the nodes', 'giving without anybody to give to'],
  ])('is not: %s (%s)', (question) => {
    expect(['refuse', 'clarify']).toContain(read(question).plan.op);
  });

  it.each([
    'restart the pesky node-42',
    'welp, stop node-42',
    'inexplicably drain agent-2',
    'be a good sport and restart node-42, captain',
  ])('is not passed over in a wish: %s', (question) => {
    expect(read(question).plan.op).not.toBe('action');
  });

  it('keeps its rows short enough to be found', () => {
    const long = [...COLOURS, ...SAYINGS].map(([phrase]) => phrase).filter((phrase) => phrase.split(' ').length > PHRASE_WORDS_MAX);
    expect(long).toEqual([]);
  });
});

describe('sayings for what happens', () => {
  it.each([
    ['which nodes bit the dust today?', 'which nodes crashed today?'],
    ['which nodes went up in smoke today?', 'which nodes crashed today?'],
    ['which agents stopped phoning home today?', 'which agents went offline today?'],
    ['which agents are MIA?', 'which agents are offline?'],
    ['which agents bounced back today?', 'which agents recovered today?'],
    ['which agents are on their last legs?', 'which agents are degraded?'],
    ['which agents are fit as a fiddle?', 'which agents are healthy?'],
    ['which nodes were power cycled today?', 'which nodes restarted today?'],
  ])('%s', (question, plain) => {
    expect(read(question).plan).toEqual(read(plain).plan);
  });
});
