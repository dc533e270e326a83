import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { catalogueOfWorld } from '../names.ts';
import { parseQuestion } from './parse.ts';

const world = JSON.parse(readFileSync(resolve(fileURLToPath(import.meta.url), '../../../../testdata/world.json'), 'utf8'));
const catalogue = catalogueOfWorld(world);
const read = (question: string) => parseQuestion({ question, tz: world.tz as string, nowUs: Date.parse(world.now) * 1000 }, catalogue);

describe('what people tell of themselves while they ask', () => {
  it.each([
    ['my boss keeps asking me: how many nodes crashed today?', 'how many nodes crashed today?'],
    ['I just got paged, which agents are offline?', 'which agents are offline?'],
    ['which agents are offline, so that I can tell the customer?', 'which agents are offline?'],
    ['how many nodes crashed today because I have to write the summary', 'how many nodes crashed today'],
    ['before I head home, is anything down?', 'is anything down?'],
    ['did node-42 crash yesterday? I could swear I saw it', 'did node-42 crash yesterday?'],
    ['bear with me, I am not technical: which agents are degraded?', 'which agents are degraded?'],
  ])('is passed over: %s', (question, bare) => {
    expect(read(question).plan).toEqual(read(bare).plan);
  });

  it.each([
    'crashes since I came on shift',
    'I cover nights, what crashed today?',
    'I operate mainframes, how many crashes this week?',
    'I was asked about billing, how many nodes crashed yesterday?',
    'I manage the beta pool, how many crashed?',
    'I inherited the legacy stack, how many crashed today?',
    'which agents are offline? I mean the rented ones',
    'we only care about legacy boxes, how many crashed?',
    'my manager needs the beta pool, how many crashed?',
    'I am reporting on mobile, how many crashes today?',
    'how many crashes were there because of the new vendor?',
    'I have to tell the customer about the vip ones, which agents are offline?',
    'for my blue boxes, which agents are offline?',
    'which agents are expensive, because my boss is asking',
    'show the crashes of the vip nodes so I can call them',
  ])('narrows the question or hides in it, and stops it: %s', (question) => {
    expect(read(question).plan.op).toBe('refuse');
  });

  it('is told to whoever asked', () => {
    expect(read('I just got paged, which agents are offline?').ignored).toEqual(['I just got paged']);
  });

  it('never makes a wish of a question', () => {
    expect(read('I forgot to tell you, restart node-42').plan.op).not.toBe('action');
    expect(read('my boss says, restart node-42').plan.op).not.toBe('action');
  });
});
